from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean import Document, Note, Pipeline, Result, clean
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Pipeline]

DATED = {
    "filter": "drop-lines",
    "where": "head",
    "patterns": r"^(?P<date>\d{4}-\d\d-\d\d) Source: (?P<source>.+)$",
}
BACK = {"filter": "drop-lines", "where": "tail", "patterns": "^Return to list$"}
TRANS = {"filter": "substitute", "terms": {"pformation": "transformation"}}
SPACES = {"filter": "tidy-spacing", "patterns": "[ \ufffd]{2,}", "to": " "}
SUMS = {"filter": "report", "patterns": r"\d+ zillion\w*"}
PROSE = "The fair closed on Sunday, and most of those who came had come for the looms."


@pytest.fixture
def make(make_pack: Callable[..., Path]) -> Make:
    """Return a function that makes a pipeline of some rules, by way of a rule file."""

    def pipeline(*rules: dict[str, Any]) -> Pipeline:
        return Pipeline(load_pack(make_pack("p", *rules)).rules)

    return pipeline


@cache
def default() -> Pipeline:
    return Pipeline.from_packs()


def assert_sound(pipeline: Pipeline, document: Document) -> Result:
    """Check what must hold of any cleaning: it is restorable, settled and stable."""
    result = pipeline.clean(document)
    assert result.restore() == document
    assert result.settled
    again = pipeline.clean(result.document)
    assert (again.document, again.edits) == (result.document, ())
    assert again.notes == result.notes
    return result


def test_filters_run_one_after_the_other(make: Make) -> None:
    pipeline = make(SPACES, TRANS, BACK, DATED)
    text = f"A mill\n2024-05-06 Source: The Loom\n{PROSE}\nIts  pformation.\nReturn to list\n"
    result = assert_sound(pipeline, Document(text))
    assert result.text == f"A mill\n{PROSE}\nIts transformation.\n"
    assert [edit.rule for edit in result.edits] == ["p/r2", "p/r3", "p/r1", "p/r0"]
    assert result.metadata == {"date": "2024-05-06", "source": "The Loom"}
    assert [rule.kind for rule in pipeline.rules][-1] == "drop-lines"


def test_the_order_of_the_kinds_can_be_given(make: Make) -> None:
    one = {"filter": "substitute", "patterns": "a", "to": "b"}
    two = {"filter": "tidy-spacing", "patterns": "a", "to": "c"}
    rules = make(one, two).rules
    assert Pipeline(rules).clean("a").text == "b"
    assert Pipeline(rules, ["tidy-spacing", "substitute"]).clean("a").text == "c"


def test_an_earlier_filter_sees_the_result_of_a_later_one_in_the_next_pass(make: Make) -> None:
    pipeline = make({"filter": "tidy-spacing", "patterns": " +$"}, BACK)
    result = assert_sound(pipeline, Document(f"{PROSE}\n{PROSE}\nReturn to list  \n"))
    assert result.text == f"{PROSE}\n{PROSE}\n"
    assert [edit.rule for edit in result.edits] == ["p/r0", "p/r1"]


def test_the_first_and_longest_of_overlapping_matches_is_applied(make: Make) -> None:
    pipeline = make({"filter": "substitute", "terms": {"gap pad": "cushion", "pad pad": "x"}})
    assert assert_sound(pipeline, Document("A gap pad pad.")).text == "A cushion pad."


def test_rules_that_undo_one_another_do_not_settle_and_still_restore(make: Make) -> None:
    one = {"filter": "substitute", "terms": {"gown": "dress"}}
    two = {"filter": "tidy-spacing", "patterns": "dress", "to": "gown"}
    result = make(one, two).clean("A gown.\n")
    assert not result.settled
    assert {edit.rule for edit in result.edits} == {"p/r0", "p/r1"}
    assert result.restore().text == "A gown.\n"


def test_a_rule_that_grows_without_end_does_not_settle(make: Make) -> None:
    result = make({"filter": "tidy-spacing", "patterns": "^a", "to": "aa"}).clean("a")
    assert not result.settled
    assert result.restore().text == "a"


def test_a_note_has_its_place_in_the_clean_text(make: Make) -> None:
    text = f"3 zillion\n{PROSE}\nReturn to list\nAbout 7 zillions and 9 zillion.\n"
    result = assert_sound(make(SUMS, BACK), Document(text))
    assert [note.text for note in result.notes] == ["3 zillion", "7 zillions", "9 zillion"]
    for note in result.notes:
        assert note == Note("p/r0", result.document.text.index(note.text), note.text)
    assert len(result.edits) == 1


