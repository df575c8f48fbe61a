"""From clean bytes back to the original ones, through all that a ledger knows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from os.path import normpath
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, cell_of, checksum
from garmentclean.ledger.index import BEHIND, DIGEST, Index, in_bytes, of_bytes, path_key, quoted
from garmentclean.ledger.lines import entry_from_json, entry_line, loaded, opened, tool_from_json
from garmentclean.ledger.reader import is_plain, line_at, records
from garmentclean.ledger.withdrawing import withdrawn, without_detours
from garmentclean.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from garmentclean.ledger.entry import Tool

AFTER, BEFORE, ROW, WRITTEN = b"a", b"b", b"r", b"w"
"""Kinds of keys: texts that entries lead to, and texts that they begin with, each with the paths of
their documents; texts that are rows; texts with the file that got them."""
REMEMBERED = 1 << 12
"""Answers that are remembered: many documents may have the same text, and ask the same."""


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
        key: what its path has in common with those of the entries that are most like it.
    """

    def __init__(self, name: str, key: bytes = b"") -> None:
        super().__init__(
            f"{name}: was changed after it was cleaned (its checksum is not the ledger's); "
            "take back that change first"
        )
        self.name = name
        self.key = key


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


class Nearest(NamedTuple):
    """The entries with a text whose paths are most like that of a file.

    Attributes:
        number: that of the last one.
        document: its document.
        other: the document of another one that this text may have come from; None if there is none.
    """

    number: int
    document: str
    other: str | None


class History:
    """The entries of a ledger, by the texts that they led to.

    Args:
        entries: entries, in their order.
        path: the ledger of the entries that are not kept as lines.

    Attributes:
        count: how many entries there are.
        tools: who wrote the ledger, as an ordered set: who wrote last is the last.
        fields: where in a row the texts are; for each field its `cell`.
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
            self.add(loaded(line), line)

    @classmethod
    def of(cls, path: Path, *, partial: bool = False) -> History:
        """Return what a ledger knows.

        Of a plain file, it is only known where each entry is; the entry is read when it is needed.
        The parameters, and what is raised, are those of `file.records`.
        """
        history = cls(path=path)
        plain = is_plain(path)
        place = 0
        for told, line in records(path, partial=partial):
            if "ledger" in told:
                tool = tool_from_json(told)
                history.tools.pop(tool, None)
                history.tools[tool] = None
            else:
                history.add(told, None if plain else line, place, len(line))
            place += len(line) + 1
        return history

    def add(
        self, told: Mapping[str, Any], line: bytes | None, place: int = 0, length: int = 0
    ) -> None:
        """Add what the line of an entry says.

        Args:
            told: what it says.
            line: the line, to be kept; None if it can be read again.
            place: where it is then.
            length: how many bytes it has.
        """
        self.count += 1
        number, index = self.count, self._index
        document, output, row = told["document"], told["output"], told.get("row")
        before, after = (bytes.fromhex(told["sha256"][key]) for key in ("before", "after"))
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
        """Take back all that was done to a document, in this run and in those before it.

        Args:
            data: its bytes as they are now.
            name: its path, which tells documents with the same clean text apart.
            cell: its column, if it is a cell of Parquet.

        Raises:
            LedgerError: the ledger does not know this text, or does not lead back from it.
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
        """Return whether a line is a row as it was before or after a run."""
        return self._index.last(_text(ROW, bytes.fromhex(checksum(line)))) is not None

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

    def likes(self, key: bytes) -> Iterator[tuple[str, str | None]]:
        """Yield document and output of the entries whose paths have something in common.

        Args:
            key: that, as a `ChangedError` has it.
        """
        query = "SELECT document, output FROM rows WHERE number = ?"
        for number in self._names.within(key):
            for document, output in self._index.ask(query, number):
                yield of_bytes(document), None if output is None else of_bytes(output)

    def _found(self, data: bytes, name: str, cell: str | None) -> int | None:
        """Return the number of the last entry that led to these bytes.

        It is None if they are the original ones. Of several documents that came out the same, it
        is the one with most of the path in common. LedgerError if that does not tell them apart,
        or if there is none.
        """
        digest, path = bytes.fromhex(checksum(data)), path_key(name)
        best = self._index.shared(_text(AFTER, digest, cell), path)
        if self._index.shared(_text(BEFORE, digest, cell), path).parts > best.parts:
            return None
        if best.parts < 0 or not (data or best.parts):  # an empty text alone tells nothing
            raise self._unknown(name)
        nearest = self._nearest(best.key)
        if nearest.other is not None:
            raise LedgerError(
                f"{name}: could be {nearest.other} or {nearest.document}, which have the same "
                "clean text; give the file the name that it had"
            )
        return nearest.number

    def _nearest_of(self, key: bytes) -> Nearest:
        """Return the entries whose keys go on from a key."""
        among = "FROM keys JOIN rows USING (number) WHERE key >= ? AND key < ?"
        bounds = (key, key + BEHIND)
        last = f"SELECT number, document, before {among} ORDER BY number DESC LIMIT 1"
        ((number, document, before),) = self._index.ask(last, *bounds)
        other = f"SELECT document {among} AND before != ? AND document != ? ORDER BY number LIMIT 1"
        others = [*self._index.ask(other, *bounds, before, document)]
        return Nearest(number, of_bytes(document), of_bytes(others[0][0]) if others else None)

    def _entry(self, number: int) -> Entry:
        query = "SELECT line, place, length FROM rows WHERE number = ?"
        ((line, place, length),) = self._index.ask(query, number)
        if line is None and self._path:
            line = line_at(self._path, place, length)
        return entry_from_json(opened(line, f"{self._path}", number + 1))

    def _earlier(self, data: bytes, number: int, entry: Entry) -> int | None:
        """Return the entry that led to what an entry began with: of the same file, before it."""
        text = _text(WRITTEN, bytes.fromhex(checksum(data)), entry.cell)
        return self._index.last(text + _file(entry.document), number)

    def _unknown(self, name: str) -> LedgerError:
        best = self._names.shared(b"", path_key(name))
        return ChangedError(name, best.key) if best.parts > 0 else NotInLedgerError(name)

    @cached_property
    def _names(self) -> Index:
        """The paths of all entries; most runs never ask for them."""
        names = Index()
        for number, *known in self._index.ask("SELECT number, document, output FROM rows"):
            names.add({path_key(of_bytes(name)) for name in known if name is not None}, number)
        return names


def _text(kind: bytes, digest: bytes, cell: str | None = None) -> bytes:
    """Return the key of a text, in a column of Parquet or elsewhere."""
    return b"".join((kind, digest[:DIGEST], quoted(cell)))


def _file(name: str) -> bytes:
    return in_bytes(normpath(name))
