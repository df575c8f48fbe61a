"""The user's cache folder; its content only saves time, and may be deleted at any time.

Whoever can write there could add rules, or read texts. So the folder is used only if nobody else
can change it or a folder above it. The same holds for its files.
"""

from __future__ import annotations

import os
import stat
from errno import EPERM
from pathlib import Path
from typing import BinaryIO

from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.permissions import is_own

FOLDER = "GARMENTCLEAN_CACHE_DIR"
"""The environment variable that names another cache folder."""
WRITABLE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path:
    """Return the user's cache folder, or the one that the environment names.

    Links in its path are followed here, so that nobody can point them elsewhere later.
    """
    if named := os.environ.get(FOLDER):
        return Path(os.path.realpath(named))
    from platformdirs import user_cache_path  # not needed if the variable is set

    return Path(os.path.realpath(user_cache_path("garmentclean")))


def problem_with(folder: Path) -> str:
    """Return why a cache folder cannot be used; empty if it can, or can be created.

    Args:
        folder: the folder that `cache_folder` returns, or one in it.
    """
    if not hasattr(os, "geteuid"):  # Windows gives each user a folder of their own
        return ""
    owners = {os.geteuid()}
    for place in (folder, *folder.parents):
        try:
            status = place.lstat()
        except OSError:
            continue
        if status.st_uid not in owners:
            why, remedy = f"{place} belongs to another user", ""
        elif _shared(status) and not (status.st_mode & stat.S_ISVTX and place != folder):
            why, remedy = f"others can change {place}", f"chmod go-w {place}, or "
        else:
            owners |= {0}  # everybody has to trust root
            continue
        return (
            f"the cache folder is not used, because {why}; {remedy}set {FOLDER} to one of your own"
        )
    return ""


def _shared(status: os.stat_result) -> bool:
    """Return whether anybody but the owner can write; the user's private group does not count."""
    if not status.st_mode & WRITABLE or not hasattr(os, "geteuid"):
        return False
    return bool(status.st_mode & stat.S_IWOTH) or not _has_only_us(status.st_gid)


def _has_only_us(group: int) -> bool:
    """Return whether a group is this user's private one; many systems create one for each user."""
    import grp  # Windows has neither
    import pwd

    try:
        user, entry = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    own = group == user.pw_gid and entry.gr_name == user.pw_name
    return own and not {*entry.gr_mem} - {user.pw_name}


def make(folder: Path) -> None:
    """Create a cache folder, and those above it, for this user only; OSError if that fails."""
    missing = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    for place in reversed(missing):
        place.mkdir(0o700, exist_ok=True)
    if not folder.is_dir():
        folder.mkdir(0o700)  # raises the error that says what is wrong


def open_own(path: Path) -> BinaryIO:
    """Open a file of the cache for reading.

    Raises:
        OSError: it cannot be opened, is a link, is not a regular file, or others can change it.
    """
    file = open_regular(path, flags=getattr(os, "O_NOFOLLOW", 0))
    status = os.fstat(file.fileno())
    if not is_own(status.st_uid) or _shared(status):
        file.close()
        raise OSError(EPERM, "others can change it", os.fspath(path))
    return file
