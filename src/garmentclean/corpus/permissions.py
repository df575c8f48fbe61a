"""Permissions of written files: only those who may read the original text may read them."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = 0o600
"""The mode of a file that only its owner can read and write."""
READABLE = 0o666
SET_ID = stat.S_ISUID | stat.S_ISGID
CAPABILITIES = "security.capability"
"""The attribute that gives a program rights of root; as with set-uid, no text needs it."""
ACCESS = "system.posix_acl_access"
"""The attribute with the access control list (acl(5))."""
_turn = Lock()


class Rights(NamedTuple):
    """The mode of a file, and who owns it."""

    mode: int
    owner: int
    group: int

    @classmethod
    def of(cls, status: os.stat_result) -> Rights:
        """Return the rights in the result of stat(2)."""
        return cls(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)

    def mode_for(self, owner: int, group: int) -> int:
        """Return the mode of a file with the same text that belongs to another owner or group.

        Set-uid and set-gid are removed, as they would give somebody else's rights. Another group
        may do what both the old group and everybody may do.

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
    """Computes who may read a record of several texts: those who may read all of them."""

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
        """Return the mode of a new record that belongs to a group, limited by the umask."""
        return self._shared(group) & ~umask()

    def narrowed(self, mode: int, group: int) -> int:
        """Return the mode of an existing record, without access for those who may not read it.

        >>> readers = Readers()
        >>> readers.add(Rights(0o640, 1000, 7))
        >>> oct(readers.narrowed(0o664, 7)), oct(readers.narrowed(0o664, 8))
        ('0o660', '0o600')
        """
        may_read = self._shared(group) & 0o444
        return mode & (~0o777 | (may_read >> 2) * 0o7)

    def may_belong_to(self, owner: int) -> bool:
        """Return whether a user may own a record, and thereby read it."""
        return is_own(owner) or self._owners <= {owner} or bool(self._mode & stat.S_IROTH)

    def _shared(self, group: int) -> int:
        return self._mode if self._groups <= {group} else for_another_group(self._mode)


def is_own(owner: int) -> bool:
    """Return whether an owner is the current user; always True on Windows."""
    return not hasattr(os, "geteuid") or owner == os.geteuid()


def for_another_group(mode: int) -> int:
    """Return a mode in which the group and others may do only what both could before."""
    both = mode >> 3 & mode & 0o7
    return mode & ~(stat.S_ISGID | 0o77) | both << 3 | both


def umask() -> int:
    """Return the mode bits that new files must not have.

    The system returns them only when they are set. A file that another thread creates meanwhile is
    private.
    """
    with _turn:
        mask = os.umask(0o077)
        os.umask(mask)
    return mask


def give(file: int, rights: Rights) -> tuple[int, int]:
    """Set the owner and the group of a new file, as far as the system permits.

    Args:
        file: its descriptor.
        rights: the rights of its model.

    Returns:
        its owner and its group after that.
    """
    status = os.fstat(file)
    if (status.st_uid, status.st_gid) == rights[1:] or not hasattr(os, "fchown"):
        return status.st_uid, status.st_gid
    for owner in dict.fromkeys((rights.owner, status.st_uid)):
        try:
            os.fchown(file, owner, rights.group)
        except OSError:
            continue  # only root may change the owner, or set a group that the user is not in
        return owner, rights.group
    return status.st_uid, status.st_gid


def open_private(path: Path) -> BinaryIO:
    """Open a new file that only its owner can read; OSError if that fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, PRIVATE), "wb")


def set_mode(file: int, path: str | os.PathLike[str], mode: int) -> None:
    """Set the mode of an open file, by its descriptor where the system can do that.

    On a file system without modes, OSError is raised only if others get more access than the mode
    allows.
    """
    try:
        os.chmod(file if os.chmod in os.supports_fd else path, mode)
    except OSError:
        if os.fstat(file).st_mode & READABLE & ~mode:
            raise


def copy_attributes(source: int, target: int) -> None:
    """Copy the extended attributes of an open file, with its access control list.

    Attributes that the file system of the copy does not support are left out, as in
    `shutil.copystat`.
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
    """Remove the access control list that a new file has inherited from its folder."""
    if hasattr(os, "removexattr"):
        with suppress(OSError):
            os.removexattr(file, ACCESS)
