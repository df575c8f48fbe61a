"""Rows of JSON Lines: one text in them is replaced, and every other byte stays.

A row is never written anew from parsed values, which would change numbers, escapes, spaces or
the order of keys: the new text is put into the line in the place of the old one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from garmentclean.document import SURROGATE
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPACE = re.compile(r"[ \t\n\r]*")
DECODER = JSONDecoder(parse_int=float)  # int would refuse numbers of many digits
UTF8, ASCII = "utf-8", "ascii"
"""The two common ways to write a text in JSON: as it is, or with escapes for all beyond ASCII."""


class RowError(GarmentcleanError):
    """A line is no row with a text."""


@dataclass(frozen=True)
class Row:
    """A line that is a JSON object with a text in it.

    Attributes:
        line: the line, without its end.
        field: the key of the text.
        start: offset in the line of the text's opening quotation mark.
        end: offset behind its closing one.
        text: the text.
        keys: all keys of the object.
    """

    line: str
    field: str
    start: int
    end: int
    text: str
    keys: frozenset[str]

    @classmethod
    def parse(cls, data: bytes, field: str, name: str) -> Row:
        """Read a line; RowError, beginning with `name`, if it has no such text."""
        try:
            line = data.decode()
            members = {key: (start, end, value) for key, start, end, value in _members(line)}
        except UnicodeDecodeError:
            raise RowError(f"{name}: is not UTF-8; left as it is") from None
        except (ValueError, RecursionError):
            raise RowError(f"{name}: is no JSON object; left as it is") from None
        if field not in members:
            raise RowError(f"{name}: has no key '{field}'; name the text's with --text-field")
        start, end, text = members[field]
        if not isinstance(text, str):
            raise RowError(f"{name}: '{field}' is no text; name the text's key with --text-field")
        return cls(line, field, start, end, text, frozenset(members))

    @property
    def style(self) -> str:
        """How the text is written: `utf-8`, `ascii`, or itself if it is neither."""
        literal = self.line[self.start : self.end]
        return next((s for s in (UTF8, ASCII) if written(self.text, s) == literal), literal)

    def with_text(self, text: str, columns: Mapping[str, object] | None = None) -> bytes:
        """Return the line with another text, and with more columns behind the ones it has."""
        literal = self.line[self.start : self.end]
        if text != self.text:
            literal = written(text, self.style)
        line = self.line[: self.start] + literal + self.line[self.end :]
        more = added(columns or {})
        close = line.rindex("}")
        return (line[:close] + more + line[close:]).encode()

    def restored(self, text: str, style: str, more: str = "") -> bytes:
        """Return the line as it was, from the one that `with_text` made.

        Args:
            text: the text as it was.
            style: the `style` of the row as it was.
            more: what `added` wrote for the columns.
        """
        line = self.line[: self.start] + written(text, style) + self.line[self.end :]
        close = line.rindex("}")
        return (line[:close].removesuffix(more) + line[close:]).encode()


def has_text(data: bytes, field: str) -> bool:
    """Tell whether a line is a row with a text of this key.

    >>> has_text(b'{"text": "a"}', "text"), has_text(b'{"text": 1}', "text")
    (True, False)
    """
    try:
        Row.parse(data, field, "")
    except RowError:
        return False
    return True


def written(text: str, style: str) -> str:
    r"""Return a text as it is written in JSON; a style that is a literal of the text is that.

    >>> written("a “b”", "utf-8"), written("“", "ascii")
    ('"a “b”"', '"\\u201c"')
    """
    if style.startswith('"') and json.loads(style) == text:
        return style
    return dumps(text, ascii_only=style == ASCII)


def dumps(value: object, *, ascii_only: bool = False) -> str:
    """Return a value as JSON without spaces; lone surrogates, which have no bytes, as escapes."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def added(columns: Mapping[str, object]) -> str:
    """Return what columns look like behind others."""
    return "," + dumps(dict(columns))[1:-1] if columns else ""


def _members(line: str) -> Iterator[tuple[str, int, int, Any]]:
    """Yield key, start, end and value of each member of the object; ValueError if it is none."""
    place = _after_space(line, int(line.startswith("\ufeff")))
    expected = "{"
    while True:
        if line[place : place + 1] != expected:
            raise ValueError
        place = _after_space(line, place + 1)
        if expected == "{" and line[place : place + 1] == "}":
            break
        if line[place : place + 1] != '"':
            raise ValueError
        key, place = scanstring(line, place + 1)
        place = _after_space(line, place)
        if line[place : place + 1] != ":":
            raise ValueError
        start = _after_space(line, place + 1)
        value, place = DECODER.raw_decode(line, start)
        yield key, start, place, value
        place = _after_space(line, place)
        if line[place : place + 1] == "}":
            break
        expected = ","
    if _after_space(line, place + 1) != len(line):
        raise ValueError


def _after_space(line: str, place: int) -> int:
    """Return the offset behind white space."""
    match = SPACE.match(line, place)
    return match.end() if match else place
