"""From the entries of ledgers to documents: several runs may have changed one file."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from os.path import normpath
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.errors import LedgerError
from garmentclean.ledger.withdrawing import RESTORE
from garmentclean.text.words import share, words_removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.ledger.entry import Entry
    from garmentclean.text.edit import Edit

PER_RULE = 3
"""How many documents are shown for each rule, no matter how little it removed."""


class EntryCounts(NamedTuple):
    """An entry without the texts of its edits, which are only counted.

    Attributes:
        number: the place of the entry among all, from 0.
        rules: for each rule the number of its edits, and the number of words that it removed;
            words that it put back count as negative.
    """

    number: int
    document: str
    output: str | None
    field: str
    before: str
    after: str
    words: int
    stopped: float | None
    rules: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, number: int, entry: Entry) -> EntryCounts:
        """Count the edits of an entry."""
        edits: Counter[str] = Counter()
        taken: Counter[str] = Counter()
        for edit in entry.edits:
            rule = intern(edit.rule)
            edits[rule] += 1
            taken[rule] += words_removed(edit.before, edit.after)
            if rule.startswith(RESTORE):
                taken[rule] -= words_removed(edit.after, edit.before)
        rules = tuple((rule, edits[rule], taken[rule]) for rule in edits)
        output = entry.document if entry.output == entry.document else entry.output
        rest = (entry.field, entry.before, entry.after, entry.words, entry.stopped)
        return cls(number, entry.document, output, *rest, rules)


class Record:
    """One document of the ledgers, without the texts of its edits.

    Args:
        entries: its entries; each begins with the bytes to which the one before it led.

    Attributes:
        numbers: the places of its entries among all.
        name: its name in the first run.
        words: how many words it had.
        stopped: the share of its words that it would have lost, if the brake stopped it.
        rules: what each rule did, as in `EntryCounts`.
        removed: how many words it has lost.
    """

    __slots__ = ("name", "numbers", "removed", "rules", "stopped", "words")

    def __init__(self, entries: Sequence[EntryCounts]) -> None:
        self.numbers = tuple(entry.number for entry in entries)
        self.name, self.words = entries[0].document, entries[0].words
        self.stopped = entries[-1].stopped
        self.rules = entries[0].rules if len(entries) == 1 else summed(entries)
        self.removed = max(0, sum(taken for _, _, taken in self.rules))

    @property
    def edits(self) -> int:
        """The number of its edits."""
        return sum(edits for _, edits, _ in self.rules)

    @property
    def loss(self) -> float:
        """The share of its words that it lost."""
        return share(self.removed, self.words)

    @property
    def was_touched(self) -> bool:
        """Whether it was changed, or would have been if the brake had not stopped it."""
        return bool(self.rules) or self.stopped is not None


class Shown:
    """A document that is shown.

    Args:
        record: the document.
        entries: its entries, with the texts of their edits.
    """

    def __init__(self, record: Record, entries: Sequence[Entry]) -> None:
        self.record, self.entries = record, entries

    @property
    def names(self) -> list[str]:
        """The files, or rows of files, that may have one of its texts."""
        pairs = ((entry.output, entry.document) for entry in reversed(self.entries))
        return list(dict.fromkeys(name for name in chain(*pairs) if name))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All its edits, in order."""
        return tuple(chain.from_iterable(entry.edits for entry in self.entries))

    @property
    def lines(self) -> list[int]:
        """For each edit the line on which it begins, in the text before its run."""
        return [line for entry in self.entries for line in entry.lines]

    def state(self, digest: str) -> int | None:
        """Return after how many of its entries it had this checksum; None if it never had."""
        states = [entry.before for entry in self.entries] + [self.entries[-1].after]
        return states.index(digest) if digest in states else None

    def original(self, data: bytes, state: int) -> str:
        """Return its text before the first run.

        Args:
            data: its bytes in some state.
            state: the number of that state, from `state`.

        Raises:
            GarmentcleanError: the entries do not lead back.
        """
        for entry in reversed(self.entries[:state]):
            data = entry.restore(data)
        return self.entries[0].read(data).text


def summed(entries: Iterable[EntryCounts]) -> tuple[tuple[str, int, int], ...]:
    """Return what each rule did in several entries."""
    edits: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for rule, made, words in chain.from_iterable(entry.rules for entry in entries):
        edits[rule] += made
        taken[rule] += words
    return tuple((rule, edits[rule], taken[rule]) for rule in edits)


def shown_of(records: Sequence[Record], entries: Iterable[Entry]) -> list[Shown]:
    """Return documents with their entries.

    Args:
        records: the documents.
        entries: all entries, as `records_of` saw them.

    Raises LedgerError if there are fewer now.
    """
    wanted = {number for record in records for number in record.numbers}
    wanted_entries = {number: entry for number, entry in enumerate(entries) if number in wanted}
    if len(wanted_entries) < len(wanted):
        raise LedgerError("a ledger was cut off while it was read; run again")
    return [
        Shown(record, [wanted_entries[number] for number in record.numbers]) for record in records
    ]


def records_of(entries: Iterable[Entry]) -> list[Record]:
    """Group entries by document.

    An entry that begins with the bytes to which an earlier one of the same file led continues it.
    One that begins with the same bytes as an earlier one replaces it and all later ones, because
    the run was repeated.

    Args:
        entries: the entries of one ledger, or of several, in their order.
    """
    chains: list[list[EntryCounts]] = []
    by_path: dict[tuple[str, str], list[EntryCounts]] = {}
    for number, full in enumerate(entries):
        entry = EntryCounts.of(number, full)
        path = normpath(entry.document)
        known = by_path.get((path, entry.field), [])
        befores = [e.before if normpath(e.document) == path else "" for e in known]
        if entry.before in befores:
            del known[befores.index(entry.before) :]
        elif not (known and leads_to(known[-1], entry, path)):
            known = []
            chains.append(known)
        known.append(entry)
        for name in (path, normpath(entry.output or entry.document)):
            by_path[name, entry.field] = known
    return [Record(known) for known in chains]


def leads_to(earlier: EntryCounts, entry: EntryCounts, path: str) -> bool:
    """Return whether an entry of the file at `path` begins with what an earlier one wrote."""
    return earlier.after == entry.before and normpath(earlier.output or earlier.document) == path


def chosen(records: Iterable[Record], limit: int) -> list[Record]:
    """Return the documents to show: those that lost the most, and some for each rule.

    Unchanged documents are left out, unless the brake stopped them.

    Args:
        records: all documents.
        limit: the largest number of documents.

    Returns:
        the documents, the greatest loss first.
    """
    ranked = sorted(
        (record for record in records if record.was_touched),
        key=lambda record: (-record.loss, -record.edits, record.name),
    )
    if len(ranked) <= limit:
        return ranked
    seen: Counter[str] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for place, record in enumerate(ranked):
        needed = any(seen[rule] < PER_RULE for rule, _, _ in record.rules)
        seen.update(rule for rule, _, _ in record.rules)
        (first if needed else rest).append(place)
    return [ranked[place] for place in sorted((first + rest)[:limit])]
