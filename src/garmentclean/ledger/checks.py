"""Checks the values of a ledger line: the schema docs/schema/ledger.json, written by hand.

A general validator takes ten times as long as reading the line. Unknown keys are accepted: they
belong to a later version.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from garmentclean.text.document import SURROGATE
from garmentclean.text.encoding import MARKS, encoding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Check = Callable[[Any], str]
    """Returns an empty text for a valid value, else the place of the fault, a space, the fault."""

FORMAT = 1
"""The version of the format. A reader refuses a newer one; new keys alone do not make one."""
LARGEST = 2**63 - 1
"""The largest number of characters, words or lines."""
NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "mixed": ""}
CHECKSUM = re.compile("[0-9a-f]{64}")
SHORT = re.compile("[0-9a-f]{16}")
RULE = re.compile(r"(?:restore:)?[^/\s]+/[^/\s]+")
ENCODING = re.compile("[a-z0-9_-]+")


def text(value: object) -> str:
    """Check a text."""
    return "" if type(value) is str else " is not a text"


def text_or_null(value: object) -> str:
    """Check a text that may be missing."""
    return "" if value is None or type(value) is str else " is not a text or null"


def some_text(value: object) -> str:
    """Check a text that is not empty."""
    return "" if type(value) is str and value else " is not a text, or is empty"


def flag(value: object) -> str:
    """Check a boolean."""
    return "" if type(value) is bool else " is not true or false"


def count(value: object) -> str:
    """Check a count."""
    if type(value) is not int:
        return " is not a whole number"
    return "" if 0 <= value <= LARGEST else " is out of range"


def known_format(value: object) -> str:
    """Check the version of the format."""
    return "" if type(value) is int and value == FORMAT else f" is not {FORMAT}"


def line_number(value: object) -> str:
    """Check the number of a line, from 1."""
    return count(value) or ("" if value else " is out of range")


def amount(value: object) -> str:
    """Check a number that is neither negative nor infinite."""
    if type(value) is not int and type(value) is not float:
        return " is not a number"
    return "" if 0 <= value <= LARGEST and math.isfinite(value) else " is out of range"


def share(value: object) -> str:
    """Check a share, from 0 to 1."""
    return amount(value) or ("" if value <= 1 else " is out of range")  # type: ignore[operator]


def matching(pattern: re.Pattern[str], what: str) -> Check:
    """Return a check for texts that a pattern matches in full."""

    def check(value: object) -> str:
        good = type(value) is str and pattern.fullmatch(value) is not None
        return "" if good else f" is not {what}"

    return check


def one_of(values: Collection[str]) -> Check:
    """Return a check for one of several texts."""
    known = ", ".join(values)
    return lambda value: "" if type(value) is str and value in values else f" is not one of {known}"


def each(check: Check) -> Check:
    """Return a check for a list whose items pass a check."""

    def checked(value: object) -> str:
        if type(value) is not list:
            return " is not a list"
        for place, item in enumerate(value):
            fault = check(item)
            if fault:
                return f"[{place}]{fault}"
        return ""

    return checked


def members(needed: Mapping[str, Check], others: Mapping[str, Check] | None = None) -> Check:
    """Return a check for an object.

    Args:
        needed: the required keys, each with the check of its value.
        others: the optional keys, likewise.
    """
    must, may = [*needed.items()], [*(others or {}).items()]

    def checked(value: object) -> str:
        if type(value) is not dict:
            return " is not an object"
        for key, check in must:
            if key not in value:
                return f".{key} is missing"
            fault = check(value[key])
            if fault:
                return f".{key}{fault}"
        for key, check in may:
            if key in value and (fault := check(value[key])):
                return f".{key}{fault}"
        return ""

    return checked


def literal(value: object) -> str:
    """Check how a text was written in JSON: `utf-8`, `ascii`, or the literal itself."""
    if type(value) is not str:
        return " is not a text"
    if value in {"utf-8", "ascii"}:
        return ""
    try:
        good = (
            not SURROGATE.search(value) and value.startswith('"') and type(json.loads(value)) is str
        )
    except ValueError:
        good = False
    return "" if good else " is not utf-8, ascii or a text in JSON"


def whole_text(value: object) -> str:
    """Check a text without lone surrogates."""
    if type(value) is not str:
        return " is not a text"
    return " has a lone surrogate" if SURROGATE.search(value) else ""


def row(value: object) -> str:
    """Check the place of a text in a row."""
    fault = IN_ROW(value)
    if not fault and ("style" in value) != ("columns" in value):  # type: ignore[operator]
        missing = "columns" if "style" in value else "style"  # type: ignore[operator]
        fault = f".{missing} is missing"
    return fault


def encoding(value: object) -> str:
    """Check the name of an encoding."""
    fault = IS_ENCODING(value)
    if not fault:
        try:
            encoding_of(str(value))
        except ValueError:
            fault = " is not an encoding"
    return fault


def edits(value: object) -> str:
    """Check the edits of a document."""
    return "" if type(value) is list and are_edits(value) else EDITS(value)


def are_edits(values: list[Any]) -> bool:
    """Return whether edits are valid; this is the fast path, as most of a ledger is edits."""
    try:
        for value in values:
            rule, line, start, before, after = NEEDED(value)
            if not (
                type(start) is type(line) is int
                and type(before) is type(after) is str
                and 0 <= start <= LARGEST
                and 1 <= line <= LARGEST
                and (is_rule(rule) if len(rule) <= SHORT_NAME else not IS_RULE(rule))
                and (len(value) == LEAST or not some_text(value.get("because", " ")))
            ):
                return False
    except (KeyError, TypeError, AttributeError):
        return False
    return True


@lru_cache(4096)
def is_rule(name: object) -> bool:
    """Return whether a value is the name of a rule."""
    return type(name) is str and RULE.fullmatch(name) is not None


def document(value: object) -> str:
    """Check the line of a document."""
    fault = DOCUMENT(value)
    if not fault and value["bom"] and encoding_of(value["encoding"]) not in MARKS:  # type: ignore[index]
        fault = ".bom is true, and the encoding has no byte order mark"
    return fault


IS_ENCODING = matching(ENCODING, "an encoding")
IS_RULE = matching(RULE, "a rule's name")
IS_CHECKSUM = matching(CHECKSUM, "a checksum")
IS_SHORT = matching(SHORT, "a checksum")
IN_ROW = members({"field": text}, {"style": literal, "columns": whole_text})
EDIT = members(
    {"rule": IS_RULE, "line": line_number, "start": count, "before": text, "after": text},
    {"because": some_text},
)
EDITS = each(EDIT)
NEEDED = itemgetter("rule", "line", "start", "before", "after")
SHORT_NAME = 100
"""Longer names of rules are not cached."""
LEAST = 5
"""The number of keys that every edit has."""
DOCUMENT = members(
    {
        "document": text,
        "output": text_or_null,
        "encoding": encoding,
        "bom": flag,
        "newline": one_of(NEWLINES),
        "sha256": members({"before": IS_CHECKSUM, "after": IS_CHECKSUM}),
        "words": count,
        "tool": text,
        "ruleset": IS_SHORT,
        "edits": edits,
    },
    {"stopped": amount, "row": row},
)
run = members(
    {
        "ledger": known_format,
        "tool": text,
        "ruleset": IS_SHORT,
        "rules": each(IS_RULE),
        "max_loss": share,
    },
    {"max_size": count},
)
"""Checks the first line of a run."""
