from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.text.body import CLAUSE, CUT, FRAME, PROSE, SENTENCE, body_of, line_weight

TEXT = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
HAN_TEXT = (
    "棉花的价格在今年春天第三次上涨，河谷下游的织工们星期二开会，没有人能说明其中的原因，"
    "他们要求商会在月底以前给出一个答复。"
)
LEAD = "Spinners in the lower valley ask for a fair price of yarn"
MENU = ["Home", "Spinning mills", "Yarn And Cloth Of All Kinds", "12 May 2024"]
LINES = st.lists(st.sampled_from(["", TEXT, LEAD, "Share", "Related articles", *MENU]))


def body(*lines: str) -> list[int]:
    written = [number for number, text in enumerate(lines) if text.strip()]
    return [*body_of(lines, written)]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        (TEXT, PROSE),
        (HAN_TEXT, PROSE),
        ("Nobody could say why.", 0),
        ("The price of yarn rose.", SENTENCE),
        ("棉花的价格在今年春天上涨。", SENTENCE),
        ("What the weavers in the valley want:", SENTENCE),
        (LEAD, CLAUSE),
        ("Weavers Of The Lower Valley Ask For A Fair Price", 0),
        ("The weavers of the lower valley have met, and want ...", CUT),
        ("3 Comments", FRAME),
        ("Related articles", FRAME),
        ("The related articles of the law are in force.", SENTENCE),
        ("Print", FRAME),
        ("About", FRAME),
        ("About the price of yarn", 0),
        ("下一篇：棉花价格", FRAME),
        ("Print works of the lower valley", 0),
    ],
)
def test_the_weight_of_a_line(text: str, weight: int) -> None:
    assert line_weight(text) == weight


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (["Home", "Share"], [0, 1]),
        (["", TEXT, ""], [1]),
        ([*MENU, TEXT, TEXT, *MENU], [4, 5]),
        ([*MENU, HAN_TEXT, HAN_TEXT, "返回列表"], [4, 5]),
        (["Home", LEAD, "By Li Na", "12 May 2024", TEXT], [1, 2, 3, 4]),
        ([LEAD, *MENU, TEXT], [5]),
        ([TEXT, "Yarn", "Cloth", "Wool", TEXT, "Home"], [0, 1, 2, 3, 4]),
        ([TEXT, TEXT, "Yarn", "Wool", "Raw Silk", "It rose by five percent."], [0, 1, 2, 3, 4, 5]),
        ([TEXT, TEXT, "Related articles", "It rose by five percent."], [0, 1]),
        ([TEXT, TEXT, TEXT, "2 comments", "Reply", "It will rise again.", "Reply"], [0, 1, 2]),
        (["Home", "The price of yarn rose.", "Share"], [1]),
    ],
)
def test_the_body_is_from_the_first_line_of_text_to_the_last(
    lines: list[str], expected: list[int]
) -> None:
    assert body(*lines) == expected


def test_a_list_does_not_part_an_article() -> None:
    assert body("Home", TEXT, *["Yarn"] * 40, *[TEXT] * 20) == [*range(1, 62)]


def test_prose_is_in_the_body_even_if_titles_above_it_weigh_more() -> None:
    title = "Spinners in the lower valley ask for a fair price of yarn"
    assert body(title, title, title, "Share", TEXT)[-1] == 4


@given(LINES)
def test_all_prose_up_to_the_heaviest_stretch_is_in_the_body(lines: list[str]) -> None:
    found = body(*lines)
    assert found == [*range(found[0], found[-1] + 1)] if found else not any(lines)
    if TEXT in lines:
        assert found[0] <= lines.index(TEXT) <= found[-1]
