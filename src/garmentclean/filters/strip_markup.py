"""strip-markup: remove or replace leaked tags, entities and placeholders within the text."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines, cut_span
from garmentclean.filters.base.patterns import Pattern, PatternIndex, PatternMatch, PatternScanner
from garmentclean.filters.base.rule import PatternRule
from garmentclean.text.edit import Patch, place_of, resolved
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

Cut = tuple[int, int, str]
"""The offset of the removed part in a match, its length, and its replacement."""
FEW = 10_000
"""A line with this many spans is too long to test whether it consists only of them."""
CHARACTERS: dict[str, dict[int, int]] = {
    "superscript": str.maketrans("0123456789+-−=()niNI", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᴺᴵ"),
    "subscript": str.maketrans("0123456789+-−=()niNI", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢₙᵢ"),
}


@dataclass(frozen=True, kw_only=True)
class StripMarkup(PatternRule):
    """Remove spans of text, or replace them.

    If nothing else is left of a line, the whole line is removed. With a group named `cut`, only
    what that group captures is removed; the rest of the pattern is the context.

    Keys:
        patterns: RE2 patterns, one or a list.
        to: the replacement: nothing, a space (unless there is one already), or any text.
        script: how to write what the group named `text` captures, which is the replacement: as it
            is (`plain`), with a `capital` first letter, or in Unicode's `superscript` or
            `subscript` characters.
        ignore-case: whether `a` in a pattern also matches `A`.
    """

    kind: ClassVar[str] = "strip-markup"

    to: str = ""
    script: Literal["", "plain", "capital", "superscript", "subscript"] = ""

    def __post_init__(self) -> None:
        """Reject a script without a group `text`."""
        super().__post_init__()
        if not self.script:
            return
        groups = [compile_pattern(pattern).groupindex for pattern in self.patterns]
        if not all("text" in names for names in groups):
            raise RuleError("script", "needs a group named `text` in each pattern: (?P<text>...)")

    @staticmethod
    def scanner(rules: Sequence[StripMarkup]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner(PatternScanner):
    """All strip-markup rules, compiled."""

    def __init__(self, rules: Sequence[StripMarkup]) -> None:
        patterns = (Pattern(r, text, r.ignore_case) for r in rules for text in r.patterns)
        self.index = PatternIndex(patterns, cut_of, in_text=True)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the spans that match, and the lines that consist of them."""
        spans = resolved(self._spans(view))
        drops = []
        for number, group in groupby(spans, key=lambda span: view.line_at(span.start)):
            found = [*islice(group, FEW)]
            if len(found) < FEW:
                last = view.line_at(max(found[-1].start, found[-1].end - 1))
                if is_only(view, number, last, found):
                    drops.append(Drop(number, last, found[0].rule))
                    continue
            for span in chain(found, group):
                yield cut_span(view, span.start, span.end, span.rule, span.replacement or "")
        yield from cut_lines(view, drops)

    def _spans(self, view: View) -> Iterator[Patch]:
        """Yield the spans that match, in the order of the text."""
        streams = [self._allowed(view, found) for found in self.index.by_pattern(view)]
        return merge(*streams, key=place_of) if len(streams) > 1 else chain(*streams)

    @staticmethod
    def _allowed(view: View, found: Iterable[PatternMatch[StripMarkup, Cut]]) -> Iterator[Patch]:
        for rule, place, _, (start, size, to) in found:
            begin = place + start
            if size and rule.allows(view, begin, begin + size):
                yield Patch(begin, begin + size, to, rule.name)


def cut_of(rule: StripMarkup, match: Any) -> Cut:
    """Return the offset of the removed part in a match, its length, and its replacement."""
    names = match.re.groupindex
    start, end = match.span(names.get("cut", 0))
    to = rule.to
    if rule.script:
        to = (match.group(names["text"]) or "").translate(CHARACTERS.get(rule.script, {}))
        if rule.script == "capital":
            to = to[:1].upper() + to[1:]
    return start - match.start(), end - start, to


def is_only(view: View, first: int, last: int, spans: Sequence[Patch]) -> bool:
    """Return whether lines consist only of spans that are removed."""
    rest = []
    offset = view.starts[first]
    for span in spans:
        rest.append(view.text[offset : span.start] + (span.replacement or ""))
        offset = span.end
    rest.append(view.text[offset : view.ends[last]])
    return not "".join(rest).strip()
