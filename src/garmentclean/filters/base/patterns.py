"""The patterns of many rules, searched for all at once, line by line.

The results for a line are cached, because each filter sees most lines several times.
"""

from __future__ import annotations

from array import array
from functools import cached_property, partial
from heapq import merge
from itertools import chain, product
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from garmentclean.filters.base.prefilter import Hint, Prefilter, Search, hint_of
from garmentclean.filters.base.rule import AnyRule
from garmentclean.filters.base.screens import LineScreen
from garmentclean.text.line_cache import LONGEST, remembered
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

Value = TypeVar("Value")


class Pattern(NamedTuple, Generic[AnyRule]):
    """A pattern, and its rule."""

    rule: AnyRule
    text: str
    ignore_case: bool = False


class PatternMatch(NamedTuple, Generic[AnyRule, Value]):
    """A match: its rule, where it begins and ends, and its value."""

    rule: AnyRule
    start: int
    end: int
    value: Value


class PatternIndex(Generic[AnyRule, Value]):
    """Patterns of many rules.

    Args:
        patterns: the patterns, in the order of the rules.
        value_of: computes the value of a match from its rule and re2's match.
        in_text: whether the patterns are searched `in_text`, across lines; otherwise `on_lines`.
    """

    def __init__(
        self,
        patterns: Iterable[Pattern[AnyRule]],
        value_of: Callable[[AnyRule, Any], Value],
        *,
        in_text: bool = False,
    ) -> None:
        self._patterns = list(patterns)
        self._value_of = value_of
        self._across = in_text
        self._shared: SharedPrefilter | None = None
        self._first = _CachedByPattern(self._search)
        self._all = _CachedByPattern(self._all_of)

    @property
    def searches(self) -> list[Search]:
        """How each pattern is searched for."""
        return [Search(p.text, p.ignore_case, self._across) for p in self._patterns]

    @cached_property
    def hints(self) -> list[Hint]:
        """What is known about each pattern; the prefilter finds those that require something."""
        return [*map(hint_of, self.searches)]

    def join(self, shared: SharedPrefilter) -> None:
        """Test each line only once, together with other indexes."""
        self._shared = shared

    @cached_property
    def _always(self) -> list[int]:
        return [number for number, hint in enumerate(self.hints) if not hint.required]

    def _may_match(self, view: View) -> Candidates:
        """Return the lines on which patterns may match, each with the number of the pattern."""
        self._shared = self._shared or SharedPrefilter([self])
        return view.once(self._shared.candidates)[self]

    def on_lines(self, view: View) -> Iterator[tuple[int, PatternMatch[AnyRule, Value]]]:
        """Yield each pattern's first match on each line, with the number of the line.

        The order is by line, then by pattern; offsets are relative to the line. Blank lines are
        left out.
        """
        marked: Iterable[tuple[int, int]] = self._may_match(view)
        if self._always:
            marked = merge(marked, product(view.written, self._always))
        for line, number in marked:
            content = view.contents[line]
            found = None if content.isspace() else self._first[number](content)
            if found:
                yield line, found

    def in_text(self, view: View) -> Iterator[PatternMatch[AnyRule, Value]]:
        """Yield all matches of each pattern, in the order of the patterns."""
        return chain.from_iterable(self.by_pattern(view))

    def by_pattern(self, view: View) -> list[Iterator[PatternMatch[AnyRule, Value]]]:
        """Return all matches of each pattern that may match, in the order of the text."""
        lines: dict[int, array[int]] = {number: array("I") for number in self._always}
        for line, number in self._may_match(view):
            if number not in lines:
                lines[number] = array("I")
            lines[number].append(line)
        return [
            self._find_all(number, view.text)
            if number in self._always or not self._stays(number)
            else self._in_lines(number, view, lines[number])
            for number in sorted(lines)
        ]

    def _in_lines(
        self, number: int, view: View, lines: Iterable[int]
    ) -> Iterator[PatternMatch[AnyRule, Value]]:
        """Yield all matches of a pattern on some lines."""
        for line in lines:
            start, text = view.starts[line], view.contents[line]
            known = len(text) <= LONGEST
            found = self._all[number](text) if known else self._find_all(number, text)
            for rule, begin, end, value in found:
                yield PatternMatch(rule, start + begin, start + end, value)

    def _compiled(self, number: int) -> Any:
        _, text, ignore_case = self._patterns[number]
        return compile_pattern(text, ignore_case=ignore_case)

    def _stays(self, number: int) -> bool:
        return self.hints[number].on_one_line

    def _search(self, number: int, line: str) -> PatternMatch[AnyRule, Value] | None:
        match = self._compiled(number).search(line)
        return match and self._found(number, match)

    def _find_all(self, number: int, text: str) -> Iterator[PatternMatch[AnyRule, Value]]:
        """Yield all matches that are not empty."""
        matches = self._compiled(number).finditer(text)
        return (self._found(number, m) for m in matches if m.end() > m.start())

    def _all_of(self, number: int, line: str) -> tuple[PatternMatch[AnyRule, Value], ...]:
        return (*self._find_all(number, line),)

    def _found(self, number: int, match: Any) -> PatternMatch[AnyRule, Value]:
        rule = self._patterns[number].rule
        return PatternMatch(rule, match.start(), match.end(), self._value_of(rule, match))


def share(indexes: Sequence[PatternIndex[Any, Any]]) -> None:
    """Make indexes test each line only once, all together."""
    shared = SharedPrefilter(indexes)
    for index in indexes:
        index.join(shared)


class PatternScanner:
    """A scanner whose patterns are searched together with those of other filters.

    Attributes:
        index: its patterns.
    """

    index: PatternIndex[Any, Any]


class _CachedByPattern(dict[int, "Callable[[str], Any]"]):
    """A function of a pattern's number and a line, with a cache of lines for each pattern.

    Args:
        function: the function to cache.
    """

    def __init__(self, function: Callable[[int, str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, number: int) -> Callable[[str], Any]:
        self[number] = remembered(partial(self._function, number))
        return self[number]


class Candidates:
    """Lines, each with the number of a pattern that may match there, in order.

    They are columns, as in `CompactList`, but without tuples, because every line passes through.
    """

    def __init__(self) -> None:
        self._lines, self._patterns = array("I"), array("I")

    def add(self, line: int, pattern: int) -> None:
        """Add a line: the same as the last one, or a later one."""
        self._lines.append(line)
        self._patterns.append(pattern)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield each line with the number of the pattern."""
        return zip(self._lines, self._patterns, strict=True)


class SharedPrefilter:
    """One prefilter for the patterns of several indexes.

    Args:
        indexes: the indexes of all filters, so that each line is tested only once.
    """

    def __init__(self, indexes: Sequence[PatternIndex[Any, Any]]) -> None:
        self._indexes = indexes
        hints = (hint for index in indexes for hint in index.hints)
        self._screen = LineScreen.each(Prefilter(hints).may_match)

    @cached_property
    def _owners(self) -> list[tuple[PatternIndex[Any, Any], int]]:
        """The index of each pattern, and the pattern's number there."""
        return [(index, n) for index in self._indexes for n in range(len(index.hints))]

    def candidates(self, view: View) -> dict[PatternIndex[Any, Any], Candidates]:
        """Return for each index the lines on which its patterns may match."""
        found = {index: Candidates() for index in self._indexes}
        for line, numbers in self._screen.of(view):
            for number in numbers:
                index, own = self._owners[number]
                found[index].add(line, own)
        return found
