"""From the entries of ledgers to documents: what several runs did to one file belongs together."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import chain
from os.path import normpath
from typing import TYPE_CHECKING

from garmentclean.brake import share, words_removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.edit import Edit
    from garmentclean.ledger.entry import Entry

RESTORED = "restore:"
"""How the rule of an edit begins that took another one back."""
PER_RULE = 3
"""So many documents of each rule are shown, if it has them, however little it removed in them."""


class Record:
    """One document, with all that ledgers tell of it.

    Args:
        entries: its entries, each beginning with the bytes that the one before it led to.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)

    @property
    def name(self) -> str:
        """What the first run called it."""
        return self.entries[0].document

    @property
    def names(self) -> list[str]:
        """The files, or rows of files, that may have one of its texts."""
        pairs = ((entry.output, entry.document) for entry in reversed(self.entries))
        return list(dict.fromkeys(name for name in chain(*pairs) if name))

    @property
    def words(self) -> int:
        """How many words it had."""
        return self.entries[0].words

    @property
    def stopped(self) -> float | None:
        """The share of its words that it would have lost, if the brake stopped it."""
        return self.entries[-1].stopped

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All that was done to it, in order."""
        return tuple(chain.from_iterable(entry.edits for entry in self.entries))

    @property
    def lines(self) -> list[int]:
        """For each edit the line on which it begins, in the text that its run began with."""
        return [line for entry in self.entries for line in entry.lines]

    @cached_property
    def taken(self) -> Counter[str]:
        """The words that each rule took away; what was put back counts as less than none."""
        taken: Counter[str] = Counter()
        for edit in self.edits:
            taken[edit.rule] += words_removed(edit.before, edit.after)
            if edit.rule.startswith(RESTORED):
                taken[edit.rule] -= words_removed(edit.after, edit.before)
        return taken

    @property
    def removed(self) -> int:
        """How many words fewer it has now."""
        return max(0, self.taken.total())

    @property
    def loss(self) -> float:
        """The share of its words that it lost."""
        return share(self.removed, self.words)

    @property
    def worth_a_look(self) -> bool:
        """Whether something was done to it, or the brake kept it from that."""
        return bool(self.taken) or self.stopped is not None

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


def records_of(entries: Iterable[Entry]) -> list[Record]:
    """Put together the entries of each document.

    An entry that begins with the bytes that an earlier one of the same file led to goes on from
    there. One that begins with the same bytes as an earlier one replaces it, and what followed:
    that run was repeated.

    Args:
        entries: the entries of one ledger, or of several, in their order.
    """
    chains: list[list[Entry]] = []
    by_path: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
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


def leads_to(earlier: Entry, entry: Entry, path: str) -> bool:
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
        key=lambda record: (-record.loss, -len(record.edits), record.name),
    )
    if len(ranked) <= limit:
        return ranked
    seen: Counter[str] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for place, record in enumerate(ranked):
        needed = any(seen[rule] < PER_RULE for rule in record.taken)
        seen.update(record.taken.keys())
        (first if needed else rest).append(place)
    return [ranked[place] for place in sorted((first + rest)[:limit])]
