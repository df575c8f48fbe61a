"""The lines of a document, with those of megabytes in pieces."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from garmentclean.text.long_lines import LONGEST, SPACE, pieces

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View


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


def pieces_of_line(
    view: View, number: int, between: re.Pattern[str] = SPACE
) -> Iterator[tuple[int, str]]:
    """Yield where each piece of a line begins in the document, and its text; see `pieces`."""
    floor = view.starts[number]
    for start, text in pieces(view.contents[number], between):
        yield floor + start, text
