from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Document, Note, Result
from garmentclean.report.findings import Finding, Region, findings
from garmentclean.report.formats.text import check_lines
from garmentclean.text.document import lines
from garmentclean.text.edit import Edit, Patch, apply, origins

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = st.text(st.sampled_from("ab \n\r\udcff中😀"), max_size=30)


def findings_of(data: str | bytes, *edits: Edit, notes: Sequence[Note] = ()) -> list[Finding]:
    """Return the findings of edits that were made in the text of a document."""
    data = data.encode() if isinstance(data, str) else data
    original = Document.from_bytes(data, "a.txt")
    return list(findings(original, Result(original, edits, tuple(notes))))


def drop(start: int, before: str, after: str = "") -> Edit:
    return Edit("p/r", start, before, after)


def test_an_unchanged_document_has_no_findings() -> None:
    assert findings_of("One loom.\n") == []


PLACES = {
    "lf": b"One.\nTwo loom.\n",
    "crlf": b"One.\r\nTwo loom.\r\n",
    "cr": b"One.\rTwo loom.\r",
    "bom": b"\xef\xbb\xbfOne.\nTwo loom.\n",
    "multi-byte": "棉😀.\nTwö loom.\n".encode(),
    "no-utf-8": b"\xe4\xb8.\nTw\xff loom.\n",
    "form-feed": "O\x0c\u2028\nTwo loom.\n".encode(),
}


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES)
def test_places_are_lines_and_code_points(data: bytes) -> None:
    text = Document.from_bytes(data).text
    (one,) = findings_of(data, drop(text.index("loom"), "loom", "mill"))
    assert (one.path, one.rule, one.before, one.after) == ("a.txt", "p/r", "loom", "mill")
    assert one.region == one.change == Region(2, 5, 2, 9)


def test_places_in_mixed_newlines() -> None:
    text = "One.\r\nTwo.\rThree.\nFour loom"
    (one,) = findings_of(text, drop(text.index("loom"), "loom"))
    assert one.region == Region(4, 6, 4, 10)


def test_a_dropped_line_is_shown_without_its_newlines_and_changed_with_them() -> None:
    (one,) = findings_of("One.\n\nBack\n\nTwo.\n", drop(5, "\nBack\n"))
    assert (one.before, one.after) == ("Back", "")
    assert (one.region, one.change) == (Region(3, 1, 3, 5), Region(2, 1, 4, 1))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_last_line_ends_at_the_beginning_of_the_next(newline: str) -> None:
    (one,) = findings_of(f"One.{newline}Back{newline}", drop(5, "Back\n"))
    assert (one.region, one.change) == (Region(2, 1, 2, 5), Region(2, 1, 3, 1))


def test_newlines_that_are_replaced_span_lines() -> None:
    (one,) = findings_of("One\n\ntwo.\n", drop(3, "\n\n", " "))
    assert one.region == one.change == Region(1, 4, 3, 1)
    assert one.message == r"'\n\n' → ' '"


def test_a_note_is_traced_through_the_edits_and_changes_nothing() -> None:
    text = "One and and 3 zillion.\n"
    one, two = findings_of(text, drop(7, " and"), notes=[Note("p/n", 8, "3 zillion")])
    assert (one.region, one.change) == (Region(1, 8, 1, 12), Region(1, 8, 1, 12))
    assert (two.region, two.change, two.after) == (Region(1, 13, 1, 22), None, None)
    assert two.message == "reported: '3 zillion'"


def test_an_edit_of_a_later_text_is_placed_in_the_original() -> None:
    far, near = drop(9, "loom", "mill"), drop(0, "One  ")
    assert findings_of("One  two loom", near, far._replace(start=4))[1].region == Region(
        1, 10, 1, 14
    )


def test_an_edit_of_what_an_edit_wrote_has_the_region_of_that_one_and_no_change() -> None:
    later, first = findings_of(
        "A pformed mill", drop(2, "pform", "transform"), drop(5, "nsf", "NSF")
    )
    assert (later.before, first.before) == ("nsf", "pform")
    assert later.region == first.region == first.change == Region(1, 3, 1, 8)
    assert later.change is None


def test_an_edit_around_an_earlier_one_spans_it_and_has_no_change() -> None:
    outer, inner = findings_of("abcdef", drop(2, "c"), drop(1, "bde", "x"))
    assert (outer.before, outer.region, outer.change) == ("bde", Region(1, 2, 1, 6), None)
    assert (inner.before, inner.change) == ("c", Region(1, 3, 1, 4))


def test_an_edit_next_to_an_earlier_one_does_not_include_it() -> None:
    left, gone, right = findings_of("abcdef", drop(2, "cd"), drop(1, "b", "B"), drop(2, "e", "E"))
    places = [left.region, gone.region, right.region]
    assert places == [Region(1, 2, 1, 3), Region(1, 3, 1, 5), Region(1, 5, 1, 6)]
    assert [left.change, gone.change, right.change] == places


@st.composite
def cleanings(draw: st.DrawFn) -> tuple[Document, Result]:
    """Draw a document, and what several stages of edits make of it."""
    original = Document.from_text(draw(TEXTS), "a.txt")
    text, edits = original.text, list[Edit]()
    for number in range(draw(st.integers(1, 4))):
        places = st.integers(0, len(text))
        spans = draw(st.lists(st.tuples(places, places).map(sorted), max_size=4))
        after = st.text(st.sampled_from("ab\n"), max_size=3)
        patches = [Patch(i, j, draw(after), f"p/r{number}") for i, j in spans if i < j]
        text, made = apply(text, patches)
        edits += made
    start = draw(st.integers(0, len(text)))
    notes = (Note("p/note", start, text[start : start + 2]),)
    return original, Result(original.with_text(text), tuple(edits), notes)


