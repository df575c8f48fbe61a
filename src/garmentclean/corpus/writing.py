"""Writing files: each appears in its place as a whole, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from garmentclean.corpus.files import FileError, check_place
from garmentclean.corpus.links import led_to

if TYPE_CHECKING:
    from pathlib import Path


class Seen(NamedTuple):
    """What tells whether a file is still the one that was read."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path | str) -> Seen | None:
        """Look at a file; None if there is none."""
        try:
            found = os.stat(path)  # noqa: PTH116 - quicker
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class Names(NamedTuple):
    """How many names a file had that was replaced; more than one are hard links."""

    device: int
    inode: int
    total: int


def write(
    path: Path,
    data: bytes,
    like: Path | None = None,
    *,
    within: Path | None = None,
    seen: Seen | None = None,
) -> Names | None:
    """Put a file in its place as a whole; FileError if that fails.

    One that replaces another is on the disk before; a new one, that nothing can be lost with, need
    not be. The parameters are those of `Replacement`.

    Returns:
        the names that the replaced file had.
    """
    with Replacement(path, like, within=within, seen=seen) as file:
        file.is_durable = not file.is_new
        file.write(data)
        file.commit()
    return file.names


def is_same(one: Path, two: Path) -> bool:
    """Tell whether two paths lead to the same file, which is there."""
    first = Seen.of(one)
    second = Seen.of(two) if first else None
    return first is not None and second is not None and first[:2] == second[:2]


def names_of(path: str) -> Names | None:
    """Return how many names a file has; None if there is none."""
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116 - quicker
        return Names(found.st_dev, found.st_ino, found.st_nlink)
    return None


class Replacement:
    """A file that takes the place of another one when it is whole.

    The new bytes go to a file of another name in the same folder, which then takes the place, so
    that nobody ever sees half of it. A symbolic link stays, and what it points to is replaced. Of
    hard links, only this one gets the new bytes. Without `commit`, nothing has happened.

    Args:
        path: the file to be replaced, or made.
        like: the file whose mode and times it gets; without it, the mode of the one that is
            replaced.
        within: a folder that it must lie in, links followed.
        seen: what the file looked like when it was read; if it has changed since, it stays.

    Attributes:
        is_new: whether it replaces nothing.
        is_durable: whether it is on the disk before it takes its place.
        names: the names that the replaced file had; None before, or if there was none.

    Raises:
        FileError: the file cannot be written, or must not be.
    """

    _numbers = count()
    is_durable = True
    names: Names | None = None

    def __init__(
        self,
        path: Path,
        like: Path | None = None,
        *,
        within: Path | None = None,
        seen: Seen | None = None,
    ) -> None:
        self._path, self._like, self._seen = path, like, seen
        check_place(path, within)
        try:
            self._target, self.is_new = led_to(os.fspath(path))
            self._temporary, self._file = self._opened()
        except OSError as error:
            raise self._refusal(error) from None

    def _opened(self) -> tuple[str, BinaryIO]:
        """Open a file that was not there; a killed run may have left one with our number."""
        folder = os.path.dirname(self._target)  # noqa: PTH120 - quicker
        while True:
            name = f".garmentclean-{os.getpid()}-{next(self._numbers)}.tmp"
            temporary = os.path.join(folder, name)  # noqa: PTH118 - quicker
            try:
                return temporary, open(temporary, "xb")  # noqa: PTH123 - quicker
            except FileExistsError:
                continue
            except (FileNotFoundError, NotADirectoryError):
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - the same

    def write(self, data: bytes) -> None:
        """Add bytes."""
        try:
            self._file.write(data)
        except OSError as error:
            raise self._refusal(error) from None

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk."""
        if self._file.closed:
            return
        try:
            if self.is_durable:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._refusal(error) from None

    def commit(self) -> None:
        """Put the file in its place, once it is on the disk."""
        self.close()
        if self._seen not in {None, Seen.of(self._target)}:
            raise FileError(
                f"{self._path}: was changed while it was being cleaned; left as it is, run again"
            )
        try:
            self._dress()
            self.names = names_of(self._target) if not self.is_new else None
            os.replace(self._temporary, self._target)  # noqa: PTH105 - quicker
        except OSError as error:
            raise self._refusal(error) from None
        self._temporary = ""

    def _dress(self) -> None:
        """Give the new file the mode and times that it is to have."""
        from shutil import copymode, copystat  # noqa: PLC0415 - it takes a while to load

        if self._like is not None:
            with suppress(FileNotFoundError):
                copystat(self._like, self._temporary)
                return
        if not self.is_new:
            with suppress(FileNotFoundError):
                copymode(self._target, self._temporary)

    def discard(self) -> None:
        """Take the new bytes away, unless they are in their place already."""
        with suppress(OSError):
            self._file.close()
        if self._temporary:
            with suppress(FileNotFoundError):
                os.unlink(self._temporary)  # noqa: PTH108 - quicker
            self._temporary = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _refusal(self, error: OSError) -> FileError:
        return FileError(f"{self._path}: cannot write this file: {error.strerror}")
