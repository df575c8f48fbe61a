from __future__ import annotations

import sys
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean import Document, Edit, Pipeline
from garmentclean.errors import RuleFileError
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.text.terminal_escapes import unescaped
from garmentclean.text.words import ENTITY, TAG, count_words, count_words_slowly, words_removed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakePack = Callable[..., Path]

SHARE = {"id": "share", "filter": "drop-lines", "patterns": "^Share"}
WORN = {"id": "worn", "filter": "substitute", "terms": {"worn": "wear"}}
TEXT = "One loom.\nShare this page with all.\nIt is worn.\n"  # 10 words, of which 5 go


def pipeline(make_pack: MakePack, *rules: dict[str, Any], **options: Any) -> Pipeline:
    return Pipeline(load_pack(make_pack("p", *rules)).rules, **options)


@pytest.mark.parametrize(("limit", "stopped"), [(0.49, True), (0.5, False), (1.0, False)])
def test_a_document_that_would_lose_more_is_left_unchanged(
    make_pack: MakePack, limit: float, *, stopped: bool
) -> None:
    result = pipeline(make_pack, SHARE, WORN, max_loss=limit).clean(TEXT)
    edits = (
        Edit("p/share", 10, "Share this page with all.\n", ""),
        Edit("p/worn", 16, "worn", "wear"),
    )
    assert result.text == (TEXT if stopped else "One loom.\nIt is wear.\n")
    assert (result.refused if stopped else result.edits) == edits
    assert (result.edits if stopped else result.refused) == ()
    assert (result.words, result.loss) == (10, 0.5)
    assert result.settled


def test_a_stopped_document_has_no_notes_from_the_discarded_text(make_pack: MakePack) -> None:
    note = {"id": "note", "filter": "report", "patterns": "worn"}
    result = pipeline(make_pack, SHARE, note, max_loss=0.1).clean(TEXT)
    assert result.notes == ()


def test_an_empty_document_has_no_loss(make_pack: MakePack) -> None:
    dashes = {"filter": "drop-lines", "patterns": "^-+$"}
    result = pipeline(make_pack, dashes, max_loss=0.0).clean("---\n--\n")
    assert (result.text, result.refused) == ("", ())


@pytest.mark.parametrize(("limit", "held"), [(0.49, {"p/share": 0.5}), (0.5, {})])
def test_a_rule_removes_no_more_than_its_limit(
    make_pack: MakePack, limit: float, held: dict[str, float]
) -> None:
    result = pipeline(make_pack, {**SHARE, "at-most": limit}, WORN).clean(TEXT)
    assert result.held == held
    assert ("Share" in result.text) == bool(held)
    assert "wear" in result.text
    assert result.restore().text == TEXT


def test_a_rule_that_may_remove_everything_causes_no_loss(make_pack: MakePack) -> None:
    result = pipeline(make_pack, {**SHARE, "at-most": 1}, WORN, max_loss=0.1).clean(TEXT)
    assert result.text == "One loom.\nIt is wear.\n"
    assert result.loss == 0.0


@pytest.mark.parametrize("value", [-0.1, 0, 1.1])
def test_a_limit_is_a_share(make_pack: MakePack, value: float) -> None:
    with pytest.raises(RuleFileError, match="'at-most': is a share, above 0 and up to 1"):
        pipeline(make_pack, {**SHARE, "at-most": value})


@pytest.mark.parametrize("value", [None, "half", [1]])
def test_a_limit_is_a_number(make_pack: MakePack, value: object) -> None:
    with pytest.raises(RuleFileError, match="'at-most' must be a number"):
        pipeline(make_pack, {**SHARE, "at-most": value})


@pytest.mark.parametrize(
    ("protect", "expected"),
    [
        ([], "One loom.\nIt is wear.\n"),
        (["Share"], "One loom.\nShare this page with all.\nIt is wear.\n"),
        (["all\\.\nIt"], "One loom.\nShare this page with all.\nIt is wear.\n"),
        (["loom", "is wo"], "One loom.\nIt is worn.\n"),
        (["x*"], "One loom.\nIt is wear.\n"),
        (["(?s:.*)"], TEXT),
    ],
)
def test_protected_text_is_not_touched(
    make_pack: MakePack, protect: list[str], expected: str
) -> None:
    assert pipeline(make_pack, SHARE, WORN, protect=protect).clean(TEXT).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"caf\xe9\nShare \xff\nworn\n", b"caf\xe9\nShare \xff\nwear\n"),
        (b"one\r\nShare this\r\nworn\n", b"one\r\nShare this\r\nwear\n"),
        (b"caf\xe9\rShare\nworn\r\n", b"caf\xe9\rShare\nwear\r\n"),
    ],
)
def test_lines_are_protected_whatever_bytes_and_newlines_a_document_has(
    make_pack: MakePack, text: bytes, expected: bytes
) -> None:
    cleaner = pipeline(make_pack, SHARE, WORN, protect=["^Share.*$"])
    result = cleaner.clean(Document.from_bytes(text))
    assert result.document.to_bytes() == expected
    assert result.restore().to_bytes() == text


