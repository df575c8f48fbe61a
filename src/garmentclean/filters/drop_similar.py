"""drop-similar: lines that nearly are one of the known phrases."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rapidfuzz import fuzz

from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.edit import Patch
    from garmentclean.view import View

WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(
    r"[^.!?;。！？；]+(?:[.!?;。！？；]+(?=\s|[\"'”’)]|$)|[.!?;]|[。！？；]|$)\S{0,2}"
)
TELLING_LETTERS = 4
"""Shorter words (of, the, this) stand in every sentence and point to no phrase."""
SHARED = 0.5
"""A sentence that shares less than half of a phrase's telling words is never near to it."""


@dataclass(frozen=True, kw_only=True)
class DropSimilar(FilterRule):
    """Take out each line that nearly says what one of the known phrases says.

    A line is judged as a whole and sentence by sentence, without case and punctuation; it goes if
    the sentences that are near to a phrase make up enough of it. So a notice goes that puts known
    sentences together in a new way, or names a site in one of them.

    Keys:
        phrases: what sites say, a sentence each, without the names of sites.
        at-least: how near is near, from 0 to 100 (rapidfuzz's `ratio`: shared characters).
        share: which share of the line's letters the near sentences must make up, from 0 to 1.
    """

    kind: ClassVar[str] = "drop-similar"

    phrases: tuple[str, ...]
    at_least: float = 80
    share: float = 0.6

    def __post_init__(self) -> None:
        """Refuse phrases without a telling word, and numbers out of range."""
        super().__post_init__()
        if not 50 <= self.at_least <= 100:  # noqa: PLR2004 - below, anything is near
            raise RuleError("at-least", f"is from 50 to 100, not {self.at_least}")
        if not 0 < self.share <= 1:
            raise RuleError("share", f"is above 0 and up to 1, not {self.share}")
        for phrase in self.phrases:
            if not telling(normal(phrase)):
                raise RuleError("phrases", f"{phrase!r} has no word of four letters to find it by")

    @staticmethod
    def scanner(rules: Sequence[DropSimilar]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


def normal(text: str) -> str:
    """Return a text in small letters, its words parted by single spaces, and nothing else.

    >>> normal("Declaration:  All rights RESERVED!")
    'declaration all rights reserved'
    """
    return " ".join(WORD.findall(text.lower()))


def telling(text: str) -> frozenset[str]:
    """Return the words of a normal text by which a phrase can be found."""
    return frozenset(word for word in text.split() if len(word) >= TELLING_LETTERS)


class Scanner:
    """All drop-similar rules; their phrases stand in one index by word."""

    def __init__(self, rules: Sequence[DropSimilar]) -> None:
        self._phrases: list[tuple[DropSimilar, str, int]] = []
        self._by_word: dict[str, list[int]] = {}
        for rule in rules:
            for phrase in rule.phrases:
                text = normal(phrase)
                words = telling(text)
                for word in words:
                    self._by_word.setdefault(word, []).append(len(self._phrases))
                self._phrases.append((rule, text, len(words)))

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that are near to a phrase."""
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        for number in view.written:
            rule = self._rule_for(view.contents[number])
            line = view.lines[number]
            if rule is not None and rule.allows(view, line.start, line.end):
                yield Drop(number, number, rule.name)

    def _rule_for(self, line: str) -> DropSimilar | None:
        text = normal(line)
        if not self._candidates(text):
            return None
        rule = self._near(text)
        if rule is not None:
            return rule
        near = 0
        for sentence in SENTENCE.findall(line):
            part = normal(sentence)
            found = self._near(part)
            if found is not None:
                near += len(part)
                rule = rule or found
        return rule if rule is not None and near >= rule.share * len(text) else None

    def _candidates(self, text: str) -> list[int]:
        shared = Counter(
            number
            for word in telling(text)
            if word in self._by_word
            for number in self._by_word[word]
        )
        return [n for n, count in shared.items() if count >= SHARED * self._phrases[n][2]]

    def _near(self, text: str) -> DropSimilar | None:
        best, found = 0.0, None
        for number in self._candidates(text):
            rule, phrase, _ = self._phrases[number]
            score = fuzz.ratio(text, phrase, score_cutoff=rule.at_least)
            if score > best:
                best, found = score, rule
        return found
