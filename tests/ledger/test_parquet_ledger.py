"""Ledgers as Parquet: the same lines as in JSON Lines, to the byte, and damage is reported."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from pyarrow.compute import CastOptions

from garmentclean import Edit
from garmentclean.corpus.formats.parquet import HEADER
from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, Tool
from garmentclean.ledger.history import History
from garmentclean.ledger.lines import SEAL, entry_line, seal_of, tool_line
from garmentclean.ledger.parquet import TableWriter, line_of, lines, row_of, schema
from garmentclean.ledger.reader import read
from garmentclean.ledger.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

TOOL = Tool("garmentclean 0", "0" * 16, ("a/b",), 0.75)
FIXTURES = Path(__file__).parents[2] / "fixtures"
ROWS = {
    "rows.jsonl": b'{"text": "The pformation.\\r\\nReturn to list\\r\\n"}\n{"text": "\\ud83d"}\n',
    "odd.jsonl": b'{"text": "\\u0054he pformation \\u68c9&nbsp;x."}\n',
    "stop.txt": b"Return to list\n",
    "bytes.txt": b"A loom.\n\xff\xfe Return to list\nReturn to list \xff\nThe pformation \x80.\n",
}


def written(path: Path, made: list[bytes]) -> Path:
    with path.open("wb") as file:
        writer = TableWriter(file, TOOL)
        writer.add_lines(made)
        writer.close()
    return path


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return the lines of a ledger of all fixtures, and of rows and bytes that are odd."""
    folder = tmp_path_factory.mktemp("ledger")
    for path in FIXTURES.glob("*/input.txt"):
        (folder / f"{path.parent.name}.txt").write_bytes(path.read_bytes())
    for name, data in ROWS.items():
        (folder / name).write_bytes(data)
    names = sorted(path.name for path in folder.iterdir())
    command = [sys.executable, "-m", "garmentclean", "--isolated", "-q", "-o", "out", *names]
    done = subprocess.run([*command, "--ledger", "l.jsonl"], cwd=folder, check=False)
    assert done.returncode == 1  # the brake has stopped one
    return (folder / "l.jsonl").read_bytes().splitlines(keepends=True)[1:]


def test_lines_round_trip_to_the_byte(ledger: list[bytes], tmp_path: Path) -> None:
    assert len(ledger) > 100
    entries = [json.loads(line) for line in ledger]
    assert any("stopped" in one for one in entries)
    assert any("row" in one for one in entries)
    assert any("because" in edit for one in entries for edit in one["edits"])
    path = written(tmp_path / "l.parquet", ledger)
    assert [line + b"\n" for line in lines(path)] == [tool_line(TOOL), *ledger]


def test_it_reads_like_a_ledger_in_json_lines(ledger: list[bytes], tmp_path: Path) -> None:
    with Writer(tmp_path / "own.jsonl", TOOL) as writer:
        writer.add_lines(ledger)
    assert read(written(tmp_path / "l.parquet", ledger)) == read(tmp_path / "own.jsonl")


def test_columns_can_be_queried(ledger: list[bytes], tmp_path: Path) -> None:
    table = parquet.read_table(written(tmp_path / "l.parquet", ledger))
    assert table.schema.remove_metadata() == schema()
    rows = {row["document"]: row for row in table.to_pylist()}
    edits = rows["rows.jsonl:1"]["edits"]
    assert ("letters/trans", "pformation", "transformation") in [
        (edit["rule"], edit["before"], edit["after"]) for edit in edits
    ]
    assert [name for name, row in rows.items() if row["line"] is not None] == ["bytes.txt"]


def test_a_folder_of_tables_is_one_ledger(ledger: list[bytes], tmp_path: Path) -> None:
    (tmp_path / "parts/deep").mkdir(parents=True)
    written(tmp_path / "parts/b.parquet", ledger[:50])
    written(tmp_path / "parts/deep/a.parquet", ledger[50:])
    written(tmp_path / "parts/.hidden.parquet", ledger)
    merged = read(tmp_path / "parts")
    assert merged.tools == [TOOL, TOOL]
    assert merged.entries == read(written(tmp_path / "l.parquet", ledger)).entries


