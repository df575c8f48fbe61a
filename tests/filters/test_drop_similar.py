"""drop-similar: lines near to known phrases; `drop_similar/` has the search and the evidence."""

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
PHRASES = [
    "Please share this article with your friends and family.",
    "Subscribe to our newsletter to receive the latest news by email.",
    "We use cookies to improve your experience on our website.",
    "Sign up for our weekly newsletter and never miss a story.",
    "Follow us on social media for the latest stories and news.",
    "By using this website you agree to our use of cookies.",
]


def similar(**keys: Any) -> dict[str, Any]:
    return {"filter": "drop-similar", "phrases": PHRASES, **keys}


def text_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture(scope="session")
def goes(clean_with: CleanWith) -> Callable[..., bool]:
    """Return a function that returns whether a rule drops a line below an article."""

    def goes(line: str, **keys: Any) -> bool:
        article = text_of(PROSE, PROSE, PROSE)
        left = clean_with(f"{article}{line}\n", similar(**keys)).text
        assert left in {article, f"{article}{line}\n"}
        return left == article

    return goes


@pytest.mark.parametrize(
    "line",
    [
        PHRASES[0],
        PHRASES[0].upper(),
        "Please share this article with your friends & family!",
        "please, share the article with your friend and family",
        f"{PHRASES[0]} {PHRASES[2]}",
    ],
)
def test_a_line_near_a_phrase_goes(line: str, goes: Callable[..., bool]) -> None:
    assert goes(line)


@pytest.mark.parametrize(
    "line",
    [
        "Please share the bread.",
        "She asked her friends and family to share the cost of the article.",
        f"{PROSE} {PHRASES[0]}",
        f"“{PHRASES[0]}”, says the last line of her book about the looms of the lower valley.",
        "请与您的朋友分享这篇文章。",
        "",
    ],
)
def test_what_says_something_else_stays(line: str, goes: Callable[..., bool]) -> None:
    assert not goes(line)


def test_a_chinese_phrase_is_found(clean_with: CleanWith) -> None:
    rule = similar(phrases=["如果您喜欢这篇文章，请分享给您的朋友"])
    text = text_of(PROSE, PROSE, PROSE, "如果您喜欢这篇文章，请分享给您的朋友！")
    assert clean_with(text, rule).text == text_of(PROSE, PROSE, PROSE)


def test_the_edit_names_the_phrase_and_how_near_it_is(clean_with: CleanWith) -> None:
    text = text_of(PROSE, PROSE, PROSE, PHRASES[2])
    (edit,) = clean_with(text, similar()).edits
    assert edit.because == (
        'near "We use cookies to improve your experience on our website." (100)'
    )


@pytest.mark.parametrize(("at_least", "expected"), [(80, True), (90, True), (95, False)])
def test_a_line_must_be_as_near_as_the_rule_says(
    at_least: int, *, expected: bool, goes: Callable[..., bool]
) -> None:
    line = "We use cookies to improve the experience on our website."
    assert goes(line, **{"at-least": at_least}) is expected


@pytest.mark.parametrize(("share", "expected"), [(0.5, True), (0.6, False)])
def test_the_near_sentences_must_make_up_a_share_of_the_line(
    share: float, *, expected: bool, goes: Callable[..., bool]
) -> None:
    line = f"{PHRASES[0]} The fair of the lower valley closes on Sunday at noon."
    assert goes(line, share=share) is expected


NEWSLETTER = "Sign up to receive our newsletter and follow the latest news on our website."


def test_with_evidence_the_words_of_a_line_speak_for_a_notice(goes: Callable[..., bool]) -> None:
    assert not goes(NEWSLETTER)
    assert goes(NEWSLETTER, evidence=1)
    assert not goes(NEWSLETTER, evidence=50)
    assert goes(NEWSLETTER, evidence=1, address=r"\bour\b")
    assert not goes(NEWSLETTER, evidence=1, address=r"\byour\b")
    assert not goes(f"“{NEWSLETTER}”", evidence=1)


def test_the_address_must_be_in_the_sentence_whose_words_are_evidence(
    goes: Callable[..., bool],
) -> None:
    theirs = NEWSLETTER.replace("our ", "the ")
    assert goes(theirs, evidence=1)
    assert not goes(f"{theirs} Our!", evidence=1, address=r"\bour\b")
    assert goes(f"{NEWSLETTER} Our!", evidence=1, address=r"\bour\b")


@pytest.mark.parametrize("line", [f"“{NEWSLETTER}", f"{NEWSLETTER}”"])
def test_the_words_of_a_sentence_in_a_quotation_are_no_evidence(
    line: str, goes: Callable[..., bool]
) -> None:
    assert not goes(line, evidence=1)


def test_with_evidence_the_rest_of_a_line_must_say_nothing_else(goes: Callable[..., bool]) -> None:
    line = f"{PHRASES[0]} The fair of the lower valley closes on Sunday at noon."
    assert goes(line, share=0.5)
    assert not goes(line, share=0.5, evidence=1)


def test_a_line_falls_under_the_rule_whose_evidence_is_enough(clean_with: CleanWith) -> None:
    text = text_of(PROSE, PROSE, PROSE, NEWSLETTER)
    (edit,) = clean_with(text, similar(evidence=50), similar(evidence=1)).edits
    assert edit.rule == "rules/r1"


def test_the_edit_names_the_phrase_that_a_line_speaks_like(clean_with: CleanWith) -> None:
    text = text_of(PROSE, PROSE, PROSE, NEWSLETTER)
    (edit,) = clean_with(text, similar(evidence=1)).edits
    assert edit.because.startswith('speaks like "')


def test_a_sentence_between_two_of_the_author_stays(clean_with: CleanWith) -> None:
    text = text_of(PROSE, "The book ends like this:", PHRASES[2], PROSE)
    assert clean_with(text, similar()).text == text


def test_lines_go_only_in_the_part_of_the_document_that_the_rule_names(
    clean_with: CleanWith,
) -> None:
    top, bottom = PHRASES[2], PHRASES[0]
    text = text_of("A title of the article", top, *[PROSE] * 5, bottom)
    assert clean_with(text, similar(where="head")).text == text.replace(f"{top}\n", "")
    assert clean_with(text, similar(where="tail")).text == text.replace(f"{bottom}\n", "")


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = text_of(PROSE, PROSE, PROSE, PHRASES[0])
    check_guards(similar(), before)
    check_newlines(similar(), before, text_of(PROSE, PROSE, PROSE))


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"at-least": 49.0}, "at-least", "not 49.0"),
        ({"at-least": 101.0}, "at-least", "not 101.0"),
        ({"share": 0.0}, "share", "not 0.0"),
        ({"share": 1.5}, "share", "not 1.5"),
        ({"evidence": 0.5}, "evidence", "not 0.5"),
        ({"evidence": -1.0}, "evidence", "not -1.0"),
        ({"address": "("}, "address", "RE2 refuses the pattern '(': missing )"),
        ({"phrases": ["a b c"]}, "phrases", "no word of four letters"),
        ({"phrases": ["loom " * 2_001]}, "phrases", "10,005 characters"),
        ({"phrases": 5}, "phrases", "must be"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal(similar(**keys), key, message)


@given(st.lists(st.sampled_from([*PHRASES, NEWSLETTER, PROSE, "Share", "织机", ""]), max_size=12))
def test_lines_go_whole_in_any_text(clean_with: CleanWith, lines: list[str]) -> None:
    left = clean_with(text_of(*lines), similar(evidence=2, address="our")).text.splitlines()
    assert {*left} <= {*lines}
    assert left.count(PROSE) == lines.count(PROSE)
