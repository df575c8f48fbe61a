"""What is said twice is found as the plain definitions find it, in texts full of near repeats."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_repeats.doubled_words import LABEL, may_have_label
from garmentclean.filters.drop_repeats.repeated_lines import Lines, plain, repeated_lines, size
from garmentclean.filters.drop_repeats.rule import (
    SITE,
    TITLE_REACH,
    TITLE_TIMES,
    TITLE_WORDS,
    DropRepeats,
    broken_off,
    titles,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ELLIPSIS = re.compile(r"\s*\[?(?:\.{3,}|…+)\]?\s*$")
ENDINGS = [*"[].… \u00a0\t:x", "...", "…]", "[...", "the mill"]
LABELS = ["Note", "Note:", "note", ": ", ":", "：", " ", "  ", "A", "Notes", "_", "\t", "é"]
RULE = DropRepeats(id="r", why="It is so.", unit="line", min_words=6)
PROSE = "The two zip makers of the town have been one since the spring of that year, he said. " * 2


def samples(pieces: Sequence[str], times: int, longest: int) -> Iterator[str]:
    draw = random.Random(6)
    for _ in range(times):
        yield "".join(draw.choices(pieces, k=draw.randint(1, longest)))


def test_an_ellipsis_is_what_the_pattern_takes_for_one() -> None:
    found = 0
    for line in samples(ENDINGS, 100_000, 7):
        begin = ELLIPSIS.sub("", line)
        assert broken_off(line) == ("" if begin == line else begin), line
        found += begin != line
    assert found > 10_000


def test_where_no_label_may_be_there_is_none() -> None:
    found = 0
    for line in samples(LABELS, 100_000, 9):
        if LABEL.search(line):
            found += 1
            assert may_have_label(line), line
    assert found > 1000


def plain_titles(view: View) -> Iterator[int]:
    """Yield what `titles` yields, as it is defined: of all lines of the head."""
    if view.structure.first is None:
        return
    seen: list[tuple[str, int, int]] = []
    text_below = set(view.contents[view.structure.head :])
    head = [number for number in view.written if number < view.structure.head]
    for place, number in enumerate(head):
        line = view.contents[number]
        text = plain(line)
        if len(text.split()) < TITLE_WORDS or line[:1].isspace() or text[-1] in ",;:":
            continue
        if view.contents.count(line) > TITLE_TIMES:
            continue
        near = [entry for entry in seen if place - entry[1] <= TITLE_REACH]
        said = [p for earlier, p, _ in near if earlier in {text, SITE.sub("", text)}]
        if said:
            between = {view.contents[n] for n in view.written[said[0] + 1 : place]}
            if not between & text_below:
                yield number
            continue
        for earlier, _, above in near:
            if earlier != text and SITE.sub("", earlier) == text:
                yield above
        if place < TITLE_REACH:
            seen.append((text, place, number))


def test_titles_are_found_among_the_first_lines() -> None:
    lines = [
        "Zip makers merge",
        "zip  makers merge",
        "Zip makers merge - Herald",
        "Zips",
        " Zip a b",
    ]
    lines += [
        "Zip makers merge - a - b",
        "Makers of zips merge:",
        "Other words here",
        PROSE,
        "",
        "",
    ]
    found = 0
    for text in samples([f"{line}\n" for line in lines], 20_000, 14):
        expected = [*plain_titles(View(text))]
        assert [*titles(View(text), RULE)] == expected, text
        found += bool(expected)
    assert found > 2000


def plain_repeats(view: View) -> Iterator[int]:
    """Yield what `repeated_lines` yields, as it is defined: of all lines, compared as plain."""
    lines = Lines(view, RULE.min_words)
    places = [place for place in range(len(view.written)) if is_long(lines.content(place))]
    for again in lines.again(places):
        yield from (view.written[place] for place in lines.copied(again))
    for some in lines.rejoined(places):
        yield from (view.written[place] for place in some)


def is_long(text: str) -> bool:
    return len(text) >= 2 * RULE.min_words and size(text) >= RULE.min_words


@pytest.mark.exhaustive
def test_repeated_lines_begin_with_the_same_words() -> None:
    words = ["The ", "the ", "mill ", "MILL ", "ΟΔΟΣ ", "İzmir ", "is", " ", "\t", "\u00a0", "2 "]
    words += ["sold. ", "sold.\n", "he said.\n", "\n", "of it at last.\n", "Looms are in the hall "]
    found = 0
    for text in samples(words, 20_000, 60):
        view = View(text * 2)
        assert {*repeated_lines(view, RULE)} == {*plain_repeats(view)}, text
        found += bool([*repeated_lines(view, RULE)])
    assert found > 3000
