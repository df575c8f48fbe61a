"""Opening a Parquet file, and writing one with the rows of another, in order, and new texts."""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from garmentclean.corpus import files
from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.arrow_columns import replaced, ways_of
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.formats.arrow_columns import Way
    from garmentclean.corpus.sources import Row
    from garmentclean.corpus.writing import Model, Names

CHUNK = 1 << 20


def require() -> None:
    """Raise GarmentcleanError with how to install it if Arrow is missing."""
    if find_spec("pyarrow") is None:
        raise GarmentcleanError("Parquet needs pyarrow: pip install 'garmentclean[parquet]'")


@contextmanager
def opened(path: Path, within: Path | None = None) -> Iterator[Any]:
    """Open a file as `pyarrow.parquet.ParquetFile`; Arrow's and OS errors become a FileError.

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
            parquet.ParquetFile(
                raw, pre_buffer=False
            ) as file,  # a buffer would keep all row groups
        ):
            yield file
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise FileError(f"{path}: cannot read this file: {error.strerror}") from None
        reason = (str(error).splitlines() or [""])[0]
        raise FileError(f"{path}: is damaged, or no Parquet file: {reason}") from None


class ParquetFile:
    """A new file with rows of a source file, which appears in its place when it is complete.

    Only the texts differ from the source: schema, metadata, the order of columns, row groups and
    the compression of each column stay. One row group is in memory at a time. If no row was changed
    or left out, the file is a copy of the source, byte for byte.

    Args:
        target: the file to replace or create.
        source: the file that the rows come from.
        fields: the columns of the texts.
        within: the folder that the target must be in.
        seen: the state of the target when it was read, if it is the source.

    Raises:
        FileError: a file cannot be read or written.
    """

    def __init__(
        self,
        target: Path,
        source: Model,
        fields: Sequence[str],
        *,
        within: Path | None = None,
        seen: Seen | None = None,
    ) -> None:
        self._source, self._within = source.path, source.within
        self._file = Replacement(target, source, within=within, seen=seen)
        self._stream = Stream(self._file)
        self._writer: Any = None
        self._texts: dict[int, tuple[bytes | None, ...]] = {}  # changed rows of this group
        self._added: list[int] = []  # numbers of rows of this group
        with self._opened() as file:
            schema, metadata = file.schema_arrow, file.metadata
            self._ways = ways_of(schema, fields, source.path)
            sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
            self._schema, self._options = schema, _options(metadata)
        ends = [0]
        for size in sizes:
            ends.append(ends[-1] + size)
        self._groups = list(pairwise(ends))  # the numbers of the row before each and of its last
        self._next = 0

    def add(self, row: Row, *, changed: bool) -> None:
        """Add a row; earlier rows that were not added are left out."""
        while self._next < len(self._groups) and row.number > self._groups[self._next][1]:
            self._end_group()
        if self._next == len(self._groups):
            return  # the empty row of an empty file
        self._added.append(row.number)
        if changed:
            self._texts[row.number] = row.cells

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk."""
        while self._next < len(self._groups):
            self._end_group()
        if self._writer:
            self._writer.close()
            self._writer = None
        elif not self._stream.length:
            self._copy()
        self._file.close()

    def commit(self) -> None:
        """Put the file in its place."""
        self.close()
        self._file.commit()

    @property
    def names(self) -> Names | None:
        """The names (hard links) of the replaced file."""
        return self._file.names

    def discard(self) -> None:
        """Remove the new file, unless it is in its place already."""
        if self._writer:
            self._stream.ignore_writes()
            with suppress(FileError):
                self._writer.close()
            self._writer = None
        self._file.discard()

    def _end_group(self) -> None:
        """Write a row group, if it or an earlier one differs from the source."""
        start, end = self._groups[self._next]
        same = not self._texts and len(self._added) == end - start
        if self._writer or not same:
            with self._opened() as file:
                if not self._writer:
                    self._open()
                    for number in range(self._next):
                        self._write(file.read_row_group(number, use_threads=False))
                self._write(self._edited(file.read_row_group(self._next, use_threads=False), start))
        self._next += 1
        self._added.clear()
        self._texts.clear()

    def _open(self) -> None:
        from pyarrow import parquet  # an extra

        self._writer = parquet.ParquetWriter(self._stream, self._schema, **self._options)

    def _write(self, table: Any) -> None:
        if len(table):
            self._writer.write_table(table, row_group_size=len(table))

    def _edited(self, table: Any, start: int) -> Any:
        """Return a row group with the new texts, and without the rows that were not added."""
        import pyarrow as pa  # an extra

        for number, way in enumerate(self._ways):
            if way and self._texts:
                texts = {row - start - 1: cells[number] for row, cells in self._texts.items()}
                table = _with_texts(table, way, texts)
        if len(self._added) == len(table):
            return table
        kept = [row - start - 1 for row in self._added]
        runs = [[*run] for _, run in groupby(enumerate(kept), lambda pair: pair[1] - pair[0])]
        parts = [table.slice(run[0][1], len(run)) for run in runs]
        empty = table.slice(0, 0)  # makes two parts, so that they are copied: Arrow cannot write
        return pa.concat_tables([empty, *parts]).combine_chunks()  # slices of string views

    def _opened(self) -> AbstractContextManager[Any]:
        return opened(self._source, self._within)

    def _copy(self) -> None:
        import shutil  # every start would wait for it

        try:
            with files.opened(self._source, self._within) as file:
                shutil.copyfileobj(file, self._stream, CHUNK)
        except OSError as error:
            raise FileError(f"{self._source}: cannot read this file: {error.strerror}") from None


class Stream(io.RawIOBase):
    """A file that Arrow writes to.

    Args:
        file: the file that gets the bytes.
    """

    def __init__(self, file: Replacement) -> None:
        self._file = file
        self.length = 0
        self._ignores_writes = False

    def ignore_writes(self) -> None:
        """Drop all further bytes, as the file will be discarded."""
        self._ignores_writes = True

    def writable(self) -> bool:
        """Return True: bytes can be written."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.length

    def write(self, data: Any) -> int:
        """Write bytes, and return how many they are."""
        if not self._ignores_writes:
            self._file.write(data)
        self.length += len(data)
        return len(data)


def _with_texts(table: Any, way: Way, texts: dict[int, bytes | None]) -> Any:
    """Return a table in which some texts of a column are replaced."""
    import pyarrow as pa  # an extra

    number = table.schema.get_field_index(way[0])
    chunks, start = [], 0
    for chunk in table.column(number).chunks:
        stop = start + len(chunk)
        inside = [(place - start, text) for place, text in texts.items() if start <= place < stop]
        chunks.append(replaced(chunk, way[1:], inside) if inside else chunk)
        start = stop
    field = table.schema.field(number)
    return table.set_column(number, field, pa.chunked_array(chunks, type=field.type))


def _options(metadata: Any) -> dict[str, Any]:
    """Return the options for Arrow's writer with which a file was written."""
    columns = []
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(number) for number in range(metadata.num_columns)]
    return {
        "compression": {
            column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE")
            for column in columns
        },
        "use_dictionary": [c.path_in_schema for c in columns if c.has_dictionary_page],
        "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set],
        "write_page_index": any(column.has_offset_index for column in columns),
        "use_deprecated_int96_timestamps": any(c.physical_type == "INT96" for c in columns),
        "use_compliant_nested_type": False,  # the names of list items are those of the source
        "store_schema": b"ARROW:schema" in (metadata.metadata or {}),
    }
