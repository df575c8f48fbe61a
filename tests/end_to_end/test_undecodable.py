"""Bytes that are not UTF-8: no option fails on them, and every one of them comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

TEXTS = {
    "a.txt": b"One loom \xe9 is old.\nPhoto: x\xff\nReturn to list\nThe pformation \xc3.\n",
    "b.txt": b"\xfd\xfe\xff\r\nReturn to list\r\nThe pformation\n\x80\x80 7 zillion \xe4\xb8",
    "c.txt": b"\xe9",
    "d.txt": b"Return to list\nReturn to list \xe9\nReturn to list\n",
    "e.jsonl": rb'{"text": "Caf\udce9 \ud800\nReturn to list\nThe pformation \udfff"}' + b"\n",
}
OPTIONS = [
    [],
    ["--protect", r"^Photo: .*$|\w+$"],
    ["--unsafe", "--extend-select", "loud", "-v"],
    ["--max-loss", "0", "--quarantine", "aside"],
    ["--rejects", "rejects.jsonl", "--metadata", "metadata.jsonl"],
    ["--color", "always"],
    ["--encoding", "cp1252"],
]
SHOWN = [["--check"], ["--check", "--format", "github"], ["--diff"]]
DATA = [["--check", "--format", "json"], ["--check", "--format", "sarif"]]


@pytest.fixture
def corpus(here: Run) -> Path:
    folder = Path("in")
    folder.mkdir()
    for name, data in TEXTS.items():
        (folder / name).write_bytes(data)
    return folder


def checked(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[bytes]:
    assert done.returncode in {0, 1, 2}
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_no_option_fails_and_every_byte_is_restored(
    here: Run, corpus: Path, options: list[str]
) -> None:
    for mode in SHOWN:
        checked(here(*mode, *options, "in"))
    for mode in DATA:
        json.loads(checked(here(*mode, *options, "in")).stdout)
    checked(here("-w", "--exit-non-zero-on-change", *options, "--ledger", "l.jsonl", "in"))
    checked(here("report", "l.jsonl", "-o", "report.html"))
    assert here("restore", "-w", "--ledger", "l.jsonl", "in").returncode == 0
    assert {name: (corpus / name).read_bytes() for name in TEXTS} == TEXTS
