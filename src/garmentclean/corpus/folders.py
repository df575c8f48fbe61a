"""Open folders, in which files are reached without following links.

The system resolves a path in every call, so somebody could replace a folder with a link between a
check and its use. An open folder stays the same folder. Where the system has no such calls
(Windows), paths are used.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from errno import ELOOP, ENOTDIR
from itertools import repeat
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus.file_kinds import regular_descriptor
from garmentclean.corpus.leftovers import tidy_once
from garmentclean.corpus.permissions import PRIVATE, Rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HAS_DESCRIPTORS = os.open in os.supports_dir_fd
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
AS_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | getattr(os, "O_BINARY", 0)
KEPT = 4
"""How many folders stay open for the next file."""

_turn = Lock()
_kept: dict[tuple[str, str | None], Folder] = {}


class LeadsOutError(OSError):
    """A path leads through a link out of the folder that it must be in."""


class Folder:
    """An open folder.

    Args:
        path: the folder.
        number: its descriptor, which is closed in the end; None where folders have none.

    Attributes:
        path: the folder.
    """

    def __init__(self, path: str, number: int | None) -> None:
        self.path, self._number = path, number
        self._identity = _identity(os.stat(path or "." if number is None else number))

    def __del__(self, close: Callable[[int], None] = os.close) -> None:  # `os` may be gone then
        if self._number is not None:
            close(self._number)

    def is_at(self, path: str) -> bool:
        """Return whether a path leads to this folder."""
        try:
            return _identity(os.stat(path or os.curdir)) == self._identity
        except OSError:
            return False

    def look(self, name: str) -> os.stat_result | None:
        """Return the result of stat(2) for a file or a link; None if there is none."""
        try:
            return os.stat(self.path_of(name), dir_fd=self._number, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def open(self, name: str) -> int:
        """Open a regular file that is not a link, and return its descriptor; OSError otherwise."""
        return regular_descriptor(self.path_of(name), flags=NO_LINK, folder=self._number)

    def make(self, name: str) -> BinaryIO:
        """Create a file that only its owner can read; FileExistsError if it exists."""
        return os.fdopen(os.open(self.path_of(name), NEW_FILE, PRIVATE, dir_fd=self._number), "wb")

    def replace(self, old: str, new: str) -> None:
        """Rename a file, replacing any file that has the new name."""
        there = {"src_dir_fd": self._number, "dst_dir_fd": self._number}
        os.replace(self.path_of(old), self.path_of(new), **there)

    def remove(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self.path_of(name), dir_fd=self._number)

    def tidy(self) -> None:
        """Remove what killed runs have left here, on the first call."""
        if self._number is not None:
            tidy_once(self._number)

    def path_of(self, name: str) -> str:
        """Return the path of a file, relative to the open folder if there is a descriptor."""
        return os.path.join(self.path, name) if self._number is None else name


class Spot(NamedTuple):
    """The place of a file: its folder, its name there, and the stat(2) of what is there now."""

    folder: Folder
    name: str
    status: os.stat_result | None


def spot_of(path: str, within: str | None, *, make: bool = False, like: str | None = None) -> Spot:
    """Return the place of a file, or of the one that a link leads to.

    Args:
        path: the file.
        within: the folder that the file must be in, after following links; None for anywhere.
        make: whether to create missing folders.
        like: the file that it is made from; new folders are no more open than those of that file.

    Raises:
        LeadsOutError: it is elsewhere.
        OSError: there is no such folder, or it cannot be opened.
    """
    folder, name = os.path.split(path)
    spot = _spot(folder_at(folder, within, make=make, like=like), name)
    if not _is_link(spot.status):
        return spot
    folder, name = os.path.split(os.path.realpath(path))
    spot = _spot(folder_at(folder, within, make=make), name)
    if _is_link(spot.status):  # in a circle, or just created
        raise OSError(ELOOP, os.strerror(ELOOP), path)
    return spot


def _spot(folder: Folder, name: str) -> Spot:
    return Spot(folder, name, folder.look(name))


def _is_link(status: os.stat_result | None) -> bool:
    return status is not None and stat.S_ISLNK(status.st_mode)


def folder_at(
    path: str, within: str | None, *, make: bool = False, like: str | None = None
) -> Folder:
    """Open a folder, or return one that is still open; parameters and errors as in `spot_of`."""
    kept = _kept.get((path, within))
    if kept and kept.is_at(path):
        return kept
    opened = (
        _opened(path, make=make) if within is None else _within(path, within, make=make, like=like)
    )
    with _turn:
        _kept.pop((path, within), None)
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[path, within] = opened
    return opened


def _opened(path: str, *, make: bool) -> Folder:
    """Open a folder, whatever links lead to it."""
    if make:
        with suppress(FileExistsError):  # opening it reports what is there instead
            os.makedirs(path or os.curdir, exist_ok=True)
    return Folder(path, os.open(path or os.curdir, AS_FOLDER) if HAS_DESCRIPTORS else None)


def _within(path: str, within: str, *, make: bool, like: str | None) -> Folder:
    """Open a folder inside another one, step by step from there, without following links."""
    top, real = os.path.realpath(within), os.path.realpath(path or os.curdir)
    parts = [part for part in os.path.relpath(real, top).split(os.sep) if part != os.curdir]
    if os.pardir in parts:
        raise LeadsOutError(ELOOP, "leads out through a link", path)
    if not HAS_DESCRIPTORS:
        return _opened(real, make=make)
    modes = _modes(like, len(parts)) if make else repeat(None)
    mode = next(modes)
    if mode is not None and not os.path.lexists(top):
        with suppress(FileExistsError):  # the next call reports what is there instead
            os.makedirs(os.path.dirname(top), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(top, mode)
    number = os.open(top, AS_FOLDER | NO_LINK)
    for part, mode in zip(parts, modes, strict=False):
        above = number
        try:
            number = _step(above, part, mode)
        finally:
            os.close(above)
    return Folder(real, number)


def _step(above: int, part: str, mode: int | None) -> int:
    """Open a folder in another one; create it with this mode if it is missing."""
    flags = AS_FOLDER | NO_LINK
    try:
        return os.open(part, flags, dir_fd=above)
    except FileNotFoundError:
        if mode is None:
            raise
    except OSError as error:
        if error.errno in {ELOOP, ENOTDIR} and _is_link(os.lstat(part, dir_fd=above)):
            raise LeadsOutError(ELOOP, "has become a link", part) from None
        raise
    with suppress(FileExistsError):
        os.mkdir(part, mode, dir_fd=above)
    return os.open(part, flags, dir_fd=above)


def _modes(like: str | None, depth: int) -> Iterator[int]:
    """Yield the modes for folders that mirror those above a file, from `depth` folders up.

    No folder is more open than the one that it mirrors, but the user can always write into it.
    """
    above = [like or ""]
    for _ in range(depth + 1):
        above.append(os.path.dirname(above[-1]))
    for path in reversed(above[1:]):
        mode = 0o777
        if like is not None:
            with suppress(OSError):
                rights = Rights.of(os.stat(path or os.curdir))
                mode = rights.mode_for(rights.owner, os.getegid()) & 0o777
        yield mode | 0o700


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
