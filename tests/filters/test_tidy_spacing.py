"""tidy-spacing: white space that is normalised, over the whole document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Result

CleanWith = Callable[..., Result]

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


def tidy(patterns: str | list[str], to: str = "", **keys: Any) -> dict[str, Any]:
    return {"filter": "tidy-spacing", "patterns": patterns, "to": to, **keys}


BLANK = tidy(r"\n\n\n+", "\n\n")
TRAILING = tidy("[ \\t]+$")


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (BLANK, "A\n\n\n\nB\n\nC\nD\n", "A\n\nB\n\nC\nD\n"),
        (TRAILING, "A  \n B\t\n \nC", "A\n B\n\nC"),
        (tidy(r"\A\n+"), "\n\nA\n\nB\n", "A\n\nB\n"),
        (tidy(r"\n\n+\z", "\n"), "A\n\nB\n\n\n", "A\n\nB\n"),
        (tidy(r"(\w)\x{200B}(\w)", r"\1\2"), "te\u200bxtile \u200b ", "textile \u200b "),
        (tidy(r"(\S) {2,}", r"\1 "), "A   B  C\n  D", "A B C\n  D"),
        (tidy(["\\x{A0}", "\\x{3000}"], " "), "5\u00a0m\u3000宽", "5 m 宽"),
        (tidy(" +(X)", r"\1"), "a  X  x", "aX  x"),
        (tidy(" +(X)", r"\1", **{"ignore-case": True}), "a  X  x", "aXx"),
        (tidy(" ", "\\\\"), "a b", "a\\b"),
    ],
)
def test_white_space_is_written_otherwise(
    rule: dict[str, Any], before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, rule).text == after


def test_lines_of_source_code_stay(clean_with: CleanWith) -> None:
    text = f"{PROSE}\n\n```\nloom = 1  \n```\n\nA mill.  \n"
    assert clean_with(text, TRAILING).text == text.removesuffix("  \n") + "\n"


def test_white_space_goes_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    text = f"Title \n{PROSE}\n{PROSE}\n{PROSE}\nEnd \n"
    assert clean_with(text, {**TRAILING, "where": "head"}).text == text.replace("Title ", "Title")
    assert clean_with(text, {**TRAILING, "where": "tail"}).text == text.replace("End ", "End")


def test_it_runs_after_the_filters_that_leave_white_space(clean_with: CleanWith) -> None:
    taken = {"filter": "substitute", "patterns": "loom", "to": ""}
    assert clean_with("A mill loom\n", TRAILING, taken).text == "A mill\n"


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}  \n\n{PROSE}\t\n"
    check_guards(TRAILING, before)
    check_newlines(tidy("[ \\t]+(\\r?\\n|\\r|\\z)", r"\1"), before, f"{PROSE}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("rule", "key", "message"),
    [
        (tidy("("), "patterns", "RE2 refuses the pattern '(': missing )"),
        (tidy("( )", r"\2"), "to", "has only 1 of them"),
        (tidy(" ", r"\1"), "to", "' ' has none"),
        (tidy(" ", "\\"), "to", "a single backslash at its end"),
        (tidy(" ", **{"ignore-case": "x"}), "ignore-case", "must be true or false"),
    ],
)
def test_a_wrong_value_is_refused(
    rule: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal(rule, key, message)


@given(st.text("a \n\t\r织"))
def test_only_white_space_changes(clean_with: CleanWith, text: str) -> None:
    left = clean_with(text, BLANK, TRAILING).text
    assert "".join(left.split()) == "".join(text.split())
    assert "\n\n\n" not in left
