"""Paragraphs that a document repeats: which of them are copies, and which belong there.

A page may have its text twice, or its first paragraph as a summary above it. But refrains,
quotations, clauses and instructions are repeated by their author. The lines around them show the
difference: a copy is next to its original, or one of several lines in the same order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import NO_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

BEGINS = lazily(r"\s*\W?[^\W_a-z]")
ENDS = lazily(
    "[.!?\u3002\uff01\uff1f\u2026:\uff1a\u0964\u0965\u06d4\u061f\u0589\u1362]"
    "[\"'\u201d\u2019\u00bb)\\]\u300d\u300f\uff09]*$"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$"
)
"""A paragraph begins with a capital and ends a sentence; a wrapped line does not.

Thai, Lao, Burmese and Khmer need no mark at the end."""
WORD = lazily(r"[^\W\d_]{2,}")
DENSE = lazily("[\u3040-\u30ff\u3400-\u9fff]")
LOOSE = lazily("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of scripts without spaces: of Chinese and Japanese; of Thai, Lao, Burmese and Khmer."""
DENSE_LETTERS, LOOSE_LETTERS = 2, 5
"""How many of these letters count as a word."""
KEY_WORDS, KEY_LETTERS = 3, 40
"""Lines are compared only if they begin with the same words."""
PARALLEL = 65
"""Lines that are this similar (in percent) but not equal are a form that was filled in twice."""
PARALLEL_SPACES = 4
PARALLEL_REACH = 3
"""Such lines are not mere labels, and are among the nearest."""
PARALLEL_LETTERS = 20_000
"""How much of two lines is compared: time grows with the square of their length."""
REACH = 12
"""How many lines around a repeated one are compared with those around its first occurrence."""
MISSES = 2
"""How many of them may differ where a long text was copied."""
NEAR, NEAR_LONG = 3, 6
LONG = 30
"""The most lines between a single paragraph and its copy; the second number is for a paragraph with
this many words."""
SENTENCE = 5
"""A line with this many words and an end is a sentence."""
FAR_WORDS, OFTEN_WORDS = 60, 120
"""Further away, this many words must be in the same order; more where sections may repeat them."""
COLONS = (":", "：", " –", " —", " -")
"""The text below a line that ends in one of these is quoted."""
LATER_ITEM = lazily(r"\s*(?:[2-9]|\d\d)[.)] ")
"""An item of a numbered list that is not the first one: a copied list has its first one as well."""
CONTINUATION_WORDS = 12
"""A sentence of at most this many words between the two may be the author's continuation."""
HEADING_WORDS = 12
NUMBERED = lazily(r"[^\W\d_]+ \d{1,3}[.:)]?(?: \D*)?$|\d{1,3}[.)] \D+$")
"""A heading with a number: `Question 2`, `2. Silk`."""
PIECES = 5
"""How many paragraphs with the same beginning are compared with shorter ones."""


@remembered
def plain(text: str) -> str:
    """Return a line as it is compared: in small letters, with single spaces."""
    return " ".join(text.lower().split())


@remembered
def size(text: str) -> int:
    """Return how many words a line has; in scripts without spaces, letters are counted.

    >>> size("The mill is sold, and a loom."), size("工厂卖掉了。")
    (6, 2)
    """
    if text.isascii():
        return len(WORD.findall(text))
    dense, loose = len(DENSE.findall(text)), len(LOOSE.findall(text))
    if dense or loose:
        text = LOOSE.sub(" ", DENSE.sub(" ", text))
    return len(WORD.findall(text)) + dense // DENSE_LETTERS + loose // LOOSE_LETTERS


@remembered
def begin_of(text: str) -> str:
    """Return the first words of a line, in small letters."""
    return " ".join(text[:KEY_LETTERS].split(None, KEY_WORDS)[:KEY_WORDS]).lower()


def is_sentence(text: str) -> bool:
    """Return whether a line is a sentence, not a heading or label."""
    return ENDS.search(text) is not None and size(text) >= SENTENCE


