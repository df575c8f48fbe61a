"""Text files: finding and reading them."""

from __future__ import annotations

import os
import sys
from errno import EINVAL, ENXIO
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.folders import LeadsOutError, spot_of
from garmentclean.corpus.regular import descriptor
from garmentclean.corpus.sizes import size
from garmentclean.errors import GarmentcleanError
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from garmentclean.corpus.seen import Seen

CHANGED = "was changed while it was being cleaned; left as it is, run again"
MAX_SIZE = 20_000_000
"""No article has twenty megabytes; a log, an image or a broken file may. Up to this size, a run
needs less than a gigabyte of memory, whatever is in a document, as
`tests/end_to_end/test_costs.py` shows."""
SMALL = 1 << 16
"""A file with fewer bytes is read at once; `file_digest` takes long to begin."""


class FileError(GarmentcleanError):
    """A file cannot be read or written."""


class TooLargeError(FileError):
    """A document is too large to be an article.

    Args:
        name: what messages call it.
        limit: how many bytes it may have.
        length: how many it has, if that is known.
        begun: of what is piped in, the bytes that were read.
    """

    def __init__(self, name: str, limit: int, length: int = 0, begun: bytes = b"") -> None:
        has = f"has {size(length)}, more than" if length else "has more than"
        left = "not cleaned, and not written" if begun else "left as it is"
        super().__init__(f"{name}: {has} the {size(limit)} of --max-size; {left}")
        self.begun = begun


def opened(path: Path, within: Path | None = None, *, buffered: bool = True) -> BinaryIO:
    """Open a regular file, to read it.

    Args:
        path: the file.
        within: the folder that it must lie in, which no link may lead out of; None for anywhere.
        buffered: whether small pieces are read; one that is read at once needs no buffer.

    Raises FileError if that cannot be done.
    """
    return os.fdopen(number_of(path, within), "rb", -1 if buffered else 0)


def number_of(path: Path, within: Path | None = None) -> int:
    """Return the descriptor of a file; parameters and errors are those of `opened`."""
    try:
        if within is None:
            return descriptor(path)
        spot = spot_of(os.fspath(path), os.fspath(within))
        return spot.folder.open(spot.name)
    except OSError as error:
        if error.errno in {EINVAL, ENXIO}:  # that is what a socket says
            told = "not a regular file; name a text file or a folder"
            raise FileError(f"{path}: {told}") from None
        raise trouble(error, path, "cannot read this file", within) from None


def trouble(error: OSError, path: Path, what: str, within: Path | None) -> FileError:
    """Return what to say of a file that cannot be opened.

    Args:
        error: why not.
        path: the file.
        what: what cannot be done.
        within: the folder that it must lie in.
    """
    if isinstance(error, LeadsOutError):
        return FileError(f"{path}: leads out of {within} through a link; name what it leads to")
    return FileError(f"{path}: {what}: {error.strerror}")


def read_bytes(
    path: Path,
    limit: int = sys.maxsize,
    within: Path | None = None,
    seen: Seen | None = None,
) -> bytes:
    """Read a file.

    Args:
        path: the file.
        limit: how many bytes it may have.
        within: the folder that it must lie in, which no link may lead out of; None for anywhere.
        seen: what it looked like before; another file in its place is not read.

    Raises FileError if that cannot be done, or if it has more bytes.
    """
    with opened(path, within, buffered=False) as file:
        try:
            found = os.fstat(file.fileno())
            if seen and not seen.is_same(found):
                raise FileError(f"{path}: {CHANGED}")
            if found.st_size > limit:
                raise TooLargeError(str(path), limit, found.st_size)
            return file.read()
        except OSError as error:
            raise trouble(error, path, "cannot read this file", within) from None


def read(path: Path) -> Document:
    """Read a file as a document; FileError if it cannot be read, BinaryFileError if it is none."""
    return Document.from_bytes(read_bytes(path), str(path))


def checksum_of(path: Path | None) -> str:
    """Return the SHA-256 of a file, in hexadecimal; nothing if it cannot be read as a file."""
    if path is None or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file may raise
        return ""
    import hashlib  # only for what remembers

    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - quicker
            data = file.read(SMALL)
            if len(data) < SMALL:
                return hashlib.sha256(data).hexdigest()
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # whoever cleans it will tell
        return ""
