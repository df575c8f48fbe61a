"""Standard input can have a name, as editors and git give it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"
ROWS = b'{"text":"A pformation."}\n'
NAME = ("--stdin-filename", "old/a.txt")


def test_findings_and_diffs_have_the_name(here: Run) -> None:
    done = here("--check", "-q", *NAME, stdin=b"A pformation.\n")
    assert done.stdout == "old/a.txt:1:3: house/trans: 'pformation' → 'transformation'\n".encode()
    done = here("--diff", "-q", "-", *NAME, stdin=b"A pformation.\n")
    assert done.stdout.startswith(b"--- old/a.txt\n+++ old/a.txt\n@@ -1 +1 @@ house/trans\n")


def test_messages_have_the_name(here: Run) -> None:
    done = here(*NAME, stdin=b"\0")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"garmentclean: old/a.txt: ")
    done = here("--stdin-filename", "a.jsonl", stdin=b"{\n")
    assert done.stderr.startswith(b"garmentclean: a.jsonl:1: ")


def test_the_ledger_and_the_metadata_have_the_name(here: Run, tmp_path: Path) -> None:
    done = here(*NAME, "--ledger", "l.jsonl", "--metadata", "m.jsonl", stdin=RAW)
    assert done.stdout == CLEAN
    assert json.loads((tmp_path / "m.jsonl").read_bytes())["document"] == "old/a.txt"
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.txt").write_bytes(CLEAN)
    assert here("restore", "old/a.txt", "--ledger", "l.jsonl").stdout == RAW


def test_the_rules_of_that_file_run(here: Run, tmp_path: Path) -> None:
    ignores = '[per-file-ignores]\n"old/*" = ["return"]\n"*.jsonl" = ["trans"]\n'
    (tmp_path / "garmentclean.toml").write_text(ignores, "utf-8")
    assert here(*NAME, stdin=RAW).stdout == RAW.replace(b"pform", b"transform")
    assert here(stdin=RAW).stdout == CLEAN
    assert here("--stdin-filename", "x.jsonl", stdin=ROWS).stdout == ROWS
    assert here("--stdin-filename", str(tmp_path / "x.ndjson"), stdin=ROWS).stdout != ROWS


def test_the_ending_of_a_stdin_name_sets_the_format_unless_an_option_does(here: Run) -> None:
    clean = ROWS.replace(b"pform", b"transform")
    assert here("--stdin-filename", "x.jsonl", stdin=ROWS * 2).stdout == clean * 2
    done = here("--stdin-filename", "x.jsonl", "--check", "-q", stdin=ROWS * 2)
    assert done.stdout.startswith(b"x.jsonl:1:1:3: house/trans")
    rows = here("--stdin-filename", "x.txt", "--input-format", "jsonl", "--check", stdin=ROWS)
    assert rows.stdout.startswith(b"x.txt:1:1:3: house/trans")
    text = here("--stdin-filename", "x.jsonl", "--input-format", "text", "--check", stdin=ROWS)
    assert text.stdout.startswith(b"x.jsonl:1:12: house/trans")


def test_its_place_in_an_output_folder_is_that_of_the_file(here: Run, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(RAW)
    assert here("-o", "out", "-", "b.txt", *NAME, stdin=RAW).returncode == 0
    assert (tmp_path / "out" / "a.txt").read_bytes() == CLEAN
    assert (tmp_path / "out" / "b.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("name", ["old/a.txt", "raw/a.jsonl", "raw/deep/a.bin"])
def test_stdin_with_an_excluded_name_is_passed_on_unchanged(
    here: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / "garmentclean.toml").write_text('exclude = ["old/"]\n', "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".garmentcleanignore").write_text("raw\n", "utf-8")
    for raw in (RAW, ROWS, b"{\n\0\xff", b""):
        named = ("--force-exclude", "--stdin-filename", name)
        done = here(*named, stdin=raw)
        assert (done.returncode, done.stdout, done.stderr) == (0, raw, b"")
        for mode in ("--check", "--diff"):
            done = here(*named, mode, "-q", stdin=raw)
            assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert here(*named, "-o", "out.txt", stdin=raw).returncode == 0
        assert (tmp_path / "out.txt").read_bytes() == raw


def test_stdin_with_an_excluded_name_is_cleaned_without_force_exclude(
    here: Run, tmp_path: Path
) -> None:
    (tmp_path / ".garmentcleanignore").write_text("old\n", "utf-8")
    assert here(*NAME, stdin=RAW).stdout == CLEAN
    assert here("--stdin-filename", "b.txt", "--force-exclude", stdin=RAW).stdout == CLEAN
    assert here("--force-exclude", stdin=RAW).stdout == CLEAN


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--stdin-filename", ""], "--stdin-filename needs a name"),
        (["a.txt", *NAME], "--stdin-filename names standard input; add - to the paths"),
        (["--write", *NAME], "--write needs files; standard input goes to stdout"),
    ],
)
def test_a_misused_stdin_filename_is_refused(here: Run, args: list[str], message: str) -> None:
    done = here(*args, stdin=RAW)
    assert (done.returncode, done.stdout) == (2, b"")
    error = f"garmentclean: {message}; see 'garmentclean clean --help'\n"
    assert done.stderr.decode() == error
