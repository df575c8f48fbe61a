"""What a run reports on stderr: warnings about documents, and what each rule did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from garmentclean.text.words import share, words_removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.pipeline.result import Result
    from garmentclean.text.document import Document

LARGEST = 1 << 53
"""The largest count: up to this, numbers in JSON are exact."""
NAMED = 5
"""How many rules of a pack are named if they never fired."""


@dataclass(slots=True)
class Count:
    """What a rule did: the number of documents, edits and words removed."""

    documents: int = 0
    edits: int = 0
    words: int = 0


@dataclass(slots=True)
class Tally:
    """The counts of a run.

    Attributes:
        documents: how many documents there were.
        changed: how many of them were changed.
        stopped: how many would have lost too much and were left unchanged.
        words: how many words they had.
        rules: what each rule did; rules that only report have no edits.
        rejected: how many documents were rejected.
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
        """Return the counts as plain data."""
        rules = {
            rule: {"documents": count.documents, "edits": count.edits, "words": count.words}
            for rule, count in self.rules.items()
        }
        counts = {"documents": self.documents, "changed": self.changed, "stopped": self.stopped}
        return counts | {"words": self.words, "rules": rules, "rejected": self.rejected}

    @classmethod
    def from_json(cls, data: Any) -> Tally:
        """Return the counts from the plain data of `to_json`.

        Raises LookupError, TypeError or ValueError if the data is invalid.
        """
        if not isinstance(data, dict) or not isinstance(data["rules"], dict):
            raise TypeError("no counts")
        counts = {name: data[name] for name in data.keys() - {"rules"}}
        rules = {rule: Count(**count) for rule, count in data["rules"].items()}
        numbers = [*counts.values()]
        for count in rules.values():
            numbers += count.documents, count.edits, count.words
        if {*map(type, numbers)} != {int} or not 0 <= min(numbers) <= max(numbers) <= LARGEST:
            raise ValueError("no counts")
        return cls(**counts, rules=rules)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
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
        """The number of edits."""
        return sum(count.edits for count in self.rules.values())

    @property
    def removed(self) -> int:
        """The number of words removed."""
        return sum(count.words for count in self.rules.values())


def summary_lines(tally: Tally) -> Iterator[str]:
    """Yield a table of the rules that made edits, those that removed the most words first."""
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
    """Return the line with the number of edits of each rule in a file.

    >>> fixing("a.txt", Tally(rules={"letters/trans": Count(1, 2), "markup/nbsp": Count(1, 1)}))
    'Fixing a.txt: letters/trans ×2, markup/nbsp ×1'
    """
    counts = [f"{rule} ×{count.edits:,}" for rule, count in tally.rules.items() if count.edits]
    return f"Fixing {name}: {', '.join(counts)}" if counts else f"Fixing {name}"


def percent(part: float, whole: float) -> str:
    """Return a share as a percentage for people.

    >>> percent(1, 8), percent(1, 100_000), percent(0, 5)
    ('12.5 %', '<0.1 %', '0 %')
    """
    if not part:
        return "0 %"
    hundredths = 100 * share(part, whole)
    return f"{hundredths:.1f} %" if hundredths >= 0.05 else "<0.1 %"  # noqa: PLR2004 - half of 0.1


def never_fired(tally: Tally, rules: Iterable[str]) -> Iterator[str]:
    """Yield a line for each pack with rules that neither changed nor reported anything.

    Args:
        tally: the counts of the run.
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


def warnings(document: Document, result: Result, max_loss: float) -> Iterator[str]:
    """Yield the warnings about a document: stopped by the brake, limited rules, endless changes."""
    name = document.name
    if result.refused:
        taken: dict[str, int] = {}
        for edit in result.refused:
            words = words_removed(edit.before, edit.after)
            taken[edit.rule] = taken.get(edit.rule, 0) + words
        most = max(taken, key=lambda rule: taken[rule])
        yield (
            f"{name}: would lose {percent(result.loss, 1)} of its {result.words:,} words (max-loss "
            f"is {percent(max_loss, 1)}), most by {most}; left as it was. --diff --force shows it"
        )
    for rule, part in result.held.items():
        yield (
            f"{name}: {rule} would take {percent(part, 1)} of the words, more than its at-most; "
            "not applied"
        )
    if not result.settled:
        yield (
            f"{name}: still changing after several passes; rule {result.edits[-1].rule} and "
            "another one undo each other, --ignore one of them"
        )


def damage(document: Document, *, is_row: bool) -> Iterator[str]:
    """Yield the warning about bytes that are not UTF-8; rows are always read as UTF-8."""
    bad = document.undecodable()
    if bad:
        place = len(document.text[: bad[0]].encode("utf-8", "surrogateescape"))
        count = "1 byte is" if len(bad) == 1 else f"{len(bad):,} bytes are"
        advice = "convert the file to UTF-8 first" if is_row else "name that with --encoding"
        yield (
            f"{document.name}: {count} not UTF-8 (byte {place + 1} is the first), and not changed; "
            f"if the text is in another encoding, {advice}"
        )
