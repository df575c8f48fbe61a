"""No text or file name controls a terminal or a workflow log, or is shown as something else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.report import terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

HOSTILE = "\x1b]0;x\x07 \x9b2J \x08\x7f \u202ecba \u2066 \u200f \u061c \u2028 \u2029 \U000e0041"
TEXT = f"One {HOSTILE}\nGone {HOSTILE}\nThe pformation {HOSTILE}.\n"
NAME = "a\x1b[2J\u202e\u2028\U000e0041.txt"
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SGR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def gone(make_pack: Callable[..., Path]) -> list[str]:
    """Return the options for a rule that drops hostile text."""
    pack = make_pack("away", {"id": "gone", "filter": "drop-lines", "patterns": "^Gone"})
    return ["--rules", str(pack), "--max-loss", "1"]


@pytest.fixture
def screen(here: Run, gone: list[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as on a terminal."""
    monkeypatch.setattr(terminal, "is_terminal", lambda stream: stream is not None)
    Path("in").mkdir()
    try:
        Path("in", NAME).write_text(TEXT, "utf-8")
    except OSError:
        pytest.skip("this file system does not take the name")
    return lambda *args, stdin=b"": here(*args, *gone, stdin=stdin)


@pytest.mark.parametrize("color", ["auto", "never", "always"])
@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("mode", ["--check", "--diff", "-w"])
def test_invisible_characters_reach_no_terminal(
    screen: Run, monkeypatch: pytest.MonkeyPatch, mode: str, color: str, environ: dict[str, str]
) -> None:
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    on_change = ["--exit-non-zero-on-change"] if mode == "-w" else []
    done = screen(mode, *on_change, "-v", "--color", color, "in")
    assert done.returncode == 1
    assert done.stdout
    for shown in (done.stdout, done.stderr):
        assert HIDDEN.search(SGR.sub("", shown.decode())) is None
    if color == "never" or (environ and color == "auto"):
        assert b"\x1b" not in done.stdout


def test_a_clean_text_on_a_terminal_has_no_controls_and_keeps_its_marks(screen: Run) -> None:
    shown = screen(
        stdin="Kept \u202e\x1b[2J\r\ncaf\udce9 \x9b\r\n".encode("utf-8", "surrogateescape")
    )
    assert shown.stdout == "Kept \u202e␛[2J\r\ncaf\udce9 \\x9b\r\n".encode(
        "utf-8", "surrogateescape"
    )
    assert CONTROL.search(shown.stdout.decode("utf-8", "surrogateescape")) is None


def test_bytes_are_unchanged_in_a_pipe(here: Run) -> None:
    raw = f"Kept {HOSTILE}\n".encode()
    assert here(stdin=raw).stdout == raw


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_data_escapes_invisible_characters(here: Run, gone: list[str], form: str) -> None:
    text = TEXT.replace("Gone", "Gone ##[group]")
    shown = here("--check", "-q", "--format", form, *gone, stdin=text.encode()).stdout.decode()
    assert HIDDEN.search(shown) is None
    assert "##[" not in shown
    findings = json.loads(shown)
    if form == "json":
        assert f"Gone ##[group] {HOSTILE}" in {one["before"].strip() for one in findings}


@pytest.mark.parametrize("mode", [["--diff"], ["--check", "--format", "text"], ["-w", "-v"]])
def test_a_text_cannot_give_commands_to_a_workflow_log(
    here: Run, monkeypatch: pytest.MonkeyPatch, mode: list[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    Path("in").mkdir()
    Path("in", "##[add-mask]a.txt").write_text(
        "::set-output name=x::y\nReturn to list\n##[error]x pformation\n", "utf-8"
    )
    done = here(*mode, "--exit-non-zero-on-change", "in") if "-w" in mode else here(*mode, "in")
    assert b"##[" not in done.stderr
    shown = done.stdout.decode().splitlines()
    if "-w" in mode:
        assert shown[0].startswith(r"Fixing in/#\x23[add-mask]a.txt: ")
        return
    assert shown[0].startswith("::stop-commands::")
    token = shown[0].removeprefix("::stop-commands::")
    assert shown[-1] == f"::{token}::"
    assert not any(token in line for line in shown[1:-1])
    assert here(*mode, "in").stdout.decode().splitlines()[0] != shown[0]


def test_workflow_commands_are_on_again_however_the_run_ends(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setattr("garmentclean.run.sink.Sink.finish", stop)
    done = here("--diff", stdin=TEXT.encode())
    assert done.returncode == 130
    first, *_, last = done.stdout.decode().split("\n")[:-1]
    assert last == f"::{first.removeprefix('::stop-commands::')}::"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_real_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    own, other = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "garmentclean", "--diff", "--isolated", "-q", "a.txt"],
        stdin=subprocess.DEVNULL,
        stdout=other,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1"},
        timeout=120,
    )
    os.close(other)
    shown = b""
    try:
        while piece := os.read(own, 1 << 16):
            shown += piece
    except OSError:  # Linux ends a terminal that nobody writes to any more so
        pass
    os.close(own)
    assert done.returncode == 1
    assert "␛]0;x␇".encode() in shown
    assert HIDDEN.search(shown.decode().replace("\r\n", "\n")) is None
