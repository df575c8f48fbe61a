"""The ends of file names, which say what files hold."""

from __future__ import annotations

import os
from os.path import splitext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "text"
"""The name of the format of files that are one text each."""
PACKED = (".gz", ".zst")
"""What the names of compressed files of rows end in, behind the ending of their format."""


def ending(path: Path | str) -> str:
    """Return the end of a file's name, in small letters; of a compressed one, the last two.

    >>> ending("a.b.JSONL"), ending("a.jsonl.gz"), ending("README")
    ('.jsonl', '.jsonl.gz', '')
    """
    stem, last = splitext(os.fspath(path).lower())
    return splitext(stem)[1] + last if last in PACKED else last
