"""Capitals that only look like mojibake: "ROMÃ»" and "HÂL”" are correct Portuguese and Turkish."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from garmentclean.filters.repair_encoding.characters import C1_AS_WESTERN, letters_before

if TYPE_CHECKING:
    from typing import Final

QUOTES: Final = "“”„«»‘‚‹›"
NATURAL: Final = frozenset(QUOTES + "’™®°…–—·•†‡§¶´¹²³\xa0\xad")
"""Characters that may properly follow a word."""
JOINERS: Final = frozenset("–—’·…\xa0\xad")
"""Characters that may properly be between two words."""
REAL_QUOTE = re.compile(rf"(?:^|[\s!-~])[{QUOTES}]")
"""A proper quotation mark: in mojibake, the character before it is beyond ASCII."""
NO_BREAK_SPACE: Final = "\xa0"
TWO_BYTES = 2
NEAR = 200


class Doubt(Enum):
    """How certain it is that a run is mojibake.

    `NO` is mojibake. `YES` needs other mojibake in the document as evidence. `COMMON` needs
    mojibake of the same script on the line, because its characters are often neighbours. `TORN` is
    mojibake that lost some of its bytes. `RIGHT` may be right as it is, so that rarer encodings
    leave it alone, too. `REFUSED` is not mojibake of this encoding.
    """

    NO = auto()
    YES = auto()
    COMMON = auto()
    TORN = auto()
    RIGHT = auto()
    REFUSED = auto()


def doubt(match: re.Match[str], fixed: str) -> Doubt:
    """Judge a run of one character: whether a capital and the mark after it may be right.

    Args:
        match: the match of the run in its line.
        fixed: the character that it decodes to.
    """
    line, (start, end) = match.string, match.span()
    lead, mark = match[0][0], match[0][1:2].translate(C1_AS_WESTERN)
    if len(match[0]) != TWO_BYTES or not lead.isupper():
        return Doubt.NO
    word = letters_before(line, start)
    if word and not word.isupper():
        return Doubt.NO
    if mark not in NATURAL:
        return _within_capitals(word, lead, line[end : end + 1]) if fixed.islower() else Doubt.NO
    if mark in QUOTES and _has_real_quotes(line, start, end):
        return Doubt.RIGHT
    after = "" if mark == NO_BREAK_SPACE else line[end : end + 1]
    return _after_capitals(word, match, fixed, after) if word else _at_word_start(match, after)


def _within_capitals(capitals: str, lead: str, after: str) -> Doubt:
    """Judge a small letter after capitals whose second byte cannot end a word.

    GRÃ¼N was GRüN, in a text whose other letters were capitalized.
    """
    if lead in "ÃÂ" and after.isalpha():
        return Doubt.NO
    if len(capitals) > 1:
        return Doubt.YES if lead == "Ã" else Doubt.RIGHT
    return Doubt.NO


def _at_word_start(match: re.Match[str], after: str) -> Doubt:
    """Judge a run without letters before it: "Ã³", "Å‚adny", "10 Å²"."""
    lead, mark = match[0][0], match[0][1].translate(C1_AS_WESTERN)
    if after.isalpha():
        certain = after.islower() or mark not in JOINERS or lead in "ÃÂ"
        return Doubt.NO if certain else Doubt.YES
    return _alone(match.string[: match.start()], lead, mark)


def _alone(before: str, lead: str, mark: str) -> Doubt:
    """Judge a run that is a word of its own: "Â£", "Ã³", "10 Å²"."""
    if mark == NO_BREAK_SPACE and before.rstrip()[-1:] in QUOTES:
        return Doubt.RIGHT
    if lead == "Â" or (lead == "Ã" and mark not in QUOTES):
        return Doubt.NO
    return Doubt.YES if lead == "Ã" else Doubt.RIGHT


def _after_capitals(capitals: str, match: re.Match[str], fixed: str, after: str) -> Doubt:
    """Judge a run after capitals.

    SÃ£o was São, and KÃ–LN may have been KÖLN, or two words; "SÃ³" may be "Só"; "ROMÃ»" is correct.
    """
    several, small = len(capitals) > 1, fixed.islower()
    if after.islower():
        fits = Doubt.NO if small else Doubt.YES
        return Doubt.RIGHT if several else fits
    if after.isalpha():
        mark = match[0][1:2].translate(C1_AS_WESTERN)
        fits = Doubt.YES if mark in JOINERS else Doubt.NO
        between = match[0][0] == "Ã" and mark not in JOINERS and mark not in QUOTES
        return Doubt.RIGHT if small and not between else fits
    if match[0][0] == "Â" and not fixed.isalpha():
        return Doubt.YES
    return Doubt.YES if small and not several else Doubt.RIGHT


def _has_real_quotes(line: str, start: int, end: int) -> bool:
    """Return whether other quotation marks near a run are intact."""
    before = REAL_QUOTE.search(line, max(0, start - NEAR), start)
    return bool(before or REAL_QUOTE.search(line, end, end + NEAR))
