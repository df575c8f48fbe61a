"""Finds lines that look like boilerplate but belong to the text, as their neighbours show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.numbered_lists import number_of
from garmentclean.text.regex import lazily
from garmentclean.text.structure import ends_sentence, is_prose, weight
from garmentclean.text.words import WORD

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

LABEL = lazily(r"^[^\w\n]*([^\W\d_][^\d:：\n]{2,40}?)[^\w\n:：]*$")
"""A line of a few words, without a number or a colon: the label of a button, or a heading."""
LABEL_WORDS = 5
RUN_ON_WORDS = (3, 6)
"""A line in small letters continues a sentence if it has this many words and ends the sentence, or
has more words, and is not a list."""
INTRODUCTION = lazily(r"[:：]\s*$")
INTRODUCTION_WORDS = 5
"""A line of this many words and a colon, most in small letters, introduces the line below."""
ATTRIBUTED = lazily(r"^\s*[\"“„«][^\"”“»]*[,.!?]?[\"”“»],?\s+[a-z]")
"""A quotation, followed by its speaker."""
OPENS = lazily(r"[\"“„«]")
SENTENCE = lazily(r"\b[a-z]+ [a-z]+ [a-z]+\b")
QUOTED = lazily(r"[\"“„«][^\"”»]+[\"”»][.,!?]?\s*$")
"""A quotation at the end of a line, which the sentence before it quotes."""
PATH = lazily(r"[>»›→|]")
"""What separates the parts of a path to the page."""
LIST = lazily(r"[|·•]|(?:[^,\s]+(?: [^,\s]+)?, *){3}")


def is_of_text(view: View, number: int) -> bool:
    """Return whether a line that looks like boilerplate belongs to the text around it.

    It does if it quotes somebody, a sentence introduces it, it is between two items of a numbered
    list, its sentence continues below, it is the title, or it is a heading whose words the text
    below repeats.
    """
    line = view.contents[number]
    before, text = view.above(number), view.below(number)
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
    """Return whether a line quotes somebody.

    >>> quotes("“Home > Looms,” said the owner."), quotes("“Home > Looms”")
    (True, False)
    """
    if ATTRIBUTED.match(line):
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
    """Return whether two lines are consecutive items of a numbered list."""
    first = number_of(one)
    return first is not None and number_of(other) == (first[0], first[1] + 1)


def introduces(text: str) -> bool:
    """Return whether a line is a sentence that introduces what is below it.

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
