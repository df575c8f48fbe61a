"""drop-lines: remove lines that match a pattern."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from garmentclean.filters.base.compact_list import CompactList
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.line_metadata import facts_of
from garmentclean.filters.base.mask import Mask
from garmentclean.filters.base.numbered_lists import whole_lists
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternScanner
from garmentclean.filters.base.prefilter import Hint, Prefilter
from garmentclean.filters.base.recurring_lines import Recurring
from garmentclean.filters.base.rule import PatternRule, WrittenPattern, written
from garmentclean.filters.drop_lines.datelines import is_dateline
from garmentclean.filters.drop_lines.fields import fields_among, is_of_card
from garmentclean.filters.drop_lines.headings import is_heading_of_section, is_listed
from garmentclean.filters.drop_lines.neighbours import is_of_text
from garmentclean.filters.drop_lines.topic import is_off_topic
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import compile_pattern, with_flags
from garmentclean.text.structure import Tail

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from garmentclean.filters.base.line_metadata import Facts
    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch


@dataclass(frozen=True, kw_only=True)
class DropLines(PatternRule):
    r"""Remove each line on which one of the patterns matches.

    A pattern is searched within the line: anchor it with ^ and $. What its named groups capture
    (`(?P<date>...)`, `source`, `author`, `views`, `tags`) is kept as the document's metadata.

    A line that belongs to the text around it stays, whatever matches: one that a sentence with a
    colon introduces, one whose sentence continues in the line below, the title, a heading whose
    words the text below repeats, one of three or more headings of short sections, a field of a card
    or of a mail header, an item of a numbered list unless all its items are removed, and a line
    between two such items.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also matches `A`.
        alone: whether lines stay that recur in the text in the same form with other dates, names or
            numbers: time stamps of a transcript, ratings in a list, dates of a diary.
        unless-around: a pattern that must not match on the line together with the written lines
            above and below it, separated by newlines; \A and \z are the ends of the three.
        prose: whether the rule works only in documents with running prose: in a form or a poem,
            what it finds belongs to the text.
        field: whether lines stay that are fields of a record: next to a line of the form `Label:
            value` with a label that no site uses, or between two items of a numbered list.
        off-topic: whether to drop only lines that share no word (of four letters or more) with the
            text, and that have a link or button of the page beside them or look like a site's name.
        dateline: whether to drop only lines that are a dateline and nothing else: dates, times,
            names after "by", numbers of views, their labels, and separators.
    """

    kind: ClassVar[str] = "drop-lines"
    matches_lines: ClassVar[bool] = True

    alone: bool = False
    unless_around: str = ""
    prose: bool = False
    field: bool = False
    off_topic: bool = False
    dateline: bool = False

    def __post_init__(self) -> None:
        """Reject patterns that RE2 cannot compile."""
        super().__post_init__()
        compile_pattern(self.unless_around, key="unless-around")

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule."""
        yield from super().written_patterns()
        yield from written("unless-around", [self.unless_around])

    @cached_property
    def _around(self) -> Any:
        return compile_pattern(self.unless_around)

    def allows_place(self, view: View, number: int, fields: Container[int]) -> bool:
        """Return whether the lines around a line let the rule remove it.

        Args:
            view: the document.
            number: the line.
            fields: the lines that are fields of a record.
        """
        if self.prose and view.structure.first is None:
            return False
        if self.field and number in fields:
            return False
        if self.off_topic and not is_off_topic(view, number):
            return False
        if self.dateline and not is_dateline(view.contents[number]):
            return False
        if not self.unless_around:
            return True
        three = (view.above(number), view.contents[number], view.below(number))
        return self._around.search("\n".join(three)) is None

    @staticmethod
    def scanner(rules: Sequence[DropLines]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Match(NamedTuple):
    """A line on which a rule matches, and the metadata found there."""

    number: int
    rule: DropLines
    facts: Facts


def upwards(found: Sequence[Match]) -> Iterator[Match]:
    """Yield matches from the last line up; those of one line stay in their order."""
    for _, same in groupby(reversed(found), key=lambda match: match.number):
        yield from reversed([*same])


class AboveTitle:
    """The rules for the lines above the title: their patterns may be slow, as the lines are few.

    Args:
        rules: the rules.
    """

    def __init__(self, rules: Sequence[DropLines]) -> None:
        self._patterns = [(r, text) for r in rules for text in r.patterns]
        # In a group, because only the first alternative may be at the beginning of the line.
        prefilter = Prefilter(
            Hint(f"(?:{with_flags(text, ignore_case=r.ignore_case)})", on_one_line=True)
            for r, text in self._patterns
        )
        self._may_match = remembered(prefilter.may_match)

    def matches(self, view: View) -> Iterator[Match]:
        """Yield the lines on which rules match, in their order."""
        if not (self._patterns and view.first_prose):
            return
        above = view.written[: bisect_left(view.written, view.first_prose)]
        lines = [(n, some) for n in above if (some := self._may_match(view.contents[n]))]
        last = view.first_title if lines else 0
        for number, some in lines:
            for rule, text in map(self._patterns.__getitem__, some if number < last else ()):
                if not rule.off_topic or is_off_topic(view, number):  # most lines fail here
                    pattern = compile_pattern(text, ignore_case=rule.ignore_case)
                    if match := pattern.search(view.contents[number]):
                        yield Match(number, rule, facts_of(match))


class Scanner(PatternScanner):
    """All drop-lines rules, compiled."""

    def __init__(self, rules: Sequence[DropLines]) -> None:
        above = [rule for rule in rules if rule.where == "above-title"]
        self._above = AboveTitle(above)
        others = (rule for rule in rules if rule.where != "above-title")
        patterns = (Pattern(r, text, r.ignore_case) for r in others for text in r.patterns)
        self.index = PatternIndex(patterns, lambda _, match: facts_of(match))

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that match."""
        return cut_lines(view, whole_lists(view, self._drops(view)))

    def _drops(self, view: View) -> Iterator[Drop]:
        """Yield the lines that match, from the last one up."""
        on_lines = self.index.on_lines(view)
        matches: Iterable[Match] = (Match(n, one.rule, one.value) for n, one in on_lines)
        matches = merge(matches, self._above.matches(view), key=attrgetter("number"))
        found = CompactList(Match, matches, numbers=1)
        recurring = Recurring(view, found)
        taken = Mask(len(view.contents), ((number, number + 1) for number, _, _ in found))
        tail = Tail(view.structure) if found else None
        fields = fields_among(view, [number for number, rule, _ in found if rule.field])
        for number, rule, facts in upwards(found):
            if (
                rule.allows_place(view, number, fields)
                and rule.allows(view, view.starts[number], view.ends[number], tail)
                and not is_of_text(view, number)
                and not is_of_card(view, number, taken)
                and not is_heading_of_section(view, number)
                and not is_listed(view, number)
                and not recurring.stays(rule, number)
            ):
                if tail:
                    tail.lose(number)
                yield Drop(number, number, rule.name, facts)
