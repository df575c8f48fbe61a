"""substitute: terms and patterns that are replaced."""

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


def terms(**keys: str) -> dict[str, Any]:
    """Return a rule; an underscore in a term is a space."""
    return {
        "filter": "substitute",
        "terms": {term.replace("_", " "): right for term, right in keys.items()},
    }


DRESS = terms(dress="gown", dress_code="rule of the house", Lion_City="Shishi")
MARKS = {"filter": "substitute", "patterns": "!!+", "to": "!"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A dress is sold.", "A gown is sold."),
        ("Dress, DRESS; (dress)", "Gown, GOWN; (gown)"),
        ("The dress code is old.", "The rule of the house is old."),
        ("In Lion City and LION CITY.", "In Shishi and SHISHI."),
        ("dress\n\ndress", "gown\n\ngown"),
        ("裙dress裙", "裙dress裙"),
        ("裙 dress 裙", "裙 gown 裙"),
        ("dress-up and dress's", "gown-up and gown's"),
    ],
)
def test_terms_are_corrected_in_their_case(before: str, after: str, clean_with: CleanWith) -> None:
    assert clean_with(before, DRESS).text == after


@pytest.mark.parametrize(
    "text",
    [
        "Dresses are sold by the dressmaker, who is undressed.",
        "A lion city, a Lion city and a lionCity.",
        "See https://mill.example/dress and www.mill.example/a?dress=1 there.",
        "Write to dress@mill.example or see dress.html, dress_code and a/dress here.",
        "The dress\ncode",
    ],
)
def test_what_is_no_whole_term_stays(text: str, clean_with: CleanWith) -> None:
    rule = terms(dress="gown", Lion_City="Shishi", dress_code="rule")
    if text == "The dress\ncode":
        rule = terms(dress_code="rule")
    assert clean_with(text, rule).text == text


def test_chinese_terms_need_no_space_around_them(clean_with: CleanWith) -> None:
    rule = {"filter": "substitute", "terms": {"织布机": "织机"}}
    assert clean_with("这台 织布机 很好。", rule).text == "这台 织机 很好。"


@pytest.mark.parametrize(
    ("keys", "before", "after"),
    [
        ({"patterns": r"(\d+) ?metres", "to": r"\1 m"}, "5metres, 6 metres", "5 m, 6 m"),
        ({"patterns": r"(\w+)-(\w+)", "to": r"\2\\\1"}, "warp-weft", r"weft\warp"),
        ({"patterns": r"^q(a)?b$", "to": r"<\1|\0>"}, "qab\nqb", "<a|qab>\n<|qb>"),
        ({"patterns": ["!!+", "!1+"], "to": "!"}, "Sold!! Sold!11", "Sold! Sold!"),
        ({"patterns": "loom", "to": "mill"}, "loom Loom", "mill Loom"),
        ({"patterns": "loom", "to": "mill", "ignore-case": True}, "loom LOOM", "mill mill"),
        ({"patterns": "^- ", "to": "• "}, "- one - two\n- three", "• one - two\n• three"),
        ({"patterns": "织机", "to": "机"}, "这台织机很好。", "这台机很好。"),
        ({"patterns": "loom", "to": "mill"}, "a@loom.example", "a@loom.example"),
    ],
)
def test_patterns_are_written_otherwise(
    keys: dict[str, Any], before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, {"filter": "substitute", **keys}).text == after


def test_the_first_rule_that_may_corrects_a_term(clean_with: CleanWith) -> None:
    first, second = terms(dress="gown"), terms(dress="robe")
    assert clean_with("A dress.", first, second).text == "A gown."
    assert clean_with("A dress.", {**first, "unless": r"\bA\b"}, second).text == "A robe."


def test_each_edit_has_the_words_and_the_rule(clean_with: CleanWith) -> None:
    edits = clean_with("A dress, a Dress.", DRESS).edits
    assert sorted((edit.start, edit.rule, edit.before, edit.after) for edit in edits) == [
        (2, "rules/r0", "dress", "gown"),
        (11, "rules/r0", "Dress", "Gown"),
    ]


def test_words_change_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    text = f"A dress\n{PROSE * 4}The dress\n"
    assert clean_with(text, {**DRESS, "where": "head"}).text == text.replace("A dress", "A gown")
    assert clean_with(text, {**DRESS, "where": "tail"}).text == text.replace("e dress", "e gown")


def test_a_guard_looks_at_the_line_of_the_term(clean_with: CleanWith) -> None:
    text = "She may dress.\nThe dress.\n"
    assert clean_with(text, {**DRESS, "unless": "She"}).text == "She may dress.\nThe gown.\n"
    assert clean_with(text, {**DRESS, "when": "She"}).text == "She may gown.\nThe dress.\n"


@pytest.mark.parametrize(("rule", "word"), [(DRESS, "dress"), (MARKS, "sold!!")])
def test_guards_and_newlines(
    rule: dict[str, Any],
    word: str,
    check_guards: Callable[..., None],
    check_newlines: Callable[..., None],
) -> None:
    before = f"{PROSE}\nThe {word}\n{PROSE}The {word}\n"
    check_guards(rule, before)
    check_newlines(rule, before, before.replace("dress", "gown").replace("!!", "!"))


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({}, "terms", "either"),
        ({"terms": {"a": "b"}, "patterns": "x"}, "terms", "either"),
        ({"terms": {" ": "b"}}, "terms", "empty"),
        ({"terms": {"a\nb": "c"}}, "terms", r"'a\nb'"),
        ({"terms": {"pad": "pad"}}, "terms", "'pad' is its own correction"),
        ({"terms": {"gap pad": "thermal gap pad"}}, "terms", "part of its own correction"),
        ({"terms": {"Pad": "a PAD"}}, "terms", "part of its own correction"),
        ({"terms": {"a" * 10_001: "b"}}, "terms", "10,001 characters"),
        ({"terms": {"a": "b" * 10_001}}, "terms", "10,001 characters"),
        ({"patterns": "("}, "patterns", "RE2 refuses the pattern '(': missing )"),
        ({"patterns": ["(a)", "b"], "to": r"\1"}, "to", r"group \1, and 'b' has none"),
        ({"patterns": "(a)", "to": r"\2"}, "to", "has only 1 of them"),
        ({"patterns": "(a)", "to": "x\\"}, "to", "a single backslash at its end"),
        ({"patterns": "(a)", "to": r"\g<1>"}, "to", "the number of a group"),
        ({"patterns": "a", "ignore-case": 1}, "ignore-case", "must be true or false"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "substitute", **keys}, key, message)


WORDS = ["dress", "Dress", "dresses", "code", "Lion", "City", "gown", ",", "织"]
WHOLE = re.compile(r"(?<![\w./])(?:[Dd]ress code|[Dd]ress|Lion City)(?![\w.])")
RIGHT = {
    "dress": "gown",
    "Dress": "Gown",
    "dress code": "rule of the house",
    "Dress code": "Rule of the house",
    "Lion City": "Shishi",
}


@given(st.lists(st.sampled_from([*WORDS, " ", " ", " ", "\n"])).map("".join))
def test_terms_change_where_they_are_whole_words(clean_with: CleanWith, text: str) -> None:
    left = clean_with(text, DRESS).text
    assert left == re.sub(WHOLE, lambda match: RIGHT[match[0]], text)
