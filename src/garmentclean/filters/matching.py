"""What scanners share: many patterns at once, whole words, their case, and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from garmentclean.filters import FilterRule
from garmentclean.filters.facts import facts_of
from garmentclean.filters.screen import Screen
from garmentclean.memo import remembered
from garmentclean.rule import Rule, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.view import View


GROUP = re.compile(r"\\([0-9])")

LONGEST_ADDRESS = 300
"""No further than so many characters is looked for the ends of a URL."""


AnyRule = TypeVar("AnyRule", bound=Rule)


class Hit(NamedTuple, Generic[AnyRule]):
    """A pattern that may occur in a text, and its rule."""

    rule: AnyRule
    pattern: Any


class Found(NamedTuple, Generic[AnyRule]):
    """A rule of which a pattern matches on a line, and the facts that its named groups caught."""

    rule: AnyRule
    facts: tuple[tuple[str, str], ...]


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
    """Patterns of many rules, looked for all at once.

    Args:
        patterns: (rule, pattern, whether it ignores case), in the order of the rules.
    """

    def __init__(self, patterns: Sequence[tuple[AnyRule, str, bool]]) -> None:
        self._patterns = patterns
        self.on_line = remembered(self._on_line)

    @staticmethod
    def of(rules: Sequence[AnyPatternRule]) -> PatternIndex[AnyPatternRule]:
        """Index all patterns of some rules."""
        return PatternIndex([(r, p, r.ignore_case) for r in rules for p in r.patterns])

    @cached_property
    def _screen(self) -> Screen:
        return Screen([(pattern, ignore_case) for _, pattern, ignore_case in self._patterns])

    def hits(self, text: str) -> list[Hit[AnyRule]]:
        """Return those patterns that may occur somewhere in the text."""
        return [self._hit(number) for number in self._screen.may_match(text)]

    def _hit(self, number: int) -> Hit[AnyRule]:
        rule, pattern, ignore_case = self._patterns[number]
        return Hit(rule, compile_pattern(pattern, ignore_case=ignore_case))

    def _on_line(self, line: str) -> tuple[Found[AnyRule], ...]:
        """Return what matches on a line, in the order of the patterns, with what it tells."""
        hits = ((hit.rule, hit.pattern.search(line)) for hit in self.hits(line))
        return tuple(Found(rule, facts_of(match)) for rule, match in hits if match)


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
    number, text = view.line_at(start), view.text
    floor = max(view.starts[number], start - LONGEST_ADDRESS)
    ceiling = min(view.ends[number], end + LONGEST_ADDRESS)
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
