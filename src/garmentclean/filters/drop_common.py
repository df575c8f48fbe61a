"""drop-common: what stands in many documents of a site, and documents that are there already."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from garmentclean.counts.hashes import Counted, counted, like_titles, paragraphs_of, title_hash
from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.line_metadata import labelled
from garmentclean.filters.base.rule import Rule
from garmentclean.text.edit import Patch
from garmentclean.text.structure import is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.counts.common import Common, Share, Table
    from garmentclean.filters.base.view import View

FEWEST = 3
"""Of fewer documents nothing is common; counts do not keep it."""
OFTEN, MOSTLY = 0.5, 0.8
"""What is short, or is the same but for figures, must stand in so many documents; what may be a row
of a table in still more, for a price may be the same for many weeks."""
ALONE = 2
"""Two lines with one between them are so far from one another."""
LEAST_SIMILAR = 0.7
"""Counts do not keep documents that have less in common."""


@dataclass(frozen=True, kw_only=True)
class DropCommon(Rule):
    """Take out what stands in many documents of a site, whatever it says.

    It needs counts of the whole corpus, which `garmentclean count` makes; it runs before all other
    filters, for the counts are of the documents as they came. A document is of the site that
    `--site-field` or its folder names. Documents that are nearly the same count once.

    Of lines: one goes if it stands in so many documents of its site. One that is short goes only if
    half of them have it, and a common line stands beside it; one that may be a row of a table of
    figures, only if four fifths have it. One that is the same but for its figures and dates goes
    if it stands alone between two common lines. What may be the title of the document stays.

    Of documents: one that is nearly the same as another one, which comes before it in the order of
    names, becomes empty. It is known by its name and its whole text: what has changed since it
    was counted stays.

    Keys:
        unit: `line`, `paragraph` (several lines without a blank one between them, however they
            are broken) or `document`.
        share: for lines and paragraphs: the share of a site's documents, above 0 and up to 1, that
            must have it.
        least: for lines and paragraphs: the number of documents, 3 or more, that must have it.
        similar: for documents: which share (0.7 to 1) of their stretches of three words two must
            have in common, where lines that many documents have do not count.
        min-words: of a line that may go by itself; of a paragraph, and of a document without its
            common lines, that may go at all. A Chinese or Japanese character is a word.
    """

    kind: ClassVar[str] = "drop-common"
    needs_counts: ClassVar[bool] = True

    unit: Literal["line", "paragraph", "document"]
    share: float = 0.3
    least: int = 6
    similar: float = 0.9
    min_words: int = 3

    def __post_init__(self) -> None:
        """Refuse thresholds that counts know nothing of."""
        super().__post_init__()
        if not 0 < self.share <= 1:
            raise RuleError("share", f"is above 0 and up to 1, not {self.share}")
        if self.least < FEWEST:
            raise RuleError("least", f"is {FEWEST} or more, not {self.least}")
        if not LEAST_SIMILAR <= self.similar <= 1:
            raise RuleError("similar", f"is from {LEAST_SIMILAR} to 1, not {self.similar}")

    @staticmethod
    def scanner(rules: Sequence[DropCommon]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-common rules."""

    def __init__(self, rules: Sequence[DropCommon]) -> None:
        self._lines = [rule for rule in rules if rule.unit != "document"]
        self._documents = [rule for rule in rules if rule.unit == "document"]

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose what is common in the corpus; nothing without counts of one."""
        common = view.common
        if common is None or not view.written:
            return
        for rule in self._documents:
            twin = common.duplicate(view.name, view.raw, rule.similar, rule.min_words)
            if twin and rule.allows(view, 0, len(view.text)):
                much = "" if twin.likeness == 1 else f"{twin.likeness:.0%} ".replace("%", " %")
                because = f"{much}the same as {twin.stays}"
                yield Patch(0, len(view.raw), "", rule.name, because=because)
        yield from cut_lines(view, (drop for r in self._lines for drop in drops(view, r, common)))


def drops(view: View, rule: DropCommon, common: Common) -> Iterator[Drop]:
    """Yield the lines that a rule takes out."""
    site = view.facts.get("site", "")
    find = paragraphs if rule.unit == "paragraph" else lines
    for first, last, share, folded in find(view, rule, common, site):
        if rule.allows(view, view.starts[first], view.ends[last]):
            place = f" of {site}" if site else ""
            because = f"in {share.documents} of {share.total} documents{place}"
            because += ", but for its figures" if folded else ""
            facts = tuple(labelled(view.contents[first])) if folded else ()
            yield Drop(first, last, rule.name, facts, because)


class Found(NamedTuple):
    """Lines that are common: the first and the last, how much so, and whether but for figures."""

    first: int
    last: int
    share: Share
    folded: bool = False


def paragraphs(view: View, rule: DropCommon, common: Common, site: str) -> Iterator[Found]:
    """Yield the paragraphs that are common."""
    units = paragraphs_of(view.contents, view.written)
    shares = common.table(rule.share, rule.least).find(site, [unit.exact for unit in units])
    for unit, share in zip(units, shares, strict=True):
        if share is None:
            continue
        told = [counted(view.contents[number]) for number in range(unit.first, unit.last + 1)]
        figures = sum(line.figures for line in told)
        whole = Counted(0, 0, sum(line.words for line in told), figures)
        if whole.words >= rule.min_words and not whole.is_row:
            yield Found(unit.first, unit.last, share)


def lines(view: View, rule: DropCommon, common: Common, site: str) -> Iterator[Found]:
    """Yield the lines that are common."""
    numbers = view.written
    told = [counted(view.contents[number]) for number in numbers]
    table = common.table(rule.share, rule.least)
    exact = table.find(site, [line.exact for line in told])
    if not any(exact):
        return
    folded = table.find(site, [line.folded for line in told])
    often = [
        bool(share and share.part >= (MOSTLY if line.is_row else OFTEN))
        for share, line in zip(exact, told, strict=True)
    ]
    alone = [
        bool(share) and line.words >= rule.min_words and not line.is_row
        for share, line in zip(exact, told, strict=True)
    ]
    sure = [one or many for one, many in zip(alone, often, strict=True)]
    goes = [
        one or (many and any(sure[max(place - 1, 0) : place] + sure[place + 1 : place + 2]))
        for place, (one, many) in enumerate(zip(alone, often, strict=True))
    ]
    for place in between(goes):
        share = folded[place]
        goes[place] = bool(share and share.part >= OFTEN)
    titles = title_among(view, goes, table, site)
    for place, number in enumerate(numbers):
        share = exact[place] or folded[place]
        if goes[place] and share and number not in titles:
            yield Found(number, number, share, folded=not exact[place])


def title_among(view: View, goes: Sequence[bool], table: Table, site: str) -> frozenset[int]:
    """Return the lines that go, and may be the title of the document.

    The pages of a site may list its latest headlines: each is a common line, and in one document
    the title. It is the nearest line above the prose that stays and looks like a title, and that
    does not stand there in many documents.
    """
    contents, written = view.contents, view.written
    stay = (place for place, gone in enumerate(goes) if not gone)
    prose = next((place for place in stay if is_prose(contents[written[place]])), None)
    if prose is None:
        return view.titles
    near = like_titles(contents, written, prose)
    shares = table.find(site, [title_hash(contents[number]) for number in near])
    return frozenset([number for number, often in zip(near, shares, strict=True) if not often][:1])


def between(goes: Sequence[bool]) -> list[int]:
    """Return the places of the lines that stay, alone between two lines that go.

    The ends of the document are as good as a line that goes, but not both of them.

    >>> between([True, False, True, False, False, True, False])
    [1, 6]
    """
    edges = [-1, *(place for place, one in enumerate(goes) if one), len(goes)]
    return [a + 1 for a, b in pairwise(edges) if b - a == ALONE and len(goes) > 1]
