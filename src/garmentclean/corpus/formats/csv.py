"""CSV with a header: a row is a record, and the texts are in one or several of its columns.

A record is never written anew: only the cell of a changed text is replaced, within the same
quotation marks. So all other bytes stay, and the original cell can be restored. RFC 4180
(https://www.rfc-editor.org/rfc/rfc4180) describes the format; here, commas, semicolons, tabs and
vertical bars can separate cells.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.endings import PACKED
from garmentclean.corpus.formats.base import CellHolder, Format, Recognized, no_column
from garmentclean.corpus.formats.json_row import RowError, UnwritableError
from garmentclean.corpus.heads import refused
from garmentclean.corpus.recognition import kinds
from garmentclean.corpus.sources import Row, Source, piped
from garmentclean.errors import GarmentcleanError
from garmentclean.text.display import plural
from garmentclean.text.encoding import MARKS, WIDE, EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.corpus.formats.base import Holder, Reading, Text
    from garmentclean.corpus.heads import Head
    from garmentclean.corpus.sources import Cells

SEPARATORS = (b",", b";", b"\t", b"|")
BOM = b"\xef\xbb\xbf"
MOST = 1 << 24
"""How many bytes a record may have; a larger one probably has an unclosed quotation mark."""


class Layout(NamedTuple):
    """Where the texts are in the records of a file.

    Attributes:
        separator: what separates the cells.
        width: how many cells a record has.
        places: the index of the column of each field; None for a missing field.
        site: the index of the column of the site, or None.
    """

    separator: bytes
    width: int
    places: tuple[int | None, ...]
    site: int | None = None


class Csv(Format):
    """Records of a table, whose texts are cleaned cell by cell."""

    name = "csv"
    title = "CSV"
    endings = frozenset(f"{kind}{pack}" for kind in (".csv", ".tsv") for pack in ("", *PACKED))
    extension = "csv"
    by_ending = False
    has_cells = True
    kind = kinds.TABLE

    def recognize(
        self, source: Source, head: Head, fields: Sequence[str], *, wants_rows: bool
    ) -> Recognized | None:
        """Return a table if a column for its text was named, refused if it has no such column."""
        if not wants_rows:
            return None
        name = source.name
        if not head.data.removeprefix(BOM):
            return Recognized(refused(source, f"{name}: is empty, and has no header"))
        try:
            layout_of(next(records(BytesIO(head.data), fields, name)), fields, "", name)
        except GarmentcleanError as failure:
            return Recognized(refused(source, str(failure)))
        return Recognized(source)

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the records of a file, the first of which is the header."""
        file = source.file
        opened = unpacked(file.path, file.within) if file.path else nullcontext(piped(file.ahead))
        layout: Layout | None = None
        number = 0
        with opened as stream:
            for number, record in enumerate(records(stream, reading.fields, source.name), 1):
                if layout is None:
                    layout = layout_of(record, reading.fields, reading.site, source.name)
                    row = Row(1, record, format=self.name)
                else:
                    row = row_of(number, record, layout)
                yield Source(file, source.target, row)
        if not number:
            yield Source(file, source.target, Row(1, format=self.name))

    def is_blank(self, row: Row) -> bool:
        """Return whether a row is the header, or an empty line without the header's cells.

        An empty line of a single column holds an empty text. It is cleaned and recorded like
        others, as restoring could mistake it for a text that is empty only when it is clean.
        """
        return row.layout is None or not (row.cells or row.data.strip())

    def has_text(self, row: Row, fields: Sequence[str]) -> bool:
        """Return whether a row has a text in one of the columns."""
        return any(row.cells)

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return the holder of a record's texts, which raises RowError if it is malformed."""
        return CsvHolder(source, row, fields)

    def with_cells(self, row: Row, cells: Cells) -> Row:
        """Return a record with other texts."""
        data = with_texts(row, cells, f"row {row.number}")
        return row._replace(data=data, cells=cells)


