"""Where counts of a corpus are needed: this imports no library, so that a plain start is quick."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from garmentclean.counts.common import Common

LIBRARIES = ("datasketch", "numpy", "pyarrow", "scipy")
"""What counts are made and read with: the extra `counts`."""


def is_installed() -> bool:
    """Tell whether the libraries that counts are made and read with are installed."""
    return all(find_spec(name) for name in LIBRARIES)


def require() -> None:
    """Raise GarmentcleanError, which says how to get them, if the libraries are not installed."""
    if not is_installed():
        raise GarmentcleanError(
            f"counts of a corpus need {', '.join(LIBRARIES[:-1])} and {LIBRARIES[-1]}: "
            "pip install 'garmentclean[counts]'"
        )


def common_of(folders: Iterable[Path], site_field: str | None = None) -> Common | None:
    """Return what is common in the corpus of some folders of counts; None without any.

    Args:
        folders: the folders.
        site_field: the key by which sites are told, if it is known yet.

    Raises:
        GarmentcleanError: one has no counts, or some that cannot be read; they were counted with
            another key; or what reads them is not installed.
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
