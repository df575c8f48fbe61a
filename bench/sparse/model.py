"""The parts of the model: signs and trees, and the features that they and the gate see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.filters.drop_sparse.features import is_prose, line_features, signs_of
from garmentclean.filters.drop_sparse.gate import page_features
from garmentclean.filters.drop_sparse.rule import FEATURES, SIGNS, TOKEN, score
from sparse.pages import ARTICLE, FRAME, HEADLINE, SPARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from sparse.pages import Page

SEED = 0
FEWEST_LINES = 3
PENALTY = 0.2
SMALLEST = 0.05
"""A sign is on at least three lines; one with a smaller weight is left out."""
DROP_WEIGHT = 1.5
"""A line to drop weighs as much as one of two words to keep; those weigh as the root of them."""
TITLE_WEIGHT = 6.0
"""A page has one title, and must not lose it."""
KIND_WEIGHTS = {"fixed": 1.0, "random": 1.0, "clean": 1.0, "stretch": 0.2}
TREE_COUNT = 200
TREES = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "max_bin": 63,
    "seed": SEED,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


class Table(NamedTuple):
    """The features of the lines of a page, and how many words and marks they have."""

    rows: np.ndarray
    sizes: np.ndarray


def table(page: Page, signs: Mapping[str, float]) -> Table:
    """Return the features of a page."""
    import numpy as np  # of the extra

    rows = np.array(line_features(page.lines, signs), np.float32)
    return Table(rows, np.array([len(TOKEN.findall(line)) for line in page.lines]))


def trained_signs(pages: Sequence[Page]) -> dict[str, float]:
    """Return for each sign on enough lines how strongly it indicates boilerplate."""
    import numpy as np  # of the extra
    from scipy.sparse import csr_matrix  # of the extra
    from sklearn.linear_model import LogisticRegression  # of the extra

    lines = [
        (signs_of(text), label == FRAME, page.weight)
        for page in pages
        for text, label in zip(page.lines, page.labels, strict=True)
        if label in {ARTICLE, FRAME}
    ]
    times = Counter(sign for signs, _, _ in lines for sign in signs)
    places = {s: n for n, s in enumerate(sorted(s for s in times if times[s] >= FEWEST_LINES))}
    columns = [sorted(places[sign] for sign in signs if sign in places) for signs, _, _ in lines]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([place for row in columns for place in row], np.int32)
    shape = (len(lines), len(places))
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape)
    model = LogisticRegression(
        C=PENALTY, l1_ratio=1.0, solver="liblinear", max_iter=300, random_state=SEED
    ).fit(matrix, [kind for _, kind, _ in lines], sample_weight=[w for _, _, w in lines])
    weights = zip(places, model.coef_[0], strict=True)
    return {s: round(float(w), 2) for s, w in weights if abs(w) >= SMALLEST}


def line_weights(page: Page, sizes: np.ndarray) -> np.ndarray:
    """Return how much each line of a page counts for the trees."""
    import numpy as np  # of the extra

    labels = np.array(page.labels)
    weights = np.where(labels == FRAME, DROP_WEIGHT, np.sqrt(sizes))
    weights[labels == HEADLINE] *= TITLE_WEIGHT
    weights[labels == SPARE] = 0
    found: np.ndarray = weights * page.weight * KIND_WEIGHTS[page.kind]
    return found


def trained_trees(pages: Sequence[Page], tables: Sequence[Table]) -> Any:
    """Return trees that are trained on pages, as LightGBM has them."""
    import lightgbm  # of the extra
    import numpy as np  # of the extra

    rows = np.concatenate([one.rows for one in tables])
    kinds = np.array([label == FRAME for page in pages for label in page.labels])
    pairs = zip(pages, tables, strict=True)
    weights = np.concatenate([line_weights(page, one.sizes) for page, one in pairs])
    counted = weights > 0
    data = lightgbm.Dataset(rows[counted], kinds[counted], weight=weights[counted])
    return lightgbm.train(TREES, data, TREE_COUNT)


def written_trees(model: Any, names: Sequence[str] = FEATURES) -> str:
    """Return trees of LightGBM's as drop-sparse reads them, one per line."""
    trees = model.dump_model()["tree_info"]
    return "\n".join(written(tree["tree_structure"], names) for tree in trees)


def written(node: dict[str, Any], names: Sequence[str] = FEATURES) -> str:
    """Return a tree of LightGBM's as drop-sparse reads it."""
    if "leaf_value" in node:
        return f"{node['leaf_value']:.3f}"
    split = f"{names[node['split_feature']]}<={node['threshold']:.4g}"
    value = f"{node['internal_value']:.3f}"
    below, above = (written(node[f"{side}_child"], names) for side in ("left", "right"))
    return f"{split}@{value} {below} {above}"


def features_of_page(page: Page, one: Table, sums: Sequence[float], kind: float) -> list[float]:
    """Return the features of a page for the gate."""
    scores = [score(total, size) for total, size in zip(sums, one.sizes, strict=True)]
    sizes = [int(size) for size in one.sizes]
    prose = [is_prose(line) for line in page.lines]
    return page_features(list(sums), scores, sizes, prose, one.rows[:, SIGNS].tolist(), kind=kind)
