"""Lines of an article that are not in lists of links: sentences, verse, facts, books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.regex import lazily
from garmentclean.text.structure import HAN, ends_sentence
from garmentclean.text.words import MONTH, WORD

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

STOPS, CLOSERS = (".", "。"), "\"'”’»)] \t\r\n"
CUT_OFF = ("..", "…")
OF_PAGE = lazily(
    r"(?i)^\W*(?:this (?:web)?(?:site|page|form|blog) (?:uses|is protected)\b"
    r"|no (?:items|posts|results|articles|comments|stories)(?: were)? found\b"
    r"|(?:all |your )?comments? (?:are|is|will be|must be) (?:moderated|closed|approved)\b"
    r"|all comments are\b|we'd love to hear about\b|(?:read|learn) more\b"
    r"|(?:subscribe|sign up|join|get)\b.*\b(?:newsletter|inbox|mailing list|up to date)\b)"
)
"""A sentence of the page around the article."""
SENTENCE_WORDS = 7
"""A sentence with this many spaces is not a title with an accidental full stop."""
STATEMENT_WORDS = 3
"""This many words and a full stop are a sentence, if most words begin with a small letter."""
SPEAKER = lazily(r"^\W*(?:Q|A|Question|Answer|Frage|Antwort|问|答)\s*\d*\s*[:：]")
VERSE = lazily(r"[^\W\d_][”’\"']?[,;，；]\s*$")
"""A line with this end continues on the next one."""
UPPER = r"[^\W\d_a-zß-ÿ]"
SURNAME = rf"^\W*{UPPER}[^\W\d_]+(?:[ '’-]{UPPER}[^\W\d_]+)?, "
BOOK = lazily(rf"{SURNAME}(?:{UPPER}\.|{UPPER}[^\W\d_]+(?: {UPPER}\.)?[:.])")
"""An entry in a bibliography: `Surname, J.`"""
YEAR = lazily(r"[,:(] ?(?:1[5-9]|20)\d\d[a-z]?\)?\.?\s*$")
YEAR_LETTERS = 12
"""The length of the end of an entry: the year, after the place or the publisher."""
AUTHOR = lazily(SURNAME + UPPER)
"""An entry in a reading list: `Surname, Title`."""
BOOK_WORDS, BOOK_LETTERS = 5, 300
DATE = lazily(
    rf"(?i)\b{MONTH}\.?,? (?:\d{{1,2}}|\d{{4}})\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
SERIES = lazily(
    r"(?i)^\W*(box|folder|file|item|letter|plate|figure|table|exhibit|question|step|lesson)"
    r" (\d{1,4})\s*[:：.–—-]"
)
"""One of several numbered things; "part" is missing because parts of a series are links."""
FACT = lazily(r"^\W*[^:：\n]{2,24}[:：]\s*([^:：\n]{1,24})$")
FACT_WORDS = 7
"""`Best hat: A. Lecat`; a title with a colon is longer..."""
OF_FACT = lazily(r"\d|\b[^\W\d_]\.|\bnone\b")
"""... and has no figures or initials."""
PHRASE = lazily(
    r"^\s*[-–•·*]\s+(?:\d[\d.,]*\s+[^\W\d_]+(?:(?: of)? [^\W\d_]+)?$"
    r"|(?!(?:how|why|what|when|where|which|who|is|are|can|do|does)\b)[a-zß-ÿ][^|]*$)"
)
PHRASE_WORDS = 6
"""An item of a list of facts; a title begins with a capital, or asks how."""


def is_statement(text: str) -> bool:
    """Return whether a line is a sentence with a full stop, not a title or a cut-off teaser.

    >>> is_statement("The goat is well."), is_statement("The Goat Is Well.")
    (True, False)
    """
    bare = text.rstrip(CLOSERS)
    if not bare.endswith(STOPS) or bare.endswith(CUT_OFF) or "|" in text or OF_PAGE.match(text):
        return False
    if bare[-1] == "。" and HAN.search(bare):
        return True
    words = WORD.findall(bare)
    return len(words) >= STATEMENT_WORDS and 2 * sum(map(str.islower, words)) >= len(words)


def is_book(text: str) -> bool:
    """Return whether a line is an entry in a bibliography.

    >>> is_book("Lecat, A., On Veils, Calais, 1998."), is_book("By Ada Brandt, March 4, 2021")
    (True, False)
    """
    if len(text) > BOOK_LETTERS or text.count(" ") + 1 < BOOK_WORDS or DATE.search(text):
        return False
    has_year = YEAR.search(text[-YEAR_LETTERS:]) and text.count(",") + text.count(":") > 1
    is_entry = AUTHOR.search(text) is not None or text.rstrip().endswith(".")
    return bool(has_year and is_entry) or BOOK.search(text) is not None


def is_fact(text: str) -> bool:
    """Return whether a line is a short label, a colon and a short value."""
    return FACT.search(text) is not None and text.count(" ") < FACT_WORDS


def is_exact(text: str) -> bool:
    """Return whether the value of a fact has figures or initials, or is none."""
    match = FACT.search(text)
    return match is not None and OF_FACT.search(match[1]) is not None


def are_alike(one: str, other: str) -> bool:
    """Return whether two lines are items in the same list of books, boxes or facts.

    >>> are_alike("Lecat, On Veils", "Dunn, On Hats"), are_alike("Box 1: Hats", "Box 2: Veils")
    (True, True)
    >>> are_alike("Best hat: P. Dunn", "Best veil: none"), are_alike("- a fair", "- 12 stands")
    (True, True)
    """
    first, second = SERIES.search(one), SERIES.search(other)
    if first and second:
        return first[1] == second[1] and int(first[2]) + 1 == int(second[2])
    both = one, other
    return (
        all(AUTHOR.search(text) for text in both)
        or (all(map(is_fact, both)) and any(map(is_exact, both)))
        or all(PHRASE.search(text) and text.count(" ") <= PHRASE_WORDS for text in both)
    )


def is_authored(view: View, place: int) -> bool:
    """Return whether a line is the author's text, not a link to another article.

    Args:
        view: the document.
        place: the position of the line among the written ones.
    """
    text = view.contents[view.written[place]]
    if SPEAKER.search(text) or is_book(text):
        return True
    if is_statement(text):
        return text.count(" ") >= SENTENCE_WORDS or not is_among_titles(view, place)
    if place + 1 == len(view.written):
        return VERSE.search(text) is not None
    below = view.contents[view.written[place + 1]]
    if VERSE.search(text):
        return VERSE.search(below) is not None or ends_sentence(below)
    return are_alike(text, below)


def is_among_titles(view: View, place: int) -> bool:
    """Return whether the lines directly above and below a written line are not sentences."""
    beside = view.written[max(0, place - 1) : place + 2 : 2]
    near = len(beside) > 1 and beside[1] - beside[0] == len(beside)
    return near and not any(is_statement(view.contents[number]) for number in beside)
