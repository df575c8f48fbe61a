"""In which words a token without spaces can be cut.

A cut is certain only beside a word such as "the" or "from", which is never a part of an English
word or name: `oftextile`, `thatgenerating`. Two other words side by side may be a new compound
(`kettlebell`), an identifier (`typeof`) or a brand.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.restore_letters.english import (
    LETTERS,
    PREFIXES,
    begins_word,
    is_ordinary,
    is_word,
    misspelt,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SHORTEST = 3
"""The fewest letters of a part that is not a grammatical word."""
FEWEST = 5
"""The fewest letters of a token, unless it ends with the article "a"."""
KNOWN = 6
"""A part with fewer letters must stand elsewhere in the document."""
PARTS = 4
"""The most parts of a token."""
CLEAR = 4
"""The fewest letters of a part that need not stand elsewhere, beside other glued words."""
COMPOUND = 12
"""The fewest letters of two words that are no grammatical words."""
HALF = 5
"""The fewest letters of each of them, if they do not stand side by side elsewhere."""
COMBINING = frozenset({*PREFIXES, "cyber", "hydro", "thermo", "ultra", "video", "metal"})
"""Words that begin compounds."""
ALONE = ("self", "selves")
"""These make a pronoun of the word before them: `theirselves`."""
ENGLISH = ("ing", "ed", "tion", "tions", "ity", "ness")
"""A word with one of these endings is English, and its last letters are no piece of a word that is
not: `willingto`, but not `personalis`."""
INFLECTED = (
    "ing", "ings", "ed", "tion", "tions", "sion", "sions", "ity", "ities", "ement", "ements",
    "pment", "ive", "ous", "ical", "ional", "ental", "ural", "ial", "able", "ible", "ful", "ly",
    "ers", "ies", "ence", "ance", "ency", "ancy",
)  # fmt: skip
"""A compound hardly ever begins with a word that has one of these endings."""
ARTICLE = "a"
FEW, MANY = 1, 3
"""How many certain cuts in a thousand words are evidence for cuts that are not certain."""


class Parse(NamedTuple):
    """The words that a token is cut into.

    Attributes:
        parts: the words, in small letters.
        needed: those that must stand elsewhere in the document.
        others: how many other tokens in a thousand words must be cut with certainty.
        beside: whether the words must stand side by side elsewhere, unless there are `MANY` others.
    """

    parts: tuple[str, ...]
    needed: tuple[str, ...] = ()
    others: int = 0
    beside: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether other glued words are enough evidence: the words are long, and no compound."""
        if self.beside:
            return min(map(len, self.parts)) >= HALF and self.parts[0] not in COMBINING
        return all(len(part) >= CLEAR for part in self.needed)