class CsvHolder(CellHolder):
    """A record of CSV."""

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts; RowError if the record has other cells than the header."""
        if not self._row.cells:
            raise RowError(f"{self._source.name}: {fault_of(self._row)}; left as it is")
        yield from super().__iter__()

    def put(self, after: bytes) -> None:
        """Put the last text back into its cell; UnwritableError if the cell cannot hold it."""
        if after == self._cells[self._place]:
            return
        cells = [*self._cells]
        cells[self._place] = after
        data = with_texts(self._row, cells, self._source.name)
        super().put(after)
        self._row = self._row._replace(data=data, cells=tuple(cells))

    def original(self) -> object:
        """Return the row as text, without its line feed as in JSON Lines."""
        return self._source.read().decode("utf-8", "surrogateescape")


def records(stream: BinaryIO, fields: Sequence[str], name: str) -> Iterator[bytes]:
    """Yield the records of a file with their line ends; a quoted cell may have several lines.

    Args:
        stream: the file.
        fields: the columns of the texts.
        name: its name in messages.

    Raises GarmentcleanError if a record is too large.
    """
    is_open = False
    parts: list[bytes] = []
    start = size = 0
    opening: re.Pattern[bytes] | None = None
    while line := stream.readline(MOST + 1):
        parts.append(line)
        size += len(line)
        if size > MOST:
            raise GarmentcleanError(
                f"{name}: has a row of more than {MOST >> 20} MiB; look for a quotation mark that "
                f"is never closed, from byte {start:,} on"
            )
        is_open = ends_open(line, is_open, opening or START)
        if is_open:
            continue
        record = b"".join(parts)
        if opening is None:
            opening = start_of_quotes(separator_of(record, fields))
        yield record
        start += size
        parts, size = [], 0
    if parts:
        yield b"".join(parts)


START = re.compile(rb'(?:\A(?:\xef\xbb\xbf)?|[,;\t|])"')
"""How a quoted cell begins in a header, whatever separates its cells."""
REST = re.compile(rb'(?:[^"]|"")*+"')
"""What follows the opening quotation mark of a cell, including the closing one."""


@cache
def start_of_quotes(separator: bytes) -> re.Pattern[bytes]:
    """Return the pattern for the beginning of a quoted cell."""
    return re.compile(rb"(?:\A|" + re.escape(separator) + rb')"')


def ends_open(line: bytes, is_open: bool, opening: re.Pattern[bytes]) -> bool:  # noqa: FBT001 - what came before
    """Return whether a quoted cell continues after a line.

    Args:
        line: the line.
        is_open: whether one continues from the line before.
        opening: the pattern for the beginning of a quoted cell.
    """
    place = 0
    while True:
        if not is_open:
            begin = opening.search(line, place)
            if begin is None:
                return False
            place = begin.end()
        end = REST.match(line, place)
        if end is None:
            return True
        place, is_open = end.end(), False


@cache
def cell_pattern(separator: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a cell and what ends it."""
    mark = re.escape(separator)
    bare = rb'[^"\r\n' + mark + rb"][^\r\n" + mark + rb"]*+|"
    return re.compile(rb'("(?:[^"]|"")*+"|' + bare + rb")(" + mark + rb"|\r?\n?\Z)")


def cells_of(record: bytes, separator: bytes) -> list[tuple[int, int]] | None:
    """Return where the cells of a record are, with their quotes; None if it is malformed."""
    match = cell_pattern(separator).match
    places: list[tuple[int, int]] = []
    place = 0
    while cell := match(record, place):
        places.append(cell.span(1))
        place = cell.end()
        if cell[2] != separator:
            return places
    return None


def text_of(cell: bytes) -> bytes:
    """Return the text of a cell."""
    return cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell


def names_of(header: bytes, separator: bytes) -> list[str]:
    """Return the names of the columns; none if the header is malformed."""
    bare = header.removeprefix(BOM)
    places = cells_of(bare, separator) or []
    return [text_of(bare[start:end]).decode("utf-8", "replace") for start, end in places]


def separator_of(header: bytes, fields: Sequence[str]) -> bytes:
    """Return the separator that gives a header the most of these fields, then the most columns."""

    def fitness(separator: bytes) -> tuple[int, int]:
        names = names_of(header, separator)
        return sum(field in names for field in fields), len(names)

    return max(SEPARATORS, key=fitness)


