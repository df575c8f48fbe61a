"""JSON Lines, read row by row."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.sources import Row, Source
from garmentclean.text.encoding import MARKS, WIDE, EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

PIECE = 1 << 20
"""A line that is too long to be an article goes by in pieces of so many bytes."""


def rows(
    source: Source,
    opened: AbstractContextManager[BinaryIO],
    limit: int = sys.maxsize,
    together: int = 0,
) -> Iterator[Source]:
    """Yield the rows of a file; one without any has one empty row.

    Args:
        source: the file.
        opened: what is in it; closed in the end.
        limit: how many bytes a row may have. One that has more comes in pieces.
        together: about how many bytes of rows may come at once; 0 for one row at a time.

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
            raise EncodingError(f"{name}: is in {encoding}; convert it to UTF-8, as JSON Lines are")


def stretches(file: BinaryIO, limit: int, together: int) -> Iterator[bytes]:
    """Yield what is in a file in stretches of whole lines, as soon as they are there.

    Args:
        file: the file.
        limit: how many bytes a line may have; only the beginning of a longer one comes.
        together: about how many bytes come at once; 0 for one line at a time.
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
    """Yield a line, the beginning of which has been read, in pieces up to its end."""
    for start in range(0, len(line), PIECE):
        yield line[start : start + PIECE]
    while piece := file.readline(PIECE):
        yield piece
        if piece.endswith(b"\n"):
            return
