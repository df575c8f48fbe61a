"""What a filter would change in a line, as offsets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.regex import lazily

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
