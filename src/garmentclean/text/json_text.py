"""JSON as this program writes it: on one line, without spaces, with any character in it."""

from __future__ import annotations

import json

import orjson

from garmentclean.text.document import SURROGATE


def dumps(value: object, *, ascii_only: bool = False) -> str:
    """Return a value as JSON without spaces; lone surrogates, which have no bytes, as escapes."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
    if text.isascii():
        return text
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def encoded(value: object) -> bytes:
    r"""Return what `dumps` does as bytes, ten times faster, for what has no fractions in it.

    >>> encoded("a “b”\t") == dumps("a “b”\t").encode()
    True
    """
    try:
        return orjson.dumps(value)
    except TypeError:  # half of a character, or a number that is larger than it takes
        return dumps(value).encode()
