"""Parquet files, of which a row group at a time is in memory.

Arrow (pyarrow) reads them; it is an extra of this package. https://parquet.apache.org/docs/file-format
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from garmentclean.corpus import files
from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.base import CellHolder, Format
from garmentclean.corpus.sources import Row, Source
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.formats.base import Holder, Reading, RowFile
    from garmentclean.corpus.writing import Model

    Way = tuple[str, ...]
    """The names of a column and of the fields in it that lead to a text."""

BATCH = 256
"""How many rows are read from a row group at once."""
NAMED = 20
"""How many columns of a file a message names."""

HEADER = b"garmentclean"
"""The key in the metadata of a file for the first line of a ledger."""


class Parquet(Format):
    """Tables of columns, whose texts are cleaned cell by cell."""

    name = "parquet"
    title = "Parquet"
    endings = frozenset({".parquet", ".pq"})
    extension = "parquet"
    can_be_piped = False
    has_cells = True

    def require(self) -> None:
        """Raise GarmentcleanError, which says how to install it, if Arrow is missing."""
        require()

    def is_record(self, source: Source, fields: Sequence[str]) -> bool:
        """Return whether a file is a ledger."""
        path = source.file.path
        if path is None or find_spec("pyarrow") is None:
            return False
        return is_ledger(path, source.file.within)

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the rows of a file."""
        if source.file.path is None:
            raise GarmentcleanError("Parquet cannot be piped in; name a file")
        return rows(source, source.file.path, reading.fields, reading.site)

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return what holds the texts of a row."""
        return CellHolder(source, row, fields)

    def writer(
        self,
        target: Path,
        model: Model | None,
        fields: Sequence[str],
        *,
        within: Path | None,
        seen: Seen | None,
    ) -> RowFile:
        """Return a new file, which has all of its model but the texts."""
        from garmentclean.corpus.formats.parquet_file import ParquetFile  # an extra

        if model is None:
            raise GarmentcleanError(f"{target}: Parquet can only be made of a file")
        return ParquetFile(target, model, fields, within=within, seen=seen)


def require() -> None:
    """Raise GarmentcleanError, which says how to install it, if Arrow is missing."""
    if find_spec("pyarrow") is None:
        raise GarmentcleanError("Parquet needs pyarrow: pip install 'garmentclean[parquet]'")


@contextmanager
def opened(path: Path, within: Path | None = None) -> Iterator[Any]:
    """Open a file as `pyarrow.parquet.ParquetFile`; every error in the block becomes a FileError.

    Args:
        path: the file.
        within: the folder that it must be in, which no link may lead out of.
    """
    require()
    import pyarrow as pa  # an extra
    from pyarrow import parquet  # an extra

    try:
        with (
            files.opened(path, within) as raw,
            parquet.ParquetFile(raw, pre_buffer=False) as file,  # it would keep all row groups
        ):
            yield file
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise FileError(f"{path}: cannot read this file: {error.strerror}") from None
        reason = (str(error).splitlines() or [""])[0]
        raise FileError(f"{path}: is damaged, or no Parquet file: {reason}") from None


def rows(source: Source, path: Path, fields: Sequence[str], site: str = "") -> Iterator[Source]:
    """Yield the rows of a file, numbered through it, with the texts of their fields.

    Args:
        source: the file.
        path: its path.
        fields: the columns of the texts.
        site: the column of the site, if that is asked for.

    Raises:
        FileError: it cannot be read, or is damaged.
        GarmentcleanError: it has none of the columns, or one that has no text.
    """
    number = 0
    with opened(path, source.file.within) as file:
        ways = ways_of(file.schema_arrow, fields, path)
        place = _sole_way(file.schema_arrow, site, path) if site else None
        columns = [".".join(way) for way in (*ways, place) if way]
        for batch in file.iter_batches(BATCH, columns=columns, use_threads=False):
            texts = [texts_of(batch, way) if way else [None] * len(batch) for way in ways]
            sites = values_of(batch, place) if place else [""] * len(batch)
            for number, (of, *cells) in enumerate(zip(sites, *texts, strict=True), number + 1):  # noqa: B020 - it goes on
                row = Row(number, format=Parquet.name, cells=tuple(cells), site=of)
                yield Source(source.file, source.target, row)
    if not number:
        yield Source(source.file, source.target, Row(1, format=Parquet.name))


def is_ledger(path: Path, within: Path | None = None) -> bool:
    """Return whether a file is a ledger of this tool; False if it cannot be read."""
    try:
        with opened(path, within) as file:
            return HEADER in (file.schema_arrow.metadata or {})
    except FileError:
        return False


def ways_of(schema: Any, fields: Sequence[str], path: Path) -> list[Way | None]:
    """Return the way to the text of each field; None for a missing one, if another is there.

    Raises GarmentcleanError if all are missing, or if one occurs twice or is not a text.
    """
    ways = [_sole_way(schema, name, path) for name in fields]
    if not any(ways):
        wanted = " or ".join(f"'{name}'" for name in fields)
        rest = len(schema.names) - NAMED
        more = f" and {rest} more" if rest > 0 else ""
        raise GarmentcleanError(
            f"{path}: has no column {wanted}, but {', '.join(schema.names[:NAMED]) or 'none'}"
            f"{more}; name the text's with --text-field"
        )
    for name, way in zip(fields, ways, strict=True):
        kind = type_at(schema, way) if way else None
        if kind is not None and not is_text(kind):
            raise GarmentcleanError(
                f"{path}: column '{name}' is {kind}, no text; name the text's with --text-field"
            )
    return ways


def _sole_way(schema: Any, name: str, path: Path) -> Way | None:
    """Return the way to a field; GarmentcleanError if a name on the way occurs twice."""
    way = way_of(schema, name)
    twice = twice_on(schema, way) if way else ""
    if twice:
        raise GarmentcleanError(
            f"{path}: has more than one column '{twice}'; rename the others, or drop them"
        )
    return way


def twice_on(fields: Any, way: Way) -> str:
    """Return the first name on a way that several fields have, with dots; empty if none has."""
    for number, name in enumerate(way, 1):
        same = [field for field in fields if field.name == name]
        if len(same) > 1:
            return ".".join(way[:number])
        fields = same[0].type
    return ""


def way_of(fields: Any, name: str) -> Way | None:
    """Return the way to a field with dots in its name; a field with the whole name comes first."""
    known = {field.name: field for field in fields}
    if name in known:
        return (name,)
    head, _, rest = name.partition(".")
    if not rest or head not in known or not _is_struct(known[head].type):
        return None
    way = way_of(known[head].type, rest)
    return (head, *way) if way else None


def type_at(schema: Any, way: Way) -> Any:
    """Return the type of what a way leads to."""
    kind = schema.field(way[0]).type
    for name in way[1:]:
        kind = kind.field(name).type
    return kind


def is_text(kind: Any) -> bool:
    """Return whether a type is one of those for texts, or a dictionary of texts."""
    from pyarrow import types  # an extra

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def texts_of(batch: Any, way: Way) -> list[bytes | None]:
    """Return the texts that a way leads to, as bytes: they can be invalid UTF-8."""
    return in_bytes(_array_at(batch, way))


def values_of(batch: Any, way: Way) -> list[str]:
    """Return the values that a way leads to, as texts; a null is empty."""
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

    found: list[bytes | None] = array.cast(pa.large_binary()).to_pylist()
    return found


def replaced(array: Any, way: Way, texts: Iterable[tuple[int, bytes | None]]) -> Any:
    """Return an array with other texts, in the same type.

    Args:
        array: texts, or structs with texts in them.
        way: the fields that lead to them.
        texts: places, each with the text that it gets.
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
    """Return texts in bytes as an array of a type for texts; the inverse of `in_bytes`."""
    import pyarrow as pa  # an extra
    from pyarrow import compute, types  # an extra

    plain = kind.value_type if types.is_dictionary(kind) else kind
    as_it_is = compute.CastOptions(plain, allow_invalid_utf8=True)
    made = pa.array(values, pa.large_binary()).cast(options=as_it_is)
    if plain is kind:
        return made
    made = made.dictionary_encode()
    indices = made.indices.cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, made.dictionary, ordered=kind.ordered)


def _is_struct(kind: Any) -> bool:
    from pyarrow import types  # an extra

    return bool(types.is_struct(kind))
