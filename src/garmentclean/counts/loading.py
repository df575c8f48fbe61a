"""Loading the counts for a run; a run without counts imports nothing for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from garmentclean.counts.common import Common


def common_of(folders: Iterable[Path], site_field: str | None = None) -> Common | None:
    """Return what is common according to folders of counts; None without folders.

    Args:
        folders: the folders.
        site_field: the key of the site in rows; None if any is fine.

    Raises:
        GarmentcleanError: a folder has no counts, they cannot be read, they were counted with
            another key, or the libraries for them are not installed.
    """
    folders = tuple(folders)
    if not folders:
        return None
    from garmentclean.counts.common import Common  # a run without counts does not need it

    common = Common.of(folders)
    if site_field not in {None, common.site_field}:
        raise GarmentcleanError(
            f"{', '.join(map(str, folders))}: were counted with --site-field "
            f"{common.site_field!r}, not {site_field!r}; give the same"
        )
    return common
