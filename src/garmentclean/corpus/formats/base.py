"""The interface of a corpus format: it reads files, yields their texts, and writes them back."""

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
        form: the name of their format; empty to recognize it by their names and contents.
        fields: the keys or columns of the texts in a row.
        limit: how many bytes a row may have.
        together: how many bytes of rows may be read at once; 0 for one row at a time.
        site: the key or column of the site in a row; empty if it is not needed.
        encoding: the encoding of files that have no byte order mark and are not UTF-8.
    """

    form: str = ""
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    together: int = 0
    site: str = ""
    encoding: str = AUTO


BY_NAME = Reading()
NAMED = 20
"""How many columns of a table, or keys of a row, a message names."""


@dataclass(frozen=True)
class Text:
    """One text of a document.

    Attributes:
        document: the text, as a document.
        before: the bytes of the file, row or cell that it was read from.
        field: its key or column in a row.
    """

    document: Document
    before: bytes
    field: str = ""

    is_escaped: ClassVar[bool] = False
    """Whether the file or row stores the text in another form, such as a JSON string."""

    @property
    def columns(self) -> Collection[str] | None:
        """The names of the columns of its row; None if no columns can be added to it."""
        return None

    def after(self, clean: Document, columns: Mapping[str, object]) -> bytes:
        """Return the bytes of the file, row or cell with the clean text and added columns."""
        return self.before if clean is self.document else clean.to_bytes()

    def place(self, columns: Mapping[str, object]) -> dict[str, str] | None:
        """Return what the ledger stores about a row; None for a document that is a file."""
        return {"field": self.field} if self.document.row else None


class Holder(Protocol):
    """A file or row with the texts of a document.

    Each text is put back before the next one is taken, as both may be in the same line.
    """

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts."""
        ...

    def put(self, after: bytes) -> None:
        """Replace the bytes that the last text was read from."""
        ...

    def clean(self) -> tuple[bytes, Cells]:
        """Return the bytes and the cells of the file or row, with the clean texts."""
        ...

    def original(self) -> object:
        """Return its original content as a JSON value."""
        ...


class RowFile(Protocol):
    """A file that is written row by row, and appears only when it is complete."""

    @property
    def names(self) -> Names | None:
        """The names (hard links) of the replaced file."""
        ...

    def add(self, row: Row, *, changed: bool) -> None:
        """Add a row, which is `changed` if it differs from the row that was read."""
        ...

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk."""
        ...

    def commit(self) -> None:
        """Put the file in its place."""
        ...

    def discard(self) -> None:
        """Remove the new file, unless it is in its place already."""
        ...


class ByteRowFile(PackedReplacement):
    """A file of rows whose bytes are written as they are, compressed if its name says so."""

    def add(self, row: Row, *, changed: bool) -> None:
        """Add a row."""
        self.write(row.data)


class Recognized(NamedTuple):
    """A file whose content is in a certain format.

    Attributes:
        source: the file, refused if it cannot be cleaned.
        note: a message to log; empty for none.
    """

    source: Source
    note: str = ""


class Format:
    """A format of the files of a corpus.

    Attributes:
        name: its name for --input-format.
        title: its name in messages.
        endings: the endings of its files, in lower case.
        extension: the ending for the name of such a file from standard input, without a dot.
        by_ending: whether files with these endings are read in this format, and searched for in
            folders, without --input-format.
        can_be_piped: whether it can be read from a pipe, and written to one.
        has_cells: whether its rows have cells that are cleaned one by one.
        takes_columns: whether columns of metadata can be added to its rows.
        kind: what `corpus.recognition` returns for its content; None if only endings decide.
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
        """Raise GarmentcleanError with what to install if a package is missing."""

    def check(self, source: Source) -> Source:
        """Return a file with an ending of this format, refused if its content is in another."""
        return source

    def recognize(
        self,
        source: Source,
        head: Head,
        fields: Sequence[str],
        *,
        wants_rows: bool,
    ) -> Recognized | None:
        """Return a file whose content is of this `kind`; None to leave it to other formats.

        Args:
            source: the file.
            head: its beginning.
            fields: the keys or columns of the texts in a row.
            wants_rows: whether options were given that only apply to rows.
        """
        raise NotImplementedError

    def is_record(self, source: Source, fields: Sequence[str]) -> bool:
        """Return whether a file is a ledger, or another record that a run wrote."""
        return False

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the rows of a file; an empty file has one empty row, so that it is written.

        Raises GarmentcleanError or OSError if it cannot be read to its end.
        """
        raise NotImplementedError

    def is_blank(self, row: Row) -> bool:
        """Return whether a row has nothing to clean, and is written as it is."""
        return not row.cells and (not row.data or row.data.isspace())

    def has_text(self, row: Row, fields: Sequence[str]) -> bool:
        """Return whether a row has a text in one of the fields."""
        raise NotImplementedError

    def site(self, row: Row, field: str) -> str:
        """Return the value of a row in the field for the site."""
        return row.site

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return the holder of a row's texts.

        Args:
            source: the row, with its file.
            row: the row.
            fields: the keys or columns of the texts.
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
            model: the file that the rows come from; None for standard input.
            fields: the keys or columns of the texts in a row.
            within: the folder that it must be in.
            seen: the state of the file that it replaces, if that must not have changed since.
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
        """Return the text, or an object with the texts by their columns if there are several."""
        texts = [
            None if cell is None else cell.decode("utf-8", "surrogateescape")
            for cell in self._row.cells
        ]
        if len(self._fields) > 1:
            return dict(zip(self._fields, texts, strict=False))
        return "".join(filter(None, texts))


def document_of(text: str, source: Source, row: Row, field: str, fields: Sequence[str]) -> Document:
    """Return a text of a row as a document, named after its field if there are several."""
    if len(fields) == 1:
        return Document.from_text(text, source.name, row.number)
    return Document.from_text(text, f"{source.name}:{field}", row.number, field)


def no_column(fields: Sequence[str], names: Sequence[str]) -> str:
    """Return that a table has no column of the texts, and which columns it has.

    >>> no_column(["text", "body"], ["id", "my, text", "n"])
    "has no column 'text' or 'body', but 'id', 'my, text' and 'n'"
    """
    wanted = " or ".join(f"'{field}'" for field in fields)
    present = [f"'{name}'" for name in names[:NAMED]]
    if len(names) > NAMED:
        present.append(f"{len(names) - NAMED} more")
    *first, last = present or ["none"]
    return f"has no column {wanted}, but {' and '.join([*filter(None, [', '.join(first)]), last])}"
