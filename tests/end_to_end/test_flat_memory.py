"""Memory does not grow with the number of files, or of rows.

GARMENTCLEAN_MANY is how many times as many there are the second time (4 if it is not set).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.slow

FEW = 60
MANY = FEW * int(os.environ.get("GARMENTCLEAN_MANY", "4"))
FILES = 10
ROW = 40_000
FILE_ROOM = 100
ROW_ROOM = 1000
"""How many bytes each more file or row may take: names of folders, and what SQLite holds."""

MEASURE = """
import gc, json, sys, tracemalloc
from garmentclean import cli
from garmentclean.run import cache
from garmentclean.run.cleaner import Cleaner

cache.PENDING = 20  # let few documents wait until the manifest has them
clean, most = Cleaner.__call__, 0


def measured(cleaner, source):
    global most
    gc.collect()
    most = max(most, tracemalloc.get_traced_memory()[0])
    return clean(cleaner, source)


Cleaner.__call__ = measured
for args in json.loads(sys.argv[1]):
    sys.argv = ["garmentclean", "--jobs", "1", "-q", "--isolated", "--select", "letters", *args]
    most = 0
    gc.collect()
    tracemalloc.start()
    gc.freeze()  # what there is need not be looked at again for each document
    try:
        cli.main()
    except SystemExit as stop:
        assert not stop.code, stop.code
    gc.unfreeze()
    tracemalloc.stop()
    print(most)
"""
"""Prints for each run of the command the most bytes that were held at a document.

It counts what is held once the garbage is collected, and only while documents are cleaned: loading
the packs takes far more, and when the collector runs is chance. It is a process of its own, as the
threads of other tests would count as well.
"""


def peaks(folder: Path, *runs: Sequence[str]) -> list[int]:
    """Return how many bytes each of some runs held, after those before it in the same process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(runs)],
        capture_output=True,
        check=False,
        cwd=folder,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [*map(int, done.stdout.split())]


def files(folder: Path, count: int) -> str:
    """Write files of one text, a few to a folder: the names of a whole folder are read at once."""
    for number in range(count):
        path = folder / str(number // FILES) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Loom.\n")
    return folder.name


def rows(path: Path, count: int) -> str:
    """Write rows that are so long that even the few are more than is read at once."""
    row = {"id": 1, "text": "pformation " + "x" * ROW}
    path.write_bytes(json.dumps(row).encode() + b"\n")
    path.write_bytes(path.read_bytes() * count)
    return path.name


def test_memory_stays_flat_over_files(tmp_path: Path) -> None:
    few, many = files(tmp_path / "few", FEW), files(tmp_path / "many", MANY)
    _, first, most = peaks(  # what is made once is there after the first run
        tmp_path,
        (few, "-o", "out", "--ledger", "l.jsonl"),
        (few, "-o", "out2", "--ledger", "l2.jsonl"),
        (many, "-o", "out3", "--ledger", "l3.jsonl"),
    )
    assert most < first + FILE_ROOM * (MANY - FEW)


def test_memory_stays_flat_over_rows(tmp_path: Path) -> None:
    few, many = rows(tmp_path / "few.jsonl", FEW), rows(tmp_path / "many.jsonl", MANY)
    _, first, most = peaks(
        tmp_path,
        (few, "-o", "a.jsonl", "--ledger", "l.jsonl"),
        (few, "-o", "b.jsonl", "--ledger", "l2.jsonl"),
        (many, "-o", "c.jsonl", "--ledger", "l3.jsonl"),
    )
    assert most < first + ROW_ROOM * (MANY - FEW)
