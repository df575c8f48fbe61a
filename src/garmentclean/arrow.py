r"""Arrow tables: clean the documents of a table, and add columns with the edits of each document.

Engines call this with batches; docs/pages/engines.md has a script for each engine.
`clean_table` adds these columns after those of the table, each with the prefix, if any:

- `edits`: a list of structs, all edits in order: `rule`, `start`, `before`, `after`,
  and `because`. As in the ledger, line ends are `\n` here if all those of a text are the same.
- `metadata`: a JSON object, as in a line of `--metadata` without the name of the document.
- `words`: how many words the document had.
- `loss`: the share of its words that the edits remove, or would have removed, from 0 to 1.
- `newline`: its line ends, as in the ledger: `lf`, `crlf`, `cr`, or `mixed`.
- `stopped`: whether the document was left unchanged because of `max_loss`.
- `problem`: why the document could not be cleaned, as in a line of `--rejects`; otherwise null.
  Such a document is unchanged.

In a row without a text, or with a problem, `edits` is empty, and `metadata`, `words`, `loss` and
`newline` are null.
"""

from __future__ import annotations

from itertools import accumulate, count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.corpus.files import MAX_SIZE, TooLargeError
from garmentclean.corpus.formats.arrow_columns import (
    in_bytes,
    is_text,
    of_bytes,
    replaced,
    sole_way,
    texts_of,
    type_at,
    values_of,
)
from garmentclean.corpus.formats.base import no_column
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
"""The name of documents; messages do not show it, as a problem is in the row itself."""
BATCH_ROWS = 1024
"""How many rows are cleaned at once; their texts and edits are in memory as Python objects, too."""


def clean_table(
    table: pa.Table,
    pipeline: Pipeline,
    *,
    text: str = "text",
    prefix: str = "",
    max_size: int = MAX_SIZE,
) -> pa.Table:
    """Clean the documents of a table.

    A document that cannot be cleaned stays as it is, and its `problem` says why. Invalid UTF-8
    stays as it is, and NUL bytes are allowed.

    Args:
        table: the table.
        pipeline: the pipeline. An engine may send it with every batch; each process compiles it
            once. If it has counts, the column of their `--site-field` has the site of each row.
        text: the column of the texts (string, large_string, string_view, or a dictionary of them);
            for a field of structs, the names joined by dots. A column whose own name has the dots
            comes first.
        prefix: a prefix for the names of the new columns.
        max_size: how many bytes a document may have; a larger one has a problem.

    Returns:
        the rows in their order, with all columns unchanged but the texts, which keep their type,
        followed by the columns that this module describes.

    Raises:
        GarmentcleanError: the column of the texts or the sites is missing or occurs twice, or
            columns with the new names exist already.
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
    """Clean batches of documents like `clean_table`; yield large batches in several parts.

    Args:
        batches: the batches, which are taken one by one; none is kept.
        pipeline: the pipeline.
        text: the column of the texts.
        prefix: a prefix for the names of the new columns.
        max_size: how many bytes a document may have.

    Raises:
        GarmentcleanError: as in `clean_table`.
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
    """Return the schema of the table that `clean_table` will return, without cleaning anything.

    Args:
        schema: the schema of the table to clean.
        text: the column of the texts.
        prefix: a prefix for the names of the new columns.

    Raises:
        GarmentcleanError: as in `clean_table`.
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
    """Undo the edits of a table, and remove the columns that `clean_table` added.

    Only `edits` and `newline` are needed, and an engine may have converted their lists and texts to
    other types of lists and texts. Rows may have been left out or reordered.

    Args:
        table: a table that `clean_table` returned.
        text: the column of the texts.
        prefix: the prefix of the names of the added columns.

    Returns:
        the table with the original texts, byte for byte.

    Raises:
        GarmentcleanError: a column is missing, or the edits of a row do not fit its text.
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
        rows = zip(before, edits, newlines, numbers, strict=False)  # the numbers are endless
        texts = [_restored(*row) for row in rows]
        kept = with_texts(batch, way, before, texts)
        columns = [kept[place] for place in places]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


class _Row(NamedTuple):
    """A clean document, and the values of the added columns in their order."""

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
            del result.metadata["site"]  # the row has it in a column of its own
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
        missing = "text" if text is None else "newline"
        raise LedgerError(f"row {row}: has edits, and no {missing}")
    decoded = text.decode("utf-8", "surrogateescape")
    document = Document.as_written(decoded, NAME, NEWLINES[newline])
    try:
        return document.with_text(restore(document.text, edits)).to_bytes()
    except UndoError as error:
        raise LedgerError(f"row {row}: the edits do not fit: {error}") from None


def way_to(schema: Any, text: str) -> Way:
    """Return the way to the texts; GarmentcleanError if it is missing, or does not lead to text."""
    way = sole_way(schema, text, "the table")
    if way is None:
        problem = no_column([text], schema.names)
        raise GarmentcleanError(f"the table {problem}; name it with text=")
    kind = type_at(schema, way)
    if not is_text(kind):
        raise GarmentcleanError(f"column '{text}' is {kind}, no text; name the text's with text=")
    return way


def parts(batches: Iterable[Any]) -> Iterator[Any]:
    """Yield batches in parts of at most BATCH_ROWS rows."""
    for batch in batches:
        for start in range(0, len(batch), BATCH_ROWS):
            yield batch.slice(start, BATCH_ROWS)


def with_texts(
    batch: Any,
    way: Way,
    before: list[bytes | None],
    after: list[bytes | None],
) -> list[Any]:
    """Return the columns of a batch with other texts; without a changed text, they are the same."""
    columns = list(batch.columns)
    pairs = enumerate(zip(before, after, strict=True))
    changed = [(place, new) for place, (old, new) in pairs if new != old]
    if changed:
        number = batch.schema.get_field_index(way[0])
        columns[number] = replaced(columns[number], way[1:], changed)
    return columns


def sites_of(batch: Any, field: str) -> list[str]:
    """Return the site of each row; empty for a row without one, or if no field is given.

    Raises GarmentcleanError if the column is missing, or occurs twice.
    """
    if not field:
        return [""] * len(batch)
    way = sole_way(batch.schema, field, "the table")
    if way is None:
        raise GarmentcleanError(
            f"the table has no column '{field}', by which its documents were counted; keep it"
        )
    return [host(value) for value in values_of(batch, way)]


def edits_type() -> Any:
    """Return the type of the `edits` column: a list of structs with the fields of `Edit`."""
    import pyarrow as pa  # an extra

    kinds = {name: pa.int64() if name == "start" else pa.string() for name in Edit._fields}
    return pa.list_(pa.struct(kinds))


def is_edits(kind: Any) -> bool:
    """Return whether a type is a list of edits, with any types of lists and texts."""
    from pyarrow import types  # an extra

    inner = getattr(kind, "value_type", None)
    if inner is None or not types.is_struct(inner):
        return False
    return {*Edit._fields} <= {field.name for field in inner}


def edits_in(rows: Sequence[Sequence[Edit]]) -> Any:
    """Return the edits of documents as an array of `edits_type`.

    Lone surrogates, which stand for invalid UTF-8, become the original bytes.
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
