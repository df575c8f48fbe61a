"""Cuts lines of megabytes into pieces, so that not all results of one are in memory at once."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

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
    for floor, line in zip(view.starts, view.contents, strict=True):
        start = 0
        while len(line) - start > LONGEST and (cut := between.search(line, start + LONGEST)):
            starts.append(floor + start)
            texts.append(line[start : cut.end()])
            start = cut.end()
        starts.append(floor + start)
        texts.append(line[start:] if start else line)
    return starts, texts
