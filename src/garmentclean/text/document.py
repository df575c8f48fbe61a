"""Documents: converting bytes to text and back without loss."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.display import brief
from garmentclean.text.encoding import AUTO, MARKS, UTF8, BinaryFileError, decode, encode
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["BinaryFileError", "Document", "Line"]

SURROGATE = lazily("[\ud800-\udfff]")
ANY_NEWLINE = lazily(r"\r\n|\r|\n")


class Line(NamedTuple):
    """Offsets of a line: its text is from start to end, its newline from end to stop."""

    start: int
    end: int
    stop: int


def lines(text: str) -> list[Line]:
    r"""Return the lines of a text; only \n, \r\n and \r end a line.

    `str.splitlines` also splits at other characters, such as the form feed and U+2028, which occur
    within sentences of crawled pages.

    >>> lines("one\r\ntwo")
    [Line(start=0, end=3, stop=5), Line(start=5, end=8, stop=8)]
    """
    return [*each_line(text)]


def each_line(text: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines of a text from an offset on, like `lines`."""
    for match in ANY_NEWLINE.finditer(text, start):
        yield Line(start, match.start(), match.end())
        start = match.end()
    if start < len(text):
        yield Line(start, len(text), len(text))


def is_unicode(text: str) -> bool:
    """Return whether a text has no lone surrogates, which stand for invalid UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def readable(text: str) -> str:
    r"""Return a text of the same length that RE2 and other libraries accept.

    Invalid UTF-8 becomes U+FFFD, and each carriage return "\n".

    >>> readable("caf\udce9\r\n")
    'caf�\n\n'
    """
    return (text if is_unicode(text) else SURROGATE.sub("\ufffd", text)).replace("\r", "\n")


def line_numbers(text: str, places: Sequence[int]) -> list[int]:
    r"""Return for each offset the number of its line, from 1.

    The offset after the last newline of a text belongs to the line that it ends.

    >>> line_numbers("one\r\ntwo\n", [9, 0, 5, 4])
    [2, 1, 2, 1]
    """
    if "\r" in text:
        starts = array("q", (line.start for line in each_line(text)))
        return [bisect_right(starts, place) or 1 for place in places]
    numbers: dict[int, int] = {}
    number, previous = 1, 0
    for place in sorted({*places}):
        number += text.count("\n", previous, place)
        previous = place
        numbers[place] = number
    if text.endswith("\n") and len(text) in numbers:
        numbers[len(text)] -= 1
    return [numbers[place] for place in places]


@dataclass(frozen=True)
class Document:
    r"""One article as text, and what is needed to write the same bytes again.

    Attributes:
        text: the text. Invalid UTF-8 becomes lone surrogates (PEP 383).
        name: its name in messages: a path, or `<stdin>`.
        newline: the newline of the document, "\r\n", "\r" or "\n"; it is always "\n" in the text.
            Empty if the document mixes newlines, which are then unchanged in the text.
        bom: whether there was a byte order mark before the text.
        row: its row in the file, from 1, with which the name ends; 0 for a document that is a whole
            file.
        field: its field, if there are several texts in a row; the name ends with it.
        encoding: the encoding of its bytes, by Python's name.
    """

    text: str
    name: str = "<text>"
    newline: str = "\n"
    bom: bool = False
    row: int = 0
    field: str = ""
    encoding: str = UTF8

    def __repr__(self) -> str:
        """Return the text, cut if it is long, and the attributes that are not the default."""
        shown = [brief(self.text)]
        shown += [
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if one.name != "text" and getattr(self, one.name) != one.default
        ]
        return f"Document({', '.join(shown)})"

    @property
    def file(self) -> str:
        """The name of its file."""
        name = self.name.removesuffix(f":{self.field}") if self.field else self.name
        return name.removesuffix(f":{self.row}") if self.row else name

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "<bytes>", encoding: str = AUTO) -> Document:
        """Decode a document.

        Args:
            data: its bytes.
            name: its name in messages.
            encoding: its encoding if it has no byte order mark and is not UTF-8.

        Raises:
            BinaryFileError: it contains a NUL byte.
            EncodingError: it is not in this encoding.
        """
        text, encoding, bom = decode(data, name, encoding)
        return cls.as_written(text, name, newline_of(text), bom=bom, encoding=encoding)

    @classmethod
    def from_text(cls, text: str, name: str = "<text>", row: int = 0, field: str = "") -> Document:
        """Create a document from a text with any newlines."""
        newline = newline_of(text)
        return cls(in_feeds(text, newline), name, newline, row=row, field=field)

    @classmethod
    def as_written(
        cls, text: str, name: str, newline: str, *, bom: bool = False, encoding: str = UTF8
    ) -> Document:
        """Create a document from a text with known newlines.

        This is the inverse of `to_text`, while `from_text` would detect the newlines again.
        """
        return cls(in_feeds(text, newline), name, newline, bom, encoding=encoding)

    def with_text(self, text: str) -> Document:
        """Return the same document with another text."""
        if text is self.text:
            return self
        return Document(
            text, self.name, self.newline, self.bom, self.row, self.field, self.encoding
        )

    def to_text(self) -> str:
        """Return the text with the original newlines."""
        return self.text if self.newline in {"\n", ""} else self.text.replace("\n", self.newline)

    def to_bytes(self) -> bytes:
        """Return the bytes, which are those that were read if the text is unchanged.

        Raises EncodingError if the encoding cannot represent a character.
        """
        mark = MARKS[self.encoding] if self.bom else b""
        return mark + encode(self.to_text(), self.encoding, self.name)

    def undecodable(self) -> list[int]:
        """Return the offsets of invalid UTF-8 bytes in the text."""
        if is_unicode(self.text):
            return []
        return [match.start() for match in SURROGATE.finditer(self.text)]


def newline_of(text: str) -> str:
    r"""Return the newline of a text; empty if it mixes newlines, `\n` if it has none.

    >>> newline_of("one\r\ntwo\r\n"), newline_of("one\rtwo\n"), newline_of("one")
    ('\r\n', '', '\n')
    """
    if "\r" not in text:
        return "\n"
    pairs, returns, feeds = text.count("\r\n"), text.count("\r"), text.count("\n")
    if pairs == returns == feeds:
        return "\r\n"
    return "" if feeds else "\r"


def in_feeds(text: str, newline: str) -> str:
    r"""Return a text with `newline` replaced by `\n`."""
    return text.replace(newline, "\n") if newline not in {"", "\n"} else text
