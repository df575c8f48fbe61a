"""Removing temporary files and folders that killed runs have left behind.

A run locks each temporary file (flock) while it writes it, so that other runs know that it is in
use, even from other containers. Its name has the process id, which protects it while it is closed
and waits to be renamed. A file that is neither locked nor named after a running process is removed
when a run writes into the same folder. Where there are no locks, it stays.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from garmentclean.corpus.permissions import is_own

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has none
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable

HAS_LOCKS = fcntl is not None
TEMPORARY = re.compile(r"\.garmentclean-(\d{1,10})-\d+\.tmp")
"""The name of a temporary file that will replace another one; the group is the process id."""
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

_tidied: set[tuple[int, int]] = set()


def hold(number: int) -> bool:
    """Lock a new file until it is closed; False if another run has just removed it."""
    if not HAS_LOCKS:  # pragma: no cover - Windows
        return True
    try:
        lock(number)
    except BlockingIOError:
        return False
    except OSError:  # there are no locks here, so nothing is removed either
        return True
    return os.fstat(number).st_nlink > 0


def lock(number: int) -> None:
    """Lock a file or folder; OSError if somebody else has locked it, or there are no locks."""
    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def tidy_once(folder: int) -> None:
    """Remove the files that killed runs have left in an open folder, once for each folder.

    Args:
        folder: its descriptor.
    """
    status = os.fstat(folder)
    identity = status.st_dev, status.st_ino
    if not HAS_LOCKS or identity in _tidied:
        return
    _tidied.add(identity)
    with suppress(OSError):  # it need not be readable
        readable = os.open(os.curdir, FOLDER, dir_fd=folder)
        try:
            tidy(readable, TEMPORARY)
        finally:
            os.close(readable)


def tidy(folder: int, names: re.Pattern[str]) -> None:
    """Remove the files that killed runs have left in an open folder.

    Args:
        folder: its descriptor.
        names: a pattern of their names, whose first group is the process id.
    """
    for name in names_left(folder, names):
        with suppress(OSError):  # it is locked, or another run was quicker
            if not is_removable(os.stat(name, dir_fd=folder, follow_symlinks=False), stat.S_ISREG):
                continue
            number = os.open(name, LOOK, dir_fd=folder)
            try:
                if is_removable(os.fstat(number), stat.S_ISREG):
                    lock(number)
                    os.unlink(name, dir_fd=folder)
            finally:
                os.close(number)


def tidy_at(folder: str | os.PathLike[str], names: re.Pattern[str]) -> None:
    """Remove the files that killed runs have left in a folder; parameters as in `tidy`."""
    if HAS_LOCKS:
        number = os.open(folder, FOLDER)
        try:
            tidy(number, names)
        finally:
            os.close(number)


def names_left(folder: int | str, names: re.Pattern[str]) -> list[str]:
    """Return the names in a folder that match, and belong to no running process."""
    with os.scandir(folder) as entries:
        matches = [names.fullmatch(entry.name) for entry in entries]
    return [one[0] for one in matches if one and not is_running(int(one[1]))]


def is_removable(status: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Return whether a leftover is of a kind, such as `stat.S_ISREG`, and belongs to this user."""
    return kind(status.st_mode) and is_own(status.st_uid)


def is_running(process: int) -> bool:
    """Return whether a process is running, other than this one.

    A file with the id of this process was left by an earlier process that had the same id.
    """
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it belongs to another user
        pass
    return True
