"""Links: where paths lead, with few calls of the system where they lead straight."""

from __future__ import annotations

import os
import stat
from itertools import accumulate
from pathlib import Path


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
