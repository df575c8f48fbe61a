"""The libraries for counts, an extra that only runs with counts import."""

from __future__ import annotations

from importlib.util import find_spec

from garmentclean.errors import GarmentcleanError

LIBRARIES = ("datasketch", "numpy", "pyarrow", "scipy")
"""The libraries of the extra `counts`."""


def is_installed() -> bool:
    """Return whether the libraries for counts are installed."""
    return all(find_spec(name) for name in LIBRARIES)


def require() -> None:
    """Raise GarmentcleanError with how to install them if the libraries are missing."""
    if not is_installed():
        raise GarmentcleanError(
            f"counts of a corpus need {', '.join(LIBRARIES[:-1])} and {LIBRARIES[-1]}: "
            "pip install 'garmentclean[counts]'"
        )
