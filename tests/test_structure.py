from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.structure import Structure, is_prose, structure_of, titles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
HAN_PROSE = (
    "棉花的价格在今年春天第三次上涨，河谷下游的织工们星期二开会，没有人能说明其中的原因，"
    "他们要求商会在月底以前给出一个答复。"
)
LINES = st.lists(st.sampled_from(["", "Home", "Yarn price of the weavers", PROSE, HAN_PROSE]))


def written(lines: Sequence[str]) -> list[int]:
    return [number for number, text in enumerate(lines) if text.strip()]


def structure(*lines: str) -> Structure:
    return structure_of(lines, written(lines))


def titles(lines: Sequence[str]) -> frozenset[int]:
    return titles_of(lines, written(lines), structure(*lines))


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (PROSE, True),
        (HAN_PROSE, True),
        (PROSE.replace(".", ""), False),
        ("Cotton prices rose. Then they fell.", False),
        ("tag " * 30, False),
        ("棉花价格上涨。", False),
        (f"“{PROSE[:-1]}.”", True),
        ("Home | " * 20 + "version 2.0 of www.example.org here", False),
    ],
)
def test_prose_is_long_and_ends_a_sentence(text: str, *, prose: bool) -> None:
    assert is_prose(text) is prose


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        ([], 0),
        (["Title"], 1),
        (["Title", "", "2024-05-06", PROSE, PROSE], 4),
        ([PROSE, "Title"], 1),
        ([f"Line {n}" for n in range(12)], 12),
        ([f"Line {n}" for n in range(13)], 12),
        ([*[""] * 5, *[f"Line {n}" for n in range(20)], PROSE], 26),
        (["Title", HAN_PROSE, HAN_PROSE], 2),
    ],
)
def test_the_head_ends_behind_the_first_prose(lines: list[str], head: int) -> None:
    assert structure(*lines).head == head


@pytest.mark.parametrize(
    ("lines", "tail"),
    [
        ([], 0),
        (["", " "], 0),
        (["Title"], 1),
        (["", "Title", "Return to list"], 2),
        (["Title", PROSE, "Share", "Print"], 2),
        (["Title", *[PROSE] * 4, "Print"], 2),
        (["Title", "Print", "Share", PROSE], 4),
        (["Title", *[PROSE] * 20, *["-"] * 4], 10),
        ([*["-"] * 40, "Print"], 21),
    ],
)
def test_the_tail_is_below_the_middle_of_the_body(lines: list[str], tail: int) -> None:
    assert structure(*lines).tail == tail


def test_the_middle_is_that_of_the_body_whatever_stands_around_it() -> None:
    menu = ["Knitwear and shirts"] * 60
    assert structure(*menu, *[PROSE] * 40).tail == 60 + 20
    assert structure(*[PROSE] * 40, *menu).tail == 20


def test_the_last_lines_and_the_last_prose_are_tail_even_of_an_uneven_text() -> None:
    assert structure("Title", *[PROSE] * 4, *["short"] * 14, PROSE * 9).tail == 2
    assert structure("Title", *[PROSE] * 30, *[PROSE * 40] * 2, *["-"] * 20).tail == 30


def test_below_begins_under_the_first_prose_or_the_first_line() -> None:
    assert structure("Title", "Date", PROSE, "Print").below == 3
    assert structure("", "Title", "Date").below == 2


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Home", "Weavers ask for the price", "By Li Na", PROSE, PROSE], 1),
        (
            [
                "Weavers and yarn price news > Weavers | Home",
                "Weavers ask for the price",
                PROSE,
                PROSE,
            ],
            1,
        ),
        (["Weavers ask for the price", "5 May 2024 10:30 price of yarn", PROSE, PROSE], 0),
        (["Weavers ask for the price", "Our newsletter brings more", PROSE, PROSE], 0),
        (["棉花价格第三次上涨", HAN_PROSE, HAN_PROSE], 0),
        (["Daily news of shoes and hats", PROSE, PROSE], None),
        ([PROSE, PROSE, "Weavers ask for the price"], None),
        (["Weavers ask why the yarn price rose.", PROSE, PROSE], None),
        (["Lace makers look east", "Lace makers look east for looms", "Looms, lace, east"], 1),
    ],
)
def test_the_title_says_what_the_text_says_again(lines: list[str], title: int | None) -> None:
    assert title in titles(lines) if title is not None else not titles(lines)


@given(LINES)
def test_the_parts_are_in_order_and_inside(lines: list[str]) -> None:
    found = structure(*lines)
    assert 0 <= found.head <= len(lines)
    assert 0 <= found.below <= found.tail <= max(len(lines), found.below)
    if found.first is not None:
        assert found.head == found.below == found.first + 1
    assert all(number < found.head for number in titles(lines))
