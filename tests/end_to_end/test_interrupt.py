"""Ctrl-C, SIGTERM and SIGHUP: the run ends at once and says what it did.

Nothing is half, no file of ours is left over, and no process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from garmentclean.ledger.history import History
from garmentclean.ledger.reader import read
from garmentclean.run.interrupts import Interrupts

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


def stopped(
    folder: Path,
    *args: str,
    when: Callable[[], bool],
    number: int = signal.SIGINT,
    times: int = 1,
    ignored: int = 0,
) -> tuple[int, str]:
    """Run the command in a group of its own, and send it signals; return its end and its stderr.

    Args:
        folder: where it runs.
        args: its arguments.
        when: whether it is time for the signal.
        number: the signal.
        times: how often it comes.
        ignored: a signal that the command ignores when it starts.
    """
    # a signal that comes while coverage holds its lock would leave the process waiting for ever
    env = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
    start = f"import signal; signal.signal({ignored}, signal.SIG_IGN);" if ignored else ""
    run = f"{start}from garmentclean.__main__ import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", run, *args, "--isolated"],
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
        for _ in range(times):
            os.killpg(process.pid, number)
            time.sleep(0.005)
        _, stderr = process.communicate(timeout=PATIENCE)
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    return process.returncode, stderr


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*.tmp")]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("mode", [["-o", "out"], ["-w", "--ledger", "l.jsonl"]])
def test_after_ctrl_c_finished_files_are_whole(
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


def test_after_ctrl_c_no_file_of_rows_is_half_written(tmp_path: Path) -> None:
    row = '{"text": "The pformation of the mill is done."}\n'
    (tmp_path / "a.jsonl").write_text(row * 20_000, "utf-8")
    code, _ = stopped(tmp_path, "a.jsonl", "-o", "b.jsonl", when=lambda: bool(hidden(tmp_path)))
    assert code == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl"]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_other_signals_clean_up_too_and_end_the_process(
    corpus: Path, tmp_path: Path, name: str, jobs: str
) -> None:
    number = getattr(signal, name)
    args = ["-w", "in", "--ledger", "l.jsonl", "--jobs", jobs]
    done = stopped(tmp_path, *args, when=lambda: begun(corpus), number=number)
    assert done[0] == -number
    summary, *_, last = done[1].splitlines()
    assert last == "garmentclean: stopped"
    assert hidden(tmp_path) == []
    cleaned = sum("transf" in path.read_text("utf-8") for path in corpus.iterdir())
    assert summary.startswith(f"garmentclean: {cleaned:,} documents, {cleaned:,} cleaned, ")


def begun(corpus: Path) -> bool:
    """Return whether some of the files have been cleaned in place."""
    return "transf" in (corpus / "005.txt").read_text("utf-8")


def test_a_run_that_ignores_sighup_goes_on(corpus: Path, tmp_path: Path) -> None:
    hangup = signal.SIGHUP
    args = ["-w", "in", "--jobs", "2", "-q"]
    done = stopped(tmp_path, *args, when=lambda: begun(corpus), number=hangup, ignored=hangup)
    assert done == (0, "")
    assert all("transf" in path.read_text("utf-8") for path in corpus.iterdir())


def test_a_second_ctrl_c_ends_quietly(corpus: Path, tmp_path: Path) -> None:
    args = ["-w", "in", "--jobs", "2", "-q"]
    code, stderr = stopped(tmp_path, *args, when=lambda: begun(corpus), times=3)
    assert code == 130
    assert stderr.split() in ([], ["garmentclean:", "stopped"])


def test_a_signal_in_a_deferring_block_waits_until_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    interrupts = Interrupts()

    def work() -> None:
        with interrupts.handled(), interrupts.deferred():
            signal.raise_signal(signal.SIGTERM)
            print("whole")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert capsys.readouterr().out == "whole\n"
    assert interrupts.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_deferring_block_that_takes_too_long_is_interrupted() -> None:
    interrupts = Interrupts()
    nothing, end = os.pipe()

    def work() -> None:
        with interrupts.handled(), interrupts.deferred(0.05):
            signal.raise_signal(signal.SIGHUP)
            os.read(nothing, 1)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert interrupts.number == signal.SIGHUP
    os.close(nothing)
    os.close(end)


def test_an_interrupt_that_python_drops_is_raised_again() -> None:
    interrupts = Interrupts()

    class Dropping:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    def work() -> None:
        with interrupts.handled():
            Dropping()
            time.sleep(PATIENCE)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert interrupts.number == signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_pipe_without_a_reader_does_not_keep_a_run_alive(
    corpus: Path, tmp_path: Path, number: int
) -> None:
    os.mkfifo(tmp_path / "pipe")
    late = time.monotonic() + 2
    args = [str(corpus / "000.txt"), "-o", "pipe", "-q"]
    code, _ = stopped(tmp_path, *args, when=lambda: time.monotonic() > late, number=number)
    assert code == (130 if number == signal.SIGINT else -number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_reader_that_does_not_read_does_not_keep_a_run_alive(tmp_path: Path, number: int) -> None:
    (tmp_path / "large.txt").write_text(RAW * 20_000, "utf-8")
    command = [sys.executable, "-m", "garmentclean", "--isolated", "-q", "large.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.read(1)
        process.send_signal(number)
        code = process.wait(PATIENCE)
    assert code == (130 if number == signal.SIGINT else -number)
