"""Control characters: terminal escapes, separators, and invisible ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.mask import Mask
from garmentclean.filters.repair_encoding.c1_controls import western_places
from garmentclean.filters.repair_encoding.changes import Change
from garmentclean.filters.repair_encoding.characters import WESTERN, letters_before
from garmentclean.text.regex import lazily
from garmentclean.text.terminal_escapes import ESCAPES

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

SEPARATORS = "\x0b\x1c-\x1f\ufffc"
"""Characters that separate words: the soft return of slides, data separators, and the placeholder
of a picture."""
NEXT_LINE = "\x85"
"""A line end in some programs, and "…" in Windows-1252."""
CONTROL = lazily(
    rf"(?P<escape>{ESCAPES})"
    f"|[{SEPARATORS}]+"
    # An ESC before a text may be part of an unknown sequence.
    "|\x1b(?![!-~])"
    "|[\x00-\x07\x0e-\x1a\x7f\u206a-\u206f\ufeff\ufff9-\ufffb]+"
    # A backspace after a character is for rules of strip-markup.
    "|(?:^|(?<=\\s))\x08+"
    # After "â", it is all that is left of a mark.
    "|(?<!â)\x80|[\x81-\x9f]"
)
TORN = lazily("[\xc3-\xc5\xce-\xdb][\x80-\x9f]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter in UTF-8 that was read as Latin-1. If it is too uncertain to be repaired, its control
must not become a mark, because that would hide the letter."""
TWO_BYTES = CAPITALS = 2
"""After this many capitals, a capital and a control are the end of a word and a mark."""
IS_SEPARATOR = lazily(f"[{SEPARATORS}]")


def gap(before: str, after: str) -> str:
    """Return what replaces a separator: a space, unless it is next to one."""
    return " " if before and after and not before.isspace() and not after.isspace() else ""


def control_changes(line: str, mojibake: Sequence[Change]) -> Iterator[Change]:
    r"""Yield the replacements of the control characters of a line.

    C1 controls are read as Windows-1252, which has dashes and quotation marks instead, where these
    fit. U+0085 between two words is a line end, unless another control shows that the line is
    Windows-1252.

    Args:
        line: the line.
        mojibake: the repairs of mojibake in it; controls within them stay.

    >>> [*control_changes("one\x0btwo, it\x92s", ())]
    [Change(start=3, end=4, to=' '), Change(start=11, end=12, to='’')]
    """
    western = any(c in line for c in WESTERN if c != NEXT_LINE)
    places = western_places(line)
    inside = Mask.of(mojibake, len(line))
    for letter in TORN.finditer(line):
        if not _ends_capitals(letter):
            inside.mark(*letter.span())
    for match in CONTROL.finditer(line):
        start, end = match.span()
        before, after = line[max(0, start - 1) : start], line[end : end + 1]
        if start in inside:
            continue
        if match["escape"] and not (match[0][0] == "\x9b" and "\x8b" in line):
            yield Change(start, end, "")
            continue
        parts = before.isalnum() and after.isalnum() and not western
        if IS_SEPARATOR.match(match[0]) or (match[0] == NEXT_LINE and parts):
            yield Change(start, end, gap(before, after))
        elif start in places:
            yield Change(start, end, WESTERN[match[0]])
        elif not "\x80" <= match[0] <= "\x9f":
            yield Change(start, end, "")


def _ends_capitals(letter: re.Match[str]) -> bool:
    word = letters_before(letter.string, letter.start())
    return len(letter[0]) == TWO_BYTES and len(word) >= CAPITALS and word.isupper()
