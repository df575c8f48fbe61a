"""Finds the lines that read like notices but belong to the article, by the lines around them.

An author can use all the words of a notice: in advice about newsletters, in a contract, in a letter
to readers. So the words of a line are not enough evidence: its place and its neighbours must agree.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple, Protocol

from garmentclean.filters.base.sentences import ENDS_SENTENCE, introduces
from garmentclean.filters.drop_similar.evidence import stem
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from garmentclean.filters.base.view import View

SURE = 6.0
"""With this much evidence, the words of a line alone show that it is a notice."""
SENTENCE_WORDS, STATEMENT_WORDS = 6, 3
"""A line of fewer words may be a label or a heading, even if it ends in a question or exclamation
mark (the first number) or a full stop (the second)."""
NEAR = 5
"""Prose within this many written lines is about the same subject."""
NAME_LETTERS = 3
TITLED = 0.5
"""If this share of the ordinary words has capitals, a capital does not show a name."""

WORD = re.compile(r"[^\W_]+")
STATEMENT = lazily(r"\w[^\w.]{0,2}\.\W{0,2}$")
STOPS = frozenset(".!?:")
"""After one of these, a capital does not show a name."""
NUMBERED = lazily(r"^\W{0,3}(?:\d{1,3}(?:\.\d{1,3})*[.)]|§ ?\d|\([a-z\d]{1,3}\)|[a-z]\))\s")
BULLET = lazily(r"^\s*(?:[-•*·▪–]|\|-)\s+\S")
LABEL = lazily(r"^\W*\w[\w' -]{0,40}: +\S")
LETTERED = lazily(r"^\W*(?:\w+ )?(?:[A-Z]|\d{1,3})\s?[:)] +\S")
"""A row of a survey or a test: `A: Subscribe`, `Paper B: Log in`."""
QUESTION = lazily(
    r"(?i)^\W*(?:[QF]\W+|\w+ \d{1,3}\W+)?(?:what|how|where|when|who|whom|why|which"
    r"|(?:can|may|do|must|will|should) i|(?:is|are) there|(?:do|will|can) you)\b"
)
OF_PAGE = lazily(r"(?i)\b(?:this|our|you think|help you)\b")
"""A site asks what its readers think of the page; such a question is part of a notice."""
LEGAL = lazily(
    r"(?i)^\W*(?:[\w'’&.-]+ ){0,6}(?:terms (?:and|&) conditions"
    r"|terms of (?:use|service|sale|business)|licen[cs]e agreement|disclaimer|imprint"
    r"|(?:privacy|cookies?|copyright|data protection) (?:policy|notice|statement)"
    r"|legal (?:notice|information))(?: (?:of|for|on|[|–-]) [^.!?]{1,60})?\s*$"
    r"|^\W*(?:templates?|sample sentences?)[:：]"
)
BELOW_TITLE = 2
"""Within this many lines below a title, there is a sentence; below a link, there are links."""
OPENING, CLOSING = frozenset("\"“„«‘'"), frozenset("\"”“»’'")
"""Quotation marks: somebody in the article says a sentence that opens or closes a quotation."""
ROWS = 2
"""This many rows with letters are a list."""


class Suspect(Protocol):
    """A line that reads like a notice."""

    @property
    def score(self) -> float:
        """The evidence of its words for a notice; infinity if it is close to a phrase."""
        ...

    @property
    def whole(self) -> bool:
        """Whether no sentence of the line says anything else."""
        ...


class Run(NamedTuple):
    """Suspected lines in a row.

    Attributes:
        numbers: the numbers of the lines.
        above: the written line above them; empty at the edge of the document.
        below: the one below.
    """

    numbers: list[int]
    above: str
    below: str


def of_article(view: View, suspects: Mapping[int, Suspect], known: Container[str]) -> set[int]:
    """Return the suspected lines that belong to the article.

    Args:
        view: the document.
        suspects: the lines that read like notices, by number.
        known: the stems of the words that notices use.
    """
    if is_legal(view):
        return set(suspects)
    kept = {number for number in suspects if is_quoted(view.contents[number])}
    for run in runs_of(view, suspects):
        sure = any(suspects[number].score >= SURE for number in run.numbers)
        if (
            introduces(run.above)
            or asks(run.above)
            or is_torn(view, run)
            or is_item(view, run, sure=sure)
            or (is_sentence(run.above) and is_sentence(run.below) and is_text(view, run, sure=sure))
            or (is_sentence(run.above) and not sure and not suspects[run.numbers[0]].whole)
        ):
            kept.update(run.numbers)
    for number, found in suspects.items():
        if found.score < math.inf and number not in kept:
            names = names_in(view.contents[number], known)
            if names and not names.isdisjoint(capitals_around(view, number, suspects)):
                kept.add(number)
    return kept


def is_legal(view: View) -> bool:
    """Return whether a document's title shows that it has terms, a licence or a policy."""
    title, *below = (view.contents[number] for number in view.written[: 1 + BELOW_TITLE])
    return LEGAL.search(title) is not None and any(map(is_sentence, below))


