"""From clean bytes back to the original ones, through all that a ledger knows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from os.path import normpath
from pathlib import PurePath
from typing import TYPE_CHECKING

from garmentclean.brake import count_words
from garmentclean.changes import withdraw
from garmentclean.edit import Edit, replay
from garmentclean.ledger.entry import Entry, LedgerError, checksum

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

    def restore(self, data: bytes, name: str) -> Restored:
        """Take back all that was done to a document, in this run and in those before it.

        Args:
            data: its bytes as they are now.
            name: its path, which tells documents with the same clean text apart.

        Raises:
            LedgerError: the ledger does not know this text, or does not lead back from it.
        """
        entries: list[Entry] = []
        number, entry = self._found(data, name)
        while entry is not None:
            data = entry.restore(data)
            entries.append(entry)
            number, entry = self._earlier(data, number, entry)
        return Restored(data, tuple(entries))

    def withdraw(
        self, data: bytes, name: str, rules: frozenset[str], output: str | None = None
    ) -> Restored:
        """Take back only what some rules did to this document.

        That is in the last run that changed it, and in those before that read it the same way.

        Args:
            data: its bytes as they are now.
            name: its path.
            rules: the names of the rules, `pack/id`.
            output: the file that gets what comes of it; the same one, if that is not said.

        Returns:
            the bytes, and an entry that leads from the bytes before to them, for the ledger.

        Raises:
            LedgerError: the ledger does not know this text, or does not lead back from it.
        """
        chain = without_detours(self.restore(data, name).entries[::-1])
        if not chain:
            return Restored(data, ())
        entry = chain[-1]
        first, *later = [e.edits for e in takewhile(entry.reads_like, chain[::-1])][::-1]
        edits, blocked = withdraw(first, rules, later)
        clean = entry.read(data)
        after = entry.written(clean.with_text(replay(clean.text, edits)), data, columns=True)
        row = entry.row and {**entry.row, "columns": ""}
        path = entry.output or entry.document
        done = replace(
            entry,
            document=path,
            output=output or path,
            before=entry.after,
            after=checksum(after),
            words=count_words(clean.text),
            edits=tuple(edits),
            lines=tuple(clean.text.count("\n", 0, edit.start) + 1 for edit in edits),
            stopped=None,
            row=row,
        )
        done.restore(after)
        return Restored(after, (done,) if edits else (), tuple(blocked))

    def _found(self, data: bytes, name: str) -> tuple[int, Entry | None]:
        """Return the number of the last entry that led to these bytes, and it.

        It is None if they are the original ones. Of several documents that came out the same, it
        is the one with most of the path in common. LedgerError if that does not tell them apart,
        or if there is none.
        """
        digest = checksum(data)
        found, originals = self._after.get(digest, []), self._before.get(digest, [])
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
            if earlier < number and normpath(other.output or other.document) == path:
                return earlier, other
        return 0, None

    def _unknown(self, name: str) -> LedgerError:
        best = max((common(name, entry) for entry in self._entries), default=0)
        if not best:
            return NotInLedgerError(name)
        return ChangedError(name, [e for e in self._entries if common(name, e) == best])


def without_detours(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries, each of which goes on from the one before, without ways to and fro."""
    way: list[Entry] = []
    for entry in entries:
        way.append(entry)
        befores = [passed.before for passed in way]
        if entry.after in befores:
            del way[befores.index(entry.after) :]
    return way


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
