"""Ledgers in Parquet: one file for each partition of a corpus, with one row for each entry.

docs/pages/ledger.md documents the columns. Arrow, an extra of this package, reads and writes them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import orjson

from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.formats.parquet import HEADER
from garmentclean.errors import LedgerError
from garmentclean.ledger.lines import SEAL, tool_line
from garmentclean.text.document import SURROGATE
from garmentclean.text.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from garmentclean.ledger.entry import Tool

SUFFIX = ".parquet"
ROWS = 4096
"""Entries that are written together, as a row group."""
BATCH = 256
"""Entries that are read together."""


@cache
def schema() -> Any:
    """Return the columns, as a `pyarrow.Schema`.

    They are the keys of a line of JSON, except `before` and `after`, which hold the checksums.
    `line` is null if the other columns are enough. Otherwise it is the whole line of an entry with
    lone surrogates or invalid UTF-8, which a column cannot hold.
    """
    import pyarrow as pa  # an extra

    text = pa.string()
    edit = {"rule": text, "line": pa.int64(), "start": pa.int64()}
    edit |= dict.fromkeys(("before", "after", "because"), text)
    row = dict.fromkeys(("field", "style", "columns"), text)
    return pa.schema(
        {
            **dict.fromkeys(("document", "output", "encoding", "newline"), text),
            "bom": pa.bool_(),
            **dict.fromkeys(("before", "after"), text),
            "words": pa.int64(),
            **dict.fromkeys(("tool", "ruleset"), text),
            "stopped": pa.float64(),
            "row": pa.struct(list(row.items())),
            "edits": pa.list_(pa.struct(list(edit.items()))),
            "seal": text,
            "line": text,
        }
    )


class TableWriter:
    """Writes a ledger as Parquet, in row groups.

    Args:
        file: a binary file object to write to.
        tool: the program that runs now.
    """

    def __init__(self, file: Any, tool: Tool) -> None:
        from pyarrow import parquet  # an extra

        header = schema().with_metadata({HEADER: tool_line(tool)})
        self._writer = parquet.ParquetWriter(file, header, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Add the lines of documents, as `entry_line` made them."""
        self._rows += map(row_of, lines)
        if len(self._rows) >= ROWS:
            self._write()

    def sync(self) -> None:
        """Do nothing: the whole file is put in place before the texts."""

    def close(self) -> None:
        """Write the rest and the footer of the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        import pyarrow as pa  # an extra

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema()))
            self._rows.clear()


def row_of(line: bytes) -> dict[str, Any]:
    """Return the columns of a line of a ledger."""
    whole = None
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError:  # a lone surrogate, which JSON writes as an escape
        whole = line.decode().rstrip("\n")
        values = json.loads(
            SURROGATE.sub("\ufffd", json.dumps(json.loads(whole), ensure_ascii=False))
        )
    sums = values.pop("sha256")
    return {**values, "before": sums["before"], "after": sums["after"], "line": whole}


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a ledger in Parquet, without their ends.

    The seals show whether a value was changed.

    Raises:
        LedgerError: the file cannot be read, or is not a ledger.
    """
    if find_spec("pyarrow") is None:
        raise LedgerError(f"{path}: needs pyarrow: pip install 'garmentclean[parquet]'")
    import pyarrow as pa  # an extra
    from pyarrow import parquet  # an extra

    try:
        open_regular(path).close()  # Arrow's own errors have no strerror
        with parquet.ParquetFile(path, pre_buffer=False) as file:  # it would keep all row groups
            header = (file.schema_arrow.metadata or {}).get(HEADER)
            if header is None or file.schema_arrow.remove_metadata() != schema():
                raise LedgerError(f"{path}: is not a ledger; give the file that --ledger wrote")
            yield header.rstrip(b"\n")
            for batch in file.iter_batches(BATCH, use_threads=False):
                yield from map(line_of, batch.to_pylist())
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [""])[0]
        raise LedgerError(f"{path}: cannot read this ledger: {reason}") from None


def line_of(row: dict[str, Any]) -> bytes:
    """Return the line of a row; the inverse of `row_of`."""
    if row["line"] is not None:
        return str(row["line"]).encode()
    values = {key: row[key] for key in ("document", "output", "encoding", "bom", "newline")}
    values["sha256"] = {"before": row["before"], "after": row["after"]}
    values |= {key: row[key] for key in ("words", "tool", "ruleset")}
    if row["stopped"] is not None:
        values["stopped"] = row["stopped"]
    if row["row"] is not None:
        values["row"] = without_nulls(row["row"])
    values["edits"] = [without_nulls(edit or {}) for edit in row["edits"] or ()]
    return dumps(values)[:-1].encode() + SEAL + str(row["seal"]).encode() + b'"}'


def without_nulls(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that are not null."""
    return {key: value for key, value in columns.items() if value is not None}
