"""Whether a page is an article with a frame of menus, teasers and footers, from its line scores.

A recipe, a table or a poem has short lines, too, but few of them are boilerplate beyond doubt, and
those are not at its edges. A shop or a forum says other words than an article.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from garmentclean.filters.drop_sparse.features import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EDGE, WIDE_EDGE = 5, 10
"""How many lines at the start and at the end of a page are its edges."""
STRONGEST = (3, 8)
"""Of how many lines the signs are compared that are the strongest of the page."""
LARGEST, LARGEST_SIGN = 6.0, 4.0
"""Larger sums, and larger signs, count as much as this."""
SURE, CERTAIN, UNSURE = 0.0, 2.0, -3.0
"""A line with a larger sum is surely, or certainly, boilerplate; one between may be."""
DOUBTFUL = 1.0
"""A line whose sum is nearer to 0 is doubtful."""
LIKELY = -3.0
"""A line with at least this score would be removed."""

PAGE = (
    "sure-lines", "log-sure-lines", "log-certain-lines", "runs-of-sure-lines", "edges",
    "sure-edges", "lines-of-prose", "words-of-prose", "log-lines-of-prose", "likely-words",
    "likely-lines", "likely-within-prose", "mean", "unsure-words", "log-lines", "edge-above",
    "edge-below", "wide-edge-above", "wide-edge-below", "strongest-signs", "strong-signs",
    "doubtful-lines", "changes", "median", "wording",
)  # fmt: skip
"""The names of the features of a page."""
WORDS_OF_PROSE = PAGE.index("words-of-prose")


def wording(words: Iterable[str], evidence: Mapping[str, float]) -> float:
    """Return how much different words are evidence that a page is an article.

    >>> wording({"said", "cart", "linen", "the"}, {"said": 0.5, "cart": -0.25})
    0.125
    """
    known = list(words)
    return math.fsum(evidence.get(word, 0.0) for word in known) / math.sqrt(max(1, len(known)))


def words_of(lines: Iterable[str]) -> set[str]:
    """Return the different words of a page, in small letters, with straight apostrophes."""
    return {word.lower().replace("’", "'") for line in lines for word in WORD.findall(line)}


def page_features(  # noqa: PLR0913 - one parameter a property of the lines
    sums: Sequence[float],
    scores: Sequence[float],
    sizes: Sequence[int],
    prose: Sequence[bool],
    signs: Sequence[float],
    *,
    kind: float,
) -> list[float]:
    """Return the features of a page, in the order of `PAGE`.

    Args:
        sums: for each line the logarithm of the odds that it is boilerplate.
        scores: the same, less what a long line needs more.
        sizes: how many words and marks each line has.
        prose: whether it is running prose.
        signs: how much its signs are evidence for boilerplate.
        kind: the `wording` of the page.
    """
    lines, total = len(sums), max(1, sum(sizes))
    cut = [min(LARGEST, max(-LARGEST, one)) for one in sums]
    strong = sorted(min(LARGEST_SIGN, max(-LARGEST_SIGN, one)) for one in signs)
    edges = [*cut[:EDGE], *cut[-EDGE:]]
    sure = [one > SURE for one in sums]
    likely = [one >= LIKELY for one in scores]
    places = [place for place, one in enumerate(prose) if one] or [0, lines - 1]
    within = sum(likely[places[0] : places[-1] + 1])
    pairs = sum(one and two for one, two in pairwise(sure))
    return [
        sum(sure) / lines,
        math.log1p(sum(sure)),
        math.log1p(sum(one > CERTAIN for one in sums)),
        math.log1p(pairs),
        mean(edges),
        sum(one > SURE for one in edges) / len(edges),
        sum(prose) / lines,
        share(sizes, prose, total),
        math.log1p(sum(prose)),
        share(sizes, likely, total),
        sum(likely) / lines,
        within / max(1, sum(likely)),
        mean(cut),
        share(sizes, [UNSURE < one < SURE for one in sums], total),
        math.log(lines),
        *(mean(part) for part in (cut[:EDGE], cut[-EDGE:], cut[:WIDE_EDGE], cut[-WIDE_EDGE:])),
        *(mean(strong[-count:]) for count in STRONGEST),
        sum(abs(one) < DOUBTFUL for one in sums) / lines,
        sum(one != two for one, two in pairwise(sure)) / lines,
        median(cut),
        kind,
    ]


def mean(numbers: Sequence[float]) -> float:
    """Return the mean of numbers; the sum does not depend on their order."""
    return math.fsum(numbers) / len(numbers)


def share(sizes: Sequence[int], chosen: Sequence[bool], total: int) -> float:
    """Return the share of the words that are in chosen lines."""
    return sum(size for size, one in zip(sizes, chosen, strict=True) if one) / total
