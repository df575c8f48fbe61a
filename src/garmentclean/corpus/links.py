"""Links: where paths lead, with few calls of the system where they lead straight; hard links."""

from __future__ import annotations

import os
import stat
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.corpus.writing import Names


class HardLinks:
    """Files with several names, some of which were replaced.

    A new file takes the place of one name, and the others keep the old one: they may be a backup.
    """

    def __init__(self) -> None:
        self._replaced: dict[tuple[int, int], list[str]] = {}
        self._left: dict[tuple[int, int], int] = {}

    def add(self, path: Path, names: Names | None) -> None:
        """Take a file that was replaced, with the names that it had."""
        file = names and (names.device, names.inode)
        if names and file and (names.total > 1 or file in self._replaced):
            self._replaced.setdefault(file, []).append(str(path))
            self._left[file] = names.total - 1

    def messages(self) -> Iterator[str]:
        """Yield what has to be said of them."""
        for file, (first, *others) in self._replaced.items():
            left = self._left[file]
            if left:
                keep = "1 other name of its file keeps" if left == 1 else f"{left:,} others keep"
                yield f"{first}: is a hard link; {keep} the text as it was"
            if others:
                more = f" and {len(others) - 1:,} more" if others[1:] else ""
                yield f"{first}: was a hard link of {others[0]}{more}; these are separate files now"


def leads_out(path: Path, within: Path) -> bool:
    """Tell whether a path leads out of a folder, as through a link."""
    if _is_plainly_in(str(path), str(within)):
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(within))


def _is_plainly_in(path: str, folder: str) -> bool:
    """Tell whether a path goes down from a folder without any link; quicker than `realpath`."""
    above = "" if folder == "." else os.path.join(folder, "")  # noqa: PTH118 - quicker
    parts = path[len(above) :].split(os.sep)  # noqa: PTH206 - quicker
    if not path.startswith(above) or path.startswith(os.sep, len(above)) or ".." in parts:
        return False
    ways = accumulate(parts, lambda way, part: way + os.sep + part)
    return not any(os.path.islink(above + way) for way in ways)  # noqa: PTH114 - quicker


def led_to(path: str) -> tuple[str, bool]:
    """Return what a path leads to, if it is a link, and whether there is nothing."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return path, True
    if not stat.S_ISLNK(found.st_mode):
        return path, False
    real = os.path.realpath(path)
    return real, not os.path.lexists(real)
