"""The summary of a run: what each rule has done, counted and added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from garmentclean.text.words import share, words_removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.pipeline.pipeline import Result

LARGEST = 1 << 53
"""Nobody counts so far, and JSON's numbers are exact up to there."""
NAMED = 5
"""So many of a pack's rules that never fired are named."""


@dataclass(slots=True)
class Count:
    """What a rule has done: in how many documents, with how many edits, and words taken away."""

    documents: int = 0
    edits: int = 0
    words: int = 0


@dataclass(slots=True)
class Tally:
    """What a run has done.

    Attributes:
        documents: how many documents there were.
        changed: how many of them the rules changed.
        stopped: how many would have lost too much and were left as they were.
        words: how many words they had.
        rejected: how many have no place in a clean corpus.
        rules: what each rule has done; one that only reports is there with no edits.
        rejected: how many documents have no place in a clean corpus.
    """

    documents: int = 0
    changed: int = 0
    stopped: int = 0
    words: int = 0
    rules: dict[str, Count] = field(default_factory=dict)
    rejected: int = 0

    @classmethod
    def of(cls, result: Result) -> Tally:
        """Count one document."""
        counts: dict[str, Count] = {}
        for edit in result.edits:
            count = counts.get(edit.rule)
            if count is None:
                count = counts[edit.rule] = Count(1)
            count.edits += 1
            count.words += words_removed(edit.before, edit.after)
        for note in result.notes:
            counts.setdefault(note.rule, Count(1))
        return cls(1, int(bool(result.edits)), int(bool(result.refused)), result.words, counts)

    def to_json(self) -> dict[str, object]:
        """Return all of it as plain data."""
        rules = {
            rule: {"documents": count.documents, "edits": count.edits, "words": count.words}
            for rule, count in self.rules.items()
        }
        told = {"documents": self.documents, "changed": self.changed, "stopped": self.stopped}
        return told | {"words": self.words, "rules": rules, "rejected": self.rejected}

    @classmethod
    def from_json(cls, told: Any) -> Tally:
        """Return what `to_json` made plain data of.

        Raises LookupError, TypeError or ValueError if it is not that.
        """
        if not isinstance(told, dict) or not isinstance(told["rules"], dict):
            raise TypeError("no counts")
        counts = {name: told[name] for name in told.keys() - {"rules"}}
        rules = {rule: Count(**count) for rule, count in told["rules"].items()}
        numbers = [*counts.values()]
        for count in rules.values():
            numbers += count.documents, count.edits, count.words
        if {*map(type, numbers)} != {int} or not 0 <= min(numbers) <= max(numbers) <= LARGEST:
            raise ValueError("no counts")
        return cls(**counts, rules=rules)

    def add(self, other: Tally) -> None:
        """Add what another tally has counted."""
        self.documents += other.documents
        self.changed += other.changed
        self.stopped += other.stopped
        self.words += other.words
        self.rejected += other.rejected
        for rule, count in other.rules.items():
            mine = self.rules.get(rule)
            if mine is None:
                mine = self.rules[rule] = Count()
            mine.documents += count.documents
            mine.edits += count.edits
            mine.words += count.words

    @property
    def edits(self) -> int:
        """How many edits there were."""
        return sum(count.edits for count in self.rules.values())

    @property
    def removed(self) -> int:
        """How many words they took away."""
        return sum(count.words for count in self.rules.values())


def summary_lines(tally: Tally) -> Iterator[str]:
    """Yield a table of the rules that made edits, those that took most words first."""
    rows = [
        (rule, f"{c.documents:,}", f"{c.edits:,}", f"{c.words:,}", percent(c.words, tally.words))
        for rule, c in sorted(
            tally.rules.items(), key=lambda item: (-item[1].words, -item[1].edits, item[0])
        )
        if c.edits
    ]
    if not rows:
        return
    table = [("rule", "documents", "edits", "words removed", "of all words"), *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  " + "  ".join(cells)


def fixing(name: str, tally: Tally) -> str:
    """Return the line that tells how often each rule has changed a file, by their first edits.

    >>> fixing("a.txt", Tally(rules={"letters/trans": Count(1, 2), "markup/nbsp": Count(1, 1)}))
    'Fixing a.txt: letters/trans ×2, markup/nbsp ×1'
    """
    done = [f"{rule} ×{count.edits:,}" for rule, count in tally.rules.items() if count.edits]
    return f"Fixing {name}: {', '.join(done)}" if done else f"Fixing {name}"


def percent(part: float, whole: float) -> str:
    """Return a share as it is told to people.

    >>> percent(1, 8), percent(1, 100_000), percent(0, 5)
    ('12.5 %', '<0.1 %', '0 %')
    """
    if not part:
        return "0 %"
    hundredths = 100 * share(part, whole)
    return f"{hundredths:.1f} %" if hundredths >= 0.05 else "<0.1 %"  # noqa: PLR2004


def never_fired(tally: Tally, rules: Iterable[str]) -> Iterator[str]:
    """Yield a line for each pack with rules that neither changed nor reported anything.

    Args:
        tally: what the run has done.
        rules: the full names of the rules that ran, in their order.

    >>> tally = Tally(rules={"web/menu": Count(1, 2)})
    >>> list(never_fired(tally, ["web/menu", "web/share", "loud/shout"]))
    ['never fired: web 1 of 2 (share)', 'never fired: loud 1 of 1 (shout)']
    """
    packs: dict[str, list[str]] = {}
    for rule in rules:
        packs.setdefault(rule.partition("/")[0], []).append(rule)
    for pack, own in packs.items():
        silent = [rule.partition("/")[2] for rule in own if rule not in tally.rules]
        if silent:
            more = " …" if len(silent) > NAMED else ""
            named = ", ".join(silent[:NAMED])
            yield f"never fired: {pack} {len(silent)} of {len(own)} ({named}{more})"
