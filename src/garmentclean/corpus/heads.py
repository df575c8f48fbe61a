"""Reading the beginning of a file, which shows what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.endings import PACKED
from garmentclean.corpus.files import FileError, opened
from garmentclean.corpus.recognition import HEAD
from garmentclean.corpus.sources import stdin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.corpus.sources import Source

LONGEST = 1 << 22
"""How many bytes of the first line of JSON Lines are read."""
BEFORE_ROWS = b" \t\r\n\xef\xbb\xbf"


class Head(NamedTuple):
    """The beginning of a file.

    Attributes:
        data: its first bytes, unpacked.
        whole: whether these are all its bytes.
    """

    data: bytes
    whole: bool


def refused(source: Source, problem: str) -> Source:
    """Return a file as refused, with the reason."""
    return source._replace(problem=problem, refused=True)


def with_head(source: Source) -> tuple[Source, Head | None]:
    """Return a source and its head; None if it cannot be read, which is reported later.

    The bytes that were read from standard input are kept in the source.
    """
    file = source.file
    if file.path is None:
        head = _head(stdin().read)
        return source._replace(file=file._replace(ahead=head.data)), head
    try:
        return source, head_of(file.path, file.within)
    except (OSError, FileError):  # reading it reports the error
        return source, None


def head_of(path: Path, within: Path | None = None) -> Head:
    """Return the beginning of a file, which must be in a folder if one is given.

    Raises:
        DamagedError: it is compressed, and damaged.
        FileError: it cannot be opened.
    """
    packed = path.suffix.lower() in PACKED
    with unpacked(path, within) if packed else opened(path, within, buffered=False) as file:
        return _head(file.read)


def _head(read: Callable[[int], bytes | None]) -> Head:
    """Read the beginning of a file, and more of it if its first row is longer."""
    parts = [read(HEAD) or b""]
    size = len(parts[0])
    one_line = b"\n" not in parts[0].strip() and parts[0].lstrip(BEFORE_ROWS)[:1] == b"{"
    whole = size < HEAD
    while one_line and not whole and size < LONGEST:
        more = read(HEAD) or b""
        parts.append(more)
        size += len(more)
        whole, one_line = not more, b"\n" not in more
    return Head(b"".join(parts), whole)
