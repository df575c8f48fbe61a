"""How much the words of a sentence speak for its being one of a kind, by phrases of that kind.

A word that the phrases have more often than ordinary prose speaks for the kind, by the logarithm
of how much more often: the weight of evidence of I. J. Good (Probability and the Weighing of
Evidence, 1950), with words taken as independent, as in naive Bayes and in the relevance weights of
Robertson and Sparck Jones (Relevance weighting of search terms, 1976).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from garmentclean.filters.common_words import RARE, RARITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what is left of a word in small letters without its ending.

    >>> stem("infringement") == stem("infringed"), stem("delete") == stem("deleted")
    (True, True)
    """
    short = ENDING.sub("", word)
    return (short if len(short) >= SHORTEST else word)[:STEM]


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a normal text: small letters, single spaces."""
    return frozenset(map(stem, text.split()))


class Evidence:
    """What the words of some phrases tell.

    Args:
        phrases: as the stems of each.
    """

    def __init__(self, phrases: Sequence[frozenset[str]]) -> None:
        counts = Counter(word for words in phrases for word in words)
        self.bits = {
            word: min(MOST, RARITY.get(word, RARE) + math.log2(count / (len(phrases) + 1)))
            for word, count in counts.items()
        }

    def of(self, words: Iterable[str]) -> float:
        """Return how much the different words of a sentence speak for the kind, above 0 if at all.

        The sum of their bits beyond what belief takes, over the root of their number: the more
        words, the more their sum varies by chance.
        """
        found = [self.bits.get(word, UNKNOWN) for word in words]
        return (sum(found) - ODDS) / math.sqrt(len(found)) if len(found) >= FEWEST else -math.inf

    def shared(self, words: frozenset[str], phrase: frozenset[str]) -> float:
        """Return which share of a phrase's evidence a sentence has as well, from 0 to 1."""
        bits = {word: max(0.0, self.bits[word]) for word in phrase}
        return sum(bits[word] for word in phrase & words) / (sum(bits.values()) or 1)
