"""report: what is noted, and that the text stays as it is."""

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
    "for the third time this year, and nobody could say why. They want an answer.\n"
)
SUMS = {"filter": "report", "patterns": r"\d+ zillion"}
NAMES = {"filter": "report", "patterns": r"Ma \w+", "similar": 70}
MANY = 300
"""The largest number of names that are compared."""


@pytest.fixture(scope="session")
def noted(clean_with: CleanWith) -> Callable[..., list[str]]:
    """Return a function that gives the texts of the notes; a report must do nothing else."""

    def texts(text: str, *rules: dict[str, Any]) -> list[str]:
        result = clean_with(text, *rules)
        assert (result.text, result.edits) == (text, ())
        assert all(text.replace("\r", "").startswith(one.text, one.start) for one in result.notes)
        return [note.text for note in result.notes]

    return texts


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (SUMS, "It made 5 zillion yuan, or 60 zillion.", ["5 zillion", "60 zillion"]),
        (SUMS, "It made a zillion, and 5 Zillion.\n5\nzillion", []),
        ({**SUMS, "ignore-case": True}, "It made 5 ZILLION.", ["5 ZILLION"]),
        ({**SUMS, "patterns": [r"\d zillion", r"\?\?+"]}, "5 zillion??", ["5 zillion", "??"]),
        ({**SUMS, "patterns": "^十亿"}, "十亿米，十亿\r\n十亿\r\n", ["十亿", "十亿"]),
        ({**SUMS, "patterns": "loom"}, "loom@mill.example, mill.example/loom", []),
    ],
)
def test_each_match_is_noted(
    rule: dict[str, Any], text: str, expected: list[str], noted: Callable[..., list[str]]
) -> None:
    assert noted(text, rule) == expected


def test_notes_name_their_rule_and_come_in_the_order_of_the_text(clean_with: CleanWith) -> None:
    result = clean_with("Ma Gao, 5 zillion, Ma Gua.", SUMS, NAMES)
    assert [(note.rule, note.start, note.text) for note in result.notes] == [
        ("rules/r1", 0, "Ma Gao"),
        ("rules/r0", 8, "5 zillion"),
        ("rules/r1", 19, "Ma Gua"),
    ]


@pytest.mark.parametrize(
    ("similar", "text", "expected"),
    [
        (70, "Ma Gao, Ma Gua, Ma Wenzhou", ["Ma Gao", "Ma Gua"]),
        (70, "Ma Gao, Ma Gao, Ma Wenzhou", []),
        (70, "Ma Gao, Ma Gua, Ma Gao", ["Ma Gao", "Ma Gua", "Ma Gao"]),
        (99, "Ma Gao, Ma Gua", []),
        (1, "Ma Gao, Ma Wenzhou", ["Ma Gao", "Ma Wenzhou"]),
        (0, "Ma Gao, Ma Wenzhou, Ma Gao", ["Ma Gao", "Ma Wenzhou", "Ma Gao"]),
    ],
)
def test_names_are_noted_that_are_nearly_the_same(
    similar: int, text: str, expected: list[str], noted: Callable[..., list[str]]
) -> None:
    assert noted(text, {**NAMES, "similar": similar}) == expected


@pytest.mark.parametrize(("count", "noted_names"), [(MANY, MANY), (MANY + 1, 0)])
def test_a_long_list_of_names_is_not_compared(
    count: int, noted_names: int, noted: Callable[..., list[str]]
) -> None:
    names = ", ".join(f"Ma G{number:03}" for number in range(count))
    assert len(noted(names, NAMES)) == noted_names


def test_the_names_of_one_pattern_are_compared_with_each_other(
    noted: Callable[..., list[str]],
) -> None:
    assert noted("Ma Gao, Mr Gao", {**NAMES, "patterns": [r"Ma \w+", r"Mr \w+"]}) == []


def test_only_the_part_of_the_document_that_the_rule_names_is_looked_at(
    clean_with: CleanWith,
) -> None:
    text = f"1 zillion\n{PROSE * 4}2 zillion\n"
    for where, expected in (("head", "1 zillion"), ("tail", "2 zillion")):
        notes = clean_with(text, {**SUMS, "where": where}).notes
        assert [note.text for note in notes] == [expected]


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    text = f"{PROSE}\nThe price of it is 5 zillion\n"
    check_guards(SUMS, text)
    check_newlines(SUMS, text, text)


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"patterns": "("}, "patterns", "RE2 refuses the pattern '(': missing )"),
        ({"similar": 100}, "similar", "not 100"),
        ({"similar": -1}, "similar", "not -1"),
        ({"similar": "70"}, "similar", "must be a"),
        ({"ignore-case": "yes"}, "ignore-case", "must be true or false"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({**SUMS, **keys}, key, message)


@given(st.lists(st.sampled_from(["1 zillion", "2", " ", "zillion", "\n", "Ma Ga", "o", "u", "x@"])))
def test_nothing_is_changed_in_any_text(noted: Callable[..., list[str]], pieces: list[str]) -> None:
    noted("".join(pieces), SUMS, NAMES)
