"""Reading files, and checking that they are still the files that were read."""

from __future__ import annotations

import os
import sys
from errno import EINVAL, ENXIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus.file_kinds import regular_descriptor
from garmentclean.corpus.folders import LeadsOutError, spot_of
from garmentclean.corpus.permissions import Rights
from garmentclean.corpus.sizes import size
from garmentclean.errors import GarmentcleanError
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.corpus.writing import Names

CHANGED = "was changed while it was being cleaned; left as it is, run again"
MAX_SIZE = 20_000_000
"""No article has twenty megabytes, but a log, an image or a broken file may. Up to this size, a run
needs less than a gigabyte of memory, whatever is in a document, as
`tests/end_to_end/test_costs.py` shows."""
SMALL = 1 << 16
"""Files with fewer bytes are read at once, for `file_digest` is slow to start."""


class FileError(GarmentcleanError):
    """A file cannot be read or written."""


class TooLargeError(FileError):
    """A document is too large to be an article.

    Args:
        name: its name in messages.
        limit: how many bytes it may have.
        length: how many it has, if that is known.
        begun: the bytes that were already read, if it is standard input.
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
        within: the folder that it must be in, which no link may lead out of; None for anywhere.
        buffered: whether to buffer it; a file that is read at once needs no buffer.

    Raises FileError if it cannot be opened.
    """
    return os.fdopen(opened_descriptor(path, within), "rb", -1 if buffered else 0)


def opened_descriptor(path: Path, within: Path | None = None) -> int:
    """Open a file and return its descriptor; parameters and errors are as in `opened`."""
    try:
        if within is None:
            return regular_descriptor(path)
        spot = spot_of(os.fspath(path), os.fspath(within))
        return spot.folder.open(spot.name)
    except OSError as error:
        if error.errno in {EINVAL, ENXIO}:  # as for a socket
            problem = "not a regular file; name a text file or a folder"
            raise FileError(f"{path}: {problem}") from None
        raise trouble(error, path, "cannot read this file", within) from None


def trouble(error: OSError, path: Path, what: str, within: Path | None) -> FileError:
    """Return the error for a file that cannot be opened.

    Args:
        error: the error of the system.
        path: the file.
        what: what failed.
        within: the folder that it must be in.
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
        within: the folder that it must be in, which no link may lead out of; None for anywhere.
        seen: its earlier state; if another file has taken its place, that is not read.

    Raises FileError if it cannot be read, or has more bytes.
    """
    with opened(path, within, buffered=False) as file:
        try:
            status = os.fstat(file.fileno())
            if seen and not seen.is_same(status):
                raise FileError(f"{path}: {CHANGED}")
            if status.st_size > limit:
                raise TooLargeError(str(path), limit, status.st_size)
            return file.read()
        except OSError as error:
            raise trouble(error, path, "cannot read this file", within) from None


def read(path: Path) -> Document:
    """Read a file as a document; FileError if it is unreadable, BinaryFileError if it is binary."""
    return Document.from_bytes(read_bytes(path), str(path))


def checksum_of(path: Path | None) -> str:
    """Return the SHA-256 of a file in hexadecimal, or an empty string if it cannot be read."""
    if path is None or not os.path.isfile(path):
        return ""
    import hashlib  # only for the cache

    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read(SMALL)
            if len(data) < SMALL:
                return hashlib.sha256(data).hexdigest()
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # cleaning it reports the error
        return ""


class Seen(NamedTuple):
    """The state of a file when it was read, to notice later that it was changed or replaced.

    Attributes:
        device: the file system that it is on.
        inode: its number there.
        size: its bytes.
        modified: when its content was last changed, in nanoseconds. Programs can set this time.
        changed: when anything of it was last changed, which only the system sets; 0 for a file
            with several names, whose time also changes when another name is removed.
        rights: its mode and owner.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int
    rights: Rights

    @classmethod
    def of(cls, path: Path | str) -> Seen | None:
        """Return the state of a file; None if there is no such file."""
        try:
            return cls.from_stat(os.stat(path))
        except OSError:
            return None

    @classmethod
    def from_stat(cls, status: os.stat_result) -> Seen:
        """Return the state of a file from the result of stat(2)."""
        changed = status.st_ctime_ns if status.st_nlink == 1 else 0
        rights = Rights.of(status)
        return cls(
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, changed, rights
        )

    def is_same(self, status: os.stat_result) -> bool:
        """Return whether a file is this one, even if its content was changed."""
        return (self.device, self.inode) == (status.st_dev, status.st_ino)

    def is_still(self, status: os.stat_result | None) -> bool:
        """Return whether a file is this one, unchanged."""
        if status is None:
            return False
        now = self.from_stat(status)
        return self[:4] == now[:4] and self.changed in {0, now.changed}

    def is_at(self, path: Path | str) -> bool:
        """Return whether a path leads to this file, unchanged."""
        try:
            return self.is_still(os.stat(path))
        except OSError:
            return False


def is_same(one: Path, two: Path) -> bool:
    """Return whether two paths lead to the same existing file."""
    first = Seen.of(one)
    second = Seen.of(two) if first else None
    return first is not None and second is not None and first[:2] == second[:2]


class HardLinks:
    """Files with several names (hard links), some of which were replaced.

    A new file takes one name, and the other names keep the old file, which may be a backup.
    """

    def __init__(self) -> None:
        self._replaced: dict[tuple[int, int], list[str]] = {}
        self._left: dict[tuple[int, int], int] = {}

    def add(self, path: Path, names: Names | None) -> None:
        """Add a file that was replaced, with the names that it had."""
        file = names and (names.device, names.inode)
        if names and file and (names.total > 1 or file in self._replaced):
            self._replaced.setdefault(file, []).append(str(path))
            self._left[file] = names.total - 1

    def messages(self) -> Iterator[str]:
        """Yield messages about each of the files."""
        for file, (first, *others) in self._replaced.items():
            left = self._left[file]
            if left:
                keep = "1 other name of its file keeps" if left == 1 else f"{left:,} others keep"
                yield f"{first}: is a hard link; {keep} the text as it was"
            if others:
                more = f" and {len(others) - 1:,} more" if others[1:] else ""
                yield f"{first}: was a hard link of {others[0]}{more}; these are separate files now"
