"""From clean bytes back to the original ones, through all entries of a ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from os.path import normpath
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, cell_of, checksum
from garmentclean.ledger.index import BEHIND, DIGEST, Index, cell_key, in_bytes, of_bytes, path_key
from garmentclean.ledger.lines import (
    checked_values,
    entry_from_json,
    entry_line,
    json_value,
    tool_from_json,
)
from garmentclean.ledger.reader import is_plain, line_at, records
from garmentclean.ledger.withdrawing import withdrawn, without_detours
from garmentclean.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from garmentclean.ledger.entry import Tool

AFTER, BEFORE, ROW, WRITTEN = b"a", b"b", b"r", b"w"
"""Kinds of keys: clean texts and original texts, each with the paths of their documents; texts of
rows; clean texts with the file that they were written to."""
REMEMBERED = 1 << 12
"""Cached results: many documents may have the same text."""


class NotInLedgerError(LedgerError):
    """The ledger has neither this name nor this text.

    Args:
        name: the path of the file.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: is not in this ledger; look for the one of its run")


class ChangedError(LedgerError):
    """The ledger has a document of this name, but not this text.

    Args:
        name: the path of the file.
        key: the part of the path that it shares with the most similar entries.
    """

    def __init__(self, name: str, key: bytes = b"") -> None:
        super().__init__(
            f"{name}: was changed after it was cleaned (its checksum is not the ledger's); "
            "undo that change first"
        )
        self.name = name
        self.key = key


@dataclass(frozen=True)
class Restored:
    """A restored file.

    Attributes:
        data: its bytes now.
        entries: the entries that were undone, the last one first; empty if the file was already
            the original.
        blocked: edits that could not be undone on their own, each with the later edit that blocks
            it.
    """

    data: bytes
    entries: tuple[Entry, ...]
    blocked: tuple[tuple[Edit, Edit], ...] = ()


class Nearest(NamedTuple):
    """The entries with a text whose paths are most similar to that of a file.

    Attributes:
        number: the number of the last one.
        document: its document.
        other: another document from which this text may come, or None.
    """

    number: int
    document: str
    other: str | None


