"""Reading regular files only: a device or a named pipe can hang a run, or fill all memory."""

from __future__ import annotations

import os
import stat
from errno import EFBIG, EINVAL
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.outputs import descriptor_of
from garmentclean.corpus.sizes import size

if TYPE_CHECKING:
    from os import PathLike

SMALL_FILE = 1 << 26
"""The bytes that a file which people write by hand may have: rules, settings, ignore patterns."""

TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(
    path: str | PathLike[str], *, flags: int = 0, folder: int | None = None
) -> BinaryIO:
    """Open a regular file to read its bytes; parameters and errors are those of `descriptor`."""
    return os.fdopen(descriptor(path, flags=flags, folder=folder), "rb")


def descriptor(path: str | PathLike[str], *, flags: int = 0, folder: int | None = None) -> int:
    """Return the descriptor of a regular file, opened to read its bytes.

    A named pipe does not make it wait. The check is of the opened file, so no other one can take
    its place in between.

    Args:
        path: the file; a link is followed, unless the flags have O_NOFOLLOW.
        flags: more flags for open(2).
        folder: the descriptor of a folder that a relative path starts from.

    Raises:
        OSError: it cannot be opened, or is not a regular file; `strerror` says which.
    """
    number = os.open(path, TO_READ | flags, dir_fd=folder)
    problem = _problem(os.fstat(number).st_mode)
    if problem:
        os.close(number)
        raise OSError(EINVAL, problem, os.fspath(path))
    return number


def _problem(mode: int) -> str:
    """Return why a file with this mode is not read; nothing if it is a regular file."""
    if stat.S_ISDIR(mode):
        return "it is a folder"
    return "" if stat.S_ISREG(mode) else "it is not a regular file"


def read_small(path: str | PathLike[str], limit: int = SMALL_FILE) -> bytes:
    """Return the bytes of a regular file that nobody expects to be large.

    Of other files, only one is read that the caller has opened, as a shell does for `<(command)`.

    Args:
        path: the file.
        limit: how many bytes it may have.

    Raises:
        OSError: it cannot be read, is not a regular file, or has more bytes.
    """
    number = descriptor_of(path)
    with open_regular(path) if number is None else os.fdopen(os.dup(number), "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(EFBIG, f"it has more than {size(limit)}", os.fspath(path))
    return data