@pytest.mark.parametrize("text", ["", "\n", "Cloth.\n"])
def test_an_empty_match_makes_no_note(make: Make, text: str) -> None:
    assert make({"filter": "report", "patterns": "x*"}).clean(text).notes == ()


@pytest.mark.parametrize("text", ["", "\n", " ", "\r\n\r", "\ud800", "\ufeff", "\u2028"])
def test_texts_without_words_stay_or_become_empty(text: str) -> None:
    assert assert_sound(default(), Document.from_text(text)).text in {text, ""}


def test_invalid_utf_8_is_never_rewritten(make: Make) -> None:
    document = Document.from_bytes(b"A \xff\xfe loom,  a  loom \xe9  and\xe9\xe9 a loom.\n")
    result = assert_sound(make(SPACES), document)
    assert result.document.to_bytes() == b"A \xff\xfe loom, a loom \xe9  and\xe9\xe9 a loom.\n"


def test_a_line_with_invalid_utf_8_can_be_removed(make: Make) -> None:
    document = Document.from_bytes(PROSE.encode() + b"\nShare\xff this\n")
    result = assert_sound(make({"filter": "drop-lines", "patterns": "^Share"}), document)
    assert result.document.to_bytes() == PROSE.encode() + b"\n"


def test_invalid_bytes_are_never_joined_into_a_character(make: Make) -> None:
    document = Document.from_bytes(b"Cloth \xe4<br>\xb8\xad cloth.\n")
    result = make({"filter": "substitute", "patterns": "<br>", "to": ""}).clean(document)
    assert Document.from_bytes(result.document.to_bytes()).text == result.document.text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"One.\r\nReturn to list\r\n", b"One.\r\n"),
        (b"One.\rReturn to list\r", b"One.\r"),
        (b"\xef\xbb\xbfOne.\nReturn to list", b"\xef\xbb\xbfOne.\n"),
        (b"One.\r\nTwo.\n\rReturn to list\r\n", b"One.\r\nTwo.\n"),
        (b"One.\r\nThe pformation.\rReturn to list", b"One.\r\nThe transformation.\r"),
        (b"The pformation", b"The transformation"),
    ],
)
def test_newlines_and_bom_survive(make: Make, raw: bytes, expected: bytes) -> None:
    document = Document.from_bytes(raw)
    result = assert_sound(make(BACK, TRANS), document)
    assert result.document.to_bytes() == expected
    assert result.restore().to_bytes() == raw
    assert result.text.encode() == expected.removeprefix(b"\xef\xbb\xbf")


FRAGMENTS = [
    "Return to list",
    "Related reading",
    "- Daily headlines | Cotton prices ease again",
    "The pformation of the mill and its pport.",
    "2024-05-06 10:30 Source: The Loom Author: Li Wei Views: 120",
    "Tags: yarn, cotton",
    "yarn",
    PROSE,
    PROSE * 3,
    "and so the the price rose, as was said.",
    '<a href="/n/1">Cotton</a> &amp; silk &nbsp; <br/>',
    "< img src = 1.jpg > Note: Note: [1][2]",
    "It\u00e2\u20ac\u2122s a caf\u00c3\u00a9.",
    "Copyright notice: reprinted from the Internet, contact us to delete it.",
    "相关阅读：棉花价格上涨。",
    "Current location: Home > News > Yarn",
    "x = loom(1)  # code",
    "```",
    "www.example.org/pformation",
    "",
    " \t\u3000",
    "\udcff\udce4\ud800",
    "\x00\x07\u200b\ufeff\x0c\u2028",
]
ARTICLES = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", " "])),
    max_size=14,
).map(lambda pieces: "".join(piece + end for piece, end in pieces))


@given(ARTICLES)
@settings(max_examples=300)
def test_the_default_pipeline_is_stable_and_restorable(text: str) -> None:
    assert_sound(default(), Document.from_text(text))


@given(st.text(st.characters(exclude_categories=()), max_size=80))
@settings(max_examples=150)
def test_the_default_pipeline_accepts_any_text(text: str) -> None:
    assert_sound(default(), Document.from_text(text))


def test_clean_is_the_default_pipeline_for_a_text() -> None:
    assert clean(f"{PROSE}\r\nIts pformation.\r\nReturn to list\r\n") == (
        f"{PROSE}\r\nIts transformation.\r\n"
    )
    assert clean(PROSE) == PROSE


def test_the_result_of_clean_prose_is_the_document_itself() -> None:
    document = Document(f"{PROSE}\n", "a.txt", "\r\n", bom=True)
    assert default().clean(document) == Result(document, words=count_words(PROSE))
