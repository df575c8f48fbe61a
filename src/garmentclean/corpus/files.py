"""Text files: finding and reading them."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from garmentclean.corpus.links import leads_out
from garmentclean.document import Document
from garmentclean.errors import GarmentcleanError
from garmentclean.sizes import size

if TYPE_CHECKING:
    from pathlib import Path

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


def read_bytes(path: Path, limit: int = sys.maxsize, within: Path | None = None) -> bytes:
    """Read a file.

    Raises FileError if that cannot be done, or if it has more bytes than `limit`, or lies outside
    of `within`.
    """
    try:
        check_place(path, within)
        found = os.stat(path)  # noqa: PTH116 - quicker
        if not stat.S_ISREG(found.st_mode):
            raise FileError(f"{path}: not a regular file; name a text file or a folder")
        if found.st_size > limit:
            raise TooLargeError(str(path), limit, found.st_size)
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot read this file: {error.strerror}") from None


def read(path: Path) -> Document:
    """Read a file as a document; FileError if it cannot be read, BinaryFileError if it is none."""
    return Document.from_bytes(read_bytes(path), str(path))


def check_place(path: Path, within: Path | None) -> None:
    """Raise FileError if a path leads out of a folder, as through a link; None is no folder."""
    if within is not None and leads_out(path, within):
        raise FileError(f"{path}: leads out of {within} through a link; name what it leads to")


def checksum_of(path: Path | None) -> str:
    """Return the SHA-256 of a file, in hexadecimal; nothing if it cannot be read as a file."""
    if path is None or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file may raise
        return ""
    import hashlib  # noqa: PLC0415 - only for what remembers

    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - quicker
            data = file.read(SMALL)
            if len(data) < SMALL:
                return hashlib.sha256(data).hexdigest()
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # whoever cleans it will tell
        return ""
