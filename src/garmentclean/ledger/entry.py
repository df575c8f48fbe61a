"""Entries of a ledger, and how an entry leads back to the original bytes of its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.formats.json_row import Row
from garmentclean.errors import LedgerError
from garmentclean.filters.registry import origin
from garmentclean.text.display import plural
from garmentclean.text.document import Document, line_numbers
from garmentclean.text.edit import Edit, UndoError, origins, restore
from garmentclean.text.encoding import MARKS, UTF8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.pipeline.pipeline import Result

RULESET_DIGITS = 16
"""Hexadecimal digits of the checksum of a rule set, which only distinguishes versions."""


@dataclass(frozen=True)
class Tool:
    """The program and the rules of a run: the first line of the run in a ledger.

    Attributes:
        tool: name and version of the program.
        ruleset: a checksum of the rules that ran.
        rules: their names.
        max_loss: the share of its words that a document was allowed to lose.
        max_size: how many bytes a document was allowed to have; 0 if that is unknown.
    """

    tool: str
    ruleset: str
    rules: tuple[str, ...] = ()
    max_loss: float = 1.0
    max_size: int = 0

    def __repr__(self) -> str:
        """Return the program and the number of its rules."""
        return f"<Tool {self.tool!r}: {plural(len(self.rules), 'rule')}, ruleset {self.ruleset!r}>"


@dataclass(frozen=True)
class Entry:
    """One document of a run: its bytes before and after, and every edit in between.

    Attributes:
        document: its name, which is the path that was given.
        output: the file that got the clean text; None if it went to stdout or nowhere.
        newline: the newline that ended its lines; empty if it mixed newlines.
        bom: whether it began with a byte order mark.
        before: SHA-256 of the original bytes, in hexadecimal.
        after: SHA-256 of the clean bytes.
        words: how many words it had.
        tool: name and version of the program.
        ruleset: a checksum of the rules.
        edits: all edits, in order.
        lines: for each edit the line of the original on which it begins, from 1.
        stopped: the share of its words that it would have lost, if that was too much and it was
            left unchanged; else None.
        row: for a document in a row, the `field` of its text. In JSON Lines also the `style` and
            the `columns` that `Row.restored` needs.
        encoding: the encoding of its bytes.
    """

    document: str
    output: str | None
    newline: str
    bom: bool
    before: str
    after: str
    words: int
    tool: str
    ruleset: str
    edits: tuple[Edit, ...] = ()
    lines: tuple[int, ...] = ()
    stopped: float | None = None
    row: Mapping[str, str] | None = None
    encoding: str = UTF8

    def __repr__(self) -> str:
        """Return the document and the number of its edits."""
        stopped = "" if self.stopped is None else ", stopped"
        return f"<Entry of {self.document!r}: {plural(len(self.edits), 'edit')}{stopped}>"

    @property
    def cell(self) -> str | None:
        """The column of a document in a Parquet cell; None for all others."""
        return cell_of(self.row)

    @property
    def field(self) -> str:
        """The field of the text in its row; empty for a document that is a file."""
        return "" if self.row is None else self.row["field"]

    def read(self, data: bytes) -> Document:
        """Decode clean bytes as they were encoded."""
        return self._document(data, self._row_in(data))

    def reads_like(self, other: Entry) -> bool:
        """Return whether two entries decode bytes in the same way."""
        return (self.newline, self.bom, self.encoding, self.field) == (
            other.newline,
            other.bom,
            other.encoding,
            other.field,
        )

    def restore(self, data: bytes) -> bytes:
        """Return the original bytes.

        Args:
            data: the clean bytes.

        Raises:
            LedgerError: a checksum differs, or the edits do not fit: this is not the text of this
                entry, or somebody has changed the text or the ledger.
        """
        if checksum(data) != self.after:
            raise LedgerError(f"{self.document}: its checksum is not that of the text cleaned here")
        before = self.undone(data)
        if checksum(before) != self.before:
            raise self._misled()
        return before

    def prove(self, before: bytes, after: bytes) -> None:
        """Raise LedgerError if the clean bytes do not lead back to those before."""
        if (self.edits or before != after) and self.undone(after) != before:
            raise self._misled()

    def undone(self, data: bytes) -> bytes:
        """Undo the edits in clean bytes; LedgerError if they do not fit."""
        row = self._row_in(data)
        try:
            clean = self._document(data, row)
            return self._bytes(clean.with_text(restore(clean.text, self.edits)), row)
        except (UndoError, UnicodeError) as error:
            raise LedgerError(f"{self.document}: the ledger's edits do not fit: {error}") from None

    def _misled(self) -> LedgerError:
        return LedgerError(
            f"{self.document}: the ledger's edits do not lead to the original's checksum"
        )

    def written(self, document: Document, data: bytes, *, columns: bool = False) -> bytes:
        """Return the bytes of the document with another text.

        Args:
            document: the document from `read`, with the other text.
            data: the clean bytes.
            columns: whether a row keeps the columns that cleaning has added.
        """
        return self._bytes(document, self._row_in(data), columns=columns)

    def _row_in(self, data: bytes) -> Row | None:
        """Return clean bytes as a row; None unless the document is in JSON Lines."""
        if self.row is None or self.cell is not None:
            return None
        return Row.parse(data, self.row["field"], self.document)

    def _document(self, data: bytes, row: Row | None) -> Document:
        errors = "surrogateescape" if self.encoding == UTF8 else "strict"
        bare = data.removeprefix(MARKS[self.encoding] if self.bom else b"")
        text = row.text if row else bare.decode(self.encoding, errors)
        return Document.as_written(
            text, self.document, self.newline, bom=self.bom, encoding=self.encoding
        )

    def _bytes(self, document: Document, row: Row | None, *, columns: bool = False) -> bytes:
        if row is None or self.row is None:
            return document.to_bytes()
        more = "" if columns else self.row["columns"]
        return row.restored(document.to_text(), self.row["style"], more)


def cell_of(row: Mapping[str, str] | None) -> str | None:
    """Return the column of a text in a Parquet cell; None for all others.

    Args:
        row: the `row` of its entry.
    """
    return None if row is None or "style" in row else row["field"]


def with_last_output(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a source; in a row of JSON Lines, only the last one keeps its output.

    The texts of such a row are cleaned one after the other, and only the final row is written. The
    cells of Parquet are written independently.
    """
    first = [
        entry if entry.cell is not None else replace(entry, output=None) for entry in entries[:-1]
    ]
    return [*first, *entries[-1:]]


