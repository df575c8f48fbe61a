"""Runs at the same time into the same output, ledger, manifest and cache disturb no other.

GARMENTCLEAN_RUNS is how many groups of runs there are (1 of each kind if it is not set).
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from garmentclean.run.cache import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

GROUPS = int(os.environ.get("GARMENTCLEAN_RUNS", "1"))
TOGETHER = 3
FILES = 40
PATIENCE = 120
RAW = {
    f"{n}.txt": f"One loom is old, number {n}.\nThe pformation.\n".encode() for n in range(FILES)
}
CLEAN = {name: raw.replace(b"pform", b"transform") for name, raw in RAW.items()}
CHANGED = b"was changed while it was being cleaned"


def start(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "garmentclean", *args, "--isolated", "--select", "trans"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )


def together(folder: Path, *args: str) -> list[tuple[int, bytes]]:
    """Run the command several times at once; return the exit codes and the output."""
    runs = [start(folder, *args) for _ in range(TOGETHER)]
    outputs = [run.communicate(timeout=PATIENCE)[0] for run in runs]
    return [(run.returncode, text) for run, text in zip(runs, outputs, strict=True)]


def texts(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, but for the manifest."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name != MANIFEST}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder `in`, and name a cache that is not there yet."""
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "in").mkdir()
    for name, raw in RAW.items():
        (tmp_path / "in" / name).write_bytes(raw)
    return tmp_path


@pytest.mark.parametrize("_", range(GROUPS))
def test_simultaneous_runs_into_one_folder(folder: Path, _: int) -> None:
    way = ("in", "-o", "out", "-q", "--ledger", "l.jsonl")
    assert together(folder, *way) == [(0, b"")] * TOGETHER
    assert texts(folder / "out") == CLEAN
    assert together(folder, *way) == [(0, b"")] * TOGETHER
    back = ("restore", "out", "-o", "back", "-q", "--ledger", "l.jsonl")
    done = subprocess.run([sys.executable, "-m", "garmentclean", *back], cwd=folder, check=True)
    assert done.returncode == 0
    assert texts(folder / "back") == RAW


@pytest.mark.parametrize("_", range(GROUPS))
def test_simultaneous_runs_in_place(folder: Path, _: int) -> None:
    for code, output in together(folder, "in", "-w", "-q", "--ledger", "l.jsonl"):
        assert code in {0, 2}
        assert [line for line in output.splitlines() if CHANGED not in line] == []
    assert texts(folder / "in") == CLEAN
    assert together(folder, "in", "--check", "-q") == [(0, b"")] * TOGETHER
    back = ("restore", "in", "-w", "-q", "--ledger", "l.jsonl")
    subprocess.run([sys.executable, "-m", "garmentclean", *back], cwd=folder, check=True)
    assert texts(folder / "in") == RAW
