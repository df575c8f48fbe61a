"""Any text as Markdown that shows it: in a line, as inline code, in a code block."""

from __future__ import annotations

import re

MARKS = re.compile(r"[\\`*_{}\[\]~^!<>&|]|^[!-@]")
"""What Markdown could take for a mark, in one dialect or another, or at the start of a line."""

TICKS = re.compile("`+")

UNSEEN = re.compile(r"[^\S\n ]|[ ]+$|[^\s -~]", re.MULTILINE)
"""What may be unseen: white space but a space within a line, and what is no ASCII character."""


def escaped(text: str) -> str:
    """Return a text as one line of Markdown.

    >>> escaped("# a *b*")
    '&#35; a &#42;b&#42;'
    """
    shown = visible(" ".join(text.split()))
    return MARKS.sub(lambda mark: f"&#{ord(mark[0])};", shown)


def code(text: str) -> str:
    """Return a text as inline code.

    >>> code("a`b")
    '`` a`b ``'
    """
    shown = visible(text).replace("\n", r"\n")
    longest = longest_ticks(shown)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"


def fenced(text: str) -> str:
    """Return a text as a code block, whose fence is longer than any in the text."""
    fence = "`" * max(3, 1 + longest_ticks(text))
    return "\n".join((f"{fence}text", text.removesuffix("\n"), fence))


def longest_ticks(text: str) -> int:
    """Return the length of the longest row of backticks in a text."""
    return max(map(len, TICKS.findall(text)), default=0)


def visible(text: str) -> str:
    r"""Return a text with escapes for what cannot be seen, such as spaces that end a line.

    >>> visible("caf\u00e9 tex\u200btile \n")
    'café tex\\u200btile\\x20\n'
    """
    return UNSEEN.sub(_seen, text)


def _seen(match: re.Match[str]) -> str:
    found = match[0]
    if found.isprintable() and not found.isspace():
        return found
    return found.encode("unicode_escape").decode("ascii").replace(" ", r"\x20")
