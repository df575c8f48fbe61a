"""Removes lines and spans without leaving stray blank lines or spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.edit import Patch
from garmentclean.text.patch_blocks import MANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

CLOSING = ".,;:!?)]}”’\"'"
"""No space remains before one of these."""


class Drop(NamedTuple):
    """Lines to remove: the first and the last, the rule, the metadata found there, and why."""

    first: int
    last: int
    rule: str
    facts: tuple[tuple[str, str], ...] = ()
    because: str = ""


def joined(drops: Sequence[Drop]) -> Iterable[Drop]:
    """Return drops; if there are very many, adjacent ones of the same rule are merged.

    Args:
        drops: the drops, from the last line up.
    """
    return drops if len(drops) < MANY else _joined(drops)


def _joined(drops: Iterable[Drop]) -> Iterator[Drop]:
    held: Drop | None = None
    for drop in drops:
        if (
            held
            and drop.last + 1 == held.first
            and held[2:] == drop[2:] == (drop.rule, (), "")  # no metadata, no reason
        ):
            held = held._replace(first=drop.first)
            continue
        if held:
            yield held
        held = drop
    if held:
        yield held


def cut_lines(view: View, drops: Iterable[Drop]) -> Iterator[Patch]:
    """Yield the patches that remove lines, each with the blank lines that it would leave behind.

    Between two lines that stay, the blank lines after the cut remain; at the start and at the
    end of the document none do. Of drops that overlap, the earlier and longer one wins.
    """
    ordered = sorted(drops, key=lambda d: (d.first, -d.last))
    if not ordered:
        return
    blank = bytearray(not text or text.isspace() for text in view.contents)
    size = len(blank)
    for stretch in grouped(ordered, blank):
        start, stop = stretch[0].first, stretch[-1].last + 1
        after = stop
        while after < size and blank[after]:
            after += 1
        before = start
        while before > 0 and blank[before - 1]:
            before -= 1
        if before == 0:
            stop = after
        elif after == size or after > stop:
            start = before
        for place, drop in enumerate(stretch):
            first = drop.first if place else start
            last = stretch[place + 1].first if place + 1 < len(stretch) else stop
            begin, end = view.starts[first], view.stop(last - 1)
            yield Patch(begin, end, "", drop.rule, drop.facts, drop.because)


def grouped(drops: Iterable[Drop], blank: Sequence[int]) -> Iterator[list[Drop]]:
    """Yield drops in groups that are separated by written lines; leave out overlapping ones.

    Args:
        drops: in order; of two that begin together, the longer one first.
        blank: whether each line of the document is blank.
    """
    stretch: list[Drop] = []
    for drop in drops:
        if stretch and drop.first <= stretch[-1].last:
            continue
        if stretch and not all(blank[stretch[-1].last + 1 : drop.first]):
            yield stretch
            stretch = []
        stretch.append(drop)
    if stretch:
        yield stretch


def cut_span(view: View, start: int, end: int, rule: str, to: str = "") -> Patch:
    """Return the patch that replaces a span within a line and keeps the spacing right.

    If the replacement is empty or a space, one space remains between words, and none at the edges
    of the line or before a full stop.
    """
    if to not in {"", " "}:
        return Patch(start, end, to, rule)
    text, floor = view.text, view.starts[view.line_at(start)]
    stop = max(end, view.ends[view.line_at(max(start, end - 1))])
    left, right = start, end
    while left > floor and text[left - 1] in " \t":
        left -= 1
    while right < stop and text[right] in " \t":
        right += 1
    if left == floor or right == stop:
        return Patch(start if left == floor else left, right, "", rule)
    if text[right] in CLOSING and (right == end or left < start):
        return Patch(left, right, "", rule)
    if right > end:
        return Patch(start, right, "" if left < start else " ", rule)
    return Patch(start, end, "" if left < start else to, rule)
