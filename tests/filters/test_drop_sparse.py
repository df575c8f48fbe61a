"""What drop-sparse does with a model; the model of the pack `web` has examples in the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.filters.drop_sparse.rule import DropSparse
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
PAGE = [
    "Weavers ask for the price of yarn",
    "Home",
    "Shop",
    "Read more",
    PROSE,
    "Sign up now",
    PROSE,
]
SHORT = "words<=4@0 3 -3\n"


def pipeline(**keys: Any) -> Pipeline:
    return Pipeline([DropSparse(id="r", why="A test.", **{"trees": SHORT} | keys)])


def cleaned(*lines: str, **keys: Any) -> list[str]:
    return pipeline(**keys).clean("".join(f"{line}\n" for line in lines)).text.splitlines()


def test_lines_go_whose_score_is_high_enough() -> None:
    assert cleaned(*PAGE) == [PAGE[0], PROSE, PROSE]
    assert cleaned(*PAGE, at_least=3.1) == PAGE


def test_a_longer_line_needs_more() -> None:
    assert cleaned(*PAGE, at_least=2.6) == [PAGE[0], PROSE, "Sign up now", PROSE]


def test_the_title_stays_whatever_the_model_says() -> None:
    assert cleaned(*PAGE, trees="5", at_least=-9.0) == [PAGE[0]]


def test_a_text_with_few_sure_lines_is_clean() -> None:
    assert cleaned(*PAGE, sure_lines=5) == PAGE
    assert cleaned(*PAGE, sure_lines=4) == [PAGE[0], PROSE, PROSE]
    assert cleaned(*PAGE, sure=3.0) == PAGE


def test_a_text_of_a_few_lines_is_left_alone() -> None:
    assert cleaned("Home", "Shop", "Read more", PROSE) == ["Home", "Shop", "Read more", PROSE]


def test_a_second_run_changes_nothing() -> None:
    once = cleaned(*PAGE)
    assert cleaned(*once) == once


def test_the_edit_names_the_features_that_decided() -> None:
    trees = "words<=4@0 signs<=1@1 1.5 4 -3\nquestion<=0@0.1 0.2 -2\n"
    keys = {"trees": trees, "signs": {"read more": 1.5, "^read": 0.7, "more$": -0.1}}
    edits = pipeline(**keys).clean("".join(f"{line}\n" for line in PAGE)).edits
    assert {edit.shown: edit.because for edit in edits} == {
        "Read more": "signs 'read more' '^read' 2.1; words 2; no question",
        "Home": "words 1; signs 0; no question",
        "Shop": "words 1; signs 0; no question",
        "Sign up now": "words 3; signs 0; no question",
    }


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    rule = {"filter": "drop-sparse", "trees": SHORT}
    before = "".join(f"{line}\n" for line in PAGE)
    check_guards(rule, before)
    check_newlines(rule, before, f"{PAGE[0]}\n{PROSE}\n{PROSE}\n")


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"trees": "wrods<=4@0 1 2"}, "trees", "there is no feature 'wrods'"),
        ({"at-least": "x"}, "at-least", "must be"),
        ({"sure-lines": 1.5}, "sure-lines", "must be"),
        ({"signs": ["read more"]}, "signs", "must be"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "drop-sparse", "trees": SHORT, **keys}, key, message)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["“Really?”", "“Really.”", "“I had no idea.”", PROSE, "“Nor had I.”", "“Well.”", PROSE],
        ["Yarn", "Price in yuan", "Cotton 12", "Wool 40", "Silk 300", PROSE, PROSE, PROSE],
        ["Roses", "", *["The loom is still,", "the weaver gone,"] * 4, "", PROSE, PROSE],
    ],
    ids=["empty", "dialogue", "table", "verse"],
)
def test_the_pack_settles_and_leaves_what_belongs_to_an_article(lines: list[str]) -> None:
    (pack,) = (pack for pack in load_packs() if pack.name == "web")
    text = "".join(f"{line}\n" for line in lines)
    result = Pipeline(pack.rules).clean(text)
    assert result.settled
    assert result.text == text
