"""How much evidence the words of a sentence give that it is of the same kind as some phrases.

A word that the phrases use more often than ordinary prose is evidence for the kind. Its weight is
the logarithm of the ratio: the weight of evidence of I. J. Good (Probability and the Weighing of
Evidence, 1950). Words are taken as independent, as in naive Bayes and in the relevance weights of
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
"""How many letters of a word are used; in English, truncating words is about as good as stemming
them (McNamee, Nicholas and Mayfield, Addressing morphological variation, 2009)."""
SHORTEST = 4
MOST = 7.0
"""The most bits of evidence of a single word, however rare it is in prose."""
UNKNOWN = -3.0
"""The bits of a word that no phrase has: evidence against the kind."""
ODDS = 9.0
"""The bits that are needed to believe it, because only about one sentence in 500 is a notice."""
FEWEST = 5
"""A sentence of fewer different words is not judged by them."""
ALIKE = 0.4
"""The share of a phrase's evidence that a sentence must have to be like it. A sentence with words
from many phrases, as in a text about copyright, is not a notice."""
ROUNDING = 1e-6
"""The largest error of a sum of bits."""


CACHED = 1 << 14
"""How many stems are cached before the cache is emptied."""
LONGEST = 32
"""The stem of a longer word, as in scripts without spaces, is not cached."""


class _Stems(dict[str, str]):
    """A cache of stems by word."""

    def __missing__(self, word: str) -> str:
        short = ENDING.sub("", word)
        found = (short if len(short) >= SHORTEST else word)[:STEM]
        if len(word) <= LONGEST:
            if len(self) >= CACHED:
                self.clear()
            self[word] = found
        return found


_STEMS = _Stems()


def stem(word: str) -> str:
    """Return the stem of a word in small letters: its first letters, without the ending.

    >>> stem("infringement") == stem("infringed"), stem("delete") == stem("deleted")
    (True, True)
    """
    return _STEMS[word]


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of words in small letters."""
    return frozenset(map(_STEMS.__getitem__, words))


class Evidence:
    """The evidence that each word gives for a kind of sentence.

    Args:
        bits: the weight of each word, in bits.
    """

    def __init__(self, bits: dict[str, float]) -> None:
        self.bits = bits

    @classmethod
    def of_phrases(cls, phrases: Sequence[frozenset[str]]) -> Evidence:
        """Weigh the words of phrases, each given as its stems."""
        counts = Counter(word for words in phrases for word in words)
        return cls(
            {
                word: min(MOST, RARITY.get(word, RARE) + math.log2(count / (len(phrases) + 1)))
                for word, count in counts.items()
            }
        )

    @classmethod
    def bound(cls, kinds: Iterable[Evidence]) -> Evidence:
        """Return an upper bound for the evidence of several kinds."""
        bits: dict[str, float] = {}
        for kind in kinds:
            for word, one in kind.bits.items():
                bits[word] = max(one, bits.get(word, UNKNOWN))
        return cls(bits)

    def of(self, words: Collection[str]) -> float:
        """Return the evidence of the different words of a sentence; 0 or less if there is none.

        It is the sum of their bits less `ODDS`, over the root of their number, because a sum of
        more words varies more by chance.
        """
        if len(words) < FEWEST:
            return -math.inf
        bits = math.fsum(map(self.bits.get, words, repeat(UNKNOWN)))
        return (bits - ODDS) / math.sqrt(len(words))

    def is_below(self, least: float, words: Collection[str]) -> bool:
        """Return whether `of` is below a limit by more than the error of a quick sum."""
        if len(words) < FEWEST:
            return True
        bits = sum(map(self.bits.get, words, repeat(UNKNOWN)))
        return bits + ROUNDING < least * math.sqrt(len(words)) + ODDS

    def weight(self, words: Collection[str]) -> float:
        """Return the evidence of words, however few; a negative one is against the kind."""
        bits = math.fsum(map(self.bits.get, words, repeat(UNKNOWN)))
        return bits / math.sqrt(len(words))


class PhraseEvidence(NamedTuple):
    """A phrase as evidence: its text, its words with positive bits, and the sum of these."""

    text: str
    words: frozenset[str]
    bits: float


class Likeness:
    """Finds the phrase that a sentence is like, by their evidence.

    Args:
        phrases: the text and the stems of each.
        bits: the weight of each stem, in bits.
    """

    def __init__(
        self, phrases: Sequence[tuple[str, frozenset[str]]], bits: dict[str, float]
    ) -> None:
        self._phrases = phrases
        self._bits = bits

    def closest(self, words: frozenset[str]) -> str | None:
        """Return the phrase that shares most of its evidence with a sentence; None if none does."""
        alike, found = ALIKE, None
        for one in {one for word in words for one in self._keys.get(word, ())}:
            shared = math.fsum(map(self._bits.__getitem__, one.words & words)) / one.bits
            if (shared, one.text) > (alike, found or ""):
                alike, found = shared, one.text
        return found

    @cached_property
    def _keys(self) -> dict[str, list[PhraseEvidence]]:
        """The phrases by their heaviest words, of which a similar sentence must have one."""
        keys = defaultdict(list)
        for text, stems in self._phrases:
            words = frozenset(word for word in stems if self._bits[word] > 0)
            rest = total = math.fsum(map(self._bits.__getitem__, words))
            for word in sorted(words, key=self._bits.__getitem__, reverse=True):
                if rest < ALIKE * total - ROUNDING:
                    break
                keys[word].append(PhraseEvidence(text, words, total))
                rest -= self._bits[word]
        return keys
