"""Standard streams that are closed or full, or that nobody reads: one line if possible, and 2."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs a shell's redirections"),
]

RAW = b"The pformation.\nReturn to list\n"
CLEAN = b"The transformation.\n"
CLOSED = b"garmentclean: cannot write to stdout: it is closed\n"
FULL = b"garmentclean: cannot write to stdout: No space left on device\n"
COMPLETE = "_GARMENTCLEAN_COMPLETE=bash_source "
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(RAW)
    return tmp_path


def run(folder: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell, in which `$G` is the command."""
    shell = shutil.which("sh")
    assert shell
    return subprocess.run(
        [shell, "-c", line.replace("$G", f"{sys.executable} -m garmentclean")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd=folder,
        timeout=120,
    )


@pytest.mark.parametrize("args", ["--help", "--version", "rules --help", "in/a.txt -q"])
def test_a_stdout_that_is_closed(folder: Path, args: str) -> None:
    done = run(folder, f"$G {args} >&-")
    assert (done.returncode, done.stderr) == (2, CLOSED)


@needs_full
@pytest.mark.parametrize(
    "line", ["$G --help", "$G config --help", "$G --version", "$G in/a.txt", COMPLETE + "$G"]
)
def test_a_stdout_that_is_full(folder: Path, line: str) -> None:
    done = run(folder, f"{line} >/dev/full")
    assert (done.returncode, done.stderr) == (2, FULL)


@needs_full
@pytest.mark.parametrize(
    ("args", "code"),
    [("nowhere.txt", 2), ("--nothing", 2), ("rules", 2), ("-w in", 0), ("--check in", 1)],
)
def test_a_stderr_that_is_full_leaves_the_exit_code(folder: Path, args: str, code: int) -> None:
    assert run(folder, f"$G {args} 2>/dev/full").returncode == code
    assert (folder / "in" / "a.txt").read_bytes() == (CLEAN if "-w" in args else RAW)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_takes_the_place_of_a_closed_stream(folder: Path, closed: str) -> None:
    done = run(folder, f"$G -w in --ledger l.jsonl --jobs 2 {closed}; echo $? >code")
    assert (folder / "code").read_bytes() == b"0\n"
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert (folder / "in" / "a.txt").read_bytes() == CLEAN
    back = run(folder, "$G restore -w -q --ledger l.jsonl in")
    assert (back.returncode, back.stderr) == (0, b"")
    assert (folder / "in" / "a.txt").read_bytes() == RAW


def test_the_numbers_of_closed_streams_are_held(folder: Path) -> None:
    code = "import garmentclean.__main__ as m; m.hold_streams(); print(open('x', 'w').fileno() > 2)"
    done = run(folder, f'{sys.executable} -c "{code}" <&- 2>&-')
    assert done.stdout == b"True\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_closes_the_pipe_is_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    path = tmp_path / "a.txt"
    path.write_text("".join(f"Loom {number}\n" for number in range(30_000)), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "garmentclean", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"Loom 0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == -signal.SIGPIPE
