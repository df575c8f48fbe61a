"""The patterns of rules, and what is wrong with one by itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from garmentclean.authoring.lint.loaded import Finding
from garmentclean.text.regex import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.authoring.lint.loaded import Loaded

OF_LINES = frozenset({"unless-document", "unless-around"})
"""The keys whose patterns are looked for in several lines."""


def matches_empty(loaded: Loaded) -> Iterator[Finding]:
    """A pattern matches the empty string, and with it everywhere."""
    for rule in loaded.rules.values():
        for pattern in rule.written_patterns():
            if any(
                found and not found.group() for found in map(pattern.compiled.search, ("", "a"))
            ):
                yield Finding(
                    rule,
                    "matches-empty",
                    f"{pattern.key}: {pattern.text!r} matches the empty string; "
                    "let it ask for something (+ in the place of *, no empty alternative)",
                )


def matches_no_line(loaded: Loaded) -> Iterator[Finding]:
    """A pattern that is looked for within a line has a line break, and never matches."""
    for rule in loaded.rules.values():
        for pattern in rule.written_patterns():
            within = rule.matches_lines and pattern.key not in OF_LINES
            if within and has_break(pattern.text):
                yield Finding(
                    rule,
                    "matches-no-line",
                    f"{pattern.key}: {pattern.text!r} has a line break, and is looked for within "
                    "a line; write it on one line, or several patterns as a list",
                )


def has_break(pattern: str) -> bool:
    r"""Return whether a pattern asks for a line break.

    >>> has_break(r"^a\nb"), has_break(r"^a[^\n]b"), has_break(r"^a\n?b")
    (True, False, False)
    """
    parts = [*parts_of(pattern), ""]
    inside = False  # of a class
    for part, behind in pairwise(parts):
        if inside:
            inside = part != "]"
        elif part.startswith("[") and not part.startswith("[:"):
            inside = True
        elif part in {"\n", r"\n"} and behind[:1] not in {"?", "*", "{"}:
            return True
    return False
