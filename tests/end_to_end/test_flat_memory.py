"""Memory does not grow with the number of files, or of rows.

GARMENTCLEAN_MANY is how many times as many there are the second time (4 if it is not set).
"""

from __future__ import annotations

import gc
import json
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from garmentclean.run import cache as memory
from garmentclean.run.cleaner import Cleaner

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.corpus.sources import Source
    from garmentclean.run.outcome import Outcome

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

FEW = 60
MANY = FEW * int(os.environ.get("GARMENTCLEAN_MANY", "4"))
FILES = 10
ROW = 40_000
FILE_ROOM = 100
ROW_ROOM = 1000
"""How many bytes each more file or row may take: names of folders, and what SQLite holds."""


@pytest.fixture(autouse=True)
def few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few documents wait until the manifest has them."""
    monkeypatch.setattr(memory, "PENDING", 20)


@pytest.fixture
def peak(here: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that runs the command, and returns the most bytes held at a document.

    It counts what is held once the garbage is collected, and only while documents are cleaned:
    loading the packs takes far more, and when the collector runs is chance.
    """
    most = 0
    clean = Cleaner.__call__

    def measured(cleaner: Cleaner, source: Source) -> list[Outcome]:
        nonlocal most
        gc.collect()
        most = max(most, tracemalloc.get_traced_memory()[0])
        return clean(cleaner, source)

    def run(*args: str) -> int:
        nonlocal most
        most = 0
        gc.collect()
        tracemalloc.start()
        gc.freeze()  # what there is need not be looked at again for each document
        try:
            done = here(*args, "--jobs", "1", "-q")
        finally:
            gc.unfreeze()
            tracemalloc.stop()
        assert (done.returncode, done.stderr) == (0, b"")
        return most

    monkeypatch.setattr(Cleaner, "__call__", measured)
    return run


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


def test_memory_stays_flat_over_files(peak: Callable[..., int], tmp_path: Path) -> None:
    few, many = files(tmp_path / "few", FEW), files(tmp_path / "many", MANY)
    way = ("-o", "out", "--ledger", "l.jsonl")
    peak(few, *way)  # what is made once is there now
    first = peak(few, "-o", "out2", "--ledger", "l2.jsonl")
    most = peak(many, "-o", "out3", "--ledger", "l3.jsonl")
    assert most < first + FILE_ROOM * (MANY - FEW)


def test_memory_stays_flat_over_rows(peak: Callable[..., int], tmp_path: Path) -> None:
    few, many = rows(tmp_path / "few.jsonl", FEW), rows(tmp_path / "many.jsonl", MANY)
    peak(few, "-o", "a.jsonl", "--ledger", "l.jsonl")
    first = peak(few, "-o", "b.jsonl", "--ledger", "l2.jsonl")
    most = peak(many, "-o", "c.jsonl", "--ledger", "l3.jsonl")
    assert most < first + ROW_ROOM * (MANY - FEW)
