"""Fields of a record (`Paper: rag, 90 g`) or of a mail header, which belong to the text."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from garmentclean.filters.base.numbered_lists import lists
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import is_sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from garmentclean.filters.base.view import View

FIELD = lazily(
    r"^\W{0,4}([^\W\d_][\w'’./-]*(?: [\w'’./&()-]+){0,3})[*_]{0,2}\s*[:：][*_]{0,2}\s*"
    r"[^\s>»/\\][^>»\n]{0,120}$"
    r"|^\W{0,4}(subject|to)\s*[:：]",
    re.IGNORECASE,
)
"""A line of a mail header or of a card: a label of a few words, a colon and a value."""
GENERAL = lazily(
    r"(?:date|time|tags?|key ?words?|authors?|editor|source|from|category|type|rating)\b",
    re.IGNORECASE,
)
"""A label that occurs on pages and on cards."""
OF_PAGE = lazily(
    r"(?:date|time|key ?words?|tags?|labels?|categor(?:y|ies)|channel|column|class|type|sou?r?ce"
    r"|origin|from|form|by|authors?|writer|written by|write|editor|publisher|poster|posted|print"
    r"|share|font|text size|copyright|filed|prev\w*|next\w*|last (?:article|page|post)"
    r"|(?:last )?(?:updated?|published?|publication|publishing|release|issue|add|modified|edited)"
    r"|(?:responsible|article|information|news|related|hot) \w+|your|current|you are)\b",
    re.IGNORECASE,
)
"""A label that says something about the page."""
COUNTER = lazily(
    r"(?:(?:page ?)?views?|hits?|clicks?|reads?|visits?|browse|browsing|popularity|comments?)\b",
    re.IGNORECASE,
)
"""A label that occurs only on pages."""
OF_CARD = frozenset(
    {"cc", "event", "item", "meeting", "name", "object", "occasion", "place", "project", "re"}
    | {"recipe", "ref", "subject", "to", "what"}
)
"""Labels on cards. In the first line, any other word may begin a title with a colon..."""
TITLE_WORDS = 4
"""... if the line has this many words."""
FIELDS = 3
"""This many labels in small letters, one below another, were written by a program."""
FAR = 30
"""How many lines of a card are examined above and below."""
SITE = lazily(
    r"(?i)\b(?:copyright|tel|telephone|phone|fax|mobile|cell|hotline|e-?mail|mail|web|website|site"
    r"|url|http|https|address|add|contact|postcode|zip|qq|wechat|skype|whatsapp|facebook|twitter"
    r"|instagram|follow|share|source|origin|from|author|writer|by|editor|reporter|reviewer|publisher"
    r"|proofread\w*|typesetting|audit\w*|compiled|reviewed|original|title|date|time|updated?|posted"
    r"|published?|release|views?|hits?|clicks?|reads?|tags?|key ?words?|category|categories|channel"
    r"|column|filed|related|previous|prev|next|last|related|more|note|notice|statement|disclaimer"
    r"|declaration|powered|designed|support|icp|photos?|photograph\w*|images?|pictures?|credits?"
    r"|region|topics?|tagged|labels?|sector|language|abstract|lead|introduction|likes?|reading|attn|number"
    r"|see also|read)\b"
)
"""Labels around an article; a label with none of these words names a fact."""


def fields_among(view: View, numbers: Iterable[int]) -> frozenset[int]:
    """Return the lines that are fields of a record or of an item in a numbered list.

    A record is a run of lines of the form `Label: value`, one of which has a label that no site
    uses.

    Args:
        view: the document.
        numbers: the lines to judge.
    """
    wanted = sorted(numbers)
    if not wanted:
        return frozenset()
    found = {n for n in wanted if is_field(view.contents[n])}
    if any(is_field(view.above(n)) or is_field(view.below(n)) for n in found):
        found &= view.once(in_records)
    else:  # each is a record of one line
        found = {n for n in found if is_fact(view.contents[n])}
    spans = [(items[0], items[-1]) for items in lists(view.contents)]
    found.update(n for n in wanted if any(first < n < last for first, last in spans))
    return frozenset(found)


def in_records(view: View) -> set[int]:
    """Return the lines in runs of fields one of which has a label that no site uses.

    Args:
        view: the document.
    """
    found: set[int] = set()
    for fields, run in groupby(view.written, key=lambda number: is_field(view.contents[number])):
        lines = [*run] if fields else []
        if any(is_fact(view.contents[number]) for number in lines):
            found.update(lines)
    return found


@remembered
def is_field(text: str) -> bool:
    """Return whether a line is a short label, a colon and a short value.

    >>> is_field("Paper: rag, 90 g"), is_field("He said: nobody but the cat had been there.")
    (True, False)
    """
    has_colon = ":" in text or "：" in text
    return has_colon and FIELD.match(text) is not None and not is_sentence(text)


def is_fact(text: str) -> bool:
    """Return whether the label of a field names a fact, not something about the page.

    >>> is_fact("Paper: rag, 90 g"), is_fact("E-mail: info@loom.example")
    (True, False)
    """
    match = FIELD.match(text)
    return match is not None and SITE.search(match[1] or match[2]) is None


def is_of_card(view: View, number: int, taken: Container[int] = ()) -> bool:
    """Return whether a line is a field of a card or of a mail header, which stay whole.

    It is next to lines of the form `Label: value` one of which says nothing about the page, and
    stays; or all of their labels are in small letters, as programs write them.

    Args:
        view: the document.
        number: the line.
        taken: the lines that rules remove.
    """
    own = FIELD.match(view.contents[number])
    if own is None or GENERAL.match(own[1] or "") is None:
        return False
    run = dict(
        [(number, own[1]), *fields_beside(view, number, -1), *fields_beside(view, number, 1)]
    )
    if any(map(COUNTER.match, run.values())):
        return False
    if len(run) >= FIELDS and all(map(str.islower, run.values())):
        return True
    return any(
        other not in taken and names_fact(label) and not is_titled(view, other, label)
        for other, label in run.items()
    )


def names_fact(label: str) -> bool:
    """Return whether a label names a fact, not something about the page."""
    return OF_PAGE.match(label) is None and SITE.search(label) is None


def fields_beside(view: View, number: int, step: int) -> Iterator[tuple[int, str]]:
    """Yield the fields above a line (with a step of -1) or below it (1), and their labels.

    There may be one blank line between two of them.
    """
    last = number
    for other in range(number + step, number + step * FAR, step):
        text = view.contents[other] if 0 <= other < len(view.contents) else ""
        match = FIELD.match(text)
        if match:
            last = other
            yield other, match[1] or match[2]
        elif text.strip() or abs(other - last) > 1:
            return


def is_titled(view: View, number: int, label: str) -> bool:
    """Return whether a line is more likely a title with a colon."""
    words = view.contents[number].count(" ") + 1
    return number == view.written[0] and words >= TITLE_WORDS and label.lower() not in OF_CARD
