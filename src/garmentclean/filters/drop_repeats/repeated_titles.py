"""Titles that stand more than once above the text, or as a caption shortly below its beginning.

A page often has its title several times: in its path, with the name of the site, shortened, and
above the text. The one nearest to the text stays.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.drop_repeats.repeated_lines import plain, size
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import NO_TITLE, TITLE_REACH, ends_sentence, weight
from garmentclean.text.words import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

ELLIPSES = ("...", "…", "...]", "…]")
EDGES = " \t\u00a0#*•·●▪‣-–—|>»›"
"""What may stand before a title: a bullet, a mark of a heading, the rest of a path."""
WORDS = lazily(r"[^\W_]+(?:['’][^\W_]+)*")
NO_LINE = lazily(r"^\W*[a-z]|.*(?:\w::\w|[(]\))")
"""A line that continues a sentence of wrapped text, or a line of a program."""
FEWEST, MOST = 2, 40
"""How many words a title has."""
LONG = 400
"""A line with more characters is no title."""
SAFE = 3
"""A title with fewer words is looked for among the nearest lines only."""
SURE = 5
"""A line with this many words that is repeated at once, or as a caption, is a title."""
PART_WORDS, PART_LETTERS = 3, 12
"""A title that is only a part of another line has at least this many words and characters."""
NEAR = 4
"""One of the first lines may be a title that the text does not repeat, if it comes back soon."""
PAIR = 2
TIMES = 4
"""A line that occurs more often is a row of a table, or a refrain."""
SITE_AFTER = lazily(r"^ ?(?:[-_|–—·•»›]|::) ?[^|]{1,60}$")
SITE_WORDS = 6
DAY = rf"(?:(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|(?:{MONTH})\.? \d{{1,2}},? (?:19|20)\d\d"
DATE_AFTER = lazily(
    rf"(?i)^[ ,|(\[-]*(?:(?:date|posted|published|updated)\W*)?{DAY}"
    rf"|\d{{1,2}} (?:{MONTH})\.?,? (?:19|20)\d\d)[ ,|)\]-]*(?:\d{{1,2}}:\d\d(?::\d\d)?)?[)\]]*$"
)
PATH_BEFORE = lazily(r"[/>»›|·•▸❯►→\\] ?$")
HOME_BEFORE = lazily(r"^(?:you are here:? |browse:? )?home (?:[\w&'’-]+ ){0,4}$")
NAME_BEFORE = lazily(r"^[^:]{1,40}[:–—-] $")
PATH_WORDS, NAME_WORDS = 12, 4
CAPTION_REACH, CAPTION_WORDS = 8, 4
"""A caption is among this many lines below the first prose, and has this many words."""


class Line(NamedTuple):
    """A line that may be a title.

    Attributes:
        place: its position among the written lines.
        number: its number.
        bare: its text in small letters, without a bullet and a final stop.
        key: its words.
        stopped: whether it ends in a full stop.
    """

    place: int
    number: int
    bare: str
    key: str
    stopped: bool


def titles(view: View, _: int) -> Iterator[int]:
    """Yield the lines around the beginning of the text that repeat its title."""
    if view.first_prose is None:
        return
    stop = bisect_left(view.written, view.first_prose)
    above = [*title_lines(view, range(max(0, stop - TITLE_REACH), stop))]
    if not above:
        return
    groups: dict[str, list[Line]] = {}
    for line in above:
        groups.setdefault(line.key, []).append(line)
    for same in groups.values():
        yield from again(view, same)
    last = {key: best(same) for key, same in groups.items()}
    for line in above:
        if is_longer_form(view, line, last.values()):
            yield line.number
    yield from captions(view, last, range(stop, len(view.written))[: CAPTION_REACH + 1])


def title_lines(view: View, places: Iterable[int]) -> Iterator[Line]:
    """Yield the lines at some positions that are no longer than a title."""
    for place in places:
        number = view.written[place]
        if form := title_form(view.contents[number]):
            yield Line(place, number, *form)


@remembered
def title_form(text: str) -> tuple[str, str, bool] | None:
    """Return the last three attributes of a `Line`; None if it is longer than a title."""
    if len(text) > LONG or NO_LINE.match(text):
        return None
    bare = plain(text).lstrip(EDGES)
    if bare[-1:] in ",;:":
        return None
    key = " ".join(WORDS.findall(bare))
    words = key.count(" ") + 1 if bare.isascii() else max(key.count(" ") + 1, size(key))
    if not FEWEST <= words <= MOST:
        return None
    return bare.rstrip(" .。"), key, bare.endswith((".", "。"))


def best(same: Sequence[Line]) -> Line:
    """Return the one of several equal titles that stays: nearest to the text, without a stop."""
    return max(same, key=lambda line: (not line.stopped, line.place))


def again(view: View, same: Sequence[Line]) -> Iterator[int]:
    """Yield the numbers of equal titles but one."""
    kept = best(same)
    for line in same:
        if line is not kept and is_title(view, line, kept) and not is_common(view, line.number):
            yield line.number


def is_title(view: View, line: Line, other: Line) -> bool:
    """Return whether two lines with the same words are both the title of the page."""
    first, second = sorted((line.place, other.place))
    distance = second - first
    if min(line.key.count(" "), other.key.count(" ")) + 1 < SAFE and line.bare.isascii():
        return distance <= PAIR and first < NEAR and not is_listed(view, first, second)
    soon = first < NEAR and distance <= NEAR
    at_once = distance == 1 and line.key.count(" ") + 1 >= SURE and line.key == other.key
    sure = soon or at_once or not view.titles.isdisjoint((line.number, other.number))
    return sure and not is_listed(view, first, second)


def is_common(view: View, number: int) -> bool:
    """Return whether a line occurs more often than a title does."""
    return view.contents.count(view.contents[number]) > TIMES


def is_listed(view: View, first: int, second: int) -> bool:
    """Return whether a line is an entry in a table of contents that returns as a heading.

    In that case, entries below it also return as headings: above a line of text. What returns in
    a row of links does not count.

    Args:
        view: the document.
        first: the position of the entry among the written lines.
        second: the position of the heading.
    """
    between = {view.contents[number].strip() for number in view.written[first + 1 : second]}
    if not between:
        return False
    below = view.written[second + 1 :]
    return any(
        view.contents[number].strip() in between and weight(view.contents[text]) > 0
        for number, text in pairwise(below)
    )


def is_longer_form(view: View, line: Line, titles: Iterable[Line]) -> bool:
    """Return whether a line is another one with a path, a site's name or a date, or broken off."""
    broken_off = view.contents[line.number].rstrip().endswith(ELLIPSES)
    for title in titles:
        if not broken_off and title.bare not in line.bare:
            continue
        few = title.key.count(" ") + 1 < PART_WORDS and title.bare.isascii()
        if few or title.key == line.key:
            continue
        is_form = (broken_off and is_shortened(line, title)) or is_framed(line, title)
        if is_form and is_title(view, line, title):
            return not is_common(view, line.number)
    return False


