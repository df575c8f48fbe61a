"""Text files: finding, reading and replacing them."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.document import Document
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT_SUFFIXES = frozenset({"", ".md", ".markdown", ".text", ".txt"})
"""In a folder, only these are taken for articles; code, YAML and data are none."""


class FileError(GarmentcleanError):
    """A file cannot be read or written."""


def _refuse(message: str) -> None:
    raise FileError(message)


def text_files(folder: Path, error: Callable[[str], None] = _refuse) -> Iterator[Path]:
    """Yield the text files of a tree in the order of their names; hidden ones are left out.

    Links to folders are not followed. `error` gets the message for a folder that cannot be read,
    and the others go on; by default it is raised as a FileError.
    """

    def refuse(failure: OSError) -> None:
        error(f"{failure.filename}: cannot read this folder: {failure.strerror}")

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() in TEXT_SUFFIXES:
                yield path


def read(path: Path) -> Document:
    """Read a file as a document; FileError if it cannot be read, BinaryFileError if it is none."""
    try:
        if path.exists() and not path.is_file():
            raise FileError(f"{path}: not a regular file; name a text file or a folder")
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot read this file: {error.strerror}") from None
    return Document.from_bytes(data, str(path))


def write(path: Path, data: bytes, like: Path | None = None) -> None:
    """Put a file in its place as a whole; FileError if that fails.

    It gets the mode of `like`, or that of the file it replaces.
    The new bytes go to a file of another name in the same folder, which then takes the place, so
    that nobody ever sees half of it. A symbolic link stays, and what it points to is replaced.
    """
    target = path.resolve()
    temporary = target.with_name(f".garmentclean-{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        model = target if like is None else like
        if model.exists():
            shutil.copymode(model, temporary)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise FileError(f"{path}: cannot write this file: {error.strerror}") from None
