"""How much the words of a sentence speak for its being one of a kind, by phrases of that kind.

A word that the phrases have more often than ordinary prose speaks for the kind, by the logarithm
of how much more often: the weight of evidence of I. J. Good (Probability and the Weighing of
Evidence, 1950), with words taken as independent, as in naive Bayes and in the relevance weights of
Robertson and Sparck Jones (Relevance weighting of search terms, 1976).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.drop_similar.common_words import RARE, RARITY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

ENDING = re.compile(r"(?:ations?|ions?|ments?|ings?|ed|es|s|e)$")
STEM = 7
"""So many letters of a word count; cutting words off is about as good in English as stemming them
(McNamee, Nicholas and Mayfield, Addressing morphological variation, 2009)."""
SHORTEST = 4
MOST = 7.0
"""No word alone speaks more than so many bits for a kind, however rare it is in prose."""
UNKNOWN = -3.0
"""What a word that no phrase has speaks against the kind, in bits."""
ODDS = 9.0
"""So many bits it takes to believe it: one sentence of some 500 is a notice."""
FEWEST = 5
"""A sentence of fewer different words is not judged by them."""
ALIKE = 0.4
"""Which share of a phrase's evidence a sentence must have to speak like it. Words of many phrases
in a heap, as a text about copyright has them, are no notice."""
ROUNDING = 1e-6
"""So much a sum of bits may be wrong."""


REMEMBERED = 1 << 14
"""So many stems are remembered; then it begins anew."""
LONGEST = 32
"""The stem of a longer word, as in scripts without spaces, is not remembered."""


class _Stems(dict[str, str]):
    """The stems of the words that were asked for."""

    def __missing__(self, word: str) -> str:
        short = ENDING.sub("", word)
        found = (short if len(short) >= SHORTEST else word)[:STEM]
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = found
        return found


_STEMS = _Stems()


def stem(word: str) -> str:
    """Return what is left of a word in small letters without its ending.

    >>> stem("infringement") == stem("infringed"), stem("delete") == stem("deleted")
    (True, True)
    """
    return _STEMS[word]


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of words in small letters."""
    return frozenset(map(_STEMS.__getitem__, words))


class Evidence:
    """What the words of some phrases tell.

    Args:
        bits: how much each word speaks for the kind, in bits.
    """

    def __init__(self, bits: dict[str, float]) -> None:
        self.bits = bits

    @classmethod
    def of_phrases(cls, phrases: Sequence[frozenset[str]]) -> Evidence:
        """Weigh the words of phrases, which are given as the stems of each."""
        counts = Counter(word for words in phrases for word in words)
        return cls(
            {
                word: min(MOST, RARITY.get(word, RARE) + math.log2(count / (len(phrases) + 1)))
                for word, count in counts.items()
            }
        )

    @classmethod
    def bound(cls, kinds: Iterable[Evidence]) -> Evidence:
        """Return evidence by which no sentence has less than by any one of some kinds."""
        bits: dict[str, float] = {}
        for kind in kinds:
            for word, one in kind.bits.items():
                bits[word] = max(one, bits.get(word, UNKNOWN))
        return cls(bits)

    def of(self, words: Collection[str]) -> float:
        """Return how much the different words of a sentence speak for the kind, above 0 if at all.

        The sum of their bits beyond what belief takes, over the root of their number: the more
        words, the more their sum varies by chance.
        """
        if len(words) < FEWEST:
            return -math.inf
        told = math.fsum(map(self.bits.get, words, repeat(UNKNOWN)))
        return (told - ODDS) / math.sqrt(len(words))

    def is_below(self, least: float, words: Collection[str]) -> bool:
        """Return whether `of` is below a limit; what is too near to it for a quick sum is not."""
        if len(words) < FEWEST:
            return True
        told = sum(map(self.bits.get, words, repeat(UNKNOWN)))
        return told + ROUNDING < least * math.sqrt(len(words)) + ODDS

    def weight(self, words: Collection[str]) -> float:
        """Return how much words speak for the kind, however few: below 0, they speak against it."""
        told = math.fsum(map(self.bits.get, words, repeat(UNKNOWN)))
        return told / math.sqrt(len(words))


class Said(NamedTuple):
    """What a phrase has to tell: as it is told, the words that speak for its kind, their bits."""

    told: str
    words: frozenset[str]
    bits: float


class Likeness:
    """Which of some phrases a sentence is like, by what they have to tell.

    Args:
        phrases: each as it is told, and as its stems.
        bits: how much each of them speaks for the kind, in bits.
    """

    def __init__(
        self, phrases: Sequence[tuple[str, frozenset[str]]], bits: dict[str, float]
    ) -> None:
        self._phrases = phrases
        self._bits = bits

    def likest(self, words: frozenset[str]) -> str | None:
        """Return the phrase whose evidence a sentence has the most of; None if all have little."""
        alike, found = ALIKE, None
        for one in {one for word in words for one in self._keys.get(word, ())}:
            shared = math.fsum(map(self._bits.__getitem__, one.words & words)) / one.bits
            if (shared, one.told) > (alike, found or ""):
                alike, found = shared, one.told
        return found

    @cached_property
    def _keys(self) -> dict[str, list[Said]]:
        """The phrases by their most telling words, without all of which the rest is too little."""
        keys = defaultdict(list)
        for told, stems in self._phrases:
            words = frozenset(word for word in stems if self._bits[word] > 0)
            rest = total = math.fsum(map(self._bits.__getitem__, words))
            for word in sorted(words, key=self._bits.__getitem__, reverse=True):
                if rest < ALIKE * total - ROUNDING:
                    break
                keys[word].append(Said(told, words, total))
                rest -= self._bits[word]
        return keys
