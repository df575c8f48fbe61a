"""drop-block: from a marker line to the end of its block."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.facts import Facts, facts_of
from garmentclean.filters.matching import check_patterns
from garmentclean.filters.numbered import number_of
from garmentclean.filters.patterns import Pattern, PatternIndex
from garmentclean.filters.recurring import recurring
from garmentclean.lazy import lazily
from garmentclean.rule import RuleError, compile_pattern
from garmentclean.structure import is_prose, is_sentence, weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.edit import Patch
    from garmentclean.view import View

LINK = lazily(r"^\s*[-–•·*|>»]")
"""How a link in a list begins."""


@dataclass(frozen=True, kw_only=True)
class DropBlock(FilterRule):
    """Take out the lines from a marker to the end of its block.

    The block goes on to whatever comes first of the ends that the rule names; with none of them,
    to the end of the document. A block that would take more of the document than `at-most` is
    left alone as a whole.

    Where the lines of the block are `titles`, it also ends above running prose, above a sentence
    (which in the tail may be a teaser), and above a numbered heading that does not go on with the
    numbers of the block. If the text of the article goes on there, what stands right above it is
    its heading, and stays; where nothing else is left but one title, the marker is one as well.

    Keys:
        start: RE2 pattern of the marker line, which goes too.
        end: pattern of the first line behind the block, which stays.
        while: pattern of the block's lines; the first written line without a match ends it.
            What its named groups catch is metadata, as that of `start`.
        blank-lines: so many blank lines in a row end it.
        at-most: the largest share (0 to 1) of the document's characters that may go.
        titles: whether its lines are titles, of other articles.
        at-least: so many lines must stand below the marker; else nothing goes.
        alone: whether markers stay that recur in the same form in the text; see `drop-lines`.
        ignore-case: whether `a` in a pattern also stands for `A`.
    """

    kind: ClassVar[str] = "drop-block"
    judges_at_most: ClassVar[bool] = True

    start: str
    end: str = ""
    while_: str = ""
    blank_lines: int = 0
    at_most: float = 0.5
    titles: bool = False
    at_least: int = 0
    alone: bool = False
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Refuse patterns that RE2 does not take, and numbers out of range."""
        super().__post_init__()
        for key, pattern in (("start", self.start), ("end", self.end), ("while", self.while_)):
            check_patterns(key, [pattern], ignore_case=self.ignore_case)
        if not self.start:
            raise RuleError("start", "is empty; it would match every line")
        if self.blank_lines < 0:
            raise RuleError("blank-lines", f"is a number of lines, not {self.blank_lines}")
        if self.at_least < 0:
            raise RuleError("at-least", f"is a number of lines, not {self.at_least}")

    @staticmethod
    def scanner(rules: Sequence[DropBlock]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Block(NamedTuple):
    """What a marker line begins: the written lines below it, and what was learnt there."""

    lines: tuple[int, ...] = ()
    facts: Facts = ()


class Ends:
    """One rule's ends, compiled."""

    def __init__(self, rule: DropBlock) -> None:
        self._blank_lines, self._titles = rule.blank_lines, rule.titles
        self._end, self._while = (
            compile_pattern(pattern, ignore_case=rule.ignore_case) if pattern else None
            for pattern in (rule.end, rule.while_)
        )

    def block(self, view: View, marker: int) -> Block | None:
        """Return the block that a marker line begins; None if the line is a heading of the text."""
        lines: list[int] = []
        facts: Facts = ()
        blank = 0
        for number in range(marker + 1, len(view.contents)):
            text = view.contents[number]
            if not text.strip():
                blank += 1
                if blank == self._blank_lines:
                    break
                continue
            if self._end is not None and self._end.search(text):
                break
            if self._titles and is_no_title(view, number, lines):
                if weight(text) > 0 and number < view.structure.tail:
                    if len(lines) < 2:  # noqa: PLR2004 - a title, and what the site says of it
                        return None
                    if not LINK.search(view.contents[lines[-1]]):
                        lines.pop()
                break
            if self._while is not None:
                match = self._while.search(text)
                if not match:
                    break
                facts += facts_of(match)
            blank = 0
            lines.append(number)
        return Block(tuple(lines), facts)


def is_no_title(view: View, number: int, block: Sequence[int]) -> bool:
    """Return whether a line ends a block of titles: text, or a heading with another number.

    Args:
        view: the document.
        number: the line.
        block: the lines of the block above it.
    """
    text = view.contents[number]
    if is_prose(text):
        return True
    if number >= view.structure.tail:
        return False
    item = number_of(text)
    if item is None:
        return is_sentence(text)
    above = number_of(view.contents[block[-1]]) if block else None
    return item != ((above[0], above[1] + 1) if above else (item[0], 1))


class Scanner:
    """All drop-block rules, compiled."""

    def __init__(self, rules: Sequence[DropBlock]) -> None:
        patterns = (Pattern(rule, rule.start, rule.ignore_case) for rule in rules)
        self.index = PatternIndex(patterns, lambda _, match: facts_of(match))
        self._ends = {rule.name: Ends(rule) for rule in rules}

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the blocks whose markers match."""
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        found = [(number, rule, facts) for number, (rule, _, _, facts) in self.index.on_lines(view)]
        stay = recurring(view, found)
        markers: dict[str, list[tuple[int, DropBlock, Facts]]] = {}
        for number, rule, facts in found:
            if (rule.name, number) not in stay:
                markers.setdefault(rule.name, []).append((number, rule, facts))
        for some in markers.values():
            yield from self._blocks_of(view, some)

    def _blocks_of(self, view: View, markers: list[tuple[int, DropBlock, Facts]]) -> Iterator[Drop]:
        """Yield the blocks that the marker lines of one rule begin."""
        done = reach = -1
        block: Block | None = None
        for number, rule, facts in markers:
            if number <= done or not rule.allows(view, view.starts[number], view.ends[number]):
                continue
            if number > reach:  # a marker within a block that was too large ends where it did
                block = self._ends[rule.name].block(view, number)
                reach = max(block.lines, default=number) if block else number
            if block is None:
                continue
            size = len(block.lines) - bisect_right(block.lines, number)
            if size >= rule.at_least and self._fits(view, rule.at_most, number, reach):
                done = reach
                yield Drop(number, reach, rule.name, facts + block.facts)

    @staticmethod
    def _fits(view: View, share: float, first: int, last: int) -> bool:
        size = view.ends[last] - view.starts[first]
        return size <= share * len(view.text)
