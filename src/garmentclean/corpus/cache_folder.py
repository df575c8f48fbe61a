"""The user's cache folder: what is in it only saves time, and may be deleted at any time.

Whoever can write there could add rules, or read texts. So it is used only if nobody else can change
it: neither the folder nor one above. Its files are opened under the same condition.
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
OTHERS = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path:
    """Return the user's cache folder, or the one that the environment names.

    Links in its path are followed here, so that nobody can point them elsewhere later.
    """
    if named := os.environ.get(FOLDER):
        return Path(os.path.realpath(named))
    from platformdirs import user_cache_path  # not where the folder is named

    return Path(os.path.realpath(user_cache_path("garmentclean")))


def problem_with(folder: Path) -> str:
    """Return why a folder of the cache is not used; nothing if it is, or can be made.

    Args:
        folder: the cache folder, or one in it, as `cache_folder` names it.
    """
    if not hasattr(os, "geteuid"):  # Windows has other means, and gives each user a folder
        return ""
    owners = {os.geteuid()}
    for place in (folder, *folder.parents):
        try:
            found = place.lstat()
        except OSError:
            continue
        if found.st_uid not in owners:
            why, remedy = f"{place} belongs to another user", ""
        elif _shared(found) and not (found.st_mode & stat.S_ISVTX and place != folder):
            why, remedy = f"others can change {place}", f"chmod go-w {place}, or "
        else:
            owners |= {0}  # whom everybody has to trust
            continue
        return f"the cache folder is not used, for {why}; {remedy}set {FOLDER} to one of your own"
    return ""


def _shared(found: os.stat_result) -> bool:
    """Return whether others than the owner can write; a group of the user's own is no other."""
    if not found.st_mode & OTHERS or not hasattr(os, "geteuid"):
        return False
    return bool(found.st_mode & stat.S_IWOTH) or not _has_only_us(found.st_gid)


def _has_only_us(group: int) -> bool:
    """Return whether a group is the private one of this user, as many systems make for each."""
    import grp  # Windows has none
    import pwd

    try:
        user, found = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    own = group == user.pw_gid and found.gr_name == user.pw_name
    return own and not {*found.gr_mem} - {user.pw_name}


def make(folder: Path) -> None:
    """Make a folder of the cache, and those above it, for this user alone; else OSError."""
    missing = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    for place in reversed(missing):
        place.mkdir(0o700, exist_ok=True)
    if not folder.is_dir():
        folder.mkdir(0o700)  # which says why not


def open_own(path: Path) -> BinaryIO:
    """Open a file of the cache to read it.

    Raises:
        OSError: it cannot be opened, is a link or not a regular file, or others can change it.
    """
    file = open_regular(path, flags=getattr(os, "O_NOFOLLOW", 0))
    found = os.fstat(file.fileno())
    if not is_own(found.st_uid) or _shared(found):
        file.close()
        raise OSError(EPERM, "others can change it", os.fspath(path))
    return file
