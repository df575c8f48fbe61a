"""Features of a line from its whole page: the body of the page, and the marks of its parts.

The body is a maximum scoring subsequence of lines, as in J. Pasternack and D. Roth, "Extracting
article text from the web with maximum subsequence segmentation" (WWW 2009). A mark is a line with
words of the page around an article, such as the heading of a list of links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROSE_WEIGHT = (2, 12)
"""The smallest and the largest weight of a line of prose in the body; a sentence has 1."""
WORDS_A_WEIGHT = 8
TEXT_WEIGHT = (1, 8)
WORDS_A_TEXT_WEIGHT = 12
LARGEST_SIGN = 2.0
"""The same for the body that the signs help to find, and how much a line's signs can count."""
MARK = 1.5
"""A line with more evidence for boilerplate is a mark."""
FAR = 60
MANY = 9
"""The largest distance from a mark, and the most lines of prose that are counted since it."""

CONTEXT = (
    "behind-body-start", "before-body-end", "in-body", "share-of-body",
    "behind-text-start", "before-text-end",
    *(
        f"{name}-{side}"
        for side in ("above", "below")
        for name in ("strongest-sign", "signs-before-prose", "mark", "prose-before-mark")
    ),
)  # fmt: skip
"""The names of the features, in the order of `context_features`."""


def context_features(
    words: Sequence[int], prose: Sequence[bool], sentences: Sequence[bool], signs: Sequence[float]
) -> list[list[float]]:
    """Return the features of each line of a page, in the order of `CONTEXT`.

    Args:
        words: how many words each line has.
        prose: whether it is running prose.
        sentences: whether it ends like a sentence.
        signs: how much its signs are evidence for boilerplate.
    """
    lines = len(words)
    kinds = list(zip(words, prose, sentences, strict=True))
    first, stop = best_stretch(
        cut(count // WORDS_A_WEIGHT, PROSE_WEIGHT) if is_prose else 1 if sentence else -1
        for count, is_prose, sentence in kinds
    )
    begin, end = best_stretch(
        (cut(count / WORDS_A_TEXT_WEIGHT, TEXT_WEIGHT) if is_prose else 0.5 if sentence else -1)
        - cut(sign, (-LARGEST_SIGN, LARGEST_SIGN))
        for (count, is_prose, sentence), sign in zip(kinds, signs, strict=True)
    )
    above = marks(prose, signs)
    below = marks(prose[::-1], signs[::-1])[::-1]
    share = (stop - first) / max(1, lines)
    return [
        [i - first, stop - i, first <= i < stop, share, i - begin, end - i, *above[i], *below[i]]
        for i in range(lines)
    ]


def cut(number: float, limits: tuple[float, float]) -> float:
    """Return a number, or the limit that it is beyond."""
    return min(limits[1], max(limits[0], number))


def best_stretch(weights: Iterable[float]) -> tuple[int, int]:
    """Return the start and the end of the stretch whose weights have the largest sum.

    >>> best_stretch([-1, 3, -1, 2, -5, 1])
    (1, 4)
    """
    best = score = 0.0
    first = stop = begin = 0
    for place, weight in enumerate(weights):
        if score <= 0:
            score, begin = 0.0, place
        score += weight
        if score > best:
            best, first, stop = score, begin, place + 1
    return first, stop


def marks(prose: Sequence[bool], signs: Sequence[float]) -> list[tuple[float, float, int, int]]:
    """Return for each line what is above it.

    That is the strongest sign and the sum of the signs since the last line of prose, the distance
    from the last mark, and how many lines of prose are between.

    >>> marks([False, False, True, False], [2.0, 0.5, 0.0, 0.0])[2:]
    [(2.0, 2.5, 2, 0), (0.0, 0.0, 3, 1)]
    """
    found = []
    strongest = total = 0.0
    distance, between = FAR, MANY
    for is_prose, sign in zip(prose, signs, strict=True):
        found.append((strongest, total, min(FAR, distance), between))
        if is_prose:
            strongest = total = 0.0
            between = min(MANY, between + 1)
        else:
            strongest, total = max(strongest, sign), total + sign
        distance += 1
        if sign > MARK:
            distance, between = 1, 0
    return found
