"""Files that have another text than the ledger's of this name, until all other files are known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from garmentclean.ledger.history import REMEMBERED
from garmentclean.ledger.index import END, Index, in_bytes, of_bytes, path_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.ledger.history import History


class Doubts:
    """Judges whether such a file was changed, or is none of the ledger's.

    It is none of them where each entry with a name like its own has a name that is more like that
    of another file, which the ledger does know.

    Args:
        history: what the ledger knows.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._index = Index("name", "key")  # keys of files that are known, rows of those in doubt
        self._fit_others = lru_cache(REMEMBERED)(self._do_fit_others)
        self._count = 0
        self.proved = 0

    def prove(self, name: str) -> None:
        """Take note of a file that the ledger knows."""
        self.proved += 1
        self._index.add([path_key(name)], self.proved)

    def add(self, name: str, key: bytes) -> None:
        """Take note of a file that may have been changed.

        Args:
            name: its path.
            key: what that has in common with those of entries, as a `ChangedError` has it.
        """
        self._count += 1
        self._index.add_row(self._count, in_bytes(name), key)

    def judged(self) -> Iterator[tuple[str, bool]]:
        """Yield the files that may have been changed, and whether they were."""
        for name, key in self._index.ask("SELECT name, key FROM rows ORDER BY number"):
            yield of_bytes(name), not self._fit_others(key)

    def _do_fit_others(self, key: bytes) -> bool:
        """Return whether all entries that go on from a key have names more like another file's."""
        parts = key.count(END)
        return all(
            any(self._index.shared(b"", path_key(name)).parts > parts for name in names if name)
            for names in self._history.likes(key)
        )
