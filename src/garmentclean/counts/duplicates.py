"""Finding duplicates: documents that may be removed because the corpus has them already."""

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
"""The most words of a duplicate: a multiple of those of the document that stays, plus a few."""
NEWS = 3
"""How many words a duplicate may have in short lines that the other document lacks."""
EXPLAINED = 0.6
"""The share of its new long lines that must be in other lines of the document that stays."""
DOUBT = 2
"""By how many standard errors an estimate may be wrong."""


class Body(NamedTuple):
    """The lines of a document.

    Attributes:
        own: the number of words of each line that does not belong to a site's frame.
        folded: the hash without figures of each of these lines.
        frame: the number of words of each line of the frame.
    """

    own: dict[int, int]
    folded: dict[int, int]
    frame: dict[int, int]


def duplicates(documents: Documents, pairs: Array, alike: Array, frame: Array) -> dict[str, Array]:
    """Return the documents that are nearly the same as an earlier one.

    Only lines outside of the frame are compared: pages of a site with long notices are similar
    whatever their articles say, and an article on two sites has two frames. The document that stays
    is never a duplicate itself.

    Args:
        documents: the documents.
        pairs: numbers of documents that may be the same, the earlier one first.
        alike: the similarity of the prose of each pair.
        frame: the sorted hashes of lines that may belong to a site's frame, because many different
            documents have them.

    Returns:
        arrays as in `summary.summary`, in the order of the `identities`.
    """
    import numpy as np  # an extra

    framed = _among(documents.lines, documents, frame) | _among(documents.folded, documents, frame)
    best: dict[int, tuple[float, int, int]] = {}
    for place in np.lexsort((pairs[:, 0], pairs[:, 1])):
        first, later = map(int, pairs[place])
        if first in best or is_one_file(documents.name(first), documents.name(later)):
            continue
        one, other = (_body(documents, number, framed) for number in (first, later))
        if documents.contents[first] == documents.contents[later]:
            similarity = 1.0
        else:
            similarity = similarity_of(one, other, float(alike[place]))
        if similarity >= LEAST:
            words = sum(other.own.values())
            best[later] = max(best.get(later, (0.0, 0, 0)), (similarity, -first, words))
    numbers = sorted(best, key=lambda number: int(documents.identities[number]))
    stays = (name_of(*documents.name(-best[number][1])) for number in numbers)
    return {
        "identities": documents.identities[numbers],
        "likeness": np.array([best[number][0] for number in numbers], np.float32),
        "own": np.array([best[number][2] for number in numbers], np.uint32),
        "stays": np.frombuffer("\n".join(stays).encode("utf-8", "surrogateescape"), np.uint8),
    }


def similarity_of(first: Body, later: Body, alike: float) -> float:
    """Return the similarity of two documents without their frames, from 0 to 1.

    It is 0 if the later document has something to add: more words, or new lines. Equal lines are
    known exactly; what else is shared is estimated.

    Args:
        first: the document that would stay.
        later: the document that would be removed.
        alike: the estimated similarity of their long lines.
    """
    sizes = [sum(body.own.values()) for body in (first, later)]
    if sizes[1] > sizes[0] * LONGER[0] + LONGER[1]:
        return 0.0
    both = first.own.keys() & later.own.keys()
    shared = sum(later.own[line] for line in both)
    exact = _long(later.own, both) + _long(later.frame, first.frame.keys() & later.frame.keys())
    rest = [_long(body.own, body.own.keys() - both) for body in (first, later)]
    parts = (first.own, first.frame, later.own, later.frame)
    prose = sum(_long(part, part) for part in parts)
    near = min(max(prose * alike / (1 + alike) - exact, 0.0), *rest)
    sure = near - DOUBT * error_of(alike, prose)
    folded = {first.folded[line] for line in first.own} - {0}
    new = {line for line in later.own.keys() - both if later.folded[line] not in folded}
    long = _long(later.own, new)
    short = sum(later.own[line] for line in new) - long
    if short > NEWS or (long and sure < EXPLAINED * long):
        return 0.0
    return (shared + near) / max(sum(sizes) - shared - near, 1)


def _long(words: dict[int, int], lines: Collection[int]) -> int:
    """Return the number of words in the long ones of some lines."""
    return sum(words[line] for line in lines if words[line] >= LONG_LINE)


def _body(documents: Documents, number: int, framed: Array) -> Body:
    """Return the lines of a document."""
    part = slice(documents.starts[number], documents.starts[number + 1])
    lines, words, folded = documents.lines[part], documents.words[part], documents.folded[part]
    mine = framed[part]
    own = dict(zip(lines[~mine].tolist(), words[~mine].tolist(), strict=True))
    frame = dict(zip(lines[mine].tolist(), words[mine].tolist(), strict=True))
    return Body(own, dict(zip(own, folded[~mine].tolist(), strict=True)), frame)


def _among(hashes: Array, documents: Documents, known: Array) -> Array:
    """Return for each line whether its hash, combined with its site, is in a sorted array."""
    import numpy as np  # an extra

    if not len(known):
        return np.zeros(len(hashes), np.bool_)
    mixed = hashes ^ np.repeat(documents.sites, np.diff(documents.starts))
    places = np.minimum(np.searchsorted(known, mixed), len(known) - 1)
    is_known: Array = (known[places] == mixed) & (hashes != 0)
    return is_known


def is_one_file(one: tuple[str, int, str], other: tuple[str, int, str]) -> bool:
    """Return whether two names may be the same document, named from two working folders.

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
    """Return the name of a document in messages.

    >>> name_of("a.jsonl", 3, "text")
    'a.jsonl:3:text'
    """
    parts = (file, str(row) if row else "", field)
    return ":".join(part for part in parts if part)
