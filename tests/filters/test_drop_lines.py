"""drop-lines: the lines that match go, and those that belong to the text stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Pipeline, clean
from garmentclean.filters.base.cutting import Drop
from garmentclean.filters.base.numbered_lists import lists, number_of, whole_lists
from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.fields import is_of_card
from garmentclean.filters.drop_lines.neighbours import introduces, is_of_text, runs_on
from garmentclean.filters.drop_lines.rule import AboveTitle, DropLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean import Result

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


def view(*lines: str) -> View:
    return View("".join(f"{line}\n" for line in lines))


def cleaned(rule: DropLines, *lines: str) -> list[str]:
    return Pipeline([rule]).clean("".join(f"{line}\n" for line in lines)).text.splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_the_number_of_an_item(text: str, expected: tuple[str, int] | None) -> None:
    assert number_of(text) == expected


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
    every = [line for items in lists(lines) for line in items]
    assert len(every) == len(set(every))


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


SHARE: dict[str, Any] = {"filter": "drop-lines", "patterns": r"^Share\W*$"}


@pytest.mark.parametrize(
    ("keys", "before", "after"),
    [
        ({}, "Share\nA mill.\nShare!\n", "A mill.\n"),
        ({}, "Share it.\nshare\n", "Share it.\nshare\n"),
        ({"ignore-case": True}, "A mill.\nshare\n", "A mill.\n"),
        ({"patterns": ["^Print$", "Share"]}, "Print\nA mill.\nOur Share\n", "A mill.\n"),
        (
            {"patterns": r"^分享\W*$"},
            "织机很好。\n分享！\n分享给我。\n",
            "织机很好。\n分享给我。\n",
        ),
        ({}, "A mill.\n\nShare\n\nA loom.\n", "A mill.\n\nA loom.\n"),
        ({"patterns": f"^{'(' * 100}loom{')' * 100}$"}, "A mill.\nloom\n", "A mill.\n"),
    ],
)
def test_lines_that_match_go(
    keys: dict[str, Any], before: str, after: str, clean_with: Callable[..., Result]
) -> None:
    assert clean_with(before, {**SHARE, **keys}).text == after


OF_TEXT = {
    "title": f"Share\n\n{PROSE}\n\nShare a pattern, she said, and {PROSE}\n",
    "introduced by a colon": f"{PROSE}\n\nThe sign on the mill said:\n\nShare\n\n{PROSE}\n",
    "sentence that runs on": f"{PROSE}\n\nOver the gate stood\nShare\nin letters of iron.\n",
    "headings": "The mill\n\nShare\nA part of it.\n\nWeft\nIt goes across.\n\nReed\nIt beats.\n\n"
    "Warp\nIt goes along.\n",
    "list that the text names": f"{PROSE}\n\nShare\nBack to top\nThese are its words.\n",
    "item of a list": f"{PROSE}\n\n1. Press\nShare\n2. Wait\n",
}


@pytest.mark.parametrize("text", OF_TEXT.values(), ids=OF_TEXT)
def test_lines_that_belong_to_the_text_stay(text: str, clean_with: Callable[..., Result]) -> None:
    assert clean_with(text, SHARE).text == text


def test_a_field_of_a_card_stays(clean_with: Callable[..., Result]) -> None:
    text = f"Date: 2019-03-04\nPlace: Orlow\nPresent: Ada, Bob\n\n{PROSE}\n"
    rule = {**SHARE, "patterns": "^Date:"}
    assert clean_with(text, rule).text == text
    alone = text.replace("Place: Orlow\nPresent: Ada, Bob\n", "")
    assert clean_with(alone, rule).text == f"{PROSE}\n"


def test_named_groups_are_metadata(clean_with: Callable[..., Result]) -> None:
    rule = {**SHARE, "patterns": ["^By (?P<author>.+)$", "^On (?P<date>.+)$"]}
    result = clean_with(f"By Oda Brandt\nOn 4 March\n{PROSE}\n", rule)
    assert result.text == f"{PROSE}\n"
    assert result.metadata == {"author": "Oda Brandt", "date": "4 March"}


def test_lines_go_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: Callable[..., Result],
) -> None:
    head, body, tail = "A title\nShare\n", f"{PROSE}\nShare\n{PROSE}\n{PROSE}\n", "Share\n"
    parts = {
        "head": "A title\n" + body + tail,
        "tail": head + body,
        "edges": "A title\n" + body,
        "below": head + body.replace("Share\n", ""),
        "outside": "A title\n" + body,
        "anywhere": "A title\n" + body.replace("Share\n", ""),
    }
    for where, expected in parts.items():
        assert clean_with(head + body + tail, {**SHARE, "where": where}).text == expected


def test_a_guard_looks_at_the_line(clean_with: Callable[..., Result]) -> None:
    rule = {**SHARE, "patterns": "^Share"}
    text = f"{PROSE}\nShare this\nShare that\n"
    assert clean_with(text, {**rule, "unless": "that"}).text == f"{PROSE}\nShare that\n"
    assert clean_with(text, {**rule, "when": "that"}).text == f"{PROSE}\nShare this\n"


def test_a_rule_takes_no_more_words_than_it_may(clean_with: Callable[..., Result]) -> None:
    text = "A mill.\nShare\nA loom.\nShare\n"
    assert clean_with(text, {**SHARE, "at-most": 0.3}).text == text
    assert clean_with(text, {**SHARE, "at-most": 0.4}).text == "A mill.\nA loom.\n"


def test_lines_that_recur_in_the_text_stay_where_the_rule_says_alone(
    clean_with: Callable[..., Result],
) -> None:
    rule = {**SHARE, "patterns": r"^March \d, 2019$"}
    diary = f"A diary\nMarch 4, 2019\n{PROSE}\nMarch 5, 2019\n{PROSE}\n"
    assert clean_with(diary, rule).text == f"A diary\n{PROSE}\n{PROSE}\n"
    assert clean_with(diary, {**rule, "alone": True}).text == diary
    once = f"A title\nMarch 4, 2019\n{PROSE}\n"
    assert clean_with(once, {**rule, "alone": True}).text == f"A title\n{PROSE}\n"


@pytest.mark.parametrize(
    ("around", "text"),
    [
        ("^Yarn$", "Yarn\n\nShare\nWool\n"),
        ("^Wool$", "Yarn\nShare\n\nWool\n"),
        (r"\AYarn\nShare\nWool\z", "Yarn\nShare\nWool\n"),
        (r"\A\n", "Share\nWool\n"),
        (r"\n\z", "Yarn\nShare\n"),
    ],
)
def test_a_line_stays_by_what_is_above_and_below_it(
    around: str, text: str, clean_with: Callable[..., Result]
) -> None:
    assert clean_with(text, {**SHARE, "unless-around": around}).text == text
    assert "Share" not in clean_with(text, {**SHARE, "unless-around": "^Silk$"}).text


def test_a_rule_for_prose_leaves_documents_without_any(clean_with: Callable[..., Result]) -> None:
    rule = {**SHARE, "prose": True}
    assert clean_with("A sign\nShare\nA loom\n", rule).text == "A sign\nShare\nA loom\n"
    assert clean_with(f"A sign\n{PROSE}\nShare\n", rule).text == f"A sign\n{PROSE}\n"


def test_a_field_among_others_stays_where_the_rule_says_field(
    clean_with: Callable[..., Result],
) -> None:
    rule = {**SHARE, "patterns": "^Tel:"}
    text = f"{PROSE}\n\nTel: 12 34\nReed: steel\n\n{PROSE}\n"
    assert clean_with(text, {**rule, "field": True}).text == text
    assert clean_with(text, rule).text == text.replace("Tel: 12 34\n", "")
    alone = text.replace("Reed: steel\n", "")
    assert "Tel" not in clean_with(alone, {**rule, "field": True}).text


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}\n\nShare\n\n{PROSE}\nShare\n"
    check_guards(SHARE, before)
    check_newlines(SHARE, before, f"{PROSE}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"patterns": "(?=x)"}, "patterns", "RE2 refuses"),
        ({"patterns": r"[\W_]"}, "patterns", "is not possible"),
        ({"patterns": f"{'(' * 101}a{')' * 101}"}, "patterns", "more than 100 deep"),
        ({"unless-around": "("}, "unless-around", "RE2 refuses"),
        ({"unless": "("}, "unless", "RE2 refuses"),
        ({"when": f"{'(' * 300}a"}, "when", "more than 100 deep"),
        ({"where": "middle"}, "where", "it is 'middle'"),
        ({"alone": "yes"}, "alone", "must be true or false"),
        ({"prose": 1}, "prose", "must be true or false"),
        ({"field": "no"}, "field", "must be true or false"),
        ({"at-most": 1.5}, "at-most", "not 1.5"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({**SHARE, **keys}, key, message)


@given(st.lists(st.sampled_from(["Share", "Share!", "1. Share", "2. A loom", PROSE, "织机", ""])))
def test_only_lines_that_match_go(clean_with: Callable[..., Result], lines: list[str]) -> None:
    left = clean_with("\n".join(lines), SHARE).text.splitlines()
    match = re.compile(r"^Share\W*$")
    assert [line for line in left if line and not match.search(line)] == [
        line for line in lines if line and not match.search(line)
    ]


def test_above_the_title_each_alternative_of_a_pattern_is_looked_for_anywhere_on_a_line() -> None:
    title = "The weavers of the valley ask for yarn"
    prose = (
        "The weavers of the valley asked for more yarn on Tuesday, because the price of yarn had "
        "risen again, and nobody in the whole of the valley had any of it left."
    )
    view = View(f"Our loom shop\n{title}\n{prose}\n{prose}\n{prose}\n")
    rule = DropLines(id="a", why="A test.", where="above-title", patterns=("^Zip|loom",))
    assert [match.number for match in AboveTitle([rule]).matches(view)] == [0]
