"""The endings of file names, which show what files hold."""

from __future__ import annotations

import os
from os.path import splitext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "text"
"""The name of the format of files that are one text each."""
PACKED = (".gz", ".zst")
"""The endings of compressed files, after the ending of their format."""


def ending(path: Path | str) -> str:
    """Return the ending of a file in lower case; of a compressed file, its last two endings.

    >>> ending("a.b.JSONL"), ending("a.jsonl.gz"), ending("README")
    ('.jsonl', '.jsonl.gz', '')
    """
    stem, last = splitext(os.fspath(path).lower())
    return splitext(stem)[1] + last if last in PACKED else last
