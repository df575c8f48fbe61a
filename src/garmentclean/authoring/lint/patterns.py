"""The patterns of rules, and what is wrong with one by itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.authoring.lint.loaded import Finding
from garmentclean.filters.base.rule import compile_pattern, parts_of, yaml_key
from garmentclean.filters.restore_letters.contexts import context_pattern
from garmentclean.filters.restore_letters.rule import RestoreLetters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.authoring.lint.loaded import Loaded
    from garmentclean.filters.base.rule import Rule

GUARDS = ("when", "unless", "unless_document", "unless_around")
FINDERS = ("patterns", "start", "end", "while_", "last", "address")
"""The fields that hold patterns. Those of a guard never ignore the case, an address always does."""


BY_LINE = frozenset({"drop-lines", "drop-block"})
"""The filters whose patterns are looked for within a line."""


OF_LINES = frozenset({"unless-document", "unless-around"})
"""The keys whose patterns are looked for in several lines."""


class Pattern(NamedTuple):
    """A pattern of a rule: the key it stands under, its text as written, and compiled."""

    rule: Rule
    key: str
    text: str
    compiled: Any


def patterns_of(rule: Rule) -> Iterator[Pattern]:
    """Yield all patterns of a rule."""
    for name in (*GUARDS, *FINDERS):
        held = getattr(rule, name, ())
        ignore_case = name == "address" or (name in FINDERS and getattr(rule, "ignore_case", False))
        for text in (held,) if isinstance(held, str) else held:
            if text:
                compiled = compile_pattern(text, ignore_case=ignore_case)
                yield Pattern(rule, yaml_key(name), text, compiled)
    if isinstance(rule, RestoreLetters):
        for key, forms in (("ambiguous", rule.ambiguous), ("doubtful", rule.doubtful)):
            for form, contexts in forms.items():
                for text in contexts:
                    yield Pattern(rule, key, text, context_pattern(form, text))


def matches_empty(loaded: Loaded) -> Iterator[Finding]:
    """A pattern matches the empty string, and with it everywhere."""
    for rule in loaded.rules.values():
        for pattern in patterns_of(rule):
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
        for pattern in patterns_of(rule):
            within = rule.kind in BY_LINE and pattern.key not in OF_LINES
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
        elif part in {"\n", r"\n"} and behind not in {"?", "*", "{"}:
            return True
    return False
