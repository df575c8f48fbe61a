from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.corpus.formats.json_row import Row, added

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

WORD = "The pformation"
ROWS = {
    "plain": b'{"text": "The pformation"}',
    "raw": '{"text":"“The pformation” 棉 👗","n":1}'.encode(),
    "escapes": rb'{"text":"\u201cThe pformation\u201d \ud83d\udc57 \u00e9"}',
    "capital-escapes": rb'{"text":"\u201CThe pformation\u201D \/ caf\u00E9"}',
    "mixed-escapes": '{"text":"\\u0054he pformation é \\u00e9 \\t\\b\\f\\""}'.encode(),
    "half-a-pair": rb'{"text":"The pformation \ud83d and \udc57"}',
    "odd-spacing": b'  {\t"a" : [ 1 ,2 ] , "text"\r:  "The pformation"  }\t ',
    "numbers": b'{"a":1.0e5,"b":-0.0,"c":1E+2,"d":12345678901234567890,"text":"pformation"}',
    "names-of-numbers": b'{"a":NaN,"b":-Infinity,"text":"pformation"}',
    "same-key-twice": b'{"text":"A pformation","x":{"text":"pformation"},"text":"pformation"}',
    "key-in-escapes": rb'{"\u0074ext":"The pformation"}',
    "newlines": rb'{"text":"One.\r\nReturn to list\r\nThe pformation\r\n"}',
    "returns": rb'{"text":"One.\rReturn to list\rThe pformation"}',
    "mixed-newlines": rb'{"text":"One.\r\nReturn to list\nThe pformation\r"}',
    "nul": rb'{"text":"The \u0000 pformation"}',
    "mark-in-text": rb'{"text":"\ufeffThe pformation"}',
    "mark-before": b'\xef\xbb\xbf{"text":"The pformation"}',
    "line-separator": '{"text":"The\u2028pformation\u0085 pformation"}'.encode(),
    "delete": b'{"text":"The pformation \x7f"}',
    "becomes-empty": rb'{"text":"Return to list\n"}',
    "clean": b'{ "text" : "Nothing to do" }',
    "empty-text": b'{"text":""}',
}
BROKEN = {
    "blank": b"",
    "spaces": b" \t",
    "no-json": b"The pformation",
    "cut-off": b'{"text":"The pformation',
    "no-key": b'{"body":"The pformation"}',
    "number": b'{"text":17}',
    "null": b'{"text":null}',
    "list": b'["The pformation"]',
    "twice": b'{"text":"a"}{"text":"b"}',
    "latin-1": b'{"text":"The pformation caf\xe9"}',
    "raw-tab": b'{"text":"The\tpformation"}',
    "deep": b"[" * 20000,
    "long-number": b'{"n":' + b"1" * 5000 + b',"text":"The pformation"}',
    "return-only": b"\r",
}
ENDS = {"lf": b"\n", "crlf": b"\r\n"}
DATED = {
    "filter": "drop-lines",
    "patterns": r"^(?P<date>\d{4}-\d\d-\d\d) by (?P<author>\w+)$",
}


def file_of(rows: list[bytes], end: bytes, *, last: bool) -> bytes:
    data = end.join(rows) + end
    return data if last else data.removesuffix(end)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("last", [True, False], ids=["newline-at-end", "none-at-end"])
@pytest.mark.parametrize("broken", [False, True], ids=["good", "with-broken"])
def test_a_file_of_odd_rows_comes_back_in_place(
    here: Run, tmp_path: Path, end: bytes, *, last: bool, broken: bool
) -> None:
    rows = [*ROWS.values(), *(BROKEN.values() if broken else [b""]), ROWS["plain"]]
    raw = file_of(rows, end, last=last)
    path = tmp_path / "r.jsonl"
    path.write_bytes(raw)
    code = here("-w", "r.jsonl", "--force", "--ledger", "l.jsonl").returncode
    assert code == (2 if broken else 0)
    clean = path.read_bytes()
    assert clean.count(b"transformation") >= 15
    assert clean.count(b"\n") == raw.count(b"\n")
    assert here("restore", "r.jsonl", "--ledger", "l.jsonl").stdout == raw
    assert here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl").returncode == 0
    assert path.read_bytes() == raw


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_comes_back_through_a_pipe(here: Run, row: bytes) -> None:
    options = ("--input-format", "jsonl", "--ledger", "l.jsonl.gz")
    clean = here("--force", *options, stdin=row + b"\n")
    assert clean.returncode == 0
    done = here("restore", *options, stdin=clean.stdout)
    assert (done.returncode, done.stdout) == (0, row + b"\n")


@pytest.mark.parametrize(
    "raw", [b"Return to list\n", b"The pformation.\n", b'{"a": "pformation"}\n']
)
def test_a_file_cleaned_as_one_text_is_restored_as_one(
    here: Run, tmp_path: Path, raw: bytes
) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(raw)
    options = ("--input-format", "text", "--max-loss", "1", "--ledger", "l.jsonl")
    assert here("-w", "r.jsonl", *options).returncode == 0
    assert path.read_bytes() != raw
    assert here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl").returncode == 0
    assert path.read_bytes() == raw


