"""What files hold, by the ends of their names: one text, JSON Lines, or Parquet."""

from __future__ import annotations

import os
from os.path import splitext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEXT, LINES, PARQUET = "text", "jsonl", "parquet"
PACKED = (".gz", ".zst")
"""What compressed JSON Lines end in, behind their own ending."""
ENDINGS = {
    TEXT: frozenset({"", ".md", ".markdown", ".text", ".txt"}),
    LINES: frozenset(f"{kind}{pack}" for kind in (".jsonl", ".ndjson") for pack in ("", *PACKED)),
    PARQUET: frozenset({".parquet", ".pq"}),
}
"""Format to the endings of its files. In a folder, only these are taken for articles."""
ALL = frozenset[str]().union(*ENDINGS.values())


def ending(path: Path | str) -> str:
    """Return the end of a file's name, in small letters; of a compressed one, the last two.

    >>> ending("a.b.JSONL"), ending("a.jsonl.gz"), ending("README")
    ('.jsonl', '.jsonl.gz', '')
    """
    stem, last = splitext(os.fspath(path).lower())  # noqa: PTH122 - ten times quicker than Path
    return splitext(stem)[1] + last if last in PACKED else last  # noqa: PTH122 - the same


def format_of(path: Path, asked: str = "") -> str:
    """Return what a file holds: what was asked for, or else what its name says.

    >>> from pathlib import Path
    >>> format_of(Path("a.jsonl.zst")), format_of(Path("a.log")), format_of(Path("a.txt"), LINES)
    ('jsonl', 'text', 'jsonl')
    """
    if asked:
        return asked
    end = ending(path)
    return next((form for form in (LINES, PARQUET) if end in ENDINGS[form]), TEXT)
