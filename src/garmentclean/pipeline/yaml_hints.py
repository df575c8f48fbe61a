"""What to do about YAML that cannot be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

TAB = re.compile(r" *\t")
CUT = re.compile(r"[^'\"]*[^\s'\"][ \t]+#")
"""A line on which a comment stands behind something that is not in quotes."""
VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+:\s+)?(?:- +)*(?P<first>\S)")
"""The beginning of a line, up to the first character of its value."""
BY_PROBLEM = {
    "another document": "a file holds one pack: take out the line '---', or make two files",
    "escape character": "put a text with backslashes in single quotes",
    "hexdecimal number": "put a text with backslashes in single quotes",
    "block sequence entries": "put a text that begins with - in quotes",
    "mapping values": "put a text with ': ' in it in quotes",
}
"""What to do by words of libyaml's message."""
BY_FIRST = {
    "'": "within single quotes, write a single quote twice ('')",
    '"': 'within double quotes, write a double quote as \\"',
    **{mark: f"put a text that begins with {mark} in quotes" for mark in "@`%*&!|>[]{},?-:"},
}
"""What to do by the first character of a value; with most of these, no plain text begins."""


def hint_of(error: MarkedYAMLError, text: str) -> str:
    """Return what to do about an error of YAML, for the end of its message; empty if unknown.

    Args:
        error: the error.
        text: the YAML.
    """
    problem = error.problem or ""
    hint = next((hint for words, hint in BY_PROBLEM.items() if words in problem), "")
    if "unexpected end of stream" in problem and error.context_mark:
        hint = f"the quotation mark in line {error.context_mark.line + 1} is not closed"
    hint = hint or hint_of_line(error, text)
    return f"; {hint}" if hint else ""


def hint_of_line(error: MarkedYAMLError, text: str) -> str:
    """Return what to do about a line that has an error; empty if unknown."""
    lines = text.split("\n")
    number = error.problem_mark.line if error.problem_mark else len(lines)
    line = lines[number] if number < len(lines) else ""
    if TAB.match(line):
        return "indent with spaces, not with tabs"
    if any(map(CUT.match, lines[max(0, number - 1) : number + 1])):
        return "YAML ends a text without quotes at ' #', put it in quotes"
    value = VALUE.match(line)
    return BY_FIRST.get(value["first"], "") if value else ""
