"""Writing any value as JSON, on one line and without spaces."""

from __future__ import annotations

import json

import orjson

from garmentclean.text.document import SURROGATE


def dumps(value: object, *, ascii_only: bool = False) -> str:
    """Return a value as JSON without spaces; lone surrogates become escapes."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
    if text.isascii():
        return text
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def encoded(value: object) -> bytes:
    r"""Return the bytes of `dumps`, ten times faster, for values without fractions.

    >>> encoded("a “b”\t") == dumps("a “b”\t").encode()
    True
    """
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate, or a number that is too large for orjson
        return dumps(value).encode()
