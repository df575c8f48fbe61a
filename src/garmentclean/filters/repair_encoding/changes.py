"""Changes within a line, by offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORD = lazily("[^ \t\xa0\u3000]+")
LONGEST_WORD = 60
"""A longer stretch without a space is not a word but a URL, or a script without spaces."""


class Change(NamedTuple):
    """A change: the start and end of the old text, and its replacement."""

    start: int
    end: int
    to: str


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return a text with changes made; they must be in order and not overlap.

    >>> changed("a  b", [Change(1, 3, " ")])
    'a b'
    """
    pieces = []
    last = 0
    for start, end, to in changes:
        pieces += [text[last:start], to]
        last = end
    return "".join([*pieces, text[last:]])


def by_words(line: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes widened to whole words, one for each word, so that edits are readable.

    In a word with U+FFFD they are not widened, because it may stand for a byte that must stay.

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
    """Return the start and end of the word around a change."""
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
