"""What killed runs leave goes with the next run that writes there, and nothing else does."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus import leftovers, temporary_folder, writing
from garmentclean.corpus.temporary_folder import TemporaryFolder
from garmentclean.counts.counts import LEFT

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs locks and descriptors of folders")
RAW = b"The pformation.\n"


@pytest.fixture(autouse=True)
def new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the folders that this process has looked into."""
    monkeypatch.setattr(leftovers, "_tidied", set())


@pytest.fixture(scope="module")
def dead() -> int:
    """Return the id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def put(folder: Path, process: int, number: int = 0) -> Path:
    path = folder / f".garmentclean-{process}-{number}.tmp"
    path.write_bytes(b"half")
    return path


def test_leftovers_of_dead_runs_are_removed(tmp_path: Path, dead: int) -> None:
    gone = [put(tmp_path, dead), put(tmp_path, dead, 7), put(tmp_path, os.getpid())]
    writing.write(tmp_path / "a.txt", RAW)
    assert [path.exists() for path in gone] == [False] * 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_other_files_are_not_removed(tmp_path: Path, dead: int) -> None:
    put(tmp_path, os.getppid())
    (tmp_path / f".garmentclean-{dead}-1.tmp").mkdir()
    (tmp_path / f".garmentclean-{dead}-2.tmp").symlink_to("kept.txt")
    os.mkfifo(tmp_path / f".garmentclean-{dead}-3.tmp")
    for name in (f"garmentclean-{dead}-0.tmp", f".garmentclean-{dead}-0.tmp.txt", "kept.txt"):
        (tmp_path / name).write_bytes(b"whole")
    before = {*tmp_path.iterdir()}
    writing.write(tmp_path / "a.txt", RAW)
    assert {*tmp_path.iterdir()} == before | {tmp_path / "a.txt"}


def test_leftovers_that_are_locked_or_of_other_users_or_without_locks_stay(
    tmp_path: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    left = {name: put(tmp_path / name, dead) for name in "abc"}
    with left["a"].open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        writing.write(tmp_path / "a" / "a.txt", RAW)
    with monkeypatch.context() as foreign:
        foreign.setattr(os, "geteuid", lambda: 12345)
        writing.write(tmp_path / "b" / "a.txt", RAW)

    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    writing.write(tmp_path / "c" / "a.txt", RAW)
    assert all(path.exists() for path in left.values())
    assert all((tmp_path / name / "a.txt").read_bytes() == RAW for name in "abc")


def test_a_folder_is_tidied_once_and_only_if_it_is_written_to(
    here: Run, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    real = leftovers.tidy

    def tidy(folder: int, names: re.Pattern[str]) -> None:
        looked.append(os.fstat(folder).st_ino)
        real(folder, names)

    monkeypatch.setattr(leftovers, "tidy", tidy)
    for name in ("in", "in/a", "in/b", "out", "out/a"):
        Path(name).mkdir()
    for name in ("in/a/1.txt", "in/a/2.txt", "in/b/3.txt"):
        Path(name).write_bytes(RAW)
    kept, gone = put(Path("in/a"), dead), put(Path("out/a"), dead)
    assert here("-o", "out", "-q", "--jobs", "1", "--no-cache", "in").returncode == 0
    assert kept.exists()
    assert not gone.exists()
    assert sorted(looked) == sorted(Path("out", name).stat().st_ino for name in "ab")
    assert here("--check", "-q", "in").returncode == 1
    assert kept.exists()
    assert here("-w", "-q", "--jobs", "1", "in").returncode == 0
    assert not kept.exists()


def test_two_runs_that_write_at_once_leave_each_other_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "is_running", lambda _: False)  # as from another container
    first = writing.Replacement(tmp_path / "a.txt")
    monkeypatch.setattr(leftovers, "_tidied", set())
    second = writing.Replacement(tmp_path / "b.txt")
    for file in (first, second):
        file.write(RAW)
        file.commit()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_new_file_that_another_run_removes_is_created_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Replacement, "_numbers", count())
    taken = list[Path]()

    def hold(number: int) -> bool:
        if not taken:
            taken.append(tmp_path / f".garmentclean-{os.getpid()}-0.tmp")
            taken[0].unlink()
        return leftovers.hold(number)

    monkeypatch.setattr(writing, "hold", hold)
    writing.write(tmp_path / "a.txt", RAW)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_temporary_folders_of_dead_runs_are_removed(
    tmp_path: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary_folder, "gettempdir", lambda: str(tmp_path))
    kept = (f"garmentclean-{os.getppid()}-abc", "garmentclean-abc", f"other-{dead}-abc")
    for name in (*kept, f"garmentclean-{dead}-abc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copy").write_bytes(RAW)
    (tmp_path / f"garmentclean-{dead}-link").symlink_to(tmp_path / kept[1])
    with TemporaryFolder() as first, TemporaryFolder() as second:
        names = {path.name for path in tmp_path.iterdir()}
    assert names == {*kept, f"garmentclean-{dead}-link", Path(first).name, Path(second).name}
    assert {path.name for path in tmp_path.iterdir()} == {*kept, f"garmentclean-{dead}-link"}


def test_partial_counts_of_dead_runs_are_removed(tmp_path: Path, dead: int) -> None:
    for process in (dead, os.getppid()):
        (tmp_path / f".part-0123456789abcdef.counts.parquet-{process}").write_bytes(b"half")
    leftovers.tidy_at(tmp_path, LEFT)
    assert [path.name.rpartition("-")[2] for path in tmp_path.iterdir()] == [str(os.getppid())]
