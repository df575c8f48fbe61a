"""Link texts between whole sentences, on a page whose sentences links are known to have torn.

On any other page, such a line may be a heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.cutting import Drop
from garmentclean.filters.base.sentences import ENDS_SENTENCE
from garmentclean.filters.join_lines.torn_sentences import BEGINS, LONG, WHOLE, is_link
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.filters.base.view import View
    from garmentclean.filters.join_lines.rule import JoinLines

GAP = lazily(r"^(?:As|At|Between|By|For|From|In|Of|On|To|Under|With), [A-Za-z]")
"""A preposition whose noun is missing."""
SMALL = lazily(r"^[a-z]+(?: [a-z]+)+$")
"""A heading has a capital, and a single small word may be a term with its definition below."""
GAP_END = 9
"""The comma of a gap is within this many characters."""
ENOUGH = 30
"""The line above is a sentence of at least this many characters."""
TEARS = 2
"""A single tear may be a slip of the author."""
MOST_WORDS = 2
"""Longer lines are headings more often."""


def stray_links(view: View, rule: JoinLines, tears: int) -> Iterator[Drop]:
    """Yield the link texts that are certainly no headings.

    Args:
        view: the document.
        rule: the rule that removes them.
        tears: how many link texts of the document tore a sentence.
    """
    gapped = any(text.find(", ", 2, GAP_END) > 0 and GAP.match(text) for text in view.contents)
    if not tears and not gapped:
        return
    gaps, others = [], []
    for link, below in candidates(view, rule):
        text = view.contents[link].strip()
        if GAP.match(below) and text in below:
            gaps.append(link)
        elif text[0].islower() or text.count(" ") < MOST_WORDS:
            others.append(link)
    for link in gaps:
        if rule.allows(view, view.starts[link], view.ends[link]):
            yield Drop(link, link, rule.name, (), "above a preposition that lost its noun")
    tears += len(gaps)
    if not tears or not others:
        return
    prose = "\n".join(text for text in view.contents if len(text) >= LONG).lower()
    for link in others:
        text = view.contents[link].strip()
        known = tears >= TEARS and len(text) > 1 and text.lower() in prose
        free = rule.allows(view, view.starts[link], view.ends[link])
        if free and (known or SMALL.match(text)):
            yield Drop(link, link, rule.name, (), "a link text on a page that has torn sentences")


def candidates(view: View, rule: JoinLines) -> Iterator[tuple[int, str]]:
    """Yield the number of each short line between two whole sentences, and the line below it."""
    written, contents = view.written, view.contents
    for place in range(1, len(written) - 1):
        text = contents[written[place]]
        if len(text) >= LONG or not is_link(text, rule):
            continue
        above, below = contents[written[place - 1]].strip(), contents[written[place + 1]].strip()
        long = len(above) >= ENOUGH and ENDS_SENTENCE.search(above) is not None
        if long and BEGINS.match(below) and WHOLE.search(below):
            yield written[place], below
