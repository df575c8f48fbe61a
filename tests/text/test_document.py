from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from garmentclean.text.document import BinaryFileError, Document, Line, line_numbers, lines

BOM = b"\xef\xbb\xbf"
PIECES = [BOM, b"\r", b"\n", b"\r\n", b"\xff", b"\xe4\xb8", b"cloth ", "é中😀\x0c".encode()]
ARTICLES = st.one_of(
    st.binary().map(lambda data: data.replace(b"\0", b"")),
    st.lists(st.sampled_from(PIECES)).map(b"".join),
)


@given(ARTICLES)
@example(b"")
@example(BOM)
@example(BOM + BOM + b"\r\n\r")
@example(b"one\r\ntwo\rthree\n")
@example("caf\u00e9".encode("latin-1"))
def test_bytes_round_trip(data: bytes) -> None:
    assert Document.from_bytes(data).to_bytes() == data


@given(ARTICLES)
def test_the_text_of_a_uniform_document_has_line_feeds_only(data: bytes) -> None:
    document = Document.from_bytes(data)
    assert ("\r" in document.text) == (document.newline == "")


@pytest.mark.parametrize(
    ("data", "text", "newline", "bom"),
    [
        (b"one\ntwo\n", "one\ntwo\n", "\n", False),
        (b"one\r\ntwo", "one\ntwo", "\r\n", False),
        (b"one\rtwo\r", "one\ntwo\n", "\r", False),
        (b"one\r\ntwo\n", "one\r\ntwo\n", "", False),
        (b"one\rtwo\n", "one\rtwo\n", "", False),
        (b"one\r\r\n", "one\r\r\n", "", False),
        (BOM + b"one\r\n", "one\n", "\r\n", True),
        (b"no newline", "no newline", "\n", False),
    ],
)
def test_newline_and_bom_are_detected(data: bytes, text: str, newline: str, *, bom: bool) -> None:
    document = Document.from_bytes(data, "a.txt")
    assert document == Document(text, "a.txt", newline, bom)


def test_another_text_is_written_with_the_same_newlines_and_bom() -> None:
    document = Document.from_bytes(BOM + b"one\r\ntwo\r\n", "a.txt").with_text("two\nthree\n")
    assert document.to_bytes() == BOM + b"two\r\nthree\r\n"
    assert document.to_text() == "two\r\nthree\r\n"
    assert document.name == "a.txt"


def test_a_nul_byte_is_not_text() -> None:
    with pytest.raises(BinaryFileError, match=r"^scan\.txt: looks like a binary file") as caught:
        Document.from_bytes(b"cloth\0cloth", "scan.txt")
    assert "\n" not in str(caught.value)


def test_invalid_bytes_are_counted_one_by_one() -> None:
    document = Document.from_bytes(b"caf\xe9, \xe4\xb8.")
    assert document.undecodable() == [3, 6, 7]
    assert Document.from_bytes("café, 中.".encode()).undecodable() == []


def slow_lines(text: str) -> list[Line]:
    result, start, place = [], 0, 0
    while place < len(text):
        width = 2 if text[place : place + 2] == "\r\n" else 1
        if text[place] in "\r\n":
            result.append(Line(start, place, place + width))
            start = place + width
        place += width
    return [*result, Line(start, place, place)] if start < len(text) else result


@given(st.text(st.sampled_from("a \r\n\x0b\x0c\x1c\x85\u2028\u2029\ud800")))
def test_lines_agree_with_the_reference(text: str) -> None:
    split = lines(text)
    assert split == slow_lines(text)
    assert "".join(text[line.start : line.stop] for line in split) == text


@pytest.mark.parametrize("mark", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
def test_other_separators_do_not_end_a_line(mark: str) -> None:
    assert lines(f"one{mark}two\n") == [Line(0, 7, 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n", [Line(0, 0, 1)]),
        ("one", [Line(0, 3, 3)]),
        ("one\n", [Line(0, 3, 4)]),
        ("one\r\n\r\ntwo", [Line(0, 3, 5), Line(5, 5, 7), Line(7, 10, 10)]),
    ],
)
def test_the_last_line_needs_no_newline(text: str, expected: list[Line]) -> None:
    assert lines(text) == expected


@given(st.text("a\r\n\x0b", max_size=12))
def test_line_numbers_agree_with_the_reference(text: str) -> None:
    places = [*range(len(text) + 1)]
    starts = [line.start for line in slow_lines(text)]
    expected = [max(1, sum(start <= place for start in starts)) for place in places]
    assert line_numbers(text, places) == expected
    assert line_numbers(text, places[::-1]) == expected[::-1]
