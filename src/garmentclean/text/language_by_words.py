"""Which language the stop words of a text are of, counted line by line.

The counts of a line are remembered. Most texts are English, which can be proved by its own words
before those of all others are weighed.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.stopwords import languages_with, stop_words
from garmentclean.text.words import lower_words

if TYPE_CHECKING:
    from collections.abc import Sequence

STOP_WORD_SHARE = 0.12
"""Running prose of these languages has 25 to 50 % stop words; lists of names have under 10 %."""
DIFFERENT = 3
MORE = 2
"""So many stop words more than any other language has, and twice those that this one has alone."""

ENGLISH = "en"


def language_by_stop_words(text: str) -> str | None:
    """Return the language whose stop words fill a text, if one of them does so clearly.

    Three different ones are asked for: "a", "per" and "do" are stop words of one language and
    words of another. Those that two languages share, as Danish and Swedish do, count for neither.
    """
    lines = text.split("\n")
    shares = [stops_of(line) for line in lines]
    if is_english(lines, shares):
        return ENGLISH
    size = sum(share.size for share in shares)
    having = languages_with()
    stops = Counter(word for line in lines for word in lower_words(line) if word in having)
    counts: dict[str, int] = {}
    for word, times in stops.items():
        for code in having[word]:
            counts[code] = counts.get(code, 0) + times
    if not counts:
        return None
    best = max(counts, key=counts.__getitem__)
    most = counts[best]
    if most < STOP_WORD_SHARE * size or len(stop_words()[best] & stops.keys()) < DIFFERENT:
        return None
    for rival, times in counts.items():
        # However many they share, if the rival has so few.
        if rival == best or (most >= 2 * times and most - times >= MORE):
            continue
        shared = sum(n for word, n in stops.items() if {best, rival} <= {*having[word]})
        if most - shared < max(MORE, 2 * (times - shared)):
            return None
    return best


NO_STOP_WORD, OTHER, ALSO_ENGLISH, ONLY_ENGLISH = range(4)


class Stops(NamedTuple):
    """How many words a line has, and how many of them are stop words of some languages.

    Attributes:
        size: the number of its words.
        english: stop words of English and of another language.
        only_english: stop words of English alone.
        others: stop words of other languages alone.
    """

    size: int
    english: int
    only_english: int
    others: int


@remembered
def stops_of(line: str) -> Stops:
    """Return how many stop words a line has."""
    kinds = bytes(map(_kinds().get, lower_words(line), repeat(NO_STOP_WORD)))
    return Stops(
        len(kinds), kinds.count(ALSO_ENGLISH), kinds.count(ONLY_ENGLISH), kinds.count(OTHER)
    )


@cache
def _kinds() -> dict[str, int]:
    """Return the kind of each stop word."""
    return {
        word: ONLY_ENGLISH if codes == (ENGLISH,) else ALSO_ENGLISH if ENGLISH in codes else OTHER
        for word, codes in languages_with().items()
    }


def is_english(lines: Sequence[str], shares: Sequence[Stops]) -> bool:
    """Tell whether the stop words of lines show that they are English, whatever they are.

    A language that has all those of the others, and shares all that English does not have alone,
    would still have too few.

    Args:
        lines: their texts.
        shares: their stop words.
    """
    only = sum(share.only_english for share in shares)
    others = sum(share.others for share in shares)
    size = sum(share.size for share in shares)
    if only < max(MORE, 2 * others) or only < STOP_WORD_SHARE * size:
        return False
    told: set[str] = set()
    for line in lines:
        told |= stop_words()[ENGLISH].intersection(lower_words(line))
        if len(told) >= DIFFERENT:
            return True
    return False


def may_be_other(line: str, own: str) -> bool:
    """Tell whether a line may be in another language than its own, by its stop words.

    The other one must have twice as many, of those that it has alone, as its own has. It has no
    more of them than there are that its own does not have; its own has those that no other has.
    """
    if own != ENGLISH:
        return True
    _, _, only, others = stops_of(line)
    return others >= MORE and others >= 2 * only
