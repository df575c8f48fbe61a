from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.filters.base.view import View, is_code
from garmentclean.text.document import Document
from garmentclean.text.structure import Tail

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
HAN_PROSE = (
    "棉花的价格在今年春天第三次上涨，河谷下游的织工们星期二开会，没有人能说明其中的原因，"
    "他们要求商会在月底以前给出一个答复。"
)
TEXTS = st.text(st.one_of(st.sampled_from("ab\r\n \ud800\udcff中"), st.characters()), max_size=60)


def view(*lines: str) -> View:
    return View("".join(f"{line}\n" for line in lines))


def source(seen: View) -> set[int]:
    return {number for number in range(len(seen.contents)) if seen.is_source(number)}


@given(TEXTS)
def test_the_text_that_filters_see_has_the_same_length(text: str) -> None:
    seen = View(text)
    assert len(seen.text) == len(text)
    for raw, char in zip(text, seen.text, strict=True):
        if "\ud800" <= raw <= "\udfff":
            assert char == "\ufffd"
        else:
            assert char == ("\n" if raw == "\r" else raw)


def test_undecodable_bytes_are_seen_as_replacement_characters() -> None:
    document = Document.from_bytes(b"Caf\xe9 \xe4\xb8 cloth\n")
    assert View(document.text).text == "Caf\ufffd \ufffd\ufffd cloth\n"


def test_mixed_newlines_end_lines_once() -> None:
    mixed = View(Document.from_bytes(b"one\r\ntwo\rthree\nfour").text)
    assert mixed.contents == ["one", "two", "three", "four"]
    assert mixed.text == "one\n\ntwo\nthree\nfour"


@given(TEXTS)
def test_line_at_finds_the_line_of_every_place(text: str) -> None:
    seen = View(text)
    for number, line in enumerate(seen.lines):
        assert {seen.line_at(place) for place in range(line.start, line.stop)} == {number}
        assert seen.contents[number] == seen.text[line.start : line.end]
        assert (seen.starts[number], seen.ends[number], seen.stop(number)) == line
    assert seen.line_at(len(text)) == max(0, len(seen.lines) - 1)


def test_written_lines_are_those_with_more_than_white_space() -> None:
    assert [*view("Title", "", " \t\u3000", "Text").written] == [0, 3]


@pytest.mark.parametrize(
    ("where", "lines"),
    [
        ("head", [0, 1]),
        ("tail", [*range(20, 32)]),
        ("edges", [0, 1, *range(20, 32)]),
        ("below", [*range(2, 32)]),
        ("outside", [0, *range(21, 32)]),
        ("anywhere", [*range(32)]),
    ],
)
def test_where_a_line_is(where: str, lines: list[int]) -> None:
    seen = view("Yarn", *[PROSE] * 20, *["Print"] * 11)
    assert [number for number in range(32) if seen.is_at(where, number)] == lines


@pytest.mark.parametrize(
    ("lines", "above"),
    [
        (["Home", "News", "The weavers want a yarn price", PROSE, PROSE], [0, 1]),
        (["The weavers want a yarn price", PROSE, PROSE], []),
        (["Home", "News", PROSE, PROSE], []),
        (["Home", "The weavers want a yarn price", "No prose"], []),
    ],
)
def test_what_is_above_a_title_that_is_certain(lines: list[str], above: list[int]) -> None:
    seen = view(*lines)
    found = [number for number in range(len(lines)) if seen.is_at("above-title", number)]
    assert found == above


def test_the_line_above_the_body_may_be_a_title_whose_words_are_not_repeated() -> None:
    seen = view("Lace and silk of today", "A fair for all", "By Oda Brandt", PROSE, PROSE, "Print")
    assert not seen.titles
    assert [number for number in range(6) if seen.is_at("outside", number)] == [0, 2, 5]


@pytest.mark.parametrize(
    ("lines", "top"),
    [
        (["Yarn", PROSE, "By Ada Brandt", PROSE], 3),
        (["Yarn", PROSE, *["Print"] * 9], 8),
        (["Yarn", PROSE], 2),
        (["Yarn", "Print"], 2),
    ],
)
def test_the_top_may_have_a_summary(lines: list[str], top: int) -> None:
    seen = view(*lines)
    assert [n for n in range(len(lines)) if seen.is_at("top", n)] == [*range(top)]


def test_a_title_is_not_outside() -> None:
    seen = view("Home", "The weavers want a yarn price", "2024-05-06", PROSE, PROSE, "Print")
    assert [number for number in range(6) if seen.is_at("outside", number)] == [0, 2, 5]


def test_the_tail_grows_with_the_lines_that_go() -> None:
    seen = view("Yarn", *[PROSE] * 4, "Print")
    tail = Tail(seen.structure)
    for number in (5, 4):
        tail.lose(number)
    numbers = [number for number in range(6) if seen.is_at("tail", number, tail)]
    assert numbers == [3, 4, 5]
    assert [number for number in range(6) if seen.is_at("tail", number)] == [4, 5]


def test_a_line_above_the_prose_that_shares_its_words_is_a_title() -> None:
    seen = view("Home", "The weavers want a yarn price", "2024-05-06", PROSE, PROSE)
    assert 1 in seen.titles


@pytest.mark.parametrize(
    "text",
    [
        "total = sum(prices)",
        "for yarn in stock(3):",
        "import {loom};",
        "print(total)",
        "}",
        "let width = 40;",
        "if (yards > 3) {",
        "    return cloth;",
        "#include <loom.h>",
        "    item.price = 3;",
    ],
)
def test_source_code_is_recognised_by_its_look(text: str) -> None:
    assert source(view("Before.", text, "After.")) == {1}


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "The mill (founded in 1890) is for sale.",
        "Import of yarn: up by 3% (from May).",
        "If so, the price falls [3].",
        'href="/news/"',
        "class: A (first grade)",
        "Return to list",
        "",
    ],
)
def test_prose_and_leftovers_are_no_code(text: str) -> None:
    assert not is_code(text)
    assert source(view(text, "(in brackets)")) == set()


@pytest.mark.parametrize("fence", ["```", "~~~", "  ```python"])
def test_what_stands_between_fences_is_code(fence: str) -> None:
    seen = view("Before.", fence, "Return to list", fence[:5], "After.")
    assert source(seen) == {1, 2, 3}


def test_a_fence_that_stays_open_reaches_to_the_end() -> None:
    assert source(view("Before.", "```", "Return to list")) == {1, 2}


def test_a_view_has_the_language_and_the_facts() -> None:
    seen = View(PROSE, {"tags": "yarn"})
    assert seen.language == "en"
    assert seen.facts == {"tags": "yarn"}
    assert View("Cotton 100%").language is None
