"""JSON Lines (https://jsonlines.org): each line is a JSON object with a text in it."""

from __future__ import annotations

import re
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import orjson

from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.endings import PACKED
from garmentclean.corpus.formats.base import NAMED, Format, Recognized, Text, document_of
from garmentclean.corpus.formats.json_row import (
    AbsentError,
    Lack,
    NoTextError,
    RowError,
    added,
    has_text,
)
from garmentclean.corpus.formats.json_row import Row as JsonRow
from garmentclean.corpus.heads import head_of, refused, with_head
from garmentclean.corpus.recognition import kinds
from garmentclean.corpus.recognition.jsontext import object_of
from garmentclean.corpus.sources import Row, Source, piped
from garmentclean.errors import GarmentcleanError
from garmentclean.text.encoding import MARKS, WIDE, EncodingError
from garmentclean.text.json_members import value_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from garmentclean.corpus.formats.base import Holder, Reading
    from garmentclean.corpus.heads import Head
    from garmentclean.corpus.sources import Cells
    from garmentclean.text.document import Document

PIECE = 1 << 20
"""A line that is too long to be an article is copied in pieces of this many bytes."""
ROWS = 20
"""How many rows are searched for a text."""
ONE_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*\{|\{\s*\n\s*\")")
"""How an array of objects, or an object over several lines, begins; no row begins like this."""
LEDGER = b'{"ledger":'
"""How the first line of each run in a ledger begins."""
DOCUMENT = b'{"document":"'
RECORD = re.compile(r"<stdin>|.*(?::\d+|\.\w{1,8})")
"""The names that documents have in the records of a run."""
REJECT = {"document", "reason", "original"}
METADATA = {
    *("document", "author", "date", "date_text", "editor", "language", "site", "source"),
    *("tags", "views"),
}


class JsonLines(Format):
    """Files with a JSON object in each line."""

    name = "jsonl"
    title = "JSON Lines"
    endings = frozenset(f"{kind}{pack}" for kind in (".jsonl", ".ndjson") for pack in ("", *PACKED))
    extension = "jsonl"
    takes_columns = True
    kind = kinds.ROWS

    def check(self, source: Source) -> Source:
        """Return a file with an ending of JSON Lines, refused if it is one JSON document."""
        if source.file.path is None:
            return source
        try:
            source, head = with_head(source)
        except GarmentcleanError:
            return source  # reading it reports the error
        if head and ONE_DOCUMENT.match(head.data):
            return refused(source, kinds.JSON.refusal(source.name))
        return source

    def recognize(
        self, source: Source, head: Head, fields: Sequence[str], *, wants_rows: bool
    ) -> Recognized:
        """Return a file of rows, refused if they have no text."""
        lines = [line for line in head.data.split(b"\n") if line.strip()][:ROWS]
        cut = len(lines) == 1 and not head.whole
        sure = cut or wants_rows
        if not sure and not any(has_text(line, field) for line in lines for field in fields):
            wanted = " or ".join(f"'{field}'" for field in fields)
            keys = ", ".join(next(filter(None, map(_keys, lines)), ())) or "no keys"
            problem = (
                f"{source.name}: holds JSON Lines without a text {wanted}, but with {keys}; name "
                "the text's key with --text-field, or insist with --input-format text"
            )
            return Recognized(refused(source, problem))
        if wants_rows:
            return Recognized(source)
        return Recognized(
            source,
            f"{source.name}: holds JSON Lines: the texts of its rows are cleaned "
            "(--input-format text takes it for one text)",
        )

    def is_record(self, source: Source, fields: Sequence[str]) -> bool:
        """Return whether a file is a ledger, or other records of a run."""
        file = source.file
        if file.path is None and not file.ahead:
            return False  # reading ahead might wait for rows that are piped in one by one
        try:
            data = file.ahead if file.path is None else head_of(file.path, file.within).data
        except (OSError, GarmentcleanError):
            return False  # reading it reports the error
        line = data.partition(b"\n")[0]
        if line.startswith(LEDGER):
            return True
        if not line.startswith(DOCUMENT) or any(has_text(line, field) for field in fields):
            return False
        record = object_of(line.decode("utf-8", "replace")) or {}
        keys = {*record}
        return RECORD.fullmatch(str(record.get("document"))) is not None and (
            {"document", "reason"} <= keys <= REJECT or keys <= METADATA
        )

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the rows of a file, several at once if `reading` allows it."""
        file = source.file
        opened = unpacked(file.path, file.within) if file.path else nullcontext(piped(file.ahead))
        return rows(source, opened, reading.limit, reading.together)

    def has_text(self, row: Row, fields: Sequence[str]) -> bool:
        """Return whether a row has a text for one of the keys."""
        data = row.data.removesuffix(b"\n")
        return any(has_text(data, field) for field in fields)

    def site(self, row: Row, field: str) -> str:
        """Return the value of a row for the key of the site; empty if there is none."""
        try:
            values = orjson.loads(row.data)
        except orjson.JSONDecodeError:
            return ""
        value, _ = value_at(values, field) if isinstance(values, dict) else (None, "")
        return "" if value is None else str(value)

    def holder(self, source: Source, row: Row, fields: Sequence[str]) -> Holder:
        """Return the holder of a row's texts."""
        return Line(source, row, fields)


def _keys(line: bytes) -> list[str]:
    """Return the keys of a row, or the first few and an ellipsis."""
    keys = [*(object_of(line.decode("utf-8", "replace")) or ())]
    return [*keys[:NAMED], "…"] if len(keys) > NAMED else keys


@dataclass(frozen=True)
class JsonText(Text):
    """A text in a row of JSON Lines.

    Attributes:
        row: the row.
    """

    row: JsonRow | None = None

    is_escaped = True

    @property
    def columns(self) -> Collection[str] | None:
        """The keys of the row."""
        return self.row.keys if self.row else None

    def after(self, clean: Document, columns: Mapping[str, object]) -> bytes:
        """Return the line with the clean text and added columns."""
        if self.row is None or (clean is self.document and not columns):
            return self.before
        return self.row.with_text(clean.to_text(), columns)

    def place(self, columns: Mapping[str, object]) -> dict[str, str] | None:
        """Return what restoring the line needs: the key, the style, and the added columns."""
        style = self.row.style if self.row else ""
        return {"field": self.field, "style": style, "columns": added(columns)}


class Line:
    """A row of JSON Lines, in which some of several fields may be missing or null.

    Args:
        source: the row, with its file.
        row: the row.
        fields: the keys of the texts.
    """

    def __init__(self, source: Source, row: Row, fields: Sequence[str]) -> None:
        self._source, self._row = source, row
        self._fields = fields
        self._before = self._line = source.read()

    def __iter__(self) -> Iterator[Text]:
        """Yield the texts; RowError if the line is not a JSON object, or has none of them."""
        name = self._source.name
        absent: list[Lack] = []
        for field in self._fields:
            try:
                row = JsonRow.parse(self._line, field, name)
            except NoTextError as failure:
                if len(self._fields) == 1:
                    raise
                if not isinstance(failure, AbsentError):
                    raise RowError(str(failure)) from None
                absent.append(failure.lack)
                continue
            document = document_of(row.text, self._source, self._row, field, self._fields)
            yield JsonText(document, self._line, field, row)
        if len(absent) == len(self._fields):
            wanted = " and no ".join(f"'{field}'" for field in self._fields)
            lack = Lack(tuple(self._fields), tuple(key for one in absent for key in one.keys))
            problem = f"{name}: has no text {wanted}; name the texts' keys with --text-field"
            raise NoTextError(problem, lack)

    def put(self, after: bytes) -> None:
        """Replace the line by the one with the last text clean."""
        self._line = after

    def clean(self) -> tuple[bytes, Cells]:
        """Return the row as it is now."""
        if self._line is self._before:
            return self._row.data, ()
        return self._line + self._row.data[len(self._before) :], ()

    def original(self) -> object:
        """Return the line as text."""
        return self._before.decode("utf-8", "surrogateescape")


def rows(
    source: Source,
    opened: AbstractContextManager[BinaryIO],
    limit: int = sys.maxsize,
    together: int = 0,
) -> Iterator[Source]:
    """Yield the rows of a file; an empty file has one empty row.

    Args:
        source: the file.
        opened: its content, which is closed in the end.
        limit: how many bytes a row may have; a longer one is yielded in pieces.
        together: about how many bytes of rows to yield at once; 0 for one row at a time.

    Raises:
        DamagedError: a compressed file cannot be read to its end.
        EncodingError: the file is in UTF-16 or UTF-32.
        OSError: the file cannot be read.
    """
    number = 1
    limit = min(limit, sys.maxsize - 1)
    with opened as file:
        for lines in stretches(file, limit, together if 2 * together <= limit else 0):
            if number == 1:
                refuse_wide(lines, source.name)
            if len(lines) <= limit or lines.endswith(b"\n"):
                count = lines.count(b"\n") or 1
                yield Source(source.file, source.target, Row(number, lines, count))
                number += count
            else:
                for count, piece in enumerate(pieces(lines, file), 1):
                    yield Source(source.file, source.target, Row(number, piece, piece=count))
                number += 1
    if number == 1:
        yield Source(source.file, source.target, Row(1))


def refuse_wide(data: bytes, name: str) -> None:
    """Raise EncodingError if a file begins with the byte order mark of UTF-16 or UTF-32."""
    for encoding in WIDE:
        if data.startswith(MARKS[encoding]):
            raise EncodingError(f"{name}: is in {encoding}; convert it to UTF-8")


def stretches(file: BinaryIO, limit: int, together: int) -> Iterator[bytes]:
    """Yield the content of a file in stretches of whole lines, as soon as they can be read.

    Args:
        file: the file.
        limit: how many bytes a line may have; only the beginning of a longer one is yielded.
        together: about how many bytes to yield at once; 0 for one line at a time.
    """
    rest = b""
    while data := file.read1(together) if together else b"":  # type: ignore[attr-defined]
        data = rest + data
        stop = data.rfind(b"\n") + 1
        if not stop:
            data += file.readline(limit + 1 - len(data))
            stop = len(data)
        yield data[:stop]
        rest = data[stop:]
    while line := rest or file.readline(limit + 1):
        yield line
        rest = b""


def pieces(line: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Yield a line in pieces, given its beginning and the file with the rest."""
    for start in range(0, len(line), PIECE):
        yield line[start : start + PIECE]
    while piece := file.readline(PIECE):
        yield piece
        if piece.endswith(b"\n"):
            return
