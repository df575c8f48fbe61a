"""Counts are optional: their libraries are an extra, and only imported by runs that have counts."""

from __future__ import annotations

from importlib.util import find_spec

from garmentclean.errors import GarmentcleanError

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
