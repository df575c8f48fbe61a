"""Counts are optional: their libraries are an extra, and only imported by runs that have counts."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from garmentclean.counts.common import Common

LIBRARIES = ("datasketch", "numpy", "pyarrow", "scipy")
"""The libraries of the extra `counts`."""


def is_installed() -> bool:
    """Return whether the libraries for counts are installed."""
    return all(find_spec(name) for name in LIBRARIES)


def require() -> None:
    """Raise GarmentcleanError, which says how to get them, if the libraries are not installed."""
    if not is_installed():
        raise GarmentcleanError(
            f"counts of a corpus need {', '.join(LIBRARIES[:-1])} and {LIBRARIES[-1]}: "
            "pip install 'garmentclean[counts]'"
        )


def common_of(folders: Iterable[Path], site_field: str | None = None) -> Common | None:
    """Return what is common according to folders of counts; None without folders.

    Args:
        folders: the folders.
        site_field: the key of the site in rows; None if any is fine.

    Raises:
        GarmentcleanError: a folder has no counts, they cannot be read or were counted with another
            key, or the libraries for them are not installed.
    """
    folders = tuple(folders)
    if not folders:
        return None
    from garmentclean.counts.common import Common  # only where counts are

    common = Common.of(folders)
    if site_field not in {None, common.site_field}:
        raise GarmentcleanError(
            f"{', '.join(map(str, folders))}: were counted with --site-field "
            f"{common.site_field!r}, not {site_field!r}; give the same"
        )
    return common
