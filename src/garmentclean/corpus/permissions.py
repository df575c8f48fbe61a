"""Who may read what is written: nobody who may not read the text that it was made of."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = 0o600
"""The mode of a file that only its owner reads and writes."""
READABLE = 0o666
SET_ID = stat.S_ISUID | stat.S_ISGID
CAPABILITIES = "security.capability"
"""The attribute that gives a program rights of root: as with set-uid, no text needs it."""
ACCESS = "system.posix_acl_access"
"""The attribute that has the access control list (acl(5))."""
_turn = Lock()


class Rights(NamedTuple):
    """The mode of a file, and who owns it."""

    mode: int
    owner: int
    group: int

    @classmethod
    def of(cls, found: os.stat_result) -> Rights:
        """Take them from what the system says of a file."""
        return cls(stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)

    def mode_for(self, owner: int, group: int) -> int:
        """Return the mode of a file with the same text that belongs to others.

        Set-uid and set-gid go, for they would give the rights of somebody else. People of another
        group may do what both the group and all others may.

        >>> oct(Rights(0o4755, 1000, 1000).mode_for(0, 1000))
        '0o755'
        >>> oct(Rights(0o640, 1000, 1000).mode_for(1000, 7))
        '0o600'
        """
        mode = self.mode
        if owner != self.owner:
            mode &= ~SET_ID
        return mode if group == self.group else for_another_group(mode)


class Readers:
    """Finds out who may read a record of several texts: those who may read all of them."""

    def __init__(self) -> None:
        self._mode = READABLE
        self._owners: set[int] = set()
        self._groups: set[int] = set()

    def add(self, rights: Rights) -> None:
        """Add a text."""
        self._mode &= rights.mode | PRIVATE
        self._owners.add(rights.owner)
        self._groups.add(rights.group)

    def mode_for(self, group: int) -> int:
        """Return the mode of a new record that belongs to a group, as far as the umask allows."""
        return self._shared(group) & ~umask()

    def narrowed(self, mode: int, group: int) -> int:
        """Return the mode of a record that was there, without those who may not read the texts.

        >>> readers = Readers()
        >>> readers.add(Rights(0o640, 1000, 7))
        >>> oct(readers.narrowed(0o664, 7)), oct(readers.narrowed(0o664, 8))
        ('0o660', '0o600')
        """
        may_read = self._shared(group) & 0o444
        return mode & (~0o777 | (may_read >> 2) * 0o7)

    def may_belong_to(self, owner: int) -> bool:
        """Tell whether somebody may own a record, and so may read it."""
        return is_own(owner) or self._owners <= {owner} or bool(self._mode & stat.S_IROTH)

    def _shared(self, group: int) -> int:
        return self._mode if self._groups <= {group} else for_another_group(self._mode)


def is_own(owner: int) -> bool:
    """Tell whether a file of this owner is the user's; on Windows, all are."""
    return not hasattr(os, "geteuid") or owner == os.geteuid()


def for_another_group(mode: int) -> int:
    """Return a mode with what the group and all others may both do, for either."""
    both = mode >> 3 & mode & 0o7
    return mode & ~(stat.S_ISGID | 0o77) | both << 3 | both


def umask() -> int:
    """Return the mode bits that the user wants no new file to have.

    The system tells them only when they are changed. A thread that makes a file meanwhile makes it
    private.
    """
    with _turn:
        found = os.umask(0o077)
        os.umask(found)
    return found


def give(file: int, rights: Rights) -> tuple[int, int]:
    """Give a new file to an owner and a group, as far as the system permits that.

    Args:
        file: its descriptor.
        rights: those of the file that it is like.

    Returns:
        the owner and the group that the new file has now.
    """
    made = os.fstat(file)
    if (made.st_uid, made.st_gid) == rights[1:] or not hasattr(os, "fchown"):
        return made.st_uid, made.st_gid
    for owner in dict.fromkeys((rights.owner, made.st_uid)):
        try:
            os.fchown(file, owner, rights.group)
        except OSError:
            continue  # only root gives files away, and nobody to a group of strangers
        return owner, rights.group
    return made.st_uid, made.st_gid


def open_private(path: Path) -> BinaryIO:
    """Open a new file that only its owner can read; OSError if that fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, PRIVATE), "wb")


def set_mode(file: int, path: str | os.PathLike[str], mode: int) -> None:
    """Set the mode of an open file, by its descriptor where the system can do that.

    A file system that has no modes of its own will do if nobody can read more than the mode says.

    Raises OSError if somebody could.
    """
    try:
        os.chmod(file if os.chmod in os.supports_fd else path, mode)  # noqa: PTH101 - by descriptor
    except OSError:
        if os.fstat(file).st_mode & READABLE & ~mode:
            raise


def copy_attributes(source: int, target: int) -> None:
    """Copy the extended attributes of an open file, which have its access control list.

    What the file system of the copy does not have is left out, as `shutil.copystat` does.
    """
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(source)
    except OSError:
        return
    for name in names:
        if name == CAPABILITIES:
            continue
        try:
            os.setxattr(target, name, os.getxattr(source, name))
        except OSError:
            continue


def without_list(file: int) -> None:
    """Take the access control list away that a new file has got from its folder."""
    if hasattr(os, "removexattr"):
        with suppress(OSError):
            os.removexattr(file, ACCESS)
