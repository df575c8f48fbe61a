"""Lines that look like those of a page's frame, and are of the text: drop-lines leaves them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Pipeline, clean
from garmentclean.filters.base.cutting import Drop
from garmentclean.filters.base.numbered_lists import lists, number_of, whole_lists
from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.fields import is_of_card
from garmentclean.filters.drop_lines.neighbours import introduces, is_of_text, runs_on
from garmentclean.filters.drop_lines.rule import DropLines

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


def view(*lines: str) -> View:
    return View("".join(f"{line}\n" for line in lines))


def cleaned(rule: DropLines, *lines: str) -> list[str]:
    return Pipeline([rule]).clean("".join(f"{line}\n" for line in lines)).text.splitlines()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. The price", ("1.", 1)),
        ("  12) The price", ("1)", 12)),
        ("(b) The price", ("(a)", 2)),
        ("§ 4. The price", ("§1.", 4)),
        ("Article 5: The price", ("article1:", 5)),
        ("- 3. The price", ("1.", 3)),
        ("第3条 价格", ("第1条", 3)),
        ("3、价格", ("1、", 3)),
        ("2.5 yards of lace", None),
        ("12.05.2020", None),
        ("10:22 Ada came", None),
        ("1931. It rained.", None),
        ("A price", None),
    ],
)
def test_the_number_of_an_item(text: str, found: tuple[str, int] | None) -> None:
    assert number_of(text) == found


def test_a_list_has_the_items_of_one_style_in_their_order() -> None:
    lines = ["1. A", "text", "(a) x", "(b) y", "2. B", "(a) z", "3. C", "1. D", "9. E", "2. F"]
    assert sorted(lists(lines)) == [[0, 4, 6], [2, 3]]


def test_a_list_goes_whole_or_not_at_all() -> None:
    seen = view("1. A", "2. B", "Print", "1. C", "2. D")
    every = [Drop(number, number, "pack/rule") for number in (1, 2, 3, 4)]
    assert [drop.first for drop in whole_lists(seen, every)] == [2, 3, 4]


def test_an_item_stays_where_the_next_ones_stay() -> None:
    rule = DropLines(id="r", why="w", patterns=("all rights reserved",), where="tail")
    text = ["Terms", PROSE, "1. The price is due.", "2. all rights reserved", "all rights reserved"]
    assert cleaned(rule, *text) == text[:4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is what he called it.", True),
        ("in letters of red iron, and nobody knew", True),
        ("copied!", False),
        ("lace, tulle, yarn, cotton, and all other cloth.", False),
        ("a year ago · 241 likes · 4 comments · Ada", False),
        ("share on a page", False),
        ("Is what he called it.", False),
        ("", False),
    ],
)
def test_a_sentence_runs_on_in_small_letters(text: str, *, expected: bool) -> None:
    assert runs_on(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A notice of that kind reads like this:", True),
        ("And this is what the sign said:", True),
        ("Share this article on:", False),
        ("Where To Buy The Best Lace:", False),
        ("A notice of that kind reads like this.", False),
        ("", False),
    ],
)
def test_a_sentence_with_a_colon_introduces_what_follows(text: str, *, expected: bool) -> None:
    assert introduces(text) is expected


@pytest.mark.parametrize(
    ("lines", "number", "expected"),
    [
        (["Over the gate stood", "Share", "in letters of red iron."], 1, True),
        (["Share", PROSE], 0, True),
        (["> Share", PROSE], 0, False),
        (["A guide", "Share", f"Share a pattern. {PROSE}"], 1, True),
        (["A guide", "Share", PROSE], 1, False),
        (["A guide", "Share", "", "Share it"], 1, False),
        (["The sign on the mill said:", "Copyright 1931"], 1, True),
        (["A guide", "5 May 2020", f"5 May 2020 was a Tuesday. {PROSE}"], 1, False),
        (["Share"], 0, False),
        (["1. Press", "Share", "2. Wait"], 1, True),
        (["1. Press", "Share", "3. Wait"], 1, False),
    ],
)
def test_a_label_that_belongs_to_the_text(lines: list[str], number: int, *, expected: bool) -> None:
    assert is_of_text(view(*lines), number) is expected


def test_notices_that_stand_one_above_the_other_go_in_one_pass() -> None:
    rule = DropLines(id="r", why="w", patterns=("^Notice",), where="tail")
    notice = f"Notice. {PROSE}"
    text = [*[PROSE] * 3, notice, PROSE, *[notice] * 200]
    assert cleaned(rule, *text) == text[:5]
    assert len(Pipeline([rule]).clean("\n".join(text)).edits) == 200


@given(st.lists(st.sampled_from(["1. A", "2. B", "3. C", "(a) x", "(b) y", "Share", PROSE, ""])))
def test_lists_have_their_lines_once(lines: list[str]) -> None:
    found = [line for items in lists(lines) for line in items]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "card",
    [
        ("From: Ada <ada@mill.example>", "To: Bob", "Date: 2019-03-04 10:22", "Subject: Pegs"),
        ("Subject: Pegs", "Date: 2019-03-04 10:22", "From: Ada"),
        ("> From: Ada", "> Date: 2019-03-04", "> To: Bob"),
        ("**Date:** 2019-03-04", "**Place:** Orlow", "**Present:** Ada, Bob"),
        ("Date:2019-03-04", "", "Place:Orlow", "", "Admission:free"),
        ("Author: Ada", "Date: 2019-03-04", "Message: Oil the loom."),
        ("Author: Ada", "Time: 2019-03-04", "Material: oak", "Size: 3 m"),
        ("Name: Loom", "Date: 2019-03-04", "Source: Mill", "Keywords: oak, wool", "Price: 30"),
        ("# config", "date: 2019-03-04", "author: Ada", "keywords: oak, wool"),
        ("Serves: 4", "Tags: soup, quick"),
    ],
)
def test_a_card_keeps_all_of_its_fields(card: tuple[str, ...]) -> None:
    fields = "\n".join(card)
    for text in (fields, f"{fields}\n\n{PROSE}", f"The loom\n\n{fields}\n\n{PROSE}"):
        assert clean(text) == text
    assert clean(f"{PROSE}\n\n{fields}\n") == f"{PROSE}\n\n{fields}\n"


@pytest.mark.parametrize(
    "lines",
    [
        ("The looms of Orlow", "Source: Cloth Post", "Author: Li Na", "Date: 2012-8-16"),
        ("Orlow: the looms are sold", "Date: 2012-8-16"),
        ("The looms of Orlow", "Date: 2012-8-16", "Region: Asia", "Views: 12"),
        ("The looms of Orlow", "Date: 2012-8-16", "Previous: The mill"),
    ],
)
def test_a_dateline_with_labels_of_a_page_is_no_card(lines: tuple[str, ...]) -> None:
    assert "2012" not in clean("\n".join((*lines, "", PROSE)))


def test_what_rules_take_is_no_field_of_a_card() -> None:
    some = view("The looms", "Date: 2012-8-16", "Place: Orlow", PROSE)
    assert is_of_card(some, 1)
    assert not is_of_card(some, 1, {2})
    assert not is_of_card(some, 2)
