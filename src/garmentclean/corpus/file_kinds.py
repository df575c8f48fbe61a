"""Opening regular files only: reading a device or a named pipe can hang, or exhaust the memory.

An output may be a device or a named pipe.
"""

from __future__ import annotations

import os
import re
import stat
from errno import EFBIG, EINVAL
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.sizes import size

if TYPE_CHECKING:
    from os import PathLike

STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")
BINARY = getattr(os, "O_BINARY", 0)
TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | BINARY
SMALL_FILE = 1 << 26
"""The limit for files that people write by hand: rules, settings, ignore patterns."""
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFBLK: "a block device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFIFO: "a named pipe",
}


def stream_of(path: str | PathLike[str]) -> BinaryIO | None:
    """Open an output that is written to directly, rather than replaced.

    It is a character device, a named pipe, or an open descriptor with a name like /dev/stdout.

    Args:
        path: the output.

    Returns:
        None if it is a regular file or a folder, or does not exist.

    Raises:
        OSError: it cannot be opened, or is a block device or a socket, which are never written.
    """
    number = named_descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")
    if not is_stream(path):
        return None
    problem = refusal(path)
    if problem:
        raise OSError(EINVAL, problem, os.fspath(path))
    number = os.open(path, os.O_WRONLY | BINARY | getattr(os, "O_NOCTTY", 0))
    if stat.S_ISREG(os.fstat(number).st_mode):  # it has just been created
        os.close(number)
        raise OSError(EINVAL, "it has become another file", os.fspath(path))
    return os.fdopen(number, "wb")


def is_stream(path: str | PathLike[str]) -> bool:
    """Return whether an output exists, and is neither a file nor a folder."""
    if named_descriptor(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def named_descriptor(path: str | PathLike[str]) -> int | None:
    """Return the descriptor that a path names, if it names one.

    >>> [*map(named_descriptor, ("/dev/stderr", "/dev/fd/63", "clean.txt"))]
    [2, 63, None]
    """
    name = os.path.normpath(path)
    if not name.startswith(("/dev/", "/proc/")):
        return None
    match = DESCRIPTOR.fullmatch(name)
    return int(match[1]) if match else STREAMS.get(name)


def refusal(path: str | PathLike[str], *, again: bool = False) -> str:
    """Return why an output cannot be written; empty if it can, or if only writing would show it.

    Args:
        path: the output.
        again: whether it is read later, so that it must be a regular file.
    """
    if named_descriptor(path) is not None:
        return "is no file that can be read again; name a file" if again else ""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    kinds = (stat.S_IFBLK, stat.S_IFSOCK, *((stat.S_IFCHR, stat.S_IFIFO) if again else ()))
    return f"is {kind_name(mode)}; name a file" if stat.S_IFMT(mode) in kinds else ""


def kind_name(mode: int) -> str:
    """Return the name in messages for a file of this mode that is not regular."""
    return KINDS.get(stat.S_IFMT(mode), "no regular file")


def open_regular(
    path: str | PathLike[str], *, flags: int = 0, folder: int | None = None
) -> BinaryIO:
    """Open a regular file for reading; parameters and errors are as in `regular_descriptor`."""
    return os.fdopen(regular_descriptor(path, flags=flags, folder=folder), "rb")


def regular_descriptor(
    path: str | PathLike[str], *, flags: int = 0, folder: int | None = None
) -> int:
    """Open a regular file for reading, and return its descriptor.

    A named pipe does not block this. The check is made on the open file, so that no other file can
    take its place in between.

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
    """Return why a file with this mode is not read; empty if it is a regular file."""
    if stat.S_ISDIR(mode):
        return "it is a folder"
    return "" if stat.S_ISREG(mode) else "it is not a regular file"


def read_small(path: str | PathLike[str], limit: int = SMALL_FILE) -> bytes:
    """Return the bytes of a regular file that should be small.

    Other files are read only if the caller has opened them, as a shell does for `<(command)`.

    Args:
        path: the file.
        limit: how many bytes it may have.

    Raises:
        OSError: it cannot be read, is not a regular file, or has more bytes.
    """
    number = named_descriptor(path)
    with open_regular(path) if number is None else os.fdopen(os.dup(number), "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(EFBIG, f"it has more than {size(limit)}", os.fspath(path))
    return data
