"""Text files: finding, reading and replacing them."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from garmentclean.corpus.formats import ENDINGS, TEXT, ending
from garmentclean.document import Document
from garmentclean.errors import GarmentcleanError
from garmentclean.sizes import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class FileError(GarmentcleanError):
    """A file cannot be read or written."""


class TooLargeError(FileError):
    """A document is too large to be an article.

    Args:
        name: what messages call it.
        limit: how many bytes it may have.
        length: how many it has, if that is known.
    """

    def __init__(self, name: str, limit: int, length: int = 0) -> None:
        has = f"has {size(length)}, more than" if length else "has more than"
        super().__init__(f"{name}: {has} the {size(limit)} of --max-size; left as it is")


def _refuse(message: str) -> None:
    raise FileError(message)


def text_files(
    folder: Path,
    error: Callable[[str], None] = _refuse,
    *,
    suffixes: frozenset[str] = ENDINGS[TEXT],
) -> Iterator[Path]:
    """Yield the files of a tree with these endings in the order of their names.

    Hidden ones are left out, and links to folders not followed. `error` gets the message for a
    folder that cannot be read, and the others go on; by default it is raised as a FileError.
    """

    def refuse(failure: OSError) -> None:
        error(f"{failure.filename}: cannot read this folder: {failure.strerror}")

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and ending(path) in suffixes:
                yield path


def read_bytes(path: Path, limit: int = sys.maxsize) -> bytes:
    """Read a file; FileError if that cannot be done, or if it has more bytes than `limit`."""
    try:
        if path.exists() and not path.is_file():
            raise FileError(f"{path}: not a regular file; name a text file or a folder")
        if path.stat().st_size > limit:
            raise TooLargeError(str(path), limit, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot read this file: {error.strerror}") from None


def read(path: Path) -> Document:
    """Read a file as a document; FileError if it cannot be read, BinaryFileError if it is none."""
    return Document.from_bytes(read_bytes(path), str(path))


def write(path: Path, data: bytes, like: Path | None = None) -> None:
    """Put a file in its place as a whole; FileError if that fails.

    It gets the mode of `like`, or that of the file it replaces.
    """
    with Replacement(path, like) as file:
        file.write(data)
        file.commit()


class Replacement:
    """A file that takes the place of another one when it is whole.

    The new bytes go to a file of another name in the same folder, which then takes the place, so
    that nobody ever sees half of it. A symbolic link stays, and what it points to is replaced.
    Without `commit`, nothing has happened.

    Args:
        path: the file to be replaced, or made.
        like: the file whose mode it gets; without it, the one that is replaced.

    Raises:
        FileError: the file cannot be written.
    """

    _numbers = count()

    def __init__(self, path: Path, like: Path | None = None) -> None:
        self._path = path
        try:
            self._target = Path(os.path.realpath(path))
            self._model = self._target if like is None else like
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._temporary, self._file = self._opened()
        except OSError as error:
            raise self._refusal(error) from None

    def _opened(self) -> tuple[Path, BinaryIO]:
        """Open a file that was not there; a killed run may have left one with our number."""
        while True:
            name = f".garmentclean-{os.getpid()}-{next(self._numbers)}.tmp"
            temporary = self._target.with_name(name)
            with suppress(FileExistsError):
                return temporary, temporary.open("xb")

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
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._refusal(error) from None

    def commit(self) -> None:
        """Put the file in its place, once it is on the disk."""
        self.close()
        try:
            if self._model.exists():
                shutil.copymode(self._model, self._temporary)
            self._temporary.replace(self._target)
        except OSError as error:
            raise self._refusal(error) from None

    def discard(self) -> None:
        """Take the new bytes away, unless they are in their place already."""
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _refusal(self, error: OSError) -> FileError:
        return FileError(f"{self._path}: cannot write this file: {error.strerror}")
