"""Showing texts to people: short, on one line, without invisible or control characters."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 60
"""How many characters `brief` shows; it cuts longer texts in the middle."""
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that change the direction of the text around them."""
SEPARATORS = "\u2028\u2029"
"""Characters that end a line or a paragraph for some programs."""
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
"""Invisible copies of ASCII, which can hide a text within another one."""

SYMBOLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
"""The symbols of Unicode for control characters, such as ␛ for escape."""

STEERING = SYMBOLS | {code: f"\\x{code:02x}" for code in range(0x7F, 0xA0)}
"""All characters that control a terminal, except tabs and line feeds."""

BYTES = {code: f"\\x{code & 0xFF:02x}" for code in range(0xDC80, 0xDD00)}
"""Invalid UTF-8; some of these bytes control terminals."""

MARKS = {ord(char): f"<U+{ord(char):04X}>" for char in DIRECTIONS + SEPARATORS + TAGS}
"""Characters that make a line look different from what it is."""

VISIBLE = STEERING | BYTES | MARKS

CONTROL = re.compile(
    rf"[\x00-\x1f\x7f-\x9f\udc80-\udc9f{DIRECTIONS}{SEPARATORS}{TAGS[0]}-{TAGS[-1]}]"
)
"""Characters that a file name may have, but a line of a message must not."""
MAYBE_INVISIBLE = re.compile(r"[^\S\n ]|[ ]+$|[^\s -~]", re.MULTILINE)
"""What may be invisible: white space except a space within a line, and non-ASCII characters."""
WORKFLOW_COMMAND = "##["
"""Starts a command anywhere in a log of GitHub Actions (actions/runner, `ActionCommand.cs`)."""
CONTROLS = (
    "NULL|START OF HEADING|START OF TEXT|END OF TEXT|END OF TRANSMISSION|ENQUIRY|ACKNOWLEDGE|BELL|"
    "BACKSPACE|CHARACTER TABULATION|LINE FEED|LINE TABULATION|FORM FEED|CARRIAGE RETURN|SHIFT OUT|"
    "SHIFT IN|DATA LINK ESCAPE|DEVICE CONTROL ONE|DEVICE CONTROL TWO|DEVICE CONTROL THREE|"
    "DEVICE CONTROL FOUR|NEGATIVE ACKNOWLEDGE|SYNCHRONOUS IDLE|END OF TRANSMISSION BLOCK|CANCEL|"
    "END OF MEDIUM|SUBSTITUTE|ESCAPE|INFORMATION SEPARATOR FOUR|INFORMATION SEPARATOR THREE|"
    "INFORMATION SEPARATOR TWO|INFORMATION SEPARATOR ONE"
)
"""The names of the first control characters in Unicode, which `unicodedata` lacks."""
NAMES = dict(enumerate(CONTROLS.split("|"))) | {0x7F: "DELETE", 0x85: "NEXT LINE"}
ESCAPED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and signs that are invisible."""
SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
"""Variation selectors, which are invisible."""


def brief(text: str) -> str:
    """Return the repr of a text, cut in the middle if it is long.

    >>> brief("loom"), len(brief("loom" * 1000)) < 70
    ("'loom'", True)
    """
    if len(text) > SHORT:
        text = f"{text[: SHORT - 20]} … {text[-15:]}"
    return repr(text)


def plural(count: int, noun: str) -> str:
    """Return a count and its noun.

    >>> plural(1, "edit"), plural(2000, "edit")
    ('1 edit', '2,000 edits')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def visible(text: str) -> str:
    r"""Return a text that cannot control a terminal, or look different from what it is.

    Control characters (except tabs and line feeds) and direction marks become visible symbols.

    >>> visible("\x1b[2J \u202etac.")
    '␛[2J <U+202E>tac.'
    """
    return text.translate(VISIBLE)