def is_heading(text: str) -> bool:
    """Return whether a line looks like a heading or a question, not like a byline or a date.

    >>> is_heading("Question 2"), is_heading("By Li Na"), is_heading("It was time.")
    (True, False, False)
    """
    short = text.count(" ") < HEADING_WORDS and (text.endswith("?") or not ENDS.search(text))
    if not short or NO_TITLE.search(text):
        return False
    return NUMBERED.match(text) is not None or not any(map(str.isdigit, text))


class Repeat(NamedTuple):
    """A repeated line: the positions of both occurrences, and how often the document has it."""

    first: int
    second: int
    times: int


class Lines:
    """The written lines of a document, by position.

    Args:
        view: the document.
        min_words: lines with fewer words may be repeated.
    """

    def __init__(self, view: View, min_words: int) -> None:
        self._contents = view.contents
        self._written = view.written
        self._min_words = min_words
        self._texts: dict[int, str] = {}

    def text(self, place: int) -> str:
        """Return the line at a position, as it is compared; empty if there is none."""
        if place not in self._texts:
            there = 0 <= place < len(self._written)
            self._texts[place] = plain(self.content(place)) if there else ""
        return self._texts[place]

    def content(self, place: int) -> str:
        """Return the line at a position, as it is written."""
        return self._contents[self._written[place]]

    def groups(self) -> Iterator[list[int]]:
        """Yield the positions of long lines that begin with the same words."""
        shortest = DENSE_LETTERS * self._min_words
        long = [n for n, one in enumerate(self._written) if len(self._contents[one]) >= shortest]
        # keeping the beginnings themselves would take too much memory
        begins = array("q", (hash(begin_of(self.content(place))) for place in long))
        if len({*begins}) == len(begins):
            return
        times = Counter(begins)
        groups: dict[str, list[int]] = {}
        for place, known in zip(long, begins, strict=True):
            if times[known] > 1 and size(self.content(place)) >= self._min_words:
                groups.setdefault(begin_of(self.content(place)), []).append(place)
        yield from (group for group in groups.values() if len(group) > 1)

    def again(self, group: Sequence[int]) -> Iterator[Repeat]:
        """Yield the whole paragraphs of a group that are repeated."""
        by_text: dict[str, list[int]] = {}
        for place in group:
            by_text.setdefault(self.text(place), []).append(place)
        for text, places in by_text.items():
            if len(places) == 1 or not ENDS.search(text):
                continue
            if any(self._parallel(*pair) for pair in pairwise(places)):
                continue
            for first, second in pairwise(places):
                if BEGINS.match(self.content(second)):
                    yield Repeat(first, second, len(places))

    def copied(self, again: Repeat) -> range:
        """Return the positions to remove for a repeated line; none if it belongs there."""
        first, second, times = again
        distance = second - first
        start = stop = second
        while start - 1 > first and second - start < REACH and self._same(start - 1, distance):
            start -= 1
        while stop - second < REACH and self._same(stop + 1, distance):
            stop += 1
        between = start - (stop - distance) - 1
        if between <= 0:
            return range(0) if self._is_refrain(start, stop) else range(start, stop + 1)
        if self.text(start - 1).endswith(COLONS) or LATER_ITEM.match(self.content(start)):
            return range(0)
        alone = times == 2 and not self._is_headed(start, distance)  # noqa: PLR2004 - once and again
        near = NEAR_LONG if size(self.content(second)) >= LONG else NEAR
        is_quoted = self.text(start - distance - 1).endswith(COLONS)
        if alone and between <= near and not is_quoted:
            lines = range(start - between, start)
            is_continued = start == stop and self._has_sentence(lines) and self._are_short(lines)
            return range(0) if is_continued else range(start, stop + 1)
        enough = self._is_long(again, FAR_WORDS if alone else OFTEN_WORDS)
        return range(start, stop + 1) if enough else range(0)

    def rejoined(self, group: Sequence[int]) -> Iterator[range]:
        """Yield the positions of paragraphs, or of the pieces that repeat a paragraph elsewhere."""
        by_text = {self.text(place): place for place in reversed(group)}
        if len(by_text) == 1:
            return
        whole = sorted(by_text.items(), key=lambda pair: -len(pair[0]))[:PIECES]
        for text, place in whole:
            if size(text) < 2 * self._min_words:
                return
            for piece, begin in by_text.items():
                if piece != text and text.startswith(piece):
                    end = self._end_of(text, begin)
                    if end and not begin <= place <= end:
                        yield range(begin, end + 1) if place < begin else range(place, place + 1)

    def _end_of(self, text: str, place: int) -> int:
        """Return the position of the last line that a paragraph consists of; 0 if there is none."""
        offset, pieces = 0, 0
        while offset < len(text):
            piece = self.text(place + pieces)
            if not text.startswith(piece, offset) or not is_sentence(piece):
                return 0
            offset += len(piece)
            offset += text.startswith(" ", offset)
            pieces += 1
        return place + pieces - 1 if pieces > 1 else 0

    def _same(self, place: int, distance: int) -> bool:
        return place < len(self._written) and self.text(place) == self.text(place - distance)

    def _are_short(self, places: range) -> bool:
        """Return whether all lines at some positions are short."""
        return all(size(self.text(place)) <= CONTINUATION_WORDS for place in places)

    def _has_sentence(self, places: range) -> bool:
        """Return whether a line at some positions is a short sentence that continues the text."""
        return any(
            ENDS.search(text) and size(text) <= CONTINUATION_WORDS and not NO_TITLE.search(text)
            for text in map(self.text, places)
        )

    def _is_refrain(self, start: int, stop: int) -> bool:
        """Return whether a paragraph occurs twice with its short sentences, like a refrain."""
        long = sum(size(self.text(place)) >= self._min_words for place in range(start, stop + 1))
        goes_on = stop + 1 < len(self._written) and ENDS.search(self.text(stop + 1)) is not None
        return long == 1 and goes_on and self._has_sentence(range(start, stop + 1))

    def _is_headed(self, start: int, distance: int) -> bool:
        """Return whether each occurrence is below a heading of its own."""
        above, below = self.text(start - distance - 1), self.text(start - 1)
        return above != below and bool(above) and is_heading(above) and is_heading(below)

    def _is_long(self, again: Repeat, words: int) -> bool:
        """Return whether this many words around a line are repeated in the same order."""
        first, second, _ = again
        repeated = size(self.content(second))
        alone = True
        for step in (-1, 1):
            misses = 0
            for place in range(second + step, second + step * (REACH + 1), step):
                if misses > MISSES or not first < place < len(self._written):
                    break
                if not self._same(place, second - first):
                    misses += 1
                elif is_sentence(self.content(place)):
                    repeated += size(self.content(place))
                    alone = False
                if repeated >= words and not alone:
                    return True
        return False

    def _parallel(self, first: int, second: int) -> bool:
        """Return whether two lines have the same place in two items of a list.

        Such lines are not repeats: each item has its own. In a copied text, the lines around them
        are equal, up to where the copy ends.
        """
        from rapidfuzz.fuzz import ratio  # few documents need it

        above = zip(range(first - 1, -1, -1), range(second - 1, first, -1), strict=False)
        below = zip(range(first + 1, second), range(second + 1, len(self._written)), strict=False)
        for pairs in (above, below):
            near = ((self.text(u), self.text(n)) for u, n in islice(pairs, PARALLEL_REACH))
            one, other = next(((one, other) for one, other in near if one != other), ("", ""))
            spaces = min(one.count(" "), other.count(" "))
            alike = (one[:PARALLEL_LETTERS], other[:PARALLEL_LETTERS])
            if spaces >= PARALLEL_SPACES and ratio(*alike) >= PARALLEL:
                return True
        return False


def repeated_lines(view: View, min_words: int) -> Iterator[int]:
    """Yield the numbers of the lines that are copies of others above them."""
    lines = Lines(view, min_words)
    for group in lines.groups():
        for again in lines.again(group):
            yield from (view.written[place] for place in lines.copied(again))
        for places in lines.rejoined(group):
            yield from (view.written[place] for place in places)
