"""From scores of pages that the model has not seen: which score keeps which share of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.drop_sparse.rule import FEWEST_LINES, score
from garmentclean.text.structure import structure_of, titles_of
from sparse.pages import ARTICLE, FRAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sparse.model import Table
    from sparse.pages import Page

SHARES = (0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)
"""The shares of words kept for which the pack has scores."""
SCORES = tuple(hundredths / 100 for hundredths in range(-700, 400, 2))
LOWEST = -1e9
"""The score of a line that is never removed."""


class Point(NamedTuple):
    """What a model does at one score: the share of words kept, and of lines of the frame gone."""

    score: float
    kept: float
    gone: float


def scores_of(page: Page, table: Table, sums: Sequence[float]) -> np.ndarray:
    """Return the scores of the lines of a page; a line that may be the title is never removed."""
    import numpy as np  # of the extra

    found = np.array([score(one, size) for one, size in zip(sums, table.sizes, strict=True)])
    numbers = range(len(page.lines))
    found[[*titles_of(page.lines, numbers, structure_of(page.lines, numbers))]] = LOWEST
    return found if len(page.lines) >= FEWEST_LINES else np.full(len(found), LOWEST)


def curve(
    pages: Sequence[Page], tables: Sequence[Table], scores: Sequence[Sequence[float]], gone: int
) -> list[Point]:
    """Return what happens to pages at each score.

    Args:
        pages: the pages.
        tables: their features.
        scores: the scores of their lines.
        gone: how many lines of their frames the default packs have removed already.
    """
    import numpy as np  # of the extra

    labels = np.array([label for page in pages for label in page.labels])
    sizes = np.concatenate([table.sizes for table in tables])
    flat = np.concatenate(scores)
    words, frame = (labels == ARTICLE) * sizes, labels == FRAME
    return [
        Point(
            limit,
            float(words[flat < limit].sum() / max(1, words.sum())),
            float((gone + (frame & (flat >= limit)).sum()) / max(1, gone + frame.sum())),
        )
        for limit in SCORES
    ]


def dial(points: Sequence[Point]) -> dict[str, float]:
    """Return for each of `SHARES` the lowest score that keeps as much."""
    found = {}
    for share in SHARES:
        fitting = [point.score for point in points if point.kept >= share]
        found[f"{share:g}"] = min(fitting, default=points[-1].score)
    return found
