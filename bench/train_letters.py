"""Train the signs of the rule `letters/trans`, and cross-validate them.

python bench/train_letters.py PAGES... [--prose FOLDER] [--folds N] [--write rules/letters.yaml]

The words of a text that the corruption would change (translate) are the examples of corrupted
forms, in their contexts with all words around them corrupted as well; the words that look like such
a form (plate) are the others. The signs are the weights of a logistic regression. They start from
what a reader knows of these words (letters-knowledge.yaml), so that a word that the texts lack has
its sign as well, and a penalty on each step away from it keeps a few texts from saying too much.
Needs the extra `bench`.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import yaml

from garmentclean.filters.restore_letters.rule import RestoreLetters
from garmentclean.filters.restore_letters.signs import FORM, signs_around, written
from garmentclean.pipeline.pack_files import load_packs
from prosetexts import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

KNOWLEDGE = Path(__file__).with_name("letters-knowledge.yaml")
SEED = 0
AROUND = 120
"""How many characters on each side of a word are kept."""
SAME = 50
"""If so many characters on each side are the same, it is the same line."""
FEWEST_WORDS = 3
"""A line with fewer other words says nothing."""
FEWEST_PAGES = 3
"""A sign that is not in the knowledge is learnt if it is on so many pages."""
SHORTEST = 4
"""A shorter word that is not next to the form says nothing of itself: "to", "the"."""
PENALTY, NEW_PENALTY = 1.0, 2.0
"""Of a step away from a sign that is in the knowledge, and of one that is not."""
FREE = 0.05
"""The penalty of the sign for all forms of a group."""
SMALLEST = 0.25
"""A sign with a smaller number is left out."""
WRAPPED = re.compile(r"(?<=\S)[ ]*\n[ \t]*(?=\S)")
SIGNS = re.compile(r"^ {4}signs:\n(?: {6}.*\n)+", re.MULTILINE)
WIDTH = 98
INDENT = " " * 8
WRAPPING: dict[str, Any] = {
    "initial_indent": INDENT,
    "subsequent_indent": INDENT,
    "break_long_words": False,
    "break_on_hyphens": False,
}


class Known(NamedTuple):
    """What is known of some forms that stand for the same word.

    Attributes:
        forms: the forms.
        numbers: the number of each sign, before anything is learnt.
    """

    forms: list[str]
    numbers: dict[str, float]


class Case(NamedTuple):
    """A form in its context.

    Attributes:
        corrupted: whether it is a corrupted word.
        page: the page that it is on.
        form: the form.
        before: what is before it on its line.
        after: what is after it.
    """

    corrupted: bool
    page: str
    form: str
    before: str
    after: str

    @property
    def signs(self) -> set[str]:
        """The signs around it."""
        return {*signs_around(self.form, self.before, self.after)}


def knowledge() -> list[Known]:
    """Return what is known before anything is learnt; an earlier number of a sign counts."""
    found = []
    for group in yaml.safe_load(KNOWLEDGE.read_text(encoding="utf-8")):
        numbers = {FORM: 0.0}
        for number, text in group["next"].items():
            for sign in text.split("|"):
                numbers.setdefault(" ".join(sign.split()), float(number))
        for number, text in group["near"].items():
            for word in text.split():
                numbers.setdefault(word, float(number))
        found.append(Known(group["forms"].split(), numbers))
    return found


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page in a file of labelled pages."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield row["id"], "\n".join(text for _, text in row["lines"])


def prose_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each piece of good prose, with its lines joined."""
    for piece in pieces(folder):
        yield f"{piece.package}/{piece.file}", WRAPPED.sub(" ", piece.text)


def cases(
    texts: Iterable[tuple[str, str]], rule: RestoreLetters, forms: Iterable[str]
) -> list[Case]:
    """Return all cases of some forms, and of the right words for them, in texts.

    The lines of a site's frame are on many pages, and count once.
    """
    corrupted = {rule.corruption.forms[form]: form for form in forms}
    word = re.compile(rf"\b(?:{'|'.join([*corrupted, *corrupted.values()])})\b", re.IGNORECASE)
    was = re.compile(rule.was, re.IGNORECASE)
    now = rule.now[0]
    found: dict[tuple[str, str, str], Case] = {}
    for page, text in texts:
        for match in word.finditer(text):
            before = text[max(0, match.start() - 2 * AROUND) : match.start()].rpartition("\n")[2]
            after = text[match.end() : match.end() + 2 * AROUND].partition("\n")[0]
            right = match[0].lower()
            form = corrupted.get(right, right)
            if len(f"{before} {after}".split()) < FEWEST_WORDS or "-" in before[-1:] + after[:1]:
                continue
            left, rest = (was.sub(now, part) for part in (before, after))
            case = Case(right in corrupted, page, form, left[-AROUND:], rest[:AROUND])
            found.setdefault((form, left[-SAME:], rest[:SAME]), case)
    return sorted(found.values())


