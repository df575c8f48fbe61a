from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.files import FileError, Seen, read, read_bytes
from garmentclean.corpus.writing import Model, Replacement, write
from garmentclean.text.document import BinaryFileError, Document

if TYPE_CHECKING:
    from pathlib import Path

MODES = pytest.mark.skipif(os.name != "posix", reason="needs file modes and links")


def inside(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_read_gives_the_document_with_its_path_as_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert read(path) == Document("one\n", str(path), "\r\n", bom=True)


def test_a_path_that_is_not_a_file_is_refused(tmp_path: Path) -> None:
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


def test_the_old_file_is_whole_until_the_new_one_is_complete(
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


def test_only_a_replacement_is_synced_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    write(tmp_path / "a.txt", b"new")
    assert waited == []
    write(tmp_path / "a.txt", b"newer")
    assert len(waited) == 1
    with Replacement(tmp_path / "b.txt") as file:
        file.commit()
    assert len(waited) == 2


@MODES
def test_a_new_file_gets_the_mode_of_its_model(tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.touch()
    source.chmod(0o640)
    write(target, b"cloth", like=Model(source))
    write(source, b"cloth", like=Model(source))
    assert [path.stat().st_mode & 0o777 for path in (source, target)] == [0o640, 0o640]


@MODES
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "sub" / "link.txt"
    real.write_bytes(b"old")
    link.parent.mkdir()
    link.symlink_to(real)
    write(link, b"new", like=Model(link))
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert inside(tmp_path) == ["real.txt", "sub", "sub/link.txt"]


def test_a_name_may_be_as_long_as_the_file_system_takes(tmp_path: Path) -> None:
    path = tmp_path / ("棉" * 83 + ".txt")
    path.write_bytes(b"old")
    write(path, b"new", like=Model(path))
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


@MODES
def test_a_new_file_gets_the_mode_and_times_of_its_model(tmp_path: Path) -> None:
    like, path = tmp_path / "like.txt", tmp_path / "new.txt"
    like.touch()
    like.chmod(0o640)
    os.utime(like, ns=(1_000_000_000, 2_000_000_000))
    write(path, b"x", Model(like))
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime_ns) == (0o640, 2_000_000_000)
    write(like, b"x", Model(like))
    assert (like.stat().st_mode & 0o777, like.stat().st_mtime_ns) == (0o640, 2_000_000_000)


@MODES
def test_without_a_model_a_file_keeps_its_mode_and_gets_a_new_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(0o600)
    os.utime(path, (1, 1))
    write(path, b"x")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_mtime > 1


@pytest.mark.parametrize("change", ["longer", "gone", "another"])
def test_a_file_that_changed_since_it_was_read_is_not_replaced(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    seen = Seen.of(path)
    with Replacement(path, Model(path), seen=seen) as file:
        file.write(b"new")
        if change == "longer":
            path.write_bytes(b"older")
        else:
            path.unlink()
            if change == "another":
                path.write_bytes(b"xyz")
                os.utime(path, (1, 1))
        with pytest.raises(
            FileError, match=r"a\.txt: was changed while it was being cleaned; left"
        ):
            file.commit()
    assert inside(tmp_path) == ([] if change == "gone" else ["a.txt"])
    assert change == "gone" or path.read_bytes() in {b"older", b"xyz"}


def test_a_file_that_was_not_changed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    write(path, b"new", Model(path), seen=Seen.of(path))
    assert path.read_bytes() == b"new"
    assert Seen.of(tmp_path / "none") is None


@MODES
def test_no_link_leads_out_of_a_folder(tmp_path: Path) -> None:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_bytes(b"old")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    path, folder = tmp_path / "in" / "link" / "a.txt", tmp_path / "in"
    with pytest.raises(FileError, match=r"a\.txt: leads out of .*in through a link; name what it"):
        read_bytes(path, within=folder)
    with pytest.raises(FileError, match="through a link"):
        write(path, b"new", within=folder)
    assert read_bytes(tmp_path / "in" / "a.txt", within=folder) == b"old"
    assert inside(tmp_path / "out") == ["a.txt"]
    assert path.read_bytes() == b"old"
