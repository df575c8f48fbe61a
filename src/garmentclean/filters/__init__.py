"""The filters: one module a kind of change.

A module `drop_lines` holds the rule class `DropLines` of the kind `drop-lines`. The class is the
documentation and the validator of such a rule, and its `scanner` compiles *all* rules of the kind
into one object that proposes patches. To add a kind, write its module and give it a place in
`ORDER`; a package of its own declares its rule class as an entry point of `garmentclean.filters`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from garmentclean.filters.base.rule import Rule, RuleError
from garmentclean.filters.base.view import View
from garmentclean.filters.plugins.entry_points import FILTERS, PluginError, package_of, plugins
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.metadata import EntryPoint


__all__ = ["FilterRule", "Patch", "RuleError", "Scanner", "View"]

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
    "restore-letters",
    "substitute",
    "drop-sparse",
    "tidy-spacing",
    "report",
)
"""The built-in kinds, in the order in which they run by default."""
LAST = ORDER.index("tidy-spacing")
"""Where those of plugins come in between: what they leave is tidied and reported as well."""


class Scanner(Protocol):
    """All rules of one kind, compiled."""

    def patches(self, view: View) -> Iterable[Patch]:
        """Propose what the rules would change in a document, in any order."""
        ...


class FilterRule(Rule):
    """A rule of some kind: what each filter module's rule class is."""

    @staticmethod
    def scanner(rules: Sequence[Any]) -> Scanner:
        """Compile rules of this kind."""
        raise NotImplementedError


@cache
def _plugged() -> dict[str, EntryPoint]:
    """Return the kinds of plugins, with their entry points, in the order of their names."""
    found: dict[str, EntryPoint] = {}
    for entry in plugins(FILTERS):
        if not entry.name.replace("-", "").isalnum():
            raise PluginError.of(entry, "is no name of a filter: it may have letters, digits and -")
        if entry.name in ORDER:
            raise PluginError.of(entry, "has the name of a filter of garmentclean's own")
        if entry.name in found:
            other = package_of(found[entry.name])
            raise PluginError.of(entry, f"has the name of a filter of package {other}")
        found[entry.name] = entry
    return found


def kinds() -> tuple[str, ...]:
    """Return all kinds that there are, in the order in which they run by default.

    Raises PluginError for a plugin whose kind there is already. None is imported.
    """
    return (*ORDER[:LAST], *_plugged(), *ORDER[LAST:])


def origin(kind: str) -> str:
    """Return the name and the version of the package that a kind comes from; empty for our own."""
    return "" if kind in ORDER else package_of(_plugged()[kind])


def rule_class(kind: str) -> type[FilterRule]:
    """Return the rule class of a kind; its libraries are imported only now.

    Raises PluginError for a plugin that cannot be used.

    >>> rule_class("drop-lines").kind
    'drop-lines'
    """
    if kind not in ORDER:
        from garmentclean.filters.plugins.guard import checked  # it needs this module

        return checked(_plugged()[kind])
    module = import_module(f"{__name__}.{kind.replace('-', '_')}")
    return cast("type[FilterRule]", getattr(module, kind.title().replace("-", "")))


def scanner_of(kind: str, rules: Sequence[Rule]) -> Scanner:
    """Compile the rules of a kind; for one of a plugin, FilterError tells what goes wrong in it."""
    if kind not in ORDER:
        from garmentclean.filters.plugins.guard import Guarded  # it needs this module

        return Guarded(kind, rules)
    return rule_class(kind).scanner(rules)


def scanners_of(rules: Mapping[str, Sequence[Rule]], limit: float = 0) -> list[Scanner]:
    """Compile the rules of several kinds.

    Args:
        rules: the rules of each kind.
        limit: how many seconds those of plugins have for a document; they run in a process of
            their own then. 0 for no limit, and for this process.
    """
    plugged = {kind: some for kind, some in rules.items() if kind not in ORDER}
    if not (plugged and limit):
        return [scanner_of(kind, some) for kind, some in rules.items()]
    from garmentclean.filters.plugins.process import Host  # it needs this module

    host = Host(plugged, limit)
    return [
        host.scanner(kind) if kind in plugged else scanner_of(kind, some)
        for kind, some in rules.items()
    ]