def trained(examples: Sequence[Case], known: Mapping[str, float]) -> dict[str, float]:
    """Return the number of each sign, as learnt from examples."""
    import numpy as np  # of the extra
    from scipy.optimize import minimize  # of the extra
    from scipy.sparse import csr_matrix  # of the extra

    pages: dict[str, set[str]] = defaultdict(set)
    for case in examples:
        for sign in case.signs:
            pages[sign].add(case.page)
    often = {
        sign
        for sign, some in pages.items()
        if len(some) >= FEWEST_PAGES and (FORM in sign or len(sign) >= SHORTEST)
    }
    names = sorted(often | known.keys())
    places = {name: number for number, name in enumerate(names)}
    cells = [(row, places[s]) for row, c in enumerate(examples) for s in c.signs if s in places]
    rows, columns = zip(*cells, strict=True)
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), (len(examples), len(names)))
    start = np.array([known.get(name, 0.0) for name in names])
    penalty = np.array([PENALTY if name in known else NEW_PENALTY for name in names])
    penalty[places[FORM]] = FREE
    side = np.array([1.0 if case.corrupted else -1.0 for case in examples])
    share = (side > 0).mean()
    size = np.sqrt(0.5 / np.where(side > 0, share, 1 - share))

    def loss(numbers: Any) -> tuple[float, Any]:
        sums = side * (table @ numbers)
        step = numbers - start
        slope = table.T @ (-side * size / (1 + np.exp(np.clip(sums, -30, 30)))) + penalty * step
        return np.logaddexp(0, -sums) @ size + 0.5 * penalty @ step**2, slope

    learnt = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return {n: round(float(v), 1) for n, v in zip(names, learnt, strict=True) if abs(v) >= SMALLEST}


def total(case: Case, numbers: Mapping[str, float]) -> float:
    """Return the sum of the numbers of the signs of a case."""
    return sum(numbers.get(sign, 0.0) for sign in case.signs)


def cross_validate(examples: Sequence[Case], known: Known, folds: int, least: float) -> None:
    """Print how many forms signs restore that have not seen their pages, and how many they harm."""
    pages = sorted({case.page for case in examples})
    order = random.Random(SEED).sample(pages, len(pages))
    counts: Counter[tuple[bool, bool]] = Counter()
    for fold in range(folds):
        mine = {*order[fold::folds]}
        numbers = trained([c for c in examples if c.page not in mine], known.numbers)
        counts.update((c.corrupted, total(c, numbers) >= least) for c in examples if c.page in mine)
    corrupted, right = (counts[kind, True] + counts[kind, False] for kind in (True, False))
    click.echo(
        f"{known.forms[0]}: restored {counts[True, True]} of {corrupted}, "
        f"harmed {counts[False, True]} of {right}"
    )


def put(models: Mapping[str, Mapping[str, float]], pack: Path) -> None:
    """Write the signs of each group of forms into the pack, and replace the old ones."""
    rows = [
        row
        for forms, numbers in models.items()
        for row in (f"      {forms}: >", *wrap(written(numbers), WIDTH, **WRAPPING))
    ]
    model = "\n".join(["    signs:", *rows, ""])
    text, count = SIGNS.subn(lambda _: model, pack.read_text(encoding="utf-8"))
    if count != 1:
        raise click.UsageError(f"{pack}: has no key `signs` of a rule to put the model in")
    pack.write_text(text, encoding="utf-8")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--prose", type=click.Path(path_type=Path), help="A FOLDER of bench/prose.py.")
@click.option("--folds", type=click.IntRange(2), help="Cross-validate with this many folds.")
@click.option("--write", type=click.Path(path_type=Path), help="Put the signs into this pack.")
def main(
    pages: tuple[Path, ...], prose: Path | None, folds: int | None, write: Path | None
) -> None:
    """Train the signs of `letters/trans` on PAGES, files of labelled pages (*.jsonl.gz).

    Each line of a file has the `id` of a page and its `lines`, each with its label and its text.
    """
    if not pages and not prose:
        raise click.UsageError("no texts; give PAGES or --prose")
    texts = [text for path in pages for text in texts_of(path)]
    texts += [*prose_of(prose)] if prose else []
    (rule,) = (
        rule
        for pack in load_packs()
        for rule in pack.rules
        if isinstance(rule, RestoreLetters) and rule.name == "letters/trans"
    )
    models = {}
    for known in knowledge():
        examples = cases(texts, rule, known.forms)
        if folds:
            cross_validate(examples, known, folds, rule.at_least)
        if write:
            models[" ".join(known.forms)] = trained(examples, known.numbers)
    if write:
        put(models, write)


if __name__ == "__main__":
    main()
