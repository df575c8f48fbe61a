"""How text is taken out so that no scar is left: whole lines, and spans within a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.view import View

CLOSING = ".,;:!?)]}”’\"'"
"""Before these no space remains where something was cut out."""


class Drop(NamedTuple):
    """Lines that go: the numbers of the first and the last one, the rule, what was learnt."""

    first: int
    last: int
    rule: str
    facts: tuple[tuple[str, str], ...] = ()


def cut_lines(view: View, drops: Iterable[Drop]) -> Iterator[Patch]:
    """Yield the patches that take out lines, each with the blank lines that would be left over.

    Between two lines that stay, the blank lines behind the cut remain; at the start and at the
    end of the document none does. Of drops that overlap, the earlier and longer one wins.
    """
    lines, blank = view.lines, [not text.strip() for text in view.contents]
    done = -1  # the last line that is gone or was looked at
    kept = False  # whether anything written stays above
    for drop in sorted(drops, key=lambda d: (d.first, -d.last)):
        if drop.first <= done:
            continue
        kept = kept or not all(blank[done + 1 : drop.first])
        first, last = drop.first, drop.last
        if not kept:
            while last + 1 < len(lines) and blank[last + 1]:
                last += 1
        elif last + 1 == len(lines) or blank[last + 1]:
            while first - 1 > done and blank[first - 1]:
                first -= 1
        yield Patch(lines[first].start, lines[last].stop, "", drop.rule, drop.facts)
        done = last


def cut_span(view: View, start: int, end: int, rule: str, to: str = "") -> Patch:
    """Return the patch that replaces a span within a line, and keeps the spacing right.

    Where nothing, or a space, comes instead, one space remains between words, and none at the
    edges of the line or before a full stop.
    """
    if to not in {"", " "}:
        return Patch(start, end, to, rule)
    text, line = view.text, view.lines[view.line_at(start)]
    stop = view.lines[view.line_at(max(start, end - 1))].end
    left, right = start, end
    while left > line.start and text[left - 1] in " \t":
        left -= 1
    while right < stop and text[right] in " \t":
        right += 1
    if left == line.start or right == stop:
        return Patch(start if left == line.start else left, right, "", rule)
    if text[right] in CLOSING and (right == end or left < start):
        return Patch(left, right, "", rule)
    if right > end:
        return Patch(start, right, "" if left < start else " ", rule)
    return Patch(start, end, "" if left < start else to, rule)
