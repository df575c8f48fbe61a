"""Which rule took a word: the edits of a document, followed word by word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from scoring.words import WORD, pairs, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean import Edit
    from scoring.labels import Labelled
    from scoring.words import Fate

NOBODY = "(no rule)"
"""Stands for the rule where no edit has touched a lost word."""


class Standing(NamedTuple):
    """A word that is still there: which one it is in the original, its text, and where it is."""

    place: int
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def takers(text: str, edits: Iterable[Edit]) -> list[str]:
    """Return for each word of a text the rule that took it away or changed it, the first one.

    Args:
        text: the text before the cleaning.
        edits: what was done to it, in order.

    >>> from garmentclean import Edit
    >>> takers("Home > Lace is in", [Edit("x/a", 0, "Home > ", ""), Edit("x/b", 5, "is", "are")])
    ['x/a', 'x/a', '(no rule)', 'x/b', '(no rule)']
    """
    found = [Standing(i, m[0], m.start()) for i, m in enumerate(WORD.finditer(text))]
    starts = [word.start for word in found]  # of those that are still there, as the next two
    ends = [word.start + len(word.text) for word in found]
    places = [word.place for word in found]
    taken = [NOBODY] * len(found)
    for edit in edits:
        end, growth = edit.start + len(edit.before), len(edit.after) - len(edit.before)
        first, last = bisect_right(ends, edit.start), bisect_left(starts, end)
        rows = zip(places[first:last], starts[first:last], strict=True)
        touched = [Standing(place, found[place].text, start) for place, start in rows]
        left = again(touched, edit)
        for place in {word.place for word in touched} - {word.place for word in left}:
            taken[place] = edit.rule
        places[first:last] = [word.place for word in left]
        starts[first:] = [w.start for w in left] + [start + growth for start in starts[last:]]
        ends[first:] = [w.end for w in left] + [end + growth for end in ends[last:]]
    return taken


def again(touched: Iterable[Standing], edit: Edit) -> list[Standing]:
    """Return the words of an edit that it wrote again, where they are now."""
    whole = [w for w in touched if edit.start <= w.start and w.end <= edit.start + len(edit.before)]
    written = list(WORD.finditer(edit.after))
    return [
        Standing(
            whole[old].place,
            whole[old].text,
            edit.start + written[new].start(),
        )
        for old, new in pairs([word.text for word in whole], [match[0] for match in written])
    ]


def culprits(
    document: Labelled, lines: Sequence[Fate], taken: Sequence[str]
) -> Iterator[tuple[Fate, list[str]]]:
    """Yield each line with the rules that removed its lost words.

    Of two equal words, the one that a rule took may pass for the one that is still there. Then the
    other one is lost though nobody took it, and is put down to the rule that took the nearest.

    Args:
        document: the document.
        lines: what became of its lines.
        taken: for each of its words the rule that took it; empty if that is not known.
    """
    where = [places(document, line) for line in lines]
    spare: dict[str, list[int]] = {}
    for line, found in zip(lines, where, strict=True):
        for i, place in found.items():
            if taken and line.alive[i] and taken[place] != NOBODY:
                spare.setdefault(line.words[i], []).append(place)
    for line, found in zip(lines, where, strict=True):
        rules = []
        for i, word in enumerate(line.words if taken else ()):
            if not line.alive[i]:
                at, equal = found.get(i), spare.get(word)
                if at is not None and taken[at] == NOBODY and equal:
                    at = equal.pop(nearest(equal, at))
                rules.append(NOBODY if at is None else taken[at])
        yield line, rules


def places(document: Labelled, line: Fate) -> dict[int, int]:
    """Return for the words of a line, but those that a fix has made, which of the document's."""
    came = words(document.lines[line.line - 1])
    return {new: line.first + old for old, new in pairs(came, line.words)}


def nearest(numbers: Sequence[int], number: int) -> int:
    """Return the index of the number that is nearest to another one."""
    return min(range(len(numbers)), key=lambda i: abs(numbers[i] - number))
