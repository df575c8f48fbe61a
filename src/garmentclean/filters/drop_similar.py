"""drop-similar: lines that nearly are one of the known phrases, or speak like them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rapidfuzz import fuzz

from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.evidence import Evidence, stems
from garmentclean.rule import RuleError, compile_pattern

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
ALIKE = 0.4
"""Which share of a phrase's evidence a sentence must have to speak like it. Words of many phrases
in a heap, as a text about copyright has them, are no notice."""
SPOKEN = re.compile(r"^\W*[\"“„«‘']|[\"”“»’']\W*$")
"""A sentence that opens or closes a quotation was said by somebody in the article."""


@dataclass(frozen=True, kw_only=True)
class DropSimilar(FilterRule):
    """Take out each line that nearly says what one of the known phrases says.

    A line is judged as a whole and sentence by sentence, without case and punctuation; it goes if
    the sentences that are near to a phrase make up enough of it. So a notice goes that puts known
    sentences together in a new way, or names a site in one of them.

    With `evidence`, a sentence also counts that is near to no single phrase but made of the words
    of the phrases: words that they use much more often than English prose does. Words that no
    phrase has speak against it; it must have two fifths of what one of the phrases has to tell,
    and what stands in quotation marks is not judged by its words.

    Keys:
        phrases: what sites say, a sentence each, without the names of sites.
        at-least: how near is near, from 0 to 100 (rapidfuzz's `ratio`: shared characters).
        evidence: how much the words of a sentence must speak for it, from 1 up: the sum of their
            bits of evidence less nine, over the root of their number; 0: they are not asked.
        address: a pattern that a sentence must match for its words to be asked: how a site speaks
            of itself and to its readers.
        share: which share of the line's letters the near sentences must make up, from 0 to 1.
    """

    kind: ClassVar[str] = "drop-similar"

    phrases: tuple[str, ...]
    at_least: float = 80
    evidence: float = 0
    address: str = ""
    share: float = 0.6

    def __post_init__(self) -> None:
        """Refuse phrases without a telling word, and numbers out of range."""
        super().__post_init__()
        if not 50 <= self.at_least <= 100:  # noqa: PLR2004 - below, anything is near
            raise RuleError("at-least", f"is from 50 to 100, not {self.at_least}")
        if self.evidence != 0 and self.evidence < 1:
            raise RuleError("evidence", f"is 0 or from 1 up, not {self.evidence}")
        compile_pattern(self.address, key="address", ignore_case=True)
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


class Phrase(NamedTuple):
    """A phrase of a rule: its text as it is compared, its stems, the number of telling words."""

    rule: DropSimilar
    told: str
    text: str
    stems: frozenset[str]
    telling: int


class Kind(NamedTuple):
    """What a rule's phrases have in common."""

    rule: DropSimilar
    evidence: Evidence
    address: Any  # re2 has no types
    phrases: list[Phrase]

    @classmethod
    def of(cls, rule: DropSimilar, phrases: list[Phrase]) -> Kind:
        """Weigh the words of a rule's phrases."""
        address = compile_pattern(rule.address, ignore_case=True)
        return cls(rule, Evidence([one.stems for one in phrases]), address, phrases)


class Found(NamedTuple):
    """The rule that a sentence falls under, and why."""

    rule: DropSimilar
    because: str


class Scanner:
    """All drop-similar rules; their phrases stand in one index by word."""

    def __init__(self, rules: Sequence[DropSimilar]) -> None:
        self._phrases: list[Phrase] = []
        self._by_word: dict[str, list[int]] = {}
        self._kinds: list[Kind] = []
        for rule in rules:
            phrases = []
            for phrase in rule.phrases:
                text = normal(phrase)
                words = telling(text)
                for word in words:
                    self._by_word.setdefault(word, []).append(len(self._phrases))
                phrases.append(Phrase(rule, phrase, text, stems(text), len(words)))
                self._phrases.append(phrases[-1])
            if rule.evidence:
                self._kinds.append(Kind.of(rule, phrases))

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that are near to a phrase."""
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        for number in view.written:
            found = self.judge(view.contents[number])
            line = view.lines[number]
            if found is not None and found.rule.allows(view, line.start, line.end):
                yield Drop(number, number, found.rule.name, because=found.because)

    def judge(self, line: str) -> Found | None:
        """Return the rule that a line falls under by what it says, None if there is none."""
        text = normal(line)
        if not any(word in self._by_word for word in telling(text)):
            return None
        found = self._near(text)
        if found is not None:
            return found
        near = 0
        for sentence in SENTENCE.findall(line):
            part = normal(sentence)
            one = self._near(part) or self._speaks(sentence, part)
            if one is not None:
                near += len(part)
                found = found or one
        return found if found is not None and near >= found.rule.share * len(text) else None

    def _candidates(self, text: str) -> list[int]:
        shared = Counter(
            number
            for word in telling(text)
            if word in self._by_word
            for number in self._by_word[word]
        )
        return [n for n, count in shared.items() if count >= SHARED * self._phrases[n].telling]

    def _near(self, text: str) -> Found | None:
        best, found = 0.0, None
        for number in self._candidates(text):
            phrase = self._phrases[number]
            score = fuzz.ratio(text, phrase.text, score_cutoff=phrase.rule.at_least)
            if score > best:
                best, found = score, phrase
        return found and Found(found.rule, f'near "{found.told}" ({best:.0f})')

    def _speaks(self, sentence: str, text: str) -> Found | None:
        if SPOKEN.search(sentence):
            return None
        words = stems(text)
        best, found = 0.0, None
        for kind in self._kinds:
            score = kind.evidence.of(words)
            if score < kind.rule.evidence or score <= best or not kind.address.search(sentence):
                continue
            alike, told = max(
                (kind.evidence.shared(words, one.stems), one.told) for one in kind.phrases
            )
            if alike >= ALIKE:
                best, found = score, Found(kind.rule, f'speaks like "{told}" ({score:.1f})')
        return found
