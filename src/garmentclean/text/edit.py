"""Patches and edits: applying them, undoing them, and tracing places back to the original.

A filter proposes a `Patch`; only `apply` changes a text, and it records each change as an `Edit`.
Everything that garmentclean can show or undo is a function of a list of edits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.errors import GarmentcleanError
from garmentclean.text.display import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class Patch(NamedTuple):
    """A change that a filter proposes.

    Attributes:
        start: offset of the first character to replace, in the text that the filter saw.
        end: offset after the last one.
        replacement: the new text; None for a note, which changes nothing.
        rule: the full name of the rule, `pack/id`.
        facts: metadata in the text that is removed (`date`, `source` ...).
        because: what in the document was decisive, if the rule alone does not explain it: a phrase
            on one line, such as `into English`.
    """

    start: int
    end: int
    replacement: str | None
    rule: str
    facts: tuple[tuple[str, str], ...] = ()
    because: str = ""


class UndoError(GarmentcleanError):
    """An edit does not fit the text."""


class Edit(NamedTuple):
    """A change that was made: at `start`, the rule replaced `before` with `after`.

    `because` says what in the document was decisive; it is empty if the rule alone explains it.

    >>> Edit("letters/trans", 4, "pform", "transform").undo("can transform")
    'can pform'
    """

    rule: str
    start: int
    before: str
    after: str
    because: str = ""

    def __repr__(self) -> str:
        """Return what `NamedTuple` returns, with long texts cut."""
        texts = f"before={brief(self.before)}, after={brief(self.after)}"
        because = brief(self.because)
        return f"Edit(rule={self.rule!r}, start={self.start}, {texts}, because={because})"

    @property
    def shown(self) -> str:
        """The text to show for the edit: `before`, without blank lines that were also removed."""
        return self.before if self.after else self.before.strip("\r\n") or self.before

    def undo(self, text: str) -> str:
        """Return the text before this edit; UndoError if `after` is not at its place."""
        return restore(text, [self])


def resolve(patches: Iterable[Patch]) -> tuple[list[Patch], list[Patch]]:
    """Split patches into those that can be applied together, in order, and those that lose.

    Of two patches that overlap, the earlier one wins; if they start together, the longer one wins.
    """
    lost: list[Patch] = []
    return [*resolved(sorted(patches, key=place_of), lost)], lost


def resolved(patches: Iterable[Patch], lost: list[Patch] | None = None) -> Iterator[Patch]:
    """Yield the patches that can be applied together, as `resolve` does.

    Args:
        patches: patches, sorted by `place_of`.
        lost: a list to which the losing patches are added.
    """
    previous_end = 0
    for patch in patches:
        if patch.start >= previous_end:
            yield patch
            previous_end = patch.end
        elif lost is not None:
            lost.append(patch)


def place_of(patch: Patch) -> tuple[int, int]:
    """Return the sort key of a patch; of patches that start together, the longest comes first."""
    return patch.start, -patch.end


def apply(text: str, patches: Iterable[Patch]) -> tuple[str, list[Edit]]:
    """Apply patches from right to left, and return the new text and an edit for each change.

    In this order, the start of an edit is valid both in the text that the filter saw and in the
    text in which it is undone. A patch that changes nothing, or loses to another, makes no edit.
    Raises ValueError for a patch outside of the text.

    >>> apply("a  b", [Patch(1, 3, " ", "x/spaces")])
    ('a b', [Edit(rule='x/spaces', start=1, before='  ', after=' ', because='')])
    """
    changes = []
    for patch in patches:
        if not 0 <= patch.start <= patch.end <= len(text):
            raise ValueError(f"{patch} lies outside of a text of {len(text)} characters")
        if patch.replacement not in {None, text[patch.start : patch.end]}:
            changes.append(patch)
    edits: list[Edit] = []
    pieces: list[str] = []
    rest = len(text)
    for patch in reversed(resolve(changes)[0]):
        before, after = text[patch.start : patch.end], patch.replacement or ""
        edits.append(Edit(patch.rule, patch.start, before, after, patch.because))
        pieces += (text[patch.end : rest], after)
        rest = patch.start
    pieces.append(text[:rest])
    return "".join(reversed(pieces)), edits


def runs(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Split a list of edits into runs that were made from right to left in the same text.

    All starts of a run are valid in the text before it, so that it can be processed in one pass.
    Each run is yielded in the order of the text, from left to right.
    """
    run: list[Edit] = []
    for edit in edits:
        if run and edit.start + len(edit.before) > run[-1].start:
            yield run[::-1]
            run = []
        run.append(edit)
    if run:
        yield run[::-1]


def restore(text: str, edits: Sequence[Edit]) -> str:
    """Undo edits, the last one first, and return the text before them.

    Raises UndoError, with the place, if the text is not the result of the edits.
    """
    for run in reversed(list(runs(edits))):
        pieces: list[str] = []
        shift = done = 0
        for edit in run:
            start = edit.start + shift
            stop = start + len(edit.after)
            if start < done or stop > len(text) or text[start:stop] != edit.after:
                raise UndoError(f"cannot undo {edit.rule}: {edit.after!r} is not at {start}")
            pieces += (text[done:start], edit.before)
            shift += len(edit.after) - len(edit.before)
            done = stop
        pieces.append(text[done:])
        text = "".join(pieces)
    return text


