"""What is counted in a text: hashes of its lines and paragraphs, and the words of its prose."""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.document import SURROGATE, is_unicode, lines
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import title_size
from garmentclean.text.words import CJK, MONTH_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOKEN = lazily(rf"[{CJK}]|[^\W_{CJK}]+")
DIGIT = lazily(r"\d")
FIGURE = lazily(r"\d+(?:[.,:]\d+)*")
DAY = lazily(
    rf"\b(?:{MONTH_NAME}"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?",
    re.IGNORECASE,
)
TITLES = 4
"""How many lines above the text of an article may be its title."""
LONG_LINE = 8
"""A line with at least this many words is more likely to be part of an article than of a menu."""
WORDS_A_FIGURE = 4
"""A line with fewer words per figure may be a row of a table."""


class Counted(NamedTuple):
    """What is counted in a line.

    Attributes:
        exact: the hash of the line with white space collapsed.
        folded: the hash of the line without figures and the names of days and months; 0 for a line
            that has no figures, or nothing else.
        words: how many words it has; each Chinese or Japanese character is one.
        figures: how many of these words contain a digit.
    """

    exact: int
    folded: int
    words: int
    figures: int

    @property
    def is_row(self) -> bool:
        """Whether the line may be a row of a table with figures."""
        return self.figures * WORDS_A_FIGURE > self.words - self.figures


def hash_of(text: str) -> int:
    """Return a 64-bit hash of a text with BLAKE2b (RFC 7693), the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def site_hash(site: str) -> int:
    """Return the hash of a site, which is combined with other hashes by XOR; 0 for no site."""
    return hash_of(f"site\0{storable(site)}") if site else 0


def storable(name: str) -> str:
    r"""Return a name that Parquet can store: invalid UTF-8 becomes escapes.

    >>> storable("caf\udce9")
    'caf\\udce9'
    """
    return name.encode("utf-8", "backslashreplace").decode()


def identity_of(name: str, text: str) -> int:
    """Return the hash of a document's name and whole text, which identifies it."""
    return hash_of(f"{name}\0{text}")


@remembered
def counted(line: str) -> Counted:
    """Count a line.

    >>> counted("Read  12 times").folded == counted("Read 7 times").folded
    True
    >>> counted("Cotton 1,250 1,310").is_row, counted("© 2021 The Mill. All rights kept").is_row
    (True, False)
    """
    text = " ".join(line.split())
    words = TOKEN.findall(text)
    figures = sum(1 for word in words if DIGIT.search(word)) if DIGIT.search(text) else 0
    bare = 0 < figures < len(words)
    folded = hash_of("folded\0" + DAY.sub("0", FIGURE.sub("0", text))) if bare else 0
    return Counted(hash_of("line\0" + text), folded, len(words), figures)


def contents_of(text: str) -> list[str]:
    """Return the texts of all lines as the filters see them (`View.contents`)."""
    seen = text if is_unicode(text) else SURROGATE.sub("\ufffd", text)
    return [seen[line.start : line.end] for line in lines(text)]


class Paragraph(NamedTuple):
    """A paragraph: the numbers of its first and last lines, and its hash."""

    first: int
    last: int
    exact: int


def paragraphs_of(contents: Sequence[str], written: Sequence[int]) -> list[Paragraph]:
    """Return the paragraphs of more than one line; how their lines are broken makes no difference.

    Args:
        contents: the texts of all lines.
        written: the numbers of those that are not blank.
    """
    paragraphs = []
    for place, number in enumerate(written):
        if place and written[place - 1] == number - 1:
            continue
        last = number
        while last + 1 < len(contents) and contents[last + 1].strip():
            last += 1
        if last > number:
            text = " ".join(" ".join(contents[number : last + 1]).split())
            paragraphs.append(Paragraph(number, last, hash_of("paragraph\0" + text)))
    return paragraphs


def like_titles(contents: Sequence[str], written: Sequence[int], place: int) -> list[int]:
    """Return the nearest lines above a line that look like titles, the nearest first.

    Not all are titles: one that many documents have may be a path, or a call to share the page.

    Args:
        contents: the texts of all lines.
        written: the numbers of those that are not blank.
        place: the index in `written` of the line below.
    """
    above = (number for number in reversed(written[:place]) if title_size(contents[number]))
    return list(islice(above, TITLES))


def title_hash(line: str) -> int:
    """Return the hash of a line that may be a title."""
    return hash_of("title\0" + " ".join(line.split()))


def prose_words(contents: Iterable[str]) -> list[str]:
    """Return the words of the long lines in lower case."""
    words: list[str] = []
    for text in contents:
        tokens = TOKEN.findall(text.lower()) if len(text) >= LONG_LINE else ()
        if len(tokens) >= LONG_LINE:
            words += tokens
    return words
