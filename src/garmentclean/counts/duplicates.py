"""Documents that may go, for the corpus has them already: what is sure of a pair of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.counts.hashes import LONG_LINE
from garmentclean.counts.near import LEAST, error_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np

    from garmentclean.counts.documents import Documents

    Array = np.ndarray[Any, np.dtype[Any]]

LONGER = 1.02, 3
"""A document that goes may have hardly more words of its own than the one that stays."""
NEWS = 3
"""So many words of it may be in short lines that the other one has not."""
EXPLAINED = 0.6
"""Of its long lines that the other one has not, so much must be in other lines there."""
DOUBT = 2
"""So many standard errors an estimate may be wrong."""


class Body(NamedTuple):
    """What is known of a document's lines.

    Attributes:
        own: the lines that are not of a frame, each with its words.
        folded: the same lines, each with its hash without figures.
        frame: how many words are in long lines of the frame, by line.
    """

    own: dict[int, int]
    folded: dict[int, int]
    frame: dict[int, int]


def duplicates(given: Documents, pairs: Array, alike: Array, frame: Array) -> dict[str, Array]:
    """Return the documents that may go, for they are nearly the same as one that comes before.

    What is judged is what a document has of its own: the pages of a site that has long notices
    are much alike, whatever the articles in them say; and an article that two sites have stands
    in two frames. One that may go itself is never the one that stays.

    Args:
        given: the documents.
        pairs: numbers of documents that may be the same, the one that comes first before.
        alike: how much the prose of each pair has in common.
        frame: the hashes, sorted, of what may be part of a site's frame, for many documents that
            are not the very same have it.

    Returns:
        arrays, as `summary.summary` has them, in the order of the `identities`.
    """
    import numpy as np  # an extra

    framed = _among(given.lines, given, frame) | _among(given.folded, given, frame)
    found: dict[int, tuple[float, int, int]] = {}
    for place in np.lexsort((pairs[:, 0], pairs[:, 1])):
        first, later = map(int, pairs[place])
        if first in found or is_one_file(given.name(first), given.name(later)):
            continue
        one, other = (_body(given, number, framed) for number in (first, later))
        if given.contents[first] == given.contents[later]:
            much = 1.0
        else:
            much = judged(one, other, float(alike[place]))
        if much >= LEAST:
            words = sum(other.own.values())
            found[later] = max(found.get(later, (0.0, 0, 0)), (much, -first, words))
    numbers = sorted(found, key=lambda number: int(given.identities[number]))
    stays = (name_of(*given.name(-found[number][1])) for number in numbers)
    return {
        "identities": given.identities[numbers],
        "likeness": np.array([found[number][0] for number in numbers], np.float32),
        "own": np.array([found[number][2] for number in numbers], np.uint32),
        "stays": np.frombuffer("\n".join(stays).encode("utf-8", "surrogateescape"), np.uint8),
    }


def judged(first: Body, later: Body, alike: float) -> float:
    """Return how much of their own two documents have in common, from 0 to 1.

    It is 0 if the later one has more to say, in more words or in lines of its own. What whole
    lines have in common is known, and so is estimated what is in common beyond these.

    Args:
        first: the document that would stay.
        later: the one that would go.
        alike: how much of their long lines they have in common, as it is estimated.
    """
    sizes = [sum(body.own.values()) for body in (first, later)]
    if sizes[1] > sizes[0] * LONGER[0] + LONGER[1]:
        return 0.0
    both = first.own.keys() & later.own.keys()
    shared = sum(later.own[line] for line in both)
    known = _long(later.own, both) + _long(later.frame, first.frame.keys() & later.frame.keys())
    rest = [_long(body.own, body.own.keys() - both) for body in (first, later)]
    parts = (first.own, first.frame, later.own, later.frame)
    prose = sum(_long(part, part) for part in parts)
    near = min(max(prose * alike / (1 + alike) - known, 0.0), *rest)
    sure = near - DOUBT * error_of(alike, prose)
    folded = {first.folded[line] for line in first.own} - {0}
    new = {line for line in later.own.keys() - both if later.folded[line] not in folded}
    long = _long(later.own, new)
    short = sum(later.own[line] for line in new) - long
    if short > NEWS or (long and sure < EXPLAINED * long):
        return 0.0
    return (shared + near) / max(sum(sizes) - shared - near, 1)


def _long(words: dict[int, int], lines: Collection[int]) -> int:
    """Return how many words are in the long ones of some lines."""
    return sum(words[line] for line in lines if words[line] >= LONG_LINE)


def _body(given: Documents, number: int, framed: Array) -> Body:
    """Return what is known of a document's lines."""
    part = slice(given.starts[number], given.starts[number + 1])
    lines, words, folded = given.lines[part], given.words[part], given.folded[part]
    mine = framed[part]
    own = dict(zip(lines[~mine].tolist(), words[~mine].tolist(), strict=True))
    frame = dict(zip(lines[mine].tolist(), words[mine].tolist(), strict=True))
    return Body(own, dict(zip(own, folded[~mine].tolist(), strict=True)), frame)


def _among(hashes: Array, given: Documents, known: Array) -> Array:
    """Tell for the hash of each line whether it is, for its site, in a sorted array."""
    import numpy as np  # an extra

    if not len(known):
        return np.zeros(len(hashes), np.bool_)
    mixed = hashes ^ np.repeat(given.sites, np.diff(given.starts))
    places = np.minimum(np.searchsorted(known, mixed), len(known) - 1)
    found: Array = (known[places] == mixed) & (hashes != 0)
    return found


def is_one_file(one: tuple[str, int, str], other: tuple[str, int, str]) -> bool:
    """Tell whether two names may be of one document, counted from two working folders.

    >>> is_one_file(("/data/a/b.txt", 0, ""), ("a/b.txt", 0, ""))
    True
    >>> is_one_file(("x/b.txt", 0, ""), ("a/b.txt", 0, ""))
    False
    """
    if one[1:] != other[1:]:
        return False
    short, long = sorted((one[0].lstrip("./"), other[0].lstrip("./")), key=len)
    return f"/{long}".endswith(f"/{short}")


def name_of(file: str, row: int, field: str) -> str:
    """Return what messages call a document.

    >>> name_of("a.jsonl", 3, "text")
    'a.jsonl:3:text'
    """
    parts = (file, str(row) if row else "", field)
    return ":".join(part for part in parts if part)
