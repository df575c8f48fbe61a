from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest

from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline.brake import MAX_LOSS
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.pipeline.by_path import PipelineByPath

    MakePack = Callable[..., Path]

RAW = "One loom.\nReturn to list\nThe pformation.\n"


@pytest.fixture(autouse=True)
def in_a_corpus(tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ignoring(root: Path, **globs: tuple[str, ...]) -> Settings:
    return Settings(per_file_ignores=tuple(globs.items()), root=root)


def names(pipelines: PipelineByPath, path: str) -> set[str]:
    return {rule.id for rule in pipelines.of(path).rules}


@pytest.mark.parametrize(
    ("glob", "matching", "others"),
    [
        ("*.txt", ["a.txt", "old/a.txt", "old/deep/a.txt"], ["a.md", "<stdin>"]),
        ("/*.txt", ["a.txt", "./a.txt"], ["old/a.txt"]),
        ("old/", ["old/a.txt", "new/old/a.txt"], ["a.txt", "old"]),
        ("/old", ["old", "old/a.txt", "new/../old/a.txt"], ["new/old/a.txt", "older"]),
        ("old/*", ["old/a.txt", "old/deep/a.txt"], ["new/old/a.txt", "a.txt"]),
        ("old/**/b.txt", ["old/b.txt", "old/deep/er/b.txt"], ["b.txt"]),
        ("**", ["a.txt", "old/a.txt", "<stdin>"], []),
        ("a?[0-9].txt  ", ["ab1.txt"], ["ab1.txt  ", "a/1.txt", "abb.txt"]),
        (r"\!a.txt", ["!a.txt"], ["a.txt"]),
        ("two words.txt", ["two words.txt"], ["two", "words.txt"]),
        ("棉*", ["棉.txt"], ["麻.txt"]),
        ("*.jsonl", ["rows.jsonl"], ["rows.jsonl:7"]),
    ],
)
def test_patterns_are_those_of_gitignore(
    tmp_path: Path, glob: str, matching: list[str], others: list[str]
) -> None:
    pipelines = pipeline_by_path(ignoring(tmp_path, **{glob: ("trans",)}))
    for path in (*matching, *(str(tmp_path / path) for path in matching if path != "<stdin>")):
        assert "trans" not in names(pipelines, path), path
    for path in (*others, *(str(tmp_path / path) for path in others)):
        assert "trans" in names(pipelines, path), path


def test_patterns_are_relative_to_the_folder_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipelines = pipeline_by_path(ignoring(tmp_path, **{"/old/a.txt": ("trans",)}))
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    assert "trans" not in names(pipelines, "../old/a.txt")
    assert "trans" in names(pipelines, "old/a.txt")


def test_a_link_to_a_folder_above_leads_to_the_same_paths(tmp_path: Path) -> None:
    (tmp_path / "root" / "old").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "root", target_is_directory=True)
    pipelines = pipeline_by_path(ignoring(tmp_path / "root", **{"/old/a.txt": ("trans",)}))
    assert "trans" not in names(pipelines, "link/old/a.txt")
    assert "trans" in names(pipelines, "old/a.txt")


def test_patterns_match_the_name_of_a_link_not_of_its_target(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "a.txt").symlink_to(tmp_path / "old" / "b.txt")
    pipelines = pipeline_by_path(ignoring(tmp_path, **{"/a.txt": ("trans",)}))
    assert "trans" not in names(pipelines, "a.txt")
    assert "trans" in names(pipelines, "old/b.txt")


def test_all_patterns_of_a_path_count(tmp_path: Path) -> None:
    globs = {"*.txt": ("trans",), "old/*": ("house/return", "sums"), "*.md": ("house",)}
    pipelines = pipeline_by_path(ignoring(tmp_path, **globs))
    assert names(pipelines, "a.txt") == {"return", "sums"}
    assert names(pipelines, "old/a.txt") == set()
    assert names(pipelines, "old/a") == {"trans"}
    assert names(pipelines, "old/a.md") == set()
    assert names(pipelines, "a") == {"return", "trans", "sums"}


def test_documents_of_the_same_ignores_share_a_pipeline(tmp_path: Path) -> None:
    pipelines = pipeline_by_path(ignoring(tmp_path, **{"*.txt": ("trans",), "a*": ("trans",)}))
    assert pipelines.of("a.txt") is pipelines.of("b.txt") is pipelines.of("a")
    assert pipelines.of("b") is pipelines.default


