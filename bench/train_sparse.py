"""Train the model of the pack `web` on labelled pages, and cross-validate it.

python bench/train_sparse.py FILE[:WEIGHT]... --others FILE [--folds N] [--write rules/web.yaml]

The signs are the weights of a logistic regression with an L1 penalty over what lines say. The
trees are LightGBM's. They see signs that were not trained on their own page (stacked
generalization, D. Wolpert 1992). Each page is shown with 15 lines of its frame and with random
numbers of them, as the default packs leave it; and without its frame, so that a clean text is left
alone, and a second run changes nothing. What the gate and the dial are made of are the scores of
pages that the model has not seen. Needs the extra `bench`.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from garmentclean import Pipeline
from garmentclean.errors import GarmentcleanError
from garmentclean.filters.drop_sparse.gate import PAGE
from garmentclean.filters.drop_sparse.rule import DropSparse
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.selection import choose
from scoring.judge import of_lines
from scoring.labels import Labelled
from scoring.words import fates, words
from sparse import model as parts
from sparse.dial import LOWEST, Point, curve, dial, scores_of
from sparse.gating import Case, at_stake, limit_for, sums_of, trained_gate, with_kind
from sparse.pages import FRAME, HEADLINE, SPARE, cleaned, lessons, read, windows
from sparse.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sparse.model import Table
    from sparse.pages import Page

OTHER_WEIGHT = 0.3
KEEP = 0.97
"""What the pack keeps by default; the gate is set with the same score."""
HARM = 0.005
"""The share of the words of pages that are no articles that may go."""
MODEL = re.compile(r"^ {4}scores:.*", re.MULTILINE | re.DOTALL)
STEP = 10
"""Every tenth point of the curve is in its table."""


class Lessons(NamedTuple):
    """What is learnt from.

    Attributes:
        raw: pages as they are, in windows; of `others` the text without its frame.
        pages: all texts that the trees see, as the default packs leave them.
        folds: the fold of each group of pages.
        main: the groups of the first file: the figures and the dial are of these.
        others: the groups of pages that are no articles.
    """

    raw: list[Page]
    pages: list[Page]
    folds: dict[int, int]
    main: set[int]
    others: set[int]


class Unseen(NamedTuple):
    """What the models of the folds say about pages that they have not seen."""

    signs: list[dict[str, float]]
    trees: list[str]
    tables: list[Table]
    sums: list[Any]


def lessons_of(files: Sequence[tuple[Path, float]], others: Path | None, folds: int) -> Lessons:
    """Read pages, and make of them what is learnt from."""
    chance = random.Random(parts.SEED)
    whole: list[Page] = []
    main: set[int] = set()
    for path, weight in files:
        whole += read(path, len(whole), weight)
        main = main or {page.group for page in whole}
    strange = read(others, len(whole), OTHER_WEIGHT) if others else []
    raw = [part for page in whole for part in windows(page, chance)]
    alone = [page.clean() for page in strange]
    defaults = Pipeline.from_packs(max_loss=1)
    shown = [cleaned(page, defaults) for page in raw]
    pages = [*lessons(shown, chance), *(cleaned(page, defaults) for page in alone)]
    groups = chance.sample(range(len(whole) + len(strange)), len(whole) + len(strange))
    return Lessons(
        raw + alone,
        [page for page in pages if page.lines],
        {group: number % folds for number, group in enumerate(groups)},
        main,
        {page.group for page in strange},
    )


def unseen(data: Lessons) -> Unseen:
    """Train a model for each fold on the others, and score the fold's pages with it."""
    count = max(data.folds.values()) + 1
    fold = [data.folds[page.group] for page in data.pages]
    signs = [signs_without(data, number) for number in range(count)]
    tables = [parts.table(p, signs[n]) for p, n in zip(data.pages, fold, strict=True)]
    sums: list[Any] = [None] * len(tables)
    trees = []
    for number in range(count):
        rest = [place for place, n in enumerate(fold) if n != number]
        model = parts.trained_trees([data.pages[i] for i in rest], [tables[i] for i in rest])
        trees.append(parts.written_trees(model))
        for place, n in enumerate(fold):
            if n == number:
                sums[place] = model.predict(tables[place].rows, raw_score=True, num_threads=1)
        click.echo(f"trained {number + 1} of {count} folds")
    return Unseen(signs, trees, tables, sums)


def signs_without(data: Lessons, fold: int | None) -> dict[str, float]:
    """Return the signs of articles with 15 lines of their frames, without a fold."""
    return parts.trained_signs(
        [p for p in data.pages if p.kind == "fixed" and data.folds[p.group] != fold]
    )


class Gates(NamedTuple):
    """Which pages the model may judge.

    Attributes:
        trees: of each fold the trees that have not seen it, and those of all pages, as text.
        words: of each fold, and of all pages, the words' evidence that a page is an article.
        at_least: the sum that a page needs.
        shut: of each text whether trees that have not seen it refuse it.
    """

    trees: list[str]
    words: list[dict[str, float]]
    at_least: float
    shut: list[bool]


