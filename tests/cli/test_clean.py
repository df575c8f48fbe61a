from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from garmentclean.pipeline.pipeline import Pipeline
from outcomes import messages

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
PROSE = b"The fair closed on Sunday, and most of those who came had come for the looms."


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", b""),
        (PROSE, PROSE),
        (PROSE + b"\n\nIts pformation.", PROSE + b"\n\nIts transformation."),
        (PROSE + b"\r\nReturn to list\r\n", PROSE + b"\r\n"),
        (b"\xef\xbb\xbf" + PROSE + b"\r\nIts pformation.\n", None),
    ],
    ids=["empty", "clean", "no-newline", "crlf", "bom-mixed"],
)
def test_a_pipe_is_cleaned_byte_by_byte(command: Run, raw: bytes, expected: bytes | None) -> None:
    done = command(stdin=raw)
    assert done.stdout == (raw.replace(b"pform", b"transform") if expected is None else expected)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_file_is_cleaned_to_stdout(command: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PROSE + b"\nReturn to list\n")
    done = command("clean", "a.txt")
    assert (done.returncode, done.stdout) == (0, PROSE + b"\n")
    assert done.stderr.startswith(b"garmentclean: 1 document, 1 cleaned, 1 edit, 3 words removed")
    assert command("clean", "-q", "a.txt").stderr == b""
    assert (tmp_path / "a.txt").read_bytes() == PROSE + b"\nReturn to list\n"


def test_web_keep_without_the_pack_web_is_reported(command: Run) -> None:
    message = b"garmentclean: web-keep has no effect: the pack web is not selected"
    assert command("--web-keep", "0.98", stdin=PROSE).stderr.startswith(message)
    assert command("--web-keep", "0.98", "--extend-select", "web", stdin=PROSE).stderr == b""


def test_clean_text_has_no_findings(command: Run) -> None:
    done = command("--check", stdin=PROSE + b"\n")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"garmentclean: 1 document, 0 to clean, 0 edits\n"


def test_the_version_is_that_of_the_package(command: Run) -> None:
    done = command("--version")
    assert done.returncode == 0
    assert version("garmentclean").encode() in done.stdout


@pytest.mark.parametrize("args", [["-h"], ["--help"], ["clean", "-h"], ["rules", "test", "-h"]])
def test_help_goes_to_stdout(here: Run, args: list[str]) -> None:
    done = here(*args)
    assert done.stdout.startswith(b"Usage: garmentclean ")
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_help_shows_commands_on_lines_of_their_own(here: Run) -> None:
    lines = [line.strip() for line in here("-h").stdout.decode().splitlines()]
    for begin in ("garmentclean < raw.txt", "garmentclean --diff raw.txt", "garmentclean --write"):
        assert any(line.startswith(begin) for line in lines)


def test_without_a_path_a_terminal_is_not_read(here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("garmentclean.cli.checks")
    monkeypatch.setattr(module, "stdin_is_terminal", lambda: True)
    done = here()
    assert done.returncode == 2
    assert done.stderr.startswith(b"garmentclean: nothing to clean: name a PATH, or pipe text in")


def test_an_interrupted_run_says_so_on_one_line(here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Pipeline, "clean", interrupt)
    done = here(stdin=PROSE)
    assert (done.returncode, done.stdout) == (130, b"")
    assert done.stderr.splitlines()[-1] == b"garmentclean: stopped"


def test_bytes_that_are_not_utf_8_are_kept_with_one_warning(here: Run, tmp_path: Path) -> None:
    raw = "Café. ".encode() + b"Caf\xe9\xff: pformation\xe9 pformation\n"
    (tmp_path / "a.txt").write_bytes(raw)
    done = here("a.txt")
    assert done.stdout == raw.replace(b"pform", b"transform")
    warning, *summary = done.stderr.decode().splitlines()
    assert summary[0].startswith("garmentclean: 1 document, 1 cleaned, ")
    assert warning.startswith("garmentclean: a.txt: 3 bytes are not UTF-8 (byte 11 is the first)")
    assert done.returncode == 0
    assert here("-q", "a.txt").stderr.decode().splitlines() == [warning]


def test_the_warning_about_bytes_in_rows_says_to_convert_the_file(
    here: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,Caf\xe9 pformation\n")
    done = here("--text-field", "text", "--encoding", "cp1252", "a.csv")
    assert done.stdout == b"id,text\n1,Caf\xe9 transformation\n"
    assert messages(done)[0] == (
        "a.csv:2: 1 byte is not UTF-8 (byte 4 is the first), and not changed; "
        "if the text is in another encoding, convert the file to UTF-8 first"
    )


def test_a_dash_stands_for_stdin(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"A pformation.\n")
    done = here("-", "a.txt", "--check", "-q", stdin=b"One.\nReturn to list\n")
    assert done.stdout.decode().splitlines() == [
        "<stdin>:2:1: house/return: 'Return to list' → ''",
        "a.txt:1:3: house/trans: 'pformation' → 'transformation'",
    ]


@POSIX
@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8")
def test_a_file_name_that_is_not_utf_8_is_printed_unchanged(here: Run, tmp_path: Path) -> None:
    name = b"caf\xe9.txt"
    (tmp_path / os.fsdecode(name)).write_bytes(b"A pformation.\n")
    done = here("--check", "-q", os.fsdecode(name))
    assert done.stdout.startswith(name + b":1:3: house/trans: ")
    assert here("--check", os.fsdecode(name) + "x").stderr.startswith(b"garmentclean: " + name)
