"""Inputs that are made to be slow, of a given size in bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PROSE = "The looms of the town stood still for a year, and the weavers went home to the hills.\n"
NOTICE = "Statement: what is shown here was taken from the internet and belongs to its owner; "


def repeated(unit: str) -> Callable[[int], str]:
    """Return a function that repeats a unit up to a number of bytes."""
    return lambda size: unit * (size // len(unit.encode()))


def ampersands(size: int) -> str:
    """Return an ampersand that was escaped again and again."""
    return "&" + "amp;" * (size // 4)


def row(size: int) -> str:
    """Return one row with a text of `size` bytes."""
    return json.dumps({"text": repeated(PROSE)(size)}) + "\n"


TEXTS: dict[str, Callable[[int], str]] = {
    "prose": repeated(PROSE),
    "ampersands": ampersands,
    "footnote marks": repeated("[1]"),
    "tags": repeated("<b>"),
    "tags with words": repeated("< p >loom "),
    "capitals": repeated("P"),
    "letters and digits": repeated("a1"),
    "notices on one line": repeated(NOTICE),
    "mixed newlines": repeated("a\r\nb\rc\n"),
    "mojibake": repeated("â€œÃ©â€™ "),
}
UNREADABLE = "rows that are no object"
ROWS: dict[str, Callable[[int], str]] = {
    "empty rows": repeated("\n"),
    UNREADABLE: repeated('"a loom of the mill"\n'),
    "one row": row,
}
