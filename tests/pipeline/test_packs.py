from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline.pack_files import builtin_folder, load_packs
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.pipeline.selection import SelectionError, choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.pipeline.pack import Pack

LINES = {"filter": "drop-lines", "patterns": "^x$"}


@pytest.fixture
def three(make_pack: Callable[..., Path]) -> list[Pack]:
    folder = make_pack(
        "main", {"id": "safe", **LINES}, {"id": "risky", "safety": "unsafe", **LINES}
    )
    make_pack("more", {"id": "extra", **LINES}, {"id": "spare", **LINES}, default=False)
    make_pack("same", {"id": "safe", **LINES})
    return [pack for pack in load_packs([folder.parent]) if pack.name in {"main", "more", "same"}]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "main/safe same/safe"),
        ({"unsafe": True}, "main/safe main/risky same/safe"),
        ({"select": ["main/safe"]}, "main/safe"),
        ({"select": ["safe"]}, "main/safe same/safe"),
        ({"select": ["more"]}, "more/extra more/spare"),
        ({"select": ["spare", "same"]}, "more/spare same/safe"),
        ({"select": ["risky"]}, ""),
        ({"select": ["risky"], "unsafe": True}, "main/risky"),
        ({"extend_select": ["extra"]}, "main/safe more/extra same/safe"),
        ({"extend_select": ["risky"]}, "main/safe same/safe"),
        ({"select": ["same"], "extend_select": ["more"]}, "more/extra more/spare same/safe"),
        ({"ignore": ["main/safe"]}, "same/safe"),
        ({"ignore": ["safe"]}, ""),
        ({"ignore": ["main"], "unsafe": True}, "same/safe"),
        ({"select": ["more"], "ignore": ["spare"]}, "more/extra"),
        ({"extend_select": ["more"], "ignore": ["more"]}, "main/safe same/safe"),
    ],
    ids=str,
)
def test_the_rules_that_run(three: list[Pack], options: dict[str, Any], expected: str) -> None:
    assert [rule.name for rule in choose(three, **options)] == expected.split()


@pytest.mark.parametrize("option", ["select", "extend_select", "ignore"])
def test_an_unknown_name_suggests_the_nearest(three: list[Pack], option: str) -> None:
    options: dict[str, Any] = {option: ["safe", "main/saef"]}
    with pytest.raises(SelectionError, match="'main/saef'; did you mean 'main/safe'") as caught:
        choose(three, **options)
    assert "garmentclean rules list" in str(caught.value)


def test_a_name_unlike_all_others_suggests_nothing(three: list[Pack]) -> None:
    with pytest.raises(SelectionError, match="no rule or pack is called 'qqq'; 'garm"):
        choose(three, select=["qqq"])


def test_the_built_in_folder_is_there_and_has_rule_files() -> None:
    assert list(builtin_folder().glob("*.yaml"))
    assert choose(load_packs())


@pytest.mark.usefixtures("house")
def test_a_users_own_packs_come_behind_the_built_in_ones(make_pack: Callable[..., Path]) -> None:
    own = make_pack("own", {"id": "mine", **LINES})
    assert [pack.name for pack in load_packs([own])] == ["house", "loud", "own"]
    assert Pipeline.from_packs([own], select=["own"]).rules[0].name == "own/mine"


@pytest.mark.usefixtures("house")
def test_a_folder_gives_its_yaml_files_in_order_and_nothing_else(
    make_pack: Callable[..., Path],
) -> None:
    folder = make_pack("b", LINES).parent
    make_pack("a", LINES).rename(folder / "a.yml")
    (folder / "notes.txt").write_text("no: [rules", encoding="utf-8")
    assert [pack.name for pack in load_packs([folder])] == ["house", "loud", "a", "b"]


def test_two_packs_with_the_same_name_are_refused(make_pack: Callable[..., Path]) -> None:
    first = make_pack("a", LINES, pack="twin")
    second = make_pack("b", LINES, pack="twin")
    with pytest.raises(GarmentcleanError, match="a pack 'twin' is already in") as caught:
        load_packs([first, second])
    assert str(caught.value).startswith(f"{second}:1: ")
    assert str(first) in str(caught.value)


def test_a_folder_without_rule_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="no rule files") as caught:
        load_packs([tmp_path])
    assert str(caught.value).startswith(f"{tmp_path}: ")


@pytest.mark.usefixtures("house")
def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, lock: Callable[[Path], None]
) -> None:
    lock(tmp_path)
    with pytest.raises(GarmentcleanError, match="Permission denied") as caught:
        load_packs([tmp_path])
    assert str(tmp_path) in str(caught.value)
