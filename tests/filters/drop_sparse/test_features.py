from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.filters.drop_sparse.features import feature_names, line_features

PROSE = "The weavers met on Tuesday, because the price of yarn had risen for the third time."
NAMES = feature_names()
LINES = st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1, max_size=9)


def features(*lines: str, **signs: float) -> list[dict[str, float]]:
    return [dict(zip(NAMES, row, strict=True)) for row in line_features(lines, signs)]


def test_names_are_unique_and_can_stand_in_a_tree() -> None:
    assert len({*NAMES}) == len(NAMES)
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in NAMES)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Read more", {"words": 2, "capitals": 0.5, "sentence-end": False, "no-words": False}),
        (PROSE, {"words": 16, "stop-words": 7, "sentence-end": True, "sentences": 1, "commas": 1}),
        ("© 2021 Lace | Inc.", {"copyright": True, "separators": True, "first-symbol": True}),
        ("12 May 2021", {"date": True, "first-digit": True, "digits": 6 / 11}),
        ("www.lace.example", {"address": True, "first-small-letter": True}),
        ("What does it cost?", {"question": True, "first-capital": True, "colon": False}),
        ("—", {"no-words": True, "words": 1, "capital-letters": 0}),
        ("Price: $5 (“net”)!", {"currency": True, "quotes": True, "exclamation": True}),
    ],
)
def test_features_of_a_line_by_itself(line: str, expected: dict[str, float]) -> None:
    measured = features(line)[0]
    assert {name: measured[name] for name in expected} == expected


def test_features_of_the_place_of_a_line() -> None:
    menu, title, prose, link = features("Home", "Weavers meet", PROSE, "Home")
    assert [one["lines-below"] for one in (menu, title, prose, link)] == [4, 3, 2, 1]
    assert [one["prose-below"] for one in (menu, title, prose, link)] == [2, 1, 60, 60]
    assert [one["prose-above"] for one in (menu, title, prose, link)] == [60, 60, 60, 1]
    assert [one["before-all-prose"] for one in (menu, title, prose, link)] == [2, 1, 0, 0]
    assert [one["behind-all-prose"] for one in (menu, title, prose, link)] == [0, 0, 0, 1]
    assert [one["times-said"] for one in (menu, title, prose, link)] == [2, 1, 1, 2]
    assert [one["run-of-its-kind"] for one in (menu, title, prose, link)] == [2, 2, 1, 1]
    assert title["said-by-prose-below"] == title["said-by-prose"] == 0.5
    assert title["prose-within-2-below"] == 0.5
    assert prose["said-by-line-above"] == 1 / 9


def test_signs_add_up_for_a_line_and_its_neighbours() -> None:
    first, second = features("Read more", PROSE, **{"read": 1.0, "more$": 0.5, "yarn": -2.0})
    assert (first["signs"], second["signs"]) == (1.5, -2.0)
    assert first["signs-of-line-1-below"] == second["signs-within-5-below"] - 2.0 == -2.0
    assert second["signs-within-5-above"] == 0.3
    assert second["words-of-line-1-above"] == 2
    assert second["words-of-line-2-above"] == -1


@given(LINES)
def test_every_line_has_all_features(lines: list[str]) -> None:
    rows = line_features(lines, {})
    assert [len(row) for row in rows] == [len(NAMES)] * len(lines)
