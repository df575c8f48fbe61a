"""From clean bytes back to the original ones, through all that a ledger knows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from os.path import normpath
from pathlib import PurePath
from typing import TYPE_CHECKING

from garmentclean.edit import Edit
from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, checksum
from garmentclean.ledger.withdrawing import withdrawn, without_detours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class NotInLedgerError(LedgerError):
    """The ledger has no document of this name, and none with this text.

    Args:
        name: the path of the file.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: is not in this ledger; look for the one of its run")


class ChangedError(LedgerError):
    """The ledger has a document of this name, and none with this text.

    Args:
        name: the path of the file.
        entries: the entries whose names have most in common with it.
    """

    def __init__(self, name: str, entries: Sequence[Entry]) -> None:
        super().__init__(
            f"{name}: was changed after it was cleaned (its checksum is not the ledger's); "
            "take back that change first"
        )
        self.name = name
        self._entries = entries

    def is_better_for(self, others: Sequence[str]) -> bool:
        """Tell whether each of the entries has a name more like that of another file."""
        return all(
            any(common(other, entry) > common(self.name, entry) for other in others)
            for entry in self._entries
        )


@dataclass(frozen=True)
class Restored:
    """What became of a file.

    Attributes:
        data: its bytes now.
        entries: the entries that were taken back, the last one first; empty if it was already as
            it was.
        blocked: edits that could not be taken back by themselves, each with the later edit that
            stands in the way.
    """

    data: bytes
    entries: tuple[Entry, ...]
    blocked: tuple[tuple[Edit, Edit], ...] = ()


class History:
    """The entries of a ledger, by the texts that they led to.

    Args:
        entries: the entries, in the order of the ledger.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._after: dict[str, list[tuple[int, Entry]]] = {}
        self._before: dict[str, list[Entry]] = {}
        self._entries = list(entries)
        for number, entry in enumerate(self._entries):
            self._after.setdefault(entry.after, []).append((number, entry))
            self._before.setdefault(entry.before, []).append(entry)

    def restore(self, data: bytes, name: str, cell: str | None = None) -> Restored:
        """Take back all that was done to a document, in this run and in those before it.

        Args:
            data: its bytes as they are now.
            name: its path, which tells documents with the same clean text apart.
            cell: its column, if it is a cell of Parquet.

        Raises:
            LedgerError: the ledger does not know this text, or does not lead back from it.
        """
        entries: list[Entry] = []
        number, entry = self._found(data, name, cell)
        while entry is not None:
            data = entry.restore(data)
            entries.append(entry)
            number, entry = self._earlier(data, number, entry)
        return Restored(data, tuple(entries))

    def knows_row(self, line: bytes) -> bool:
        """Return whether a line is a row of JSON Lines as it was before or after a run."""
        digest = checksum(line)
        after = (entry for _, entry in self._after.get(digest, ()))
        return any(entry.row for entry in (*after, *self._before.get(digest, ())))

    def withdraw(
        self,
        data: bytes,
        name: str,
        rules: frozenset[str],
        output: str | None = None,
        cell: str | None = None,
    ) -> Restored:
        """Take back only what some rules did to this document.

        That is in the last run that changed it, and in those before that read it the same way; in
        a row with several texts, for each of them.

        Args:
            data: its bytes as they are now.
            name: its path.
            rules: the names of the rules, `pack/id`.
            output: the file that gets what comes of it; the same one, if that is not said.
            cell: its column, if it is a cell of Parquet.

        Returns:
            the bytes, and entries that lead from the bytes before to them, for the ledger.

        Raises:
            LedgerError: the ledger does not know this text, or does not lead back from it.
        """
        chain = without_detours(self.restore(data, name, cell).entries[::-1])
        done: list[Entry] = []
        stuck: list[tuple[Edit, Edit]] = []
        for field in dict.fromkeys(entry.field for entry in chain):
            own = [entry for entry in chain if entry.field == field]
            data, entry, blocked = withdrawn(data, own, rules)
            done += [entry] if entry else []
            stuck += blocked
        path = chain[-1].output or chain[-1].document if chain else ""
        done = [replace(entry, document=path, output=None) for entry in done]
        if done:
            done[-1] = replace(done[-1], output=output or path)
        return Restored(data, tuple(done), tuple(stuck))

    def _found(self, data: bytes, name: str, cell: str | None) -> tuple[int, Entry | None]:
        """Return the number of the last entry that led to these bytes, and it.

        It is None if they are the original ones. Of several documents that came out the same, it
        is the one with most of the path in common. LedgerError if that does not tell them apart,
        or if there is none.
        """
        digest = checksum(data)
        found = [pair for pair in self._after.get(digest, []) if pair[1].cell == cell]
        originals = [entry for entry in self._before.get(digest, []) if entry.cell == cell]
        best = max((common(name, entry) for _, entry in found), default=-1)
        if any(ending(name, entry.document) > best for entry in originals):
            return 0, None
        if not found or not (data or best):  # an empty text alone tells nothing
            raise self._unknown(name)
        nearest = [(number, entry) for number, entry in found if common(name, entry) == best]
        number, last = nearest[-1]
        for _, entry in nearest:
            if entry.before != last.before and entry.document != last.document:
                raise LedgerError(
                    f"{name}: could be {entry.document} or {last.document}, which have the same "
                    "clean text; give the file the name that it had"
                )
        return number, last

    def _earlier(self, data: bytes, number: int, entry: Entry) -> tuple[int, Entry | None]:
        """Return the entry that led to what an entry began with: of the same file, before it."""
        path = normpath(entry.document)
        for earlier, other in reversed(self._after.get(checksum(data), [])):
            same = other.cell == entry.cell and normpath(other.output or other.document) == path
            if earlier < number and same:
                return earlier, other
        return 0, None

    def _unknown(self, name: str) -> LedgerError:
        best = max((common(name, entry) for entry in self._entries), default=0)
        if not best:
            return NotInLedgerError(name)
        return ChangedError(name, [e for e in self._entries if common(name, e) == best])


def common(name: str, entry: Entry) -> int:
    """Return how much of the end of a path an entry's document, or its output, has too."""
    return max(ending(name, known) for known in (entry.document, entry.output) if known)


def ending(one: str, two: str) -> int:
    """Return how many parts two paths have in common, from the end.

    >>> ending("clean/a/b.txt", "raw/a/b.txt"), ending("a.txt", "b.txt")
    (2, 0)
    """
    pairs = zip(reversed(parts(one)), reversed(parts(two)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def parts(name: str) -> list[str]:
    """Return the parts of a path; of a row in a file, its number is the last one.

    >>> parts("raw/a.jsonl:17")
    ['raw', 'a.jsonl', '17']
    """
    path, _, row = name.rpartition(":")
    return [*PurePath(path).parts, row] if path and row.isdecimal() else [*PurePath(name).parts]
