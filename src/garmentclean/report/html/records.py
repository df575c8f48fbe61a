"""From the entries of ledgers to documents: what several runs did to one file belongs together."""

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
"""So many documents of each rule are shown, if it has them, however little it removed in them."""


class Brief(NamedTuple):
    """What is kept of each entry: its edits are counted, and their texts are not kept.

    Attributes:
        number: the place of the entry among all, from 0.
        rules: for each rule the number of its edits, and the words that it took away; what was put
            back counts as less than none.
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
    def of(cls, number: int, entry: Entry) -> Brief:
        """Return what is kept of an entry."""
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
        told = (entry.field, entry.before, entry.after, entry.words, entry.stopped)
        return cls(number, entry.document, output, *told, rules)


class Record:
    """One document, with all that ledgers tell of it but the texts of its edits.

    Args:
        entries: its entries, each beginning with the bytes that the one before it led to.

    Attributes:
        numbers: the places of its entries among all.
        name: what the first run called it.
        words: how many words it had.
        stopped: the share of its words that it would have lost, if the brake stopped it.
        rules: what each rule did, as in `Brief`.
        removed: how many words fewer it has now.
    """

    __slots__ = ("name", "numbers", "removed", "rules", "stopped", "words")

    def __init__(self, entries: Sequence[Brief]) -> None:
        self.numbers = tuple(entry.number for entry in entries)
        self.name, self.words = entries[0].document, entries[0].words
        self.stopped = entries[-1].stopped
        self.rules = entries[0].rules if len(entries) == 1 else summed(entries)
        self.removed = max(0, sum(taken for _, _, taken in self.rules))

    @property
    def edits(self) -> int:
        """How many edits were made in it."""
        return sum(edits for _, edits, _ in self.rules)

    @property
    def loss(self) -> float:
        """The share of its words that it lost."""
        return share(self.removed, self.words)

    @property
    def worth_a_look(self) -> bool:
        """Whether something was done to it, or the brake kept it from that."""
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
        """All that was done to it, in order."""
        return tuple(chain.from_iterable(entry.edits for entry in self.entries))

    @property
    def lines(self) -> list[int]:
        """For each edit the line on which it begins, in the text that its run began with."""
        return [line for entry in self.entries for line in entry.lines]

    def state(self, digest: str) -> int | None:
        """Return how many of its entries led to bytes with this checksum; None if none ever did."""
        states = [entry.before for entry in self.entries] + [self.entries[-1].after]
        return states.index(digest) if digest in states else None

    def original(self, data: bytes, state: int) -> str:
        """Return its text before the first run.

        Args:
            data: its bytes in some state.
            state: that state, as `state` tells it.

        Raises:
            GarmentcleanError: the entries do not lead back.
        """
        for entry in reversed(self.entries[:state]):
            data = entry.restore(data)
        return self.entries[0].read(data).text


def summed(entries: Iterable[Brief]) -> tuple[tuple[str, int, int], ...]:
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
        entries: all entries, as `records_of` had them.

    Raises LedgerError if they have become fewer.
    """
    wanted = {number for record in records for number in record.numbers}
    found = {number: entry for number, entry in enumerate(entries) if number in wanted}
    if len(found) < len(wanted):
        raise LedgerError("a ledger was cut off while it was read; run again")
    return [Shown(record, [found[number] for number in record.numbers]) for record in records]


def records_of(entries: Iterable[Entry]) -> list[Record]:
    """Put together the entries of each document.

    An entry that begins with the bytes that an earlier one of the same file led to goes on from
    there. One that begins with the same bytes as an earlier one replaces it, and what followed:
    that run was repeated.

    Args:
        entries: the entries of one ledger, or of several, in their order.
    """
    chains: list[list[Brief]] = []
    by_path: dict[tuple[str, str], list[Brief]] = {}
    for number, full in enumerate(entries):
        entry = Brief.of(number, full)
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


def leads_to(earlier: Brief, entry: Brief, path: str) -> bool:
    """Tell whether an entry, of the file at `path`, begins with what an earlier one has written."""
    return earlier.after == entry.before and normpath(earlier.output or earlier.document) == path


def chosen(records: Iterable[Record], limit: int) -> list[Record]:
    """Return the documents that are shown: those that lost most, and some of each rule.

    Documents in which nothing was done are left out, unless the brake stopped them.

    Args:
        records: all documents.
        limit: how many are shown at most.

    Returns:
        them, the greatest loss first.
    """
    ranked = sorted(
        (record for record in records if record.worth_a_look),
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
