"""A quick test of which patterns may match on a line, before they are tried one by one.

Two automata search for what each of the patterns requires (`required_part`): one for what must be
at the beginning of a line, which is known after a few characters, and one for the rest. In one
automaton, each of the first is combined with each of the others, which takes three times as long.
What a pattern requires is worked out once, and cached with the pack of its rule.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import search_set

if TYPE_CHECKING:
    from collections.abc import Iterable


class Search(NamedTuple):
    """A pattern as in a rule file, whether it ignores case, and may match across lines."""

    pattern: str
    ignore_case: bool
    across_lines: bool


class Hint(NamedTuple):
    """What is known about a search in advance.

    Attributes:
        required: a pattern that matches on a line wherever the search does; empty if none is known.
        on_one_line: whether the search never matches across lines.
    """

    required: str
    on_one_line: bool


AT_BEGIN = re.compile(r"(?:\(\?[ims]+\))*\^")
"""The beginning of a pattern that matches only at the beginning of a line."""
UNKNOWN = Hint("", on_one_line=False)
"""The hint for a pattern that `required_part` does not understand."""

_hints: dict[Search, Hint] = {}


def hint_of(search: Search) -> Hint:
    """Return what is known about a search."""
    if search not in _hints:
        from garmentclean.filters.base import required_part  # cached packs do not need it

        pattern, ignore_case, across = search
        try:
            required = required_part.required_part(
                pattern, ignore_case=ignore_case, across_lines=across
            )
            _hints[search] = Hint(required, required_part.stays_on_line(pattern))
        except required_part.UnknownPartError:
            _hints[search] = UNKNOWN
    return _hints[search]


def dump_hints(searches: Iterable[Search]) -> list[list[Any]]:
    """Return the hints of some searches as plain data."""
    return [[*search, *hint_of(search)] for search in searches]


def load_hints(data: Iterable[Iterable[Any]]) -> None:
    """Load what `dump_hints` returned, perhaps in another process."""
    for pattern, ignore_case, across, required, on_one_line in data:
        _hints[Search(pattern, ignore_case, across)] = Hint(required, on_one_line)


class Prefilter:
    """Finds the searches that may match on a line.

    Args:
        hints: what is known about each search; read when the first line is tested. Searches that
            require nothing are never returned.
    """

    def __init__(self, hints: Iterable[Hint]) -> None:
        self._hints = hints
        self.may_match = remembered(self._may_match)

    @cached_property
    def _compiled(self) -> list[tuple[Any, tuple[int, ...]]]:
        """The compiled sets, and the number of the search that each of their patterns is for."""
        required = [(number, hint.required) for number, hint in enumerate(self._hints)]
        required = [(number, pattern) for number, pattern in required if pattern]
        parted: tuple[list[tuple[int, str]], ...] = ([], [])
        for number, pattern in required:
            parted[AT_BEGIN.match(pattern) is None].append((number, pattern))
        # The empty pattern matches everything. Where it does not, RE2 has run out of memory,
        # which its Python binding does not report.
        everything = ""
        return [
            (
                search_set([everything, *(pattern for _, pattern in some)]),
                tuple(number for number, _ in some),
            )
            for some in parted
            if some
        ]

    def _may_match(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the searches that may match on a line, in their order."""
        matching: list[int] = []
        for patterns, numbers in self._compiled:
            found = sorted(patterns.Match(line))
            matching += [numbers[one - 1] for one in found[1:]] if found else numbers
        return tuple(sorted(matching))
