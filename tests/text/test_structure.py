from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.text.structure import (
    Structure,
    Tail,
    is_prose,
    is_sentence,
    structure_of,
    titles_of,
    weight,
)

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
def test_the_head_ends_after_the_first_prose(lines: list[str], head: int) -> None:
    assert structure(*lines).head == head


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The price of cotton rose.", True),
        ("“The price of cotton rose,” said the man who sells it.", True),
        ("Will the price of cotton rise?", True),
        ("棉花的价格在今年春天上涨。", True),
        ("The price rose.", False),
        ("The price of cotton rose", False),
        ("The Price Of Cotton Rose.", False),
        ("棉花价格上涨。", False),
        ("Why Does The Price Of Wool Rise?", False),
    ],
)
def test_what_is_a_sentence(text: str, *, sentence: bool) -> None:
    assert is_sentence(text) is sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home", -1),
        ("The price of cotton rose.", 1),
        (PROSE, 4),
        (PROSE * 2, 7),
        (PROSE * 9, 12),
        (HAN_PROSE, 4),
        (HAN_PROSE * 4, 12),
    ],
)
def test_the_weight_of_a_line(text: str, expected: int) -> None:
    assert weight(text) == expected


@pytest.mark.parametrize(
    ("lines", "tail"),
    [
        ([], 0),
        (["", " "], 0),
        (["Title"], 1),
        (["", "Title", "Return to list"], 2),
        (["Title", PROSE, "Share", "Print"], 2),
        (["Title", *[PROSE] * 4, "Print"], 4),
        (["Title", "Print", "Share", PROSE], 4),
        (["Title", *[PROSE] * 20, *["-"] * 4], 20),
        ([*["-"] * 40, "Print"], 21),
        (["Title", PROSE, *["Knitwear and shirts"] * 20], 7),
    ],
)
def test_the_tail_is_the_last_sentence_of_the_body_and_what_is_below(
    lines: list[str], tail: int
) -> None:
    assert structure(*lines).tail == tail


def test_a_menu_around_the_body_does_not_move_its_end() -> None:
    menu = ["Knitwear and shirts"] * 60
    assert structure(*menu, *[PROSE] * 40).tail == 60 + 39
    assert structure(*[PROSE] * 40, *menu).tail == 39


def test_short_sentences_belong_to_the_body() -> None:
    clause = "The buyer pays for the cloth."
    assert structure("Terms", PROSE, *[clause] * 8).tail == 9
    assert structure("Terms", *[clause] * 8).tail == 8


def test_prose_far_below_a_long_body_belongs_to_the_frame() -> None:
    links = ["Knitwear and shirts"] * 20
    assert structure("Title", *[PROSE] * 30, *links, PROSE).tail == 30
    assert structure("Title", *[PROSE] * 30, *links, *[PROSE] * 6).tail == 30 + 20 + 6


def test_a_list_in_a_short_text_does_not_end_it() -> None:
    assert structure("Title", PROSE, PROSE, *["Knitwear"] * 20, PROSE).tail == 23


def test_a_notice_may_be_the_only_prose_of_a_short_text() -> None:
    teaser = "The weavers of the lower valley have met, and want an answer ..."
    assert structure("Title", teaser, PROSE).tail == 2
    assert structure("Title", "Why did the weavers meet there?", PROSE).tail == 3


def test_the_tail_goes_on_with_the_sentence_above_the_one_that_goes() -> None:
    tail = Tail(structure("Title", PROSE, PROSE, "-", PROSE, "Print"))
    begins = [tail.begin]
    for number in (5, 3, 4, 2, 1):
        tail.lose(number)
        begins.append(tail.begin)
    assert begins == [4, 4, 4, 2, 2, 2]


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
    parts = structure(*lines)
    assert 0 <= parts.head <= len(lines)
    assert 0 <= parts.tails[0] <= parts.tail <= max(len(lines), parts.below)
    assert list(parts.tails) == sorted(set(parts.tails))
    if parts.first is not None:
        assert parts.head == parts.below == parts.first + 1
    assert all(number < parts.head for number in titles(lines))
