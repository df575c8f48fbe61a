"""Finds the end of a block of titles: above the text or a heading of the article."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from garmentclean.filters.base.numbered_lists import number_of
from garmentclean.filters.drop_block.article_lines import OF_PAGE, is_authored, is_statement
from garmentclean.text.regex import lazily
from garmentclean.text.structure import is_prose, is_sentence, weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.filters.base.view import View

LINK = lazily(r"^\s*[-–•·*|>»]")
"""How a link in a list begins."""
PAGE_REACH = 6
"""Within this many lines below a sentence of the page (about comments, say), another sentence is
the page's as well."""
FEWEST = 2
"""A block needs this many titles: a marker and one line above text may be two headings."""


def ends_titles(view: View, number: int, block: Sequence[int]) -> bool:
    """Return whether a line ends a block of titles: it is text, or a heading with a new number.

    Below the body, a sentence may be a teaser; then the block continues.

    Args:
        view: the document.
        number: the line.
        block: the lines of the block above it.
    """
    text = view.contents[number]
    if is_prose(text):
        return True
    place = bisect_left(view.written, number)
    if number > view.structure.tail:
        of_page = any(OF_PAGE.match(view.contents[line]) for line in block[-PAGE_REACH:])
        return not of_page and is_authored(view, place) and not is_teaser(view, place, block)
    item = number_of(text)
    if item is None:
        return is_sentence(text) or is_authored(view, place)
    above = number_of(view.contents[block[-1]]) if block else None
    return item != ((above[0], above[1] + 1) if above else (item[0], 1))


def is_teaser(view: View, place: int, block: Sequence[int]) -> bool:
    """Return whether a sentence is a teaser for the title above it.

    In such a block, each title has a sentence below it, beginning with the first.

    Args:
        view: the document.
        place: the position of the sentence among the written lines.
        block: the lines of the block above it.
    """
    if not block or is_statement(view.contents[block[-1]]):
        return False
    if len(block) > 1:
        return is_statement(view.contents[block[1]])
    below = [view.contents[number] for number in view.written[place + 1 : place + 3]]
    return [is_statement(text) for text in below] == [False, True]


def titles_of(view: View, number: int, block: Sequence[int]) -> int:
    """Return how many lines of a block are titles, not the heading of the text below it.

    Args:
        view: the document.
        number: the line that ends the block.
        block: the lines of the block.

    Returns:
        -1 if the marker itself is a heading of the text.
    """
    in_tail = number > view.structure.tail
    text = view.contents[number]
    if weight(text) < 0 and number_of(text) is not None and not in_tail:
        return len(block)
    if len(block) < (1 if in_tail else FEWEST):
        return -1
    last = block[-1]
    is_list = LINK.search(view.contents[last]) is not None
    is_of_group = number - last > 1 and len(block) > 1 and block[-2] == last - 1
    # A marker without titles is a heading of the text, too.
    return len(block) - (not is_list and not is_of_group) or -1
