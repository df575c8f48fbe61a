"""Decides at the end whether files whose text is not in the ledger were changed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from garmentclean.ledger.history import REMEMBERED
from garmentclean.ledger.index import END, Index, in_bytes, of_bytes, path_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.ledger.history import History


class ChangedFiles:
    """Decides whether such a file was changed, or does not belong to the ledger.

    It does not belong to the ledger if each entry with a similar name has a name even more similar
    to that of another file, whose text is in the ledger.

    Args:
        history: the entries of the ledger.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        # keys: files in the ledger; rows: files that may have been changed
        self._index = Index("name", "key")
        self._fit_others = lru_cache(REMEMBERED)(self._do_fit_others)
        self._count = 0
        self.proved = 0

    def add_known(self, name: str) -> None:
        """Add a file whose text is in the ledger."""
        self.proved += 1
        self._index.add([path_key(name)], self.proved)

    def add(self, name: str, key: bytes) -> None:
        """Add a file that may have been changed.

        Args:
            name: its path.
            key: the part of the path that it shares with entries, from the `ChangedError`.
        """
        self._count += 1
        self._index.add_row(self._count, in_bytes(name), key)

    def decided(self) -> Iterator[tuple[str, bool]]:
        """Yield the files that may have been changed, and whether they were."""
        for name, key in self._index.select("SELECT name, key FROM rows ORDER BY number"):
            yield of_bytes(name), not self._fit_others(key)

    def _do_fit_others(self, key: bytes) -> bool:
        """Return whether all entries with a key have names more similar to that of another file."""
        parts = key.count(END)
        return all(
            any(self._index.shared(b"", path_key(name)).parts > parts for name in names if name)
            for names in self._history.likes(key)
        )
