"""The texts of a source, one after the other, each with the bytes that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from garmentclean.corpus.endings import PARQUET, ending
from garmentclean.corpus.formats.json_row import (
    AbsentError,
    Lack,
    NoTextError,
    Row,
    RowError,
    added,
)
from garmentclean.text.document import Document
from garmentclean.text.encoding import AUTO, UTF8, BinaryFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from garmentclean.corpus.sources import Cells as Columns
    from garmentclean.corpus.sources import Row as InFile
    from garmentclean.corpus.sources import Source
    from garmentclean.errors import GarmentcleanError


@dataclass(frozen=True)
class Text:
    """One text.

    Attributes:
        document: the text, as a document.
        before: the bytes that hold it: a file, a row of JSON Lines, or a cell of Parquet.
        row: that row of JSON Lines, if it is one.
        field: where in a row it is.
    """

    document: Document
    before: bytes
    row: Row | None = None
    field: str = ""

    def after(self, clean: Document, columns: Mapping[str, object]) -> bytes:
        """Return the bytes that hold the clean text, and in JSON Lines more columns."""
        if clean is self.document and not columns:
            return self.before
        return self.row.with_text(clean.to_text(), columns) if self.row else clean.to_bytes()

    def told(self, columns: Mapping[str, object]) -> dict[str, str] | None:
        """Return what the ledger has to know of a row; None for a document that is a file."""
        if self.row:
            return {"field": self.field, "style": self.row.style, "columns": added(columns)}
        return {"field": self.field} if self.document.row else None


class Holder(Protocol):
    """What holds the texts of a source.

    Each text is to be put back before the next one is asked for: what holds it may be what holds
    the next one, too.
    """

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts."""
        ...

    def put(self, after: bytes) -> None:
        """Put the text that came last back, clean."""
        ...

    def clean(self) -> tuple[bytes, Columns]:
        """Return the bytes that it holds now, and the cells of a row of Parquet."""
        ...

    def original(self) -> object:
        """Return what it held, in a form for JSON."""
        ...


def holder(source: Source, fields: Sequence[str], limit: int, encoding: str = AUTO) -> Holder:
    """Return what holds the texts of a source.

    Args:
        source: the source.
        fields: where in a row the texts are.
        limit: how many bytes a file may have.
        encoding: what a file is in if it has no byte order mark and is not UTF-8.

    Raises:
        GarmentcleanError: it cannot be read, or has more.
    """
    if source.row:
        return (Cells if source.row.format == PARQUET else Line)(source, source.row, fields)
    return Whole(source, source.read(limit), encoding)


def is_no_article(source: Source, failure: GarmentcleanError) -> bool:
    """Return whether what cannot be read need not be: a binary file in a folder, with no ending."""
    is_binary = isinstance(failure, BinaryFileError) and not failure.is_text
    return is_binary and not source.file.named and not ending(source.file.path or "")


class Whole:
    """A file that is one text.

    Args:
        source: the file.
        data: its bytes.
        encoding: what they are in if they have no byte order mark and are not UTF-8.
    """

    def __init__(self, source: Source, data: bytes, encoding: str = AUTO) -> None:
        self._source, self._asked, self._encoding = source, encoding, UTF8
        self._before = self._data = data

    def __iter__(self) -> Iterator[Text]:
        """Yield the text; BinaryFileError or EncodingError if it is none."""
        document = Document.from_bytes(self._before, self._source.name, self._asked)
        self._encoding = document.encoding
        yield Text(document, self._before)

    def put(self, after: bytes) -> None:
        """Put it back, clean."""
        self._data = after

    def clean(self) -> tuple[bytes, Columns]:
        """Return the bytes that the file is to have now."""
        return self._data, ()

    def original(self) -> object:
        """Return the bytes as text, with the byte order mark that they may have."""
        errors = "surrogateescape" if self._encoding == UTF8 else "strict"
        return self._before.decode(self._encoding, errors)


class Line:
    """A row of JSON Lines.

    One of several fields may be missing in it, or null.

    Args:
        source: the row, with its file.
        row: the row.
        fields: the keys of the texts.
    """

    def __init__(self, source: Source, row: InFile, fields: Sequence[str]) -> None:
        self._source, self._row = source, row
        self._fields = fields
        self._before = self._line = source.read()

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts; RowError if the line is no row, or has none of them."""
        name = self._source.name
        absent: list[Lack] = []
        for field in self._fields:
            try:
                row = Row.parse(self._line, field, name)
            except NoTextError as failure:
                if len(self._fields) == 1:
                    raise
                if not isinstance(failure, AbsentError):
                    raise RowError(str(failure)) from None
                absent.append(failure.lack)
                continue
            document = _document(row.text, self._source, self._row, field, self._fields)
            yield Text(document, self._line, row, field)
        if len(absent) == len(self._fields):
            wanted = " and no ".join(f"'{field}'" for field in self._fields)
            lack = Lack(tuple(self._fields), tuple(key for one in absent for key in one.keys))
            problem = f"{name}: has no text {wanted}; name the texts' keys with --text-field"
            raise NoTextError(problem, lack)

    def put(self, after: bytes) -> None:
        """Put the text that came last back: the line with it clean."""
        self._line = after

    def clean(self) -> tuple[bytes, Columns]:
        """Return the row as it is now."""
        if self._line is self._before:
            return self._row.data, ()
        return self._line + self._row.data[len(self._before) :], ()

    def original(self) -> object:
        """Return the line as text."""
        return self._before.decode("utf-8", "surrogateescape")


class Cells:
    """A row of Parquet.

    Args:
        source: the row, with its file.
        row: the row.
        fields: the columns of the texts.
    """

    def __init__(self, source: Source, row: InFile, fields: Sequence[str]) -> None:
        self._source, self._row = source, row
        self._fields = fields
        self._cells = [*row.cells]
        self._place = 0

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts of the cells that are not null."""
        for place, (field, cell) in enumerate(zip(self._fields, self._row.cells, strict=False)):
            if cell is not None:
                self._place = place
                text = cell.decode("utf-8", "surrogateescape")
                document = _document(text, self._source, self._row, field, self._fields)
                yield Text(document, cell, field=field)

    def put(self, after: bytes) -> None:
        """Put the text that came last back into its cell."""
        self._cells[self._place] = after

    def clean(self) -> tuple[bytes, Columns]:
        """Return the row as it is now."""
        return self._row.data, tuple(self._cells)

    def original(self) -> object:
        """Return the text, or of several an object with their columns' names."""
        texts = [
            None if cell is None else cell.decode("utf-8", "surrogateescape")
            for cell in self._row.cells
        ]
        several = len(self._fields) > 1
        return (
            dict(zip(self._fields, texts, strict=False))
            if several
            else "".join(filter(None, texts))
        )


def _document(
    text: str, source: Source, row: InFile, field: str, fields: Sequence[str]
) -> Document:
    """Return a text of a row as a document; its name has the field if there are several."""
    if len(fields) == 1:
        return Document.from_text(text, source.name, row.number)
    return Document.from_text(text, f"{source.name}:{field}", row.number, field)
