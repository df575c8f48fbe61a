from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

ROWS = (
    b'{"id": 7, "text": "One loom.\\nReturn to list\\nThe pformation.\\n", "score": 1.0e0}\n'
    b'{"id": 8, "text": "One loom."}\n'
)
CLEAN = ROWS.replace(b"\\nReturn to list", b"").replace(b"pform", b"transform")

SHAPES = {
    "rows": b'{"text":"A pformation."}\n{"text":"A loom."}\n{"text":"A pformation!"}\n',
    "no-newline": b'{"text":"A loom."}\n{"text":"A pformation."}',
    "crlf": b'{"text":"A pformation."}\r\n{"text":"A loom."}\r\n',
    "bom": b'\xef\xbb\xbf{"text":"A pformation."}\n{"text":"A loom."}\n',
    "blank": b'\n\n{"text":"A pformation."}\n  \t\n\r\n{"text":"A loom."}\n\n',
    "blank-no-newline": b'{"text":"A pformation."}\n  ',
    "odd": b' { "b" :[ 1.0e0,-0 , 1E400 ],\t"text" :  "A pformation." , "a": "\\u00E9\\/" } \n',
    "ascii": b'{"text":"A pformation \\u00e9 \\ud83d\\ude00."}\n',
    "utf-8": '{"text":"A pformation é 😀 \u2028."}\n'.encode(),
    "double": b'{"text":"The pformatio.","text":"A pformation."}\n',
    "nul": b'{"text":"A pformation \\u0000."}\n',
    "half": b'{"text":"A pformation \\ud800 \\udcff."}\n',
    "long-number": b'{"text":"A pformation.","id":' + b"9" * 5000 + b"}\n",
    "newlines-of-the-text": b'{"text":"A loom.\\r\\nA pformation.\\rA frame.\\n"}\n',
}


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("clean", [False, True], ids=["raw", "clean"])
def test_everything_but_the_text_keeps_its_bytes_in_all_modes(
    here: Run, tmp_path: Path, raw: bytes, *, clean: bool
) -> None:
    expected = raw.replace(b"pformation", b"transformation")
    raw = expected if clean else raw
    path = put(tmp_path, "a.jsonl", raw)
    done = here("-q", "a.jsonl")
    assert (done.stdout, done.stderr, done.returncode) == (expected, b"", 0)
    assert here("--input-format", "jsonl", stdin=raw).stdout == expected
    assert here("--input-format", "jsonl", "-o", "piped", stdin=raw).returncode == 0
    assert here("a.jsonl", "-o", "out.jsonl", "--ledger", "ledger").returncode == 0
    assert here("a.jsonl", "-o", "out/").returncode == 0
    for made in ("piped", "out.jsonl", "out/a.jsonl"):
        assert (tmp_path / made).read_bytes() == expected
    assert path.read_bytes() == raw
    before = path.stat()
    for mode in ("--check", "--diff"):
        assert here(mode, "a.jsonl").returncode == (not clean)
    assert here("--write", "--exit-non-zero-on-change", "a.jsonl").returncode == (not clean)
    assert path.read_bytes() == expected
    assert (path.stat().st_ino == before.st_ino) == clean


