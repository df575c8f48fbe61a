r"""Arrow tables: a table of documents goes in, and comes back clean with what was done to each.

Engines hand batches to what is here; docs/pages/engines.md has a script for each of them.
The columns that `clean_table` adds, behind the table's own and with the same prefix, if any:

- `edits`: a list of structs, all that was done in its order: `rule`, `start`, `before`, `after`,
  and `because`. As in the ledger, a text whose lines all end alike has `\n` there.
- `metadata`: a JSON object, what a line of `--metadata` has of the document without its name.
- `words`: how many words the document had.
- `loss`: the share of them that the edits take away, 0 to 1, or would have taken.
- `newline`: what ends its lines, as in the ledger: `lf`, `crlf`, `cr`, or `mixed`.
- `stopped`: whether the pipeline's `max_loss` has kept the document as it was.
- `problem`: why the document could not be cleaned, as a line of `--rejects` says it; null for all
  others. It stays as it was.

Of a row without a text, and of one with a problem, `edits` is empty, and `metadata`, `words`,
`loss` and `newline` are null.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.edits import edits_in, edits_of, edits_type, is_edits
from garmentclean.corpus.files import MAX_SIZE, TooLargeError
from garmentclean.corpus.formats.parquet import texts_of
from garmentclean.corpus.tables import parts, sites_of, way_to, with_texts
from garmentclean.errors import GarmentcleanError, LedgerError, reason_of
from garmentclean.ledger.checks import NEWLINES
from garmentclean.ledger.lines import NEWLINE_NAMES
from garmentclean.pipeline.metadata import metadata_of
from garmentclean.text.document import Document
from garmentclean.text.edit import Edit, UndoError, restore
from garmentclean.text.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from garmentclean.pipeline.pipeline import Pipeline

__all__ = ["clean_batches", "clean_table", "restore_table", "schema_of"]

NAME = "<text>"
"""What documents are called; whoever reads of a problem sees the row."""


def clean_table(
    table: pa.Table,
    pipeline: Pipeline,
    *,
    text: str = "text",
    prefix: str = "",
    max_size: int = MAX_SIZE,
) -> pa.Table:
    """Clean the documents of a table.

    A document that cannot be cleaned costs itself alone: it stays as it is, and its `problem` says
    why. Bytes that are no UTF-8 stay what they are, and a text with NUL bytes is one like others.

    Args:
        table: the table.
        pipeline: what cleans. An engine may send it with every batch: a process compiles it once.
            If it has counts, the column that was their `--site-field` tells the site of a row.
        text: the column of the texts (string, large_string, string_view, or a dictionary of them);
            with dots, fields of structs down to it. A column with the dots in its name goes first.
        prefix: what the names of the new columns begin with.
        max_size: how many bytes a document may have; a larger one has a problem.

    Returns:
        the rows in their order, all columns as they were but for the texts, which keep their type,
        and behind them those that this module describes.

    Raises:
        GarmentcleanError: there is no such text, or site, or there are columns of the new names.
    """
    import pyarrow as pa  # an extra

    schema = schema_of(table.schema, text=text, prefix=prefix)
    batches = clean_batches(
        table.to_batches(), pipeline, text=text, prefix=prefix, max_size=max_size
    )
    return pa.Table.from_batches(batches, schema)


def clean_batches(
    batches: Iterable[pa.RecordBatch],
    pipeline: Pipeline,
    *,
    text: str = "text",
    prefix: str = "",
    max_size: int = MAX_SIZE,
) -> Iterator[pa.RecordBatch]:
    """Yield batches of documents clean, as `clean_table` does; one of many rows in several parts.

    Args:
        batches: the batches; they are taken one by one, and none is kept.
        pipeline: what cleans.
        text: the column of the texts.
        prefix: what the names of the new columns begin with.
        max_size: how many bytes a document may have.

    Raises:
        GarmentcleanError: as `clean_table`.
    """
    import pyarrow as pa  # an extra

    for batch in parts(batches):
        schema = schema_of(batch.schema, text=text, prefix=prefix)
        way = way_to(batch.schema, text)
        before = texts_of(batch, way)
        sites = sites_of(batch, pipeline.common.site_field if pipeline.common else "")
        rows = [_cleaned(*row, pipeline, max_size) for row in zip(before, sites, strict=True)]
        kept = with_texts(batch, way, before, [row.text for row in rows])
        edits, *flags = [*zip(*rows, strict=True)][1:]
        kinds = schema.types[len(kept) + 1 :]
        added = [edits_in(edits), *map(pa.array, flags, kinds)]
        yield pa.RecordBatch.from_arrays([*kept, *added], schema=schema)


def schema_of(schema: pa.Schema, *, text: str = "text", prefix: str = "") -> pa.Schema:
    """Return the schema of what `clean_table` makes of a table, before anything is cleaned.

    Args:
        schema: that of the table.
        text: the column of the texts.
        prefix: what the names of the new columns begin with.

    Raises:
        GarmentcleanError: as `clean_table`.
    """
    import pyarrow as pa  # an extra

    way_to(schema, text)
    kinds = (edits_type(), pa.string(), pa.int64(), pa.float64(), pa.string(), pa.bool_())
    names = [prefix + name for name in _Row._fields[1:]]
    taken = next((name for name in names if name in schema.names), None)
    if taken is not None:
        raise GarmentcleanError(
            f"the table has a column '{taken}' already; give those of garmentclean other names "
            "with prefix="
        )
    fields = map(pa.field, names, (*kinds, pa.string()))
    return pa.schema([*schema, *fields], metadata=schema.metadata)


def restore_table(table: pa.Table, *, text: str = "text", prefix: str = "") -> pa.Table:
    """Take the edits of a table back, and the columns that `clean_table` has added.

    Only `edits` and `newline` are needed, in whatever types of lists and texts an engine has put
    them; rows may have been left out, or be in another order.

    Args:
        table: a table that `clean_table` has made.
        text: the column of the texts.
        prefix: what the names of the added columns begin with.

    Returns:
        the table with the texts as they were, to the byte.

    Raises:
        GarmentcleanError: there are no such columns, or the edits of a row are not those of its
            text.
    """
    import pyarrow as pa  # an extra

    way = way_to(table.schema, text)
    for name in (f"{prefix}edits", f"{prefix}newline"):
        if len(table.schema.get_all_field_indices(name)) != 1:
            raise GarmentcleanError(
                f"the table has no column '{name}', which is needed to restore it; name the "
                "prefix of those that clean_table has added with prefix="
            )
    if not is_edits(table.schema.field(f"{prefix}edits").type):
        raise GarmentcleanError(
            f"column '{prefix}edits' has no edits; name the prefix of those that clean_table has "
            "added with prefix="
        )
    added = {prefix + name for name in _Row._fields[1:]}
    places = [place for place, name in enumerate(table.column_names) if name not in added]
    schema = table.select(places).schema
    batches, numbers = [], count(1)
    for batch in parts(table.to_batches()):
        before = texts_of(batch, way)
        newlines = batch.column(f"{prefix}newline").to_pylist()
        edits = edits_of(batch.column(f"{prefix}edits"))
        rows = zip(before, edits, newlines, numbers, strict=False)  # the numbers do not end
        texts = [_restored(*row) for row in rows]
        kept = with_texts(batch, way, before, texts)
        columns = [kept[place] for place in places]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


class _Row(NamedTuple):
    """A document that is clean, and what is told of it, in the order of the columns."""

    text: bytes | None
    edits: tuple[Edit, ...] = ()
    metadata: str | None = None
    words: int | None = None
    loss: float | None = None
    newline: str | None = None
    stopped: bool = False
    problem: str | None = None


def _cleaned(cell: bytes | None, site: str, pipeline: Pipeline, max_size: int) -> _Row:
    if cell is None:
        return _Row(None)
    try:
        if len(cell) > max_size:
            raise TooLargeError(NAME, max_size)
        document = Document.from_text(cell.decode("utf-8", "surrogateescape"), NAME)
        result = pipeline.clean(document, {"site": site} if site else None)
        if site:
            del result.metadata["site"]  # it stands in the row
        if result.restore().to_bytes() != cell:
            raise LedgerError("its edits do not lead back to it")
    except GarmentcleanError as failure:
        reason = reason_of(NAME, str(failure))
        return _Row(cell, problem=reason.encode("utf-8", "backslashreplace").decode())
    return _Row(
        result.document.to_bytes(),
        result.edits,
        dumps(metadata_of(result)),
        result.words,
        result.loss,
        NEWLINE_NAMES[document.newline],
        result.stopped,
    )


def _restored(
    text: bytes | None, edits: tuple[Edit, ...], newline: str | None, row: int
) -> bytes | None:
    if not edits:
        return text
    if text is None or newline not in NEWLINES:
        lacking = "text" if text is None else "newline"
        raise LedgerError(f"row {row}: has edits, and no {lacking}")
    decoded = text.decode("utf-8", "surrogateescape")
    document = Document.as_written(decoded, NAME, NEWLINES[newline])
    try:
        return document.with_text(restore(document.text, edits)).to_bytes()
    except UndoError as error:
        raise LedgerError(f"row {row}: the edits do not fit: {error}") from None
