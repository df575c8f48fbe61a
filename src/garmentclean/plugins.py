"""Plugins: filters and packs of other packages, found by the entry points that they declare."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FILTERS = "garmentclean.filters"
"""The group of filters: the name of an entry point is the kind, its value the rule class."""
PACKS = "garmentclean.packs"
"""The group of packs: the value of an entry point is the package that the rule files are in."""


class PluginError(GarmentcleanError):
    """A package brings something along that cannot be used."""

    @classmethod
    def of(cls, entry: EntryPoint, fault: str) -> PluginError:
        """Return the error that names the package, what it has declared, and the fault of that."""
        name = entry.dist.name if entry.dist else entry.module
        return cls(
            f"package {package_of(entry)}: entry point '{entry.name}' of {entry.group} {fault}; "
            f"repair it, or take it away with 'pip uninstall {name}'"
        )


@cache
def plugins(group: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a group, in the order of their names; nothing is imported."""
    found = entry_points(group=group)
    return tuple(sorted(found, key=lambda entry: (entry.name, package_of(entry))))


def package_of(entry: EntryPoint) -> str:
    """Return the name and the version of the package that has declared an entry point."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.module


def load(entry: EntryPoint) -> Any:  # noqa: ANN401 - whatever it names
    """Import what an entry point names; PluginError if that fails, however it does."""
    try:
        return entry.load()
    except (Exception, SystemExit) as error:
        raise PluginError.of(entry, f"cannot be imported: {told(error)}") from error


def told(error: BaseException) -> str:
    r"""Return an exception as one line.

    >>> told(KeyError("loom")), told(RuntimeError("a\n  b")), told(ValueError())
    ("KeyError: 'loom'", 'RuntimeError: a b', 'ValueError')
    """
    return f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
