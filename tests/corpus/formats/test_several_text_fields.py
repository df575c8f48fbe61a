from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.corpus.formats.json_row import AbsentError, NoTextError, Row, RowError
from outcomes import json_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

BOTH = ("--text-field", "title", "--text-field", "meta.body")
ROWS = (
    b'{"title":"The pformation","n":1.0,"meta":{"body":"A loom.\\nReturn to list\\n","x":[]}}\n'
    b'{"meta" : { "body" : "The pformation" } , "title" : "The pformation"}\r\n'
    b'{"title":null,"meta":{"body":"A pformation"}}\n'
    b'{"title":"A pformation"}\n'
    b'{"title":"A loom","meta":{"body":"A \\u0070formation"}}\n'
    b'{"title":"A loom","meta":{"body":"A frame"}}\n'
)
CLEAN = (
    ROWS.replace(b"Return to list\\n", b"")
    .replace(b"\\u0070form", b"transform")
    .replace(b"pform", b"transform")
)


@pytest.mark.parametrize(
    ("line", "field", "text"),
    [
        ('{"a":{"b":"x"}}', "a.b", "x"),
        ('{"a":{"b":"x"},"a.b":"y"}', "a.b", "y"),
        ('{"a.b":{"c":"x"}}', "a.b", None),
        ('{"a":{"b.c":"x"}}', "a.b.c", "x"),
        ('{"a":{"b":{"c":"x"}}}', "a.b.c", "x"),
        ('\ufeff { "q" : {"b":"z"}, "a" : { "b" : "x" , "c":"y" } } ', "a.b", "x"),
        ('{"a":{"b":"w"},"a":{"c":1,"b":"v","b":"x"}}', "a.b", "x"),
        ('{"a":{"":"x"}}', "a.", None),
        ('{"":{"b":"x"}}', ".b", "x"),
        ('{"a":[{"b":"x"}]}', "a.b", None),
        ('{"a":"x"}', "a.b", None),
        ('{"a":{"b":null}}', "a.b", None),
        ('{"a":{}}', "a.b", None),
    ],
)
def test_dots_lead_into_objects(line: str, field: str, text: str | None) -> None:
    if text is None:
        with pytest.raises(RowError):
            Row.parse(line.encode(), field, "r:1")
        return
    row = Row.parse(line.encode(), field, "r:1")
    assert row.text == text
    start = line.index(f'"{text}"')
    end, close = start + len(text) + 2, line.rindex("}")
    bom = len(line.encode()) - len(line)
    assert row.place[:2] == (start + bom, end + bom)
    made = row.with_text("new", {"more": 1}).decode()
    assert made == f'{line[:start]}"new"{line[end:close]},"more":1{line[close:]}'


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        ('{"a":{}}', AbsentError, "has no key 'a.b'; name the text's with --text-field"),
        ('{"a":{"b":1}}', NoTextError, "'a.b' is no text; name the text's key with --text-field"),
        ('{"a":{"b":"x"}', RowError, "is no JSON object; left as it is"),
    ],
)
def test_a_missing_text_is_reported_with_its_path(
    line: str, kind: type[RowError], message: str
) -> None:
    with pytest.raises(kind) as failure:
        Row.parse(line.encode(), "a.b", "r:1")
    assert type(failure.value) is kind
    assert str(failure.value) == f"r:1: {message}"


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner, min_size=1)))
def test_random_paths_to_a_text_are_found(value: object) -> None:
    way, text = ["top"], value
    while isinstance(text, dict):
        key, text = next(iter(text.items()))
        way.append(key)
    line = json.dumps({"x": value, "top": value, "y": 1})
    if any("." in key or not key for key in way):
        return
    row = Row.parse(line.encode(), ".".join(way), "r:1")
    assert row.text == text
    assert json.loads(line[row.place.start : row.place.end]) == text


