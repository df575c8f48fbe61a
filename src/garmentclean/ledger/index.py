"""An index of entries: by the texts that they begin with and lead to, and by names of files.

It is a temporary database of SQLite: in memory while it is small, and in a file without a name
when it grows (https://sqlite.org/inmemorydb.html#temp_db). So a ledger of any size takes little
memory, and nothing is left behind.

A path is kept from its end to its beginning. Of all paths in their order, the one that has most in
common with another path stands beside the place where that would be.
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
"""So many rows wait until they are written together."""
LONG = 1 << 14
"""A value of more bytes does not wait."""
END = b"\0"
"""What stands behind each part of a path."""
BEHIND = b"\xff"
"""No part of a path begins with it: all that goes on from a key is between the key and this."""
DIGEST = 16
"""Bytes of a checksum by which a text is looked up; `Entry.restore` compares all of them."""


class Shared(NamedTuple):
    """What a path has in common with the most similar ones of an index.

    Attributes:
        parts: how many parts, from the end; -1 if there is nothing to compare.
        key: the key of these parts.
    """

    parts: int
    key: bytes


NOTHING = Shared(-1, b"")


class Index:
    """Keys with numbers, and rows of a table by their numbers.

    Args:
        columns: the columns of the table, `rows`, besides the `number`.
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
        """The database; what is never asked for needs none."""
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

    def ask(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an answer."""
        self._write()
        self._sort()
        with faults():
            yield from self._db.execute(query, values)

    def last(self, key: bytes, below: int = 1 << 62) -> int | None:
        """Return the largest number that a key has, below another one; None if there is none."""
        query = "SELECT max(number) FROM keys WHERE key = ? AND number < ?"
        ((number,),) = self.ask(query, key, below)
        return None if number is None else int(number)

    def within(self, key: bytes) -> Iterator[int]:
        """Yield the numbers of the keys that go on from a key."""
        query = "SELECT number FROM keys WHERE key >= ? AND key < ?"
        return (number for (number,) in self.ask(query, key, key + BEHIND))

    def shared(self, before: bytes, path: bytes) -> Shared:
        """Return what a path has in common with the most similar one.

        Args:
            before: what stands before the path in a key.
            path: the path, as `path_key` makes it.
        """
        key = before + path
        above = "SELECT key FROM keys WHERE key >= ? AND key < ? ORDER BY key LIMIT 1"
        below = "SELECT key FROM keys WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1"
        beside = (*self.ask(above, key, before + BEHIND), *self.ask(below, key, before))
        return max((_shared(key, other, len(before)) for (other,) in beside), default=NOTHING)

    def _write(self) -> None:
        with faults():
            if self._keys:
                self._db.executemany("INSERT INTO keys VALUES (?, ?)", self._keys)
            if self._rows:
                self._db.executemany(self._insert, self._rows)
        self._keys.clear()
        self._rows.clear()

    def _sort(self) -> None:
        """Sort all keys at once, which is much quicker than each into its place."""
        if not self._sorted:
            with faults():
                self._db.execute("CREATE INDEX sorted ON keys (key, number)")
            self._sorted = True


@contextmanager
def faults() -> Iterator[None]:
    """Raise LedgerError for what goes wrong in SQLite."""
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
    found = parts(name)
    if "\0" not in name and "\1" not in name:
        return in_bytes("\0".join((*reversed(found), "")))
    return b"".join(map(_part, reversed(found)))


def _part(part: str) -> bytes:
    """Return a part of a path, with its end, which is not in it."""
    return in_bytes(part).replace(b"\1", b"\1\2").replace(END, b"\1\1") + END


def in_bytes(name: str) -> bytes:
    """Return a name as SQLite can keep it: one may have bytes that are no UTF-8."""
    return name.encode("utf-8", "surrogatepass")


def of_bytes(data: bytes) -> str:
    """Return a name that was kept; the inverse of `in_bytes`."""
    return data.decode("utf-8", "surrogatepass")


def quoted(cell: str | None) -> bytes:
    """Return what stands for a column of Parquet in a key; for a text that is in none, too."""
    return END if cell is None else BEHIND + _part(cell)


def _shared(one: bytes, two: bytes, start: int) -> Shared:
    """Return what the paths in two keys have in common, that begin behind `start` bytes."""
    low, high = start, min(len(one), len(two))
    while low < high:  # what they have in common ends between the two
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    end = max(start, one.rfind(END, start, low) + 1)
    return Shared(one.count(END, start, end), one[:end])


def parts(name: str) -> list[str]:
    """Return the parts of a path; of a row in a file, its number is the last one.

    >>> parts("raw/a.jsonl:17")
    ['raw', 'a.jsonl', '17']
    """
    path, _, row = name.rpartition(":")
    if path and row.isdecimal():
        return [*_plain_parts(path), row]
    return _plain_parts(name)


def _plain_parts(path: str) -> list[str]:
    """Return the parts of a path as `PurePath` does, which takes ten times as long."""
    if os.sep != "/" or path.startswith("//"):
        return [*PurePath(path).parts]
    found = [part for part in path.split("/") if part and part != "."]
    return ["/", *found] if path.startswith("/") else found
