"""What the examples of the rules do not show of filters: their validators, ends and indexes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines, cut_span
from garmentclean.filters.base.view import View
from garmentclean.filters.registry import rule_class
from garmentclean.filters.report import MANY, variants
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.edit import apply

if TYPE_CHECKING:
    from garmentclean.filters import FilterRule

FIXTURES = Path(__file__).parents[2] / "fixtures"


def rule(kind: str, **keys: Any) -> FilterRule:
    return rule_class(kind)(id="r", why="A test.", **keys)


@pytest.mark.parametrize(
    ("kind", "keys", "key", "message"),
    [
        ("drop-block", {"start": ""}, "start", "is empty"),
        ("drop-block", {"start": "x", "at_most": 0.0}, "at-most", "above 0 and up to 1"),
        ("drop-block", {"start": "x", "blank_lines": -1}, "blank-lines", "not -1"),
        ("drop-block", {"start": "x", "while_": "("}, "while", "RE2 refuses"),
        ("drop-language", {"unit": "document"}, "languages", "needed there"),
        ("drop-language", {"languages": ("en",)}, "languages", "needed there"),
        ("drop-language", {"at_most": 2.0}, "at-most", "not 2.0"),
        ("drop-repeats", {"unit": "word"}, "words", "needed there"),
        ("drop-repeats", {"unit": "line", "words": ("the",)}, "words", "needed there"),
        ("drop-similar", {"phrases": ("share this page",), "at_least": 30}, "at-least", "not 30"),
        ("drop-similar", {"phrases": ("share this page",), "share": 0.0}, "share", "not 0.0"),
        ("drop-similar", {"phrases": ("share this page",), "evidence": 0.5}, "evidence", "not 0.5"),
        (
            "drop-similar",
            {"phrases": ("share this page",), "address": "("},
            "address",
            "RE2 refuses",
        ),
        ("drop-similar", {"phrases": ("a b c",)}, "phrases", "no word of four letters"),
        ("report", {"patterns": ("x",), "similar": 100}, "similar", "not 100"),
        ("restore-letters", {"was": "a", "now": ("a",), "words": "art"}, "was", "others than"),
        ("restore-letters", {"was": "q", "now": ("p",), "words": "art"}, "words", "'art'"),
        (
            "restore-letters",
            {"was": "t", "now": ("p",), "words": "tin", "ambiguous": {"pan": ("{} x",)}},
            "ambiguous",
            "the corrupted form of no word",
        ),
        (
            "restore-letters",
            {"was": "t", "now": ("p",), "words": "tin", "ambiguous": {"pin": ("safety",)}},
            "ambiguous",
            "has no {}",
        ),
        ("substitute", {}, "terms", "either"),
        ("substitute", {"terms": {"a": "b"}, "patterns": ("x",)}, "terms", "either"),
        ("substitute", {"terms": {" ": "b"}}, "terms", "empty"),
        ("substitute", {"terms": {"pad": "pad"}}, "terms", "its own correction"),
        ("substitute", {"terms": {"gap pad": "thermal gap pad"}}, "terms", "part of its own"),
        ("substitute", {"patterns": ("(a)", "b"), "to": r"\1"}, "to", "group .1, and 'b' has none"),
        ("tidy-spacing", {"patterns": ("( )",), "to": r"\2"}, "to", "has only 1 of them"),
        ("substitute", {"patterns": ("(a)",), "to": "x\\"}, "to", "a single backslash at its end"),
        ("substitute", {"patterns": ("(a)",), "to": r"\g<1>"}, "to", "write the number of a group"),
        (
            "drop-lines",
            {"patterns": (f"{'(' * 101}a{')' * 101}",)},
            "patterns",
            "more than 100 deep",
        ),
        ("drop-lines", {"patterns": ("x",), "when": f"{'(' * 300}a"}, "when", "more than 100 deep"),
        ("drop-lines", {"patterns": ("(?=x)",)}, "patterns", "RE2 refuses"),
        ("drop-lines", {"patterns": (r"[\W_]",)}, "patterns", "is not possible"),
        ("drop-lines", {"patterns": ("x",), "unless": "("}, "unless", "RE2 refuses"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    kind: str, keys: dict[str, Any], key: str, message: str
) -> None:
    with pytest.raises(RuleError, match=message.replace("{", r"\{")) as error:
        rule(kind, **keys)
    assert error.value.key == key


def test_a_replacement_has_groups_and_backslashes() -> None:
    swap = rule("substitute", patterns=("q(a)?(b)",), to=r"<\1\\\2>")
    assert Pipeline([swap]).clean("x qb y").text == r"x <\b> y"


def test_a_script_may_have_nothing_to_write() -> None:
    raised = rule("strip-markup", patterns=(r"<sup>(?P<text>\d)?</sup>",), script="superscript")
    assert Pipeline([raised]).clean("km<sup></sup> and m<sup>2</sup>").text == "km and m²"


def test_groups_may_stand_within_each_other() -> None:
    deep = rule("drop-lines", patterns=(f"^{'(' * 100}loom{')' * 100}$",))
    assert Pipeline([deep]).clean("A mill.\nloom\nA mill.\n").text == "A mill.\nA mill.\n"


ARTICLE = "Title\nOne.\nTwo.\n\n\nThree.\nFour.\n"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"start": "^Two"}, "Title\nOne.\n"),
        ({"start": "^One", "end": "^Three"}, "Title\n\n\nThree.\nFour.\n"),
        ({"start": "^One", "while_": "^(?:One|Two)"}, "Title\n\n\nThree.\nFour.\n"),
        ({"start": "^One", "blank_lines": 2}, "Title\n\n\nThree.\nFour.\n"),
        ({"start": "^One", "blank_lines": 3}, "Title\n"),
        ({"start": "^One", "last": "^Two"}, "Title\n\n\nThree.\nFour.\n"),
        ({"start": "^One", "last": "^T"}, "Title\nFour.\n"),
        ({"start": "^(?:One|Two)", "last": "^Two", "while_": "^T"}, "Title\n\n\nThree.\nFour.\n"),
        ({"start": "^One", "last": "^(?:One|Five)"}, ARTICLE),
        (
            {"start": "^(?:Title|Three)", "last": "^(?:Three|Four)", "at_most": 0.5},
            "Title\nOne.\nTwo.\n",
        ),
        ({"start": "^Title", "at_most": 0.9}, ARTICLE),
        ({"start": "^Four", "at_most": 0.1}, ARTICLE),
    ],
)
def test_a_block_ends_where_its_rule_says(keys: dict[str, Any], expected: str) -> None:
    block = rule("drop-block", **{"at_most": 1.0, **keys})
    view = View(ARTICLE)
    text, _ = apply(ARTICLE, type(block).scanner([block]).patches(view))
    assert text.replace("\n\n\n", "\n") == expected.replace("\n\n\n", "\n")


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("A\n\nB\n\nC\n", [2], "A\n\nC\n"),
        ("A\n\nB\n\nC\n", [2, 4], "A\n"),
        ("A\n\nB\n\nC\n", [0, 2], "C\n"),
        ("A\n\nB\nC\n\nD\n", [2, 3], "A\n\nD\n"),
        ("A\nB\nC", [2], "A\nB\n"),
        ("A\nB\nC", [1], "A\nC"),
        ("A", [0], ""),
    ],
)
def test_a_cut_leaves_no_scar(text: str, lines: list[int], expected: str) -> None:
    drops = [Drop(number, number, "t/r") for number in lines]
    assert apply(text, cut_lines(View(text), drops))[0] == expected


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("one X two", "", "one two"),
        ("one X.", "", "one."),
        ("one X", "", "one"),
        ("X one", "", "one"),
        ("oneXtwo", "", "onetwo"),
        ("oneXtwo", " ", "one two"),
        ("one Xtwo", " ", "one two"),
        ("one X two", "Y", "one Y two"),
        ("(oneX)", " ", "(one)"),
    ],
)
def test_a_span_that_goes_leaves_one_space(text: str, to: str, expected: str) -> None:
    start = text.index("X")
    patch = cut_span(View(text), start, start + 1, "t/r", to)
    assert apply(text, [patch])[0] == expected


def test_a_long_list_of_names_is_not_compared() -> None:
    names = {f"Ma G{number}" for number in range(MANY + 1)}
    assert variants(names, 70) == set()


def test_a_document_in_another_language_becomes_empty_where_asked() -> None:
    text = "Die Weberei ist verkauft, und das Haus ist nun leer, wie der Besitzer sagt.\n"
    assert Pipeline.from_packs(select=["only-english"]).clean(text).text == ""


def test_a_document_of_mixed_language_is_reported_and_not_gutted() -> None:
    english = "The mill of the town is for sale, and its looms are for sale with it.\n"
    chinese = "镇上的纺织厂正在出售，织机也一并出售，价格尚未公布。\n"
    result = Pipeline.from_packs(select=["foreign-line"]).clean(english * 2 + chinese * 4)
    assert result.edits == ()
    assert [note.rule for note in result.notes] == ["languages/foreign-line"]
