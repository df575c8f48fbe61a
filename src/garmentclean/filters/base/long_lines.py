"""Cuts lines of megabytes into pieces, so that not all results of one are in memory at once."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

LONGEST = 1 << 16
"""A line with more characters is not a paragraph, and is cut."""


def pieces_of(view: View, between: re.Pattern[str]) -> tuple[Sequence[int], Sequence[str]]:
    """Return where the lines of a document begin, and their texts; long lines come in pieces.

    Args:
        view: the document.
        between: a character after which a line may be cut. A line without one stays whole.
    """
    if len(view.raw) <= LONGEST or max(map(len, view.contents), default=0) <= LONGEST:
        return view.starts, view.contents
    starts, texts = array("q"), []
    for number in range(len(view.contents)):
        for start, text in pieces_of_line(view, number, between):
            starts.append(start)
            texts.append(text)
    return starts, texts


def pieces_of_line(view: View, number: int, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield where each piece of a line begins, and its text; see `pieces_of`."""
    floor, line = view.starts[number], view.contents[number]
    start = 0
    while len(line) - start > LONGEST and (cut := between.search(line, start + LONGEST)):
        yield floor + start, line[start : cut.end()]
        start = cut.end()
    yield floor + start, line[start:] if start else line
