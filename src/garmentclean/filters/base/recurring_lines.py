"""Lines that recur in the same form and belong to the text: dates, stamps, ratings, labels."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import ends_sentence
from garmentclean.text.words import MONTH, MONTH_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.filters.base.line_metadata import Facts
    from garmentclean.filters.base.view import View
    from garmentclean.text.structure import Structure


class Alone(Protocol):
    """A rule with the key `alone`."""

    @property
    def name(self) -> str:
        """Its full name."""
        ...

    @property
    def where(self) -> str:
        """Where it works."""
        ...

    @property
    def alone(self) -> bool:
        """Whether its lines stay where they recur in the text."""
        ...


_MONTH = rf"{MONTH_NAME}\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–/]\s?\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?:19|20)\d\d"
DATE = lazily(
    r"(?i)(?:\b(?:mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day)?\b[.,]*\s+)?"
    rf"(?:{_YEAR}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?|\b\d\d?/\d\d?/{_YEAR}"
    rf"|\b{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?|\b{_DAY}\s{_MONTH}(?:,?\s{_YEAR})?)(?![^\W年月日])"
    r"(?:[\sT]+\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
"""A date in any of its forms, with its day of the week and its time."""
NUMBER = lazily(
    r"(?i)\d+(?:[.,:/]\d+)*(?:\s?[km]\b)?|[★☆]+"
    rf"|\b{MONTH}"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
"""What differs in a series of dates, stamps and ratings."""
OF_ALL = lazily(r"(?:average|overall|total|mean) ")
"""The extra word of a line that sums up the others."""
OTHERS = 2
"""This many other lines of the text that begin in the same form are a series."""
VARIES = lazily("[@0]")
"""The signs in a form for what differs."""
DATED = "@"
"""The form of a line that is only a date."""
START = 60
"""How many characters of a line are compared to see whether it is in a series."""
TABLE = 3
"""This many different lines of one form in the head are a table; two may be the page's dates."""


class Recurring:
    """Says which of the lines that rules found stay, because their form recurs in the text.

    A form is judged when one of its lines is asked about: that can mean reading the whole document,
    and most lines stay or go for other reasons.

    Args:
        view: the document.
        found: the lines on which rules match, with the metadata found there.
    """

    def __init__(self, view: View, found: Iterable[tuple[int, Alone, Facts]]) -> None:
        self._view, self._found = view, found
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._judged: dict[tuple[str, str], bool] = {}

    @cached_property
    def _forms(self) -> dict[tuple[str, int], list[str]]:
        """The forms of each rule's lines: one for each pattern that matches."""
        forms: dict[tuple[str, int], list[str]] = {}
        for number, rule, facts in self._found:
            if rule.alone:
                form = form_of(self._view.contents[number], facts)
                forms.setdefault((rule.name, number), []).append(form)
                self._lines.setdefault((rule.name, form), []).append(number)
        return forms

    def stays(self, rule: Alone, number: int) -> bool:
        """Return whether a line that a rule found stays."""
        if not rule.alone:
            return False
        return any(self._recurs(rule, form) for form in self._forms[rule.name, number])

    def _recurs(self, rule: Alone, form: str) -> bool:
        """Return whether a form recurs in the text."""
        key = (rule.name, form)
        if key not in self._judged:
            view, lines = self._view, self._lines[key]
            self._judged[key] = (
                recurs(view, lines, rule.where)
                or begins_others(view, lines[0])
                or has_other(view, lines)
            )
        return self._judged[key]


def alike(view: View) -> dict[str, list[int]]:
    """Return the short lines between the paragraphs of the text, by their forms."""
    parts = view.structure
    found: dict[str, list[int]] = {}
    for number in view.written:
        if is_inside(parts, number) and (form := own_form(view.contents[number])):
            found.setdefault(form, []).append(number)
    return found


@remembered
def own_form(text: str) -> str:
    """Return the form of a short line with a date or number in it; empty for any other line."""
    return form_of(text, ()) if len(text) <= START and NUMBER.search(text) else ""


def is_inside(parts: Structure, number: int) -> bool:
    """Return whether a line is between paragraphs; always true if there are none."""
    return parts.first is None or parts.first < number < parts.tail


