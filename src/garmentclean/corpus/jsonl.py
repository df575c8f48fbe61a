"""JSON Lines, read row by row."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.formats import LINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from garmentclean.corpus.sources import Source

PIECE = 1 << 20
"""A line that is too long to be an article goes by in pieces of so many bytes."""


def rows(
    source: Source, opened: AbstractContextManager[BinaryIO], limit: int = sys.maxsize
) -> Iterator[Source]:
    """Yield the rows of a file; one without any has one empty row.

    Args:
        source: the file.
        opened: what is in it; closed in the end.
        limit: how many bytes a row may have. One that has more comes in pieces.

    Raises:
        DamagedError: a compressed file cannot be read to its end.
        OSError: the file cannot be read.
    """
    number = 0
    source = source._replace(form=LINES)
    with opened as file:
        while line := file.readline(min(limit, sys.maxsize - 1) + 1):
            number += 1
            if len(line) <= limit or line.endswith(b"\n"):
                yield source._replace(row=number, line=line)
            else:
                for count, piece in enumerate(pieces(line, file), 1):
                    yield source._replace(row=number, line=piece, piece=count)
    if not number:
        yield source._replace(row=1)


def pieces(line: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Yield a line, the beginning of which has been read, in pieces up to its end."""
    for start in range(0, len(line), PIECE):
        yield line[start : start + PIECE]
    while piece := file.readline(PIECE):
        yield piece
        if piece.endswith(b"\n"):
            return
