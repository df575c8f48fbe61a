"""Mojibake that lost a byte: closing quotation marks without the third one, and "Ã " for "à".

Windows-1252 has no character for the byte 9D, the last one of ”: most programs drop it, and some
write U+FFFD or a question mark instead. And many read A0 as a space, which gives "voilÃ " and "5Â
kg". In both cases, a space after the rest is a real one, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.repair_encoding.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN = "â€œ|â\x80\x9c|Ã¢â‚¬Å“|“"
TWO_BYTES = "Ã¢â‚¬Â|[âβā]€|â\x80"
"""The first two bytes of ”; the first form was misread twice."""
QUOTE = re.compile(
    rf"(?P<open>{OPEN})"
    rf"|(?:â[€\x80]\x9d|Ã¢â‚¬Â\x9d|”)"
    rf"|(?P<lost>{TWO_BYTES})(?P<mark>[?\ufffd]?)"
)
AFTER = re.compile(r"[^\S\xa0]|[.,;:!?)\]}&<]|$|[âβā]€|â\x80|Ã¢")
"""What may follow a closing mark. A straight quote does not: `â€"` was a dash."""
REAL = "–—…"
"""Marks that may follow ”, although they could be the third byte of an unused character."""
NEAR = 60
ENDS = ".,!?"
STOPS = frozenset(".,;:!?)]}")
GRAVE = re.compile(
    r"Ã(?:[ƒ\x83]Â)?(?P<space> +)(?P<rest>quele|quela|quilo|s )?(?P<mark>[)\].,]|-\w)?"
)
IN_A = re.compile(r"(?i)(?:^|[^\w])(?:l|voil|hol|del|citt|déj)$|©j$")
"""Words that end in à, without the à."""
ROMANCE = re.compile(r"(?i)\b(?:les|des|est|une|dans|pour|qui|sur|avec|di|che|della|não|uma)\b")
"""Words of French, Italian and Portuguese, where words end in à."""
SPANISH = re.compile(r"(?i)\b(?:el|los|las|y|en|del|por|con)\b")
"""Words of Spanish, where words end in í."""
NO_BREAK = re.compile("(?<!ƒ)(?<!\x83)Â(?= )")


class Lost(NamedTuple):
    """A repair, and whether it is certain without other evidence."""

    change: Change
    certain: bool


def lost_quotes(line: str) -> Iterator[Change]:
    """Yield the closing quotation marks of a line that lost their third byte.

    >>> [*lost_quotes("An â€œold loomâ€ opened.")]
    [Change(start=14, end=16, to='”')]
    """
    if "€" not in line and "â\x80" not in line and "Ã¢â‚¬" not in line:
        return
    opened = 0
    place = 0
    while match := QUOTE.search(line, place):
        place = max(match.end("lost"), match.end("mark"), match.start() + 1)
        if match["open"]:
            opened += 1
        elif not match["lost"]:
            opened -= 1
        else:
            end = _end_of(line, match, opened=opened > 0)
            if end:
                yield Change(match.start(), end, "”")
                opened -= 1
                place = end


def _end_of(line: str, match: re.Match[str], *, opened: bool) -> int:
    """Return where the rest of a closing mark ends; 0 if it is not certainly one.

    Before a space, it may also be the rest of a dagger if no quotation is open.
    """
    start, end = match.span("lost")
    before, after = line[start - 1 : start], line[end : end + 1]
    if not before or before.isspace():
        return 0
    if match["mark"]:
        return _end_of_marked(line, end, before, after)
    if opened and after in {*REAL, "\xa0"}:
        return end
    if AFTER.match(line, end):
        sure = opened or before in ENDS or (after in STOPS and not match["lost"].endswith("\x80"))
        return end if sure else 0
    # a letter beyond ASCII is the third byte in another encoding: ś and ť in Windows-1250
    return end if before in ENDS and after.isascii() and after.isalpha() else 0


def _end_of_marked(line: str, end: int, before: str, mark: str) -> int:
    """Return the same for a rest with a question mark or U+FFFD, perhaps for the third byte."""
    if mark == "\ufffd":
        return end + 1 if AFTER.match(line, end + 1) or before in ENDS else 0
    rest = line[end + 1 :].lstrip(" ")[:1]
    asks = not rest or rest.isupper() or not (rest.isalnum() or rest in ",.;:")
    return end if asks and before not in ENDS else end + 1


def _ends_in_grave(match: re.Match[str]) -> bool:
    """Return whether a word ends in à, followed by a space that was its second byte.

    A single space after it may also be a real one, after an í that lost its second byte.
    """
    if len(match["space"]) > 1 or match["mark"]:
        return True
    line, start = match.string, match.start()
    if IN_A.search(line, max(0, start - NEAR), start):
        return True
    around = line[max(0, start - NEAR) : start + NEAR]
    return ROMANCE.search(around) is not None and SPANISH.search(around) is None


def lost_spaces(line: str) -> Iterator[Lost]:
    """Yield the "Ã " and "Â " of a line in which the byte A0 became a space.

    >>> [lost.change for lost in lost_spaces("voilÃ la soie, 5Â kg")]
    [Change(start=4, end=5, to='à'), Change(start=16, end=17, to='')]
    """
    for match in GRAVE.finditer(line) if "Ã " in line or "Â " in line else ():
        before = line[max(0, match.start() - 1) : match.start()]
        if before.isalpha() and not (before.islower() and _ends_in_grave(match)):
            continue
        spaces = match["space"]
        whole = match["rest"] or match["mark"] or len(spaces) > 1
        end = match.end("space") if whole else match.start("space")
        to = "à " if whole and not (match["rest"] or match["mark"]) else "à"
        bound = match["mark"] is not None and before == "-"
        yield Lost(Change(match.start(), end, to), before.islower() or bound)
    for match in NO_BREAK.finditer(line) if "Â " in line else ():
        before = line[max(0, match.start() - 1) : match.start()]
        certain = before.islower() or before in {".", ",", ";", ":", "!", "?", "”", "’"}
        if certain or not before.isalpha() or before.islower():
            yield Lost(Change(match.start(), match.end(), ""), certain)
