"""What drop-sparse does with a model; the model of the pack `web` has examples in the pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.filters.drop_sparse.rule import DropSparse
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = Path(__file__).parent / "drop_sparse" / "texts"
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


def test_the_share_to_keep_is_looked_up_between_the_shares_that_are_known() -> None:
    scores = {"0.9": 2.0, "0.98": 3.2}
    shares = {"keep": 0.9, "scores": scores}
    assert cleaned(*PAGE, **shares) == [PAGE[0], PROSE, PROSE]
    assert cleaned(*PAGE, **shares | {"keep": 0.94}) == [PAGE[0], PROSE, "Sign up now", PROSE]
    assert cleaned(*PAGE, **shares | {"keep": 0.98}) == PAGE
    assert cleaned(*PAGE, **shares | {"keep": 0.98, "at_least": 0.0}) == [PAGE[0], PROSE, PROSE]


def test_a_page_that_is_no_article_is_left_with_a_note() -> None:
    gate = {"page": "words-of-prose<=0.5@0 -1 1"}
    assert cleaned(*PAGE, **gate) == [PAGE[0], PROSE, PROSE]
    menu = "".join(f"{line}\n" for line in ["Tea 2", "Cake 3", *PAGE[:4], "Soup 4", "Rolls 1"])
    result = pipeline(**gate).clean(menu)
    assert result.text == menu
    (note,) = result.notes
    assert (note.text, note.start) == ("Tea 2", 0)
    assert (
        note.because == "not an article with a frame, so left as it is; 0% of its words are prose"
    )


def test_an_article_without_a_frame_needs_no_note() -> None:
    result = pipeline(page="-1").clean("".join(f"{line}\n" for line in PAGE))
    assert not result.edits
    assert not result.notes


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
        ({"page": "wrods<=4@0 1 2"}, "page", "there is no feature 'wrods'"),
        ({"keep": 0.97}, "keep", "must be a share in `scores`, not 0.97"),
        ({"keep": 0.8, "scores": {"0.9": 1, "0.99": 2}}, "keep", "from 0.9 to 0.99, not 0.8"),
        ({"scores": {"most": 1}}, "scores", "must have numbers for keys"),
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


@pytest.mark.parametrize("text", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_pack_leaves_what_is_no_article_with_a_frame(text: Path) -> None:
    (pack,) = (pack for pack in load_packs() if pack.name == "web")
    whole = text.read_text(encoding="utf-8")
    result = Pipeline(pack.rules).clean(whole)
    assert result.text == whole
    assert result.settled
