"""A quick test of which patterns may match on a line, before they are tried one by one.

An automaton searches for what each of many patterns requires (`required_part`). It grows as it
meets the patterns' combinations in the text, which is most of its time in the first hundreds of
pages. So there are several: one for what must be at the beginning of a line, which is known after a
few characters, and three for the rest. One alone takes twice as long; more than that gain nothing.
What a pattern requires is worked out once, and cached with the pack of its rule.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.text.regex import search_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Search(NamedTuple):
    """A pattern as in a rule file, whether it ignores case, and may match across lines."""

    pattern: str
    ignore_case: bool
    across_lines: bool


class Hint(NamedTuple):
    """What is known about a search in advance.

    Attributes:
        required: a pattern that matches on a line wherever the search does; empty if none is known.
            If it begins with `^`, it matches only there.
        on_one_line: whether the search never matches across lines.
    """

    required: str
    on_one_line: bool


AT_BEGIN = re.compile(r"(?:\(\?[ims]+\))*\^(?![?*{])")
"""The beginning of a pattern that matches only at the beginning of a line."""
IGNORES_CASE = re.compile(r"(?:\(\?m\))?\(\?(?:im?|mi)\)")
"""The beginning of a pattern that ignores case; those stay together, as they share states."""
SETS = 3
"""How many automata search for what may be anywhere on a line."""
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


def parted(required: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    """Yield what patterns require, each with the pattern's number, in a part for each automaton.

    The first part is what must be at the beginning of a line.
    """
    yield [one for one in required if AT_BEGIN.match(one[1])]
    rest = [one for one in required if not AT_BEGIN.match(one[1])]
    rest.sort(key=lambda one: not IGNORES_CASE.match(one[1]))
    for part in range(SETS):
        yield rest[part * len(rest) // SETS : (part + 1) * len(rest) // SETS]


class Prefilter:
    """Finds the searches that may match on a line.

    Args:
        hints: what is known about each search; read when the first line is tested. Searches that
            require nothing are never returned.
    """

    def __init__(self, hints: Iterable[Hint]) -> None:
        self._hints = hints

    @cached_property
    def _compiled(self) -> list[tuple[Any, tuple[int, ...]]]:
        """The compiled sets, and the number of the search that each of their patterns is for."""
        known = ((number, hint.required) for number, hint in enumerate(self._hints))
        required = [one for one in known if one[1]]
        # The empty pattern matches everything. Where it does not, RE2 has run out of memory,
        # which its Python binding does not report.
        everything = ""
        return [
            (
                search_set([everything, *(pattern for _, pattern in part)], at_begin=not place),
                tuple(number for number, _ in part),
            )
            for place, part in enumerate(parted(required))
            if part
        ]

    def may_match(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the searches that may match on a line, in their order."""
        matching: list[int] = []
        data = line.encode()  # once, not for each set
        for patterns, numbers in self._compiled:
            found = patterns.Match(data)
            if len(found) != 1:  # else only the empty pattern
                matching += [numbers[one - 1] for one in found if one] if found else numbers
        return tuple(sorted(matching))
