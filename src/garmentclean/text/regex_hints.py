"""Hints about patterns that RE2 refuses; most of them were written for other engines."""

from __future__ import annotations

import re

from garmentclean.text.display import SHORT, brief

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""Characters that nobody intends in a pattern; a tab or a line feed may be intended."""
ESCAPES = {
    "\0": r"\0",
    "\a": r"\a",
    "\b": r"\b",
    "\v": r"\v",
    "\f": r"\f",
    "\r": r"\r",
    "\x1b": r"\e",
    "\x85": r"\N",
    "\u2028": r"\L",
    "\u2029": r"\P",
}
"""The escapes for these characters within double quotes in YAML."""

WHEN = r"a rule can use `when:`, or a group: `\1` in `to:`, in strip-markup one called `cut`"
UNLESS = "a rule can use `unless:`"
NO_ATOMS = "RE2 never goes back, so it neither has nor needs"
REFERENCES = "RE2 has no back-references; write the repeated text out"
HINTS = (
    (r"\(\?=", f"RE2 has no look-ahead; {WHEN}"),
    (r"\(\?<=", f"RE2 has no look-behind; {WHEN}"),
    (r"\(\?!", f"RE2 has no look-ahead; {UNLESS}"),
    (r"\(\?<!", f"RE2 has no look-behind; {UNLESS}"),
    (r"\(\?>", f"{NO_ATOMS} atomic groups; write (?: instead"),
    (r"\S*[*+?}]\+$", f"{NO_ATOMS} possessive repetition; leave out the second sign"),
    (r"\(\?P$|\\[1-9gk]", REFERENCES),
    (r"\(\?#", "RE2 has no comments in patterns; take it out"),
    (r"\(\?[(|R&]", "RE2 has no conditions, branch resets or recursion; write the cases out"),
    (r"\(\?[aLux]", "RE2 has the flags i, m, s and U only"),
    (r"\\[uN]", r"write the character itself, or its number as \x{4e00}"),
    (r"\\Z", r"the end of a text is \z in RE2"),
    (r"\\b", r"\b cannot stand within [...]"),
    (r"\{[\d,]+\}$", "RE2 counts repetitions up to 1000"),
)
"""Patterns for the part that RE2 names as refused, and what to do about it."""


def refusal(pattern: str, reason: str) -> str:
    """Return the message for a pattern that RE2 refuses.

    Args:
        pattern: the pattern.
        reason: RE2's message, which ends in the part of the pattern that it refuses.

    >>> refusal("^Ad(?!vent)", "invalid perl operator: (?!")
    "RE2 refuses the pattern '^Ad(?!vent)': RE2 has no look-ahead; a rule can use `unless:`"
    """
    what, _, part = reason.partition(": ")
    hint = next((advice for refused, advice in HINTS if re.match(refused, part)), "")
    if what.startswith(("missing", "unexpected")):  # the part is the whole pattern, with our flags
        hint = what
    advice = hint or (f"{what}: {part[:SHORT]}" if part else what)
    return f"RE2 refuses the pattern {brief(pattern)}: {advice}"


def control_in(pattern: str) -> str:
    r"""Return what is wrong with a pattern that has a control character; empty if it has none.

    >>> print(control_in("\bloom").partition(": ")[2])
    within double quotes \b is one; write it in single quotes
    """
    match = CONTROL.search(pattern)
    if not match:
        return ""
    escape = ESCAPES.get(match[0])
    why = f"within double quotes {escape} is one; " if escape else ""
    return (
        f"has a control character, U+{ord(match[0]):04X}, in {brief(pattern)}: {why}"
        "write it in single quotes"
    )
