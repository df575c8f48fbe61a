"""Training the gate: which pages are articles with a frame, so that the model may judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sparse.pages import ARTICLE, FRAME, HEADLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sparse.model import Table
    from sparse.pages import Page

LEAST = 0.1
"""What a page counts on which no decision costs anything."""
GATE_TREES = 120
GATE = {
    "objective": "binary",
    "learning_rate": 0.07,
    "num_leaves": 6,
    "min_data_in_leaf": 15,
    "lambda_l2": 5.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.6,
    "seed": 0,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


class Case(NamedTuple):
    """A page for the gate.

    Attributes:
        fold: its fold.
        framed: whether it has a frame.
        other: whether it is no article.
        row: its features.
        right: how many lines of its frame the model removes.
        wrong: how many of its words to keep the model removes.
        words: how many words to keep it has.
    """

    fold: int
    framed: bool
    other: bool
    row: list[float]
    right: int
    wrong: int
    words: int


def at_stake(page: Page, table: Table, removed: np.ndarray) -> tuple[int, int, int]:
    """Return how many lines are rightly, and how many words wrongly removed, and all words."""
    import numpy as np  # of the extra

    labels = np.array(page.labels)
    keep = (labels == ARTICLE) | (labels == HEADLINE)
    right = int((removed & (labels == FRAME)).sum())
    return right, int(table.sizes[keep & removed].sum()), int(table.sizes[keep].sum())


def trained_gate(cases: Sequence[Case]) -> Any:
    """Return trees that tell whether a page is an article with a frame, as LightGBM has them."""
    import lightgbm  # of the extra
    import numpy as np  # of the extra

    rows = np.array([case.row for case in cases])
    stakes = [LEAST + (case.right**0.5 if case.framed else case.wrong) for case in cases]
    data = lightgbm.Dataset(rows, [int(case.framed) for case in cases], weight=stakes)
    return lightgbm.train(GATE, data, GATE_TREES)


def with_kind(case: Case, kind: float) -> Case:
    """Return a page with the sum of its words."""
    return case._replace(row=[*case.row[:-1], kind])


def sums_of(gate: Any, cases: Sequence[Case]) -> list[float]:
    """Return for each page the sum of a gate's trees."""
    import numpy as np  # of the extra

    rows = np.array([case.row for case in cases])
    return (
        [float(one) for one in gate.predict(rows, raw_score=True, num_threads=1)] if cases else []
    )


def limit_for(cases: Sequence[Case], sums: Sequence[float], harm: float) -> float:
    """Return the sum that a page needs to be judged, so that no more harm is done.

    Args:
        cases: the pages.
        sums: the sum of each page's trees.
        harm: the share of the words of pages that are no articles that may go.
    """
    others = [(value, case) for value, case in zip(sums, cases, strict=True) if case.other]
    allowed = harm * sum(case.words for _, case in others)
    gone = 0
    for value, case in sorted(others, key=lambda pair: -pair[0]):
        gone += case.wrong
        if gone > allowed:
            return round(float(value), 3) + 0.001
    return 0.0
