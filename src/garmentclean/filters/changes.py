"""What a filter would change in a line, as offsets in it."""

from __future__ import annotations

import sys
from array import array
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.lazy import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORD = lazily("[^ \t\xa0\u3000]+")
LONGEST_WORD = 60
"""A longer stretch without a space is no word: it is a URL, or a script without spaces."""


class Change(NamedTuple):
    """What stands from start to end, and what should."""

    start: int
    end: int
    to: str


class PackedChanges:
    """Changes, in a tenth of a list's memory.

    Args:
        changes: the changes.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self._starts, self._ends = array("I"), array("I")
        self._texts: list[str] = []
        for start, end, to in changes:
            self._starts.append(start)
            self._ends.append(end)
            self._texts.append(sys.intern(to))  # few of them differ

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes in the order in which they came."""
        return starmap(Change, zip(self._starts, self._ends, self._texts, strict=True))


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return a text with changes made, which come in its order and do not overlap.

    >>> changed("a  b", [Change(1, 3, " ")])
    'a b'
    """
    pieces = []
    done = 0
    for start, end, to in changes:
        pieces += [text[done:start], to]
        done = end
    return "".join([*pieces, text[done:]])


def by_words(line: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes widened to whole words, with one for all in a word: a reader sees what it is.

    A word with U+FFFD is not widened, for it may stand for a byte that must stay.

    >>> [*by_words("It isnâ€™t", [Change(6, 9, "’")])]
    [Change(start=3, end=10, to='isn’t')]
    """
    word: list[Change] = []
    first = last = -1
    for change in sorted(changes):
        if change.start >= last:
            yield from _merged(line, first, last, word)
            first, last = _bounds(line, change)
            word = []
        word.append(change)
        last = max(last, change.end)
    yield from _merged(line, first, last, word)


def _bounds(line: str, change: Change) -> tuple[int, int]:
    """Return where the word begins and ends in which a change is."""
    floor, ceiling = max(0, change.start - LONGEST_WORD), change.end + LONGEST_WORD
    before = next(reversed([*WORD.finditer(line, floor, change.start)]), None)
    after = WORD.match(line, change.end, ceiling)
    first = before.start() if before and before.end() == change.start else change.start
    last = after.end() if after else change.end
    if last - first > LONGEST_WORD or "\ufffd" in line[first:last]:
        return change.start, change.end
    return first, last


def _merged(line: str, first: int, last: int, changes: list[Change]) -> Iterator[Change]:
    if changes:
        moved = (Change(start - first, end - first, to) for start, end, to in changes)
        yield Change(first, last, changed(line[first:last], moved))


class Places:
    """Which characters of a text are marked; a byte for each, where a set takes a hundred.

    Args:
        length: how many characters the text has.
        spans: where the marked ones begin and end.
    """

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self.mark(start, end)

    @classmethod
    def of(cls, changes: Iterable[Change], length: int) -> Places:
        """Mark what changes take away."""
        return cls(length, ((start, end) for start, end, _ in changes))

    def mark(self, start: int, end: int) -> None:
        """Mark a stretch."""
        self._marks[start:end] = b"\1" * (end - start)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self._marks[place] == 1

    def any(self, start: int, end: int) -> bool:
        """Tell whether one character of a stretch is marked."""
        return self._marks.find(1, start, end) >= 0

    def all(self, start: int, end: int) -> bool:
        """Tell whether every character of a stretch is marked."""
        return self._marks.find(0, start, end) < 0

    def __lt__(self, other: Places) -> bool:
        """Tell whether another text of this length has more marked, and all that is marked here."""
        pairs = [*zip(self._marks, other._marks, strict=True)]
        return all(one <= two for one, two in pairs) and any(one < two for one, two in pairs)
