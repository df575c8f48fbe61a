"""Filters of other packages: checked before they are used, and watched while they run.

A failure in one of them becomes an error that names the package. A failure in a built-in filter is
a bug, and is not caught.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from itertools import islice
from operator import index
from typing import TYPE_CHECKING

from garmentclean.errors import FilterError, RuleError, summary_of
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.plugins.entry_points import PluginError, load
from garmentclean.text.document import is_unicode
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.metadata import EntryPoint

    from garmentclean.filters.base.view import View

MOST_EACH, MOST = 10, 1000
"""A filter may propose this many patches for each character of a text, and this many more."""
LONG = 200
"""The most characters of a patch that a message shows."""


@cache
def checked(entry: EntryPoint) -> type[Rule]:
    """Return the rule class that an entry point names.

    Raises PluginError if it cannot be imported, or lacks what a rule class must have.
    """
    made = load(entry)
    if not (isinstance(made, type) and issubclass(made, Rule)):
        raise PluginError.of(entry, f"is not a FilterRule: {made!r}")
    fault = fault_of(made, entry.name)
    if fault:
        raise PluginError.of(entry, f"names {made.__name__}, {fault}")
    return made


def fault_of(made: type[Rule], kind: str) -> str:
    """Return what a rule class lacks; empty if it is complete."""
    from garmentclean.filters.base.keys import is_plain, keys_of  # only for plugins

    named = getattr(made, "kind", None)
    if named != kind:
        return f"whose kind is {named!r}, and must be the entry point's name"
    if made.scanner is Rule.scanner:
        return "which has no scanner"
    try:
        keys = keys_of(made)
    except KeyError as error:
        return f"whose docstring does not document its key {error} under 'Keys:'"
    except (NameError, TypeError) as error:
        return f"whose fields have types that cannot be read: {summary_of(error)}"
    odd = next((key for key in keys if not is_plain(key.hint)), None)
    return (
        f"whose key '{odd.name}' has a type that no rule file can give: {odd.hint}" if odd else ""
    )


@contextmanager
def blamed(kind: str, package: str, place: str = "") -> Iterator[None]:
    """Turn what the filter of a plugin raises into a FilterError.

    With a `place`, a RuleError is passed on: the loader adds the line of its key.

    Args:
        kind: the kind of the filter.
        package: its package; empty for built-in filters, whose errors are passed on.
        place: what the message begins with.
    """
    try:
        yield
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        if not package or (place and isinstance(error, RuleError)):
            raise
        raise FilterError(
            f"{place}filter {kind} of package {package} has failed: {summary_of(error)}; "
            "tell its authors, and --ignore its rules until then"
        ) from error


class Guarded:
    """The compiled rules of a plugin's kind, whose patches are checked.

    Args:
        kind: the kind.
        package: the package that it comes from.
        rules: its rules, at least one.
    """

    def __init__(self, kind: str, package: str, rules: Sequence[Rule]) -> None:
        self._kind, self._package = kind, package
        self._names = {rule.name for rule in rules}
        with blamed(kind, package):
            self._scanner = rules[0].scanner(rules)

    def patches(self, view: View) -> list[Patch]:
        """Return the plugin's patches; FilterError for patches that do not fit the text."""
        most = MOST_EACH * len(view.raw) + MOST
        with blamed(self._kind, self._package):
            found = islice(self._scanner.patches(view), most + 1)
            patches = [self._checked(patch, len(view.raw)) for patch in found]
            if len(patches) > most:
                raise ValueError(f"it proposes more than {most:,} patches")
        return patches

    def _checked(self, patch: object, length: int) -> Patch:
        """Return a patch of plain values; TypeError or ValueError if it is not one."""
        if not isinstance(patch, Patch):
            raise TypeError(f"it proposes {shown(patch)}, which is no Patch")
        start, end = offset_of(patch, patch.start), offset_of(patch, patch.end)
        if not 0 <= start <= end <= length:
            raise ValueError(
                f"it proposes {shown(patch)}, outside of a text of {length} characters"
            )
        if patch.rule not in self._names:
            raise ValueError(f"it proposes {shown(patch)}, which names none of its rules")
        new = None if patch.replacement is None else text_of(patch, patch.replacement)
        if new is not None and ("\0" in new or not is_unicode(new)):
            raise ValueError(f"it proposes {shown(patch)}, whose replacement no file can hold")
        facts = tuple((text_of(patch, key), text_of(patch, value)) for key, value in patch.facts)
        return Patch(start, end, new, str(patch.rule), facts, text_of(patch, patch.because))


def offset_of(patch: Patch, value: object) -> int:
    """Return an offset as an int, whatever its integer type; TypeError if it is not an integer.

    Args:
        patch: the patch that has it.
        value: the offset.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"it proposes {shown(patch)}, and {shown(value)} is no offset")
    return index(value)


def text_of(patch: Patch, value: object) -> str:
    """Return a text as a plain str; TypeError if it is not a text."""
    if not isinstance(value, str):
        raise TypeError(f"it proposes {shown(patch)}, and {shown(value)} is no text")
    return str.__str__(value)


def shown(value: object) -> str:
    """Return the repr of a value, shortened in the middle if it is long."""
    text = repr(value)
    return text if len(text) <= LONG else f"{text[: LONG // 2]} … {text[-LONG // 2 :]}"
