"""Filters of other packages: looked at before they are used, and watched while they are.

What goes wrong in one of them is told in a line that names the package. What goes wrong in our own
is a fault of ours, and is not caught.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from garmentclean.edit import Patch
from garmentclean.errors import FilterError
from garmentclean.filters import ORDER, FilterRule, origin, rule_class
from garmentclean.plugins import PluginError, load, told
from garmentclean.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.metadata import EntryPoint

    from garmentclean.rule import Rule
    from garmentclean.view import View


@cache
def checked(entry: EntryPoint) -> type[FilterRule]:
    """Return the rule class that an entry point names.

    Raises PluginError if it cannot be imported, or lacks what each filter's rule class has.
    """
    made = load(entry)
    if not (isinstance(made, type) and issubclass(made, FilterRule)):
        raise PluginError.of(entry, f"names no FilterRule: {made!r}")
    fault = fault_of(made, entry.name)
    if fault:
        raise PluginError.of(entry, f"names {made.__name__}, {fault}")
    return made


def fault_of(made: type[FilterRule], kind: str) -> str:
    """Return what a rule class lacks that each filter's must have; nothing if it has all."""
    from garmentclean.keys import is_plain, keys_of  # noqa: PLC0415 - only for plugins

    named = getattr(made, "kind", None)
    if named != kind:
        return f"whose kind is {named!r}, and must be the entry point's name"
    if made.scanner is FilterRule.scanner:
        return "which has no scanner"
    try:
        keys = keys_of(made)
    except KeyError as error:
        return f"whose docstring does not tell of its key {error} under 'Keys:'"
    except (NameError, TypeError) as error:
        return f"whose fields have types that cannot be read: {told(error)}"
    odd = next((key for key in keys if not is_plain(key.hint)), None)
    return (
        f"whose key '{odd.name}' has a type that no rule file can give: {odd.hint}" if odd else ""
    )


@contextmanager
def blamed(kind: str, place: str = "") -> Iterator[None]:
    """Raise as FilterError what the filter of a plugin raises.

    To the loader, which names a place, a RuleError passes: it names its key, and the loader its
    line.

    Args:
        kind: the kind of the filter; what our own raise passes, too.
        place: what the message begins with.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        if kind in ORDER or (place and isinstance(error, RuleError)):
            raise
        raise FilterError(
            f"{place}filter {kind} of package {origin(kind)} has failed: {told(error)}; "
            "tell its authors, and --ignore its rules until then"
        ) from error


class Guarded:
    """The rules of a plugin's kind, compiled, and what they propose looked at.

    Args:
        kind: the kind.
        rules: its rules.
    """

    def __init__(self, kind: str, rules: Sequence[Rule]) -> None:
        self._kind = kind
        self._names = {rule.name for rule in rules}
        with blamed(kind):
            self._scanner = rule_class(kind).scanner(rules)

    def patches(self, view: View) -> Iterable[Patch]:
        """Propose what the plugin proposes; FilterError for what cannot be done with a text."""
        with blamed(self._kind):
            patches = list(self._scanner.patches(view))
            for patch in patches:
                self._check(patch, len(view.raw))
        return patches

    def _check(self, patch: object, length: int) -> None:
        if not isinstance(patch, Patch):
            raise TypeError(f"it proposes {patch!r}, which is no Patch")
        if not 0 <= patch.start <= patch.end <= length:
            raise ValueError(f"it proposes {patch}, outside of a text of {length} characters")
        if patch.rule not in self._names:
            raise ValueError(f"it proposes {patch}, which names none of its rules")