def replay(text: str, edits: Sequence[Edit]) -> str:
    """Redo edits, in order, and return the text after them; the inverse of `restore`.

    Raises UndoError, with the place, if the edits were made in another text.

    >>> replay("a  b", [Edit("x/spaces", 1, "  ", " ")])
    'a b'
    """
    for run in runs(edits):
        pieces: list[str] = []
        done = 0
        for edit in run:
            end = edit.start + len(edit.before)
            if text[edit.start : end] != edit.before:
                raise UndoError(f"cannot redo {edit.rule}: {edit.before!r} is not at {edit.start}")
            pieces += (text[done : edit.start], edit.after)
            done = end
        text = "".join((*pieces, text[done:]))
    return text


class Origin:
    """Traces places in a changed text back to the original.

    Args:
        edits: all edits so far, in the order in which they were made.
    """

    def __init__(self, edits: Sequence[Edit] = ()) -> None:
        self._steps: list[tuple[list[int], list[Edit], list[int]]] = []
        for run in runs(edits):
            self.add(run)

    def add(self, run: list[Edit]) -> None:
        """Add the next of the `runs` of edits."""
        stops, starts, shift = [], [], 0
        for edit in run:
            starts.append(edit.start + shift)
            shift += len(edit.after) - len(edit.before)
            stops.append(shift)
        self._steps.append((starts, run, stops))

    def __call__(self, place: int) -> int:
        """Return the original offset of a place; within a replacement, that of its start."""
        for starts, run, shifts in reversed(self._steps):
            i = bisect_right(starts, place) - 1
            if i < 0:
                continue
            inside = place - starts[i] < len(run[i].after)
            place = run[i].start if inside else place - shifts[i]
        return place

    def stretch(self, start: int, length: int) -> tuple[int, int, bool]:
        """Return the original start and end of a stretch, and whether no edit touched it.

        Args:
            start: its offset in the changed text.
            length: its number of characters there.
        """
        end = start + length
        untouched = True
        for starts, run, shifts in reversed(self._steps):
            first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
            if last >= 0:
                stop = starts[last] + len(run[last].after)
                untouched = untouched and stop <= start
                end = run[last].start + len(run[last].before) if end < stop else end - shifts[last]
            if first >= 0:
                inside = start - starts[first] < len(run[first].after)
                start = run[first].start if inside else start - shifts[first]
            end = max(start, end)
        return start, end, untouched


def origins(edits: Sequence[Edit], within: Callable[[Edit], int] = lambda _: 0) -> list[int]:
    """Return for each edit the offset in the original text at which it starts.

    Args:
        edits: all edits, in the order in which they were made.
        within: returns an offset within an edit, to be added to its start.

    >>> origins([Edit("a/b", 0, "xx", ""), Edit("a/c", 3, "y", "z")])
    [0, 5]
    """
    places: list[int] = []
    origin = Origin()
    for run in runs(edits):
        places += [origin(edit.start + within(edit)) for edit in reversed(run)]
        origin.add(run)
    return places


class Change(NamedTuple):
    """A stretch of the original text that differs in the clean text.

    Attributes:
        start: offset in the original of the first character that changed.
        end: offset after the last one.
        after: the clean text in its place.
        rules: the rules that took part, in order.
        because: the reasons of their edits.
    """

    start: int
    end: int
    after: str
    rules: tuple[str, ...]
    because: tuple[str, ...] = ()


def changes(original: str, edits: Sequence[Edit]) -> list[Change]:
    """Return the net changes of edits, in the order of the original text.

    If a rule changed what another one wrote, their edits are one change.

    >>> changes("a  bad", [Edit("x/one", 3, "bad", "good"), Edit("x/two", 2, " g", "G")])
    [Change(start=2, end=6, after='Good', rules=('x/one', 'x/two'), because=())]
    """
    net: list[Change] = []
    text = original
    for run in runs(edits):
        net, text = composed(net, run, text)
    return net


def composed(earlier: list[Change], run: Sequence[Edit], text: str) -> tuple[list[Change], str]:
    """Add a run of edits to changes.

    Args:
        earlier: the changes that led to `text`.
        run: edits that were made in `text`, left to right.
        text: the text before the run.

    Returns:
        the changes that lead to the text after the run, and that text.
    """
    result: list[Change] = []
    pieces: list[str] = []
    shift = done = i = j = 0  # shift: from an offset in the original to one in the text
    while i < len(earlier) or j < len(run):
        first_change = earlier[i].start + shift if i < len(earlier) else len(text) + 1
        first_edit = run[j].start if j < len(run) else len(text) + 1
        low = high = min(first_change, first_edit)
        start, parts, at = low - shift, list[str](), low
        former, latter = dict[str, None](), dict[str, None]()  # rules, as ordered sets
        because = dict[str, None]()
        while True:
            at_start = not (former or latter)
            change = earlier[i] if i < len(earlier) else None
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