def is_shortened(line: Line, title: Line) -> bool:
    """Return whether a line that ends in dots is the beginning of a title."""
    begin = line.bare.rstrip(" .…[]")
    long = len(begin) >= PART_LETTERS and begin.count(" ") + 1 >= PART_WORDS
    return long and title.bare.startswith(begin) and len(title.bare) > len(begin)


def is_framed(line: Line, title: Line) -> bool:
    """Return whether a line is a title with a path or name before it, or a name or date after."""
    if not PART_LETTERS <= len(title.bare) < len(line.bare):
        return False
    if line.bare.startswith(title.bare):
        rest = line.bare[len(title.bare) :]
        site = SITE_AFTER.search(rest) is not None and len(rest.split()) <= SITE_WORDS
        return site or DATE_AFTER.search(rest) is not None
    if not line.bare.endswith(title.bare):
        return False
    before = line.bare[: -len(title.bare)]
    words = len(before.split())
    if PATH_BEFORE.search(before) or HOME_BEFORE.search(before):
        return words <= PATH_WORDS
    near = abs(line.place - title.place) <= PAIR
    return near and words <= NAME_WORDS and NAME_BEFORE.search(before) is not None


def captions(view: View, above: dict[str, Line], places: Sequence[int]) -> Iterator[int]:
    """Yield the lines shortly below the first prose that are the title once more.

    A heading may repeat the title as well, but only once, above text and not above a byline. If
    several lines come back, they are the headings that a table of contents lists above the text.
    """
    found = [
        line
        for line in title_lines(view, places[1:])
        if line.key in above
        and line.key.count(" ") + 1 >= CAPTION_WORDS
        and view.contents[line.number].strip() == view.contents[above[line.key].number].strip()
        and not line.bare.endswith("?")
        and (line.key.count(" ") + 1 >= SURE or above[line.key].number in view.titles)
        and not is_common(view, line.number)
    ]
    if len({line.key for line in found}) > 1:
        return
    for line in found:
        below = view.below(line.number)
        if (
            len(found) > 1
            or (NO_TITLE.search(below) and not ends_sentence(below))
            or all(weight(view.contents[n]) < 0 for n in view.written[line.place :])
        ):
            yield line.number
