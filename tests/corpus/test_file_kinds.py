from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.file_kinds import open_regular, read_small

if TYPE_CHECKING:
    from pathlib import Path


def test_reads_a_file_and_follows_a_link(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"Cotton.\n")
    (tmp_path / "b.txt").symlink_to(file)
    assert read_small(tmp_path / "b.txt") == b"Cotton.\n"
    with pytest.raises(OSError, match="symbolic links"):
        open_regular(tmp_path / "b.txt", flags=os.O_NOFOLLOW)


def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(pipe)


@pytest.mark.parametrize(
    ("path", "problem"), [("/dev/zero", "not a regular file"), ("/", "folder")]
)
def test_devices_and_folders_are_refused(path: str, problem: str) -> None:
    with pytest.raises(OSError, match=problem):
        read_small(path)


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"12345")
    assert read_small(file, 5) == b"12345"
    with pytest.raises(OSError, match="more than 4 bytes"):
        read_small(file, 4)


def test_a_path_may_start_from_an_open_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Wool.\n")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with open_regular("a.txt", folder=folder) as file:
            assert file.read() == b"Wool.\n"
    finally:
        os.close(folder)
