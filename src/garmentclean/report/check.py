"""One line for each edit and note, in the form that editors jump to."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from garmentclean.document import lines
from garmentclean.edit import Origin, origins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.document import Document
    from garmentclean.edit import Edit
    from garmentclean.pipeline import Result

SHOWN = 60
"""Longer texts are cut in the middle, so that an edit stays one line of a terminal."""


def check_lines(original: Document, result: Result) -> Iterator[str]:
    """Yield `name:line:column: pack/rule: 'before' → 'after'` in the order of the original."""
    starts = [line.start for line in lines(original.text)] or [0]
    origin = Origin(result.edits)
    places = origins(result.edits, lambda edit: edit.before.index(told(edit)))
    found = [
        (place, f"{edit.rule}: {shown(told(edit))} → {shown(edit.after)}")
        for place, edit in zip(places, result.edits, strict=True)
    ]
    found += [(origin(n.start), f"{n.rule}: reported: {shown(n.text)}") for n in result.notes]
    for place, message in sorted(found):
        number = bisect_right(starts, place)
        column = place - starts[number - 1] + 1
        yield f"{original.name}:{number}:{column}: {message}"


def told(edit: Edit) -> str:
    """Return what is told of an edit: of dropped lines, not the blank ones that went with them."""
    return edit.before if edit.after else edit.before.strip("\r\n") or edit.before


def shown(text: str) -> str:
    r"""Return a text in quotes, on one line, cut in the middle if it is long.

    >>> shown("it's\nhere")
    "'it\\'s\\nhere'"
    """
    if len(text) > SHOWN:
        half = SHOWN // 2
        text = f"{text[:half]} … {text[-half:]}"
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped.replace(chr(13), chr(92) + 'r')}'"