def offset(text: str, line: int, column: int) -> int:
    starts = [line.start for line in lines(text)]
    return ([*starts, len(text)] if line > len(starts) else starts)[line - 1] + column - 1


def stretch(text: str, region: Region) -> tuple[int, int]:
    return offset(text, *region[:2]), offset(text, *region[2:])


@given(cleanings())
def test_findings_are_in_order_and_begin_where_the_edits_did(
    cleaning: tuple[Document, Result],
) -> None:
    original, result = cleaning
    every = list(findings(original, result))
    spans = [stretch(original.text, one.region) for one in every]
    assert spans == sorted(spans, key=lambda span: span[0])
    assert all(0 <= start <= end <= len(original.text) for start, end in spans)
    assert len(every) == len(result.edits) + len(result.notes)
    starts = [i for (i, _), one in zip(spans, every, strict=True) if one.after is not None]
    assert starts == sorted(origins(result.edits, lambda edit: edit.before.index(edit.shown)))


@given(cleanings())
def test_changes_remove_what_the_edits_removed(cleaning: tuple[Document, Result]) -> None:
    original, result = cleaning
    text = original.text
    spans = sorted(
        (*stretch(text, one.change), one.after or "")
        for one in findings(original, result)
        if one.change
    )
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    left = [edit.before for edit in result.edits]
    for start, end, _ in spans:
        left.remove(text[start:end])
    if not left:  # all edits are of the original text, and can be made in one go
        for start, end, after in reversed(spans):
            text = text[:start] + after + text[end:]
        assert text == result.document.text


@given(cleanings())
def test_lines_for_editors_are_lines(cleaning: tuple[Document, Result]) -> None:
    for line in check_lines(*cleaning):
        assert re.fullmatch(r"a\.txt:\d+:\d+: p/\w+: .*'", line)


def test_colours_stand_around_the_text_and_none_come_from_it() -> None:
    original = Document.from_text("A \x1b[31mloom\x9b\n", "a\x1b.txt")
    result = Result(original, (Edit("p/r", 2, "\x1b[31mloom\x9b", ""),))
    assert list(check_lines(original, result)) == [
        "a\\x1b.txt:1:3: p/r: '<U+001B ESCAPE>[31mloom<U+009B>' → ''",
    ]
    assert list(check_lines(original, result, color=True)) == [
        "\x1b[1ma\\x1b.txt\x1b[0m:1:3: \x1b[35mp/r\x1b[0m: '<U+001B ESCAPE>[31mloom<U+009B>' → ''",
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("a\u200bb", "ab", "'a<U+200B ZERO WIDTH SPACE>b' → 'ab'"),
        ("a\u00adb", "ab", "'a<U+00AD SOFT HYPHEN>b' → 'ab'"),
        ("a\xa0b", "a b", "'a<U+00A0 NO-BREAK SPACE>b' → 'a b'"),
        ("a\u3000b", "a b", "'a<U+3000 IDEOGRAPHIC SPACE>b' → 'a b'"),
        ("a\tb", "a b", r"'a\tb' → 'a b'"),
        ("a\ufe0f", "a", "'a<U+FE0F VARIATION SELECTOR-16>' → 'a'"),
        ("\u3164", "", "'<U+3164 HANGUL FILLER>' → ''"),
        ("\ufeff", "", "'<U+FEFF ZERO WIDTH NO-BREAK SPACE>' → ''"),
        ("a\x08b", "ab", "'a<U+0008 BACKSPACE>b' → 'ab'"),
        ("Home\x0c", "", "'Home<U+000C FORM FEED>' → ''"),
        ("a\x85b", "a b", "'a<U+0085 NEXT LINE>b' → 'a b'"),
        ("a\u2028b", "a\nb", r"'a<U+2028 LINE SEPARATOR>b' → 'a\nb'"),
        ("&nbsp;", "\xa0", "'&nbsp;' → '<U+00A0 NO-BREAK SPACE>'"),
        (
            "cafe\u0301",
            "caf\xe9",
            "'cafe<U+0301 COMBINING ACUTE ACCENT>' → 'caf<U+00E9 LATIN SMALL LETTER E WITH ACUTE>'",
        ),
        ("Home\xa0> A", "", "'Home\xa0> A' → ''"),
        ("Home\u202e", "", "'Home<U+202E RIGHT-TO-LEFT OVERRIDE>' → ''"),
        ("a  b", "a b", "'a  b' → 'a b'"),
        ("é!!", "é!", "'é!!' → 'é!'"),
        ("a\r\nb", "a\nb", r"'a\r\nb' → 'a\nb'"),
    ],
)
def test_invisible_characters_are_named(before: str, after: str, message: str) -> None:
    original = Document(f"x {before} y", "a.txt", newline="")
    clean = original.with_text(f"x {after} y")
    (one,) = findings(original, Result(clean, (Edit("p/r", 2, before, after),)))
    assert one.message == message


def test_controls_of_a_note_are_named() -> None:
    (one,) = findings_of("It\xe2\x80\x99s", notes=[Note("p/r", 2, "\xe2\x80\x99")])
    assert one.message == "reported: '\xe2<U+0080><U+0099>'"
