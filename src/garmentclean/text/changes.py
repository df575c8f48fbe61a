"""What a list of edits comes to in the end: net changes, and taking back what one rule did."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.edit import Edit, runs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

RESTORE = "restore:"
"""What an edit that takes another one back has before the name of its rule."""


class Change(NamedTuple):
    """A stretch of the original text that reads otherwise in the clean one.

    Attributes:
        start: offset in the original of the first character that changed.
        end: offset behind the last one.
        after: what stands there in the clean text.
        rules: the rules that had a part in it, in the order in which they worked.
        because: what in the document decided for it, as their edits say.
    """

    start: int
    end: int
    after: str
    rules: tuple[str, ...]
    because: tuple[str, ...] = ()


def changes(original: str, edits: Sequence[Edit]) -> list[Change]:
    """Return the net changes that edits make, in the order of the original text.

    Edits of one place, where a rule has worked on what another one wrote, are one change.

    >>> changes("a  bad", [Edit("x/one", 3, "bad", "good"), Edit("x/two", 2, " g", "G")])
    [Change(start=2, end=6, after='Good', rules=('x/one', 'x/two'), because=())]
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
        because = dict[str, None]()
        while True:
            at_start = not (former or latter)
            change = found[i] if i < len(found) else None
            edit = run[j] if j < len(run) else None
            if change and (change.start + shift < high or (at_start and first_change == low)):
                shift += len(change.after) - (change.end - change.start)
                high = max(high, change.end + shift)
                former |= dict.fromkeys(change.rules)
                because |= dict.fromkeys(change.because)
                i += 1
            elif edit and (edit.start < high or (at_start and first_edit == low)):
                parts += (text[at : edit.start], edit.after)
                at = edit.start + len(edit.before)
                high = max(high, at)
                latter[edit.rule] = None
                because |= dict.fromkeys([edit.because] if edit.because else [])
                j += 1
            else:
                break
        after = "".join((*parts, text[at:high]))
        rules = tuple(former | latter)
        result.append(Change(start, high - shift, after, rules, tuple(because)))
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


def withdraw(
    edits: Sequence[Edit], rules: frozenset[str], later: Sequence[Sequence[Edit]] = ()
) -> Withdrawn:
    """Work out how to take back only what some rules did, in the text that the edits led to.

    An edit can be taken back on its own where no later one has changed what it wrote. The edits
    that do it come right to left, as `apply` has them, and are called `restore:` and the rule.

    Args:
        edits: the edits of a run.
        rules: the names of the rules, `pack/id`.
        later: the edits of each later run; what such a run has taken back in this way is not
            taken back again.

    >>> withdraw([Edit("x/a", 0, "b", "c"), Edit("x/b", 3, "d", "")], frozenset({"x/a"})).edits
    [Edit(rule='restore:x/a', start=0, before='c', after='b', because='')]
    """
    stages = (edits, *later)
    followed = rules | {edit.rule.removeprefix(RESTORE) for stage in later for edit in stage}
    blocked: list[tuple[Edit, Edit]] = []
    standing: list[_Standing] = []
    for run in (run for stage in stages for run in runs(stage)):
        standing, stopped = _behind(run, standing, followed)
        blocked += [(edit, blocker) for edit, blocker in stopped if edit.rule in rules]
    return Withdrawn([one.undo for one in reversed(standing) if one.edit.rule in rules], blocked)


class _Standing(NamedTuple):
    """An edit that can be taken back so far, and where what it wrote is now."""

    edit: Edit
    start: int

    @property
    def undo(self) -> Edit:
        return Edit(RESTORE + self.edit.rule, self.start, self.edit.after, self.edit.before)


def _behind(
    run: Sequence[Edit], standing: Sequence[_Standing], followed: Collection[str]
) -> tuple[list[_Standing], list[tuple[Edit, Edit]]]:
    """Follow edits through a run.

    Args:
        run: edits that were made in one text, left to right.
        standing: the edits before that can be taken back in this text, in the order in which
            what they wrote, or took away, stands there.
        followed: the rules whose edits are followed.

    Returns:
        the same for the text after the run, with those of the run itself and without those that
        it has taken back; and those that cannot be taken back any more, with what has changed
        them.
    """
    starts = [edit.start for edit in run]
    ends = [edit.start + len(edit.before) for edit in run]
    shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in run)]
    waiting: dict[Edit, deque[int]] = {}
    for number, one in enumerate(standing):
        waiting.setdefault(one.undo, deque()).append(number)
    undone = {k: waiting[edit].popleft() for k, edit in enumerate(run) if waiting.get(edit)}
    gone = {*undone.values()}
    between: list[list[_Standing]] = [[] for _ in shifts]  # before, between and behind the edits
    blocked = []
    for number, one in enumerate(standing):
        if number in gone:
            continue
        first = bisect_right(ends, one.start)
        if first < bisect_left(starts, one.start + len(one.edit.after)):
            blocked.append((one.edit, run[first]))
            continue
        # what is put back at this very place may have stood behind it
        while first and starts[first - 1] == one.start and undone.get(first - 1, -1) > number:
            first -= 1
        between[first].append(_Standing(one.edit, one.start + shifts[first]))
    result = between[0]
    for k, edit in enumerate(run):
        if edit.rule in followed:
            result.append(_Standing(edit, edit.start + shifts[k]))
        result += between[k + 1]
    return result, blocked
