"""How far a ledger goes: what tells later whether it still has all that it had then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from garmentclean.corpus.regular import open_regular

if TYPE_CHECKING:
    from pathlib import Path

TAIL = 64
"""Bytes at the end that are compared: a line ends in its seal, and a compressed one in a checksum
of the format."""


def extent_of(path: Path) -> str:
    """Return the size of a ledger, and its last bytes; nothing if there is none to be read."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - TAIL))
            return f"{size} {file.read(min(size, TAIL)).hex()}"  # it may be growing
    except OSError:
        return ""


def goes_on(path: Path, extent: str) -> bool:
    """Tell whether a ledger has had nothing taken away since it had this extent."""
    size, _, tail = extent.partition(" ")
    try:
        with open_regular(path) as file:
            file.seek(max(0, int(size) - TAIL))
            return bool(tail) and file.read(len(tail) // 2).hex() == tail
    except (OSError, ValueError, OverflowError):  # no ledger, or no extent
        return False
