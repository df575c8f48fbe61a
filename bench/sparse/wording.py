"""Which words pages have that are articles, and which words others have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.drop_sparse.gate import words_of
from sparse.model import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sparse.pages import Page

FEWEST_TEXTS = 20
PENALTY = 0.003
SMALLEST = 0.02
"""A word is in at least 20 texts; one with a smaller weight is left out."""
PARTS = 4
"""The pages are split into four parts; each has the sums of a model of the other three."""


class Wording:
    """The different words of pages, and what they are evidence for."""

    def __init__(self, pages: Sequence[Page], folds: Sequence[int], others: set[int]) -> None:
        """Count the words.

        Args:
            pages: the texts.
            folds: the fold of each.
            others: the groups of pages that are no articles.
        """
        import numpy as np  # of the extra
        from scipy.sparse import csr_matrix  # of the extra

        found = [sorted(words_of(page.lines)) for page in pages]
        self._words = sorted({word for words in found for word in words})
        places = {word: place for place, word in enumerate(self._words)}
        flat = np.array([places[word] for words in found for word in words], np.int32)
        ends = np.cumsum([0, *map(len, found)])
        shape = (len(found), len(places))
        self._matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape)
        self._roots = np.sqrt([max(1, len(words)) for words in found])
        self._articles = np.array([page.group not in others for page in pages])
        self._taught = np.array([page.kind != "stretch" for page in pages])
        self._weights = np.array([1 if p.group in others else p.weight for p in pages])
        self._folds = np.array(folds)
        self._parts = np.array([page.group % PARTS for page in pages])

    def without(self, fold: int | None) -> tuple[dict[str, float], np.ndarray]:
        """Return the words' evidence, learnt without a fold, and the sum of each page.

        The sums of the fold's pages are of that evidence; those of other pages are of evidence that
        was not learnt from them, so that the gate sees of all pages what it will see of new ones.
        """
        learnt = self._folds != (-1 if fold is None else fold)
        weights = self._trained(learnt)
        sums = self._matrix @ weights
        for part in range(PARTS):
            mine = self._parts == part
            sums[learnt & mine] = self._matrix[learnt & mine] @ self._trained(learnt & ~mine)
        words = {w: float(n) for w, n in zip(self._words, weights, strict=True) if n}
        return words, sums / self._roots

    def _trained(self, rows: np.ndarray) -> np.ndarray:
        """Return the evidence of each word, learnt from some of the pages."""
        import numpy as np  # of the extra
        from sklearn.linear_model import LogisticRegression  # of the extra

        chosen = np.flatnonzero(rows & self._taught)
        often = np.flatnonzero(self._matrix[chosen].sum(axis=0).A1 >= FEWEST_TEXTS)
        model = LogisticRegression(
            C=PENALTY, solver="liblinear", class_weight="balanced", random_state=SEED
        ).fit(
            self._matrix[chosen][:, often],
            self._articles[chosen],
            sample_weight=self._weights[chosen],
        )
        weights = np.zeros(len(self._words))
        weights[often] = np.round(model.coef_[0], 3)
        weights[abs(weights) < SMALLEST] = 0
        return weights
