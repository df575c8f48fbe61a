"""The encodings in which UTF-8 may have been read, and how its characters look in them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import ftfy.bad_codecs  # noqa: F401 - registers the sloppy encodings

if TYPE_CHECKING:
    from collections.abc import Sequence

ENCODINGS = (
    ("latin-1", "sloppy-windows-1252"),
    ("sloppy-windows-1251",),
    ("sloppy-windows-1250",),
    ("sloppy-windows-1253",),
    ("sloppy-windows-1254",),
    ("sloppy-windows-1257",),
    ("iso-8859-2",),
    ("macroman",),
    ("cp437",),
    ("cp850",),
    ("koi8-r",),
    ("cp866",),
)
"""The encodings in which UTF-8 was read, in the order in which they are tried. The first two are
mixed: browsers read a byte without a character in Windows-1252 as a control of Latin-1."""
BY_LENGTH = frozenset({"koi8-r", "cp866"})
"""ftfy does not know these; two Cyrillic letters of UTF-8 in a row are certainly mojibake."""
SURE = 2
"""How many of the first encodings share no ambiguous run with later ones."""
COMMONEST = "latin-1"


class Encoding:
    """An encoding in which UTF-8 was read.

    Args:
        names: its Python name, or the names of several mixed ones.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.name = names[0]
        self.bytes = {
            bytes([byte]).decode(name): byte for name in names for byte in range(0x80, 0x100)
        }
        more = self._class(0x80, 0xBF)
        sequences = (
            self._class(0xC2, 0xDF) + more,
            self._class(0xE0) + self._class(0xA0, 0xBF) + more,
            f"{self._class(0xE1, 0xEC)}{more}{{2}}",
            self._class(0xED) + self._class(0x80, 0x9F) + more,
            f"{self._class(0xEE, 0xEF)}{more}{{2}}",
            f"{self._class(0xF0)}{self._class(0x90, 0xBF)}{more}{{2}}",
            # A character beyond FFFF as two surrogates, each written as UTF-8.
            self._class(0xED)
            + self._class(0xA0, 0xAF)
            + more
            + self._class(0xED)
            + self._class(0xB0, 0xBF)
            + more,
        )
        self.runs = re.compile(f"(?:{'|'.join(sequences)})+")

    def _class(self, first: int, last: int = 0) -> str:
        members = (c for c, byte in self.bytes.items() if first <= byte <= (last or first))
        return f"[{''.join(map(re.escape, members))}]"

    def decode(self, run: str) -> str:
        """Return the text whose UTF-8 was read as this run."""
        text = bytes(self.bytes[c] for c in run).decode("utf-8", "surrogatepass")
        return text.encode("utf-16", "surrogatepass").decode("utf-16")


@cache
def encodings() -> tuple[Encoding, ...]:
    """Return all encodings to try."""
    return tuple(map(Encoding, ENCODINGS))
