r"""Words of a text, cut out at the speed of C where it is written in Latin letters.

A text of Latin-1 and common punctuation is looked at as bytes, one for each character: what is in a
word and what is not stands in a table of 256 bytes, so that no regular expression runs.
"""

from __future__ import annotations

import re

from garmentclean.text.regex import lazily

WORD = re.compile(r"[^\W\d_]+")
BEYOND = lazily("[^\x00-\xff\u2010-\u2027\u2030-\u205e\u20ac\u2122]")
"""A character that is neither Latin-1 nor punctuation (with € and ™)."""


def table_of(word: re.Pattern[str]) -> bytes:
    """Return for each byte of Latin-1 its small letter, or a space if it is in no such word."""
    latin_1 = bytes(range(256)).decode("latin-1")
    return "".join(c.lower() if word.match(c) else " " for c in latin_1).encode("latin-1")


LETTERS = table_of(WORD)


def as_bytes(text: str) -> bytes | None:
    """Return a text in Latin-1, with "?" for each punctuation mark that is not in it.

    None if it has letters, or anything else, that are not.
    """
    if text.isascii():
        return text.encode()
    return None if BEYOND.search(text) else text.encode("latin-1", "replace")


def lower_words(text: str) -> list[str]:
    """Return the words of a text, stretches of letters, in small letters.

    >>> lower_words("The mill’s 3 Looms")
    ['the', 'mill', 's', 'looms']
    """
    return cut(text, WORD, LETTERS)


def cut(text: str, word: re.Pattern[str], table: bytes) -> list[str]:
    """Return what a pattern finds in a text, in small letters.

    Args:
        text: the text.
        word: a stretch of characters of some class.
        table: that class, as `table_of` the pattern has it.
    """
    data = as_bytes(text)
    if data is None:
        return word.findall(text.lower())
    return data.translate(table).decode("latin-1").split()
