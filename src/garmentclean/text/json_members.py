"""The members of a JSON object, and where they are in its line."""

from __future__ import annotations

import re
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPACE = re.compile(r"[ \t\n\r]*")
DECODER = JSONDecoder(parse_int=float)  # int refuses numbers with many digits


class Member(NamedTuple):
    """The value of a key, and where it is in the line."""

    start: int
    end: int
    value: Any


def read(data: bytes, field: str) -> tuple[str, Mapping[str, Member], Member | None]:
    """Return a line as text, its members, and the one of a field; ValueError if it is invalid."""
    line = data.decode()
    members = _members(line, int(line.startswith("\ufeff")))
    return line, members, found_at(line, members, field)


def found_at(line: str, members: Mapping[str, Member], field: str) -> Member | None:
    """Return the value that keys, joined by dots, lead to; None if it is missing.

    A key that has the dots itself comes first.
    """
    if field in members:
        return members[field]
    head, _, rest = field.partition(".")
    if not rest or head not in members or not isinstance(members[head].value, dict):
        return None
    inner = members[head]
    return found_at(line, _members(line, inner.start, whole=False), rest)


def value_at(values: Mapping[str, Any], field: str) -> tuple[Any, str]:
    """Return the value that keys, joined by dots, lead to, and the last of these keys.

    This does the same as `found_at` for values that are parsed already.
    """
    if field in values:
        return values[field], field
    head, _, rest = field.partition(".")
    inner = values.get(head) if rest else None
    return value_at(inner, rest) if isinstance(inner, dict) else (None, "")


def keys_of(values: Mapping[str, Any], field: str) -> Iterator[str]:
    """Yield the keys of an object, and joined by dots those of objects on the way to a field.

    >>> [*keys_of({"id": 7, "page": {"body": "a"}}, "page.text")]
    ['id', 'page.body']
    """
    head, _, rest = field.partition(".")
    for key, value in values.items():
        if rest and key == head and isinstance(value, dict):
            yield from (f"{key}.{inner}" for inner in keys_of(value, rest))
        else:
            yield key


def _members(line: str, start: int, *, whole: bool = True) -> dict[str, Member]:
    """Return the members of the object at an offset; ValueError if there is none.

    With `whole`, nothing but white space may follow the object. If a key occurs several times, the
    last one counts, as in all common parsers.
    """
    members: dict[str, Member] = {}
    place = after_space(line, start)
    expected = "{"
    while True:
        if line[place : place + 1] != expected:
            raise ValueError
        place = after_space(line, place + 1)
        if expected == "{" and line[place : place + 1] == "}":
            break
        if line[place : place + 1] != '"':
            raise ValueError
        key, place = scanstring(line, place + 1)
        place = after_space(line, place)
        if line[place : place + 1] != ":":
            raise ValueError
        begin = after_space(line, place + 1)
        value, place = DECODER.raw_decode(line, begin)
        members[key] = Member(begin, place, value)
        place = after_space(line, place)
        if line[place : place + 1] == "}":
            break
        expected = ","
    if whole and after_space(line, place + 1) != len(line):
        raise ValueError
    return members


def after_space(line: str, place: int) -> int:
    """Return the offset after white space."""
    match = SPACE.match(line, place)
    return match.end() if match else place
