"""Recognizing JSON and JSON Lines; prose may begin with a bracket too, or quote an object."""

from __future__ import annotations

from json import JSONDecodeError
from typing import TYPE_CHECKING

import orjson

from garmentclean.corpus.recognition import kinds
from garmentclean.text.json_members import DECODER, after_space
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from garmentclean.corpus.recognition.kinds import Kind

OBJECT = lazily(r'\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
OBJECTS = lazily(r'\[?\s*\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
LIST = lazily(
    r'\[\s*(?:\{\s*"|\[\s*[\[{"\d-]|"(?:[^"\\\n]|\\.)*"\s*[,\]]|-?\d[\d.eE+-]*\s*,\s*-?\d)'
)
ROWS = 50
"""How many lines are looked at."""
NEAR = 8
"""An error within this many characters of the end may only mean that the text is cut off."""
LONG = 64
"""How many characters must be valid before an error for a text to be JSON nevertheless."""


def json_kind(text: str, *, whole: bool) -> Kind | None:
    r"""Return `ROWS` for JSON Lines, `JSON` for other JSON, and None for other texts.

    >>> json_kind('{"text": "Silk"}\n{"text": "Hemp"}\n', whole=True).what
    'JSON Lines'
    >>> json_kind('{\n  "text": "Silk"\n}\n', whole=True).what
    'a JSON document'
    >>> json_kind('{"a": 1} is an object.\n', whole=True)
    """
    text = text.strip()
    if OBJECT.match(text) and _is_rows(text, whole=whole):
        return kinds.ROWS
    if (OBJECT.match(text) or LIST.match(text)) and _is_json(text):
        return kinds.JSON
    return None


def object_of(line: str) -> dict[str, object] | None:
    """Parse a line as a JSON object; return None if it is not one."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:  # it is stricter: no NaN, no numbers with many digits
        try:
            value = DECODER.decode(line)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _is_rows(text: str, *, whole: bool) -> bool:
    """Return whether most lines are objects; damaged ones are reported later, row by row."""
    lines = text.split("\n")
    if not whole and len(lines) > 1:
        lines.pop()
    lines = [line.strip() for line in lines if line.strip()][:ROWS]
    alike = [line for line in lines if OBJECT.match(line)]
    if not whole and len(lines) == 1:  # the line is longer than what was read
        return bool(alike) and _is_json(text)
    objects = sum(object_of(line) is not None for line in alike)
    return objects > 0 and 2 * objects >= len(alike) and 2 * len(alike) > len(lines)


def _is_json(text: str) -> bool:
    """Return whether a text is a sequence of JSON values, the last of which may be cut off."""
    place = 0
    try:
        while (place := after_space(text, place)) < len(text):
            _, place = DECODER.raw_decode(text, place)
            place = after_space(text, place)
            place += text[place : place + 1] == ","
    except JSONDecodeError as error:
        if text[place : place + 1] not in "{[":  # prose after a value
            return False
        cut = error.pos + NEAR >= len(text) or error.msg.startswith("Unterminated string")
        sure = error.pos >= LONG or OBJECTS.match(text, place)
        return bool(sure) and (cut or 2 * error.pos >= len(text))
    except RecursionError:
        return True
    return True
