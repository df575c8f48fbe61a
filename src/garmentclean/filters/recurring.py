"""One of many: dates, stamps, ratings and labels that recur in the text, and are part of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Protocol

from garmentclean.filters.labels import below
from garmentclean.lazy import lazily
from garmentclean.structure import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.filters.facts import Facts
    from garmentclean.view import View


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


NUMBER = lazily(
    r"(?i)\d+(?:[.,:]\d+)*|[★☆]+|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
"""What differs in a series of dates, stamps and ratings."""
OTHERS = 2
"""So many lines of the text that begin in the form of a line show a series."""
START = 60
"""A series shows in so many characters of its lines."""
TABLE = 3
"""So many different lines of one form in the head are a table; two may be the page's dates."""


def recurring(view: View, found: Iterable[tuple[int, Alone, Facts]]) -> frozenset[tuple[str, int]]:
    """Return the names of rules and the lines that stay, for their form recurs in the text.

    Args:
        view: the document.
        found: the lines on which rules match, with what is learnt there.
    """
    forms: dict[tuple[str, str], list[int]] = {}
    rules: dict[str, Alone] = {}
    for number, rule, facts in found:
        if rule.alone:
            rules[rule.name] = rule
            form = form_of(view.contents[number], facts)
            forms.setdefault((rule.name, form), []).append(number)
    return frozenset(
        (name, number)
        for (name, _), lines in forms.items()
        if recurs(view, lines, rules[name].where) or begins_others(view, lines[0])
        for number in lines
    )


def begins_others(view: View, number: int) -> bool:
    """Return whether lines of the body begin in the form of a whole line, and say more."""
    form = NUMBER.sub("0", view.contents[number].strip())
    starts = view.once(starts_of_body)
    first = bisect_right(starts, form)
    others = starts[first : first + OTHERS]
    return len(others) == OTHERS and all(start.startswith(form) for start in others)


def starts_of_body(view: View) -> list[str]:
    """Return how the lines of the text begin, in order, with 0 for whatever differs in a series.

    Those above its second paragraph do not count: the page's date often stands in the first again.
    Nor do those in the tail that end no sentence: they are links.
    """
    parts = view.structure
    lines = (
        view.contents[number].lstrip()
        for number in view.written[bisect_left(view.written, parts.head) :]
        if number <= parts.tail or ends_sentence(view.contents[number])
    )
    return sorted(NUMBER.sub("0", line[:START]) for line in lines if NUMBER.search(line[:START]))


def form_of(text: str, facts: Facts) -> str:
    """Return a line without what differs in others of its form.

    >>> form_of("Write: Li Na [2012-06-14]", (("author", "Li Na"), ("date", "2012-06-14")))
    'write: ? [?]'
    >>> form_of("Average Rating: 4.9", ())
    'average rating: 0'
    """
    for value in sorted((value for _, value in facts if value), key=len, reverse=True):
        text = text.replace(value, "?")
    return NUMBER.sub("0", text).strip().lower()


def recurs(view: View, lines: Sequence[int], where: str) -> bool:
    """Return whether lines of one form are part of the text, and not of the page around it.

    They are if one of them stands within the body, or in the tail above a sentence; or if there
    are different ones where the rule works: three in the head, two in the tail; or two anywhere in
    a document without prose.

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
        return False  # all of them go, and none was a value of many
    if any(parts.head <= number < parts.tail for number in lines):
        return True
    if parts.first is None and len({*texts.values()}) > 1:
        return True
    head = {text for number, text in texts.items() if number < parts.tail}
    tail = {text for number, text in texts.items() if number >= parts.tail}
    if any(
        ends_sentence(below(view, number))
        for number in lines
        if number >= parts.tail and texts[number] not in head
    ):
        return True
    return (len(head) >= TABLE and where != "tail") or (
        len(tail) > 1 and where in {"tail", "edges"}
    )
