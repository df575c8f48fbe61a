"""Rows of JSON Lines, in which a text is replaced while every other byte stays.

A row is never serialized again, which would change numbers, escapes, spaces or the order of keys:
the new text replaces the old one within the line.
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
"""The two common ways to write a text in JSON: unescaped, or with all non-ASCII escaped."""


class RowError(GarmentcleanError):
    """A row cannot be read, or cannot hold its clean text."""


class Lack(NamedTuple):
    """The keys for which a row has no text, and the keys that it has."""

    fields: tuple[str, ...]
    keys: tuple[str, ...]


class NoTextError(RowError):
    """A row has no text for a key.

    Args:
        message: what is wrong, and what to do.
        lack: the key, and the keys that the row has.
    """

    def __init__(self, message: str, lack: Lack) -> None:
        super().__init__(message)
        self.lack = lack


class AbsentError(NoTextError):
    """A row has no text because its key is missing, or the value is null."""


class Place(NamedTuple):
    """Where a text is in a line, in bytes and with its quotation marks, and its `style`."""

    start: int
    end: int
    style: str


class Row:
    """A line that is a JSON object with a text in it.

    Args:
        data: the line, without its line end.
        field: the key of the text; for nested objects, their keys and its own, joined by dots.
        text: the text.
        keys: all keys of the object.
        key: the last key of `field`; empty if it is unknown.
    """

    def __init__(
        self, data: bytes, field: str, text: str, keys: Collection[str], key: str = ""
    ) -> None:
        self.data, self.field, self.text, self.keys, self._key = data, field, text, keys, key

    @classmethod
    def parse(cls, data: bytes, field: str, name: str) -> Row:
        """Parse a line; RowError, with `name` in the message, if it has no such text."""
        try:
            values = orjson.loads(data)
        except orjson.JSONDecodeError:  # stricter than `json`: no byte order mark, no NaN
            return cls.parse_slowly(data, field, name)
        text, key = value_at(values, field) if isinstance(values, dict) else (None, "")
        if not isinstance(text, str):
            return cls.parse_slowly(data, field, name)
        return cls(data, field, text, values.keys(), key)

    @classmethod
    def parse_slowly(cls, data: bytes, field: str, name: str) -> Row:
        """Do what `parse` does, more slowly, and raise the error that says what is wrong."""
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
        """Where the text is in the line, and how it is written."""
        quick = self._quick_place()
        if quick:
            return quick
        line, _, member = read(self.data, self.field)
        if member is None:  # pragma: no cover - `parse` found it
            raise ValueError
        return _place_of(line, member)

    def _quick_place(self) -> Place | None:
        """Return the place of a text whose key occurs once, if both are written in a common style.

        None if it is uncertain: another object may have the key, or a text may look like the key.
        """
        key = encoded(self._key)
        key_start = self.data.find(key)
        colon = COLON.match(self.data, key_start + len(key)) if key_start > 0 else None
        if colon is None or self.data[key_start - 1] == BACKSLASH or "/" in self._key:
            return None
        start = colon.end()
        for style in (UTF8, ASCII):
            literal = _literal(self.text, style)
            if self.data.startswith(literal, start):
                end = start + len(literal)
                rest = self.data[:key_start] + self.data[end:]
                return None if key in rest or b"\\u" in rest else Place(start, end, style)
        return None

    @property
    def style(self) -> str:
        """How the text is written: `utf-8`, `ascii`, or the JSON literal itself if neither."""
        return self.place.style

    def with_text(self, text: str, columns: Mapping[str, object] | None = None) -> bytes:
        """Return the line with another text, and with columns added after its own."""
        data = self.data
        if text != self.text:
            place = self.place
            data = data[: place.start] + _literal(text, place.style) + data[place.end :]
        if not columns:
            return data
        close = data.rindex(b"}")
        return data[:close] + added(columns).encode() + data[close:]

    def restored(self, text: str, style: str, more: str = "") -> bytes:
        """Return the original line, from one that `with_text` returned.

        Args:
            text: the original text.
            style: the `style` of the original row.
            more: what `added` returned for the columns.
        """
        place = self.place
        data = self.data[: place.start] + _literal(text, style) + self.data[place.end :]
        close = data.rindex(b"}")
        return data[:close].removesuffix(more.encode()) + data[close:]


def has_text(data: bytes, field: str) -> bool:
    """Return whether a line is a row with a text for this key.

    >>> has_text(b'{"text": "a"}', "text"), has_text(b'{"text": 1}', "text")
    (True, False)
    """
    try:
        Row.parse(data, field, "")
    except RowError:
        return False
    return True


def written(text: str, style: str) -> str:
    r"""Return a text as a JSON literal; if the style is itself a literal of the text, return it.

    >>> written("a “b”", "utf-8"), written("“", "ascii")
    ('"a “b”"', '"\\u201c"')
    """
    if style.startswith('"') and json.loads(style) == text:
        return style
    return dumps(text, ascii_only=style == ASCII)


def added(columns: Mapping[str, object]) -> str:
    """Return columns as JSON members, to be inserted after others; empty if there are none."""
    return "," + dumps(dict(columns))[1:-1] if columns else ""


def _literal(text: str, style: str) -> bytes:
    return encoded(text) if style == UTF8 else written(text, style).encode()


def _place_of(line: str, member: Member) -> Place:
    literal = line[member.start : member.end]
    style = next((s for s in (UTF8, ASCII) if written(member.value, s) == literal), literal)
    start = len(line[: member.start].encode())
    return Place(start, start + len(literal.encode()), style)
