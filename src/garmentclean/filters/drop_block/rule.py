"""drop-block: remove the lines from a marker to the end of its block."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.line_metadata import Facts, facts_of
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternScanner
from garmentclean.filters.base.recurring_lines import Recurring
from garmentclean.filters.base.rule import Rule, WrittenPattern, written
from garmentclean.filters.drop_block.block_end import ends_titles, titles_of
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch

Marker = tuple[int, "DropBlock", Facts]
"""The number of a marker line, its rule, and the metadata found there."""
NO_BLOCK = -1
"""Stands for the number of a line if there is no block."""


@dataclass(frozen=True, kw_only=True)
class DropBlock(Rule):
    """Remove the lines from a marker to the end of its block.

    The block continues to the first of the ends that the rule names, or to the end of the document.
    A block that would take more of the document than `at-most` stays whole.

    Where the lines of the block are `titles`, it also ends above running prose, above a sentence
    (which in the tail may be a teaser), and above a numbered heading whose number does not continue
    those of the block. If the text of the article continues there, the line right above it is its
    heading and stays; where only one title would be left in the block, the marker is a heading as
    well.

    Keys:
        start: RE2 pattern of the marker line, which is removed as well.
        end: pattern of the first line after the block, which stays.
        while: pattern of the block's lines; the first written line without a match ends it.
            What its named groups capture is metadata, as with `start`.
        last: pattern of the block's last line, such as a button: the block ends at the last line
            below the marker that matches. Without such a line, there is no block.
        blank-lines: this many blank lines in a row end it.
        at-most: the largest share (0 to 1) of the document's characters that may be removed.
        titles: whether its lines are titles of other articles.
        min-lines: the block needs this many lines below the marker; otherwise nothing is removed.
        max-lines: the block ends after this many lines below the marker.
        above: pattern of the next written line above the marker; without a match, there is no
            block.
        alone: whether markers that recur in the same form in the text stay; see `drop-lines`.
        ignore-case: whether `a` in a pattern also matches `A`.
    """

    kind: ClassVar[str] = "drop-block"
    judges_at_most: ClassVar[bool] = True
    matches_lines: ClassVar[bool] = True

    start: str
    end: str = ""
    while_: str = ""
    last: str = ""
    blank_lines: int = 0
    at_most: float = 0.5
    titles: bool = False
    min_lines: int = 0
    max_lines: int = 0
    above: str = ""
    alone: bool = False
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Reject patterns that RE2 cannot compile, and numbers out of range."""
        super().__post_init__()
        for key, pattern in self._own_patterns():
            compile_pattern(pattern, key=key, ignore_case=self.ignore_case)
        if not self.start:
            raise RuleError("start", "is empty; it would match every line")
        if self.blank_lines < 0:
            raise RuleError("blank-lines", f"is a number of lines, not {self.blank_lines}")
        if self.min_lines < 0:
            raise RuleError("min-lines", f"is a number of lines, not {self.min_lines}")
        if self.max_lines < 0:
            raise RuleError("max-lines", f"is a number of lines, not {self.max_lines}")

    def _own_patterns(self) -> Iterator[tuple[str, str]]:
        """Yield the patterns that only this kind has, each with its key."""
        yield from (("start", self.start), ("end", self.end))
        yield from (("while", self.while_), ("last", self.last), ("above", self.above))

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule."""
        yield from super().written_patterns()
        for key, pattern in self._own_patterns():
            yield from written(key, [pattern], ignore_case=self.ignore_case)

    @staticmethod
    def scanner(rules: Sequence[DropBlock]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Extent(NamedTuple):
    """How far a block extends.

    Attributes:
        reach: the last written line that could belong to it.
        lines: its lines below the marker; the marker alone may be a block.
        last: its last line; NO_BLOCK if there is no block.
        facts: the metadata found in it.
    """

    reach: int
    lines: tuple[int, ...]
    last: int
    facts: Facts


class Block:
    """The patterns of a rule that limit its blocks, compiled."""

    def __init__(self, rule: DropBlock) -> None:
        self._blank_lines, self._titles = rule.blank_lines, rule.titles
        self._max_lines = rule.max_lines
        self._end, self._while, self._last, self._above = (
            compile_pattern(pattern, ignore_case=rule.ignore_case) if pattern else None
            for pattern in (rule.end, rule.while_, rule.last, rule.above)
        )

    def may_begin(self, view: View, number: int) -> bool:
        """Return whether the line above a marker allows a block."""
        return self._above is None or self._above.search(view.above(number)) is not None

    def _is_over(self, text: str, lines: int) -> bool:
        """Return whether a block of this many lines ends above a line."""
        full = bool(lines) and lines == self._max_lines
        return full or (self._end is not None and self._end.search(text) is not None)

    def extent(self, view: View, first: int) -> Extent:
        """Return how far the block extends whose marker is line `first`."""
        lines: list[int] = []
        size = 0 if self._last is None else NO_BLOCK
        facts: Facts = ()
        blank = 0
        for number in range(first + 1, len(view.contents)):
            text = view.contents[number]
            if not text.strip():
                blank += 1
                if blank == self._blank_lines:
                    break
                continue
            if self._is_over(text, len(lines)):
                break
            if self._titles and ends_titles(view, number, lines):
                size = titles_of(view, number, lines)
                break
            if self._while is not None:
                match = self._while.search(text)
                if not match:
                    break
                facts += facts_of(match)
            blank = 0
            lines.append(number)
            if self._last is None or self._last.search(text):
                size = len(lines)
        reach = lines[-1] if lines else first
        if size == NO_BLOCK:
            return Extent(reach, (), NO_BLOCK, ())
        return Extent(reach, tuple(lines[:size]), lines[size - 1] if size else first, facts)


class Scanner(PatternScanner):
    """All drop-block rules, compiled."""

    def __init__(self, rules: Sequence[DropBlock]) -> None:
        patterns = (Pattern(rule, rule.start, rule.ignore_case) for rule in rules)
        self.index = PatternIndex(patterns, lambda _, match: facts_of(match))
        self._blocks = {rule.name: Block(rule) for rule in rules}

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the blocks whose markers match."""
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        found = [(number, rule, facts) for number, (rule, _, _, facts) in self.index.on_lines(view)]
        recurring = Recurring(view, found)
        markers: dict[str, list[Marker]] = {}
        for number, rule, facts in found:
            markers.setdefault(rule.name, []).append((number, rule, facts))
        for some in markers.values():
            yield from self._blocks_of(view, some, recurring)

    def _blocks_of(self, view: View, markers: list[Marker], recurring: Recurring) -> Iterator[Drop]:
        """Yield the blocks that begin at the marker lines of one rule."""
        taken = -1
        block = Extent(-1, (), NO_BLOCK, ())
        for number, rule, facts in markers:
            if number <= taken or not rule.allows(view, view.starts[number], view.ends[number]):
                continue
            begins = self._blocks[rule.name].may_begin(view, number)
            if not begins or recurring.stays(rule, number):
                continue
            if number > block.reach:  # else it is in a block that was too large, and ends with it
                block = self._blocks[rule.name].extent(view, number)
            fewest = max(rule.min_lines, 1 if rule.last else 0)
            size = len(block.lines) - bisect_right(block.lines, number)
            if number > block.last or size < fewest:
                continue
            if self._fits(view, rule.at_most, number, block.last):
                taken = block.last
                yield Drop(number, block.last, rule.name, facts + block.facts)

    @staticmethod
    def _fits(view: View, share: float, first: int, last: int) -> bool:
        size = view.ends[last] - view.starts[first]
        return size <= share * len(view.text)
