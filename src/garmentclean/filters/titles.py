"""Where a block of titles ends: above the text of the article, or above a heading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.numbered import number_of
from garmentclean.lazy import lazily
from garmentclean.structure import is_prose, is_sentence, weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.view import View

LINK = lazily(r"^\s*[-–•·*|>»]")
"""How a link in a list begins."""
FEWEST = 2
"""A marker and one title above text: the title, and what the site says of it, or two headings."""


def ends_titles(view: View, number: int, block: Sequence[int]) -> bool:
    """Return whether a line ends a block of titles: text, or a heading with another number.

    Below the body, a sentence may be a teaser, and the block goes on.

    Args:
        view: the document.
        number: the line.
        block: the lines of the block above it.
    """
    text = view.contents[number]
    if is_prose(text):
        return True
    if number > view.structure.tail:
        return False
    item = number_of(text)
    if item is None:
        return is_sentence(text)
    above = number_of(view.contents[block[-1]]) if block else None
    return item != ((above[0], above[1] + 1) if above else (item[0], 1))


def titles_of(view: View, number: int, block: Sequence[int]) -> int:
    """Return how many lines of a block are titles, and not the heading of the text that ends it.

    Args:
        view: the document.
        number: the line that ends the block.
        block: the lines of the block.

    Returns:
        -1 if the marker itself is a heading of the text.
    """
    if weight(view.contents[number]) < 0 or number > view.structure.tail:
        return len(block)
    if len(block) < FEWEST:
        return -1
    return len(block) - (LINK.search(view.contents[block[-1]]) is None)
