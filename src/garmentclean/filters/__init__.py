"""The filters: one module a kind of change.

A module `drop_lines` holds the rule class `DropLines` of the kind `drop-lines`. The class is the
documentation and the validator of such a rule, and its `scanner` compiles *all* rules of the kind
into one object that proposes patches. To add a kind, write its module and give it a place in
`ORDER`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from garmentclean.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.edit import Patch
    from garmentclean.view import View

ORDER = (
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
    "tidy-spacing",
    "report",
)
"""All kinds, in the order in which they run by default."""


class Scanner(Protocol):
    """All rules of one kind, compiled."""

    def patches(self, view: View) -> Iterable[Patch]:
        """Propose what the rules would change in a document, in any order."""
        ...


class FilterRule(Rule):
    """A rule of some kind: what each filter module's rule class is."""

    @staticmethod
    def scanner(rules: Sequence[Rule]) -> Scanner:
        """Compile rules of this kind."""
        raise NotImplementedError


def rule_class(kind: str) -> type[FilterRule]:
    """Return the rule class of a kind; its libraries are imported only now.

    >>> rule_class("drop-lines").kind
    'drop-lines'
    """
    module = import_module(f"{__name__}.{kind.replace('-', '_')}")
    return cast("type[FilterRule]", getattr(module, kind.title().replace("-", "")))
