"""drop-common: remove lines that many documents of a site have, and duplicate documents."""

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
"""Lines in fewer documents are not common, and are not in the counts."""
OFTEN, MOSTLY = 0.5, 0.8
"""The share of documents that must have a line that is short, or the same except for figures; and a
possible row of a table, which must be in more, because a price may stay the same for weeks."""
ALONE = 2
"""The distance of two lines with one between them."""
LEAST_SIMILAR = 0.7
"""The counts have no pairs of documents with less in common."""


@dataclass(frozen=True, kw_only=True)
class DropCommon(Rule):
    """Remove what many documents of a site have, whatever it says.

    It needs counts of the whole corpus, made by `garmentclean count`, and runs before all other
    filters, because uncleaned documents are counted. `--site-field` or its folder names the site of
    a document. Documents that are nearly the same are counted once.

    Lines: a line is removed if enough documents of its site have it. A short one is removed only if
    half of them have it and it is next to a common line, a possible row of a table of figures only
    if four fifths have it. A line that is the same except for figures and dates is removed if it is
    alone between two common lines. A line that may be the title stays.

    Documents: one that is nearly the same as another that comes before it in the order of names
    becomes empty. It is identified by its name and whole text: one that has changed since it was
    counted stays.

    Keys:
        unit: `line`, `paragraph` (several lines without a blank one between them, however they are
            wrapped) or `document`.
        share: for lines and paragraphs: the share of a site's documents, above 0 and up to 1, that
            must have it.
        least: for lines and paragraphs: the number of documents, 3 or more, that must have it.
        similar: for documents: the share (0.7 to 1) of their sequences of three words that two must
            have in common; lines that many documents have do not count.
        min-words: the fewest words of a line that may be removed by itself, of a paragraph, and of
            a document without its common lines. A Chinese or Japanese character is a word.
    """

    kind: ClassVar[str] = "drop-common"
    needs_counts: ClassVar[bool] = True

    unit: Literal["line", "paragraph", "document"]
    share: float = 0.3
    least: int = 6
    similar: float = 0.9
    min_words: int = 3

    def __post_init__(self) -> None:
        """Reject thresholds below those of the counts."""
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
        """Propose what is common in the corpus; nothing without counts."""
        common = view.common
        if common is None or not view.written:
            return
        for rule in self._documents:
            twin = common.duplicate(view.name, view.raw, rule.similar, rule.min_words)
            if twin and rule.allows(view, 0, len(view.text)):
                percent = "" if twin.likeness == 1 else f"{twin.likeness:.0%} ".replace("%", " %")
                because = f"{percent}the same as {twin.stays}"
                yield Patch(0, len(view.raw), "", rule.name, because=because)
        yield from cut_lines(view, (drop for r in self._lines for drop in drops(view, r, common)))


def drops(view: View, rule: DropCommon, common: Common) -> Iterator[Drop]:
    """Yield the lines that a rule removes."""
    site = view.facts.get("site", "")
    find = paragraphs if rule.unit == "paragraph" else lines
    for first, last, share, folded in find(view, rule, common, site):
        if rule.allows(view, view.starts[first], view.ends[last]):
            place = f" of {site}" if site else ""
            because = f"in {share.documents} of {share.total} documents{place}"
            because += ", but for its figures" if folded else ""
            facts = tuple(labelled(view.contents[first])) if folded else ()
            yield Drop(first, last, rule.name, facts, because)


class CommonLines(NamedTuple):
    """Common lines: the first and the last, their share, and whether only their figures differ."""

    first: int
    last: int
    share: Share
    folded: bool = False


def paragraphs(view: View, rule: DropCommon, common: Common, site: str) -> Iterator[CommonLines]:
    """Yield the paragraphs that are common."""
    units = paragraphs_of(view.contents, view.written)
    shares = common.table(rule.share, rule.least).find(site, [unit.exact for unit in units])
    for unit, share in zip(units, shares, strict=True):
        if share is None:
            continue
        counts = [counted(view.contents[number]) for number in range(unit.first, unit.last + 1)]
        figures = sum(line.figures for line in counts)
        whole = Counted(0, 0, sum(line.words for line in counts), figures)
        if whole.words >= rule.min_words and not whole.is_row:
            yield CommonLines(unit.first, unit.last, share)


def lines(view: View, rule: DropCommon, common: Common, site: str) -> Iterator[CommonLines]:
    """Yield the lines that are common."""
    numbers = view.written
    counts = [counted(view.contents[number]) for number in numbers]
    table = common.table(rule.share, rule.least)
    exact = table.find(site, [line.exact for line in counts])
    if not any(exact):
        return
    folded = table.find(site, [line.folded for line in counts])
    often = [
        bool(share and share.part >= (MOSTLY if line.is_row else OFTEN))
        for share, line in zip(exact, counts, strict=True)
    ]
    alone = [
        bool(share) and line.words >= rule.min_words and not line.is_row
        for share, line in zip(exact, counts, strict=True)
    ]
    sure = [one or many for one, many in zip(alone, often, strict=True)]
    removed = [
        one or (many and any(sure[max(place - 1, 0) : place] + sure[place + 1 : place + 2]))
        for place, (one, many) in enumerate(zip(alone, often, strict=True))
    ]
    for place in between(removed):
        share = folded[place]
        removed[place] = bool(share and share.part >= OFTEN)
    titles = title_among(view, removed, table, site)
    for place, number in enumerate(numbers):
        share = exact[place] or folded[place]
        if removed[place] and share and number not in titles:
            yield CommonLines(number, number, share, folded=not exact[place])


def title_among(view: View, removed: Sequence[bool], table: Table, site: str) -> frozenset[int]:
    """Return the lines that would be removed but may be the title of the document.

    The pages of a site may list its latest headlines: each is a common line, but in one document
    it is the title. The title is the nearest line above the remaining prose that looks like a
    title, and is not in that position in many documents.
    """
    contents, written = view.contents, view.written
    stay = (place for place, gone in enumerate(removed) if not gone)
    prose = next((place for place in stay if is_prose(contents[written[place]])), None)
    if prose is None:
        return view.titles
    near = like_titles(contents, written, prose)
    shares = table.find(site, [title_hash(contents[number]) for number in near])
    return frozenset([number for number, often in zip(near, shares, strict=True) if not often][:1])


def between(removed: Sequence[bool]) -> list[int]:
    """Return the positions of single lines that stay between two removed lines.

    Either end of the document counts as a removed line, but not both.

    >>> between([True, False, True, False, False, True, False])
    [1, 6]
    """
    edges = [-1, *(place for place, one in enumerate(removed) if one), len(removed)]
    return [a + 1 for a, b in pairwise(edges) if b - a == ALONE and len(removed) > 1]
