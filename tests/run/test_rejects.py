from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from outcomes import json_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

GOOD = b'{"text":"A pformation of five words."}\n'
FEW = b'{"text":"A pformation."}\r\n'
EMPTY = b'{"text":"Return to list"}\n'
SIGNS = b'{"text":"***"}\n'
BLANK = b'{"text":" \\n"}\n'
BAD = b'{"text":"caf\xe9"}\n'
NONE = b"[1]\n"
ROWS = GOOD + FEW + EMPTY + NONE + SIGNS + BLANK + BAD + GOOD
FORCE = ("-q", "--max-loss", "1")

EMPTY_TOLD = "has no words when it is clean"
FEW_TOLD = "has 2 of the 3 words of --min-words when it is clean"
BLANK_TOLD = "has 0 of the 3 words of --min-words when it is clean"
NONE_TOLD = "is no JSON object"


def clean(rows: bytes) -> bytes:
    return rows.replace(b"pform", b"transform")


def line(number: int, reason: str, original: bytes) -> dict[str, Any]:
    text = original.rstrip(b"\n").decode("utf-8", "surrogateescape")
    return {"document": f"a.jsonl:{number}", "reason": reason, "original": text}


BROKEN = [line(4, NONE_TOLD, NONE), line(7, "is not UTF-8", BAD)]


@pytest.fixture(autouse=True)
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_bytes(ROWS)
    return path


@pytest.mark.parametrize("mode", [[], ["-o", "out.jsonl"]])
def test_empty_and_short_texts_go_to_the_rejects_instead_of_the_output(
    here: Run, tmp_path: Path, mode: list[str]
) -> None:
    done = here(*FORCE, *mode, "--min-words", "3", "--rejects", "r", "a.jsonl", "--ledger", "l")
    made = (tmp_path / "out.jsonl").read_bytes() if mode else done.stdout
    assert made == clean(GOOD + NONE + BAD + GOOD)
    assert json_lines(tmp_path / "r") == [
        line(2, FEW_TOLD, FEW),
        line(3, EMPTY_TOLD, EMPTY),
        BROKEN[0],
        line(5, EMPTY_TOLD, SIGNS),
        line(6, BLANK_TOLD, BLANK),
        BROKEN[1],
    ]
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "garmentclean: a.jsonl:4: is no JSON object; left as it is",
        "garmentclean: a.jsonl:7: is not UTF-8; left as it is",
    ]
    entries = json_lines(tmp_path / "l")[1:]
    assert [entry["document"] for entry in entries] == ["a.jsonl:1", "a.jsonl:8"]


def test_rejected_documents_are_counted_and_are_not_errors(here: Run, rows: Path) -> None:
    rows.write_bytes(GOOD + EMPTY + SIGNS)
    done = here("--max-loss", "1", "-v", "--rejects", "r", "a.jsonl", "-o", "out.jsonl")
    assert done.returncode == 0
    lines = done.stderr.decode().splitlines()
    assert f"garmentclean: a.jsonl:3: rejected, it {EMPTY_TOLD}; 0 edits" in lines
    assert "garmentclean: 3 documents, 1 cleaned, 2 rejected, 1 edit" in lines


def test_without_rejects_no_document_is_left_out(here: Run, tmp_path: Path) -> None:
    (tmp_path / "garmentclean.toml").write_text("min-words = 3")
    done = here(*FORCE, "a.jsonl")
    emptied = ROWS.replace(b'"Return to list"', b'""')
    assert done.stdout == clean(emptied)
    assert here(*FORCE, "--rejects", "r", "a.jsonl").stdout == clean(GOOD + NONE + BAD + GOOD)


