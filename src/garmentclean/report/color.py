"""Colours of a terminal, and texts that cannot steer it."""

from __future__ import annotations

import re

BOLD = "1"
REVERSE = "7"
RED = "31"
GREEN = "32"
MAGENTA = "35"
CYAN = "36"

SYMBOLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
"""What Unicode has for control characters: ␛ for the escape character."""

OTHERS = {
    code: f"\\x{code & 0xFF:02x}" for code in (0x7F, *range(0x80, 0xA0), *range(0xDC80, 0xDD00))
}
"""More control characters, and bytes that are no UTF-8: some terminals obey them, too."""

VISIBLE = SYMBOLS | OTHERS

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Characters that a name of a file may have, and a line of a message must not."""


def paint(text: str, *styles: str) -> str:
    r"""Return a text in some styles (SGR parameters), or as it is if it is empty or there are none.

    >>> paint("loom", BOLD, RED)
    '\x1b[1;31mloom\x1b[0m'
    """
    return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if text and styles else text


def visible(text: str) -> str:
    r"""Return a text with its control characters, but tabs and line feeds, as visible symbols.

    >>> visible("\x1b[2J")
    '␛[2J'
    """
    return text.translate(VISIBLE)


def one_line(text: str) -> str:
    r"""Return a text with escapes in the place of control characters.

    >>> print(one_line("two\nlines.txt"))
    two\nlines.txt
    """
    return CONTROL.sub(lambda match: repr(match[0])[1:-1], text)