def layout_of(header: bytes, fields: Sequence[str], site: str, name: str) -> Layout:
    """Return where the texts are in the records of a file.

    Args:
        header: the first record.
        fields: the columns of the texts.
        site: the column of the site; empty if it is not needed.
        name: the name of the file in messages.

    Raises GarmentcleanError if it is empty, malformed or not UTF-8, if all the columns are missing,
    or if one occurs twice.
    """
    for encoding in WIDE:
        if header.startswith(MARKS[encoding]):
            raise EncodingError(f"{name}: is in {encoding}, but CSV must be UTF-8; convert it")
    if b"\0" in header:
        raise EncodingError(f"{name}: is in UTF-16 or UTF-32, but CSV must be UTF-8; convert it")
    if not header.removeprefix(BOM).strip():
        raise GarmentcleanError(f"{name}: its first row is empty, and must be the header")
    separator = separator_of(header, fields)
    names = names_of(header, separator)
    if not names:
        raise GarmentcleanError(f"{name}: its first row, the header, {wrong_quotes(header)}")
    for field in (*fields, site):
        if field and names.count(field) > 1:
            raise GarmentcleanError(
                f"{name}: has more than one column '{field}'; rename the others, or drop them"
            )
    if not any(field in names for field in fields):
        raise GarmentcleanError(
            f"{name}: {no_column(fields, names)}; name the text's with --text-field (the first "
            "row must be the header)"
        )
    places = tuple(names.index(field) if field in names else None for field in fields)
    return Layout(separator, len(names), places, names.index(site) if site in names else None)


def fault_of(row: Row) -> str:
    """Return what is wrong with a row that has no cells."""
    layout = row.layout
    if isinstance(layout, Layout) and (cells := cells_of(row.data, layout.separator)):
        return f"has {plural(len(cells), 'cell')}, but the header has {layout.width:,}"
    return wrong_quotes(row.data)


def wrong_quotes(record: bytes) -> str:
    """Return why a record cannot be separated into cells."""
    if b'"' not in record:
        return "has a carriage return in a cell without quotation marks"
    return "has wrong quotation marks"


def row_of(number: int, record: bytes, layout: Layout) -> Row:
    """Return a record as a row; without cells if it is malformed, or has too few or too many."""
    places = cells_of(record, layout.separator)
    if places is None or len(places) != layout.width:
        return Row(number, record, format=Csv.name, layout=layout)
    texts = [text_of(record[start:end]) for start, end in places]
    cells = tuple(None if place is None else texts[place] for place in layout.places)
    site = "" if layout.site is None else texts[layout.site].decode("utf-8", "replace")
    return Row(number, record, format=Csv.name, cells=cells, site=site, layout=layout)


def with_texts(row: Row, cells: Sequence[bytes | None], name: str) -> bytes:
    """Return the bytes of a record with other texts, each quoted if the old one was.

    So the original bytes of the record follow from its original texts, as the ledger needs it.

    Args:
        row: the record.
        cells: its texts, one for each field.
        name: the name of the row in messages.

    Raises UnwritableError if a text needs quotes, but its cell has none.
    """
    layout, data = row.layout, row.data
    if not isinstance(layout, Layout) or not row.cells:
        return data  # the header, or a malformed record
    places = cells_of(data, layout.separator) or []
    changes = []
    for place, old, new in zip(layout.places, row.cells, cells, strict=True):
        if place is None or new is None or new == old:
            continue
        start, end = places[place]
        if data[start:end].startswith(b'"'):
            new = b'"' + new.replace(b'"', b'""') + b'"'  # noqa: PLW2901 - as it is written
        elif new.startswith(b'"') or any(mark in new for mark in (layout.separator, b"\n", b"\r")):
            raise UnwritableError(
                f"{name}: its clean text needs quotation marks, which its cell does not have; "
                "left as it is"
            )
        changes.append((start, end, new))
    for start, end, new in sorted(changes, reverse=True):
        data = data[:start] + new + data[end:]
    return data
