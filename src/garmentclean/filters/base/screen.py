"""A quick look at a line, which tells what of many patterns may match there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from garmentclean.filters.base.rule import search_set

if TYPE_CHECKING:
    from collections.abc import Iterable


class Screen:
    """Some patterns, of which those are told that may match on a line.

    Args:
        patterns: `relaxed` ones, taken when a line is to be looked at; none is for an empty one.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = patterns

    @cached_property
    def _compiled(self) -> tuple[Any, tuple[int, ...]]:
        """The set, and the number of each of its patterns among all."""
        patterns = [(number, text) for number, text in enumerate(self._patterns) if text]
        # The empty pattern matches everything: where it does not, RE2 has given up for want of
        # memory, which its Python binding does not tell.
        everything = ""
        found = search_set([everything, *(text for _, text in patterns)])
        return found, tuple(number for number, _ in patterns)

    def may_match(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that may match on a line, in their order."""
        patterns, numbers = self._compiled
        found = sorted(patterns.Match(line))
        return tuple(numbers[one - 1] for one in found[1:]) if found else numbers
