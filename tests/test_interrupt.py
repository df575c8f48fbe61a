"""Ctrl-C: the run ends at once and says what it did; nothing is half, and no process is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from garmentclean.ledger.file import read
from garmentclean.ledger.history import History

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = 400
RAW = "One loom is old.\nReturn to list\nThe pformation {}.\n"
CLEAN = "One loom is old.\nThe transformation {}.\n"
PATIENCE = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs signals and process groups"),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(RAW.format(number), "utf-8")
    return folder


def stopped(folder: Path, *args: str, when: Callable[[], bool]) -> tuple[int, str]:
    """Run the command in a group of its own, and send it Ctrl-C; return its end and its stderr."""
    # a signal that comes while coverage holds its lock would leave the process waiting for ever
    env = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
    with subprocess.Popen(
        [sys.executable, "-m", "garmentclean", *args, "--isolated"],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as process:
        patience = time.monotonic() + PATIENCE
        while not when() and time.monotonic() < patience:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    return process.returncode, stderr


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*.tmp")]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("mode", [["-o", "out"], ["-w", "--ledger", "l.jsonl"]])
def test_what_was_done_by_then_is_whole(
    corpus: Path, tmp_path: Path, jobs: str, mode: list[str]
) -> None:
    out = tmp_path / "out" if mode[0] == "-o" else corpus

    def begun() -> bool:
        path = out / "005.txt"
        return path.exists() and path.read_text("utf-8") == CLEAN.format(5)

    code, stderr = stopped(tmp_path, "in", *mode, "--jobs", jobs, when=begun)
    assert code == 130
    summary, *_, last = stderr.splitlines()
    assert last == "garmentclean: stopped"
    assert hidden(tmp_path) == []
    done = sum(
        path.read_text("utf-8") == CLEAN.format(int(path.stem)) for path in out.glob("*.txt")
    )
    assert summary.startswith(f"garmentclean: {done:,} documents, {done:,} cleaned, ")
    assert 5 < done < FILES
    if mode[0] == "-w":
        history = History(read(tmp_path / "l.jsonl").entries)
        for path in corpus.glob("*.txt"):
            if "transf" in path.read_text("utf-8"):
                raw = history.restore(path.read_bytes(), str(path.relative_to(tmp_path))).data
                assert raw.decode() == RAW.format(int(path.stem))
    else:
        assert len([*out.glob("*.txt")]) == done


def test_the_next_run_does_the_rest(corpus: Path, tmp_path: Path) -> None:
    assert corpus.is_dir()
    out = tmp_path / "out"
    stopped(tmp_path, "in", "-o", "out", when=(out / "050.txt").exists)
    again = subprocess.run(
        [sys.executable, "-m", "garmentclean", "in", "-o", "out", "--isolated"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"garmentclean: {FILES} documents, {FILES} cleaned" in again.stderr
    assert " files unchanged since an earlier run" in again.stderr
    assert len([*out.glob("*.txt")]) == FILES


def test_of_rows_nothing_is_half(tmp_path: Path) -> None:
    row = '{"text": "The pformation of the mill is done."}\n'
    (tmp_path / "a.jsonl").write_text(row * 20_000, "utf-8")
    code, _ = stopped(tmp_path, "a.jsonl", "-o", "b.jsonl", when=lambda: bool(hidden(tmp_path)))
    assert code == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl"]
