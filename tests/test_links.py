from __future__ import annotations

import os
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.links import leads_out, led_to

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("in", "out", "a", "link", "back", "..", ".", "gone")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make folders with links in them, one out of the folder `in` and one back."""
    for name in ("in/a", "in/in", "out/a", "out/in"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "out" / "back").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ways(top: Path) -> Iterator[Path]:
    for count in range(4):
        for parts in product(NAMES, repeat=count):
            yield from (Path(*parts), Path(top, *parts), Path(os.path.join("in", *parts)))  # noqa: PTH118


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_path_leads_out_where_its_real_one_does(tree: Path) -> None:
    for within in (Path("in"), Path(), tree / "in", tree, Path("out/back")):
        real = os.path.realpath(within)
        for path in ways(tree):
            expected = not Path(os.path.realpath(path)).is_relative_to(real)
            assert leads_out(path, within) == expected, (path, within)


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_what_a_path_leads_to_is_found(tree: Path) -> None:
    assert led_to("in/a") == ("in/a", False)
    assert led_to("in/b") == ("in/b", True)
    assert led_to("in/link") == (str(tree / "out"), False)
    assert led_to("in/gone") == (str(tree / "in" / "nowhere"), True)
