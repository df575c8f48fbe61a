"""report: note what is suspicious, and change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from garmentclean.errors import RuleError
from garmentclean.filters.base.matching import in_address
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternScanner
from garmentclean.filters.base.rule import PatternRule
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

MANY = 300
"""Among more texts than this, some are always similar, and comparing all takes too long."""


@dataclass(frozen=True, kw_only=True)
class Report(PatternRule):
    """Note each span that a pattern matches in the result; the text stays as it is.

    It is for errors that cannot be repaired without the source: figures that a translation
    multiplied, letters that are lost. An example has `before` and `reports`, the list of the spans
    that are noted in it.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also matches `A`.
        similar: a number from 1 to 99: note only spans that are nearly but not quite the same as
            another span of the document (by rapidfuzz's `ratio`), as a name in two spellings.
    """

    kind: ClassVar[str] = "report"

    similar: int = 0

    def __post_init__(self) -> None:
        """Reject a number out of range."""
        super().__post_init__()
        if not 0 <= self.similar < 100:  # noqa: PLR2004 - 100 is the same spelling
            raise RuleError("similar", f"is from 1 to 99, not {self.similar}")

    @staticmethod
    def scanner(rules: Sequence[Report]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner(PatternScanner):
    """All report rules, compiled."""

    def __init__(self, rules: Sequence[Report]) -> None:
        patterns = (Pattern(r, text, r.ignore_case) for r in rules for text in r.patterns)
        self.index = PatternIndex(patterns, lambda _, match: match.re.pattern, in_text=True)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose a note for each match."""
        for (_, rule), matches in groupby(
            self.index.in_text(view), key=lambda found: (found.value, found.rule)
        ):
            spans = [
                (start, end)
                for _, start, end, _ in matches
                if rule.allows(view, start, end) and not in_address(view, start, end)
            ]
            suspect = variants({view.text[i:j] for i, j in spans}, rule.similar)
            for start, end in spans:
                if not rule.similar or view.text[start:end] in suspect:
                    yield Patch(start, end, None, rule.name)


def variants(texts: set[str], similar: int) -> set[str]:
    """Return the texts that are nearly the same as another one; none if there are too many.

    >>> sorted(variants({"Ma Gao", "Ma Gua", "Li Na"}, 70))
    ['Ma Gao', 'Ma Gua']
    """
    if len(texts) > MANY:
        return set()
    from rapidfuzz import fuzz  # few documents need it

    return {
        text
        for text in texts
        for other in texts
        if text != other and fuzz.ratio(text, other, score_cutoff=similar)
    }
