"""Helpers for scanners: replacements, whole words, their case, and addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from garmentclean.errors import RuleError
from garmentclean.text.display import brief
from garmentclean.text.regex import compile_pattern, lazily

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.base.view import View


GROUP = re.compile(r"\\([0-9\\])")
ESCAPE = re.compile(r"\\(.?)", re.DOTALL)

LONGEST_ADDRESS = 300
"""The start and end of a URL are searched for within this many characters."""
HOST = lazily(
    r"[\w-]\.(?:[a-z]{2,}/\w"
    r"|(?:com|net|org|edu|gov|info|biz|cn|hk|tw|jp|kr|uk|de|fr|eu|ru|io|co|tv|cc|example)\b)"
)
"""A host name without a scheme: before a path, or with an ending that no file has."""


def check_replacement(to: str, patterns: Iterable[str]) -> None:
    """Raise RuleError for a replacement that `expand` cannot use with one of the patterns."""
    wanted = 0
    for escape in ESCAPE.findall(to):
        if escape and escape in "0123456789":
            wanted = max(wanted, int(escape))
        elif escape != "\\":
            found = f"'\\{escape}'" if escape else "a single backslash at its end"
            raise RuleError(
                "to",
                f"has {found}; write the number of a group after a backslash, 0 to 9, or "
                "another backslash",
            )
    for pattern in patterns:
        there = compile_pattern(pattern).groups
        if wanted > there:
            groups = f"has only {there} of them" if there else "has none"
            raise RuleError("to", rf"uses group \{wanted}, and {brief(pattern)} {groups}")


def expand(match: Any, template: str) -> str:
    r"""Return a replacement, with the match's groups in place of \1, \2 ...

    re2's own `expand` garbles letters beyond ASCII.
    """

    def written(escape: re.Match[str]) -> str:
        return match.group(int(escape[1])) or "" if escape[1].isdigit() else escape[1]

    return GROUP.sub(written, template)


def in_address(view: View, start: int, end: int, *, bare: bool = True) -> bool:
    """Return whether a span of a document lies in an address; see `is_in_address`."""
    number = view.line_at(start)
    line = (view.starts[number], view.ends[number])
    return is_in_address(view.text, start, end, line, bare=bare)


def is_in_address(
    text: str, start: int, end: int, line: tuple[int, int] | None = None, *, bare: bool = True
) -> bool:
    """Return whether a span of text is in a URL or e-mail address, which rules do not correct.

    Args:
        text: the text of a document, or of a line.
        start: where the span begins.
        end: where it ends.
        line: where the line begins and ends; without it, the text is one line.
        bare: whether file names and paths count, too (`looms.txt`, `mills/looms`); the full stop at
            the end of a sentence does not make one.
    """
    first, last = line or (0, len(text))
    floor, ceiling = max(first, start - LONGEST_ADDRESS), min(last, end + LONGEST_ADDRESS)
    left = max(text.rfind(" ", floor, start) + 1, floor)
    right = text.find(" ", end, ceiling)
    token = text[left : ceiling if right < 0 else right]
    if "://" in token or "@" in token or "www." in token:
        return True
    if "." in token and HOST.search(token):
        return True
    before, after = text[left:start], text[end : end + 2]
    return bare and (
        before.endswith((".", "/", "_", "="))
        or (after[:1] in {".", "_", "="} and after[1:].isalnum())
    )


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a span of text begins and ends at the edges of words."""
    left = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    right = end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
    return left and right


def lowered(text: str) -> str:
    """Return a text in small letters that has the same length.

    >>> lowered("İX"), len("İ".lower())
    ('İx', 2)
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def in_case_of(found: str, right: str) -> str:
    """Return a word in the case of what was found.

    >>> in_case_of("PFORM", "transform"), in_case_of("Pform", "transform")
    ('TRANSFORM', 'Transform')
    """
    if len(found) > 1 and found.isupper():
        return right.upper()
    return right[:1].upper() + right[1:] if found[:1].isupper() else right
