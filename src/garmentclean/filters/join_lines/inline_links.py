"""Link texts that were left between two sentences of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.cutting import cut_span
from garmentclean.filters.base.sentences import ENDS_SENTENCE
from garmentclean.filters.join_lines.torn_sentences import LONG
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch

STARTS = lazily(
    r"^ (?:A|After|Although|An|And|As|At|Because|Before|But|By|Despite|During|For|From|However|If"
    r"|In|It|Its|Meanwhile|On|Since|That|The|Their|There|These|They|This|Those|To|Under|When|While"
    r"|With)"
    r",? \w"
)
"""A word of this kind has a capital only where it begins a sentence."""


def inline_links(view: View, links: set[str], rule: str) -> Iterator[Patch]:
    """Propose to cut the link texts that stand between two sentences and belong to neither.

    Args:
        view: the document.
        links: the texts that are known to be those of links, in small letters.
        rule: the name of the rule.
    """
    for number in view.written if links else ():
        line = view.contents[number]
        if len(line) < LONG:
            continue
        small = line.lower()
        if len(small) != len(line):
            continue
        for link in links:
            for start in occurrences(small, link):
                end = start + len(link)
                if is_between_sentences(line, start, end):
                    offset = view.starts[number]
                    yield cut_span(view, offset + start, offset + end, rule)


def occurrences(text: str, part: str) -> Iterator[int]:
    """Yield where a part occurs in a text."""
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + len(part))


def is_between_sentences(line: str, start: int, end: int) -> bool:
    """Return whether a part of a line is between the end of a sentence and the next beginning.

    >>> line = "It rose by half. Linen yarn The mills are glad."
    >>> is_between_sentences(line, 17, 27), is_between_sentences(line, 28, 37)
    (True, False)
    """
    before, after = line[:start], line[end:]
    apart = line[start].isupper() and before.endswith(" ")
    return apart and bool(STARTS.match(after)) and ENDS_SENTENCE.search(before) is not None
