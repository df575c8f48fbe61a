"""An index of entries: by their original and clean texts, and by the names of files.

It is a temporary SQLite database: in memory while it is small, and in an unnamed file when it grows
(https://sqlite.org/inmemorydb.html#temp_db). So a ledger of any size takes little memory, and
leaves no files behind.

A path is stored from its end to its beginning. In the sorted list of paths, the one that
shares the most with another path is a neighbour of the place where that one would be.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import finalize

from garmentclean.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CACHE = 1 << 15
"""Kibibytes of the database that stay in memory."""
NUMBER = "number INTEGER PRIMARY KEY"
WAITING = 1000
"""Rows that are written together."""
LONG = 1 << 14
"""A row with a longer value, in bytes, is written at once."""
END = b"\0"
"""Ends each part of a path."""
BEHIND = b"\xff"
"""Greater than any part of a path: all keys that begin with a key are between it and this."""
DIGEST = 16
"""Bytes of a checksum by which a text is found; `Entry.restore` compares all of them."""


class Shared(NamedTuple):
    """What a path shares with the most similar ones of an index.

    Attributes:
        parts: the number of parts, from the end; -1 if there is nothing to compare.
        key: the key of these parts.
    """

    parts: int
    key: bytes


NOTHING = Shared(-1, b"")


class Index:
    """Keys with the numbers of entries, and a table of entries.

    Args:
        columns: the columns of the table `rows`, after the `number`.
    """

    def __init__(self, *columns: str) -> None:
        self._keys: list[tuple[bytes, int]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._sorted = False
        self._columns = columns
        places = ", ".join("?" * (1 + len(columns)))
        self._insert = f"INSERT INTO rows VALUES ({places})"  # noqa: S608 - question marks only

    @cached_property
    def _db(self) -> sqlite3.Connection:
        """The database, which is only created when it is needed."""
        with faults():
            made = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            finalize(self, made.close)
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE}"):
                made.execute(f"PRAGMA {setting}")
            made.execute(f"CREATE TABLE rows ({', '.join((NUMBER, *self._columns))})")
            made.execute("CREATE TABLE keys (key BLOB, number INTEGER)")
            made.execute("BEGIN")
            return made

    def add_row(self, number: int, *columns: int | bytes | None) -> None:
        """Add a row."""
        self._rows.append((number, *columns))
        if len(self._rows) >= WAITING or any(
            isinstance(c, bytes) and len(c) > LONG for c in columns
        ):
            self._write()

    def add(self, keys: Iterable[bytes], number: int) -> None:
        """Add keys."""
        self._keys += [(key, number) for key in keys]
        if len(self._keys) >= WAITING:
            self._write()

    def select(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query's result."""
        self._write()
        self._sort()
        with faults():
            yield from self._db.execute(query, values)

    def last(self, key: bytes, below: int = 1 << 62) -> int | None:
        """Return the largest number of a key, below a limit; None if there is none."""
        query = "SELECT max(number) FROM keys WHERE key = ? AND number < ?"
        ((number,),) = self.select(query, key, below)
        return None if number is None else int(number)

    def within(self, key: bytes) -> Iterator[int]:
        """Yield the numbers of the keys that begin with a key."""
        query = "SELECT number FROM keys WHERE key >= ? AND key < ?"
        return (number for (number,) in self.select(query, key, key + BEHIND))

    def shared(self, before: bytes, path: bytes) -> Shared:
        """Return what a path shares with the most similar one.

        Args:
            before: the part of a key before the path.
            path: the path, from `path_key`.
        """
        key = before + path
        above = "SELECT key FROM keys WHERE key >= ? AND key < ? ORDER BY key LIMIT 1"
        below = "SELECT key FROM keys WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1"
        neighbours = (*self.select(above, key, before + BEHIND), *self.select(below, key, before))
        return max((_shared(key, other, len(before)) for (other,) in neighbours), default=NOTHING)

    def _write(self) -> None:
        with faults():
            if self._keys:
                self._db.executemany("INSERT INTO keys VALUES (?, ?)", self._keys)
            if self._rows:
                self._db.executemany(self._insert, self._rows)
        self._keys.clear()
        self._rows.clear()

    def _sort(self) -> None:
        """Sort all keys at once, which is much faster than inserting each in order."""
        if not self._sorted:
            with faults():
                self._db.execute("CREATE INDEX sorted ON keys (key, number)")
            self._sorted = True


@contextmanager
def faults() -> Iterator[None]:
    """Raise LedgerError for errors of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(
            f"cannot keep an index of the ledger in the temporary folder: {error}; "
            "SQLITE_TMPDIR names another one"
        ) from None


def path_key(name: str) -> bytes:
    r"""Return a path as a key: its parts from the last one to the first.

    >>> path_key("raw/a.jsonl:17")
    b'17\x00a.jsonl\x00raw\x00'
    """
    split = parts(name)
    if "\0" not in name and "\1" not in name:
        return in_bytes("\0".join((*reversed(split), "")))
    return b"".join(map(_part, reversed(split)))


def _part(part: str) -> bytes:
    """Return a part of a path with its end mark, which is escaped within the part."""
    return in_bytes(part).replace(b"\1", b"\1\2").replace(END, b"\1\1") + END


def in_bytes(name: str) -> bytes:
    """Return a name as SQLite can store it: it may hold bytes that are not UTF-8."""
    return name.encode("utf-8", "surrogatepass")


def of_bytes(data: bytes) -> str:
    """Return a stored name; the inverse of `in_bytes`."""
    return data.decode("utf-8", "surrogatepass")


def cell_key(cell: str | None) -> bytes:
    """Return the part of a key for a Parquet column, or for a text that is not in one."""
    return END if cell is None else BEHIND + _part(cell)


def _shared(one: bytes, two: bytes, start: int) -> Shared:
    """Return what the paths in two keys share; they begin at offset `start`."""
    low, high = start, min(len(one), len(two))
    while low < high:  # the shared part ends between the two
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    end = max(start, one.rfind(END, start, low) + 1)
    return Shared(one.count(END, start, end), one[:end])


def parts(name: str) -> list[str]:
    """Return the parts of a path; the number of a row is the last part.

    >>> parts("raw/a.jsonl:17")
    ['raw', 'a.jsonl', '17']
    """
    path, _, row = name.rpartition(":")
    if path and row.isdecimal():
        return [*_plain_parts(path), row]
    return _plain_parts(name)


def _plain_parts(path: str) -> list[str]:
    """Return the parts of a path as `PurePath` does, but ten times as fast."""
    if os.sep != "/" or path.startswith("//"):
        return [*PurePath(path).parts]
    split = [part for part in path.split("/") if part and part != "."]
    return ["/", *split] if path.startswith("/") else split