class History:
    """The entries of a ledger, by the texts that they lead to.

    Args:
        entries: entries, in order.
        path: the ledger, to read entries again that are not kept as lines.

    Attributes:
        count: the number of entries.
        tools: the programs that wrote the ledger, as an ordered set; the last writer comes last.
        fields: the fields of texts in rows, each with its `cell`.
    """

    def __init__(self, entries: Iterable[Entry] = (), path: Path | None = None) -> None:
        self._index = Index("place", "length", "line", "document", "output", "before")
        self._path = path
        self.count = 0
        self._nearest = lru_cache(REMEMBERED)(self._nearest_of)
        self.tools: dict[Tool, None] = {}
        self.fields: dict[str, str | None] = {}
        for entry in entries:
            line = entry_line(entry)[:-1]
            self.add(json_value(line), line)

    @classmethod
    def of(cls, path: Path, *, partial: bool = False) -> History:
        """Return the history of a ledger.

        For an uncompressed file, only the place of each entry is kept; the entry is read when it is
        needed. Parameters and errors are those of `reader.records`.
        """
        history = cls(path=path)
        plain = is_plain(path)
        place = 0
        for values, line in records(path, partial=partial):
            if "ledger" in values:
                tool = tool_from_json(values)
                history.tools.pop(tool, None)
                history.tools[tool] = None
            else:
                history.add(values, None if plain else line, place, len(line))
            place += len(line) + 1
        return history

    def add(
        self, values: Mapping[str, Any], line: bytes | None, place: int = 0, length: int = 0
    ) -> None:
        """Add an entry.

        Args:
            values: its JSON object.
            line: its line, to keep; None if it can be read again.
            place: the offset of the line in the file.
            length: the number of its bytes.
        """
        self.count += 1
        number, index = self.count, self._index
        document, output, row = values["document"], values["output"], values.get("row")
        before, after = (bytes.fromhex(values["sha256"][key]) for key in ("before", "after"))
        cell = cell_of(row)
        begins, leads = (
            _text(kind, text, cell) for kind, text in ((BEFORE, before), (AFTER, after))
        )
        path = path_key(document)
        keys = [begins + path, leads + path]
        if output not in {None, document}:
            keys.append(leads + path_key(output))
        keys.append(_text(WRITTEN, after, cell) + _file(output or document))
        if row is not None:
            keys += (_text(ROW, before), _text(ROW, after))
            self.fields[row["field"]] = cell
        put = None if output is None else in_bytes(output)
        index.add_row(number, place, length, line, in_bytes(document), put, before)
        index.add(keys, number)

    def restore(self, data: bytes, name: str, cell: str | None = None) -> Restored:
        """Undo all edits of a document, in the last run and in those before it.

        Args:
            data: its bytes now.
            name: its path, which distinguishes documents with the same clean text.
            cell: its column, if it is in a Parquet cell.

        Raises:
            LedgerError: this text is not in the ledger, or its entries do not lead back.
        """
        entries: list[Entry] = []
        number = self._found(data, name, cell)
        while number is not None:
            entry = self._entry(number)
            data = entry.restore(data)
            entries.append(entry)
            number = self._earlier(data, number, entry)
        return Restored(data, tuple(entries))

    def knows_row(self, line: bytes) -> bool:
        """Return whether a line is a row from before or after a run."""
        return self._index.last(_text(ROW, bytes.fromhex(checksum(line)))) is not None

    def withdraw(
        self,
        data: bytes,
        name: str,
        rules: frozenset[str],
        output: str | None = None,
        cell: str | None = None,
    ) -> Restored:
        """Undo only the edits of some rules in a document.

        They are undone in the last run that changed it, and in those before that decoded it in the
        same way; in a row with several texts, in each of them.

        Args:
            data: its bytes now.
            name: its path.
            rules: the names of the rules, `pack/id`.
            output: the file that gets the result; by default the same file.
            cell: its column, if it is in a Parquet cell.

        Returns:
            the bytes, and the entries that lead to them, for the ledger.

        Raises:
            LedgerError: this text is not in the ledger, or its entries do not lead back.
        """
        chain = without_detours(self.restore(data, name, cell).entries[::-1])
        undoing: list[Entry] = []
        all_blocked: list[tuple[Edit, Edit]] = []
        for field in dict.fromkeys(entry.field for entry in chain):
            own = [entry for entry in chain if entry.field == field]
            data, entry, blocked = withdrawn(data, own, rules)
            undoing += [entry] if entry else []
            all_blocked += blocked
        path = chain[-1].output or chain[-1].document if chain else ""
        undoing = [replace(entry, document=path, output=None) for entry in undoing]
        if undoing:
            undoing[-1] = replace(undoing[-1], output=output or path)
        return Restored(data, tuple(undoing), tuple(all_blocked))

    def likes(self, key: bytes) -> Iterator[tuple[str, str | None]]:
        """Yield document and output of the entries whose paths share a key.

        Args:
            key: the key, from a `ChangedError`.
        """
        query = "SELECT document, output FROM rows WHERE number = ?"
        for number in self._names.within(key):
            for document, output in self._index.select(query, number):
                yield of_bytes(document), None if output is None else of_bytes(output)

    def _found(self, data: bytes, name: str, cell: str | None) -> int | None:
        """Return the number of the last entry that led to these bytes; None for the original ones.

        If several documents have the same clean text, the most similar path decides.
        Raises LedgerError if that is ambiguous, or if there is no such entry.
        """
        digest, path = bytes.fromhex(checksum(data)), path_key(name)
        best = self._index.shared(_text(AFTER, digest, cell), path)
        if self._index.shared(_text(BEFORE, digest, cell), path).parts > best.parts:
            return None
        if best.parts < 0 or not (data or best.parts):  # an empty text alone identifies nothing
            raise self._unknown(name)
        nearest = self._nearest(best.key)
        if nearest.other is not None:
            raise LedgerError(
                f"{name}: could be {nearest.other} or {nearest.document}, which have the same "
                "clean text; give the file the name that it had"
            )
        return nearest.number

    def _nearest_of(self, key: bytes) -> Nearest:
        """Return the entries whose keys begin with a key."""
        among = "FROM keys JOIN rows USING (number) WHERE key >= ? AND key < ?"
        bounds = (key, key + BEHIND)
        last = f"SELECT number, document, before {among} ORDER BY number DESC LIMIT 1"
        ((number, document, before),) = self._index.select(last, *bounds)
        other = f"SELECT document {among} AND before != ? AND document != ? ORDER BY number LIMIT 1"
        others = [*self._index.select(other, *bounds, before, document)]
        return Nearest(number, of_bytes(document), of_bytes(others[0][0]) if others else None)

    def _entry(self, number: int) -> Entry:
        query = "SELECT line, place, length FROM rows WHERE number = ?"
        ((line, place, length),) = self._index.select(query, number)
        if line is None and self._path:
            line = line_at(self._path, place, length)
        return entry_from_json(checked_values(line, f"{self._path}", number + 1))

    def _earlier(self, data: bytes, number: int, entry: Entry) -> int | None:
        """Return the earlier entry of the same file that led to these bytes."""
        text = _text(WRITTEN, bytes.fromhex(checksum(data)), entry.cell)
        return self._index.last(text + _file(entry.document), number)

    def _unknown(self, name: str) -> LedgerError:
        best = self._names.shared(b"", path_key(name))
        return ChangedError(name, best.key) if best.parts > 0 else NotInLedgerError(name)

    @cached_property
    def _names(self) -> Index:
        """The paths of all entries; most runs never need them."""
        names = Index()
        for number, *known in self._index.select("SELECT number, document, output FROM rows"):
            names.add({path_key(of_bytes(name)) for name in known if name is not None}, number)
        return names


def _text(kind: bytes, digest: bytes, cell: str | None = None) -> bytes:
    """Return the key of a text, in a column of Parquet or elsewhere."""
    return b"".join((kind, digest[:DIGEST], cell_key(cell)))


def _file(name: str) -> bytes:
    return in_bytes(normpath(name))
