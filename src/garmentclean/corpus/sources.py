"""A document to clean: its file, its row in the file, and where its clean text goes."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from garmentclean.corpus import files
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.corpus.files import Seen

Cells = tuple[bytes | None, ...]
STDIN = "<stdin>"


class File(NamedTuple):
    """A file that is read.

    Attributes:
        path: its path; None for standard input.
        alias: the name that the user knows it by, if it is not the path: for standard input, or a
            copy that was fetched.
        named: whether the user named it, rather than a folder above it.
        within: the folder that it was found in, which no link may lead out of.
        seen: its state when it was opened.
        ahead: the bytes of standard input that were already read to recognize its content.
    """

    path: Path | None
    alias: str = ""
    named: bool = True
    within: Path | None = None
    seen: Seen | None = None
    ahead: bytes = b""

    @property
    def like(self) -> Path | None:
        """The path that decides which rules run and what the file holds; it need not exist."""
        return Path(self.alias) if self.alias else self.path

    @property
    def name(self) -> str:
        """The name of the file in messages; path patterns match it, too."""
        return self.alias or str(self.path or STDIN)


class Target(NamedTuple):
    """The file that gets the clean text.

    Attributes:
        place: its path below an output folder.
        path: its path, if the clean text goes to a file.
        url: the URL that it is uploaded to; empty if it stays on this machine.
    """

    place: Path = Path()
    path: Path | None = None
    url: str = ""


class Row(NamedTuple):
    """A row of a file, or several rows that are read at once.

    Attributes:
        number: its number in the file, from 1; for several rows, that of the first one.
        data: its bytes in the file, with the line end; empty if it has no bytes of its own.
        rows: how many rows these are.
        piece: the number of this piece, from 1, of a row that is too long; 0 for a whole row.
        format: the name of its format.
        cells: in a table, its texts, one for each field; None for a null.
        site: in a table, its value in the column of the site.
        layout: what else its format needs in order to write it.
    """

    number: int
    data: bytes = b""
    rows: int = 1
    piece: int = 0
    format: str = "jsonl"
    cells: Cells = ()
    site: str = ""
    layout: NamedTuple | None = None

    @property
    def size(self) -> int:
        """How many bytes it has in the file."""
        return len(self.data) + sum(len(cell or b"") for cell in self.cells)

    def is_larger_than(self, limit: int) -> bool:
        """Return whether it, or one of its texts, is too large to be cleaned."""
        return self.piece > 0 or any(len(cell or b"") > limit for cell in self.cells)


class Source(NamedTuple):
    """A document to clean: a file, or a row of one.

    Attributes:
        file: the file that is read.
        target: the file that gets the clean text.
        row: the row; None for a document that is a whole file.
        problem: why it cannot be read or is not cleaned; empty if it is fine.
        refused: whether the problem is that the file holds neither an article nor rows.
        excluded: whether standard input is written as it is, because its name is excluded.
        known: the result of an earlier run for this file, which is then not read again.
    """

    file: File
    target: Target = Target()
    row: Row | None = None
    problem: str = ""
    refused: bool = False
    excluded: bool = False
    known: Any = None

    @property
    def name(self) -> str:
        """The name of the document in messages."""
        return f"{self.file.name}:{self.row.number}" if self.row else self.file.name

    @property
    def size(self) -> int:
        """How many bytes it has in the file."""
        if self.row:
            return self.row.size
        return self.file.seen.size if self.file.seen else 0

    @property
    def output(self) -> str | None:
        """The name in the ledger of the file or row that gets the clean text."""
        if self.target.path is None:
            return None
        name = self.target.url or str(self.target.path)
        return f"{name}:{self.row.number}" if self.row else name

    def each_row(self) -> Iterator[Source]:
        """Yield each of its rows as a separate source."""
        file, target, row = self.file, self.target, self.row
        if row is None or row.rows == 1:
            yield self
            return
        for number, line in enumerate(io.BytesIO(row.data), row.number):
            yield Source(file, target, Row(number, line, format=row.format))

    def read(self, limit: int = sys.maxsize) -> bytes:
        """Return the bytes of the document; GarmentcleanError if it is unreadable or too large."""
        if self.row:
            return self.row.data.removesuffix(b"\n")
        file = self.file
        if file.path is not None:
            seen = file.seen if self.target.path == file.path else None
            return files.read_bytes(file.path, limit, file.within, seen)
        left = limit + 1 - len(file.ahead)
        data = file.ahead + stdin().read(-1 if limit == sys.maxsize else max(left, 0))
        if len(data) > limit:
            raise files.TooLargeError(self.name, limit, begun=data)
        return data


def stdin() -> BinaryIO:
    """Return standard input as bytes; GarmentcleanError if it is closed."""
    if sys.stdin is None:
        raise GarmentcleanError(f"{STDIN}: is closed; pipe text in, or name a file")
    return sys.stdin.buffer


def piped(ahead: bytes) -> BinaryIO:
    """Return standard input, starting with the bytes that were already read.

    Raises GarmentcleanError if it is closed.
    """
    return cast("BinaryIO", io.BufferedReader(_Rejoined(ahead, stdin()))) if ahead else stdin()


class _Rejoined(io.RawIOBase):
    """A stream, preceded by the bytes that were already read."""

    def __init__(self, ahead: bytes, rest: BinaryIO) -> None:
        self._ahead, self._rest = memoryview(ahead), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._ahead[: len(buffer)]
        self._ahead = self._ahead[len(data) :]
        if not data:
            data = self._rest.read1(len(buffer))  # type: ignore[attr-defined]
        buffer[: len(data)] = data
        return len(data)
