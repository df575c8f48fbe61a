"""Link texts in a list of names, where each name, and perhaps each comma, is on its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.join_lines.torn_sentences import BEGINS, WHOLE, is_prose
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.filters.join_lines.rule import JoinLines

COMMAS = frozenset({",", "，", "、"})
NAME = lazily(r"^\w[^.!?,;:。！？，；：、|•]*$")
FOLLOWED = lazily(r"^\w[^.!?,;:。！？，；：、|•]*,$")


def listed_links(view: View, rule: JoinLines) -> Iterator[list[int]]:
    """Yield the numbers of the lines of each torn list of names.

    Either each comma is on a line of its own, between two names, or the list begins in a line of
    prose and its next name, with the comma, is on a line of its own.
    """
    written = view.written
    texts = [view.contents[number].strip() for number in written]
    free = 0
    for place, text in enumerate(texts):
        if place < free or not text.endswith((",", "，", "、")):
            continue
        first = place - 1
        last = lone_commas(texts, place, rule) if text in COMMAS else place
        if last > place and is_in_prose(texts, first, last) and is_name(texts[first], rule):
            yield [written[one] for one in range(first, last + 1)]
            free = last
        elif is_broken_list(texts, place, rule):
            yield [written[place], written[place + 1], written[place + 2]]
            free = place + 2


def is_in_prose(texts: Sequence[str], first: int, last: int) -> bool:
    """Return whether lines stand between two lines of prose, as the tags of a page do not."""
    if first < 1 or last + 1 >= len(texts):
        return False
    above, below = texts[first - 1], texts[last + 1]
    return is_prose(above) and is_prose(below) and WHOLE.search(below) is not None


def is_name(text: str, rule: JoinLines) -> bool:
    """Return whether a line is a few words without a mark."""
    return text.count(" ") < rule.max_words and NAME.match(text) is not None


def lone_commas(texts: Sequence[str], place: int, rule: JoinLines) -> int:
    """Return the position of the last name in a list whose commas are lines, or that of the comma.

    Args:
        texts: the written lines.
        place: the position of the first comma.
        rule: the rule that joins them.
    """
    while texts[place] in COMMAS and place + 1 < len(texts) and is_name(texts[place + 1], rule):
        place += 1
        if place + 1 == len(texts) or texts[place + 1] not in COMMAS:
            break
        place += 1
    return place


def is_broken_list(texts: Sequence[str], place: int, rule: JoinLines) -> bool:
    """Return whether a list of names goes on below a line of prose, and ends one line further."""
    if place + 2 >= len(texts) or not is_prose(texts[place]) or not BEGINS.match(texts[place]):
        return False
    name, rest = texts[place + 1 : place + 3]
    short = name.count(" ") < rule.max_words and FOLLOWED.match(name) is not None
    return short and BEGINS.match(rest) is not None and WHOLE.search(rest) is not None
