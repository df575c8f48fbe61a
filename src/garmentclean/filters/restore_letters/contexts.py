"""Contexts that show that an ambiguous form is a corrupted word."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from garmentclean.errors import RuleError
from garmentclean.filters.base.rule import REACH
from garmentclean.text.line_cache import LINES
from garmentclean.text.regex import check_length, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.filters.base.view import View

HYPHENS = frozenset("-‐‑")
STOPS = ".,;:!?"
"""Punctuation at the end of a match, which the reason leaves out."""


@cache
def context_pattern(form: str, context: str, key: str = "ambiguous") -> Any:
    """Compile the pattern of a context, in which the group `word` is the ambiguous form."""
    word = rf"\b(?P<word>{re.escape(form)})\b"
    return compile_pattern(context.replace("{}", word), key=key, ignore_case=True)


def check_contexts(key: str, form: str, contexts: Iterable[str]) -> None:
    """Raise RuleError, naming the key, if a context of a form cannot be used."""
    for text in contexts:
        check_length(text, key)
        if "{}" not in text:
            raise RuleError(key, f"{text!r} has no {{}} for the word")
        context_pattern(form, text, key)


def deciding(view: View, contexts: Sequence[str], start: int, end: int) -> str:
    """Return the context that shows that an ambiguous form is corrupted; empty if there is none.

    Args:
        view: the document.
        contexts: the patterns for the form.
        start: where the form begins.
        end: where it ends.
    """
    text = view.text
    number = view.line_at(start)
    if in_compound(view, start, end):
        return ""
    form = text[start:end].lower()
    floor, ceiling = max(view.starts[number], start - REACH), min(view.ends[number], end + REACH)
    return context(text[floor:ceiling], start - floor, form, tuple(contexts))


def in_compound(view: View, start: int, end: int) -> bool:
    """Return whether a form is next to a hyphen."""
    return view.text[start - 1 : start] in HYPHENS or view.text[end : end + 1] in HYPHENS


@lru_cache(maxsize=LINES)
def context(around: str, place: int, form: str, contexts: tuple[str, ...]) -> str:
    """Return the text that the first matching context of a form matches around an offset."""
    for one in contexts:
        pattern = context_pattern(form, one)
        for match in pattern.finditer(around):
            if match.start(pattern.groupindex["word"]) == place:
                return " ".join(match[0].split()).rstrip(STOPS)
    return ""
