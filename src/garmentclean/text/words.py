r"""The words of a text: extracted for comparison, or counted.

Both are as fast as C for text in Latin letters. Such a text is processed as bytes, with a table of
the 256 bytes that shows which belong to words, so that no regular expression runs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.terminal_escapes import unescaped

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese and Japanese characters, for a character class; each counts as a word."""
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
"""The name of a month, or a word that begins like one."""
MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""The name of a month in full, or its usual abbreviation."""

WORD = re.compile(r"[^\W\d_]+")
BEYOND = lazily("[^\x00-\xff\u2010-\u2027\u2030-\u205e\u20ac\u2122]")
"""A character that is neither Latin-1 nor punctuation (with € and ™)."""

COUNTED = lazily(rf"[{CJK}]|[^\W{CJK}][^\s{CJK}]*")
"""A word as it is counted."""
TAG = lazily(r"</?[A-Za-z][^<>]*>")
ENTITY = lazily(r"&(?:[A-Za-z][A-Za-z\d]{1,30}|#\d{1,7}|#[Xx][\dA-Fa-f]{1,6});", re.ASCII)
ASCII = bytes(range(128))
SPACES = bytes(c for c in ASCII if chr(c).isspace())
SPACE_OR_WORD = bytes(b" "[0] if c in SPACES else b"w"[0] for c in range(256))
"""A table that maps each byte of UTF-8 to a space, or to a letter."""
SIGNS = bytes(c for c in ASCII if not (c in SPACES or chr(c).isalnum() or chr(c) == "_"))
"""The ASCII bytes that are in no word."""
ANY = ("utf-8", "surrogatepass")
FEW = 16
"""A text with more different non-ASCII characters is in another script, and counted slowly."""


def table_of(word: re.Pattern[str]) -> bytes:
    """Return a table of Latin-1 bytes: letters in lower case, spaces for what is in no word."""
    latin_1 = bytes(range(256)).decode("latin-1")
    return "".join(c.lower() if word.match(c) else " " for c in latin_1).encode("latin-1")


LETTERS = table_of(WORD)


def as_bytes(text: str) -> bytes | None:
    """Return a text in Latin-1, with "?" for each other punctuation mark.

    None if it has other characters that are not in Latin-1.
    """
    if text.isascii():
        return text.encode()
    return None if BEYOND.search(text) else text.encode("latin-1", "replace")


def lower_words(text: str) -> list[str]:
    """Return the words of a text, which are stretches of letters, in lower case.

    >>> lower_words("The mill’s 3 Looms")
    ['the', 'mill', 's', 'looms']
    """
    return cut(text, WORD, LETTERS)


def cut(text: str, word: re.Pattern[str], table: bytes) -> list[str]:
    """Return the words of a text in lower case.

    Args:
        text: the text.
        word: the pattern of a word, a stretch of characters of some class.
        table: the result of `table_of` for the pattern.
    """
    data = as_bytes(text)
    if data is None:
        return word.findall(text.lower())
    return data.translate(table).decode("latin-1").split()


def count_words(text: str) -> int:
    """Return how many words a text has.

    A word is what is between spaces and has a letter or digit; each Chinese or Japanese character
    is one. Tags, entities, terminal escapes and overstruck letters do not count.

    >>> count_words("The mill's 3 looms – 织机"), count_words("<b>*</b> --&nbsp;")
    (6, 0)
    """
    if "\b" in text or "\x1b" in text:
        text = unescaped(text)
    if "<" in text:
        text = TAG.sub("", text)
    if "&" in text:
        text = ENTITY.sub("", text)
    data, signs = text.encode(*ANY), SIGNS
    if not text.isascii():
        beyond = frozenset(data.translate(None, ASCII).decode(*ANY))
        replacement = _replacement(beyond) if len(beyond) <= FEW else None
        if replacement is None:
            return count_words_slowly(text)
        for char, other in replacement.replaced:
            data = data.replace(char, other)
        signs = replacement.signs
    words = data.translate(SPACE_OR_WORD, signs)
    return words.count(b" w") + words.startswith(b"w")


def count_words_slowly(text: str) -> int:
    """Count the words of a text without tags and entities, by the pattern that defines them."""
    return sum(1 for _ in COUNTED.finditer(text))


class _Replacement(NamedTuple):
    """How to count the words of a text with some non-ASCII characters by its bytes.

    Attributes:
        replaced: characters to replace, each with ASCII that counts in the same way.
        signs: bytes that are in no word.
    """

    replaced: tuple[tuple[bytes, bytes], ...]
    signs: bytes


@lru_cache(maxsize=1000)
def _replacement(beyond: frozenset[str]) -> _Replacement | None:
    """Return how to count texts with some characters; None if one of them is a word by itself."""
    letters = {char for char in beyond if COUNTED.match(char)}
    if any(COUNTED.fullmatch(2 * char) is None for char in letters):
        return None
    spaces = {char for char in beyond if char.isspace()}
    kept = {*"".join(letters | spaces).encode(*ANY)}
    signs = {char.encode(*ANY) for char in beyond - letters - spaces}
    # signs that share no byte with letters and spaces
    alone = {sign for sign in signs if kept.isdisjoint(sign)}
    replaced = [(char.encode(*ANY), b" ") for char in spaces]
    replaced += [(sign, b"") for sign in signs - alone]
    return _Replacement(tuple(replaced), SIGNS + b"".join(alone))


_counted = remembered(count_words)


def words_removed(before: str, after: str) -> int:
    """Return how many fewer words `after` has than `before`; 0 if it does not have fewer.

    >>> words_removed("Return to list", ""), words_removed("p", "trans")
    (3, 0)
    >>> words_removed("&amp;", "&")
    0
    """
    if not before:
        return 0
    return max(0, _counted(before) - _counted(after)) if after else _counted(before)


def share(part: float, whole: float) -> float:
    """Return part / whole, or 0 if both are 0."""
    return part / whole if whole else 0.0
