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

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

FEW = 60
MANY = FEW * int(os.environ.get("GARMENTCLEAN_MANY", "4"))
ROOM = 60_000
"""Bytes that the peak may differ by; each more file would take some hundred, and each row 2,000."""


@pytest.fixture(autouse=True)
def few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few documents wait until the manifest has them."""
    monkeypatch.setattr(memory, "PENDING", 20)


def peak(here: Run, *args: str) -> int:
    """Return how much memory a run takes, above what there was."""
    gc.collect()
    tracemalloc.start()
    try:
        done = here(*args, "--jobs", "1", "-q")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (done.returncode, done.stderr) == (0, b"")
    return most


def files(folder: Path, count: int) -> str:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_bytes(b"Loom %d.\n" % number)
    return folder.name


def rows(path: Path, count: int) -> str:
    row = {"id": 1, "text": "pformation " + "x" * 2000}
    path.write_bytes(json.dumps(row).encode() + b"\n")
    path.write_bytes(path.read_bytes() * count)
    return path.name


def test_memory_stays_flat_over_files(here: Run, tmp_path: Path) -> None:
    few, many = files(tmp_path / "few", FEW), files(tmp_path / "many", MANY)
    way = ("-o", "out", "--ledger", "l.jsonl")
    peak(here, few, *way)  # what is made once is there now
    first = peak(here, few, "-o", "out2", "--ledger", "l2.jsonl")
    assert peak(here, many, "-o", "out3", "--ledger", "l3.jsonl") < first + ROOM


def test_memory_stays_flat_over_rows(here: Run, tmp_path: Path) -> None:
    few, many = rows(tmp_path / "few.jsonl", FEW), rows(tmp_path / "many.jsonl", MANY)
    peak(here, few, "-o", "a.jsonl", "--ledger", "l.jsonl")
    first = peak(here, few, "-o", "b.jsonl", "--ledger", "l2.jsonl")
    assert peak(here, many, "-o", "c.jsonl", "--ledger", "l3.jsonl") < first + ROOM
