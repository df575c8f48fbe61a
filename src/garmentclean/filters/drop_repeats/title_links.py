"""Links that repeat a title: `The mill is sold Read More »` below the title and its teaser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.drop_repeats.repeated_lines import plain
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.filters.base.view import View

BUTTONS = ("ead more", "ead More", "EAD MORE", "ontinue reading", "ontinue Reading")
"""A quick test: without one of these, whatever the case of its first letter, there is no link."""
LINK = lazily(
    r"(?i)^\W*(?:(.+\S)\s+[\[(]?(?:read more|continue reading)"
    r"|(?:read more about|continue reading):?\s+[\"“‘']?(.+?))[\"”’'\])»→›>.…\s]*$"
)
WORDS = 3
"""A title has at least this many words: `Lace` may be a heading as well."""


def title_links(view: View, _: int) -> Iterator[int]:
    """Yield the lines that consist of another line and `Read more`."""
    if not any(button in view.text for button in BUTTONS):
        return
    others: set[str] | None = None
    for number in view.written:
        line = view.contents[number]
        match = LINK.match(line) if any(button in line for button in BUTTONS) else None
        if match is None:
            continue
        if others is None:
            others = {plain(view.contents[other]) for other in view.written}
        title = plain(match[1] or match[2])
        if title.count(" ") + 1 >= WORDS and title in others:
            yield number