def one_line(text: str) -> str:
    r"""Return a text with escapes instead of control characters and direction marks.

    >>> print(one_line("two\nlines\u202e.txt"))
    two\nlines\u202e.txt
    """
    return CONTROL.sub(lambda match: escaped(match[0]), text)


def escaped(char: str) -> str:
    r"""Return the escape of a character; for invalid UTF-8, the escape of the byte.

    >>> print(escaped("\u202e"), escaped("\udc9b"))
    \u202e \x9b
    """
    return BYTES.get(ord(char)) or repr(char)[1:-1]


def with_escapes(text: str) -> str:
    r"""Return a text with Python's escapes for what is invisible, such as trailing spaces.

    >>> with_escapes("caf\u00e9 tex\u200btile \n")
    'café tex\\u200btile\\x20\n'
    """
    return MAYBE_INVISIBLE.sub(_with_escape, text)


def _with_escape(match: re.Match[str]) -> str:
    text = match[0]
    if text.isprintable() and not text.isspace():
        return text
    return text.encode("unicode_escape").decode("ascii").replace(" ", r"\x20")


def without_commands(line: str) -> str:
    r"""Return a line in which GitHub Actions recognizes no command.

    The caller must prevent commands that begin with `::`, which can only start a line.

    >>> without_commands("garmentclean: ##[add-mask]loom.txt: is empty")
    'garmentclean: #\\x23[add-mask]loom.txt: is empty'
    """
    return line.replace(WORKFLOW_COMMAND, r"#\x23[")


def valid_utf8(text: str) -> str:
    r"""Return a text that is valid UTF-8; invalid bytes become escapes.

    >>> valid_utf8("caf\udce9")
    'caf\\udce9'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_control(char: str) -> bool:
    """Return whether a character can control a display; it must never be shown as it is."""
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"} or char in DIRECTIONS or char in TAGS


def is_invisible(char: str) -> bool:
    """Return whether a character is invisible, or a space other than the usual one."""
    if char == " " or (char.isascii() and char.isprintable()):
        return False
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
    return hidden or char in BLANK or any(ord(char) in some for some in SELECTORS)


def look_alike(one: str, other: str) -> bool:
    r"""Return whether two different texts look the same.

    >>> look_alike("a\u200bb", "ab"), look_alike("a\xa0b", "a b"), look_alike("a b", "ab")
    (True, True, False)
    """
    pairs = zip_longest(_visible_signs(one), _visible_signs(other))
    return one != other and all(left == right for left, right in pairs)


def _visible_signs(text: str) -> Iterator[str]:
    """Yield the visible signs of a text; all spaces count as the same sign."""
    for char in text:
        if char == "\t" or unicodedata.category(char) == "Zs":
            yield " "
        elif char == "\n":
            yield char
        elif not is_invisible(char):
            yield from unicodedata.normalize("NFKD", char)


def named(text: str, *, all_of_them: bool) -> str:
    r"""Return a text with names instead of characters.

    Args:
        text: the text.
        all_of_them: whether to name all non-ASCII characters, and not only control characters.
            Tabs and newlines stay as they are.

    >>> named("a\u200bb", all_of_them=True), named("a\x08b", all_of_them=False)
    ('a<U+200B ZERO WIDTH SPACE>b', 'a<U+0008 BACKSPACE>b')
    """
    if text.isascii() and (text.isprintable() or not any(map(is_control, text))):
        return text
    return "".join(
        name(char)
        if char not in ESCAPED and (is_control(char) or (all_of_them and not char.isascii()))
        else char
        for char in text
    )


def name(char: str) -> str:
    r"""Return the number and the name of a character, or only its number if it has no name.

    >>> name("é"), name("\x80")
    ('<U+00E9 LATIN SMALL LETTER E WITH ACUTE>', '<U+0080>')
    """
    char_name = unicodedata.name(char, "") or NAMES.get(ord(char), "")
    return f"<U+{ord(char):04X}{' ' if char_name else ''}{char_name}>"
