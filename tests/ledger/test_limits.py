"""Ledgers that never end, or unpack to too much, and the work that many strange documents make."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest
import zstandard

from garmentclean.errors import LedgerError
from garmentclean.ledger import lines, reader
from garmentclean.ledger.entry import Tool
from garmentclean.ledger.index import Index, faults
from garmentclean.ledger.lines import tool_line
from garmentclean.ledger.reader import read

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RUN = tool_line(Tool("garmentclean 1", "0" * 16))
BOMB = 1 << 26


def packed(suffix: str, data: bytes) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data, 1)
    return zstandard.compress(data) if suffix == ".zst" else data


@pytest.mark.parametrize("suffix", [".jsonl", ".gz", ".zst"])
def test_a_first_line_that_is_too_long_is_refused_before_it_fills_the_memory(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"l{suffix}"
    path.write_bytes(packed(suffix, b" " * BOMB + b"\n"))
    with pytest.raises(
        LedgerError, match=rf"l{suffix}: is not a ledger; it has a line of more than"
    ):
        read(path)


@pytest.mark.parametrize("suffix", [".jsonl", ".gz", ".zst"])
def test_any_other_line_that_is_too_long_is_refused(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LONGEST", 1 << 20)
    path = tmp_path / f"l{suffix}"
    path.write_bytes(packed(suffix, RUN) + packed(suffix, b'{"document":"' + b"a" * (1 << 21)))
    with pytest.raises(
        LedgerError, match=rf"l{suffix}: is not a ledger; it has a line of more than 1"
    ):
        read(path, partial=True)


def test_a_document_whose_entry_would_be_too_long_is_left_unchanged(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LONGEST", 1000)
    raw = {"a.txt": b"The pformation.\n", "b.txt": b"The pformation.\n" * 20}
    for name, data in raw.items():
        (tmp_path / name).write_bytes(data)
    done = here("-w", *raw, "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert b"b.txt: its edits take more than the 1 KB of a ledger's line; left as" in done.stderr
    assert (tmp_path / "a.txt").read_bytes() == b"The transformation.\n"
    assert (tmp_path / "b.txt").read_bytes() == raw["b.txt"]
    assert here("restore", "a.txt", "--ledger", "l.jsonl").stdout == raw["a.txt"]


@pytest.mark.parametrize("name", ["pipe", "pipe.gz", "pipe.parquet", "/dev/zero"])
def test_a_ledger_that_is_not_a_regular_file_is_refused_at_once(
    here: Run, tmp_path: Path, name: str
) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs named pipes")
    (tmp_path / "a.txt").write_bytes(b"A loom.\n")
    if name.startswith("pipe"):
        os.mkfifo(tmp_path / name)
    for command in (["restore", "a.txt", "--ledger"], ["report", "-o", "x.html"]):
        done = here(*command, name)
        assert done.returncode == 2
        assert done.stderr.decode() == (
            f"garmentclean: {name}: cannot read this ledger: it is not a regular file\n"
        )


def test_nothing_is_written_to_a_ledger_that_is_a_named_pipe(here: Run, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs named pipes")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_bytes(b"The pformation.\n")
    done = here("-w", "a.txt", "--ledger", "pipe")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"pipe: is a named pipe; name a file" in done.stderr
    assert (tmp_path / "a.txt").read_bytes() == b"The pformation.\n"


@pytest.mark.parametrize("form", ["rows", "files"])
def test_the_work_for_unknown_documents_does_not_grow_with_the_ledger(
    here: Run, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = 0
    real = Index.select

    def counted(self: Index, query: str, *values: object) -> list[tuple[object, ...]]:
        nonlocal rows
        found = [*real(self, query, *values)]
        rows += 1 + len(found)
        return found

    monkeypatch.setattr(Index, "select", counted)
    work = []
    for number in (40, 80):  # the ledger knows the first half, as after a run that was killed
        folder = tmp_path / f"{form}{number}"
        folder.mkdir()
        texts = [f"The pformation {n}.\n" for n in range(2 * number)]
        put(folder, texts[:number], form)
        here("-q", "-w", str(folder), "--no-cache", "--ledger", f"l{number}")
        put(folder, texts, form)
        rows = 0
        done = here("restore", "-w", str(folder), "--ledger", f"l{number}")
        assert done.returncode == 0
        assert f"{number - 5} more: is not in this ledger" in done.stderr.decode()
        assert done.stderr.count(b"\n") == 7
        work.append(rows)
    assert 0 < work[1] < 2.3 * work[0]


def put(folder: Path, texts: list[str], form: str) -> None:
    """Write texts into a folder, as files or as the rows of one."""
    if form == "rows":
        rows = (json.dumps({"text": text}) + "\n" for text in texts)
        (folder / "a.jsonl").write_text("".join(rows))
    else:
        for number, text in enumerate(texts):
            (folder / f"{number}.txt").write_text(text)


def test_a_full_temporary_folder_is_an_error(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"The pformation.\n")
    here("-w", "a.txt", "--ledger", "l")

    def full(_: Index) -> None:
        with faults():
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Index, "_sort", full)
    done = here("restore", "a.txt", "--ledger", "l")
    assert done.returncode == 2
    assert b"temporary folder: database or disk is full; SQLITE_TMPDIR names another" in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("named", [True, False])
def test_a_table_without_rows_restores_to_itself(
    here: Run, tmp_path: Path, form: str, *, named: bool
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / f"a.{form}"
    path.touch()
    if form == "parquet":
        pa = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(
            pa.table({"text": pa.array([], "str")}), path
        )
    data = path.read_bytes()
    what = str(path) if named else "in"
    assert here("-w", what, "--ledger", "l").returncode == 0
    for options in (["-w"], ["-o", "out/"]):
        done = here("restore", what, "--ledger", "l", *options)
        assert done.returncode == 0
        assert done.stderr == b"garmentclean: 0 documents restored, 0 already as they were\n"
    assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes() == data
    (tmp_path / "other.txt").write_bytes(b"A loom.\n")
    done = here("restore", "-w", what, "other.txt", "--ledger", "l")
    assert done.returncode == 2
    assert b"other.txt: is not in this ledger" in done.stderr
