"""Windows-1250 and ISO-8859-2, which encode the same Central European letters differently.

UTF-8 that was read in one of them looks like UTF-8 that was read in the other: "fĂĽr" was "für" or
"får". A run on the line that is possible in only one of them shows which it was.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from garmentclean.filters.base.mask import Mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from garmentclean.filters.repair_encoding.changes import Change

WINDOWS: Final = "sloppy-windows-1250"
ISO: Final = "iso-8859-2"
TELLING: Final = frozenset("ĂĹĄĽąľŚŹśźťˇ")
"""In a line without any of them, both encodings give the same result."""
WELSH: Final = frozenset("ŵŷŴŶ")
"""Letters of Welsh, which is hardly ever read in an encoding of Central Europe."""


def votes(line: str, windows: Sequence[Change], iso: Sequence[Change]) -> frozenset[str]:
    """Return the encodings for which a run on the line is evidence: it is impossible in the other.

    Args:
        line: the line.
        windows: its changes if its UTF-8 was read in Windows-1250.
        iso: its changes if its UTF-8 was read in ISO-8859-2.
    """
    found = set()
    for name, own, others in ((WINDOWS, windows, iso), (ISO, iso, windows)):
        possible = Mask.of((other for other in others if _is_possible(line, other)), len(line))
        if any(_is_possible(line, one) and not possible.any(*one[:2]) for one in own):
            found.add(name)
    return frozenset(found)


def undecided(windows: Sequence[Change], iso: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes for Windows-1250 that differ from those for ISO-8859-2."""
    same, places = {*iso}, Mask.of(iso, max((one.end for one in (*windows, *iso)), default=0))
    for one in windows:
        if one not in same and places.any(*one[:2]):
            yield one


def _is_possible(line: str, change: Change) -> bool:
    """Return whether a change fits its word: no capital after a small letter, no sign in it."""
    before, after = line[max(0, change.start - 1) : change.start], line[change.end : change.end + 1]
    if not WELSH.isdisjoint(change.to):
        return False
    if any(one.islower() and other.isupper() for one, other in pairwise(before + change.to)):
        return False
    return change.to.isalpha() or not (before.isalpha() and after.isalpha())
