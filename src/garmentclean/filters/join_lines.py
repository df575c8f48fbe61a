"""join-lines: sentences that a link text has torn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View

WHOLE = re.compile(r"[.!?。！？…:：;][\"'”’»)\]]*\s*$")
OPEN = re.compile(r"[\w,，)”\"’'%]\s*$")
GOES_ON = re.compile(r"^[a-z][^.)\]]|^[,;.)]\s?")
BEGINS = re.compile(r"^[\"'“‘(]?[A-Z0-9]")
LINK_TEXT = re.compile(r"^[^\W\d_][^.!?。！？:：;|•]*$")
GLUE = re.compile(r"(?<=[a-z0-9)])(?=[A-Z])|\s*[,;，、|]\s*")
LONG = 60
"""A line that is torn was a paragraph: longer than verse or an entry of a list."""
WIDTH = 100
UNWRAPPED_SHARE = 0.2
"""Text with wrapped lines has hardly one that is wider; where paragraphs are lines, many are."""
LONG_REST = 40
SMALL = re.compile(r"\b[a-z]+")
SMALL_WORDS = 5
"""Running prose has so many words in small letters; a headline in title case has not."""


@dataclass(frozen=True, kw_only=True)
class JoinLines(FilterRule):
    """Mend a sentence that goes on below a link text, or below the break it left.

    A link text is a line of a few words without an end. With `mend: rejoin`, it is put back where
    the grammar is plain: the line above has no end, and the line below goes on in small letters.
    With `mend: drop`, it goes where both neighbours are whole sentences and it is one of the
    page's own tags (which the rule for the dateline has found), with what `leftovers` name above
    it. In all other cases it may be a heading, and stays.

    Keys:
        mend: `rejoin` or `drop`.
        max-words: a longer line is no link text.
        leftovers: for `drop`: words that stand alone above a link text, such as a preposition.
    """

    kind: ClassVar[str] = "join-lines"

    mend: Literal["rejoin", "drop"]
    max_words: int = 6
    leftovers: tuple[str, ...] = ()

    @staticmethod
    def scanner(rules: Sequence[JoinLines]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Triple(NamedTuple):
    """A short line and the written lines around it, by number; None at the document's edge."""

    above: int | None
    link: int
    below: int


class Scanner:
    """All join-lines rules."""

    def __init__(self, rules: Sequence[JoinLines]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the breaks that are mended and the link texts that go."""
        for rule in self._rules:
            if rule.mend == "rejoin":
                yield from rejoined(view, rule)
            elif view.facts.get("tags"):
                yield from cut_lines(view, orphans(view, rule))


def link_texts(view: View, rule: JoinLines) -> Iterator[Triple]:
    """Yield the lines that are short enough for a link text, with their neighbours."""
    written = view.written
    for place, number in enumerate(written[:-1]):
        text = view.contents[number].strip()
        if text.count(" ") < rule.max_words and LINK_TEXT.match(text):
            yield Triple(written[place - 1] if place else None, number, written[place + 1])


def rejoined(view: View, rule: JoinLines) -> Iterator[Patch]:
    """Yield the patches that put torn sentences together again."""
    long = [text for text in view.contents if len(text) >= LONG]
    wrapped = sum(len(text) > WIDTH for text in long) < UNWRAPPED_SHARE * len(long)
    for above, link, below in link_texts(view, rule):
        if above is None:
            continue
        before, after = view.contents[above], view.contents[below]
        apart = not (view.contents[link - 1].strip() or view.contents[link + 1].strip())
        torn = (
            len(before) >= LONG
            and (apart or not wrapped)
            and len(after) >= LONG_REST
            and len(SMALL.findall(before)) >= SMALL_WORDS
            and BEGINS.match(before)
            and OPEN.search(before)
            and not WHOLE.search(before)
            and GOES_ON.match(after)
            and WHOLE.search(after)
        )
        if torn and rule.allows(view, view.lines[link].start, view.lines[link].end):
            yield joint(view, above, link, rule.name)
            yield joint(view, link, below, rule.name)


def joint(view: View, above: int, below: int, rule: str) -> Patch:
    """Return the patch that makes one line of two."""
    start = view.lines[above].start + len(view.contents[above].rstrip())
    text = view.contents[below]
    end = view.lines[below].start + len(text) - len(text.lstrip())
    return Patch(start, end, "" if text.lstrip()[:1] in {",", ".", ";", ")"} else " ", rule)


def orphans(view: View, rule: JoinLines) -> Iterator[Drop]:
    """Yield the link texts that are tags of the page, between two whole sentences."""
    tags = {tag.strip().lower() for tag in GLUE.split(view.facts["tags"]) if tag.strip()}
    leftovers = set(rule.leftovers)
    written = view.written
    for above, link, below in link_texts(view, rule):
        if view.contents[link].strip().lower() not in tags:
            continue
        first = link
        if above is not None and view.contents[above].strip() in leftovers:
            first = above
            place = written.index(above)
            above = written[place - 1] if place else None  # noqa: PLW2901
        whole = above is None or above < view.structure.head or WHOLE.search(view.contents[above])
        if (
            whole
            and BEGINS.match(view.contents[below])
            and rule.allows(view, view.lines[link].start, view.lines[link].end)
        ):
            yield Drop(first, link, rule.name)