def has_other(view: View, lines: Sequence[int]) -> bool:
    """Return whether another line of the form, with another value, is between the paragraphs.

    No rule needs to match it: a series may be written in several forms.
    """
    texts = {view.contents[number].strip() for number in lines}
    others = view.once(alike).get(form_of(view.contents[lines[0]], ()), ())
    return any(view.contents[number].strip() not in texts for number in others)


def begins_others(view: View, number: int) -> bool:
    """Return whether lines of the body begin in the form of a line and then continue."""
    text = view.contents[number].strip()
    form = shape(text)
    if form == DATED and len(view.once(dates_of_lines) - {text}) >= OTHERS:
        return True
    same = VARIES.split(form, 1)[0]
    starts = (
        start_form(line) for line in view.once(lines_of_body) if line.startswith(same) or not same
    )
    longer = (start for start in starts if start.startswith(form) and start != form)
    return len([*islice(longer, OTHERS)]) == OTHERS


def dates_of_lines(view: View) -> frozenset[str]:
    """Return the dates with which sentences begin, as in a diary or a transcript."""
    found = {dated_sentence(view.contents[number]) for number in view.written}
    return frozenset(found - {""})


@remembered
def dated_sentence(text: str) -> str:
    """Return the date with which a line begins that ends a sentence; empty for any other line."""
    match = DATE.match(text) if ends_sentence(text) else None
    return match[0] if match else ""


def lines_of_body(view: View) -> list[str]:
    """Return the lines of the text, without the white space that they begin with.

    Lines above the second paragraph do not count, because the first often repeats the page's date.
    Nor do lines in the tail that do not end a sentence: they are links.
    """
    parts = view.structure
    return [
        view.contents[number].lstrip()
        for number in view.written[bisect_left(view.written, parts.head) :]
        if number <= parts.tail or ends_sentence(view.contents[number])
    ]


@remembered
def start_form(text: str) -> str:
    """Return the form of how a line begins, if a date or number is there; else nothing.

    Args:
        text: the line, without white space at its beginning.
    """
    start = text[:START]
    return shape(start) if NUMBER.search(start) else ""


def form_of(text: str, facts: Facts) -> str:
    """Return a line without what varies between lines of its form.

    >>> form_of("Write: Li Na [2012-06-14]", (("author", "Li Na"), ("date", "2012-06-14")))
    'write: ? [?]'
    >>> form_of("Average Rating: 4.9", ())
    'rating: 0'
    """
    for value in sorted((value for _, value in facts if value), key=len, reverse=True):
        text = text.replace(value, "?")
    return OF_ALL.sub("", shape(text).strip().lower(), 1)


@remembered
def shape(text: str) -> str:
    """Return a text with each date and each number replaced by a sign.

    >>> shape("Tue 2019-03-05 08:00"), shape("March 4, 2019"), shape("1.2K views")
    ('@', '@', '0 views')
    """
    return NUMBER.sub("0", DATE.sub("@", text))


def recurs(view: View, lines: Sequence[int], where: str) -> bool:
    """Return whether lines of one form belong to the text, not to the page around it.

    They do if one of them is within the body, or above a sentence in the tail; or if enough of
    them differ where the rule works: three in the head, two in the tail, or two anywhere in a
    document without prose.

    Args:
        view: the document.
        lines: the lines.
        where: where the rule works.
    """
    if len(lines) == 1:
        return False
    parts = view.structure
    texts = {number: view.contents[number].strip() for number in lines}
    if where == "anywhere" and len({*texts.values()}) == 1:
        return False  # the same value each time, so they are not a series
    if any(parts.head <= number < parts.tail for number in lines):
        return True
    if parts.first is None and len({*texts.values()}) > 1:
        return True
    head = {text for number, text in texts.items() if number < parts.tail}
    tail = {text for number, text in texts.items() if number >= parts.tail}
    if any(
        ends_sentence(view.below(number))
        for number in lines
        if number >= parts.tail and texts[number] not in head
    ):
        return True
    return (len(head) >= TABLE and where != "tail") or (
        len(tail) > 1 and where in {"tail", "edges"}
    )
