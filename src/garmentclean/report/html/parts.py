"""A document as the page shows it: unchanged text, and the changes in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from garmentclean.ledger.withdrawing import RESTORE
from garmentclean.text.edit import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from garmentclean.text.edit import Edit


def parts(text: str, edits: Sequence[Edit], numbers: Mapping[str, int]) -> list[Any]:
    """Cut a text where it was changed.

    Args:
        text: the original.
        edits: its edits.
        numbers: the number of each rule.

    Returns:
        the unchanged strings, and in between `[before, after, numbers of the rules, reasons]`.

    >>> from garmentclean.text.edit import Edit
    >>> parts("a  b", [Edit("x/y", 1, "  ", " ")], {"x/y": 7})
    ['a', ['  ', ' ', [7], []], 'b']
    """
    pieces: list[Any] = []
    done = 0
    for change in joined(changes(text, edits)):
        before = text[change.start : change.end]
        if before == change.after:  # it was undone
            continue
        if done < change.start:
            pieces.append(text[done : change.start])
        rules = [numbers[rule] for rule in change.rules]
        pieces.append([before, change.after, rules, list(change.because)])
        done = change.end
    if done < len(text):
        pieces.append(text[done:])
    return pieces


def joined(some_changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes; where a text was removed and put back at the same place, they are one change.

    >>> list(joined([Change(4, 9, "", ("x/y",)), Change(9, 9, "again", ("restore:x/y",))]))
    [Change(start=4, end=9, after='again', rules=('x/y', 'restore:x/y'), because=())]
    """
    last: Change | None = None
    for change in some_changes:
        if last is None:
            last = change
        elif last.end == change.start and any(
            rule.startswith(RESTORE) for rule in last.rules + change.rules
        ):
            rules = tuple(dict.fromkeys(last.rules + change.rules))
            because = tuple(dict.fromkeys(last.because + change.because))
            last = Change(last.start, change.end, last.after + change.after, rules, because)
        else:
            yield last
            last = change
    if last is not None:
        yield last
