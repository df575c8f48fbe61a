"""Texts in reprs: enough to know them by, and never all of a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sized

SHORT = 60
"""A text with more characters is cut in the middle."""


def brief(text: str) -> str:
    """Return the repr of a text, cut in the middle if it is long.

    >>> brief("loom"), len(brief("loom" * 1000)) < 70
    ("'loom'", True)
    """
    if len(text) > SHORT:
        text = f"{text[: SHORT - 20]} … {text[-15:]}"
    return repr(text)


def counted(some: Sized, noun: str) -> str:
    """Return how many there are of something.

    >>> counted(["edit"], "edit"), counted([], "note")
    ('1 edit', '0 notes')
    """
    return f"{len(some):,} {noun}{'' if len(some) == 1 else 's'}"
