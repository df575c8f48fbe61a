"""Undoes the edits of some rules, and keeps those of the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.ledger.entry import Entry, checksum
from garmentclean.text.edit import Edit, replay, runs
from garmentclean.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

RESTORE = "restore:"
"""The prefix of the rule of an edit that undoes another one."""


def withdrawn(
    data: bytes, chain: Sequence[Entry], rules: frozenset[str]
) -> tuple[bytes, Entry | None, list[tuple[Edit, Edit]]]:
    """Undo the edits of some rules in one text of a document.

    Args:
        data: the bytes that hold the text now.
        chain: the entries of this text, in order.
        rules: the names of the rules.

    Returns:
        the bytes, the entry that leads to them if they have changed, and the edits that could not
        be undone on their own.
    """
    entry = chain[-1]
    first, *later = [e.edits for e in takewhile(entry.reads_like, chain[::-1])][::-1]
    edits, blocked = withdraw(first, rules, later)
    if not edits:
        return data, None, list(blocked)
    clean = entry.read(data)
    after = entry.written(clean.with_text(replay(clean.text, edits)), data, columns=True)
    row = entry.row
    undoing = replace(
        entry,
        before=checksum(data),
        after=checksum(after),
        words=count_words(clean.text),
        edits=tuple(edits),
        lines=tuple(clean.text.count("\n", 0, edit.start) + 1 for edit in edits),
        stopped=None,
        row={**row, "columns": ""} if row and entry.cell is None else row,
    )
    undoing.restore(after)
    return after, undoing, list(blocked)


def without_detours(entries: Iterable[Entry]) -> list[Entry]:
    """Return a chain of entries without those that later entries have undone."""
    kept: list[Entry] = []
    for entry in entries:
        kept.append(entry)
        befores = [passed.before for passed in kept]
        if entry.after in befores:
            del kept[befores.index(entry.after) :]
    return kept


class Withdrawn(NamedTuple):
    """The result of undoing the edits of some rules.

    Attributes:
        edits: the new edits: each puts back what an edit of a rule had changed.
        blocked: the edits that stay, each with the later edit that blocks it.
    """

    edits: list[Edit]
    blocked: list[tuple[Edit, Edit]]


def withdraw(
    edits: Sequence[Edit], rules: frozenset[str], later: Sequence[Sequence[Edit]] = ()
) -> Withdrawn:
    """Compute the edits that undo only what some rules did, in the text after all edits.

    An edit can be undone on its own if no later one has changed what it wrote. The new edits go
    from right to left, as those of `apply`, and their rules are `restore:` and the old rule.

    Args:
        edits: the edits of a run.
        rules: the names of the rules, `pack/id`.
        later: the edits of each later run; what such a run undid is not undone again.

    >>> withdraw([Edit("x/a", 0, "b", "c"), Edit("x/b", 3, "d", "")], frozenset({"x/a"})).edits
    [Edit(rule='restore:x/a', start=0, before='c', after='b', because='')]
    """
    stages = (edits, *later)
    followed = rules | {edit.rule.removeprefix(RESTORE) for stage in later for edit in stage}
    blocked: list[tuple[Edit, Edit]] = []
    standing: list[_Standing] = []
    for run in (run for stage in stages for run in runs(stage)):
        standing, stopped = _followed(run, standing, followed)
        blocked += [(edit, blocker) for edit, blocker in stopped if edit.rule in rules]
    return Withdrawn([one.undo for one in reversed(standing) if one.edit.rule in rules], blocked)


class _Standing(NamedTuple):
    """An edit that can still be undone, and where its text is now."""

    edit: Edit
    start: int

    @property
    def undo(self) -> Edit:
        return Edit(RESTORE + self.edit.rule, self.start, self.edit.after, self.edit.before)


def _followed(
    run: Sequence[Edit], standing: Sequence[_Standing], followed: Collection[str]
) -> tuple[list[_Standing], list[tuple[Edit, Edit]]]:
    """Follow edits through a run.

    Args:
        run: edits that were made in one text, left to right.
        standing: the earlier edits that can be undone in this text, in the order of their
            places.
        followed: the rules whose edits are followed.

    Returns:
        the same for the text after the run, with the edits of the run and without those that it
        has undone; and the edits that can no longer be undone, each with the one that blocks it.
    """
    starts = [edit.start for edit in run]
    ends = [edit.start + len(edit.before) for edit in run]
    shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in run)]
    waiting: dict[Edit, deque[int]] = {}
    for number, one in enumerate(standing):
        waiting.setdefault(one.undo, deque()).append(number)
    undone = {k: waiting[edit].popleft() for k, edit in enumerate(run) if waiting.get(edit)}
    gone = {*undone.values()}
    between: list[list[_Standing]] = [[] for _ in shifts]  # before, between and after the edits
    blocked = []
    for number, one in enumerate(standing):
        if number in gone:
            continue
        first = bisect_right(ends, one.start)
        if first < bisect_left(starts, one.start + len(one.edit.after)):
            blocked.append((one.edit, run[first]))
            continue
        # an edit that is undone at this same place may have been after it
        while first and starts[first - 1] == one.start and undone.get(first - 1, -1) > number:
            first -= 1
        between[first].append(_Standing(one.edit, one.start + shifts[first]))
    result = between[0]
    for k, edit in enumerate(run):
        if edit.rule in followed:
            result.append(_Standing(edit, edit.start + shifts[k]))
        result += between[k + 1]
    return result, blocked
