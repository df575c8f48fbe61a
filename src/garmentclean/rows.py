"""Rows of JSON Lines: one text in them is replaced, and every other byte stays.

A row is never written anew from parsed values, which would change numbers, escapes, spaces or
the order of keys: the new text is put into the line in the place of the old one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.document import SURROGATE
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACE = re.compile(r"[ \t\n\r]*")
DECODER = JSONDecoder(parse_int=float)  # int would refuse numbers of many digits
UTF8, ASCII = "utf-8", "ascii"
"""The two common ways to write a text in JSON: as it is, or with escapes for all beyond ASCII."""


class RowError(GarmentcleanError):
    """A line is no row with a text."""


class AbsentError(RowError):
    """A row has no such text: its key is not there, or has a null."""


@dataclass(frozen=True)
class Row:
    """A line that is a JSON object with a text in it.

    Attributes:
        line: the line, without its end.
        field: the key of the text; with dots, the keys of the objects around it before its own.
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
            members = _members(line, int(line.startswith("\ufeff")))
            member = _found(line, members, field)
        except UnicodeDecodeError:
            raise RowError(f"{name}: is not UTF-8; left as it is") from None
        except (ValueError, RecursionError):
            raise RowError(f"{name}: is no JSON object; left as it is") from None
        if member is None:
            raise AbsentError(f"{name}: has no key '{field}'; name the text's with --text-field")
        if not isinstance(member.value, str):
            kind = AbsentError if member.value is None else RowError
            raise kind(f"{name}: '{field}' is no text; name the text's key with --text-field")
        return cls(line, field, member.start, member.end, member.value, frozenset(members))

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


class _Member(NamedTuple):
    """The value of a key, and where in the line it stands."""

    start: int
    end: int
    value: Any


def _found(line: str, members: Mapping[str, _Member], field: str) -> _Member | None:
    """Return the value that keys with dots between them lead to; None if it is not there.

    A key that has the dots itself goes first.
    """
    if field in members:
        return members[field]
    head, _, rest = field.partition(".")
    if not rest or head not in members or not isinstance(members[head].value, dict):
        return None
    inner = members[head]
    return _found(line, _members(line, inner.start, whole=False), rest)


def _members(line: str, start: int, *, whole: bool = True) -> dict[str, _Member]:
    """Return the members of the object at an offset; ValueError if there is none.

    If it is to be the `whole` rest of the line, nothing else may stand behind it.

    Of those with the same key, it is the last one, as in all common readers.
    """
    found: dict[str, _Member] = {}
    place = _after_space(line, start)
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
        begin = _after_space(line, place + 1)
        value, place = DECODER.raw_decode(line, begin)
        found[key] = _Member(begin, place, value)
        place = _after_space(line, place)
        if line[place : place + 1] == "}":
            break
        expected = ","
    if whole and _after_space(line, place + 1) != len(line):
        raise ValueError
    return found


def _after_space(line: str, place: int) -> int:
    """Return the offset behind white space."""
    match = SPACE.match(line, place)
    return match.end() if match else place
