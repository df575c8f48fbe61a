"""The data of the page: the numbers of all documents, and the texts of some."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.ledger.withdrawing import RESTORE
from garmentclean.report.html.parts import parts
from garmentclean.report.html.records import Record, Shown, chosen, records_of, shown_of
from garmentclean.report.html.texts import TextError, Texts
from garmentclean.text.words import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from garmentclean.corpus.permissions import Readers
    from garmentclean.filters.base.rule import Rule
    from garmentclean.ledger.entry import Entry, Tool

BOUNDS = (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1)
"""The upper bounds of the bars of the histogram; the first bar is for no loss at all."""
DOCUMENTS = 500
"""Documents that are shown by default."""
TEXT_BUDGET = 16_000_000
"""Characters of text that a page may hold for a browser to open it at once."""


class Limits(NamedTuple):
    """How much a page may hold.

    Attributes:
        documents: how many documents it shows.
        characters: how many characters their texts may have in all.
    """

    documents: int = DOCUMENTS
    characters: int = TEXT_BUDGET


LIMITS = Limits()


def page_data(  # noqa: PLR0913 - one parameter a source
    tools: Sequence[Tool],
    entries: Iterable[Entry],
    *,
    rules: Iterable[Rule] = (),
    roots: Sequence[Path] = (),
    limits: Limits = LIMITS,
    readers: Readers | None = None,
) -> dict[str, Any]:
    """Return the data of the page.

    Args:
        tools: the runs.
        entries: their entries; they are read twice, so that not all are in memory.
        rules: the rules as they are now: why each exists, and which only report.
        roots: folders in which to look for the texts.
        limits: how much the page may hold.
        readers: collects who may read the texts on the page, and so the page.
    """
    known = {rule.name: rule for rule in rules}
    records = records_of(entries)
    table = rule_table(records, known)
    shown = chosen(records, limits.documents)
    ids = {id(record): number for number, record in enumerate(shown)}
    with_entries = shown_of(shown, entries)
    stopped = [record for record in records if record.stopped is not None]
    return {
        "runs": [{"tool": t.tool, "ruleset": t.ruleset} for t in dict.fromkeys(tools)],
        "totals": totals(records),
        "rules": table,
        "never": never(tools, table, known),
        "histogram": histogram(records),
        "stopped": {
            "count": len(stopped),
            "documents": [
                {"name": r.name, "share": r.stopped, "document": ids.get(id(r))}
                for r in sorted(stopped, key=lambda r: (-(r.stopped or 0), r.name))
            ][: limits.documents],
        },
        "documents": documents(
            with_entries,
            [row["name"] for row in table],
            Texts(with_entries, roots, limits.characters, readers),
        ),
    }


def totals(records: Iterable[Record]) -> dict[str, int]:
    """Return the sums over all documents."""
    sums = dict.fromkeys(("documents", "listed", "changed", "edits", "words", "removed"), 0)
    for record in records:
        sums["documents"] += 1
        sums["listed"] += record.was_touched
        sums["changed"] += bool(record.rules)
        sums["edits"] += record.edits
        sums["words"] += record.words
        sums["removed"] += record.removed
    return sums


def rule_table(records: Sequence[Record], known: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Return a row for each rule that made edits, the one that removed the most words first."""
    edits: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for record in records:
        for rule, made, removed in record.rules:
            edits[rule] += made
            fired[rule] += 1
            taken[rule] += removed
    words = sum(record.words for record in records)
    rows = []
    for name in sorted(edits, key=lambda rule: (-taken[rule], -edits[rule], rule)):
        now = known.get(name.removeprefix(RESTORE))
        rows.append(
            {
                "name": name,
                "why": now.why if now else "",
                "edits": edits[name],
                "documents": fired[name],
                "removed": taken[name],
                "share": share(taken[name], words),
            }
        )
    return rows


def never(
    tools: Iterable[Tool], table: Iterable[Mapping[str, Any]], known: Mapping[str, Rule]
) -> dict[str, list[str]]:
    """Return the rules that made no edit: `silent` ones, and those that only `report`."""
    ran = {rule for tool in tools for rule in tool.rules} - {row["name"] for row in table}
    reporting = {rule for rule in ran if rule in known and known[rule].kind == "report"}
    return {"silent": sorted(ran - reporting), "report": sorted(reporting)}


def histogram(records: Iterable[Record]) -> list[dict[str, float]]:
    """Return the bars of the histogram: documents with a loss above `low` and up to `high`."""
    counts = Counter(bar_of(record.loss) for record in records)
    lows = (0, *BOUNDS)
    return [
        {"low": low, "high": high, "documents": counts[number]}
        for number, (low, high) in enumerate(zip(lows, BOUNDS, strict=False))
    ]


def bar_of(loss: float) -> int:
    """Return the number of the histogram's bar for a loss.

    >>> bar_of(0), bar_of(0.01), bar_of(0.02), bar_of(1)
    (0, 1, 2, 8)
    """
    return min(bisect_left(BOUNDS, loss), len(BOUNDS) - 1)


def documents(shown: Sequence[Shown], rules: Sequence[str], texts: Texts) -> list[dict[str, Any]]:
    """Return the documents that are shown.

    Args:
        shown: the documents.
        rules: the names of rules; documents refer to them by their index.
        texts: finds the texts of the documents.
    """
    numbers = {rule: number for number, rule in enumerate(rules)}
    rows = []
    for document in shown:
        record = document.record
        one: dict[str, Any] = {
            "name": record.name,
            "words": record.words,
            "removed": record.removed,
            "loss": record.loss,
            "bar": bar_of(record.loss),
            "edits": record.edits,
            "rules": [numbers[rule] for rule, _, _ in record.rules],
            "stopped": record.stopped,
        }
        try:
            one["parts"] = parts(texts.original(document), document.edits, numbers)
        except TextError as error:
            one["missing"] = str(error)
            one["parts"] = [
                [e.before, e.after, [numbers[e.rule]], [e.because] if e.because else [], line]
                for line, e in sorted(
                    zip(document.lines, document.edits, strict=True), key=lambda pair: pair[0]
                )
            ]
        rows.append(one)
    return rows
