"""report: say that something is suspect, and change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.matching import PatternIndex, check_patterns, in_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View


@dataclass(frozen=True, kw_only=True)
class Report(FilterRule):
    """Note each span that a pattern matches, in the result; the text stays as it is.

    For what is surely wrong, but cannot be repaired without the source: figures that were
    multiplied by a translation, letters that are gone. An example has `before` and `reports`, the
    list of the spans that are noted in it.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also stands for `A`.
    """

    kind: ClassVar[str] = "report"

    patterns: tuple[str, ...]
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Refuse patterns that RE2 does not take."""
        super().__post_init__()
        check_patterns("patterns", self.patterns, ignore_case=self.ignore_case)

    @staticmethod
    def scanner(rules: Sequence[Report]) -> Scanner:  # type: ignore[override]
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All report rules, compiled."""

    def __init__(self, rules: Sequence[Report]) -> None:
        self._index = PatternIndex([(r, p, r.ignore_case) for r in rules for p in r.patterns])

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose a note for each match."""
        for rule, pattern in self._index.hits(view.text):
            for match in pattern.finditer(view.text):
                start, end = match.span()
                if rule.allows(view, start, end) and not in_address(view, start, end):
                    yield Patch(start, end, None, rule.name)