class Grammar:
    """The grammatical words of a rule, by how well they show a cut.

    Args:
        opening: words after which a cut is certain.
        closing: words before which a cut is certain.
        others: the other ones.
        particles: those that also begin or end compounds, such as "in".
        stays: tokens that are never cut.
    """

    def __init__(
        self,
        opening: Collection[str],
        closing: Collection[str],
        others: Collection[str],
        particles: Collection[str],
        stays: Collection[str],
    ) -> None:
        self.opening, self.closing = frozenset(opening), frozenset(closing)
        self.telling = self.opening | self.closing
        self.stays, self._particles = frozenset(stays), frozenset(particles)
        self._all = self.telling | self._particles | frozenset(others)
        self.certain = lru_cache(maxsize=1 << 12)(self._certain)
        self.possible = lru_cache(maxsize=1 << 10)(self._possible)

    def is_strange(self, word: str) -> bool:
        """Return whether a token (in small letters) is in no list, and is no misspelt word."""
        return word not in self.stays and not is_word(word) and not word.endswith(ALONE)

    def _certain(self, word: str) -> Parse | None:
        """Return the only parse of a token whose cuts are certain; None if there is not just one.

        Args:
            word: the token, in small letters.
        """
        if not self.is_strange(word):
            return None
        if word[-1] == ARTICLE and word[:-1] in self.opening:
            return Parse((word[:-1], ARTICLE))
        parts = self._shortest(word) if len(word) >= FEWEST else None
        if not parts:
            return None
        content = [part for part in parts if part not in self._all]
        if content and self._has_rival(word, parts):
            return None
        if not self._is_joint(parts) and is_misspelt(word):
            return None
        if len(content) == 1:
            content = [part for part in content if len(part) < KNOWN]
        return Parse(parts, tuple(content))

    def _shortest(self, word: str) -> tuple[str, ...] | None:
        """Return the parse with the fewest parts; None if there is not just one."""
        found = sorted(filter(self._is_certain, self._parses(word)), key=len)
        alone = len(found) == 1 or (len(found) > 1 and len(found[0]) < len(found[1]))
        return found[0] if alone else None

    def _is_joint(self, parts: tuple[str, ...]) -> bool:
        """Return whether a token ends like `ofthe`, which is no misspelling."""
        return parts[-1] in self.closing and parts[-2] in self._all and parts[-2] != parts[-1]

    def _possible(self, word: str) -> Parse | None:
        """Return the only parse of a token in two words, which needs more evidence; or None.

        Args:
            word: the token, in small letters.
        """
        if not self.is_strange(word):
            return None
        found = [*self._halves(word)]
        if len(found) != 1 or not self._may_be_cut(*found[0]):
            return None
        if is_misspelt(word):
            return None
        (parts,) = found
        content = tuple(part for part in parts if part not in self._all)
        short = tuple(part for part in content if len(part) < KNOWN)
        if ARTICLE in parts:
            return Parse(parts, others=FEW)
        if len(content) == len(parts):
            beside = not is_inflected(parts)
            return Parse(parts, content if beside else short, FEW, beside=beside)
        beside = not self._particles.isdisjoint(parts)
        return Parse(parts, content if beside else short, FEW, beside=beside)

    def _parses(self, word: str, left: int = PARTS) -> Iterator[tuple[str, ...]]:
        """Yield the parses of a token in at most `left` parts, no two content words together."""
        if self._is_part(word):
            yield (word,)
        if left == 1:
            return
        for end in range(2, len(word) - 1):
            head = word[:end]
            if head not in self._all and not self._is_part(head):
                continue
            for rest in self._parses(word[end:], left - 1):
                if head in self._all or rest[0] in self._all:
                    yield (head, *rest)

    def _is_part(self, word: str) -> bool:
        return word in self._all or (len(word) >= SHORTEST and is_ordinary(word))

    def _is_long(self, word: str) -> bool:
        return len(word) >= KNOWN and is_ordinary(word)

    def _halves(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield the pairs of words that a token can be cut into."""
        if word[-1] == ARTICLE and (word[:-1] in self._all or self._is_long(word[:-1])):
            yield word[:-1], ARTICLE
        if word[0] == ARTICLE and self._is_part(word[1:]):
            yield ARTICLE, word[1:]
        for end in range(2, len(word) - 1):
            left, right = word[:end], word[end:]
            if self._is_part(left) and self._is_part(right):
                yield left, right

    def _may_be_cut(self, left: str, right: str) -> bool:
        """Return whether two words are long enough; the article may be that of the next word."""
        if right == ARTICLE:
            return True
        content = left not in self._all and right not in self._all
        return left != ARTICLE and len(left + right) >= (COMPOUND if content else FEWEST)

    def _is_certain(self, parts: tuple[str, ...]) -> bool:
        """Return whether each cut is beside a word that shows it, or beside a run of such words."""
        if len(parts) == 1:
            return False
        runs = [(key, [*run]) for key, run in groupby(parts, key=self._all.__contains__)]
        for number, (grammatical, run) in enumerate(runs):
            if not grammatical:
                continue
            inner = any(a in self.opening or b in self.closing for a, b in pairwise(run))
            if len(run) > 1 and not inner:
                return False
            if not inner:
                before = runs[number - 1][1][-1] if number else ""
                after = number + 1 < len(runs)
                if before and not self._closes(before, run[0]):
                    return False
                if after and run[-1] not in self.opening:
                    return False
        return True

    def _closes(self, before: str, word: str) -> bool:
        """Return whether a grammatical word shows the end of the word before it."""
        return word in self.closing or (len(before) >= KNOWN and before.endswith(ENGLISH))

    def _has_rival(self, word: str, parts: tuple[str, ...]) -> bool:
        """Return whether a token can also be cut into two other words (`off|air`)."""
        for end in range(2, len(word) - 1):
            left, right = word[:end], word[end:]
            if (left, right) == parts or not (self._is_part(left) and self._is_part(right)):
                continue
            if (f"{left}s", right.removeprefix("s")) != parts:  # as in "mills|and", "mill|sand"
                return True
        return False


def is_inflected(parts: tuple[str, ...]) -> bool:
    """Return whether two words are too long, and the first one too much derived, for a compound.

    >>> is_inflected(("weaving", "machine")), is_inflected(("evening", "wear"))
    (True, False)
    """
    return all(len(part) >= KNOWN for part in parts) and parts[0].endswith(INFLECTED)


def is_misspelt(word: str) -> bool:
    """Return whether a word may be a misspelling of one that most readers know.

    >>> is_misspelt("attension"), is_misspelt("oftextile")
    (True, False)
    """
    right = next((n for n in range(1, len(word)) if not begins_word(word[:n])), len(word))
    each = 2 * len(LETTERS) + 1  # a wrong letter comes before the first place where no word goes on
    return any(map(is_ordinary, islice(misspelt(word), each * right)))
