"""What the line below says of a line: its sentence runs on there, or it is a heading."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from garmentclean.lazy import lazily
from garmentclean.structure import LAST_SENTENCE_END, weight

if TYPE_CHECKING:
    from garmentclean.view import View

LABEL = lazily(r"^[^\w\n]*([^\W\d_][^\d:：\n]{2,40}?)[^\w\n:：]*$")
"""A line of a few words, without a number or a colon: the label of a button, or a heading."""
LABEL_WORDS = 5
RUN_ON_WORDS = (3, 6)
"""A line that begins with a small letter continues a sentence if it has so many words and ends one,
or has more, and is no list."""
LIST = lazily(r"[|·•]|(?:[^,\s]+(?: [^,\s]+)?, *){3}")


def below(view: View, number: int) -> str:
    """Return the next written line, or nothing."""
    place = bisect_right(view.written, number)
    return view.contents[view.written[place]] if place < len(view.written) else ""


def belongs_below(view: View, number: int) -> bool:
    """Return whether a line that looks like a label belongs to the line below it.

    Its sentence runs on there in small letters, or it is the heading of text that says its words.
    """
    label = LABEL.match(view.contents[number])
    if not label or label[1].count(" ") >= LABEL_WORDS:
        return False
    text = below(view, number)
    return runs_on(text.strip()) or (
        weight(text) > 0 and f" {label[1].lower()}" in f" {text.lower()}"
    )


def runs_on(text: str) -> bool:
    """Return whether a line continues the sentence of the line above.

    >>> runs_on("is what he called it."), runs_on("lace, tulle, yarn, cotton and all other cloth")
    (True, False)
    """
    if not text[:1].islower() or LIST.search(text):
        return False
    few, many = RUN_ON_WORDS
    words = text.count(" ") + 1
    return words >= many or (words >= few and LAST_SENTENCE_END.search(text) is not None)
