"""The patterns of many rules, looked for all at once, line by line.

What is found on a line is remembered, for each filter sees most lines again and again.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from garmentclean.filters.screen import Screen, relaxed, stays_on_line
from garmentclean.memo import remembered
from garmentclean.rule import Rule, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from garmentclean.view import View

AnyRule = TypeVar("AnyRule", bound=Rule)
Told = TypeVar("Told")


class Pattern(NamedTuple, Generic[AnyRule]):
    """A pattern, and its rule."""

    rule: AnyRule
    text: str
    ignore_case: bool = False


class Found(NamedTuple, Generic[AnyRule, Told]):
    """A match: its rule, the offsets where it begins and ends, and what it tells."""

    rule: AnyRule
    start: int
    end: int
    told: Told


class PatternIndex(Generic[AnyRule, Told]):
    """Patterns of many rules.

    Args:
        patterns: in the order of the rules.
        tell: what is to be known of a match, worked out of its rule and re2's match.
        in_text: whether matches are looked for `in_text`, across lines; else `on_lines`.
    """

    def __init__(
        self,
        patterns: Iterable[Pattern[AnyRule]],
        tell: Callable[[AnyRule, Any], Told],
        *,
        in_text: bool = False,
    ) -> None:
        self._patterns = list(patterns)
        self._tell = tell
        self._across = in_text
        self._shared: Screen | None = None
        self._first = 0
        self._of_line = remembered(self._search)
        self._all_of_line = remembered(self._find_all)

    @cached_property
    def relaxed(self) -> list[str]:
        """The patterns as a screen gets them; empty are those of which it could tell nothing."""
        return [
            relaxed(p.text, ignore_case=p.ignore_case, crossing=self._across)
            for p in self._patterns
        ]

    @staticmethod
    def share(indexes: Sequence[PatternIndex[Any, Any]]) -> None:
        """Make some indexes look at each line together, once."""
        shared = Screen(pattern for index in indexes for pattern in index.relaxed)
        first = 0
        for index in indexes:
            index._shared, index._first = shared, first  # noqa: SLF001 - of the same class
            first += len(index._patterns)  # noqa: SLF001

    @cached_property
    def _screen(self) -> Screen:
        return self._shared or Screen(self.relaxed)

    @cached_property
    def _always(self) -> list[int]:
        return [number for number, text in enumerate(self.relaxed) if not text]

    def _may_match(self, view: View) -> Iterator[tuple[int, list[int]]]:
        """Yield the lines that a pattern may match on, with the numbers of the patterns."""
        first, behind = self._first, self._first + len(self._patterns)
        for line, numbers in view.marked(self._screen.may_match):
            mine = [number - first for number in numbers if first <= number < behind]
            if mine:
                yield line, mine

    def on_lines(self, view: View) -> Iterator[tuple[int, Found[AnyRule, Told]]]:
        """Yield for each pattern the first match on each line, with the number of the line.

        They come line by line, those of a line in the order of the patterns; offsets are those
        within the line. Blank lines are left out.
        """
        everywhere = [*range(len(self._patterns))] if self._always else []
        lines = ((line, everywhere) for line in view.written)
        for line, numbers in lines if everywhere else self._may_match(view):
            content = view.contents[line]
            if content.isspace():
                continue
            for number in numbers:
                found = self._of_line(content, number)
                if found:
                    yield line, found

    def in_text(self, view: View) -> Iterator[Found[AnyRule, Told]]:
        """Yield all matches of each pattern, in the order of the patterns."""
        lines: dict[int, list[int]] = {number: [] for number in self._always}
        for line, numbers in self._may_match(view):
            for number in numbers:
                lines.setdefault(number, []).append(line)
        for number in sorted(lines):
            if number in self._always or not self._stays(number):
                yield from self._find_all(view.text, number)
                continue
            for line in lines[number]:
                start = view.starts[line]
                for rule, begin, end, told in self._all_of_line(view.contents[line], number):
                    yield Found(rule, start + begin, start + end, told)

    def _compiled(self, number: int) -> Any:  # noqa: ANN401 - re2 has no types
        _, text, ignore_case = self._patterns[number]
        return compile_pattern(text, ignore_case=ignore_case)

    def _stays(self, number: int) -> bool:
        return stays_on_line(self._patterns[number].text)

    def _search(self, line: str, number: int) -> Found[AnyRule, Told] | None:
        match = self._compiled(number).search(line)
        return match and self._found(number, match)

    def _find_all(self, text: str, number: int) -> tuple[Found[AnyRule, Told], ...]:
        """Return all matches that are not empty."""
        matches = self._compiled(number).finditer(text)
        return tuple(self._found(number, m) for m in matches if m.end() > m.start())

    def _found(self, number: int, match: Any) -> Found[AnyRule, Told]:  # noqa: ANN401
        rule = self._patterns[number].rule
        return Found(rule, match.start(), match.end(), self._tell(rule, match))
