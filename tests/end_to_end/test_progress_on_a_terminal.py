"""How far a run has come is shown on a terminal, and nowhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

pty = pytest.importorskip("pty", reason="needs a terminal")

CODES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
SEEN = re.compile(r"(\d+) documents \S+ +(\d+)% [\d.]+ [kM]?B/s \d:\d\d:\d\d ([\d,]+) edits")


def on_a_terminal(folder: Path, *args: str, term: str = "xterm") -> str:
    """Run the command with stderr on a terminal that is wide enough; return what it shows."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": term, "COLUMNS": "120"}
    with subprocess.Popen(
        [sys.executable, "-m", "garmentclean", *args, "--isolated"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=env,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 1 << 16):
                shown += data
        except OSError:  # on Linux, the end of a terminal
            pass
        process.wait()
    os.close(ours)
    return CODES.sub("", shown.decode())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(80):
        lines = [
            f"The pformation of mill {number}.{n} is done, and it weaves.\n" for n in range(150)
        ]
        (tmp_path / "in" / f"{number:03}.txt").write_text("".join(lines), "utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(b"caf\xe9\n")
    return tmp_path


def test_it_shows_documents_share_speed_time_left_and_edits(corpus: Path) -> None:
    shown = on_a_terminal(corpus, "in", "-o", "out", "--jobs", "1")
    seen = [
        (int(documents), int(share), int(edits.replace(",", "")))
        for documents, share, edits in SEEN.findall(shown)
    ]
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert 0 < seen[0][0] <= seen[-1][0] <= 81
    assert 0 < seen[-1][1] <= 100
    assert seen[-1][2] > seen[0][2] > 0
    lines = shown.replace("\r", "\n").splitlines()
    assert any(line.startswith("garmentclean: 81 documents, 80 cleaned") for line in lines)


@pytest.mark.parametrize(
    ("options", "term"), [(["-q"], "xterm"), (["-v"], "xterm"), ([], "dumb"), (["-"], "xterm")]
)
def test_the_progress_bar_can_be_turned_off(corpus: Path, options: list[str], term: str) -> None:
    paths = ["in/001.txt"] if options == ["-"] else ["in", "-o", "out", *options]
    shown = on_a_terminal(corpus, *paths, term=term)
    assert "━" not in shown
    assert SEEN.findall(shown) == []


def test_a_message_stands_on_a_line_of_its_own(corpus: Path) -> None:
    shown = on_a_terminal(corpus, "in", "-o", "out", "--jobs", "1")
    message = "garmentclean: in/bad.txt: 1 byte is not UTF-8 (byte 4 is the first), and not changed"
    assert re.search(rf"[\n\r\x1b][^\n]*?{re.escape(message)}", shown)
    hint = "if the text is in another encoding, name that with --encoding"
    assert f"{message}; {hint}\r\n" in shown


@pytest.mark.engines
def test_on_dask_it_grows_with_each_partition(corpus: Path, scheduler: str) -> None:
    rows = corpus / "rows"
    rows.mkdir()
    texts = [path.read_text("utf-8") for path in sorted((corpus / "in").glob("0*.txt"))]
    for number in range(4):
        lines = (json.dumps({"text": text}) for text in texts[number::4])
        (rows / f"{number}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    shown = on_a_terminal(corpus, "rows", "-o", "out", "--engine", "dask", "--scheduler", scheduler)
    shares = [int(share) for share in re.findall(r"documents \S+ +(\d+)%", shown)]
    assert shares == sorted(shares)
    assert shares[-1] > 0
