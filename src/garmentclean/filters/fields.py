"""Fields of a record (`Paper: rag, 90 g`), which are facts of the text, whatever their labels."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from garmentclean.filters.numbered import lists
from garmentclean.lazy import lazily
from garmentclean.structure import is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.view import View

FIELD = lazily(r"^[^\w\n]{0,3}(?P<label>[^\W\d_][\w&/.'’ -]{0,30}?)\s?[:：]\s*\S.{0,80}$")
"""A short label, a colon, a short value."""
LABEL_WORDS = 4
SITE = lazily(
    r"(?i)\b(?:copyright|tel|telephone|phone|fax|mobile|cell|hotline|e-?mail|mail|web|website|site"
    r"|url|http|https|address|add|contact|postcode|zip|qq|wechat|skype|whatsapp|facebook|twitter"
    r"|instagram|follow|share|source|origin|from|author|writer|by|editor|reporter|reviewer|publisher"
    r"|proofread\w*|typesetting|audit\w*|compiled|reviewed|original|title|date|time|updated?|posted"
    r"|published?|release|views?|hits?|clicks?|reads?|tags?|key ?words?|category|categories|channel"
    r"|column|filed|related|previous|prev|next|last|related|more|note|notice|statement|disclaimer"
    r"|declaration|powered|designed|support|icp|photos?|images?|pictures?|credits?)\b"
)
"""Labels of a page's frame; a label with none of these words names a fact."""


def fields_among(view: View, numbers: Iterable[int]) -> frozenset[int]:
    """Return which lines are fields of a record, or of an item of a numbered list.

    A record is lines of the form `Label: value` in a row, one of which no site has.

    Args:
        view: the document.
        numbers: the lines that are asked for.
    """
    asked = sorted(numbers)
    if not asked:
        return frozenset()
    found = {number for number in asked if is_in_record(view, number)}
    spans = [(items[0], items[-1]) for items in lists(view.contents)]
    found.update(n for n in asked if any(first < n < last for first, last in spans))
    return frozenset(found)


def is_in_record(view: View, number: int) -> bool:
    """Return whether a line is next to a field that no site has, with nothing but fields between.

    Args:
        view: the document.
        number: the line.
    """
    return any(is_fact(text) for step in (-1, 1) for text in neighbours(view, number, step))


def neighbours(view: View, number: int, step: int) -> Iterator[str]:
    """Yield the written lines above or below a line, as long as they are fields."""
    place = bisect_left(view.written, number) + step
    while 0 <= place < len(view.written) and is_field(view.contents[view.written[place]]):
        yield view.contents[view.written[place]]
        place += step


def is_field(text: str) -> bool:
    """Return whether a line is a short label, a colon and a short value.

    >>> is_field("Paper: rag, 90 g"), is_field("He said: nobody but the cat had been there.")
    (True, False)
    """
    match = FIELD.match(text)
    return match is not None and not is_sentence(text) and match["label"].count(" ") < LABEL_WORDS


def is_fact(text: str) -> bool:
    """Return whether the label of a field is none of a page's frame.

    >>> is_fact("Paper: rag, 90 g"), is_fact("E-mail: info@loom.example")
    (True, False)
    """
    match = FIELD.match(text)
    return match is not None and SITE.search(match["label"]) is None
