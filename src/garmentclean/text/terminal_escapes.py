r"""What programs write to a terminal besides text: escape sequences and overstrikes.

The sequences are those of ECMA-48, xterm and similar terminals. If what follows an ESC may also be
text, it does not count as a sequence, as no text may be removed with an escape.
"""

from __future__ import annotations

import re

from garmentclean.text.regex import lazily

_TO_ITS_END = r"[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
ESCAPES = (
    # CSI: colours, movements, modes ("?25h"). Windows-1252 has › for its control of one byte.
    r"\x1b\[(?:[0-?]+[ -/]*[@-~]|[mK]|[ -/]?[@-~](?![a-z]))"
    r"|\x9b[0-9][0-9;]*[A-KSTfhlmnsu]|\x9b\?[0-9;]+[hl]"
    # OSC: titles, links, and the palette of Linux.
    rf"|(?:\x1b\]|\x9d)[0-9]+(?:;{_TO_ITS_END}|\x07|\x1b\\)"
    r"|\x1b\]P[0-9A-Fa-f]{7}"
    # DCS, SOS, PM, APC, and the title of a screen.
    r"|\x1b[PX^_k][^\x1b\x9c\n]*(?:\x1b\\|\x9c)"
    # Character sets, modes and movements of two or three bytes.
    r"|\x1b(?:[()*+](?:[0B]|[1-9AC-Z<=>](?![a-z]))|#[3-8]|%[@G8]| [FGLMN])"
    r"|\x1b(?:[=>\\]|[78](?![0-9])|[cDEHMNOZ](?![a-z]))"
)
ESCAPE = lazily(ESCAPES)
OVERSTRIKE = lazily(r"_+\x08+|[^\s\x08]\x08")
_MARKS = re.compile("[\x08\x1b]")


def unescaped(text: str) -> str:
    r"""Return a text without escape sequences and overstruck characters.

    >>> unescaped("\x1b[1mN\bNA\bA\x1b[0m")
    'NA'
    """
    if _MARKS.search(text) is None:
        return text
    return OVERSTRIKE.sub("", ESCAPE.sub("", text))
