"""Parquet files, with one row group in memory at a time.

They need Arrow (pyarrow), an extra of this package. https://parquet.apache.org/docs/file-format
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.arrow_columns import sole_way, texts_of, values_of, ways_of
from garmentclean.corpus.formats.base import CellHolder, Format
from garmentclean.corpus.formats.parquet_file import ParquetFile, opened, require
from garmentclean.corpus.sources import Row, Source
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.formats.base import Holder, Reading, RowFile
    from garmentclean.corpus.writing import Model


BATCH = 256
"""How many rows are read from a row group at once."""
HEADER = b"garmentclean"
"""The key in a file's metadata under which a ledger has its first line."""


class Parquet(Format):
    """Tables of columns, whose texts are cleaned cell by cell."""

    name = "parquet"
    title = "Parquet"
    endings = frozenset({".parquet", ".pq"})
    extension = "parquet"
    can_be_piped = False
    has_cells = True

    def require(self) -> None:
        """Raise GarmentcleanError with how to install it if Arrow is missing."""
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
        """Return the holder of a row's texts."""
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
        """Return a new file, which differs from its model only in the texts."""
        if model is None:
            raise GarmentcleanError(f"{target}: Parquet can only be made of a file")
        return ParquetFile(target, model, fields, within=within, seen=seen)


def rows(source: Source, path: Path, fields: Sequence[str], site: str = "") -> Iterator[Source]:
    """Yield the rows of a file, with the texts in their fields; an empty file has one empty row.

    Args:
        source: the file.
        path: its path.
        fields: the columns of the texts.
        site: the column of the site; empty if it is not needed.

    Raises:
        FileError: it cannot be read, or is damaged.
        GarmentcleanError: it has none of the columns, or one that is not text.
    """
    number = 0
    with opened(path, source.file.within) as file:
        ways = ways_of(file.schema_arrow, fields, path)
        place = sole_way(file.schema_arrow, site, f"{path}:") if site else None
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
