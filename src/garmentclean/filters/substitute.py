"""substitute: replace terms, and text that patterns match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from ahocorasick_rs import AhoCorasick, Implementation

from garmentclean.errors import RuleError
from garmentclean.filters.base.matching import (
    check_replacement,
    expand,
    in_address,
    in_case_of,
    is_in_address,
    is_whole,
    lowered,
)
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternScanner
from garmentclean.filters.base.rule import Rule, WrittenPattern, check_patterns, written
from garmentclean.filters.base.screens import LineScreen
from garmentclean.text.edit import Patch
from garmentclean.text.regex import check_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

Term = tuple[int, int, list[tuple["Substitute", str]]]
"""Where a term begins and ends on a line, and its replacements, rule by rule."""
FAST_LETTERS = 50_000
"""With up to this many letters of terms, the automaton takes some megabytes, but is four times
as fast."""


@dataclass(frozen=True, kw_only=True)
class Substitute(Rule):
    r"""Replace terms, or what a pattern matches.

    Terms are whole words, the longest first. A term in small letters is found in any case, and
    the case of its first letter (or of all of them) is kept; a term with a capital is found only
    as it is written, or all in capitals. Nothing is changed in URLs and e-mail addresses.

    Keys:
        terms: a mapping of terms to their replacements.
        patterns: RE2 patterns, one or a list; with `to`.
        to: the replacement of a pattern's match; `\1` is its first group, `\0` all of it,
            and `\\` a backslash.
        ignore-case: whether `a` in a pattern also matches `A`.
    """

    kind: ClassVar[str] = "substitute"

    terms: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    to: str = ""
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Reject a rule that finds nothing, and a term that each run would find again."""
        super().__post_init__()
        check_patterns("patterns", self.patterns, ignore_case=self.ignore_case)
        check_replacement(self.to, self.patterns)
        if bool(self.terms) == bool(self.patterns):
            raise RuleError("terms", "a rule has either `terms` or `patterns` and `to`")
        for term, right in self.terms.items():
            check_length(term, "terms")
            check_length(right, "terms")
            if not term.strip():
                raise RuleError("terms", "a term is empty")
            if "\n" in term:
                raise RuleError("terms", f"{term!r} is not on one line")
            if term == right:
                raise RuleError("terms", f"{term!r} is its own correction")
            if contains(right, term):
                raise RuleError("terms", f"{term!r} is part of its own correction {right!r}")

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule."""
        yield from super().written_patterns()
        yield from written("patterns", self.patterns, ignore_case=self.ignore_case)

    @staticmethod
    def scanner(rules: Sequence[Substitute]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


def contains(text: str, term: str) -> bool:
    """Return whether a text contains a term as whole words, in any case."""
    found = AhoCorasick([lowered(term)]).find_matches_as_indexes(lowered(text), overlapping=True)
    return any(is_whole(text, start, end) for _, start, end in found)


def corrected(found: str, term: str, right: str) -> str | None:
    """Return the correction in the case of what was found; None if the case does not fit.

    >>> corrected("Net red", "net red", "internet celebrity")
    'Internet celebrity'
    >>> corrected("lion city", "Lion City", "Shishi") is None
    True
    """
    if found == term:
        return right
    if term != term.lower() and not found.isupper():
        return None
    return in_case_of(found, right)


class Scanner(PatternScanner):
    """All substitute rules, compiled."""

    def __init__(self, rules: Sequence[Substitute]) -> None:
        patterns = (Pattern(r, text, r.ignore_case) for r in rules for text in r.patterns)
        self.index = PatternIndex(patterns, lambda r, match: expand(match, r.to), in_text=True)
        self._entries: dict[str, list[tuple[Substitute, str, str]]] = {}
        for rule in rules:
            for term, right in rule.terms.items():
                self._entries.setdefault(lowered(term), []).append((rule, term, right))
        self._terms = list(self._entries)
        fast = sum(map(len, self._terms)) <= FAST_LETTERS
        implementation = Implementation.DFA if fast else Implementation.ContiguousNFA
        self._automaton = AhoCorasick(self._terms, implementation=implementation)
        self._screen = LineScreen(self._lines_with_terms)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose corrections for the terms and patterns that occur."""
        for number, found in self._screen.of(view):
            floor = view.starts[number]
            for place, stop, rights in found:
                start, end = floor + place, floor + stop
                for rule, to in rights:
                    if rule.allows(view, start, end):
                        yield Patch(start, end, to, rule.name)
                        break
        for rule, start, end, to in self.index.in_text(view):
            if rule.allows(view, start, end) and not in_address(view, start, end):
                yield Patch(start, end, to, rule.name)

    def _lines_with_terms(self, lines: Sequence[str]) -> Iterator[tuple[str, tuple[Term, ...]]]:
        if self._automaton.find_matches_as_indexes(lowered("\n".join(lines))):
            yield from ((line, found) for line in lines if (found := self._terms_on(line)))

    def _terms_on(self, line: str) -> tuple[Term, ...]:
        """Return where terms are on a line, and their replacements, rule by rule."""
        found = self._automaton.find_matches_as_indexes(lowered(line), overlapping=True)
        return tuple(
            (start, end, self._rights(line[start:end], number))
            for number, start, end in found
            if is_whole(line, start, end) and not is_in_address(line, start, end)
        )

    def _rights(self, found: str, number: int) -> list[tuple[Substitute, str]]:
        entries = self._entries[self._terms[number]]
        rights = ((rule, corrected(found, term, right)) for rule, term, right in entries)
        return [(rule, right) for rule, right in rights if right is not None]
