"""What scanners share: many patterns at once, whole words, their case, and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from garmentclean.filters import FilterRule
from garmentclean.rule import Rule, compile_pattern, flagged, search_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.view import View


ENOUGH_TEXT = 100_000
"""From so many characters on, it pays to compile all patterns into one automaton."""

GROUP = re.compile(r"\\([0-9])")

LONGEST_ADDRESS = 300
"""No further than so many characters is looked for the ends of a URL."""


AnyRule = TypeVar("AnyRule", bound=Rule)


class Hit(NamedTuple, Generic[AnyRule]):
    """A pattern that occurs in the text, and its rule."""

    rule: AnyRule
    pattern: Any


def check_patterns(key: str, patterns: Iterable[str], *, ignore_case: bool = False) -> None:
    """Raise RuleError, naming the key, if a pattern cannot be used."""
    for pattern in patterns:
        compile_pattern(pattern, key=key, ignore_case=ignore_case)


@dataclass(frozen=True, kw_only=True)
class PatternRule(FilterRule):
    """A rule that finds its text by patterns.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also stands for `A`.
    """

    patterns: tuple[str, ...]
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Refuse patterns that RE2 does not take."""
        super().__post_init__()
        check_patterns("patterns", self.patterns, ignore_case=self.ignore_case)


AnyPatternRule = TypeVar("AnyPatternRule", bound=PatternRule)


class PatternIndex(Generic[AnyRule]):
    """Patterns of many rules, tested in one pass over a text.

    Args:
        patterns: (rule, pattern, whether it ignores case), in the order of the rules.
    """

    def __init__(self, patterns: Sequence[tuple[AnyRule, str, bool]]) -> None:
        self._hits = [
            Hit(rule, compile_pattern(pattern, ignore_case=ignore_case))
            for rule, pattern, ignore_case in patterns
        ]
        self._patterns = [flagged(p, ignore_case=ignore) for _, p, ignore in patterns]
        self._seen = 0

    @staticmethod
    def of(rules: Sequence[AnyPatternRule]) -> PatternIndex[AnyPatternRule]:
        """Index all patterns of some rules."""
        return PatternIndex([(r, p, r.ignore_case) for r in rules for p in r.patterns])

    @cached_property
    def _set(self) -> Any:  # noqa: ANN401 - re2 has no types
        return search_set(self._patterns)

    def hits(self, text: str) -> list[Hit[AnyRule]]:
        """Return those patterns that occur somewhere in the text."""
        self._seen += len(text)
        if self._seen < ENOUGH_TEXT:
            return [hit for hit in self._hits if hit.pattern.search(text)]
        found = self._set.Match(text) if self._hits else None
        return [self._hits[number] for number in sorted(found or ())]


def expand(match: Any, template: str) -> str:  # noqa: ANN401 - re2 has no types
    r"""Return a replacement, with the match's groups in the place of \1, \2 ...

    re2's own `expand` garbles letters beyond ASCII.
    """
    return GROUP.sub(lambda number: match.group(int(number[1])) or "", template)


def in_address(view: View, start: int, end: int, *, bare: bool = True) -> bool:
    """Tell whether a span lies in a URL or an e-mail address, where no word is one.

    With `bare`, host names and file names without a scheme count too (`example.com/a_b`); a full
    stop that ends a sentence does not make one.
    """
    line = view.lines[view.line_at(start)]
    text = view.text
    floor, ceiling = max(line.start, start - LONGEST_ADDRESS), min(line.end, end + LONGEST_ADDRESS)
    left = max(text.rfind(" ", floor, start) + 1, floor)
    right = text.find(" ", end, ceiling)
    token = text[left : ceiling if right < 0 else right]
    if "://" in token or "@" in token or "www." in token:
        return True
    before, after = text[left:start], text[end : end + 2]
    return bare and (
        before.endswith((".", "/", "_", "="))
        or (after[:1] in {".", "_", "="} and after[1:].isalnum())
    )


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a span of text begins and ends at the edges of words."""
    left = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    right = end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
    return left and right


def lowered(text: str) -> str:
    """Return a text in small letters, and of the same length.

    >>> lowered("İX"), len("İ".lower())
    ('İx', 2)
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def in_case_of(found: str, right: str) -> str:
    """Return a word with the capitals of what was found.

    >>> in_case_of("PFORM", "transform"), in_case_of("Pform", "transform")
    ('TRANSFORM', 'Transform')
    """
    if len(found) > 1 and found.isupper():
        return right.upper()
    return right[:1].upper() + right[1:] if found[:1].isupper() else right