def test_a_changed_value_is_reported(ledger: list[bytes], tmp_path: Path) -> None:
    path = written(tmp_path / "l.parquet", ledger)
    table = parquet.read_table(path)
    for column, value in (("words", 7), ("before", "0" * 64), ("seal", "0" * 16)):
        number = table.schema.get_field_index(column)
        values = [*table.column(column).to_pylist()[:-1], value]
        changed = table.set_column(
            number, table.schema.field(number), pa.array(values, table.schema.field(number).type)
        )
        parquet.write_table(changed, path)
        with pytest.raises(LedgerError, match=f"l.parquet:{len(ledger) + 1}: was changed after"):
            read(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"PAR1"), "cannot read this ledger: "),
        (lambda path: parquet.write_table(pa.table({"a": [1]}), path), "is not a ledger; give the"),
        (lambda _: None, "cannot read this ledger: No such file"),
        (lambda path: path.mkdir(), r"no ledgers \(\*.parquet\) in this folder"),
    ],
)
def test_a_file_that_is_not_a_ledger_is_an_error(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    make(tmp_path / "l.parquet")
    with pytest.raises(LedgerError, match=rf"l.parquet: {message}"):
        read(tmp_path / "l.parquet")


def test_a_table_cannot_be_added_to(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"The pformation.\n")
    done = here("-w", "a.txt", "--ledger", "l.parquet")
    assert done.returncode == 2
    assert b"l.parquet: a ledger in Parquet cannot be added to" in done.stderr
    assert (tmp_path / "a.txt").read_bytes() == b"The pformation.\n"


def small(path: Path, change: Callable[[dict[str, Any]], object], header: bytes | None) -> Path:
    """Write a table of one entry that was changed, sealed anew if its line can be made at all."""
    entry = Entry("a.txt", None, "\n", False, "0" * 64, "1" * 64, 7, "t", "0" * 16)
    edits = (Edit("a/b", 0, "x", "y"), Edit("a/c", 1, "x", "", "why"))
    line = entry_line(replace(entry, edits=edits, lines=(1, 1), row={"field": "text"}))
    row = dict.fromkeys(schema().names) | row_of(line)
    change(row)
    (row,) = pa.Table.from_pylist([row], schema()).to_pylist()
    row["seal"] = seal_of(line_of(row).rpartition(SEAL)[0]).decode()
    columns = schema().with_metadata({} if header is None else {HEADER: header})
    parquet.write_table(pa.Table.from_pylist([row], columns), path)
    return path


ODD = st.sampled_from([None, "", "x", "lf", -1, 0, 2**62, math.nan, math.inf, True])


@settings(max_examples=150)
@given(
    column=st.sampled_from(schema().names),
    inner=st.sampled_from(
        ["rule", "line", "start", "before", "after", "because", "field", "style"]
    ),
    values=st.lists(ODD, min_size=2, max_size=2),
    header=st.sampled_from(
        [tool_line(TOOL)] * 9 + [None, b"", b"{}", b"\xff", tool_line(TOOL) * 2]
    ),
)
def test_odd_values_in_columns_are_an_error_or_do_no_harm(
    tmp_path_factory: pytest.TempPathFactory,
    column: str,
    inner: str,
    values: list[object],
    header: bytes | None,
) -> None:
    def change(row: dict[str, Any]) -> None:
        row[column] = values[0]
        if column == "edits" and values[0]:
            row[column] = [None, {"rule": "a/b", "line": 1, "start": 0, inner: values[1]}]
        elif column == "row" and values[0]:
            row[column] = {"field": "text", inner: values[1]}

    try:
        path = small(tmp_path_factory.mktemp("odd") / "l.parquet", change, header)
    except (pa.ArrowException, TypeError):  # a column cannot have such a value
        return
    try:
        history = History.of(path)
    except LedgerError as error:
        message = str(error)
    else:
        message = f"{path}: {history.count}"
    assert message.startswith(str(path))
    assert "\n" not in message


def test_tables_without_rows_or_with_other_columns(tmp_path: Path) -> None:
    header = {HEADER: tool_line(TOOL)}
    none = schema().with_metadata(header).empty_table()
    parquet.write_table(none, tmp_path / "empty.parquet")
    parquet.ParquetWriter(tmp_path / "groups.parquet", schema().with_metadata(header)).close()
    for name in ("empty.parquet", "groups.parquet"):
        history = History.of(tmp_path / name)
        assert ([*history.tools], history.count) == ([TOOL], 0)
    fields = [*schema()]
    others = [fields[:-1], fields[1:], [*fields, pa.field("more", pa.string())]]
    others += [[pa.field("bom", pa.string()) if f.name == "bom" else f for f in fields]]
    for columns in others:
        parquet.write_table(pa.schema(columns, header).empty_table(), tmp_path / "l.parquet")
        with pytest.raises(
            LedgerError, match=r"l\.parquet: is not a ledger; give the file that --ledger"
        ):
            read(tmp_path / "l.parquet")


def test_invalid_utf_8_in_a_column_is_an_error(tmp_path: Path) -> None:
    path = small(tmp_path / "l.parquet", lambda row: row.update(tool="x" * 40), tool_line(TOOL))
    table = parquet.read_table(path)
    number = table.schema.get_field_index("tool")
    wrong = pa.array([b"\xff" * 40]).cast(options=CastOptions(pa.string(), allow_invalid_utf8=True))
    table = table.set_column(number, table.schema.field(number), wrong)
    parquet.write_table(table, path)
    with pytest.raises(LedgerError, match=r"l\.parquet: cannot read this ledger: 'utf-8' codec"):
        read(path)
