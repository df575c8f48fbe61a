"""Open folders: no link leads out of the one that was named, whenever it is made."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus import folders
from garmentclean.corpus.files import FileError, Seen, read_bytes
from garmentclean.corpus.folders import KEPT, LeadsOutError, folder_at, spot_of
from garmentclean.corpus.writing import Model, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs links")
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
            yield from (Path(*parts), Path(top, *parts), Path(os.path.join("in", *parts)))


def test_a_file_is_found_where_its_real_path_leads(tree: Path) -> None:
    for within in (Path("in"), Path(), tree / "in", tree, Path("out/back")):
        real = os.path.realpath(within)
        for folder in ways(tree):
            path = os.path.join(folder, "c.txt")
            expected = os.path.realpath(path)
            leads_out = not Path(expected).is_relative_to(real)
            try:
                spot = spot_of(path, str(within))
            except LeadsOutError:
                assert leads_out, (path, within)
            except OSError:
                assert not os.path.isdir(folder), (path, within)
            else:
                assert not leads_out, (path, within)
                assert spot.folder.is_at(os.path.dirname(expected))
                assert spot.status is None


def test_a_link_to_a_file_is_followed_only_within_the_folder(tree: Path) -> None:
    for name in ("in/a/c.txt", "out/c.txt"):
        Path(name).write_text(name)
    Path("in/c.txt").symlink_to("a/c.txt")
    Path("in/d.txt").symlink_to(tree / "out" / "c.txt")
    Path("in/e.txt").symlink_to("e.txt")
    assert read_bytes(Path("in/c.txt"), within=Path("in")) == b"in/a/c.txt"
    with pytest.raises(FileError, match="leads out of in through a link; name what it leads to"):
        read_bytes(Path("in/d.txt"), within=Path("in"))
    with pytest.raises(FileError, match="cannot read this file: Too many levels"):
        read_bytes(Path("in/e.txt"), within=Path("in"))


def swapped(name: str) -> None:
    """Replace a folder with a link out of the tree."""
    Path(name).rename(f"{name}.old")
    Path(name).symlink_to(Path("out").resolve())


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Return a function that makes something happen once, after paths were resolved and checked."""

    def happens(event: Callable[[], object]) -> None:
        real = os.open
        waiting = [event]

        def opened(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
            while waiting:
                waiting.pop()()
            return real(path, flags, mode, **more)

        monkeypatch.setattr(os, "open", opened)

    return happens


def test_a_folder_that_becomes_a_link_after_the_check_is_not_written_to(
    tree: Path, between: Callable[[Callable[[], object]], None]
) -> None:
    between(lambda: swapped("in/a"))
    with pytest.raises(FileError, match="leads out of in through a link"):
        write(Path("in/a/c.txt"), b"new", within=Path("in"))
    assert sorted(path.name for path in (tree / "out").iterdir()) == ["a", "back", "in"]
    assert not [*Path("in").rglob("*.tmp")]


def test_a_folder_that_becomes_a_link_after_the_check_is_not_read_from(
    between: Callable[[Callable[[], object]], None], tree: Path
) -> None:
    Path("in/a/c.txt").write_text("inside")
    (tree / "out" / "c.txt").write_text("outside")
    between(lambda: swapped("in/a"))
    with pytest.raises(FileError, match="leads out of in through a link"):
        read_bytes(Path("in/a/c.txt"), within=Path("in"))


def test_an_open_folder_that_is_replaced_by_a_link_stays_the_same(tree: Path) -> None:
    Path("in/a/c.txt").write_text("inside")
    (tree / "out" / "c.txt").write_text("outside")
    spot = spot_of("in/a/c.txt", "in")
    swapped("in/a")
    with os.fdopen(spot.folder.open(spot.name)) as file:
        assert file.read() == "inside"
    with pytest.raises(FileError, match="leads out"):
        read_bytes(Path("in/a/c.txt"), within=Path("in"))


def test_a_file_that_becomes_a_link_after_the_check_is_not_read(
    between: Callable[[Callable[[], object]], None], tree: Path
) -> None:
    Path("in/c.txt").write_text("inside")
    (tree / "out" / "c.txt").write_text("outside")
    folder_at("in", "in")

    def swap() -> None:
        Path("in/c.txt").unlink()
        Path("in/c.txt").symlink_to(tree / "out" / "c.txt")

    between(swap)
    with pytest.raises(FileError, match="cannot read this file: Too many levels"):
        read_bytes(Path("in/c.txt"), within=Path("in"))


def test_a_file_that_was_replaced_is_not_read(tree: Path) -> None:
    path = tree / "in" / "c.txt"
    path.write_text("one")
    seen = Seen.of(path)
    other = tree / "in" / "d.txt"
    other.write_text("two")
    other.replace(path)
    with pytest.raises(FileError, match=r"c\.txt: was changed while it was being cleaned"):
        read_bytes(path, seen=seen)


def test_new_folders_are_no_more_open_than_those_they_mirror(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o022)
    try:
        for name, mode in (("in/a/b", 0o755), ("in/a", 0o700), ("in", 0o750)):
            Path(name).mkdir(exist_ok=True)
            Path(name).chmod(mode)
        Path("in/a/b/c.txt").touch()
        monkeypatch.setattr(os, "getegid", lambda: Path("in").stat().st_gid)
        like = Model(Path("in/a/b/c.txt"))
        write(tree / "new" / "a" / "b" / "c.txt", b"", like, within=tree / "new")
    finally:
        os.umask(before)
    made = (tree / "new", tree / "new" / "a", tree / "new" / "a" / "b")
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o750, 0o700, 0o755]


def test_few_folders_stay_open(tree: Path) -> None:
    for number in range(3 * KEPT):
        with suppress(OSError):
            folder_at(str(tree / "in"), str(number))
        (tree / "in" / str(number)).mkdir()
        folder_at(str(tree / "in" / str(number)), str(tree))
    assert len(folders._kept) <= KEPT  # noqa: SLF001 - no other way to see it
