from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.files import FileError, read, text_files, write
from garmentclean.document import BinaryFileError, Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODES = pytest.mark.skipif(os.name != "posix", reason="needs file modes and links")


def inside(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_text_files_are_told_by_their_suffix_and_come_in_order(tmp_path: Path) -> None:
    wanted = [
        "README",
        "a.md",
        "b.TXT",
        "c.text",
        "d.markdown",
        "e.txt",
        "sub/a.txt",
        "sub/z/b.txt",
    ]
    other = ["a.py", "b.yaml", "c.json", "d.txt.gz", ".hidden.txt", ".git/a.txt", "sub/.x/a.txt"]
    for name in [*wanted, *other]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.relative_to(tmp_path).as_posix() for path in text_files(tmp_path)] == wanted


def test_a_hidden_folder_that_was_named_is_read(tmp_path: Path) -> None:
    folder = tmp_path / ".crawl"
    folder.mkdir()
    (folder / "a.txt").touch()
    assert list(text_files(folder)) == [folder / "a.txt"]


@MODES
def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert list(text_files(tmp_path)) == [tmp_path / "a.txt"]


def test_a_folder_that_cannot_be_read_is_an_error(
    tmp_path: Path, lock: Callable[[Path], None]
) -> None:
    lock(tmp_path)
    with pytest.raises(FileError, match="cannot read this folder: Permission denied") as caught:
        list(text_files(tmp_path))
    assert str(caught.value).startswith(str(tmp_path))


def test_read_gives_the_document_with_its_path_as_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert read(path) == Document("one\n", str(path), "\r\n", bom=True)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.txt: cannot read this file: No such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(FileError, match="not a regular file"):
        read(tmp_path)


def test_a_binary_file_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\0")
    with pytest.raises(BinaryFileError, match=r"a\.txt: looks like a binary file"):
        read(path)


def test_write_makes_the_folders_above_and_leaves_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "c.txt", b"cloth\r\n")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"cloth\r\n"
    assert inside(tmp_path) == ["a", "a/b", "a/b/c.txt"]


def test_an_error_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"a\.txt: cannot write this file: No space left"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert inside(tmp_path) == ["a.txt"]


def test_the_old_file_is_whole_until_the_new_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    seen = []
    real = os.fsync

    def watch(number: int) -> None:
        real(number)
        seen.append(path.read_bytes())

    monkeypatch.setattr(os, "fsync", watch)
    write(path, b"new")
    assert (seen, path.read_bytes()) == ([b"old"], b"new")


@MODES
def test_the_mode_is_that_of_the_file_it_is_like(tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.touch()
    source.chmod(0o640)
    write(target, b"cloth", like=source)
    write(source, b"cloth", like=source)
    assert [path.stat().st_mode & 0o777 for path in (source, target)] == [0o640, 0o640]


@MODES
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "sub" / "link.txt"
    real.write_bytes(b"old")
    link.parent.mkdir()
    link.symlink_to(real)
    write(link, b"new", like=link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert inside(tmp_path) == ["real.txt", "sub", "sub/link.txt"]


def test_a_name_may_be_as_long_as_the_file_system_takes(tmp_path: Path) -> None:
    path = tmp_path / ("棉" * 83 + ".txt")
    path.write_bytes(b"old")
    write(path, b"new", like=path)
    assert path.read_bytes() == b"new"


def test_a_file_where_a_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"old")
    with pytest.raises(FileError, match=r"a\.txt: cannot write this file: "):
        write(tmp_path / "out" / "a.txt", b"new")
    assert (tmp_path / "out").read_bytes() == b"old"


def test_a_folder_where_the_file_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(FileError, match="cannot write this file: "):
        write(tmp_path / "out", b"new")
    assert inside(tmp_path) == ["out"]
