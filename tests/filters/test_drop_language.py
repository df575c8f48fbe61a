"""drop-language: lines and documents in another language; `drop_language/` has the details."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean import Result

CleanWith = Callable[..., Result]

ENGLISH = "The mill of the town is for sale, and its looms are for sale with it, the owner says."
MORE = "Nobody in the town knows who will buy them, because the price of yarn has risen again."
GERMAN = (
    "Melden Sie sich bei uns an, und wir schicken Ihnen die besten Angebote für alles, was man auf "
    "einem Webstuhl braucht."
)
CHINESE = "镇上的纺织厂正在出售，织机也一并出售，价格尚未公布。"
LINES = {"filter": "drop-language"}


def documents(*languages: str, **keys: Any) -> dict[str, Any]:
    return {"filter": "drop-language", "unit": "document", "languages": [*languages], **keys}


def text_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("stray", "because"),
    [
        (CHINESE, "Chinese in an English document"),
        ("网站地图和联系方式", "Chinese in an English document"),
        (GERMAN, "German in an English document"),
    ],
)
def test_a_stray_line_goes_and_the_edit_names_both_languages(
    stray: str, because: str, clean_with: CleanWith
) -> None:
    article = [f"{ENGLISH} {MORE}"] * 4
    result = clean_with(text_of(*article[:2], stray, *article[2:]), LINES)
    assert result.text == text_of(*article)
    assert [edit.because for edit in result.edits] == [because]


def test_an_english_line_in_a_chinese_document_goes(clean_with: CleanWith) -> None:
    text = text_of(CHINESE, CHINESE * 2, ENGLISH, CHINESE * 3, CHINESE)
    assert clean_with(text, LINES).text == text.replace(f"{ENGLISH}\n", "")


@pytest.mark.parametrize(
    "line",
    [
        f"“{GERMAN}”",
        f"Original title: {GERMAN}",
        "Li Ning (李宁)",
        "李宁",
        "Volkswagen, Deutsche Bahn, Adidas",
        "Bon appétit!",
        "https://mill.example/织机",
        "- 5 / 6 -",
    ],
)
def test_what_belongs_to_the_article_stays(line: str, clean_with: CleanWith) -> None:
    text = text_of(ENGLISH, MORE, line, ENGLISH, MORE)
    result = clean_with(text, LINES)
    assert (result.text, result.notes) == (text, ())


@pytest.mark.parametrize("lines", [[ENGLISH] * 2 + [CHINESE] * 4, [ENGLISH, CHINESE * 3] * 2])
def test_a_document_of_mixed_language_is_reported_and_nothing_goes(
    lines: list[str], clean_with: CleanWith
) -> None:
    text = text_of(*lines)
    result = clean_with(text, LINES)
    assert (result.text, len(result.notes)) == (text, 1)


def test_the_share_of_foreign_letters_is_limited(clean_with: CleanWith) -> None:
    text = text_of(ENGLISH, MORE, CHINESE, ENGLISH, MORE)
    result = clean_with(text, {**LINES, "at-most": 0.01})
    assert result.text == text
    assert [(note.text, note.because) for note in result.notes] == [
        (CHINESE, "Chinese in an English document")
    ]


def test_a_document_in_a_language_that_is_not_wanted_becomes_empty(clean_with: CleanWith) -> None:
    text = text_of(GERMAN, GERMAN)
    result = clean_with(text, documents("en"))
    assert result.text == ""
    assert result.metadata == {"language": "de"}
    assert clean_with(text, documents("en", "de")).text == text


@pytest.mark.parametrize("text", ["Wool\n", "12.5 %\n", "Weberei Müller\n"])
def test_a_document_whose_language_is_not_sure_stays(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, documents("zh")).text == text


def test_lines_go_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    prose = [f"{ENGLISH} {MORE}"] * 6
    text = text_of(CHINESE, *prose, CHINESE)
    assert clean_with(text, {**LINES, "where": "head"}).text == text_of(*prose, CHINESE)
    assert clean_with(text, {**LINES, "where": "tail"}).text == text_of(CHINESE, *prose)


def test_a_guard_looks_at_the_foreign_line(clean_with: CleanWith) -> None:
    text = text_of(ENGLISH, MORE, CHINESE, ENGLISH, MORE)
    assert clean_with(text, {**LINES, "unless": "纺织厂"}).text == text
    assert clean_with(text, {**LINES, "when": "纺织厂"}).text != text


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = text_of(ENGLISH, MORE, CHINESE, ENGLISH, MORE)
    check_guards(LINES, before)
    check_guards(documents("en"), text_of(GERMAN, GERMAN))
    check_newlines(LINES, before, text_of(ENGLISH, MORE, ENGLISH, MORE))


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"unit": "page"}, "unit", "it is 'page'"),
        ({"unit": "document"}, "languages", "needed there"),
        ({"languages": "en"}, "languages", "needed there"),
        ({"at-most": 2.0}, "at-most", "not 2.0"),
        ({"at-most": "half"}, "at-most", "must be a number"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "drop-language", **keys}, key, message)


@settings(max_examples=30)
@given(st.lists(st.sampled_from([ENGLISH, MORE, GERMAN, CHINESE, "Wool", "织机", ""]), max_size=9))
def test_mixtures_settle_and_lose_whole_lines_only(clean_with: CleanWith, lines: list[str]) -> None:
    left = clean_with(text_of(*lines), LINES).text.splitlines()
    assert {*left} <= {*lines}
