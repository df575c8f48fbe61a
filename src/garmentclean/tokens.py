r"""Words of a text, cut out at the speed of C where it is written in Latin letters.

A text of Latin-1 and common punctuation is looked at as bytes, one for each character: what is in a
word and what is not stands in a table of 256 bytes, so that no regular expression runs.
"""

from __future__ import annotations

import re

from garmentclean.lazy import lazily

WORD = re.compile(r"[^\W\d_]+")
BEYOND = lazily("[^\x00-\xff\u2010-\u2027\u2030-\u205e\u20ac\u2122]")
"""A character that is neither Latin-1 nor punctuation (with € and ™)."""
LATIN_1 = bytes(range(256)).decode("latin-1")
LETTERS = "".join(c.lower() if WORD.match(c) else " " for c in LATIN_1).encode("latin-1")


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
    data = as_bytes(text)
    if data is None:
        return WORD.findall(text.lower())
    return data.translate(LETTERS).decode("latin-1").split()
