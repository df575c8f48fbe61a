r"""Arrow tables: clean the documents of a table, and add what was done to each of them.

Engines call this with batches; docs/pages/engines.md has a script for each of them.
`clean_table` adds these columns after those of the table, each with the prefix, if any:

- `edits`: a list of structs, all edits in order: `rule`, `start`, `before`, `after`,
  and `because`. As in the ledger, a text whose lines all end alike has `\n` there.
- `metadata`: a JSON object, a line of `--metadata` without the name of the document.
- `words`: how many words the document had.
- `loss`: the share of them that the edits remove, 0 to 1, or would have removed.
- `newline`: its line ends, as in the ledger: `lf`, `crlf`, `cr`, or `mixed`.
- `stopped`: whether the document was left as it was because of `max_loss`.
- `problem`: why the document could not be cleaned, as in a line of `--rejects`; otherwise null.
  Such a document stays as it was.

Of a row without a text, and of one with a problem, `edits` is empty, and `metadata`, `words`,
`loss` and `newline` are null.
"""

from __future__ import annotations

from itertools import accumulate, count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.corpus.files import MAX_SIZE, TooLargeError
from garmentclean.corpus.formats.arrow_columns import (
    NAMED,
    in_bytes,
    is_text,
    of_bytes,
    replaced,
    texts_of,
    twice_on,
    type_at,
    values_of,
    way_of,
)
from garmentclean.corpus.sites import host
from garmentclean.errors import GarmentcleanError, LedgerError, reason_of
from garmentclean.ledger.checks import NEWLINES
from garmentclean.ledger.lines import NEWLINE_NAMES
from garmentclean.pipeline.metadata import metadata_of
from garmentclean.text.document import Document
from garmentclean.text.edit import Edit, UndoError, restore
from garmentclean.text.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from garmentclean.corpus.formats.arrow_columns import Way
    from garmentclean.pipeline.pipeline import Pipeline

__all__ = ["clean_batches", "clean_table", "restore_table", "schema_of"]

NAME = "<text>"
"""The name of documents: who reads a problem sees the row."""
BATCH_ROWS = 1024
"""So many rows are worked on at once: for these, texts and edits are Python's own, too."""


def clean_table(
    table: pa.Table,
    pipeline: Pipeline,
    *,
    text: str = "text",
    prefix: str = "",
    max_size: int = MAX_SIZE,
) -> pa.Table:
    """Clean the documents of a table.

    A document that cannot be cleaned stays as it is, with its `problem`; the others are cleaned.
    Invalid UTF-8 stays as it is, and NUL bytes are allowed.

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
    """A clean document and the values of the added columns, in their order."""

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


def way_to(schema: Any, text: str) -> Way:
    """Return the way to the texts; GarmentcleanError if there is none, or what is there is none."""
    names = schema.names
    way = way_of(schema, text)
    if way is None:
        rest = len(names) - NAMED
        more = f" and {rest} more" if rest > 0 else ""
        known = f"{', '.join(names[:NAMED]) or 'none'}{more}"
        raise GarmentcleanError(
            f"the table has no column '{text}', but {known}; name it with text="
        )
    twice = twice_on(schema, way)
    if twice:
        raise GarmentcleanError(f"the table has more than one column '{twice}'; rename the others")
    kind = type_at(schema, way)
    if not is_text(kind):
        raise GarmentcleanError(f"column '{text}' is {kind}, no text; name the text's with text=")
    return way


def parts(batches: Iterable[Any]) -> Iterator[Any]:
    """Cut batches into parts of no more than BATCH_ROWS rows."""
    for batch in batches:
        for start in range(0, len(batch), BATCH_ROWS):
            yield batch.slice(start, BATCH_ROWS)


def with_texts(
    batch: Any,
    way: Way,
    before: list[bytes | None],
    after: list[bytes | None],
) -> list[Any]:
    """Return the columns of a batch with other texts; one whose texts are the same is the same."""
    columns = list(batch.columns)
    pairs = enumerate(zip(before, after, strict=True))
    changed = [(place, new) for place, (old, new) in pairs if new != old]
    if changed:
        number = batch.schema.get_field_index(way[0])
        columns[number] = replaced(columns[number], way[1:], changed)
    return columns


def sites_of(batch: Any, field: str) -> list[str]:
    """Return the site of each row, empty if it has none, or if no column tells it.

    Raises GarmentcleanError if there is no such column.
    """
    if not field:
        return [""] * len(batch)
    way = way_of(batch.schema, field)
    if way is None:
        raise GarmentcleanError(
            f"the table has no column '{field}', by which its documents were counted; keep it"
        )
    return [host(value) for value in values_of(batch, way)]


def edits_type() -> Any:
    """Return the type of the column: `rule`, `start`, `before`, `after`, `because` of each edit."""
    import pyarrow as pa  # an extra

    kinds = {name: pa.int64() if name == "start" else pa.string() for name in Edit._fields}
    return pa.list_(pa.struct(kinds))


def is_edits(kind: Any) -> bool:
    """Return whether a type is a list of edits, whatever types of lists and texts it has."""
    from pyarrow import types  # an extra

    inner = getattr(kind, "value_type", None)
    if inner is None or not types.is_struct(inner):
        return False
    return {*Edit._fields} <= {field.name for field in inner}


def edits_in(rows: Sequence[Sequence[Edit]]) -> Any:
    """Return the edits of documents as an array of `edits_type`.

    Lone surrogates, which stand for invalid UTF-8, become these bytes.
    """
    import pyarrow as pa  # an extra

    kind = edits_type()
    flat = [edit for edits in rows for edit in edits]
    columns = []
    for field in kind.value_type:
        values = [getattr(edit, field.name) for edit in flat]
        if field.name == "start":
            columns.append(pa.array(values, field.type))
        else:
            data = [value.encode("utf-8", "surrogateescape") for value in values]
            columns.append(of_bytes(data, field.type))
    ends = pa.array([*accumulate(map(len, rows), initial=0)], pa.int32())
    structs = pa.StructArray.from_arrays(columns, fields=[*kind.value_type])
    return pa.ListArray.from_arrays(ends, structs, type=kind)


def edits_of(array: Any) -> list[tuple[Edit, ...]]:
    """Return the edits of each document from an array whose type `is_edits`."""
    from pyarrow import compute  # an extra

    structs = compute.list_flatten(array)
    columns = {name: compute.struct_field(structs, name) for name in Edit._fields}
    start = columns.pop("start").to_pylist()
    texts = {
        name: [(value or b"").decode("utf-8", "surrogateescape") for value in in_bytes(column)]
        for name, column in columns.items()
    }
    flat = map(Edit, texts["rule"], start, texts["before"], texts["after"], texts["because"])
    lengths = compute.list_value_length(array).fill_null(0).to_pylist()
    return [tuple(islice(flat, length)) for length in lengths]