def runs_of(view: View, suspects: Mapping[int, Suspect]) -> Iterator[Run]:
    """Yield runs of suspected lines, without other written lines between them."""
    written, contents = view.written, view.contents
    for first, last in stretches([bisect_left(written, number) for number in sorted(suspects)]):
        above = contents[written[first - 1]] if first else ""
        below = contents[written[last + 1]] if last + 1 < len(written) else ""
        yield Run([*written[first : last + 1]], above, below)


def stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of consecutive numbers.

    >>> list(stretches([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    start = 0
    for end, place in enumerate(places):
        if end + 1 == len(places) or places[end + 1] != place + 1:
            yield places[start], place
            start = end + 1


def asks(text: str) -> bool:
    """Return whether a line is a question that the next one answers, not one that the site asks.

    >>> asks("Where can I see the looms?"), asks("What do you think of this article?")
    (True, False)
    """
    ends = text.rstrip(" \t\"'”’»)").endswith("?")
    return ends and QUESTION.search(text) is not None and OF_PAGE.search(text) is None


def is_item(view: View, run: Run, *, sure: bool) -> bool:
    """Return whether the lines are below a numbered heading, or next to an item of their list."""
    marks = (NUMBERED, LETTERED) if sure else (NUMBERED, LETTERED, BULLET, LABEL)
    first, last = (view.contents[number] for number in (run.numbers[0], run.numbers[-1]))
    if NUMBERED.search(run.above) and not is_sentence(run.above):
        return True
    if sum(LETTERED.search(view.contents[number]) is not None for number in run.numbers) >= ROWS:
        return True
    pairs = ((run.above, first), (last, run.below))
    return any(mark.search(one) and mark.search(two) for mark in marks for one, two in pairs)


def is_torn(view: View, run: Run) -> bool:
    """Return whether the lines are part of a sentence that spans several lines."""
    first, last = (view.contents[number] for number in (run.numbers[0], run.numbers[-1]))
    return goes_on(run.above, first) or goes_on(last, run.below)


def goes_on(text: str, below: str) -> bool:
    """Return whether a sentence of one line continues in the next one.

    >>> goes_on("Type its name, if it has one,", "and edit it."), goes_on("Share", "follow us")
    (True, False)
    """
    long = len(text.split()) >= SENTENCE_WORDS and " " in below.strip()
    return long and ENDS_SENTENCE.search(text) is None and below.lstrip(" \t\"'“‘([")[:1].islower()


def is_quoted(text: str) -> bool:
    """Return whether a whole line is in quotation marks.

    >>> is_quoted("“Share it with your friends.”"), is_quoted("Click “Accept” or “Reject”")
    (True, False)
    """
    text = text.strip().rstrip(".,")
    return text[:1] in OPENING and text[-1:] in CLOSING


def is_text(view: View, run: Run, *, sure: bool) -> bool:
    """Return whether lines between two sentences belong to their text.

    They do if none of them is certainly a notice; so does a single one that ends like a sentence.
    """
    last = view.contents[run.numbers[-1]]
    return not sure or (len(run.numbers) == 1 and ENDS_SENTENCE.search(last) is not None)


def is_sentence(text: str) -> bool:
    """Return whether a line ends like a sentence, and is long enough for one.

    >>> is_sentence("The fair closes."), is_sentence("Thank you for reading!")
    (True, False)
    """
    least = STATEMENT_WORDS if STATEMENT.search(text) else SENTENCE_WORDS
    return len(WORD.findall(text)) >= least and ENDS_SENTENCE.search(text) is not None


def names_in(text: str, known: Container[str]) -> set[str]:
    """Return the names in a line: words with a capital that notices do not use.

    The first word of a sentence is not one, nor is any word of a line that looks like a title.

    >>> sorted(names_in("Visit Mill & Sons’ website to learn more.", {"visit", "websit", "learn"}))
    ['Mill', 'Sons']
    """
    names, ordinary = set(), []
    end = 0
    for match in WORD.finditer(text):
        word, between = match[0], text[end : match.start()]
        initial = end == 0 or not STOPS.isdisjoint(between)
        end = match.end()
        if initial:
            continue
        if len(word) < NAME_LETTERS or stem(word.lower()) in known:
            ordinary.append(word[0].isupper())
        elif word[0].isupper():
            names.add(word)
    return names if sum(ordinary) < TITLED * len(ordinary) else set()


def capitals_around(view: View, number: int, suspects: Container[int]) -> set[str]:
    """Return the capitalized words in the prose near a line, without suspected lines."""
    place = bisect_left(view.written, number)
    near = view.written[max(0, place - NEAR) : place + NEAR + 1]
    prose = (view.contents[n] for n in near if n not in suspects and is_sentence(view.contents[n]))
    return {word for text in prose for word in WORD.findall(text) if word[0].isupper()}
