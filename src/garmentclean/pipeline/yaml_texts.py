"""Texts of rule files that YAML reads as something else than what is written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin

from garmentclean.pipeline.yaml_file import FLOW, Entry
from garmentclean.text.regex_hints import control_in

if TYPE_CHECKING:
    from collections.abc import Iterator

PATTERNS = frozenset(
    {"patterns", "start", "end", "while", "address", "ambiguous", "when", "unless"}
    | {"unless-document", "unless-around"}
)
"""The keys whose texts are patterns."""
WORDS = frozenset({"pack", "id", "filter", "language", "languages"})
"""The keys with words that have no ` #` in them: a comment may stand behind these."""
PROSE = frozenset({"about", "why", "fails"})
"""The keys with sentences, which nothing but a person reads."""
BLOCKS = frozenset("|>")
CLASS = re.compile(r"\^?(?:\\?[^\s,]-\\?[^\s,])+")
"""What stands in the brackets of a class of characters, as `A-Za-z`."""


def is_text(hint: Any) -> bool:
    """Return whether the values of a key's type are texts of any wording.

    >>> is_text(Mapping[str, tuple[str, ...]]), is_text(bool)
    (True, False)
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is Mapping:
        return is_text(args[1])
    if origin in {UnionType, tuple}:
        return is_text(args[0])
    return hint is str


def scalars(entry: Entry) -> Iterator[Entry]:
    """Yield the texts, numbers and so on that a value consists of."""
    match entry.value:
        case list() as items:
            for item in items:
                yield from scalars(item)
        case dict() as pairs:
            for value in pairs.values():
                yield from scalars(value)
        case _:
            yield entry


def misread(entry: Entry, key: str) -> Iterator[tuple[int, str]]:
    """Yield what YAML makes of the texts of a key against their author's will: line and message.

    Args:
        entry: the value of the key, whose type is one of texts.
        key: the key.
    """
    what = "pattern" if key in PATTERNS else "text"
    for one in scalars(entry):
        if not isinstance(one.value, str):
            continue
        comment = one.comment[1:2] if key in PROSE else one.comment
        if comment.strip() and key not in WORDS:
            rest = f"put the {what} in quotes, or the comment on a line of its own"
            yield one.line, f"YAML ends the value at ' #', behind {one.value!r}; {rest}"
        if key in PATTERNS and one.style in BLOCKS and one.value.endswith("\n"):
            rest = "so that it matches in no line; put the pattern in quotes, on one line"
            yield one.line, f"the block, and so the pattern, ends in a line break, {rest}"
        if key == "ambiguous" and (control := control_in(one.value)):
            yield one.line, control
    if key in PATTERNS and entry.style == FLOW and len(entry.value) == 1:
        text = entry.value[0].value
        if not entry.value[0].style and isinstance(text, str) and CLASS.fullmatch(text):
            yield entry.line, f"[{text}] is a list for YAML, of {text!r}; put the pattern in quotes"


def in_quotes(entry: Entry) -> str:
    """Return what to do if a value should be a text and is something else; empty if unknown."""
    match entry.value:
        case dict() | list() if entry.style:
            return f"; put a text that begins with {entry.style} in quotes"
        case dict():
            return "; put a text with ': ' in it in quotes"
        case None if entry.comment:
            return "; YAML takes what begins with # for a comment"
        case None if entry.written:
            return f"; {entry.written} means nothing in YAML, put it in quotes"
        case bool() | int() | float():
            return "; put it in quotes"
        case _:
            return ""