def test_without_patterns_there_is_one_pipeline(tmp_path: Path) -> None:
    pipelines = pipeline_by_path(Settings(root=tmp_path))
    assert pipelines.of("a.txt") is pipelines.of(os.path.abspath("b")) is pipelines.default


@pytest.mark.parametrize("place", ["select", "extend_select", "ignore", "per_file_ignores"])
def test_a_name_in_no_rule_file_is_refused_before_any_document(tmp_path: Path, place: str) -> None:
    value = (("none/*", ("tarns",)),) if place == "per_file_ignores" else ("tarns",)
    with pytest.raises(GarmentcleanError, match="is called 'tarns'; did you mean 'trans'"):
        pipeline_by_path(Settings(root=tmp_path, **{place: value}))  # type: ignore[arg-type]


def test_a_pattern_that_re2_refuses_names_its_key() -> None:
    with pytest.raises(GarmentcleanError, match=r"^protect: RE2 refuses the pattern '\(a': "):
        pipeline_by_path(Settings(protect=("b", "(a")))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.01, 1.01])
def test_max_loss_must_be_a_number_from_0_to_1(value: float) -> None:
    with pytest.raises(GarmentcleanError, match="max-loss must be a number from 0 to 1, not "):
        Settings(max_loss=value)


@pytest.mark.parametrize("value", [0, 0.0, 0.5, 1])
def test_every_pipeline_has_the_limit_and_what_is_protected(tmp_path: Path, value: float) -> None:
    settings = Settings(
        max_loss=value,
        protect=("pformation",),
        per_file_ignores=(("*.txt", ("return",)),),
        root=tmp_path,
    )
    pipelines = pipeline_by_path(settings)
    for path in ("a.txt", "a.md"):
        assert pipelines.of(path).max_loss == value
        assert "pformation" in pipelines.of(path).clean(RAW).text


def test_three_quarters_may_be_removed_by_default() -> None:
    assert Settings().max_loss == MAX_LOSS == 0.75
    assert pipeline_by_path(Settings()).default.max_loss == MAX_LOSS


def test_another_process_gets_the_same_pipelines(tmp_path: Path, make_pack: MakePack) -> None:
    own = make_pack("own", {"filter": "substitute", "terms": {"loom": "frame"}})
    settings = Settings(
        rules=(own,),
        ignore=("return",),
        protect=("One",),
        per_file_ignores=(("*.md", ("own",)),),
        root=tmp_path,
    )
    pipelines = pipeline_by_path(settings)
    again: PipelineByPath = pickle.loads(pickle.dumps(pipelines))
    for path in ("a.txt", "a.md"):
        assert names(again, path) == names(pipelines, path)
        assert again.of(path).clean(RAW).text == pipelines.of(path).clean(RAW).text
    assert "frame" in again.of("a.txt").clean(RAW).text
    assert "frame" not in again.of("a.md").clean(RAW).text


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), {"return", "trans", "sums"}),
        (Settings(unsafe=True), {"return", "trans", "sums", "gown"}),
        (Settings(select=("loud",)), {"shout"}),
        (Settings(select=("house",), ignore=("sums",)), {"return", "trans"}),
        (Settings(extend_select=("loud",), ignore=("house",)), {"shout"}),
    ],
)
def test_the_selected_rules_run(settings: Settings, expected: set[str]) -> None:
    assert names(pipeline_by_path(settings), "a.txt") == expected


def test_packs_are_switched_on_and_off() -> None:
    switched = Settings(packs=(("loud", True), ("house", False)))
    assert {rule.pack for rule in pipeline_by_path(switched).default.rules} == {"loud"}
    with pytest.raises(GarmentcleanError, match="no rule or pack is called 'lout'; did you mean"):
        pipeline_by_path(Settings(packs=(("lout", True),)))


def test_only_the_filters_of_the_pipeline_run_in_its_order() -> None:
    pipeline = pipeline_by_path(Settings(pipeline=("report", "substitute"))).default
    assert {rule.kind for rule in pipeline.rules} == {"substitute", "report"}
    assert pipeline.clean("Return to list\nThe pformation.\n").text == (
        "Return to list\nThe transformation.\n"
    )
