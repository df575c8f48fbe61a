"""Lines that look like those of a page's frame, and belong to the text, as its neighbours show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from garmentclean.filters.base.numbered_lists import number_of
from garmentclean.text.lazy import lazily
from garmentclean.text.structure import ends_sentence, is_prose, weight
from garmentclean.text.words import WORD

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

LABEL = lazily(r"^[^\w\n]*([^\W\d_][^\d:：\n]{2,40}?)[^\w\n:：]*$")
"""A line of a few words, without a number or a colon: the label of a button, or a heading."""
LABEL_WORDS = 5
RUN_ON_WORDS = (3, 6)
"""A line that begins with a small letter continues a sentence if it has so many words and ends one,
or has more, and is no list."""
INTRODUCTION = lazily(r"[:：]\s*$")
INTRODUCTION_WORDS = 5
"""A line of so many words and a colon, most of them in small letters, introduces the line below."""
SAID = lazily(r"^\s*[\"“„«][^\"”“»]*[,.!?]?[\"”“»],?\s+[a-z]")
"""A quotation, and who said it."""
OPENS = lazily(r"[\"“„«]")
SENTENCE = lazily(r"\b[a-z]+ [a-z]+ [a-z]+\b")
QUOTED = lazily(r"[\"“„«][^\"”»]+[\"”»][.,!?]?\s*$")
"""A quotation at the end of a line; where a sentence stands before it, that quotes it."""
PATH = lazily(r"[>»›→|]")
"""What stands between the parts of a path to the page."""
LIST = lazily(r"[|·•]|(?:[^,\s]+(?: [^,\s]+)?, *){3}")


def above(view: View, number: int) -> str:
    """Return the written line above another, or nothing."""
    place = bisect_left(view.written, number)
    return view.contents[view.written[place - 1]] if place else ""


def below(view: View, number: int) -> str:
    """Return the written line below another, or nothing."""
    place = bisect_right(view.written, number)
    return view.contents[view.written[place]] if place < len(view.written) else ""


def is_of_text(view: View, number: int) -> bool:
    """Return whether a line that looks like one of the frame belongs to the text around it.

    It quotes somebody, or a sentence introduces it, or it stands between an item of a numbered list
    and the next one, or a sentence runs on below it, or it is the title of the text or the heading
    of what says its words.
    """
    line = view.contents[number]
    before, text = above(view, number), below(view, number)
    if quotes(line) or introduces(before) or are_items(before, text):
        return True
    label = LABEL.match(line)
    if not label or label[1].count(" ") >= LABEL_WORDS:
        return False
    return (
        runs_on(text.strip())
        or (weight(text) > 0 and f" {label[1].lower()}" in f" {text.lower()}")
        or (number == view.written[0] and is_title(line) and is_prose(text))
    )


def quotes(line: str) -> bool:
    """Return whether a line says what somebody said or wrote.

    >>> quotes("“Home > Looms,” said the owner."), quotes("“Home > Looms”")
    (True, False)
    """
    if SAID.match(line):
        return True
    opens = OPENS.search(line)
    if opens is None or not QUOTED.match(line, opens.start()):
        return False
    return SENTENCE.search(line, 0, opens.start()) is not None


def is_title(line: str) -> bool:
    """Return whether a line with nothing above it may be the title of the text below.

    >>> is_title("Share"), is_title("Home > Looms"), is_title("[Share]")
    (True, False, False)
    """
    label = LABEL.match(line)
    return label is not None and line.strip() == label[1] and PATH.search(line) is None


def are_items(one: str, other: str) -> bool:
    """Return whether two lines are an item of a numbered list and the next one."""
    first = number_of(one)
    return first is not None and number_of(other) == (first[0], first[1] + 1)


def introduces(text: str) -> bool:
    """Return whether a line is a sentence that introduces what stands below it.

    >>> introduces("A notice of that kind reads like this:"), introduces("Share this article on:")
    (True, False)
    """
    if INTRODUCTION.search(text) is None:
        return False
    words = WORD.findall(text)
    return len(words) >= INTRODUCTION_WORDS and 2 * sum(map(str.islower, words)) > len(words)


def runs_on(text: str) -> bool:
    """Return whether a line continues the sentence of the line above.

    >>> runs_on("is what he called it."), runs_on("lace, tulle, yarn, cotton and all other cloth")
    (True, False)
    """
    if not text[:1].islower() or LIST.search(text):
        return False
    few, many = RUN_ON_WORDS
    words = text.count(" ") + 1
    return words >= many or (words >= few and ends_sentence(text))
