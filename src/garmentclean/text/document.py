"""Documents: bytes to text and back without a loss."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.brief import brief
from garmentclean.text.encoding import AUTO, MARKS, UTF8, BinaryFileError, decode, encode
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["BinaryFileError", "Document", "Line"]

SURROGATE = lazily("[\ud800-\udfff]")
ANY_NEWLINE = lazily(r"\r\n|\r|\n")


class Line(NamedTuple):
    """Offsets of one line: its text is start to end, its newline end to stop."""

    start: int
    end: int
    stop: int


def lines(text: str) -> list[Line]:
    r"""Return the lines of a text; only \n, \r\n and \r end a line.

    `str.splitlines` knows nine more ends of lines, among them the form feed and U+2028, which
    stand within sentences of crawled pages.

    >>> lines("one\r\ntwo")
    [Line(start=0, end=3, stop=5), Line(start=5, end=8, stop=8)]
    """
    return [*each_line(text)]


def each_line(text: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines of a text from an offset on, as `lines` has them."""
    for match in ANY_NEWLINE.finditer(text, start):
        yield Line(start, match.start(), match.end())
        start = match.end()
    if start < len(text):
        yield Line(start, len(text), len(text))


def is_unicode(text: str) -> bool:
    """Tell whether a text has no lone surrogates, which stand for bytes that are no UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def readable(text: str) -> str:
    r"""Return a text of the same length that RE2 and other libraries can take.

    Bytes that are no UTF-8 stand as U+FFFD, and each character of a mixed newline as "\n".

    >>> readable("caf\udce9\r\n")
    'caf�\n\n'
    """
    return (text if is_unicode(text) else SURROGATE.sub("\ufffd", text)).replace("\r", "\n")


def line_numbers(text: str, places: Sequence[int]) -> list[int]:
    r"""Return the number of the line, from 1, that each of some offsets is in.

    The offset behind the last newline of a text is in the line that it ends.

    >>> line_numbers("one\r\ntwo\n", [9, 0, 5, 4])
    [2, 1, 2, 1]
    """
    if "\r" in text:
        starts = array("q", (line.start for line in each_line(text)))
        return [bisect_right(starts, place) or 1 for place in places]
    found: dict[int, int] = {}
    number, done = 1, 0
    for place in sorted({*places}):
        number += text.count("\n", done, place)
        done = place
        found[place] = number
    if text.endswith("\n") and len(text) in found:
        found[len(text)] -= 1
    return [found[place] for place in places]


@dataclass(frozen=True)
class Document:
    r"""One article as text, and what is needed to write the same bytes again.

    Attributes:
        text: the text. Bytes that are no UTF-8 are carried as lone surrogates (PEP 383).
        name: what messages call it: a path, or `<stdin>`.
        newline: what ends its lines, "\r\n", "\r" or "\n"; in the text they all end in "\n".
            Empty where the document mixes them: then the text has them as they stand.
        bom: whether a byte order mark stood before the text.
        row: the row of a file that the whole document stands in, from 1; its name ends in that
            number. 0 for a document that is a whole file.
        field: of one of several texts in a row, where in the row it is; then its name ends in that.
        encoding: what its bytes are in, by Python's name for it.
    """

    text: str
    name: str = "<text>"
    newline: str = "\n"
    bom: bool = False
    row: int = 0
    field: str = ""
    encoding: str = UTF8

    def __repr__(self) -> str:
        """Return the beginning of the text, and what is not as it is by default."""
        told = [brief(self.text)]
        told += [
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if one.name != "text" and getattr(self, one.name) != one.default
        ]
        return f"Document({', '.join(told)})"

    @property
    def file(self) -> str:
        """The name of the file that it is, or is a row of."""
        name = self.name.removesuffix(f":{self.field}") if self.field else self.name
        return name.removesuffix(f":{self.row}") if self.row else name

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "<bytes>", encoding: str = AUTO) -> Document:
        """Decode a document.

        Args:
            data: its bytes.
            name: what messages call it.
            encoding: what it is in if it has no byte order mark and is not UTF-8.

        Raises:
            BinaryFileError: it holds a NUL byte.
            EncodingError: it is not in this encoding.
        """
        text, encoding, bom = decode(data, name, encoding)
        return cls.as_written(text, name, newline_of(text), bom=bom, encoding=encoding)

    @classmethod
    def from_text(cls, text: str, name: str = "<text>", row: int = 0, field: str = "") -> Document:
        """Take a text as a document, whatever its newlines are."""
        newline = newline_of(text)
        return cls(in_feeds(text, newline), name, newline, row=row, field=field)

    @classmethod
    def as_written(
        cls, text: str, name: str, newline: str, *, bom: bool = False, encoding: str = UTF8
    ) -> Document:
        """Take a text as it was written of a document whose newlines are known.

        The inverse of `to_text`; `from_text` would judge the newlines that are left anew.
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
        """Return the text with the newlines that the document came with."""
        return self.text if self.newline in {"\n", ""} else self.text.replace("\n", self.newline)

    def to_bytes(self) -> bytes:
        """Return the bytes: the same ones as were read, if the text is still the same.

        Raises EncodingError if the document's encoding has no place for a character.
        """
        mark = MARKS[self.encoding] if self.bom else b""
        return mark + encode(self.to_text(), self.encoding, self.name)

    def undecodable(self) -> list[int]:
        """Return the offsets of the bytes that are no UTF-8."""
        if is_unicode(self.text):
            return []
        return [match.start() for match in SURROGATE.finditer(self.text)]


def newline_of(text: str) -> str:
    r"""Return what ends the lines of a text; nothing if it mixes them, `\n` if it has none.

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
    r"""Return a text with the newlines of `newline`, if that is any, as `\n`."""
    return text.replace(newline, "\n") if newline not in {"", "\n"} else text
