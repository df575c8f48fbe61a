"""Plugins: filters and packs of other packages, found by the entry points that they declare."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.file_kinds import read_small
from garmentclean.errors import GarmentcleanError, summary_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FILTERS = "garmentclean.filters"
"""The group of filters: the name of an entry point is the kind, its value the rule class."""
PACKS = "garmentclean.packs"
"""The group of packs: the value of an entry point is the package with the rule files."""

KNOWN = ("PathFinder", "MetadataPathFinder")
"""Finders that search the folders of `sys.path`: Python's own, and that of the package
importlib_metadata, which replaces it when Dask is imported."""


class PluginError(GarmentcleanError):
    """A package declares something that cannot be used."""

    @classmethod
    def of(cls, entry: EntryPoint, fault: str) -> PluginError:
        """Return the error that names the package, what it declares, and what is wrong with it."""
        name = entry.dist.name if entry.dist else entry.module
        return cls(
            f"package {package_of(entry)}: entry point '{entry.name}' of {entry.group} {fault}; "
            f"repair it, or remove it with 'pip uninstall {name}'"
        )


@cache
def plugins(group: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a group, in the order of their names; nothing is imported."""
    if not declared():
        return ()
    from importlib.metadata import entry_points  # slow to import, and few have plugins

    found = entry_points(group=group)
    return tuple(sorted(found, key=lambda entry: (entry.name, package_of(entry))))


@cache
def declared() -> bool:
    """Return whether an installed package may declare plugins.

    This only avoids importlib.metadata, which takes as long as the rest of a start. It looks in the
    same places, and is true for whatever it does not understand: zip files, eggs, other finders.
    """
    others = [finder for finder in sys.meta_path if _name_of(finder) not in KNOWN]
    if any(hasattr(finder, "find_distributions") for finder in others):
        return True
    return any(_declared_in(folder) for folder in dict.fromkeys(sys.path))


def _name_of(finder: object) -> str:
    return getattr(finder, "__name__", type(finder).__name__)


def _declared_in(folder: str) -> bool:
    """Return whether a package in a folder of `sys.path` may declare plugins."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - only the names matter
    except NotADirectoryError:
        return True
    except OSError:
        return False
    if folder.lower().endswith(".egg") or any(name.lower().endswith(".egg") for name in names):
        return True
    for name in names:
        if name.lower().endswith((".dist-info", ".egg-info")):
            try:
                declared = read_small(Path(folder, name, "entry_points.txt"))
            except OSError:
                continue
            if b"[garmentclean." in declared:
                return True
    return False


def package_of(entry: EntryPoint) -> str:
    """Return the name and version of the package that declares an entry point."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.module


def load(entry: EntryPoint) -> Any:
    """Import what an entry point names; PluginError if that fails in any way."""
    try:
        return entry.load()
    except (Exception, SystemExit) as error:
        raise PluginError.of(entry, f"cannot be imported: {summary_of(error)}") from error
