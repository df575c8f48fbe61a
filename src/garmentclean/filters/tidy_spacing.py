"""tidy-spacing: replace white space and invisible characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from garmentclean.filters.base.matching import check_replacement, expand
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternScanner
from garmentclean.filters.base.rule import PatternRule
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View


@dataclass(frozen=True, kw_only=True)
class TidySpacing(PatternRule):
    r"""Replace white space.

    Unlike those of other filters, these patterns see the whole document: \A is its start, \z its
    end, and \n ends a line.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also matches `A`.
        to: the replacement; `\1` is the first group, and `\\` a backslash.
    """

    kind: ClassVar[str] = "tidy-spacing"

    to: str = ""

    def __post_init__(self) -> None:
        """Reject a replacement with a group that a pattern lacks."""
        super().__post_init__()
        check_replacement(self.to, self.patterns)

    @staticmethod
    def scanner(rules: Sequence[TidySpacing]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner(PatternScanner):
    """All tidy-spacing rules, compiled."""

    def __init__(self, rules: Sequence[TidySpacing]) -> None:
        patterns = (Pattern(r, text, r.ignore_case) for r in rules for text in r.patterns)
        self.index = PatternIndex(patterns, lambda r, match: expand(match, r.to), in_text=True)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the white space that matches."""
        for rule, start, end, to in self.index.in_text(view):
            if rule.allows(view, start, end):
                yield Patch(start, end, to, rule.name)