@pytest.mark.parametrize("space", ["", " ", "\t\r"])
def test_added_columns_are_removed_again(
    here: Run, make_pack: Callable[..., Path], tmp_path: Path, space: str
) -> None:
    texts = [f"2024-05-06 by Loom{number}\nThe pformation {number}." for number in range(3)]
    lines = [f'{{"id":{n},"text":{json.dumps(t)}{space}}}' for n, t in enumerate(texts)]
    lines[1] = lines[1].replace('"id"', '"author"')
    raw = "\n".join([*lines, '{"text":"No date."}']).encode()
    path = tmp_path / "r.jsonl"
    path.write_bytes(raw)
    pack = str(make_pack("p", DATED))
    here("-w", "r.jsonl", "--rules", pack, "--metadata-columns", "--ledger", "l.jsonl")
    rows = [json.loads(line) for line in path.read_bytes().split(b"\n")]
    assert [row.get("date") for row in rows] == ["2024-05-06"] * 3 + [None]
    assert [row.get("author") for row in rows] == ["Loom0", 1, "Loom2", None]
    done = here("restore", "-w", "r.jsonl", "--rule", "trans", "--ledger", "l.jsonl")
    assert done.returncode == 0
    rows = [json.loads(line) for line in path.read_bytes().split(b"\n")]
    assert rows[2]["text"] == "The pformation 2."
    assert rows[2]["author"] == "Loom2"
    here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl")
    assert path.read_bytes() == raw


def test_rows_come_back_without_the_name_of_their_key(here: Run, tmp_path: Path) -> None:
    raw = b'{"body":"The pformation","text":"x"}\n{"body":"A pformation"}\n'
    (tmp_path / "r.jsonl").write_bytes(raw)
    here("-w", "r.jsonl", "--text-field", "body", "--ledger", "l.jsonl")
    assert here("restore", "r.jsonl", "--ledger", "l.jsonl").stdout == raw


def test_rows_in_another_order_and_file_come_back(here: Run, tmp_path: Path) -> None:
    rows = [b'{"text":"pformation %d"}\n' % number for number in range(30)]
    (tmp_path / "r.jsonl").write_bytes(b"".join(rows))
    clean = here("r.jsonl", "--ledger", "l.jsonl").stdout.splitlines(keepends=True)
    (tmp_path / "other.ndjson").write_bytes(b"".join(reversed(clean)))
    done = here("restore", "other.ndjson", "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout) == (0, b"".join(reversed(rows)))


def test_a_row_that_the_ledger_does_not_know_stays_in_a_file_of_a_folder(
    here: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "rows"
    folder.mkdir()
    raw = b'{"text":"The pformation"}\n{"text":"A pformation"}\n'
    (folder / "a.jsonl").write_bytes(raw)
    here("-w", "rows", "--input-format", "jsonl", "--ledger", "l.jsonl")
    new = b'{"text":"New."}'
    strange = b'{"text":"Other."}\n{"text":"File."}\n'
    with (folder / "a.jsonl").open("ab") as file:
        file.write(new)
    (folder / "b.jsonl").write_bytes(strange)
    before = (folder / "b.jsonl").stat().st_mtime_ns
    done = here("restore", "-w", "rows", "--input-format", "jsonl", "--ledger", "l.jsonl")
    assert done.returncode == 0
    assert b"rows/a.jsonl:3: is not in this ledger" in done.stderr
    assert (folder / "a.jsonl").read_bytes() == raw + new
    assert (folder / "b.jsonl").read_bytes() == strange
    assert (folder / "b.jsonl").stat().st_mtime_ns == before


def test_a_changed_row_is_refused_and_nothing_is_written(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(ROWS["plain"] + b"\n" + ROWS["numbers"] + b"\n")
    here("-w", "r.jsonl", "--ledger", "l.jsonl")
    path.write_bytes(path.read_bytes().replace(b"1.0e5", b"100000"))
    changed = path.read_bytes()
    done = here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert b"garmentclean: r.jsonl:2: was changed after it was cleaned" in done.stderr
    assert path.read_bytes() == changed


def test_a_second_restoring_leaves_a_file_of_rows_alone(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\n".join(ROWS.values()))
    here("-w", "r.jsonl", "--force", "--ledger", "l.jsonl")
    here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl")
    before = path.stat()
    assert here("restore", "-w", "r.jsonl", "--ledger", "l.jsonl").returncode == 0
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(
    st.dictionaries(st.text(), VALUES, max_size=3),
    st.text(st.characters(exclude_categories=())),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.booleans(),
    st.sampled_from([(",", ":"), (" , ", " : "), (",\t", ":\r")]),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES, max_size=2),
)
def test_any_row_with_another_text_and_more_columns_comes_back(
    values: dict[str, object],
    text: str,
    other: str,
    ascii_only: bool,
    separators: tuple[str, str],
    columns: dict[str, object],
) -> None:
    line = json.dumps(values | {"text": text}, ensure_ascii=ascii_only, separators=separators)
    data = line.encode("utf-8", "backslashreplace")
    row = Row.parse(data, "text", "r:1")
    columns = {key: value for key, value in columns.items() if key not in row.keys}
    clean = Row.parse(row.with_text(other, columns), "text", "r:1")
    assert clean.text == other
    assert clean.restored(row.text, row.style, added(columns)) == data
