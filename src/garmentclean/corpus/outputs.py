"""Outputs that are no regular files: devices and named pipes, which are written into."""

from __future__ import annotations

import os
import re
import stat
from errno import EINVAL
from typing import BinaryIO

STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")
BINARY = getattr(os, "O_BINARY", 0)
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFBLK: "a block device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFIFO: "a named pipe",
}


def stream_of(path: str | os.PathLike[str]) -> BinaryIO | None:
    """Open an output that is no file that can be replaced; it gets the bytes as they come.

    That is a character device, a named pipe, or what is open already under a name like /dev/stdout.

    Args:
        path: the output.

    Returns:
        None if it is a regular file, a folder, or not there.

    Raises:
        OSError: it cannot be opened, or must not be written: a block device, or a socket.
    """
    number = descriptor_of(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")
    if not is_stream(path):
        return None
    problem = refusal(path)
    if problem:
        raise OSError(EINVAL, problem, os.fspath(path))
    number = os.open(path, os.O_WRONLY | BINARY | getattr(os, "O_NOCTTY", 0))
    if stat.S_ISREG(os.fstat(number).st_mode):  # somebody has just put it there
        os.close(number)
        raise OSError(EINVAL, "it has become another file", os.fspath(path))
    return os.fdopen(number, "wb")


def is_stream(path: str | os.PathLike[str]) -> bool:
    """Tell whether an output is something else than a file or a folder, or nothing."""
    if descriptor_of(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - of text, too
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def descriptor_of(path: str | os.PathLike[str]) -> int | None:
    """Return the number of the descriptor that a path names.

    >>> descriptor_of("/dev/stderr"), descriptor_of("/dev/fd/63"), descriptor_of("clean.txt")
    (2, 63, None)
    """
    name = os.path.normpath(path)
    if not name.startswith(("/dev/", "/proc/")):
        return None
    found = DESCRIPTOR.fullmatch(name)
    return int(found[1]) if found else STREAMS.get(name)


def refusal(path: str | os.PathLike[str], *, again: bool = False) -> str:
    """Return why an output cannot be written; nothing if it can, or if trying will tell.

    Args:
        path: the output.
        again: whether it is read again later, so that it must be a file.
    """
    if descriptor_of(path) is not None:
        return "is no file that can be read again; name a file" if again else ""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - of text, too
    except (OSError, ValueError):
        return ""
    kinds = (stat.S_IFBLK, stat.S_IFSOCK, *((stat.S_IFCHR, stat.S_IFIFO) if again else ()))
    return f"is {kind_of(mode)}; name a file" if stat.S_IFMT(mode) in kinds else ""


def kind_of(mode: int) -> str:
    """Return what to call a file of this mode that is no regular file."""
    return KINDS.get(stat.S_IFMT(mode), "no regular file")
