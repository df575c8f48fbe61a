"""Taking back what some rules did to a text, and leaving what the others did."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from garmentclean.ledger.entry import Entry, checksum
from garmentclean.pipeline.brake import count_words
from garmentclean.text.changes import withdraw
from garmentclean.text.edit import Edit, replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def withdrawn(
    data: bytes, chain: Sequence[Entry], rules: frozenset[str]
) -> tuple[bytes, Entry | None, list[tuple[Edit, Edit]]]:
    """Take back what some rules did to one text of a document.

    Args:
        data: the bytes that hold the text now.
        chain: the entries of this text, in order.
        rules: the names of the rules.

    Returns:
        the bytes, the entry that leads to them if they are others, and the edits that could not
        be taken back by themselves.
    """
    entry = chain[-1]
    first, *later = [e.edits for e in takewhile(entry.reads_like, chain[::-1])][::-1]
    edits, blocked = withdraw(first, rules, later)
    if not edits:
        return data, None, list(blocked)
    clean = entry.read(data)
    after = entry.written(clean.with_text(replay(clean.text, edits)), data, columns=True)
    row = entry.row
    done = replace(
        entry,
        before=checksum(data),
        after=checksum(after),
        words=count_words(clean.text),
        edits=tuple(edits),
        lines=tuple(clean.text.count("\n", 0, edit.start) + 1 for edit in edits),
        stopped=None,
        row={**row, "columns": ""} if row and entry.cell is None else row,
    )
    done.restore(after)
    return after, done, list(blocked)


def without_detours(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries, each of which goes on from the one before, without ways to and fro."""
    way: list[Entry] = []
    for entry in entries:
        way.append(entry)
        befores = [passed.before for passed in way]
        if entry.after in befores:
            del way[befores.index(entry.after) :]
    return way
