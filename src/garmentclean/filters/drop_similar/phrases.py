"""Finds the phrase that a text is close to, without comparing it with each phrase.

A text is close to a phrase only if it has at least half of the phrase's key words: any n of m. Then
it must have one of the m - n + 1 rarest of them, whichever others it has: the prefix filter of set
similarity joins (Chaudhuri, Ganti and Kaushik, A primitive operator for similarity joins in data
cleaning, 2006). And two texts are at most as similar as their lengths: the length filter (Arasu,
Ganti and Kaushik, Efficient exact set-similarity joins, 2006). So the phrases are indexed by
length, and by these rarest words, which most sentences lack.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Generic, NamedTuple

from garmentclean.filters.base.rule import AnyRule
from garmentclean.filters.drop_similar.common_words import RARE, RARITY
from garmentclean.filters.drop_similar.evidence import stems
from garmentclean.text.words import cut, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[^\W_]+")
IN_WORDS = table_of(WORD)
KEY_WORD_LETTERS = 4
"""Shorter words (of, the, this) are in every sentence and identify no phrase."""
SHARED = 0.5
"""A sentence that has less than this share of a phrase's key words is never close to it."""
STEPS = 4
"""The number of lists of phrases between a length and e times that length."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, stretches of letters and digits, in small letters.

    >>> words_of("Declaration:  All rights RESERVED!")
    ['declaration', 'all', 'rights', 'reserved']
    """
    return cut(text, WORD, IN_WORDS)


def key_words(words: Sequence[str]) -> frozenset[str]:
    """Return the key words, by which a phrase can be found."""
    return frozenset(word for word in words if len(word) >= KEY_WORD_LETTERS)


class Phrase(NamedTuple, Generic[AnyRule]):
    """A phrase of a rule.

    Attributes:
        rule: its rule.
        written: the phrase, as written in the rule.
        at_least: the ratio that a text needs to be close to it.
        text: its words as they are compared, separated by single spaces.
        stems: the stems of its words.
        key_words: its key words, by which it can be found.
        shortest: the shortest length of a text that is close to it.
        longest: the longest one.
    """

    rule: AnyRule
    written: str
    at_least: float
    text: str
    stems: frozenset[str]
    key_words: frozenset[str]
    shortest: float
    longest: float

    @classmethod
    def of(cls, rule: AnyRule, written: str, at_least: float) -> Phrase[AnyRule]:
        """Return a phrase of a rule."""
        words = words_of(written)
        text = " ".join(words)
        # the ratio of two texts is at most twice the length of the shorter one over both lengths
        most = (200 - at_least) / at_least
        shortest, longest = len(text) / most - 1, len(text) * most + 1
        return cls(rule, written, at_least, text, stems(words), key_words(words), shortest, longest)


class Key(NamedTuple):
    """The stems by which a phrase is found.

    Attributes:
        number: the number of the phrase.
        stems: the stems of its key words.
        needed: how many of them a text must have.
        rarest: the rarest ones and the next: a text must have one of them; two, if two are needed.
    """

    number: int
    stems: frozenset[str]
    needed: int
    rarest: list[str]


class Keys:
    """The phrases that are indexed by a stem."""

    def __init__(self, stem: str) -> None:
        self.stem = stem
        self.phrases: list[Key] = []

    @cached_property
    def others(self) -> frozenset[str]:
        """The stems of which a text must have one to be close to any of the phrases."""
        others = frozenset().union(*(key.rarest for key in self.phrases))
        return others if any(key.needed == 1 for key in self.phrases) else others - {self.stem}


class Phrases(Generic[AnyRule]):
    """The phrases of all rules.

    Args:
        phrases: all of them, in their order.
    """

    def __init__(self, phrases: Sequence[Phrase[AnyRule]]) -> None:
        self._phrases = phrases
        self.longest = max((one.longest for one in phrases), default=0)
        self._by_step: dict[int, Mapping[str, Keys]] = {}
        self._by_length: dict[int, Mapping[str, Keys]] = {}

    def nearest(self, words: Sequence[str], text: str) -> tuple[Phrase[AnyRule], float] | None:
        """Return the phrase that is closest to a text, with the ratio; None if none is close.

        Args:
            words: the words of the text.
            text: the words, separated by single spaces.
        """
        size = len(text)
        if not 0 < size <= self.longest:
            return None
        keys = self._by_length.get(size)
        if keys is None:
            step = int(math.log(size) * STEPS)
            if step not in self._by_step:
                self._by_step[step] = self._of_step(step)
            keys = self._by_length[size] = self._by_step[step]
        own = stems(words)
        numbers = set()
        for word in keys.keys() & own:
            if not keys[word].others.isdisjoint(own):
                for number, known, needed, _ in keys[word].phrases:
                    if len(known & own) >= needed:
                        numbers.add(number)
        return self._best(numbers, words, text) if numbers else None

    def _best(
        self, numbers: Iterable[int], words: Sequence[str], text: str
    ) -> tuple[Phrase[AnyRule], float] | None:
        from rapidfuzz import fuzz  # most lines are far from all phrases

        best, found = 0.0, None
        for phrase in map(self._phrases.__getitem__, sorted(numbers)):
            if len(phrase.key_words.intersection(words)) >= SHARED * len(phrase.key_words):
                score = fuzz.ratio(text, phrase.text, score_cutoff=phrase.at_least)
                if score > best:
                    best, found = score, phrase
        return found and (found, best)

    def _of_step(self, step: int) -> Mapping[str, Keys]:
        """Return the phrases that a text of some length may be close to, by their rarest stems."""
        shortest, longest = math.exp(step / STEPS) - 1, math.exp((step + 1) / STEPS) + 1
        found: dict[str, Keys] = {}
        for key, one in zip(self._keys, self._phrases, strict=True):
            if one.shortest <= longest and one.longest >= shortest:
                for word in key.rarest[: len(key.stems) - key.needed + 1]:
                    if word not in found:
                        found[word] = Keys(word)
                    found[word].phrases.append(key)
        return found

    @cached_property
    def _keys(self) -> list[Key]:
        all_stems = [stems(one.key_words) for one in self._phrases]
        used = Counter(chain.from_iterable(all_stems))
        order = sorted(used, key=lambda word: (-RARITY.get(word, RARE), used[word], word))
        rank = {word: place for place, word in enumerate(order)}
        keys = []
        for number, (one, known) in enumerate(zip(self._phrases, all_stems, strict=True)):
            # a stem of several key words counts once
            needed = max(1, len(known) - math.floor((1 - SHARED) * len(one.key_words)))
            rarest = sorted(known, key=rank.__getitem__)
            keys.append(Key(number, known, needed, rarest[: len(known) - needed + 2]))
        return keys
