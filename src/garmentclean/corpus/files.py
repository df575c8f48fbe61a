"""Text files: finding, reading and replacing them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.document import Document
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_SUFFIXES = frozenset({"", ".md", ".markdown", ".text", ".txt"})
"""In a folder, only these are taken for articles; code, YAML and data are none."""


class FileError(GarmentcleanError):
    """A file cannot be read or written."""


def text_files(folder: Path) -> Iterator[Path]:
    """Yield the text files of a tree in the order of their names; hidden ones are left out.

    Links to folders are not followed.
    """
    for root, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() in TEXT_SUFFIXES:
                yield path


def _refuse(error: OSError) -> None:
    raise FileError(f"{error.filename}: cannot read this folder: {error.strerror}") from None


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
    """Put a file in its place as a whole, with the mode of `like`; FileError if that fails.

    The new bytes go to a file of another name in the same folder, which then takes the place, so
    that nobody ever sees half of it. A symbolic link stays, and what it points to is replaced.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if like is not None:
            shutil.copymode(like, temporary)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(f"{path}: cannot write this file: {error.strerror}") from None
