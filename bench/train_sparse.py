"""Train the model of the pack `web` on labelled pages, and cross-validate it.

python bench/train_sparse.py FOLDER [--folds N] [--write rules/web.yaml]

The signs are the weights of a logistic regression with an L1 penalty over what lines say. The
trees are LightGBM's. They see signs that were not trained on their own page (stacked
generalization, D. Wolpert 1992). Each page is shown as it is after the default packs, once more
without its boilerplate, and in stretches of that, so that a clean text is left alone, and a second
run changes nothing. Needs the extra `bench`.
"""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_right
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from garmentclean import Pipeline
from garmentclean.filters.drop_sparse.features import line_features, signs_of
from garmentclean.filters.drop_sparse.rule import FEATURES, TOKEN, DropSparse
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.selection import choose
from garmentclean.text.document import lines
from garmentclean.text.edit import Origin
from scoring.judge import of_lines
from scoring.labels import Labelled, ScoreError, read_folder
from scoring.words import fates, surviving, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEED = 0
OTHER_PAGES = 5
"""The signs that the trees see of a page are trained on the other four fifths of the pages."""
FEWEST_PAGES = 3
PENALTY = 0.2
SMALLEST = 0.05
"""A sign with a smaller weight is left out."""
DROP_WEIGHT = 1.5
"""A line to drop weighs as much as one of two words to keep; those weigh as the root of them."""
EITHER_WEIGHT = 4.0
"""Most lines of which either is right are titles, which a page has one of and must not lose."""
STRETCHES = 2
STRETCH_WEIGHT = 0.2
STRETCH_LINES = (6, 30)
"""Each clean page also gives STRETCHES short texts to learn from, with 6 to 30 of its lines."""
TREE_COUNT = 400
TREES = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "seed": SEED,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
MODEL = re.compile(r"^ {4}signs:.*", re.MULTILINE | re.DOTALL)


class Page(NamedTuple):
    """A labelled document, and its written lines, stripped, with the label of each."""

    document: Labelled
    lines: list[str]
    labels: list[str]

    @property
    def clean(self) -> Page:
        """The page without its boilerplate."""
        kept = [(t, k) for t, k in zip(self.lines, self.labels, strict=True) if k != "D"]
        return Page(self.document, [t for t, _ in kept], [k for _, k in kept])

    def stretch(self, start: int, stop: int) -> Page:
        """Some of its lines, as a page."""
        return Page(self.document, self.lines[start:stop], self.labels[start:stop])


def page_of(document: Labelled, pipeline: Pipeline) -> Page:
    """Return a page as the default packs leave it, with the labels of its lines."""
    raw = document.data.decode()
    result = pipeline.clean(raw)
    origin, starts = Origin(result.edits), [line.start for line in lines(raw)]
    texts, kinds = [], []
    for line in lines(result.text):
        text = result.text[line.start : line.end]
        if text.strip():
            begin = line.start + len(text) - len(text.lstrip())
            texts.append(text.strip())
            kinds.append(document.labels[bisect_right(starts, origin(begin)) - 1])
    return Page(document, texts, kinds)


def trained_signs(pages: Sequence[Page]) -> dict[str, float]:
    """Return for each sign on enough pages how strongly it indicates boilerplate."""
    import numpy as np  # of the extra
    from scipy.sparse import csr_matrix  # of the extra
    from sklearn.linear_model import LogisticRegression  # of the extra

    spread = Counter(sign for page in pages for sign in set().union(*map(signs_of, page.lines)))
    places = {s: n for n, s in enumerate(sorted(s for s in spread if spread[s] >= FEWEST_PAGES))}
    rows: list[int] = []
    columns: list[int] = []
    kinds: list[bool] = []
    for page in pages:
        for text, kind in zip(page.lines, page.labels, strict=True):
            if kind in {"K", "D"}:
                found = [places[sign] for sign in signs_of(text) if sign in places]
                rows += [len(kinds)] * len(found)
                columns += found
                kinds.append(kind == "D")
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), (len(kinds), len(places)))
    model = LogisticRegression(
        C=PENALTY, l1_ratio=1.0, solver="liblinear", max_iter=300, random_state=SEED
    ).fit(table, kinds)
    weights = zip(places, model.coef_[0], strict=True)
    return {s: round(float(w), 2) for s, w in weights if abs(w) >= SMALLEST}


def shown(pages: Sequence[Page]) -> Iterator[tuple[Page, float, dict[str, float]]]:
    """Yield what the trees learn from, with its weight and with signs from other pages."""
    chance = random.Random(SEED)
    order = chance.sample(range(len(pages)), len(pages))
    for part in range(OTHER_PAGES):
        mine = {*order[part::OTHER_PAGES]}
        signs = trained_signs([page for n, page in enumerate(pages) if n not in mine])
        for number in sorted(mine):
            clean = pages[number].clean
            yield pages[number], 1.0, signs
            yield clean, 1.0, signs
            for _ in range(STRETCHES):
                size = chance.randint(*STRETCH_LINES)
                start = chance.randint(0, max(0, len(clean.lines) - size))
                yield clean.stretch(start, start + size), STRETCH_WEIGHT, signs


