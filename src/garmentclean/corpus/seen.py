"""What files looked like, so that one that was changed meanwhile is not taken for the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.permissions import Rights

if TYPE_CHECKING:
    from pathlib import Path


class Seen(NamedTuple):
    """What tells whether a file is still the one that was read, and as it was.

    Attributes:
        device: the file system that it is on.
        inode: its number there.
        size: its bytes.
        modified: when its text was last changed, in nanoseconds. Programs can set it.
        changed: when anything of it was, which only the system sets; 0 for a file with several
            names, where that is also the time when another name was taken away.
        rights: its mode and owner.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int
    rights: Rights

    @classmethod
    def of(cls, path: Path | str) -> Seen | None:
        """Look at a file; None if there is none."""
        try:
            return cls.from_stat(os.stat(path))  # noqa: PTH116 - quicker
        except OSError:
            return None

    @classmethod
    def from_stat(cls, found: os.stat_result) -> Seen:
        """Take it from what the system says of a file."""
        changed = found.st_ctime_ns if found.st_nlink == 1 else 0
        rights = Rights.of(found)
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, changed, rights)

    def is_same(self, found: os.stat_result) -> bool:
        """Tell whether a file is this one, whatever is in it now."""
        return (self.device, self.inode) == (found.st_dev, found.st_ino)

    def is_still(self, found: os.stat_result | None) -> bool:
        """Tell whether a file is this one, and was not changed."""
        if found is None:
            return False
        now = self.from_stat(found)
        return self[:4] == now[:4] and self.changed in {0, now.changed}

    def is_at(self, path: Path | str) -> bool:
        """Tell whether a path leads to this file, and it was not changed."""
        try:
            return self.is_still(os.stat(path))  # noqa: PTH116 - quicker
        except OSError:
            return False


def is_same(one: Path, two: Path) -> bool:
    """Tell whether two paths lead to the same file, which is there."""
    first = Seen.of(one)
    second = Seen.of(two) if first else None
    return first is not None and second is not None and first[:2] == second[:2]
