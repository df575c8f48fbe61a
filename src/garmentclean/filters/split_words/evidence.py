"""What the document and the line around a glued word say about it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from garmentclean.filters.restore_letters.english import is_word
from garmentclean.text.regex import lazily
from garmentclean.text.words import lower_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from garmentclean.filters.base.view import View
    from garmentclean.filters.split_words.parses import Parse

SIGNS = "\"'“”‘’()[],;:.!?"
"""What may stand around a word."""
REACH = 300
"""How many characters of a line on each side are examined."""
WORDS = lazily("[a-z]{2,}")
BYLINE = lazily(r"(?i)^\W*(?:\w+ )?by\W*$")
"""What is before the name of a user on its line."""
LANGUAGE = "en"
"""The language of the word lists."""


class Evidence:
    """The words of a document, which show that a word is cut in the right place.

    Args:
        view: the document.
    """

    def __init__(self, view: View) -> None:
        self._words = lower_words(view.text)
        self._known = {*self._words}
        self._counts: Counter[str] | None = None

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self._words)

    def add(self, words: Iterable[str]) -> None:
        """Add words that the document will have."""
        self._known.update(words)

    def has(self, parse: Parse) -> bool:
        """Return whether the document has the words that a parse needs."""
        if not self._known.issuperset(parse.needed):
            return False
        return not parse.beside or self._side_by_side(parse.parts)

    def _side_by_side(self, parts: Collection[str]) -> bool:
        """Return whether words stand side by side at least as often as they are glued."""
        if self._counts is None:
            self._counts = Counter(self._words)
            self._counts.update(map(" ".join, pairwise(self._words)))
        return self._counts[" ".join(parts)] >= max(1, self._counts["".join(parts)])

    def because(self, parse: Parse) -> str:
        """Return what in the document shows that a parse is right; empty if that is not needed."""
        if parse.beside:
            return f"{' '.join(parse.parts)} stands elsewhere"
        verb = "stands" if len(parse.needed) == 1 else "stand"
        return f"{' and '.join(parse.needed)} {verb} elsewhere" if parse.needed else ""


def is_in_english(view: View, start: int, end: int, telling: Collection[str]) -> bool:
    """Return whether a word is in an English sentence: next to an English word, and no user name.

    Args:
        view: the document.
        start: where the word begins.
        end: where it ends.
        telling: grammatical words. Without one of them around the word, the document must be
            English for certain.
    """
    number = view.line_at(start)
    floor, line = view.starts[number], view.contents[number]
    left, right = line[max(0, start - floor - REACH) : start - floor], line[end - floor :][:REACH]
    if BYLINE.match(left):
        return False
    before, after = left.split()[-1:], right.strip(SIGNS).split()[:1]
    if not any(map(is_plain, before + after)):
        return False
    words = {*lower_words(left), *lower_words(right)}
    return not words.isdisjoint(telling) or view.language == LANGUAGE


def is_plain(token: str) -> bool:
    """Return whether a token is an English word in small letters.

    >>> is_plain("looms,"), is_plain("Looms"), is_plain("l00ms")
    (True, False, False)
    """
    word = token.strip(SIGNS)
    return WORDS.fullmatch(word) is not None and is_word(word)
