"""The kinds of rules: their order, their rule classes, and what compiles their rules.

To add a kind, write its module and add it to `ORDER`. Another package declares its rule class as
an entry point of `garmentclean.filters`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from garmentclean.filters.plugins.entry_points import FILTERS, PluginError, package_of, plugins
from garmentclean.filters.plugins.guard import Guarded, checked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.metadata import EntryPoint

    from garmentclean.filters.base.rule import Rule, Scanner

ORDER = (
    "drop-common",
    "repair-encoding",
    "strip-markup",
    "drop-block",
    "drop-lines",
    "drop-similar",
    "drop-language",
    "drop-repeats",
    "join-lines",
    "join-words",
    "split-words",
    "restore-letters",
    "substitute",
    "drop-sparse",
    "tidy-spacing",
    "report",
)
"""The built-in kinds, in the order in which they run by default."""
PLUGINS_BEFORE = ORDER.index("tidy-spacing")
"""Filters of plugins run before this one, so that their results are tidied and reported, too."""


@cache
def _plugins() -> dict[str, EntryPoint]:
    """Return the kinds of plugins with their entry points, in the order of their names."""
    found: dict[str, EntryPoint] = {}
    for entry in plugins(FILTERS):
        if not entry.name.replace("-", "").isalnum():
            raise PluginError.of(
                entry, "is not a valid name of a filter: it may have letters, digits and -"
            )
        if entry.name in ORDER:
            raise PluginError.of(entry, "has the name of a filter of garmentclean's own")
        if entry.name in found:
            other = package_of(found[entry.name])
            raise PluginError.of(entry, f"has the name of a filter of package {other}")
        found[entry.name] = entry
    return found


def kinds() -> tuple[str, ...]:
    """Return all kinds, in the order in which they run by default; imports none of them.

    Raises PluginError for a plugin whose kind already exists.
    """
    return (*ORDER[:PLUGINS_BEFORE], *_plugins(), *ORDER[PLUGINS_BEFORE:])


def origin(kind: str) -> str:
    """Return the name and version of the package of a kind; empty for built-in ones."""
    return "" if kind in ORDER else package_of(_plugins()[kind])


def rule_class(kind: str) -> type[Rule]:
    """Import the module of a kind and return its rule class.

    Raises PluginError for a plugin that cannot be used.

    >>> rule_class("drop-lines").kind
    'drop-lines'
    """
    if kind not in ORDER:
        return checked(_plugins()[kind])
    module = import_module(f"{__package__}.{kind.replace('-', '_')}")
    return cast("type[Rule]", getattr(module, kind.title().replace("-", "")))


def scanner_of(kind: str, rules: Sequence[Rule]) -> Scanner:
    """Compile the rules of a kind; FilterError if the plugin that it comes from fails."""
    if kind not in ORDER:
        return Guarded(kind, origin(kind), rules)
    return rule_class(kind).scanner(rules)


def scanners_of(rules: Mapping[str, Sequence[Rule]], limit: float = 0) -> list[Scanner]:
    """Compile the rules of several kinds.

    Args:
        rules: the rules of each kind.
        limit: how many seconds the filter of a plugin has for a document; with a limit, it runs in
            a process of its own. 0 for no limit.
    """
    of_plugins = {kind: some for kind, some in rules.items() if kind not in ORDER}
    if not (of_plugins and limit):
        return [scanner_of(kind, some) for kind, some in rules.items()]
    from garmentclean.filters.plugins.process import Host  # few runs need another process

    host = Host(of_plugins, {kind: origin(kind) for kind in of_plugins}, limit)
    return [
        host.scanner(kind) if kind in of_plugins else scanner_of(kind, some)
        for kind, some in rules.items()
    ]
