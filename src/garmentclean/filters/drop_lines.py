"""drop-lines: lines that match a pattern go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.facts import facts_of
from garmentclean.filters.matching import PatternRule
from garmentclean.filters.patterns import Pattern, PatternIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.edit import Patch
    from garmentclean.view import View


@dataclass(frozen=True, kw_only=True)
class DropLines(PatternRule):
    """Take out each line on which one of the patterns matches.

    A pattern is searched within the line: anchor it with ^ and $. What its named groups catch
    (`(?P<date>...)`, `source`, `author`, `views`, `tags`) is kept as the document's metadata.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also stands for `A`.
    """

    kind: ClassVar[str] = "drop-lines"

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
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        for number, (rule, _, _, facts) in self.index.on_lines(view):
            if rule.allows(view, view.starts[number], view.ends[number]):
                yield Drop(number, number, rule.name, facts)
