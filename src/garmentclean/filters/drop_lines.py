"""drop-lines: lines that match a pattern go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.facts import facts_of
from garmentclean.filters.headings import headings, is_listed
from garmentclean.filters.labels import is_of_text
from garmentclean.filters.matching import PatternRule
from garmentclean.filters.numbered import whole_lists
from garmentclean.filters.patterns import Pattern, PatternIndex
from garmentclean.filters.recurring import recurring
from garmentclean.structure import Tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.edit import Patch
    from garmentclean.view import View


@dataclass(frozen=True, kw_only=True)
class DropLines(PatternRule):
    """Take out each line on which one of the patterns matches.

    A pattern is searched within the line: anchor it with ^ and $. What its named groups catch
    (`(?P<date>...)`, `source`, `author`, `views`, `tags`) is kept as the document's metadata.

    What belongs to the text around it stays, whatever matches: a line that a sentence with a colon
    introduces, one whose sentence runs on in the line below, the title of the text, a heading of
    text that says its words, one of three short lines or more that stand over a text each, an item
    of a numbered list of which not all items go, and what stands between two of them.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also stands for `A`.
        alone: whether lines stay that recur in the same form in the text, where dates, names and
            numbers may differ: stamps of a transcript, ratings in a list, dates of a diary.
    """

    kind: ClassVar[str] = "drop-lines"

    alone: bool = False

    @staticmethod
    def scanner(rules: Sequence[DropLines]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-lines rules, compiled."""

    def __init__(self, rules: Sequence[DropLines]) -> None:
        patterns = (Pattern(r, text, r.ignore_case) for r in rules for text in r.patterns)
        self.index = PatternIndex(patterns, lambda _, match: facts_of(match))

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that match."""
        return cut_lines(view, whole_lists(view, self._drops(view)))

    def _drops(self, view: View) -> Iterator[Drop]:
        """Yield the lines that match, from the last one up."""
        found = [(number, rule, facts) for number, (rule, _, _, facts) in self.index.on_lines(view)]
        stay = recurring(view, found)
        tail = Tail(view.structure) if found else None
        for number, rule, facts in sorted(found, key=lambda one: -one[0]):
            if (
                (rule.name, number) not in stay
                and rule.allows(view, view.starts[number], view.ends[number], tail)
                and not is_of_text(view, number)
                and number not in view.once(headings)
                and not is_listed(view, number)
            ):
                if tail:
                    tail.lose(number)
                yield Drop(number, number, rule.name, facts)
