"""Colours of a terminal, and texts that cannot steer it."""

from __future__ import annotations

import re

BOLD = "1"
REVERSE = "7"
RED = "31"
GREEN = "32"
MAGENTA = "35"
CYAN = "36"

DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that let the text around them run the other way."""
SEPARATORS = "\u2028\u2029"
"""What ends a line, or a paragraph, for some programs."""
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
"""Copies of ASCII that are not drawn at all, and hide a text within another one."""

SYMBOLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
"""What Unicode has for control characters: ␛ for the escape character."""

STEERING = SYMBOLS | {code: f"\\x{code:02x}" for code in range(0x7F, 0xA0)}
"""All that steer a terminal, but tabs and line feeds."""

BYTES = {code: f"\\x{code & 0xFF:02x}" for code in range(0xDC80, 0xDD00)}
"""Bytes that are no UTF-8: some terminals obey them, too."""

MARKS = {ord(char): f"<U+{ord(char):04X}>" for char in DIRECTIONS + SEPARATORS + TAGS}
"""What lets a line look other than it is."""

VISIBLE = STEERING | BYTES | MARKS

CONTROL = re.compile(
    rf"[\x00-\x1f\x7f-\x9f\udc80-\udc9f{DIRECTIONS}{SEPARATORS}{TAGS[0]}-{TAGS[-1]}]"
)
"""Characters that a name of a file may have, and a line of a message must not."""


def paint(text: str, *styles: str) -> str:
    r"""Return a text in some styles (SGR parameters), or as it is if it is empty or there are none.

    >>> paint("loom", BOLD, RED)
    '\x1b[1;31mloom\x1b[0m'
    """
    return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if text and styles else text


def visible(text: str) -> str:
    r"""Return a text that cannot steer a terminal, nor look other than it is.

    Its control characters, but tabs and line feeds, are visible symbols, and so are marks of
    direction.

    >>> visible("\x1b[2J \u202etac.")
    '␛[2J <U+202E>tac.'
    """
    return text.translate(VISIBLE)


def one_line(text: str) -> str:
    r"""Return a text with escapes in the place of control characters and marks of direction.

    >>> print(one_line("two\nlines\u202e.txt"))
    two\nlines\u202e.txt
    """
    return CONTROL.sub(lambda match: escaped(match[0]), text)


def escaped(char: str) -> str:
    r"""Return the escape of a character; of a byte that is no UTF-8, that of the byte.

    >>> print(escaped("\u202e"), escaped("\udc9b"))
    \u202e \x9b
    """
    return BYTES.get(ord(char)) or repr(char)[1:-1]