def test_check_reports_the_row_and_the_place_in_its_text(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", b"\n" + ROWS)
    done = here("--check", "--format", "text", "a.jsonl")
    assert done.stdout.decode().splitlines() == [
        "a.jsonl:2:2:1: house/return: 'Return to list' → ''",
        "a.jsonl:2:3:5: house/trans: 'pformation' → 'transformation'",
    ]
    assert done.stderr.startswith(b"garmentclean: 2 documents, 1 to clean, 2 edits, 3 words")
    assert done.returncode == 1


def test_diff_shows_the_text_of_a_row(here: Run) -> None:
    done = here("--diff", "-q", "--input-format", "jsonl", stdin=ROWS)
    assert done.stdout.decode().splitlines() == [
        "--- <stdin>:1",
        "+++ <stdin>:1",
        "@@ -1,3 +1,2 @@ house/return, house/trans",
        " One loom.",
        "-Return to list",
        "-The pformation.",
        "+The transformation.",
    ]
    assert done.returncode == 1


def test_lone_surrogates_break_no_report_format(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", b'{"text":"\\ud800 pformation \\udcff\\nReturn to list \\ud800"}\n')
    for form in ("text", "json", "sarif", "github"):
        done = here("--check", "-q", "--format", form, "a.jsonl")
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"transformation" in done.stdout
    done = here("-q", "--metadata", "known", "--ledger", "ledger", "--diff", "a.jsonl")
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_text_may_have_another_key(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", b'{"text":"pformation","a.b":"pformation","":"pformation"}\n')
    for key, number in (("text", 0), ("a.b", 1), ("", 2)):
        parts = here("--text-field", key, "a.jsonl").stdout.split(b"pformation")
        done = b"pformation".join(parts)
        assert [b"transformation" in part for part in done.split(b",")] == [
            i == number for i in range(3)
        ]


def test_the_name_or_the_option_decides_the_format(here: Run, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.NDJSON", "c.txt"):
        put(tmp_path, name, ROWS)
    assert here("b.NDJSON").stdout == CLEAN
    done = here("-q", "--input-format", "jsonl", "c.txt")
    assert (done.stdout, done.stderr) == (CLEAN, b"")
    text = ROWS.replace(b"pform", b"transform")  # one line each: nothing stands alone on it
    assert here("--input-format", "text", "a.jsonl").stdout == text


@pytest.mark.parametrize("only", [[], ["--input-format", "jsonl"]])
def test_files_of_rows_in_a_folder_are_cleaned(here: Run, tmp_path: Path, only: list[str]) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.jsonl", "deep/b.ndjson", "c.txt", "empty.jsonl"):
        put(tmp_path / "in", name, {"empty.jsonl": b"", "c.txt": b"A pformation."}.get(name, ROWS))
    assert here("in", *only, "-o", "out").returncode == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("[a-z]*.*")}
    text = {} if only else {"c.txt": b"A transformation."}
    assert made == {"a.jsonl": CLEAN, "b.ndjson": CLEAN, "empty.jsonl": b"", **text}
    assert (tmp_path / "out" / "deep" / "b.ndjson").exists()


def test_texts_and_rows_are_cleaned_in_one_run(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", ROWS)
    put(tmp_path, "b.txt", b"A pformation.\n")
    done = here("--write", "a.jsonl", "b.txt")
    assert done.stderr.startswith(b"garmentclean: 3 documents, 2 cleaned, 3 edits, ")
    assert (tmp_path / "a.jsonl").read_bytes() == CLEAN
    assert (tmp_path / "b.txt").read_bytes() == b"A transformation.\n"


@pytest.mark.parametrize("raw", [b"", b"\n", b"  \r\n\n"])
def test_a_file_without_rows_has_no_documents(here: Run, tmp_path: Path, raw: bytes) -> None:
    put(tmp_path, "a.jsonl", raw)
    done = here("a.jsonl", "-o", "out.jsonl")
    assert done.stderr == b"garmentclean: 0 documents, 0 cleaned, 0 edits\n"
    assert (tmp_path / "out.jsonl").read_bytes() == raw
    assert here("--input-format", "jsonl", stdin=raw).stdout == raw
    assert here("--check", "--format", "json", "a.jsonl").stdout == b"[\n]\n"


BYLINE = {"filter": "drop-lines", "patterns": r"^\[(?P<date>[^\]]+)\] (?P<author>\w+)$"}
TEXT = b'"[2020/5/1] Marlon\\nThe fair closed, and most of those who came had come for the looms."'
CUT = TEXT.replace(b"[2020/5/1] Marlon\\n", b"")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b'{"text":%s}\n' % TEXT,
            b'{"text":%s,"author":"Marlon","date":"2020-05-01","language":"en"}\n' % CUT,
        ),
        (
            b'{ "text" : %s , "author": null, "date" : "x" }\r\n' % TEXT,
            b'{ "text" : %s , "author": null, "date" : "x" ,"language":"en"}\r\n' % CUT,
        ),
        (b'{"text":"Cotton 100%"}', b'{"text":"Cotton 100%"}'),
        (
            b'{"text":%s,"date":1,"author":2,"language":3}' % TEXT,
            b'{"text":%s,"date":1,"author":2,"language":3}' % CUT,
        ),
    ],
    ids=["new", "some", "none", "all there"],
)
def test_metadata_columns_are_added_after_those_of_a_row(
    here: Run, tmp_path: Path, make_pack: MakePack, raw: bytes, expected: bytes
) -> None:
    put(tmp_path, "a.jsonl", raw)
    args = ["--metadata-columns", "--rules", str(make_pack("own", BYLINE)), "a.jsonl"]
    assert here(*args).stdout == expected
    first = here("-w", "-q", "--exit-non-zero-on-change", *args)
    assert first.returncode == (raw != expected)
    assert (tmp_path / "a.jsonl").read_bytes() == expected
    assert here("-w", "-q", "--exit-non-zero-on-change", *args).returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == expected


def test_a_file_that_only_gets_columns_is_changed(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", b'{"text":%s}' % CUT)
    done = here("-w", "-q", "--exit-non-zero-on-change", "--metadata-columns", "a.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == b'{"text":%s,"language":"en"}' % CUT
    assert done.returncode == 1


def test_several_processes_write_the_same_output(command: Run, tmp_path: Path) -> None:
    raw = b"".join(
        b'{"text":"Loom %d.\\nReturn to list\\nIts pformation is done."}\n' % n for n in range(40)
    )
    put(tmp_path, "a.jsonl", raw + b"[]\n\n" + raw)
    for jobs in ("1", "2"):
        done = command("--jobs", jobs, "-q", "a.jsonl", "-o", f"{jobs}.jsonl")
        assert done.stderr == b"garmentclean: a.jsonl:41: is no JSON object; left as it is\n"
        assert done.returncode == 2
    made = (tmp_path / "2.jsonl").read_bytes()
    assert made == (tmp_path / "1.jsonl").read_bytes()
    assert [line[:1] for line in made.splitlines()] == [b"{"] * 40 + [b"[", b""] + [b"{"] * 40
    texts = [json.loads(line)["text"] for line in made.splitlines() if line[:1] == b"{"]
    assert texts == [f"Loom {n}.\nIts transformation is done." for n in range(40)] * 2
