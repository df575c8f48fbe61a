"""Columns of Arrow tables: finding, reading and replacing the texts in them.

Arrow (pyarrow) is an extra of this package. https://arrow.apache.org/docs/format/Columnar.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from garmentclean.corpus.formats.base import no_column
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    Way = tuple[str, ...]
    """The names of a column and of the fields in it that lead to a text."""


def ways_of(schema: Any, fields: Sequence[str], path: Path) -> list[Way | None]:
    """Return the way to the text of each field; None for a field that is missing.

    Raises GarmentcleanError if all fields are missing, or if one occurs twice or is not a text.
    """
    ways = [sole_way(schema, name, f"{path}:") for name in fields]
    if not any(ways):
        problem = no_column(fields, schema.names)
        raise GarmentcleanError(f"{path}: {problem}; name the text's with --text-field")
    for name, way in zip(fields, ways, strict=True):
        kind = type_at(schema, way) if way else None
        if kind is not None and not is_text(kind):
            raise GarmentcleanError(
                f"{path}: column '{name}' is {kind}, no text; name the text's with --text-field"
            )
    return ways


def sole_way(schema: Any, name: str, subject: str) -> Way | None:
    """Return the way to a field, or None if it is missing.

    Args:
        schema: the schema of the table.
        name: the name of the field, with dots.
        subject: how a message begins, such as "the table".

    Raises GarmentcleanError if a name on the way occurs twice.
    """
    way = way_of(schema, name)
    twice = _twice_on(schema, way) if way else ""
    if twice:
        raise GarmentcleanError(
            f"{subject} has more than one column '{twice}'; rename the others, or drop them"
        )
    return way


def _twice_on(fields: Any, way: Way) -> str:
    """Return the first ambiguous name on a way, with dots; empty if there is none."""
    for number, name in enumerate(way, 1):
        same = [field for field in fields if field.name == name]
        if len(same) > 1:
            return ".".join(way[:number])
        fields = same[0].type
    return ""


def way_of(fields: Any, name: str) -> Way | None:
    """Return the way to a field, or None; a field whose name has the dots itself comes first."""
    by_name = {field.name: field for field in fields}
    if name in by_name:
        return (name,)
    head, _, rest = name.partition(".")
    if not rest or head not in by_name or not _is_struct(by_name[head].type):
        return None
    way = way_of(by_name[head].type, rest)
    return (head, *way) if way else None


def type_at(schema: Any, way: Way) -> Any:
    """Return the type of the field that a way leads to."""
    kind = schema.field(way[0]).type
    for name in way[1:]:
        kind = kind.field(name).type
    return kind


def is_text(kind: Any) -> bool:
    """Return whether a type is one of the string types, or a dictionary of strings."""
    from pyarrow import types  # an extra

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def texts_of(batch: Any, way: Way) -> list[bytes | None]:
    """Return the texts that a way leads to as bytes, for they can be invalid UTF-8."""
    return in_bytes(_array_at(batch, way))


def values_of(batch: Any, way: Way) -> list[str]:
    """Return the values that a way leads to as strings; a null becomes an empty one."""
    values = _array_at(batch, way).to_pylist()
    return ["" if value is None else str(value) for value in values]


def _array_at(batch: Any, way: Way) -> Any:
    from pyarrow import compute  # an extra

    array = batch.column(batch.schema.get_field_index(way[0]))
    for name in way[1:]:
        array = compute.struct_field(array, name)
    return array


def in_bytes(array: Any) -> list[bytes | None]:
    """Return the texts of an array as bytes."""
    import pyarrow as pa  # an extra

    values: list[bytes | None] = array.cast(pa.large_binary()).to_pylist()
    return values


def replaced(array: Any, way: Way, texts: Iterable[tuple[int, bytes | None]]) -> Any:
    """Return an array of the same type in which some texts are replaced.

    Args:
        array: texts, or structs with texts in them.
        way: the fields that lead to the texts.
        texts: the index and the new text of each text to replace.
    """
    import pyarrow as pa  # an extra

    if way:
        children = [array.field(number) for number in range(array.type.num_fields)]
        number = array.type.get_field_index(way[0])
        children[number] = replaced(children[number], way[1:], texts)
        return pa.StructArray.from_arrays(children, fields=list(array.type), mask=array.is_null())
    values = in_bytes(array)
    for place, text in texts:
        values[place] = text
    return of_bytes(values, array.type)


def of_bytes(values: Sequence[bytes | None], kind: Any) -> Any:
    """Return an array of a text type with these texts; the inverse of `in_bytes`."""
    import pyarrow as pa  # an extra
    from pyarrow import compute, types  # an extra

    plain = kind.value_type if types.is_dictionary(kind) else kind
    unchecked = compute.CastOptions(plain, allow_invalid_utf8=True)
    array = pa.array(values, pa.large_binary()).cast(options=unchecked)
    if plain is kind:
        return array
    array = array.dictionary_encode()
    indices = array.indices.cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, array.dictionary, ordered=kind.ordered)


def _is_struct(kind: Any) -> bool:
    from pyarrow import types  # an extra

    return bool(types.is_struct(kind))
