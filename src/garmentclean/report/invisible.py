"""Characters that nobody sees, by their names."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

from garmentclean.report.terminal import DIRECTIONS, TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROLS = (
    "NULL|START OF HEADING|START OF TEXT|END OF TEXT|END OF TRANSMISSION|ENQUIRY|ACKNOWLEDGE|BELL|"
    "BACKSPACE|CHARACTER TABULATION|LINE FEED|LINE TABULATION|FORM FEED|CARRIAGE RETURN|SHIFT OUT|"
    "SHIFT IN|DATA LINK ESCAPE|DEVICE CONTROL ONE|DEVICE CONTROL TWO|DEVICE CONTROL THREE|"
    "DEVICE CONTROL FOUR|NEGATIVE ACKNOWLEDGE|SYNCHRONOUS IDLE|END OF TRANSMISSION BLOCK|CANCEL|"
    "END OF MEDIUM|SUBSTITUTE|ESCAPE|INFORMATION SEPARATOR FOUR|INFORMATION SEPARATOR THREE|"
    "INFORMATION SEPARATOR TWO|INFORMATION SEPARATOR ONE"
)
"""The names that Unicode has for the first control characters, which Python does not know."""
NAMES = dict(enumerate(CONTROLS.split("|"))) | {0x7F: "DELETE", 0x85: "NEXT LINE"}
ESCAPED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""
SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
"""Variation selectors: marks that are drawn as nothing."""


def is_control(char: str) -> bool:
    """Return whether a character steers what shows a text, so that it is never shown as it is."""
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"} or char in DIRECTIONS or char in TAGS


def is_invisible(char: str) -> bool:
    """Return whether nothing is drawn for a character, or another space than the usual one."""
    if char == " " or (char.isascii() and char.isprintable()):
        return False
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
    return hidden or char in BLANK or any(ord(char) in some for some in SELECTORS)


def look_alike(one: str, other: str) -> bool:
    r"""Return whether two different texts look the same.

    >>> look_alike("a\u200bb", "ab"), look_alike("a\xa0b", "a b"), look_alike("a b", "ab")
    (True, True, False)
    """
    pairs = zip_longest(_seen(one), _seen(other))
    return one != other and all(left == right for left, right in pairs)


def _seen(text: str) -> Iterator[str]:
    """Yield what is seen of a text, sign by sign; all spaces are one sign."""
    for char in text:
        if char == "\t" or unicodedata.category(char) == "Zs":
            yield " "
        elif char == "\n":
            yield char
        elif not is_invisible(char):
            yield from unicodedata.normalize("NFKD", char)


def named(text: str, *, all_of_them: bool) -> str:
    r"""Return a text with names in the place of characters that cannot be seen.

    Args:
        text: the text.
        all_of_them: whether all are named, and letters beyond ASCII as well; else only control
            characters are. Tabs and the ends of lines stay as they are.

    >>> named("a\u200bb", all_of_them=True), named("a\x08b", all_of_them=False)
    ('a<U+200B ZERO WIDTH SPACE>b', 'a<U+0008 BACKSPACE>b')
    """
    if text.isascii() and (text.isprintable() or not any(map(is_control, text))):
        return text
    return "".join(
        name(char)
        if char not in ESCAPED and (is_control(char) or (all_of_them and not char.isascii()))
        else char
        for char in text
    )


def name(char: str) -> str:
    r"""Return the number and the name of a character, or only its number if it has none.

    >>> name("é"), name("\x80")
    ('<U+00E9 LATIN SMALL LETTER E WITH ACUTE>', '<U+0080>')
    """
    known = unicodedata.name(char, "") or NAMES.get(ord(char), "")
    return f"<U+{ord(char):04X}{' ' if known else ''}{known}>"
