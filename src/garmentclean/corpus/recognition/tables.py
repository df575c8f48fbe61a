"""Recognizing tables of separated values by their columns; prose has commas, too."""

from __future__ import annotations

from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATORS = "\t,;|"
HEADER = lazily(r"[^\W\d][\w .()/%#°:-]{0,39}")
IDENTIFIER = lazily(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,39}")
VALUE = lazily(
    r"[-+]?[€$£¥]?\d[\d.,' ]*%?(?:[eE][-+]?\d+)?"  # a number
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d\d:\d\d(?::\d\d)?\S*)?"  # a date
    r"|https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|[0-9a-fA-F-]{16,}|[A-Za-z]{0,4}[-_]?\d+|(?i:true|false|yes|no|null|nan)"
)
ROWS = 200
"""How many rows are looked at."""
FEW = 3
"""A table with fewer rows must have a header of identifiers."""
MANY = 5
"""A table with this many rows needs no header, or may have spaces after its separators."""
LONG = 1 << 12
"""The most characters of the first two lines of a table."""
SHARE = 0.9
"""The share of a column's values that must be numbers, dates or the like."""


def is_table(text: str, *, whole: bool) -> bool:
    r"""Return whether a text is a table of separated values and nothing else.

    >>> is_table('id,text\n1,"Silk, they say, is up."\n', whole=True)
    True
    >>> is_table("Silk, wool and hemp\n\nAll are up.\n", whole=True)
    False
    """
    first, second = (*text[:LONG].lstrip("\n").split("\n", 2), "", "")[:2]
    if not second.strip() or first[:1].isspace():
        return False
    return any(
        separator in first and separator in second and _is_separated(text, separator, whole=whole)
        for separator in SEPARATORS
    )


def _is_separated(text: str, separator: str, *, whole: bool) -> bool:
    import csv  # only for what may be a table

    try:
        reader = csv.reader(StringIO(text.strip("\n"), newline=""), delimiter=separator)
        rows = [*islice(reader, ROWS)]
    except csv.Error:
        return False
    if not whole and len(rows) < ROWS:
        rows.pop()  # it may be cut off
    width = len(rows[0]) if rows else 0
    if len(rows) < 2 or width < 2 or any(len(row) != width for row in rows):  # noqa: PLR2004 - two of each
        return False
    return _has_columns(rows, text, separator)


def _has_columns(rows: Sequence[Sequence[str]], text: str, separator: str) -> bool:
    """Return whether the columns of rows of equal length look like those of a table."""
    header, *body = rows
    columns = [*zip(*body, strict=True)]
    typed = sum(map(_is_typed, columns))
    tight = separator == "\t" or f"{separator} " not in text.partition("\n")[0]
    names = [name.strip() for name in header]
    named = len({*names}) == len(names)
    if tight and named and all(map(IDENTIFIER.fullmatch, names)):
        quoted = f'{separator}"' in text or '\n"' in text
        return bool(typed or quoted)
    if len(body) < FEW:
        return False
    if named and all(map(HEADER.fullmatch, names)):
        return typed > 0 if tight else len(body) >= MANY and 2 * typed >= len(names)
    return tight and len(rows) >= MANY and len(names) >= FEW and 2 * typed >= len(names)


def _is_typed(column: Sequence[str]) -> bool:
    """Return whether nearly all values of a column are numbers, dates, addresses or the like."""
    values = [value.strip() for value in column if value.strip()]
    alike = sum(VALUE.fullmatch(value) is not None for value in values)
    return bool(values) and 2 * len(values) > len(column) and alike >= SHARE * len(values)