def test_rules_run_next_to_protected_text(make_pack: MakePack) -> None:
    spaces = {"filter": "tidy-spacing", "patterns": " +", "to": " "}
    cleaner = pipeline(make_pack, spaces, protect=["b  b", "c"])
    assert cleaner.clean("a  b  b  c").text == "a b  b c"


def test_protected_text_can_have_notes(make_pack: MakePack) -> None:
    note = {"id": "note", "filter": "report", "patterns": "worn"}
    result = pipeline(make_pack, note, protect=["worn"]).clean(TEXT)
    assert [n.text for n in result.notes] == ["worn"]


def test_a_repeated_page_is_no_loss() -> None:
    page = "".join(
        f"The mill number {n} spins more than {n} tons of good cotton yarn, and sells {n} of "
        "them every single week to the weavers of the town.\n\n"
        for n in range(10, 30)
    )
    result = Pipeline(
        [rule for pack in load_packs() if pack.name == "repeats" for rule in pack.rules],
        max_loss=0.1,
    ).clean(Document(page * 3))
    assert result.text.strip() == page.strip()


def test_tags_do_not_count_as_words(make_pack: MakePack) -> None:
    tags = {"filter": "strip-markup", "patterns": "</?[bi]>"}
    text = "<b>" * 50 + "The mill</b> is <i>good</i>.\n"
    result = pipeline(make_pack, tags, max_loss=0.1).clean(text)
    assert (result.text, result.words, result.loss) == ("The mill is good.\n", 4, 0.0)


@pytest.mark.parametrize(
    ("before", "after", "removed"),
    [
        ("&nbsp;", " ", 0),
        ("&Nbsp;", "", 0),
        ("&amp;", "&", 0),
        ("&#8203;", "", 0),
        ("&#xA0;", " ", 0),
        ("Hemp&nbsp;is", "Hemp is", 0),
        ("&lt;br&gt; the mill", "", 3),
        ("R&D; the mill", "", 3),
        ("Q&amp;A page", "", 2),
        ("&c; &co", "", 2),
    ],
)
def test_entities_do_not_count_as_words(before: str, after: str, removed: int) -> None:
    assert words_removed(before, after) == removed


def test_what_a_terminal_shows_is_no_loss() -> None:
    page = "N\bNA\bAM\bME\bE\n\n" + "_\bw_\be_\ba_\bv_\be the o\bol\bld\bd cloth\n" * 15
    page += "The \x1b[1mloom\x1b[0m \x1b]8;;https://a.example/loom\x07is old\x1b]8;;\x07.\n"
    result = Pipeline.from_packs(max_loss=0.01).clean(page)
    shown = "NAME\n\n" + "weave the old cloth\n" * 15 + "The loom is old.\n"
    assert (result.text, result.loss, result.words) == (shown, 0.0, 65)


def test_a_text_of_entities_loses_nothing() -> None:
    result = Pipeline.from_packs(max_loss=0.1).clean("Hemp&nbsp;is strong&nbsp;&amp; soft.\n")
    assert "&nbsp;" not in result.text
    assert (result.loss, result.stopped) == (0.0, False)


PARTS = (
    *" \t\n\r\x0b\x1c\x85\xa0\u2003\u2028\u200b\ufeff",
    *"._-–—“”’'…<>/&;1٣½²ªéßЖא棉の가𠀀😀\ud83d\udc80\0\x7f",
    *(
        "mill",
        "a",
        "<b>",
        "</p>",
        "&amp;",
        "&#160;",
        "e\u0301",
        "\u0bcd",
        "織 ",
        " looms ",
        ". ",
        " – ",
        "\n\n",
    ),
)


def test_words_are_counted_as_their_definition_says() -> None:
    random = Random(6)
    for number in range(100_000):
        some = random.sample(PARTS, 6) if number % 3 else PARTS
        text = "".join(random.choices(some, k=random.randrange(12)))
        plain = ENTITY.sub("", TAG.sub("", unescaped(text)))
        assert count_words(text) == count_words_slowly(plain), repr(text)


def test_words_of_any_character_are_counted_as_their_definition_says() -> None:
    for char in map(chr, (*range(0x3200), *range(0x3200, sys.maxunicode, 19))):
        text = f"{char} a{char} {char}b {char}{char}"
        assert count_words(text) == count_words_slowly(unescaped(text)), repr(text)
