from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from outcomes import files, messages

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

RAW = b"Return to list\nReturn to list\nOne pformation.\n"  # 8 words, of which 6 go
CLEAN = b"One transformation.\n"
MILD = b"A loom and a frame.\nReturn to list\n"  # 8 words, of which 3 go
STOPPED = (
    "would lose 75.0 % of its 8 words (max-loss is 50.0 %), most by house/return; left as it was. "
    "--diff --force shows it"
)
STRICT = "--max-loss=0.5"


def row(text: bytes, number: int = 1) -> bytes:
    return json.dumps({"id": number, "text": text.decode()}).encode() + b"\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Make a folder with a document that would lose much, one that would not, and rows of both."""
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "much.txt").write_bytes(RAW)
    (tmp_path / "in" / "little.txt").write_bytes(MILD)
    (tmp_path / "rows.jsonl").write_bytes(row(RAW) + row(MILD, 2) + b"\n")
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("args", "expected", "code"),
    [
        ([], CLEAN, 0),
        (["--max-loss", "0.75"], CLEAN, 0),
        (["--max-loss", "0.7499"], RAW, 1),
        (["--max-loss", "0"], RAW, 1),
        (["--max-loss", "0", "--force"], CLEAN, 0),
        (["--max-loss", "1"], CLEAN, 0),
        (["--max-loss", "0", "--ignore", "return"], RAW.replace(b"pform", b"transform"), 0),
        (["--max-loss", "0", "--protect", "^Return.*$"], RAW.replace(b"pform", b"transform"), 0),
        (["--protect", r"(?m)\APform|list\nRet"], RAW.replace(b"pform", b"transform"), 0),
        (["--protect", "list$", "--protect", "One p"], RAW, 0),
        (["--protect", "return to"], CLEAN, 0),
        (["--protect", "(?i)return to"], RAW.replace(b"pform", b"transform"), 0),
        (["--protect", "x*"], CLEAN, 0),
        (["--protect", "."], RAW, 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_set_the_brake(here: Run, args: list[str], expected: bytes, code: int) -> None:
    done = here(*args, stdin=RAW)
    assert (done.stdout, done.returncode) == (expected, code)
    assert bool(done.stderr) == bool(code)
    rows = here(*args, "--input-format", "jsonl", stdin=row(RAW))
    assert (rows.stdout, rows.returncode) == (row(expected), code)


@pytest.mark.parametrize("value", ["nan", "inf", "-0.1", "1.1", "2", "x", ""])
def test_an_invalid_share_is_one_line(here: Run, value: str) -> None:
    done = here(f"--max-loss={value}", stdin=RAW)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = messages(done)
    assert "max-loss" in line


def test_a_pattern_that_re2_refuses_is_one_line(here: Run) -> None:
    done = here("--protect", "(a", stdin=RAW)
    assert (done.returncode, done.stdout) == (2, b"")
    assert [line.partition("': ")[0] for line in messages(done)] == [
        "protect: RE2 refuses the pattern '(a"
    ]


@pytest.mark.parametrize("quiet", [[], ["-q"]])
@pytest.mark.parametrize("mode", ["--check", "--diff", "-w", "-o=out"])
def test_a_stopped_document_is_reported_and_left_alone_in_all_modes(
    here: Run, corpus: Path, mode: str, quiet: list[str]
) -> None:
    done = here(STRICT, *quiet, *mode.split("="), "in")
    message = f"in/deep/much.txt: {STOPPED}"
    assert messages(done)[0] == message
    assert len(messages(done)) == (1 if quiet else 4)
    verb = "cleaned" if mode[:2] in {"-w", "-o"} else "to clean"
    assert quiet or messages(done)[1].startswith(
        f"2 documents, 1 {verb}, 1 stopped, 1 edit, 3 words"
    )
    assert done.returncode == 1
    assert b"much.txt" not in done.stdout
    where = corpus.parent / "out" if mode == "-o=out" else corpus
    changed = mode[:2] in {"-w", "-o"}
    assert files(where) == {
        "deep/much.txt": RAW,
        "little.txt": b"A loom and a frame.\n" if changed else MILD,
    }


@pytest.mark.parametrize("mode", ["--check", "--diff", "-w", "-o=out", ""])
def test_a_stopped_row_is_reported_and_left_alone_in_all_modes(
    here: Run, corpus: Path, mode: str
) -> None:
    path = corpus.parent / "rows.jsonl"
    raw = path.read_bytes()
    done = here(STRICT, "-q", *(mode.split("=") if mode else []), "rows.jsonl")
    assert messages(done) == [f"rows.jsonl:1: {STOPPED}"]
    assert done.returncode == 1
    clean = row(RAW) + row(b"A loom and a frame.\n", 2) + b"\n"
    assert path.read_bytes() == (clean if mode == "-w" else raw)
    if mode == "-o=out":
        assert (corpus.parent / "out").read_bytes() == clean
    if not mode:
        assert done.stdout == clean


def test_force_shows_what_the_brake_has_stopped(here: Run, corpus: Path) -> None:
    done = here(STRICT, "--force", "--diff", "-q", "in/deep/much.txt")
    assert done.stdout.count(b"-Return to list") == 2
    assert (done.stderr, done.returncode) == (b"", 1)
    assert (corpus / "deep" / "much.txt").read_bytes() == RAW


def test_an_error_outweighs_the_brake(here: Run, corpus: Path) -> None:
    assert here(STRICT, "--check", "-q", "none.txt", str(corpus)).returncode == 2


@pytest.mark.parametrize(
    ("mode", "text", "rows"),
    [
        ("", RAW, row(RAW) + row(b"A loom and a frame.\n", 2) + b"\n"),
        ("-w", RAW, row(RAW) + row(b"A loom and a frame.\n", 2) + b"\n"),
        ("-o=out/", None, row(b"A loom and a frame.\n", 2) + b"\n"),
    ],
)
def test_the_quarantine_gets_what_was_stopped(
    here: Run, corpus: Path, mode: str, text: bytes | None, rows: bytes
) -> None:
    top = corpus.parent
    made: dict[str, bytes] = {}
    for path in ("in/deep/much.txt", "in/little.txt", "rows.jsonl"):
        args = [*(mode.split("=") if mode else []), path]
        done = here(STRICT, "-q", "--quarantine", "new/q", *args)
        assert done.returncode == (path != "in/little.txt")
        made[path] = done.stdout or (top / path).read_bytes()
    assert files(top / "new" / "q") == {"much.txt": RAW, "rows.jsonl": row(RAW)}
    if mode.startswith("-o"):
        out = files(top / "out")
        assert out == {"little.txt": b"A loom and a frame.\n", "rows.jsonl": rows}
        made = {**made, "rows.jsonl": rows}
    assert text in {made["in/deep/much.txt"], None}
    assert made["rows.jsonl"] == rows


def test_the_quarantine_mirrors_the_tree_and_the_output_lacks_it(here: Run, corpus: Path) -> None:
    assert here(STRICT, "-q", "--quarantine", "q", "-o", "out", "in").returncode == 1
    assert files(corpus.parent / "q") == {"deep/much.txt": RAW}
    assert files(corpus.parent / "out") == {"little.txt": b"A loom and a frame.\n"}


def test_without_a_stopped_document_there_is_no_quarantine(here: Run, corpus: Path) -> None:
    assert here("-q", "--quarantine", "q", "-o", "out", "in").returncode == 0
    assert not (corpus.parent / "q").exists()


@pytest.mark.parametrize("place", ["in/little.txt", "in/little.txt/deeper"])
def test_a_quarantine_that_is_not_a_folder_is_reported(here: Run, corpus: Path, place: str) -> None:
    done = here(STRICT, "-q", "-w", "in/deep/much.txt", "--quarantine", place)
    assert done.returncode == 2
    assert "in/little.txt" in messages(done)[-1]
    assert files(corpus) == {"deep/much.txt": RAW, "little.txt": MILD}


FRAME = {"filter": "drop-lines", "patterns": "^A loom", "at-most": 0.4}


@pytest.mark.parametrize("rows", [False, True])
def test_a_rule_that_would_remove_too_much_is_held_and_reported(
    here: Run, make_pack: MakePack, *, rows: bool
) -> None:
    raw = MILD.replace(b"Return", b"Turn")
    args = ["-q", "--rules", str(make_pack("own", FRAME))]
    done = here(*args, *(["--input-format", "jsonl"] * rows), stdin=row(raw) if rows else raw)
    name = "<stdin>:1" if rows else "<stdin>"
    assert messages(done) == [
        f"{name}: own/r0 would take 62.5 % of the words, more than its at-most; not applied"
    ]
    assert (done.stdout, done.returncode) == (row(raw) if rows else raw, 0)


def test_the_share_of_a_rule_that_is_held_is_that_of_the_document(
    here: Run, make_pack: MakePack
) -> None:
    done = here("-q", "--rules", str(make_pack("own", FRAME)), stdin=MILD)
    assert "own/r0 would take 62.5 % of the words" in done.stderr.decode()


@pytest.mark.parametrize("mode", [[], ["-w"]])
def test_a_quarantine_does_not_overwrite_the_documents(
    here: Run, corpus: Path, mode: list[str]
) -> None:
    here(STRICT, "-q", *mode, "rows.jsonl", "--quarantine", ".")
    lines = (corpus.parent / "rows.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["id"] for line in lines if line] == [1, 2]


def test_two_documents_of_one_name_do_not_overwrite_one_another_in_the_quarantine(
    here: Run, corpus: Path
) -> None:
    (corpus / "much.txt").write_bytes(RAW + b"Two.\n")
    done = here("--max-loss=0", "-w", "in/much.txt", "in/deep/much.txt", "--quarantine", "q")
    assert files(corpus.parent / "q") == {"much.txt": RAW + b"Two.\n"}
    message = "in/deep/much.txt: q/much.txt was already written for another file of this run"
    assert any(line.startswith(message) for line in messages(done))
    assert done.returncode == 2


def test_a_quarantine_within_the_corpus_is_left_out(here: Run, corpus: Path) -> None:
    for _ in range(2):
        here(STRICT, "-q", "-w", "in", "--quarantine", "in/q")
    assert sorted(files(corpus)) == ["deep/much.txt", "little.txt", "q/deep/much.txt"]


@pytest.mark.parametrize("mode", ["--check", "--diff"])
def test_check_and_diff_move_nothing_into_the_quarantine(
    here: Run, corpus: Path, mode: str
) -> None:
    done = here(STRICT, mode, "in", "--quarantine", "q")
    assert f"in/deep/much.txt: {STOPPED}" in messages(done)
    assert not (corpus.parent / "q").exists()


@pytest.mark.parametrize("folder", [".", "in"])
def test_a_quarantine_above_the_corpus_excludes_nothing(
    here: Run, corpus: Path, folder: str
) -> None:
    done = here(STRICT, "--check", "in", "--quarantine", folder)
    assert f"{len(files(corpus))} documents" in done.stderr.decode()
