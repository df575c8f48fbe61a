"""Cuts lines of megabytes into pieces, so that not all results of one are in memory at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 1 << 16
"""A line with more characters is not a paragraph, and is cut."""
SPACE = re.compile(r"\s")


def pieces(line: str, between: re.Pattern[str] = SPACE) -> Iterator[tuple[int, str]]:
    """Yield where each piece of a line begins, and its text; a shorter line is one piece.

    Args:
        line: the line.
        between: a character after which it may be cut. A line without one stays whole.
    """
    start = 0
    while len(line) - start > LONGEST and (cut := between.search(line, start + LONGEST)):
        yield start, line[start : cut.end()]
        start = cut.end()
    yield start, line[start:] if start else line
