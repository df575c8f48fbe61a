"""Ledgers that cannot be written: exit code 2, one line, and no document is beyond its ledger."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import FileIO
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.history import History
from garmentclean.ledger.reader import read
from garmentclean.ledger.writer import Writer
from garmentclean.report.terminal import StdoutError
from garmentclean.run.engines.pool import Pool
from garmentclean.run.output import RecordFiles, Stdout
from garmentclean.run.sink import WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from garmentclean.corpus.sources import Source

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"


def one_line(done: subprocess.CompletedProcess[bytes]) -> str:
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    return done.stderr.decode().removeprefix("garmentclean: ").removesuffix("\n")


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize(
    "data", [b"One loom.\n", b"\x89PNG\r\n", b"{}\n", b"\n", b"no line end", b"\x1f\x8b\x08"]
)
def test_a_file_that_is_not_a_ledger_is_refused_and_unchanged(
    here: Run, tmp_path: Path, data: bytes, suffix: str
) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    message = one_line(here("-w", "a.txt", "--ledger", path.name))
    assert message == f"{path.name}: exists and is not a ledger; give --ledger another name"
    assert path.read_bytes() == data
    assert (tmp_path / "a.txt").read_bytes() == RAW


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"Return to", b"Back to a", "l.jsonl:2: was changed after it was written"),
        (b'"ledger":1', b'"ledger":2', "l.jsonl: is in format 2, and this garmentclean knows"),
        (b'"edits"', b"\xff", "l.jsonl:2: is not a line of a ledger; it was changed"),
    ],
)
def test_nothing_is_added_to_a_ledger_that_cannot_be_read(
    here: Run, tmp_path: Path, old: bytes, new: bytes, message: str
) -> None:
    path, ledger = tmp_path / "a.txt", tmp_path / "l.jsonl"
    path.write_bytes(RAW)
    here("-w", "a.txt", "--ledger", "l.jsonl")
    path.write_bytes(RAW)
    damaged = ledger.read_bytes().replace(old, new)
    ledger.write_bytes(damaged)
    assert one_line(here("-w", "a.txt", "--ledger", "l.jsonl")).startswith(message)
    assert path.read_bytes() == RAW
    assert ledger.read_bytes() == damaged


@pytest.mark.parametrize(
    ("ledger", "message"),
    [
        ("a.txt/l.jsonl", "--ledger a.txt/l.jsonl: a.txt is not a folder; name another one"),
        ("./a.txt", "--ledger a.txt would overwrite a.txt"),
        ("n" * 300, ": File name too long; give another name"),
        (".", "--ledger . is a folder; name a file"),
    ],
)
def test_an_impossible_place_for_a_ledger_is_an_error(
    here: Run, tmp_path: Path, ledger: str, message: str
) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    assert message in one_line(here("-w", "a.txt", "--ledger", ledger))
    assert (tmp_path / "a.txt").read_bytes() == RAW


def test_a_missing_folder_is_created(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    assert here("-w", "a.txt", "--ledger", "new/er/l.jsonl").returncode == 0
    assert here("restore", "a.txt", "--ledger", "new/er/l.jsonl").stdout == RAW


@pytest.mark.parametrize(("owner", "name"), [(Path, "mkdir"), (os, "open")])
def test_a_read_only_place_is_an_error(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    real = getattr(owner, name)

    def only_reads(path: Path | str, *args: object, **options: object) -> object:
        if "closed" in Path(path).parts:
            raise OSError(30, "Read-only file system", str(path))
        return real(path, *args, **options)

    monkeypatch.setattr(owner, name, only_reads)
    message = one_line(here("-w", "a.txt", "--ledger", "closed/l.jsonl"))
    assert message == "closed/l.jsonl: cannot write this ledger: Read-only file system"
    assert (tmp_path / "a.txt").read_bytes() == RAW


class FullDisk(FileIO):
    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("options", [["-w"], ["-o", "b.txt"], ["--check"], []])
def test_a_full_disk_is_an_error_and_nothing_is_written(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    monkeypatch.setattr(Writer, "_opened", lambda _: FullDisk("l.jsonl", "ab"))
    message = one_line(here("a.txt", *options, "--ledger", "l.jsonl"))
    assert message == "l.jsonl: cannot write this ledger: No space left on device"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "l.jsonl"]
    assert (tmp_path / "a.txt").read_bytes() == RAW


@pytest.mark.skipif(sys.platform == "win32", reason="needs ulimit")
@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "jsonl.zst"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_disk_that_fills_up_stops_the_run_with_whole_lines(
    tmp_path: Path, suffix: str, jobs: str
) -> None:
    shell = shutil.which("sh")
    assert shell
    names = [f"{number:03}.txt" for number in range(80)]
    for name in names:
        (tmp_path / name).write_bytes(RAW + name.encode())
    ledger = tmp_path / f"l.{suffix}"
    program = f"ulimit -f 12; exec '{sys.executable}' -m garmentclean \"$@\""
    options = ["-w", *names, "--ledger", ledger.name, "--jobs", jobs, "--isolated", "--no-cache"]
    done = subprocess.run(
        [shell, "-c", program, "sh", *options, "--select", "trans,return-link"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
    )
    assert one_line(done) == f"{ledger.name}: cannot write this ledger: File too large"
    history = History(read(ledger).entries)
    changed = [name for name in names if (tmp_path / name).read_bytes() != RAW + name.encode()]
    assert 0 < len(changed) < len(names)
    assert changed == names[: len(changed)]
    for name in changed:
        data = (tmp_path / name).read_bytes()
        assert history.restore(data, name).data == RAW + name.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names, ledger.name]


def test_files_in_place_wait_together_for_the_ledger(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number:02}.txt" for number in range(2 * WAITING + 5)]
    for name in names:
        (tmp_path / name).write_bytes(RAW + name.encode())
    ledger = tmp_path / "l.jsonl"
    real, synced, behind = os.fsync, [], []

    def watched(number: int) -> None:
        real(number)
        if os.fstat(number).st_ino == ledger.stat().st_ino:
            synced.append(len(read(ledger).entries))
        else:  # a file that is about to replace an article
            changed = sum((tmp_path / one).read_bytes() != RAW + one.encode() for one in names)
            behind.append(synced[-1] - changed)

    monkeypatch.setattr(os, "fsync", watched)
    assert here("-w", ".", "--ledger", "l.jsonl").returncode == 0
    assert synced == [WAITING, 2 * WAITING, len(names)]
    assert len(behind) == len(names)
    assert min(behind) == 1  # its own entry was there
    history = History(read(ledger).entries)
    for name in names:
        data = (tmp_path / name).read_bytes()
        assert history.restore(data, name).data == RAW + name.encode()


@pytest.fixture
def some_files(tmp_path: Path) -> list[str]:
    names = [f"{number:02}.txt" for number in range(WAITING + 5)]
    for name in names:
        (tmp_path / name).write_bytes(RAW + name.encode())
    return names


def changed_among(folder: Path, names: list[str]) -> list[str]:
    return [name for name in names if (folder / name).read_bytes() != RAW + name.encode()]


def test_an_error_in_another_record_costs_its_document_only(
    here: Run, tmp_path: Path, some_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = RecordFiles.add

    def full(files: RecordFiles, source: Source, *args: Any) -> None:
        add(files, source, *args)
        if source.name.endswith(("03.txt", "33.txt")):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(RecordFiles, "add", full)
    done = here("-w", ".", "--ledger", "l.jsonl", "--jobs", "1")
    failed = {"03.txt", "33.txt"}
    assert done.returncode == 2
    assert done.stderr.count(b"No space left on device") == 2
    assert changed_among(tmp_path, some_files) == [n for n in some_files if n not in failed]


def test_what_is_clean_is_written_when_a_run_cannot_go_on(
    here: Run, tmp_path: Path, some_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Pool.run

    def broken(pool: Pool, *args: Any) -> Iterator[Any]:
        yield from islice(run(pool, *args), 3)
        raise GarmentcleanError("the pool has died")

    monkeypatch.setattr(Pool, "run", broken)
    done = here("-w", ".", "--ledger", "l.jsonl", "--jobs", "1")
    assert (done.returncode, one_line(done)) == (2, "the pool has died")
    assert changed_among(tmp_path, some_files) == some_files[:3]
    assert len(read(tmp_path / "l.jsonl").entries) == 3


def test_a_file_that_is_named_twice_is_written_before_it_is_read_again(
    here: Run, tmp_path: Path
) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_bytes(RAW)
    done = here("-w", "c", "c/../c/a.txt", "--ledger", "l.jsonl", "--jobs", "1")
    assert done.returncode == 0
    assert (tmp_path / "c" / "a.txt").read_bytes() == CLEAN
    assert [bool(entry.edits) for entry in read(tmp_path / "l.jsonl").entries] == [True, False]


def test_all_files_in_the_ledger_are_written_if_nobody_reads_their_names(
    here: Run, tmp_path: Path, some_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise StdoutError("nobody reads")

    monkeypatch.setattr(Stdout, "name_changed", gone)
    done = here("-w", ".", "--ledger", "l.jsonl", "--jobs", "1")
    assert done.returncode == 2
    entries = read(tmp_path / "l.jsonl").entries
    assert changed_among(tmp_path, some_files) == [entry.document for entry in entries]
    assert len(entries) == WAITING


def test_a_rule_is_not_undone_if_the_ledger_cannot_be_written(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(RAW)
    here("-w", "a.txt", "--ledger", "l.jsonl")
    ledger = (tmp_path / "l.jsonl").read_bytes()

    number, real = (tmp_path / "l.jsonl").stat().st_ino, os.fsync

    def refused(file: int) -> None:
        if os.fstat(file).st_ino == number:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", refused)
    for options in (["-w"], ["-o", "b.txt"]):
        done = here("restore", "a.txt", "--rule", "trans", "--ledger", "l.jsonl", *options)
        assert one_line(done).endswith(": No space left on device")
    assert path.read_bytes() == CLEAN
    assert (tmp_path / "l.jsonl").read_bytes().startswith(ledger)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.txt", "l.jsonl"]
    assert here("restore", "a.txt", "--ledger", "l.jsonl").stdout == RAW


@pytest.mark.parametrize("ledger", ["ledger", "ledger.txt", "corpus.md"])
def test_a_ledger_in_the_cleaned_folder_is_not_cleaned(
    here: Run, tmp_path: Path, ledger: str
) -> None:
    for name in ("a.txt", "z.txt"):
        (tmp_path / name).write_bytes(RAW)
    here("-w", ".", "--ledger", ledger)
    assert [entry.document for entry in read(tmp_path / ledger).entries] == ["a.txt", "z.txt"]


@pytest.mark.parametrize("option", ["-o", "--metadata"])
def test_no_other_output_can_go_to_the_ledger(here: Run, tmp_path: Path, option: str) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    done = here("a.txt", option, "l.jsonl", "--ledger", "./l.jsonl")
    assert "would overwrite" in one_line(done)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_run_waits_while_another_one_writes_a_line(here: Run, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="needs locks")
    path = tmp_path / "l.jsonl"
    (tmp_path / "a.txt").write_bytes(RAW)
    here("--check", "a.txt", "--ledger", "l.jsonl")
    whole = path.read_bytes()
    line = whole.splitlines(keepends=True)[1]
    tool = read(path).tools[0]
    with path.open("ab", buffering=0) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write(line[:40])
        waiting = Thread(target=lambda: Writer(path, tool).__exit__(None, None, None))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        other.write(line[40:])
        fcntl.flock(other, fcntl.LOCK_UN)
    waiting.join(10)
    assert path.read_bytes().startswith(whole + line)
    records = read(path)
    assert (len(records.tools), len(records.entries)) == (2, 2)


def test_a_ledger_is_written_where_there_are_no_locks(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl", reason="needs locks")

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    (tmp_path / "a.txt").write_bytes(RAW)
    assert here("a.txt", "--ledger", "l.jsonl").stdout == CLEAN
    assert len(read(tmp_path / "l.jsonl").entries) == 1