@pytest.mark.parametrize("mode", ["stdout", "-o", "-w"])
def test_several_texts_of_a_row_are_cleaned_and_restored(
    here: Run, tmp_path: Path, mode: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(ROWS)
    args = {"stdout": [], "-o": ["-o", "out.jsonl"], "-w": ["-w"]}[mode]
    done = here("-q", *args, *BOTH, "--ledger", "l", "a.jsonl")
    assert (done.stderr, done.returncode) == (b"", 0)
    made = {"stdout": "piped.jsonl", "-o": "out.jsonl", "-w": "a.jsonl"}[mode]
    if mode == "stdout":
        (tmp_path / made).write_bytes(done.stdout)
    assert (tmp_path / made).read_bytes() == CLEAN
    assert here("restore", made, "--ledger", "l").stdout == ROWS
    assert here("restore", "-w", made, "--ledger", "l").returncode == 0
    assert (tmp_path / made).read_bytes() == ROWS


def test_each_text_of_a_row_has_its_own_entry_in_the_ledger(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(ROWS)
    here("-q", *BOTH, "--ledger", "l", "a.jsonl", "-o", "b.jsonl")
    lines = json_lines(tmp_path / "l")[1:]
    named = [(line["document"], line["row"]["field"], line["output"]) for line in lines]
    assert named == [
        ("a.jsonl:1", "title", None),
        ("a.jsonl:1", "meta.body", "b.jsonl:1"),
        ("a.jsonl:2", "title", None),
        ("a.jsonl:2", "meta.body", "b.jsonl:2"),
        ("a.jsonl:3", "meta.body", "b.jsonl:3"),
        ("a.jsonl:4", "title", "b.jsonl:4"),
        ("a.jsonl:5", "title", None),
        ("a.jsonl:5", "meta.body", "b.jsonl:5"),
        ("a.jsonl:6", "title", None),
        ("a.jsonl:6", "meta.body", "b.jsonl:6"),
    ]
    for one, two in ((0, 1), (2, 3), (6, 7), (8, 9)):
        assert lines[one]["sha256"]["after"] == lines[two]["sha256"]["before"]


@pytest.mark.parametrize("output", ["a.jsonl", "b.jsonl"])
def test_one_rule_is_withdrawn_in_all_texts_and_the_rest_later(
    here: Run, tmp_path: Path, output: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(ROWS)
    mode = ["-w"] if output == "a.jsonl" else ["-o", output]
    here("-q", *mode, *BOTH, "--ledger", "l", "a.jsonl")
    done = here("restore", "-w", "-q", "--rule", "trans", "--ledger", "l", output)
    assert (done.stderr, done.returncode) == (b"", 0)
    half = ROWS.replace(b"Return to list\\n", b"")
    assert (tmp_path / output).read_bytes() == half
    assert here("restore", "--rule", "return", "--ledger", "l", output).stdout == ROWS
    assert here("restore", "-w", "-q", "--ledger", "l", output).returncode == 0
    assert (tmp_path / output).read_bytes() == ROWS


def test_two_runs_over_several_texts_are_restored(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(ROWS)
    here("-q", "-w", "--text-field", "title", "--ledger", "l", "a.jsonl")
    here("-q", "-w", *BOTH, "--ledger", "l", "a.jsonl")
    here("-q", "-w", *BOTH, "--ledger", "l", "a.jsonl")
    assert path.read_bytes() == CLEAN
    assert here("restore", "--ledger", "l", "a.jsonl").stdout == ROWS


def test_findings_diffs_and_metadata_name_the_field(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(ROWS.splitlines(keepends=True)[0])
    done = here("-q", "--check", *BOTH, "--metadata", "known", "a.jsonl")
    assert done.stdout.decode().splitlines() == [
        "a.jsonl:1:title:1:5: house/trans: 'pformation' → 'transformation'",
        "a.jsonl:1:meta.body:2:1: house/return: 'Return to list' → ''",
    ]
    known = json_lines(tmp_path / "known")
    assert [line["document"] for line in known] == ["a.jsonl:1:title", "a.jsonl:1:meta.body"]
    assert here("-q", "--diff", *BOTH, "a.jsonl").stdout.startswith(b"--- a.jsonl:1:title\n")
    github = here("-q", "--check", "--format", "github", *BOTH, "a.jsonl").stdout.decode()
    assert "file=a.jsonl,line=1" in github


def test_a_row_without_any_of_the_texts_is_reported_and_unchanged(
    here: Run, tmp_path: Path
) -> None:
    raw = b'{"title":null}\n{"title":"The pformation","meta":{"body":7}}\n[]\n'
    (tmp_path / "a.jsonl").write_bytes(raw)
    done = here(*BOTH, "a.jsonl", "--ledger", "l")
    assert done.stdout == raw
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "garmentclean: a.jsonl:2: 'meta.body' is no text; name the text's key with --text-field",
        "garmentclean: a.jsonl:3: is no JSON object; left as it is",
        (
            "garmentclean: a.jsonl:1: has no text 'title' and no 'meta.body'; name the texts' keys "
            "with --text-field"
        ),
    ]
    assert (tmp_path / "l").read_bytes().count(b"\n") == 1


def test_a_field_that_is_named_twice_is_cleaned_once(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"The pformation"}\n')
    done = here("--check", "--text-field", "text", "--text-field", "text", "a.jsonl")
    assert (
        done.stdout == b"a.jsonl:1:1:5: house/trans: 'pformation' \xe2\x86\x92 'transformation'\n"
    )


def test_restoring_removes_the_columns_of_several_texts(here: Run, tmp_path: Path) -> None:
    text = "The fair closed, and most of those who came had come for the looms of pformation."
    raw = json.dumps({"title": text, "text": f"{text}\nReturn to list"}).encode() + b"\n"
    (tmp_path / "a.jsonl").write_bytes(raw)
    fields = ("--text-field", "title", "--text-field", "text")
    here("-q", "-w", "--metadata-columns", *fields, "--ledger", "l", "a.jsonl")
    made = json.loads((tmp_path / "a.jsonl").read_bytes())
    clean = text.replace("pform", "transform")
    assert made == {"title": clean, "text": f"{clean}\n", "language": "en"}
    assert here("restore", "--ledger", "l", "a.jsonl").stdout == raw