def gates(data: Lessons, seen: Unseen, limit: float) -> Gates:
    """Train gates, and set them so that `HARM` of the words of `others` go.

    Args:
        data: the pages.
        seen: their scores.
        limit: the score at which a line is removed.
    """
    folds = [data.folds[page.group] for page in data.pages]
    wording = Wording(data.pages, folds, data.others)
    texts, evidence = [], []
    confidence = [0.0] * len(folds)
    plain = cases_of(data, seen, limit)
    # Pages of other files are unlike the others in time and source: the gate would learn that.
    known = data.main | data.others
    taught = [page.kind != "stretch" and page.group in known for page in data.pages]
    for fold in [*range(len(seen.signs)), None]:
        words, kinds = wording.without(fold)
        cases = [with_kind(case, float(kind)) for case, kind in zip(plain, kinds, strict=True)]
        gate = trained_gate([c for c, t in zip(cases, taught, strict=True) if t and c.fold != fold])
        texts.append(parts.written_trees(gate, PAGE))
        evidence.append(words)
        mine = [place for place, number in enumerate(folds) if number == fold]
        for place, one in zip(mine, sums_of(gate, [cases[i] for i in mine]), strict=True):
            confidence[place] = one
    least = limit_for(plain, confidence, HARM)
    return Gates(texts, evidence, least, [one < least for one in confidence])


def cases_of(data: Lessons, seen: Unseen, limit: float) -> list[Case]:
    """Return the pages as the gate sees them, without the sums of their words."""
    return [
        Case(
            data.folds[page.group],
            page.kind not in {"clean", "stretch"},
            page.group in data.others,
            parts.features_of_page(page, table, sums, 0.0),
            *at_stake(page, table, scores_of(page, table, sums) >= limit),
        )
        for page, table, sums in zip(data.pages, seen.tables, seen.sums, strict=True)
    ]


def calibrated(data: Lessons, seen: Unseen, shut: Sequence[bool] | None = None) -> list[Point]:
    """Return the curve of the pages of the first file, with 15 lines of their frames.

    Args:
        data: the pages.
        seen: their scores.
        shut: which texts are not judged.
    """
    chosen = [
        (page, table, scores_of(page, table, sums) if not is_shut else None)
        for page, table, sums, is_shut in zip(
            data.pages, seen.tables, seen.sums, shut or [False] * len(data.pages), strict=True
        )
        if page.group in data.main and page.kind == "fixed"
    ]
    pages, tables, found = zip(*chosen, strict=True)
    scores = [
        [LOWEST] * len(page.lines) if one is None else one
        for page, one in zip(pages, found, strict=True)
    ]
    raw = [p for p in data.raw if p.group in data.main and p.kind == "fixed"]
    before, after = (sum(p.labels.count(FRAME) for p in some) for some in (raw, pages))
    return curve(pages, tables, scores, before - after)


def pack_rule() -> DropSparse:
    """Return the rule of the pack `web`."""
    (pack,) = (pack for pack in load_packs() if pack.name == "web")
    (rule,) = (rule for rule in pack.rules if isinstance(rule, DropSparse))
    return rule


def rule_of(signs: Any, trees: str, gate: Gates, which: int, scores: Any) -> DropSparse:
    """Return the pack's rule with another model.

    Args:
        signs: its signs.
        trees: its trees.
        gate: the gates.
        which: the fold whose gate is taken; -1 for that of all pages.
        scores: the dial.
    """
    new = {"signs": signs, "trees": trees, "scores": scores, "page_at_least": gate.at_least}
    new |= {"page": gate.trees[which], "page_words": gate.words[which]}
    return DropSparse(**pack_rule().__getstate__() | new | {"keep": KEEP, "at_least": None})


def checked(data: Lessons, rules: Sequence[DropSparse], most: int) -> None:
    """Print what the whole pipeline does to pages, each with a model that has not seen it.

    Args:
        data: the pages.
        rules: the rule of each fold.
        most: how many pages of each kind are cleaned.
    """
    packs = choose(load_packs())
    pipelines = [Pipeline([*packs, rule], max_loss=1) for rule in rules]
    clean = [page.clean() for page in data.raw if page.kind == "fixed"]
    mains = [page for page in [*data.raw, *clean] if page.group in data.main]
    kinds = {kind: [p for p in mains if p.kind == kind] for kind in ("fixed", "random", "clean")}
    kinds["no articles"] = [page for page in data.raw if page.group in data.others]
    for name, pages in kinds.items():
        total: Counter[str] = Counter()
        for page in pages[:most]:
            total += scored(page, pipelines[data.folds[page.group]])
        click.echo(f"{name}: {told(total)}")


