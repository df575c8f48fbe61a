"""What a list of edits comes to in the end: net changes, and taking back what one rule did."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.edit import Edit, origins, runs

if TYPE_CHECKING:
    from collections.abc import Sequence


class Change(NamedTuple):
    """A stretch of the original text that reads otherwise in the clean one.

    Attributes:
        start: offset in the original of the first character that changed.
        end: offset behind the last one.
        after: what stands there in the clean text.
        rules: the rules that had a part in it, in the order in which they worked.
    """

    start: int
    end: int
    after: str
    rules: tuple[str, ...]


def changes(original: str, edits: Sequence[Edit]) -> list[Change]:
    """Return the net changes that edits make, in the order of the original text.

    Edits of one place, where a rule has worked on what another one wrote, are one change.

    >>> changes("a  bad", [Edit("x/one", 3, "bad", "good"), Edit("x/two", 2, " g", "G")])
    [Change(start=2, end=6, after='Good', rules=('x/one', 'x/two'))]
    """
    found: list[Change] = []
    text = original
    for run in runs(edits):
        found, text = composed(found, run, text)
    return found


def composed(found: list[Change], run: Sequence[Edit], text: str) -> tuple[list[Change], str]:
    """Add a run of edits to changes.

    Args:
        found: the changes that led to `text`.
        run: edits that were made in one text, left to right.
        text: that text.

    Returns:
        the changes that lead to the text after the run, and that text.
    """
    result: list[Change] = []
    pieces: list[str] = []
    shift = done = i = j = 0  # shift: from an offset in the original to one in the text
    while i < len(found) or j < len(run):
        first_change = found[i].start + shift if i < len(found) else len(text) + 1
        first_edit = run[j].start if j < len(run) else len(text) + 1
        low = high = min(first_change, first_edit)
        start, parts, at = low - shift, list[str](), low
        former, latter = dict[str, None](), dict[str, None]()  # rules, as ordered sets
        while True:
            at_start = not (former or latter)
            change = found[i] if i < len(found) else None
            edit = run[j] if j < len(run) else None
            if change and (change.start + shift < high or (at_start and first_change == low)):
                shift += len(change.after) - (change.end - change.start)
                high = max(high, change.end + shift)
                former |= dict.fromkeys(change.rules)
                i += 1
            elif edit and (edit.start < high or (at_start and first_edit == low)):
                parts += (text[at : edit.start], edit.after)
                at = edit.start + len(edit.before)
                high = max(high, at)
                latter[edit.rule] = None
                j += 1
            else:
                break
        after = "".join((*parts, text[at:high]))
        result.append(Change(start, high - shift, after, tuple(former | latter)))
        pieces += (text[done:low], after)
        done = high
    return result, "".join((*pieces, text[done:]))


class Withdrawn(NamedTuple):
    """What came of taking back the edits of some rules.

    Attributes:
        edits: what was done to the text: each puts back what the edit of a rule had changed.
        blocked: the edits that stay, each with the later edit that stands in the way.
    """

    edits: list[Edit]
    blocked: list[tuple[Edit, Edit]]


def withdraw(edits: Sequence[Edit], rules: frozenset[str]) -> Withdrawn:
    """Work out how to take back only what some rules did, in the text that the edits led to.

    An edit can be taken back on its own where no later one has changed what it wrote. The edits
    that do it come right to left, as `apply` has them, and are called `restore:` and the rule.

    >>> withdraw([Edit("x/a", 0, "b", "c"), Edit("x/b", 3, "d", "")], frozenset({"x/a"})).edits
    [Edit(rule='restore:x/a', start=0, before='c', after='b')]
    """
    places = origins(edits)
    steps = [_Step(run) for run in runs(edits)]
    blocked: list[tuple[Edit, Edit]] = []
    back: list[tuple[int, int, int, Edit]] = []
    number = 0
    for i, step in enumerate(steps):
        for k in reversed(range(len(step.run))):  # as they stand in `edits`
            edit, place = step.run[k], places[number]
            number += 1
            if edit.rule not in rules:
                continue
            start, blocker = edit.start + step.shifts[k], None
            for later in steps[i + 1 :]:
                start, blocker = later.moved(start, len(edit.after))
                if blocker:
                    break
            if blocker:
                blocked.append((edit, blocker))
            else:
                undo = Edit(f"restore:{edit.rule}", start, edit.after, edit.before)
                back.append((start, len(edit.after), place, undo))
    back.sort(key=lambda item: item[:3], reverse=True)
    return Withdrawn([undo for *_, undo in back], blocked)


class _Step:
    """One run of edits, as what moves the places of a text."""

    def __init__(self, run: list[Edit]) -> None:
        self.run = run
        self._starts = [edit.start for edit in run]
        self._ends = [edit.start + len(edit.before) for edit in run]
        self.shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in run)]

    def moved(self, start: int, length: int) -> tuple[int, Edit | None]:
        """Return where a stretch of text lies after the run, or the edit that changed it."""
        first = bisect_right(self._ends, start)
        if first < bisect_left(self._starts, start + length):
            return start, self.run[first]
        return start + self.shifts[first], None