def unchanged(entry: Entry) -> Entry:
    """Return the entry of the same document left unchanged."""
    row = entry.row
    if row is not None and entry.cell is None:
        row = {**row, "columns": ""}
    return replace(entry, after=entry.before, edits=(), lines=(), row=row)


def checksum(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    import hashlib  # only for records and the cache

    return hashlib.sha256(data).hexdigest()


def ruleset_of(rules: Sequence[Any]) -> str:
    """Return a checksum of rules: of all their keys, but not of their place in files.

    It includes the version of a plugin whose filter they use.
    """
    import hashlib

    rows = []
    for rule in rules:
        keys = {f.name for f in fields(rule)} - {"path", "line", "examples"}
        by = (rule.kind, *filter(None, [origin(rule.kind)]))
        rows.append(repr((*by, [(key, getattr(rule, key)) for key in sorted(keys)])))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:RULESET_DIGITS]


def proved_entry(  # noqa: PLR0913 - one parameter a part of the line
    original: Document,
    result: Result,
    before: bytes,
    after: bytes,
    tool: Tool,
    *,
    output: str | None = None,
    row: Mapping[str, str] | None = None,
) -> Entry:
    """Return the entry of a document, after proving that it leads back to the original bytes.

    Args:
        original: the document.
        result: the result of cleaning it.
        before: its bytes.
        after: the clean bytes.
        tool: the program and its rules.
        output: the file that gets the clean bytes, if any.
        row: for a text in a row, its field, and in JSON Lines how it was written.

    Raises:
        LedgerError: the entry does not lead back; then nothing may be written.
    """
    places = origins(result.edits, lambda edit: edit.before.index(edit.shown))
    known = checksum(before)
    entry = Entry(
        document=original.name,
        output=output,
        newline=original.newline,
        bom=original.bom,
        before=known,
        after=known if after is before else checksum(after),
        words=result.words,
        tool=tool.tool,
        ruleset=tool.ruleset,
        edits=result.edits,
        lines=tuple(line_numbers(original.text, places)),
        stopped=result.loss if result.refused else None,
        row=row,
        encoding=original.encoding,
    )
    entry.prove(before, after)
    return entry
