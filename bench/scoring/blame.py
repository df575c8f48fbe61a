"""Which rule took a word: the edits of a document, followed word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring.words import WORD, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean import Edit

NOBODY = "(no rule)"
"""Who took a word that is lost though no edit touched it: it is there, but is aligned elsewhere."""


class Standing(NamedTuple):
    """A word that is still there: which one it is in the original, its text, and where it is."""

    place: int
    text: str
    start: int
    end: int


def takers(text: str, edits: Iterable[Edit]) -> list[str]:
    """Return for each word of a text the rule that took it away or changed it, the first one.

    Args:
        text: the text before the cleaning.
        edits: what was done to it, in order.

    >>> from garmentclean import Edit
    >>> takers("Home > Lace is in", [Edit("x/a", 0, "Home > ", ""), Edit("x/b", 5, "is", "are")])
    ['x/a', 'x/a', '(no rule)', 'x/b', '(no rule)']
    """
    standing = [Standing(i, m[0], *m.span()) for i, m in enumerate(WORD.finditer(text))]
    taken = [NOBODY] * len(standing)
    for edit in edits:
        end, growth = edit.start + len(edit.before), len(edit.after) - len(edit.before)
        above = [word for word in standing if word.end <= edit.start]
        below = [word for word in standing if word.start >= end]
        touched = standing[len(above) : len(standing) - len(below)]
        left = again(touched, edit)
        for place in {word.place for word in touched} - {word.place for word in left}:
            taken[place] = edit.rule
        moved = (w._replace(start=w.start + growth, end=w.end + growth) for w in below)
        standing = [*above, *left, *moved]
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
            edit.start + written[new].end(),
        )
        for old, new in pairs([word.text for word in whole], [match[0] for match in written])
    ]
