"""Rows of JSON Lines: one text in them is replaced, and every other byte stays.

A row is never written anew from parsed values, which would change numbers, escapes, spaces or
the order of keys: the new text is put into the line in the place of the old one.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import orjson

from garmentclean.errors import GarmentcleanError
from garmentclean.text.json_members import Member, keys_of, read, value_at
from garmentclean.text.json_text import dumps, encoded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COLON = re.compile(rb"[ \t\n\r]*:[ \t\n\r]*")
BACKSLASH = b"\\"[0]
UTF8, ASCII = "utf-8", "ascii"
"""The two common ways to write a text in JSON: as it is, or with escapes for all beyond ASCII."""


class RowError(GarmentcleanError):
    """A row cannot be read, or cannot hold its clean text."""


class Lack(NamedTuple):
    """The keys under which a row has no text, and the keys that it has."""

    fields: tuple[str, ...]
    keys: tuple[str, ...]


class NoTextError(RowError):
    """A row has no text under a key.

    Args:
        message: what is wrong, and what to do.
        lack: the key, and the keys that there are.
    """

    def __init__(self, message: str, lack: Lack) -> None:
        super().__init__(message)
        self.lack = lack


class AbsentError(NoTextError):
    """A row has no such text: its key is missing, or null."""


class Place(NamedTuple):
    """Where in a line, in bytes, a text stands, with its quotation marks; and its `style`."""

    start: int
    end: int
    style: str


class Row:
    """A line that is a JSON object with a text in it.

    Args:
        data: the line, without its end.
        field: the key of the text; with dots, the keys of the objects around it before its own.
        text: the text.
        keys: all keys of the object.
        key: the key of the text itself, if that is known.
    """

    def __init__(
        self, data: bytes, field: str, text: str, keys: Collection[str], key: str = ""
    ) -> None:
        self.data, self.field, self.text, self.keys, self._key = data, field, text, keys, key

    @classmethod
    def parse(cls, data: bytes, field: str, name: str) -> Row:
        """Read a line; RowError, beginning with `name`, if it has no such text."""
        try:
            values = orjson.loads(data)
        except orjson.JSONDecodeError:  # it knows less than `json`: no byte order mark, no NaN
            return cls.parse_slowly(data, field, name)
        text, key = value_at(values, field) if isinstance(values, dict) else (None, "")
        if not isinstance(text, str):
            return cls.parse_slowly(data, field, name)
        return cls(data, field, text, values.keys(), key)

    @classmethod
    def parse_slowly(cls, data: bytes, field: str, name: str) -> Row:
        """Do what `parse` does, by its definition, with an error that says what is wrong."""
        try:
            line, members, member = read(data, field)
        except UnicodeDecodeError:
            raise RowError(f"{name}: is not UTF-8; left as it is") from None
        except (ValueError, RecursionError):
            raise RowError(f"{name}: is no JSON object; left as it is") from None
        if member is None or not isinstance(member.value, str):
            lack = Lack((field,), (*keys_of({k: m.value for k, m in members.items()}, field),))
            if member is None:
                problem = f"{name}: has no key '{field}'; name the text's with --text-field"
                raise AbsentError(problem, lack)
            kind = AbsentError if member.value is None else NoTextError
            raise kind(f"{name}: '{field}' is no text; name the text's key with --text-field", lack)
        row = cls(data, field, member.value, members.keys())
        row.place = _place_of(line, member)
        return row

    @cached_property
    def place(self) -> Place:
        """Where in the line the text stands, and how it is written."""
        quick = self._quick_place()
        if quick:
            return quick
        line, _, member = read(self.data, self.field)
        if member is None:  # pragma: no cover - `parse` has found it
            raise ValueError
        return _place_of(line, member)

    def _quick_place(self) -> Place | None:
        """Return the place of a text whose key is in the line once, both as most writers do it.

        None if that is not sure: another object may have the key, or a text may look like it.
        """
        name = encoded(self._key)
        spot = self.data.find(name)
        colon = COLON.match(self.data, spot + len(name)) if spot > 0 else None
        if colon is None or self.data[spot - 1] == BACKSLASH or "/" in self._key:
            return None
        start = colon.end()
        for style in (UTF8, ASCII):
            literal = _literal(self.text, style)
            if self.data.startswith(literal, start):
                end = start + len(literal)
                rest = self.data[:spot] + self.data[end:]
                return None if name in rest or b"\\u" in rest else Place(start, end, style)
        return None

    @property
    def style(self) -> str:
        """How the text is written: `utf-8`, `ascii`, or itself if it is neither."""
        return self.place.style

    def with_text(self, text: str, columns: Mapping[str, object] | None = None) -> bytes:
        """Return the line with another text, and with more columns behind the ones it has."""
        data = self.data
        if text != self.text:
            place = self.place
            data = data[: place.start] + _literal(text, place.style) + data[place.end :]
        if not columns:
            return data
        close = data.rindex(b"}")
        return data[:close] + added(columns).encode() + data[close:]

    def restored(self, text: str, style: str, more: str = "") -> bytes:
        """Return the line as it was, from the one that `with_text` made.

        Args:
            text: the text as it was.
            style: the `style` of the row as it was.
            more: what `added` wrote for the columns.
        """
        place = self.place
        data = self.data[: place.start] + _literal(text, style) + self.data[place.end :]
        close = data.rindex(b"}")
        return data[:close].removesuffix(more.encode()) + data[close:]


def has_text(data: bytes, field: str) -> bool:
    """Return whether a line is a row with a text of this key.

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


def added(columns: Mapping[str, object]) -> str:
    """Return what columns look like behind others."""
    return "," + dumps(dict(columns))[1:-1] if columns else ""


def _literal(text: str, style: str) -> bytes:
    return encoded(text) if style == UTF8 else written(text, style).encode()


def _place_of(line: str, member: Member) -> Place:
    literal = line[member.start : member.end]
    style = next((s for s in (UTF8, ASCII) if written(member.value, s) == literal), literal)
    start = len(line[: member.start].encode())
    return Place(start, start + len(literal.encode()), style)
