"""Edits in a column of Arrow's: a list of structs for each document.

https://arrow.apache.org/docs/format/Columnar.html#variable-size-list-layout
"""

from __future__ import annotations

from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.formats.parquet import in_bytes, of_bytes
from garmentclean.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence


def edits_type() -> Any:
    """Return the type of the column: `rule`, `start`, `before`, `after`, `because` of each edit."""
    import pyarrow as pa  # an extra

    kinds = {name: pa.int64() if name == "start" else pa.string() for name in Edit._fields}
    return pa.list_(pa.struct(kinds))


def is_edits(kind: Any) -> bool:
    """Tell whether a type is one of lists of edits, whatever types of lists and texts it has."""
    from pyarrow import types  # an extra

    inner = getattr(kind, "value_type", None)
    if inner is None or not types.is_struct(inner):
        return False
    return {*Edit._fields} <= {field.name for field in inner}


def edits_in(rows: Sequence[Sequence[Edit]]) -> Any:
    """Return the edits of documents as an array of `edits_type`.

    Halves of characters, which stand for bytes that are no UTF-8, are these bytes there.
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
