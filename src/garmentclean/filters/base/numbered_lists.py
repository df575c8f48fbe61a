"""Numbered lists of clauses, steps or rules. A list stays unless all of its items are removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.compact_list import CompactList
from garmentclean.filters.base.cutting import Drop, joined
from garmentclean.filters.base.mask import Mask
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.filters.base.view import View

MARK = lazily(
    r"(?i)^\s*(?:[-•*]\s+)?(?P<style>[(（\[]?(?:§+\s*|art(?:icle|\.)?\s+|section\s+|clause\s+|rule\s+"
    r"|step\s+|no\.\s*|第)?)(?P<number>\d{1,3}|[a-z])(?P<end>[.)）\]、．:：条]|\s+[-–—])\s*(?=[^\s\d])"
)
"""The number of an item: `2. `, `(b)`, `§ 4.`, `Article 5:`, `Step 1 -`."""


@remembered
def number_of(text: str) -> tuple[str, int] | None:
    """Return the style and number of an item of a numbered list; None for any other line.

    >>> number_of("(b) The price"), number_of("12. The price"), number_of("2.5 yards")
    (('(a)', 2), ('1.', 12), None)
    """
    match = MARK.match(text)
    if not match:
        return None
    number = match["number"].lower()
    value = int(number) if number.isdigit() else ord(number) - ord("a") + 1
    one = "1" if number.isdigit() else "a"
    return match["style"].lower().strip() + one + match["end"].strip(), value


def lists(contents: Iterable[str]) -> Iterator[list[int]]:
    """Yield the numbered lists of some lines, as the numbers of their lines.

    An item belongs to the list of its style whose last item has the preceding number, however much
    text is between them. A single item is not a list.
    """
    last: dict[str, tuple[int, list[int]]] = {}
    for line, text in enumerate(contents):
        found = number_of(text)
        if not found:
            continue
        style, number = found
        before, items = last.get(style, (0, []))
        if number != before + 1:
            if len(items) > 1:
                yield items
            items = []
        items.append(line)
        last[style] = number, items
    for _, items in last.values():
        if len(items) > 1:
            yield items


def whole_lists(view: View, drops: Iterable[Drop]) -> Iterator[Drop]:
    """Yield drops of lines, except in numbered lists that would keep some of their items.

    Args:
        view: the document.
        drops: the drops, one line each.
    """
    every = CompactList(Drop, drops, numbers=2)
    going = Mask(len(view.contents), ((drop.first, drop.first + 1) for drop in every))
    kept: set[int] = set()
    if any(number_of(view.contents[drop.first]) for drop in every):
        for items in lists(view.contents):
            if not all(item in going for item in items):
                kept.update(items)
    if kept:
        yield from (drop for drop in every if drop.first not in kept)
    else:
        yield from joined(every)
