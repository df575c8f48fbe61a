"""The user's cache folder: what is in it only saves time, and may be deleted at any time."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "GARMENTCLEAN_CACHE_DIR"
"""The environment variable that names another cache folder."""


def cache_folder() -> Path:
    """Return the user's cache folder, or the one that the environment names."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    from platformdirs import user_cache_path  # noqa: PLC0415 - not where the folder is named

    return user_cache_path("garmentclean")