def test_in_place_no_document_is_left_out(here: Run, tmp_path: Path, rows: Path) -> None:
    (tmp_path / "garmentclean.toml").write_text("min-words = 3")
    done = here(*FORCE, "-w", "--rejects", "r", "--ledger", "l", "a.jsonl")
    assert done.returncode == 2
    assert rows.read_bytes() == clean(ROWS)
    made = json_lines(tmp_path / "r")
    assert made == [line(3, EMPTY_TOLD, EMPTY), BROKEN[0], line(5, EMPTY_TOLD, SIGNS), BROKEN[1]]
    assert here("restore", "-w", "--ledger", "l", "a.jsonl").returncode == 0
    assert rows.read_bytes() == ROWS


@pytest.mark.parametrize("mode", ["--check", "--diff"])
def test_check_and_diff_only_report(here: Run, tmp_path: Path, rows: Path, mode: str) -> None:
    rows.write_bytes(EMPTY + SIGNS + FEW)
    args = ("--max-loss", "1", mode, "--rejects", "r", "--min-words", "3", "a.jsonl")
    done = here(*args, "--ledger", "l")
    assert b"Return to list" in done.stdout
    assert b"transformation" in done.stdout
    assert done.stderr.startswith(b"garmentclean: 3 documents, 2 to clean, 3 rejected, 2 edits")
    assert done.returncode == 1
    assert [reject["document"] for reject in json_lines(tmp_path / "r")] == [
        "a.jsonl:1",
        "a.jsonl:2",
        "a.jsonl:3",
    ]
    assert len(json_lines(tmp_path / "l")) == 1


def test_texts_of_a_folder(here: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    raw = b"Return to list\n\xff\n"
    (tmp_path / "in" / "a.txt").write_bytes(raw)
    (tmp_path / "in" / "b.txt").write_bytes(b"A loom.\n")
    (tmp_path / "in" / "c.txt").write_bytes(b"")
    assert here(*FORCE, "in", "-o", "out", "--rejects", "r.gz").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("[!.]*")) == ["b.txt", "c.txt"]
    assert json.loads(gzip.decompress((tmp_path / "r.gz").read_bytes())) == {
        "document": "in/a.txt",
        "reason": EMPTY_TOLD,
        "original": raw.decode("utf-8", "surrogateescape"),
    }
    assert here(*FORCE, "-w", "in", "--rejects", "r").returncode == 0
    assert (tmp_path / "in" / "a.txt").read_bytes() == raw
    done = here(*FORCE, "in/a.txt", "--rejects", "r")
    assert (done.stdout, done.returncode) == (b"", 0)


