"""What a format of a corpus has to do: read files, hand out their texts, and write them again."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from garmentclean.corpus.compression import PackedReplacement
from garmentclean.text.document import Document
from garmentclean.text.encoding import AUTO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.heads import Head
    from garmentclean.corpus.recognition.kinds import Kind
    from garmentclean.corpus.sources import Cells, Row, Source
    from garmentclean.corpus.writing import Model, Names


class Reading(NamedTuple):
    """How files are read.

    Attributes:
        form: the name of their format; empty to go by their names and contents.
        fields: where in a row the texts are.
        limit: how many bytes a row may have.
        together: how many bytes of rows may be read at once; 0 for one row at a time.
        site: where in a row the site is; empty if it is not asked for.
        encoding: the encoding of files that have no byte order mark and are not UTF-8.
    """

    form: str = ""
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    together: int = 0
    site: str = ""
    encoding: str = AUTO


BY_NAME = Reading()


@dataclass(frozen=True)
class Text:
    """One text of a document.

    Attributes:
        document: the text, as a document.
        before: the bytes that hold it: those of a file, of a row, or of a cell.
        field: where in a row it is.
    """

    document: Document
    before: bytes
    field: str = ""

    is_escaped: ClassVar[bool] = False
    """Whether the bytes that hold it are not those of the text itself."""

    @property
    def columns(self) -> Collection[str] | None:
        """The names of the columns of its row; None if no columns can be added there."""
        return None

    def after(self, clean: Document, columns: Mapping[str, object]) -> bytes:
        """Return the bytes that hold the clean text, and more columns if they can be added."""
        return self.before if clean is self.document else clean.to_bytes()

    def place(self, columns: Mapping[str, object]) -> dict[str, str] | None:
        """Return what the ledger has to know of a row; None for a document that is a file."""
        return {"field": self.field} if self.document.row else None


class Holder(Protocol):
    """What holds the texts of a document.

    Each text is put back before the next one is asked for: what holds it may be what holds the
    next one, too.
    """

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts."""
        ...

    def put(self, after: bytes) -> None:
        """Put the last text back, clean."""
        ...

    def clean(self) -> tuple[bytes, Cells]:
        """Return the bytes of the file or row with the clean texts, and its cells."""
        ...

    def original(self) -> object:
        """Return what it held, as a value for JSON."""
        ...


class RowFile(Protocol):
    """A file that gets rows in order, and appears only when it is whole."""

    @property
    def names(self) -> Names | None:
        """The names that the replaced file had."""
        ...

    def add(self, row: Row, *, changed: bool) -> None:
        """Add a row, which is not as it was read if it is `changed`."""
        ...

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk."""
        ...

    def commit(self) -> None:
        """Put the file in its place."""
        ...

    def discard(self) -> None:
        """Remove what is not in its place."""
        ...


class ByteRowFile(PackedReplacement):
    """A file of rows that are bytes, compressed if its name says so."""

    def add(self, row: Row, *, changed: bool) -> None:
        """Add a row."""
        self.write(row.data)


class Recognized(NamedTuple):
    """A file whose content is that of a format.

    Attributes:
        source: the file, refused if it cannot be cleaned.
        note: what to log of it.
    """

    source: Source
    note: str = ""


class Format:
    """What the files of a corpus can hold.

    Attributes:
        name: its name for --input-format.
        title: its name in messages.
        endings: the endings of its files, in small letters.
        extension: what the name of such a file from standard input ends in.
        by_ending: whether files with these endings have this format, and folders are searched for
            them, without being asked for it.
        can_be_piped: whether it can be read from a pipe, and written to one.
        has_cells: whether its rows have cells that are cleaned one by one.
        takes_columns: whether columns of metadata can be added to its rows.
        kind: what `corpus.recognition` calls its content; None if it is known by endings only.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    endings: ClassVar[frozenset[str]]
    extension: ClassVar[str]
    by_ending: ClassVar[bool] = True
    can_be_piped: ClassVar[bool] = True
    has_cells: ClassVar[bool] = False
    takes_columns: ClassVar[bool] = False
    kind: ClassVar[Kind | None] = None

    def require(self) -> None:
        """Raise GarmentcleanError, which says what to install, if a package is missing."""

    def check(self, source: Source) -> Source:
        """Return a file that is named like one of this format; refused if it is another one."""
        return source

    def recognize(
        self,
        source: Source,
        head: Head,
        fields: Sequence[str],
        *,
        asked: bool,
    ) -> Recognized | None:
        """Return a file whose content is of this `kind`; None to leave it to other formats.

        Args:
            source: the file.
            head: its beginning.
            fields: where in a row the texts are.
            asked: whether options were given that only rows have.
        """
        raise NotImplementedError

    def is_record(self, source: Source, fields: Sequence[str]) -> bool:
        """Return whether a file is a ledger, or another record that a run has written."""
        return False

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the rows of a file; one without any has one empty row, so that it is written.

        Raises GarmentcleanError or OSError if it cannot be read to its end.
        """
        raise NotImplementedError

    def is_blank(self, row: Row) -> bool:
        """Return whether a row has nothing to clean, and is passed on."""
        return not row.cells and (not row.data or row.data.isspace())

    def has_text(self, row: Row, fields: Sequence[str]) -> bool:
        """Return whether a row has a text in one of the fields."""
        raise NotImplementedError

    def site(self, row: Row, field: str) -> str:
        """Return the value of the field of the site in a row."""
        return row.site

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return what holds the texts of a row.

        Args:
            source: the row, with its file.
            row: the row.
            fields: where in it the texts are.
        """
        raise NotImplementedError

    def with_cells(self, row: Row, cells: Cells) -> Row:
        """Return a row with other cells."""
        return row._replace(cells=cells)

    def writer(
        self,
        target: Path,
        model: Model | None,
        fields: Sequence[str],
        *,
        within: Path | None,
        seen: Seen | None,
    ) -> RowFile:
        """Return a new file for rows; FileError if it cannot be written.

        Args:
            target: its path.
            model: the file that it is made of; None for standard input.
            fields: where in a row the texts are.
            within: a folder that it must be in.
            seen: what the file looked like that it replaces, if it must not have changed since.
        """
        return ByteRowFile(target, model, within=within, seen=seen)


class CellHolder:
    """A row of a table, whose texts are in cells.

    Args:
        source: the row, with its file.
        row: the row.
        fields: the columns of the texts.
    """

    def __init__(self, source: Source, row: Row, fields: Sequence[str]) -> None:
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
                document = document_of(text, self._source, self._row, field, self._fields)
                yield Text(document, cell, field)

    def put(self, after: bytes) -> None:
        """Put the last text back into its cell."""
        self._cells[self._place] = after

    def clean(self) -> tuple[bytes, Cells]:
        """Return the row as it is now."""
        return self._row.data, tuple(self._cells)

    def original(self) -> object:
        """Return the text, or of several an object with the names of their columns."""
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


def document_of(text: str, source: Source, row: Row, field: str, fields: Sequence[str]) -> Document:
    """Return a text of a row as a document; its name has the field if there are several."""
    if len(fields) == 1:
        return Document.from_text(text, source.name, row.number)
    return Document.from_text(text, f"{source.name}:{field}", row.number, field)
