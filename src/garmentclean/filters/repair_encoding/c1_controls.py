r"""C1 controls that stand for characters of Windows-1252, or for letters of Mac or DOS encodings.

Text in a single-byte encoding that is read as Latin-1 has such controls: U+0092 is the apostrophe
of Windows, U+008E the é of a Mac, and U+0084 the ä of DOS. The context shows which of these it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.repair_encoding.characters import WESTERN
from garmentclean.filters.restore_letters.english import is_ordinary
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    import re
    from typing import Final

CONTROL: Final = lazily("[\x80-\x9f]")
SMALL: Final = frozenset("šœž")
"""Letters that may be within a word."""
CAPITALS: Final = frozenset("ŠŒŽŸ")
NOT_AFTER_SMALL: Final = frozenset("€ƒ‚„†‡ˆ‰Š‹ŒŽ•˜Ÿœ")
"""Characters that never directly follow a small letter at the end of a word."""
NOT_AFTER_A_LETTER: Final = NOT_AFTER_SMALL - CAPITALS - {"€"}
CLOSES: Final = {"‚": "‘’'\x91\x92", "„": '“”"\x93\x94', "›": "‹\x8b", "‹": "›\x9b"}
"""The counterparts of quotation marks, one of which must be on the line."""
LOW: Final = {"“": "„\x84", "‘": "‚\x82"}
"""German closing marks, with their opening marks."""
ENGLISH: Final = lazily("(?:s|t|d|m|re|ve|ll)?(?![^\\W\\d_])")
"""What follows an apostrophe in English."""
WORD_BEFORE, WORD_AFTER = lazily(r"[^\W\d_]{2,}\Z"), lazily(r"[^\W\d_]{2,}")
NEAR = 40


def western_places(line: str) -> frozenset[int]:
    r"""Return the offsets in a line of C1 controls that stand for characters of Windows-1252.

    If one control of a line is a letter of another encoding, only quotation marks and dashes in
    proper places are taken for those of Windows-1252.

    >>> line = "it\x92s a caf\x8e"
    >>> [place for place in range(len(line)) if place in western_places(line)]
    [2]
    """
    found = [match for match in CONTROL.finditer(line) if match[0] in WESTERN]
    present = frozenset(line)
    fitting = [match for match in found if _fits(match, present)]
    if len(fitting) == len(found):
        return frozenset(match.start() for match in found)
    return frozenset(match.start() for match in fitting if _is_sure(match))


def _fits(match: re.Match[str], present: frozenset[str]) -> bool:
    """Return whether the character of Windows-1252 fits where a control is.

    Args:
        match: the match of the control in its line.
        present: the characters of the line.
    """
    mark = WESTERN[match[0]]
    before, after = _beside(match)
    if mark in CLOSES and present.isdisjoint(CLOSES[mark]):
        return False
    if before.isalpha() and after.isalpha():
        if mark in "–—":
            return not (before.islower() and after.islower()) or _between_words(match)
        capital = mark in CAPITALS and before.isupper() and after.isupper()
        return capital or mark in SMALL or mark in "’…"
    if before.islower() and mark in LOW:
        return not present.isdisjoint(LOW[mark])
    refused = NOT_AFTER_SMALL if before.islower() else NOT_AFTER_A_LETTER
    return not (before.isalpha() and mark in refused)


def _is_sure(match: re.Match[str]) -> bool:
    """Return whether a mark is certain although the line has letters of another encoding."""
    mark = WESTERN[match[0]]
    before, after = _beside(match)
    if mark == "’":
        return before.isalpha() and ENGLISH.match(match.string, match.end()) is not None
    if mark in "“‘":
        return not before.isalnum() and after.isalnum()
    if mark == "”":
        return not (before.isspace() or not before or after.isalnum())
    return mark in "–—" and ((before.isspace() and after.isspace()) or before.isdigit())


def _beside(match: re.Match[str]) -> tuple[str, str]:
    line, (start, end) = match.string, match.span()
    return line[max(0, start - 1) : start], line[end : end + 1]


def _between_words(match: re.Match[str]) -> bool:
    """Return whether there are English words before and after a dash."""
    line, (start, end) = match.string, match.span()
    return all(
        found is not None and is_ordinary(found[0].lower())
        for found in (
            WORD_BEFORE.search(line[max(0, start - NEAR) : start]),
            WORD_AFTER.match(line, end),
        )
    )