def test_a_file_is_written_even_if_all_its_rows_are_rejected(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(EMPTY + SIGNS)
    assert here(*FORCE, "--rejects", "r", "a.jsonl", "-o", "out.jsonl").returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_a_document_stopped_by_the_brake_is_not_rejected(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(EMPTY)
    done = here("-q", "--rejects", "r", "--min-words", "9", "a.jsonl")
    assert (done.stdout, done.returncode) == (EMPTY, 1)
    assert (tmp_path / "r").read_bytes() == b""


def test_the_texts_of_a_row_are_judged_together(here: Run, tmp_path: Path) -> None:
    one = b'{"title":"Return to list","text":"Two looms."}\n'
    two = b'{"title":"Return to list","text":"Loom."}\n'
    (tmp_path / "a.jsonl").write_bytes(one + two)
    fields = ("--text-field", "title", "--text-field", "text")
    args = (*FORCE, *fields, "--min-words", "2", "--rejects", "r", "--ledger", "l", "a.jsonl")
    assert here(*args).stdout == one.replace(b"Return to list", b"")
    reason = "has 1 of the 2 words of --min-words when it is clean"
    assert json_lines(tmp_path / "r") == [line(2, reason, two)]
    assert len(json_lines(tmp_path / "l")) == 3


def test_rows_after_a_rejected_one_are_restored(here: Run, tmp_path: Path) -> None:
    kinds = [b'{"text":"A loom.\\nReturn to list"}\n', b'{"text":"A loom.\\nReturn to list\\n"}\n']
    rows = EMPTY + kinds[0] + kinds[1] + SIGNS + kinds[1] + kinds[0]
    (tmp_path / "a.jsonl").write_bytes(rows)
    args = (*FORCE, "--rejects", "r", "--ledger", "l", "a.jsonl", "-o", "b.jsonl")
    assert here(*args).returncode == 0
    outputs = [entry["output"] for entry in json_lines(tmp_path / "l")[1:]]
    assert outputs == ["b.jsonl:1", "b.jsonl:2", "b.jsonl:3", "b.jsonl:4"]
    done = here("restore", "b.jsonl", "--ledger", "l")
    assert (done.stderr, done.stdout) == (b"", kinds[0] + kinds[1] + kinds[1] + kinds[0])


@pytest.mark.parametrize(
    ("args", "told_so"),
    [
        (["--min-words", "3"], "--min-words needs --rejects FILE, or documents would be lost"),
        (
            ["--min-words", "3", "--rejects", "r", "-w"],
            "--min-words cannot remove documents in place; use -o instead of --write",
        ),
        (["--rejects", "a.jsonl"], "--rejects a.jsonl would overwrite a.jsonl"),
        (["--rejects", "r", "-o", "r"], "--rejects r would overwrite --output"),
        (["--max-size", "0"], "'0' is not a size, such as 100MB"),
        (["--max-size", "much"], "'much' is not a size, such as 100MB"),
    ],
)
def test_options_that_do_not_go_together(here: Run, args: list[str], told_so: str) -> None:
    done = here(*args, "a.jsonl")
    assert done.returncode == 2
    assert told_so in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("mode", [[], ["-w"], ["-o", "out.jsonl.gz"]])
def test_a_row_that_is_too_long_is_passed_on_unchanged(
    here: Run, tmp_path: Path, rows: Path, mode: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garmentclean.corpus.formats.jsonl.PIECE", 1000)
    long = b'{"text":"A pformation %s"}\n' % (b"x" * 5000)
    rows.write_bytes(GOOD + long + GOOD)
    done = here("-q", *mode, "--max-size", "4KB", "--rejects", "r", "--ledger", "l", "a.jsonl")
    made = done.stdout
    if mode:
        made = (
            rows.read_bytes()
            if mode == ["-w"]
            else gzip.decompress((tmp_path / mode[1]).read_bytes())
        )
    assert made == clean(GOOD) + long + clean(GOOD)
    reason = "has more than the 4 KB of --max-size"
    assert done.stderr.decode() == f"garmentclean: a.jsonl:2: {reason}; left as it is\n"
    assert done.returncode == 2
    assert json_lines(tmp_path / "r") == [{"document": "a.jsonl:2", "reason": reason}]
    outputs = [entry["output"] for entry in json_lines(tmp_path / "l")[1:]]
    if mode[:1] == ["-o"]:
        assert outputs == ["out.jsonl.gz:1", "out.jsonl.gz:3"]
    if mode:
        done = here("restore", "--ledger", "l", "a.jsonl" if mode == ["-w"] else mode[1])
        assert (done.stdout, done.returncode) == (GOOD + long + GOOD, 0)
        assert (
            b":2: is not in this ledger; look for the one of its run; left as it is" in done.stderr
        )


def test_a_text_that_is_too_large_is_left_alone(here: Run, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 1_500_000)
    (tmp_path / "small.txt").write_bytes(b"A pformation.\n")
    (tmp_path / "garmentclean.toml").write_text('max-size = "1 MB"')
    done = here("-q", "big.txt", "small.txt", "-o", "out")
    told_so = "big.txt: has 1.5 MB, more than the 1 MB of --max-size; left as it is"
    assert (done.stderr.decode(), done.returncode) == (f"garmentclean: {told_so}\n", 2)
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["small.txt"]
    assert here("-q", "--max-size", "2MB", "big.txt").returncode == 0
    done = here(stdin=b"x" * 1_500_000)
    assert done.returncode == 2
    assert b"<stdin>: has more than the 1 MB of --max-size; left as it is\n" in done.stderr
