"""Finding the first line that is the title, or very likely is it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from garmentclean.text.structure import terms, title_size, weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.text.structure import Structure

REACH = 6
"""Where no title is certain, it is one of this many lines above the prose..."""
SHARED = 2
"""... that has this many words of the text..."""
SHARE = 0.5
"""... and this share of its words in the text. A short text rarely repeats more."""


def first_title(
    contents: Sequence[str], written: Sequence[int], parts: Structure, titles: Iterable[int]
) -> int:
    """Return the first line that may be the title; 0 if there is none.

    Args:
        contents: the texts of all lines.
        written: the numbers of those that are not blank.
        parts: the structure of the document.
        titles: the lines that certainly may be the title.
    """
    if parts.first is None:
        return 0
    certain = min(titles, default=None)
    if certain is not None:
        return certain
    place = bisect_left(written, parts.first)
    text = topic(contents[number] for number in islice(written, place, None))
    above = written[max(0, place - REACH) : place]
    return next(likely(contents, above, text), 0)


def likely(contents: Sequence[str], numbers: Iterable[int], text: frozenset[str]) -> Iterator[int]:
    """Yield the lines that look like a title and share words with the text.

    Args:
        contents: the texts of all lines.
        numbers: the lines to judge.
        text: the words of the text.
    """
    for number in numbers:
        words = terms(contents[number])
        known = len(words & text)
        if known >= SHARED and known >= SHARE * len(words) and title_size(contents[number]):
            yield number


def topic(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of those lines that are text."""
    return frozenset().union(*(terms(text) for text in texts if weight(text) > 0))