def trained_trees(pages: Sequence[Page]) -> str:
    """Return trees that are trained on pages, as text."""
    import lightgbm  # of the extra
    import numpy as np  # of the extra

    table: list[list[float]] = []
    kinds: list[bool] = []
    weights: list[float] = []
    for page, weight, signs in shown(pages):
        features = line_features(page.lines, signs)
        for text, kind, row in zip(page.lines, page.labels, features, strict=True):
            table.append(row)
            kinds.append(kind == "D")
            size = DROP_WEIGHT if kind == "D" else len(TOKEN.findall(text)) ** 0.5
            weights.append(weight * size * (EITHER_WEIGHT if kind == "E" else 1))
    data = lightgbm.Dataset(np.array(table, float), np.array(kinds), weight=np.array(weights))
    model = lightgbm.train(TREES, data, TREE_COUNT)
    trees = model.dump_model()["tree_info"]
    return "\n".join(written(tree["tree_structure"]) for tree in trees)


def written(node: dict[str, Any]) -> str:
    """Return a tree of LightGBM's as drop-sparse reads it."""
    if "leaf_value" in node:
        return f"{node['leaf_value']:.3f}"
    split = f"{FEATURES[node['split_feature']]}<={node['threshold']:.4g}"
    value = f"{node['internal_value']:.3f}"
    return f"{split}@{value} {written(node['left_child'])} {written(node['right_child'])}"


def pack_rule() -> DropSparse:
    """Return the rule of the pack `web`."""
    (pack,) = (pack for pack in load_packs() if pack.name == "web")
    (rule,) = (rule for rule in pack.rules if isinstance(rule, DropSparse))
    return rule


def trained(pages: Sequence[Page]) -> DropSparse:
    """Return the pack's rule with a model that is trained on pages."""
    keys = pack_rule().__getstate__()
    return DropSparse(**keys | {"signs": trained_signs(pages), "trees": trained_trees(pages)})


def cross_validate(pages: Sequence[Page], folds: int) -> None:
    """Print the score over all pages, each cleaned with a model that has not seen it."""
    order = random.Random(SEED).sample(range(len(pages)), len(pages))
    others = choose(load_packs())
    total: Counter[str] = Counter()
    for fold in range(folds):
        mine = {*order[fold::folds]}
        rule = trained([page for number, page in enumerate(pages) if number not in mine])
        pipeline = Pipeline([*others, rule])
        for number in sorted(mine):
            total += scored(pages[number], pipeline)
        click.echo(f"{fold + 1} of {folds} folds: {told(total)}")


def scored(page: Page, pipeline: Pipeline) -> Counter[str]:
    """Count the lines kept and removed of a page, and of the page without its D lines."""
    result = pipeline.clean(page.document.data.decode())
    counts = of_lines(fates(page.document, words(result.text)))
    clean = "\n".join(page.clean.lines)
    counts["clean"] = len(words(clean))
    counts["clean kept"] = sum(surviving(words(clean), words(pipeline.clean(clean).text)))
    return counts


def told(total: Counter[str]) -> str:
    """Return the score as a line."""
    kept = total["kept"] / max(1, total["keep"])
    gone = total["gone"] / max(1, total["drop"])
    both = 2 * kept * gone / max(1e-9, kept + gone)
    clean = total["clean kept"] / max(1, total["clean"])
    return f"kept {kept:.4f}, gone {gone:.4f}, F1 {both:.4f}; of clean pages kept {clean:.4f}"


def put(rule: DropSparse, pack: Path) -> None:
    """Write the model of a rule into its pack, and replace the old one."""
    signs = "".join(
        f"      {json.dumps(sign, ensure_ascii=False)}: {weight}\n"
        for sign, weight in sorted(rule.signs.items())
    )
    trees = "".join(f"      {tree}\n" for tree in rule.trees.splitlines())
    model = f"    signs:\n{signs}    trees: |\n{trees}"
    text, count = MODEL.subn(lambda _: model, pack.read_text(encoding="utf-8"))
    if count != 1:
        raise click.UsageError(f"{pack}: has no key `signs` of a rule to put the model in")
    pack.write_text(text, encoding="utf-8")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--folds", type=click.IntRange(2), help="Cross-validate with this many folds.")
@click.option("--write", type=click.Path(path_type=Path), help="Put a model into this pack.")
def main(folder: Path, folds: int | None, write: Path | None) -> None:
    """Train the model of the pack `web` on the labelled pages of a FOLDER.

    With --folds, the pages are divided into N groups; each is cleaned by the whole pipeline,
    with the default packs and a model that has seen none of its pages, and scored. With --write,
    a model of all pages is put into a pack.
    """
    try:
        documents = read_folder(folder)
    except ScoreError as error:
        raise click.UsageError(str(error)) from None
    if not folds and not write:
        raise click.UsageError("nothing to do without --folds and --write; give one or both")
    defaults = Pipeline.from_packs(max_loss=1)
    pages = [page_of(document, defaults) for document in documents]
    if folds:
        cross_validate(pages, folds)
    if write:
        put(trained(pages), write)


if __name__ == "__main__":
    main()
