"""Lines that look like buttons but belong to the text: headings, and lists of buttons."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import ends_sentence, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.filters.base.view import View

OTHERS = 2
"""How many other headings must be next to a heading, each with its text."""
SECTION = 2
"""The most lines of text below each heading."""
HEADING = lazily(r"^[^\W\d_][^\d.!?:：。！？>»\n]{1,40}\??$")
"""A heading has only a few words."""
HEADING_WORDS = 6
GAP = 2
"""The text of a heading is at most this many lines below it."""
REACH = 12
"""Within this many lines below a button, the text may describe it."""
REFERS = lazily(
    r"(?i)^\W*(?:these|those|that['’]s|that is|this is|they are)\b.{0,40}$"
    r"|^.{0,25}\b(?:these|those|the) (?:\w+ )?(?:buttons|words|labels)\b"
)
"""A reference to the list above."""


@remembered
def is_heading(text: str) -> bool:
    """Return whether a line looks like a heading.

    >>> is_heading("Log in"), is_heading("Chapter 1"), is_heading("It was a bird.")
    (True, False, False)
    """
    return text.count(" ") < HEADING_WORDS and HEADING.match(text.strip()) is not None


def is_text(text: str) -> bool:
    """Return whether a line is a sentence, however short."""
    return ends_sentence(text) and " " in text.strip()


def is_heading_of_section(view: View, number: int) -> bool:
    """Return whether a line is the heading of one of three or more short sections in a row.

    Args:
        view: the document.
        number: the line.
    """
    place = bisect_left(view.written, number)
    near = view.written[max(0, place - 1) : place + 2]
    before = -1 if place == 0 else near[0]
    return (
        place + 1 < len(view.written)
        and heads(view, before, number, near[-1])
        and number in view.once(headings)
    )


def headings(view: View) -> frozenset[int]:
    """Return the lines that are headings of three or more short sections in a row.

    A line that occurs twice is a button; so is one between the title and a long paragraph.

    Args:
        view: the document.
    """
    found = {line for run in runs(view) if len(run) > OTHERS for line in run}
    times = Counter(view.contents[number].strip().lower() for number in found)
    return frozenset(n for n in found if times[view.contents[n].strip().lower()] == 1)


def runs(view: View) -> Iterator[list[int]]:
    """Yield the headings of each run of sections.

    Args:
        view: the document.
    """
    run: list[int] = []
    size = SECTION + 1
    before = -1
    for number, below in pairwise(chain(view.written, [len(view.contents)])):
        text = view.contents[number]
        if size and below < len(view.contents) and heads(view, before, number, below):
            if size > SECTION:
                yield run
                run = []
            run.append(number)
            size = 0
        elif is_text(text):
            size += 1
        else:
            yield run
            run = []
            size = SECTION + 1
        before = number
    yield run


def heads(view: View, before: int, number: int, below: int) -> bool:
    """Return whether a line is the heading of the text below, not a button above it.

    Args:
        view: the document.
        before: the written line above.
        number: the line.
        below: the written line below.
    """
    text = view.contents[below]
    if below - number > GAP or not is_heading(view.contents[number]) or not is_text(text):
        return False
    is_near = number - before > below - number
    return is_near or is_text(view.contents[before]) or not is_prose(text)


def is_listed(view: View, number: int) -> bool:
    """Return whether a line is in a list of buttons that the text below refers to.

    Args:
        view: the document.
        number: the line.
    """
    place = bisect_right(view.written, number)
    for below in view.written[place : place + REACH]:
        text = view.contents[below]
        if is_text(text):
            return REFERS.search(text) is not None
    return False
