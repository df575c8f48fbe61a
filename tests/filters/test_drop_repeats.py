"""drop-repeats: its units and keys, and that the search finds what the plain definitions find."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_repeats.doubled_words import LABEL, may_have_label
from garmentclean.filters.drop_repeats.repeated_lines import Lines, repeated_lines, size
from garmentclean.filters.drop_repeats.rule import DropRepeats, broken_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from garmentclean import Result

ELLIPSIS = re.compile(r"\s*\[?(?:\.{3,}|…+)\]?\s*$")
ENDINGS = [*"[].… \u00a0\t:x", "...", "…]", "[...", "the mill"]
LABELS = ["Note", "Note:", "note", ": ", ":", "：", " ", "  ", "A", "Notes", "_", "\t", "é"]
RULE = DropRepeats(id="r", why="It is so.", unit="line", min_words=6)


def samples(pieces: Sequence[str], times: int, longest: int) -> Iterator[str]:
    draw = random.Random(6)
    for _ in range(times):
        yield "".join(draw.choices(pieces, k=draw.randint(1, longest)))


def test_an_ellipsis_is_what_the_pattern_takes_for_one() -> None:
    count = 0
    for line in samples(ENDINGS, 100_000, 7):
        begin = ELLIPSIS.sub("", line)
        assert broken_off(line) == ("" if begin == line else begin), line
        count += begin != line
    assert count > 10_000


def test_lines_that_may_have_no_label_have_none() -> None:
    count = 0
    for line in samples(LABELS, 100_000, 9):
        if LABEL.search(line):
            count += 1
            assert may_have_label(line), line
    assert count > 1000


def plain_repeats(view: View) -> Iterator[int]:
    """Yield what `repeated_lines` yields, by its definition: from all lines, as plain text."""
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
    count = 0
    for text in samples(words, 20_000, 60):
        view = View(text * 2)
        assert {*repeated_lines(view, RULE.min_words)} == {*plain_repeats(view)}, text
        count += bool([*repeated_lines(view, RULE.min_words)])
    assert count > 3000


PARAGRAPH = "The zip makers of the town have been one since the spring of that year, he said."
OTHER = "Nobody in the valley has seen the mill run for as long a time as it did this winter."


def repeats(unit: str, **keys: Any) -> dict[str, Any]:
    return {"filter": "drop-repeats", "unit": unit, **keys}


UNITS: dict[str, tuple[dict[str, Any], str, str]] = {
    "title": (
        repeats("title"),
        f"Zip makers merge\nZip makers merge - Herald\n{PARAGRAPH * 2}\n",
        f"Zip makers merge\n{PARAGRAPH * 2}\n",
    ),
    "line": (
        repeats("line"),
        f"{PARAGRAPH}\n{PARAGRAPH}\n{OTHER}\n",
        f"{PARAGRAPH}\n{OTHER}\n",
    ),
    "run": (
        repeats("run", **{"min-words": 6}),
        f"{PARAGRAPH}\n{OTHER}\n{PARAGRAPH}\n{OTHER}\n",
        f"{PARAGRAPH}\n{OTHER}\n",
    ),
    "teaser": (
        repeats("teaser"),
        f"{PARAGRAPH[:70]} ...\n{PARAGRAPH} {OTHER}\n{OTHER}\n",
        f"{PARAGRAPH} {OTHER}\n{OTHER}\n",
    ),
    "link": (
        repeats("link"),
        f"Zip makers merge\n{PARAGRAPH}\n{OTHER}\nZip makers merge Read More »\n",
        f"Zip makers merge\n{PARAGRAPH}\n{OTHER}\n",
    ),
    "loop": (
        repeats("loop"),
        f"{OTHER}\n{'It is said that it is sold. ' * 29}It is said that it is sold.\n",
        f"{OTHER}\nIt is said that it is sold.\n",
    ),
    "word": (
        repeats("word", words=["the", "of"]),
        f"The mill of the the town.\n{PARAGRAPH}\n{OTHER}\n",
        f"The mill of the town.\n{PARAGRAPH}\n{OTHER}\n",
    ),
    "label": (
        repeats("label"),
        f"Note: Note: {PARAGRAPH}\n{OTHER}\n",
        f"Note: {PARAGRAPH}\n{OTHER}\n",
    ),
}


@pytest.mark.parametrize(("rule", "before", "after"), UNITS.values(), ids=UNITS)
def test_the_second_time_goes(
    rule: dict[str, Any],
    before: str,
    after: str,
    check_guards: Callable[..., None],
    check_newlines: Callable[..., None],
) -> None:
    check_guards(rule, before)
    check_newlines(rule, before, after)


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_finds_its_own_only(unit: str, clean_with: Callable[..., Result]) -> None:
    others = [name for name in UNITS if name not in {unit, *SAME.get(unit, ())}]
    for other in others:
        text = UNITS[other][1]
        assert clean_with(text, UNITS[unit][0]).text == text, other


SAME = {"line": ("run",), "run": ("line",)}
"""Every repeated run of lines is also repeated line by line."""


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (repeats("line"), "Yes.\nYes.\n"),
        (repeats("line", **{"min-words": 18}), f"{PARAGRAPH}\n{PARAGRAPH}\n"),
        (repeats("line"), "The wheel goes round and round,\n" * 2),
        (repeats("title"), f"Zips\nZips\n{PARAGRAPH * 2}\n"),
        (repeats("title"), f"{PARAGRAPH * 2}\nZip makers merge\nZip makers merge\n"),
        (repeats("teaser"), f"{PARAGRAPH[:30]} ...\n{PARAGRAPH}\n"),
        (repeats("teaser"), f"{PARAGRAPH[:70]}\n{PARAGRAPH} {OTHER}\n"),
        (repeats("link"), f"{PARAGRAPH}\nZip makers merge Read More »\n"),
        (repeats("link"), f"Zips\n{PARAGRAPH}\nContinue reading Zips\n"),
        (repeats("loop"), "He ran and ran and ran and ran.\n"),
        (repeats("loop", words=["knock"]), "Knock knock knock knock knock knock, it went.\n"),
        (repeats("word", words=["the"]), "He had had it, and that that was.\n"),
        (repeats("label"), "Note: a note: it is sold.\n"),
    ],
)
def test_what_an_author_says_again_stays(
    rule: dict[str, Any], text: str, clean_with: Callable[..., Result]
) -> None:
    assert clean_with(text, rule).text == text


def test_letters_are_counted_in_chinese(clean_with: Callable[..., Result]) -> None:
    line = "镇上的纺织厂正在出售，织机也一并出售，价格尚未公布，买家还没有找到。\n"
    assert clean_with(line * 2, repeats("line")).text == line
    assert clean_with(line * 2, repeats("line", **{"min-words": 60})).text == line * 2


def test_a_guard_looks_at_the_second_time(clean_with: Callable[..., Result]) -> None:
    text = f"{PARAGRAPH}\n{PARAGRAPH}\n{OTHER}\n{OTHER}\n"
    left = clean_with(text, repeats("line", unless="valley")).text
    assert left == f"{PARAGRAPH}\n{OTHER}\n{OTHER}\n"


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"unit": "page"}, "unit", "it is 'page'"),
        ({"unit": "word"}, "words", "needed there"),
        ({"unit": "line", "words": ["the"]}, "words", "needed there"),
        ({"unit": "line", "min-words": "x"}, "min-words", "must be"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "drop-repeats", **keys}, key, message)


@given(st.lists(st.sampled_from([PARAGRAPH, OTHER, "Zip makers merge", "Note: Note: yes", ""])))
def test_the_first_time_stays(clean_with: Callable[..., Result], lines: list[str]) -> None:
    rules = [rule for rule, *_ in UNITS.values()]
    left = clean_with("\n".join(lines), *rules).text.splitlines()
    assert {*left} - {"Note: yes"} <= {*lines}
    assert {PARAGRAPH, OTHER} & {*lines} <= {*left}