def scored(page: Page, pipeline: Pipeline) -> Counter[str]:
    """Count the words and lines kept and removed of a page, and whether its title is."""
    result = pipeline.clean(page.text)
    letters = tuple("E" if label in {HEADLINE, SPARE} else label for label in page.labels)
    document = Labelled("", page.text.encode(), page.lines, letters)
    counts = of_lines(fates(document, words(result.text)))
    titles = [
        t in result.text for t, k in zip(page.lines, page.labels, strict=True) if k == HEADLINE
    ]
    return counts + Counter(titles=len(titles), titled=sum(titles), pages=1)


def told(total: Counter[str]) -> str:
    """Return the score as a line."""
    kept = total["kept"] / max(1, total["keep"])
    gone = total["gone"] / max(1, total["drop"])
    both = 2 * kept * gone / max(1e-9, kept + gone)
    titled = total["titled"] / max(1, total["titles"])
    return (
        f"{total['pages']} pages, kept {kept:.4f}, gone {gone:.4f}, F1 {both:.4f}, "
        f"titles {titled:.3f}"
    )


def put(rule: DropSparse, pack: Path) -> None:
    """Write the model of a rule into its pack, and replace the old one."""

    def mapping(key: str, values: Any) -> str:
        rows = (f"      {json.dumps(k, ensure_ascii=False)}: {v}\n" for k, v in values.items())
        return f"    {key}:\n{''.join(rows)}"

    def text(key: str, trees: str) -> str:
        return f"    {key}: |\n{''.join(f'      {tree}{end}' for tree in trees.splitlines())}"

    end = "\n"
    new = (
        mapping("scores", rule.scores)
        + f"    page-at-least: {rule.page_at_least:g}\n"
        + mapping("page-words", dict(sorted(rule.page_words.items())))
        + text("page", rule.page)
        + mapping("signs", dict(sorted(rule.signs.items())))
        + text("trees", rule.trees)
    )
    whole, count = MODEL.subn(lambda _: new, pack.read_text(encoding="utf-8"))
    if count != 1:
        raise click.UsageError(f"{pack}: has no key `scores` of a rule to put the model in")
    pack.write_text(whole, encoding="utf-8")


def with_weight(text: str) -> tuple[Path, float]:
    """Return the path and the weight of FILE:WEIGHT; the weight is 1 if it is not given."""
    path, colon, weight = text.rpartition(":")
    try:
        return (Path(path), float(weight)) if colon else (Path(text), 1.0)
    except ValueError:
        raise click.UsageError(f"{text}: {weight!r} is not a weight") from None


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", metavar="FILE[:WEIGHT]...", nargs=-1, required=True)
@click.option("--others", type=click.Path(path_type=Path), help="Pages that are no articles.")
@click.option("--folds", type=click.IntRange(3), default=4, help="How many folds (default: 4).")
@click.option("--check", type=click.IntRange(0), default=0, help="Clean so many pages of a kind.")
@click.option("--curve", type=click.Path(path_type=Path), help="Write the figures of the dial.")
@click.option("--write", type=click.Path(path_type=Path), help="Put the model into this pack.")
def main(  # noqa: PLR0913 - one parameter an option
    files: tuple[str, ...],
    *,
    others: Path | None,
    folds: int,
    check: int,
    curve: Path | None,
    write: Path | None,
) -> None:
    """Train the model of the pack `web` on labelled pages.

    A FILE is JSON Lines, compressed by gzip: for each page its `lines`, each a label and a text. K
    is a line of the article, D one of its frame, H the headline, T another headline. The figures
    are of the pages of the first FILE, each judged by a model that has not seen it; with --check,
    pages also go through the whole pipeline.
    """
    try:
        data = lessons_of([with_weight(text) for text in files], others, folds)
    except GarmentcleanError as error:
        raise click.UsageError(str(error)) from None
    seen = unseen(data)
    gate = gates(data, seen, dial(calibrated(data, seen))[f"{KEEP:g}"])
    points = calibrated(data, seen, gate.shut)
    scores = dial(points)
    click.echo(f"scores: {scores}")
    if curve:
        curve.write_text(table_of(points), encoding="utf-8")
    if check:
        models = enumerate(zip(seen.signs, seen.trees, strict=True))
        checked(data, [rule_of(*model, gate, fold, scores) for fold, model in models], check)
    if write:
        signs = signs_without(data, None)
        trees = parts.written_trees(parts.trained_trees(data.pages, seen.tables))
        put(rule_of(signs, trees, gate, -1, scores), write)


def table_of(points: Sequence[Point]) -> str:
    """Return the figures of the dial, separated by tabs."""
    rows = (f"{p.score:.2f}\t{p.kept:.4f}\t{p.gone:.4f}" for p in points[::STEP])
    return "\n".join(["score\tkept\tgone", *rows, ""])


if __name__ == "__main__":
    main()
