"""Completion in real shells, at a terminal: a line is begun, and Tab does the rest."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pty", reason="needs POSIX")

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(garmentclean completion bash)"'),
    "zsh": (
        ["-f", "-i"],
        'autoload -Uz compinit; compinit -u -D; eval "$(garmentclean completion zsh)"',
    ),
    "fish": (["--no-config", "-i"], "garmentclean completion fish | source"),
}
LINES = {
    "garmentclean --sel": "garmentclean --select",
    "garmentclean rest": "garmentclean restore",
    "garmentclean a": "garmentclean a b.txt",
    "garmentclean --ignore letters,citation": "garmentclean --ignore letters,citation-mark",
    "garmentclean --ignore=citation": "garmentclean --ignore=citation-mark",
    "garmentclean --write cor": "garmentclean --write corpus",
}
PATIENCE = 20
"""Seconds; a machine under load may take long for what is done in half a one."""


class Terminal:
    """A shell at a terminal."""

    def __init__(self, command: list[str], folder: Path) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import pty, sys; pty.spawn(sys.argv[1:])", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=folder,
            env={"PATH": path, "HOME": str(folder), "TERM": "dumb", "LANG": "C.UTF-8"},
        )

    def read_to(self, mark: bytes) -> bytes:
        """Return what is shown up to a mark, and the mark."""
        assert self._process.stdout
        shown, end = b"", time.monotonic() + PATIENCE
        while mark not in shown:
            left = max(0, end - time.monotonic())
            ready, _, _ = select.select([self._process.stdout], [], [], left)
            assert ready, shown
            shown += self._process.stdout.read(1)
        return shown

    def type(self, keys: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(keys.encode())

    def complete(self, line: str) -> str:
        """Press Tab after a line, and return the completed line."""
        self.type(f"{line}\t\x01echo '<<'\x05 '>''>'\n")
        self.read_to(b"\r\n<<")
        return self.read_to(b">>").decode().removesuffix(">>").strip().rstrip("/")

    def end(self) -> None:
        self.type("exit\n")
        self._process.communicate(timeout=PATIENCE)


@pytest.fixture
def terminal(shell: str, tmp_path: Path) -> Iterator[Terminal]:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "a b.txt").touch()
    (tmp_path / "corpus").mkdir()
    options, script = SHELLS[shell]
    terminal = Terminal([shell, *options], tmp_path)
    terminal.type(f"{script}\necho RE''ADY\n")
    terminal.read_to(b"READY\r\n")
    yield terminal
    terminal.end()


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes(terminal: Terminal) -> None:
    assert {line: terminal.complete(line) for line in LINES} == LINES
