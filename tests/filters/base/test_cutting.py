"""What is left around lines and spans that go: no blank lines and no spaces too many."""

from __future__ import annotations

import pytest

from garmentclean.filters.base.cutting import Drop, cut_lines, cut_span
from garmentclean.filters.base.view import View
from garmentclean.text.edit import apply


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("A\n\nB\n\nC\n", [2], "A\n\nC\n"),
        ("A\n\nB\n\nC\n", [2, 4], "A\n"),
        ("A\n\nB\n\nC\n", [0, 2], "C\n"),
        ("A\n\nB\nC\n\nD\n", [2, 3], "A\n\nD\n"),
        ("A\nB\nC", [2], "A\nB\n"),
        ("A\nB\nC", [1], "A\nC"),
        ("A", [0], ""),
    ],
)
def test_a_cut_leaves_no_scar(text: str, lines: list[int], expected: str) -> None:
    drops = [Drop(number, number, "t/r") for number in lines]
    assert apply(text, cut_lines(View(text), drops))[0] == expected


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("one X two", "", "one two"),
        ("one X.", "", "one."),
        ("one X", "", "one"),
        ("X one", "", "one"),
        ("oneXtwo", "", "onetwo"),
        ("oneXtwo", " ", "one two"),
        ("one Xtwo", " ", "one two"),
        ("one X two", "Y", "one Y two"),
        ("(oneX)", " ", "(one)"),
    ],
)
def test_a_span_that_goes_leaves_one_space(text: str, to: str, expected: str) -> None:
    start = text.index("X")
    patch = cut_span(View(text), start, start + 1, "t/r", to)
    assert apply(text, [patch])[0] == expected
