"""strip-markup: spans that go from within the text, and what comes in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Result

CleanWith = Callable[..., Result]

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer.\n"
)
TAGS = {"filter": "strip-markup", "patterns": r"</?(?:b|p|br)>"}
PICTURE = {"filter": "strip-markup", "patterns": r"\[picture \d+\]"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The <b>loom</b> is old.", "The loom is old."),
        ("<p>The loom is old.</p>\n", "The loom is old.\n"),
        ("The <b>old</b><b> loom</b>.\n", "The old loom.\n"),
        ("One <br> two <br>.\n", "One two.\n"),
        ("<b>织机</b>很好。\n", "织机很好。\n"),
    ],
)
def test_spans_go_and_leave_no_double_space(before: str, after: str, clean_with: CleanWith) -> None:
    assert clean_with(before, TAGS).text == after


def test_what_the_pattern_does_not_match_stays(clean_with: CleanWith) -> None:
    text = "The < b> loom <i>is</i> 5 < 6 and old <B>.\n"
    assert clean_with(text, TAGS).text == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The loom.\n[picture 1]\nThe mill.\n", "The loom.\nThe mill.\n"),
        ("The loom.\n\n[picture 1]\n\nThe mill.\n", "The loom.\n\nThe mill.\n"),
        ("The loom.\n  [picture 1] [picture 2]\nThe mill.\n", "The loom.\nThe mill.\n"),
        ("The loom.\n[picture 1] of it\nThe mill.\n", "The loom.\nof it\nThe mill.\n"),
        ("The loom.\n[picture 1]", "The loom.\n"),
    ],
)
def test_a_line_of_which_nothing_is_left_goes_as_a_whole(
    before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, PICTURE).text == after


def test_a_span_over_several_lines_takes_them_all(clean_with: CleanWith) -> None:
    rule = {"filter": "strip-markup", "patterns": r"<style>[^<]*</style>"}
    assert clean_with("The loom.\n<style>\np {}\n</style>\nThe mill.\n", rule).text == (
        "The loom.\nThe mill.\n"
    )


@pytest.mark.parametrize(
    ("to", "before", "after"),
    [
        (" ", "The loom<br>the mill", "The loom the mill"),
        (" ", "The loom <br>the mill", "The loom the mill"),
        (" ", "The loom<br>.", "The loom."),
        ("|", "The loom<br>the mill", "The loom|the mill"),
        ("|", "<br>\nThe mill", "|\nThe mill"),
    ],
)
def test_what_comes_in_the_place_of_a_span(
    to: str, before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, {**TAGS, "to": to}).text == after


def test_a_group_named_cut_is_all_that_goes(clean_with: CleanWith) -> None:
    rule = {"filter": "strip-markup", "patterns": r"\w(?P<cut>\[\d\])[.,]"}
    assert clean_with("It rose [1], it fell[2]. See [3].\n", rule).text == (
        "It rose [1], it fell. See [3].\n"
    )


@pytest.mark.parametrize(
    ("script", "after"),
    [
        ("plain", "10-3n and km"),
        ("superscript", "10⁻³ⁿ and km"),
        ("subscript", "10₋₃ₙ and km"),
    ],
)
def test_the_script_of_what_stays(script: str, after: str, clean_with: CleanWith) -> None:
    rule = {"filter": "strip-markup", "patterns": r"<i>(?P<text>[-\dn]*)</i>", "script": script}
    assert clean_with("10<i>-3n</i> and km<i></i>", rule).text == after


def test_the_first_letter_that_stays_becomes_a_capital(clean_with: CleanWith) -> None:
    rule = {"filter": "strip-markup", "patterns": r"^(?P<cut>P, (?P<text>\w))", "script": "capital"}
    assert clean_with("P, école\nP, 5 looms\n", rule).text == "École\n5 looms\n"


def test_case_matters_unless_the_rule_ignores_it(clean_with: CleanWith) -> None:
    assert clean_with("The <B>loom</B>.", TAGS).text == "The <B>loom</B>."
    assert clean_with("The <B>loom</B>.", {**TAGS, "ignore-case": True}).text == "The loom."


def test_spans_go_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    text = f"A <b> title\n{PROSE * 4}The <b> end\n"
    assert clean_with(text, {**TAGS, "where": "head"}).text == text.replace("A <b>", "A")
    assert clean_with(text, {**TAGS, "where": "tail"}).text == text.replace("The <b>", "The")


def test_a_guard_looks_at_the_line_of_the_span(clean_with: CleanWith) -> None:
    text = "In HTML, <b> is bold.\nThe <b> loom.\n"
    assert clean_with(text, {**TAGS, "unless": "HTML"}).text == "In HTML, <b> is bold.\nThe loom.\n"
    assert clean_with(text, {**TAGS, "when": "HTML"}).text == "In HTML, is bold.\nThe <b> loom.\n"


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}<p>{PROSE}<br>\n{PROSE}"
    check_guards(TAGS, before)
    check_newlines(TAGS, before, PROSE * 3)


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"patterns": "("}, "patterns", "RE2 refuses the pattern '(': missing )"),
        ({"script": "superscript"}, "script", "a group named `text` in each pattern"),
        ({"script": "raised"}, "script", "it is 'raised'"),
        ({"to": ["a", "b"]}, "to", "must be text"),
        ({"ignore-case": "no"}, "ignore-case", "must be true or false"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({**TAGS, **keys}, key, message)


@given(st.lists(st.sampled_from(["<b>", "</b>", "<br>", "< ", ">", " ", "\n", "loom", "织", "."])))
def test_tags_go_and_all_else_stays(clean_with: CleanWith, pieces: list[str]) -> None:
    text = "".join(pieces)
    rest = re.sub(r"</?(?:b|br)>", "", text)
    assert "".join(clean_with(text, TAGS).text.split()) == "".join(rest.split())
