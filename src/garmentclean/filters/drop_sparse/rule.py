"""drop-sparse: remove lines of a raw web page that do not belong to its article."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.drop_sparse.features import (
    feature_names,
    is_prose,
    line_features,
    signs_of,
)
from garmentclean.filters.drop_sparse.gate import (
    PAGE,
    WORDS_OF_PROSE,
    page_features,
    wording,
    words_of,
)
from garmentclean.filters.drop_sparse.trees import Trees
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

TOKEN = re.compile(r"\w+|[^\w\s]")
COST = 0.5
"""The odds that a line needs rise with this power of its length."""
NAMED = 3
"""How many features the reason of each removed line names."""
NAMED_SIGNS = 2
FEATURES = feature_names()
SIGNS = FEATURES.index("signs")
FEWEST_LINES = 5
"""In a shorter text, the lines around a line are too little evidence."""
PROSE_OF_ARTICLE = 0.5
"""A page with a smaller share of prose is no article, and a note says that it is not judged."""


@dataclass(frozen=True, kw_only=True)
class DropSparse(Rule):
    """Remove the lines of a page that do not belong to its article, by a trained model.

    Each line is judged in context: by its length, its form, its words (the `signs`), its place, and
    those of the lines around it. Decision trees, boosted as in J. Friedman's "Greedy function
    approximation" (2001), add up to the logarithm of the odds that the line is boilerplate. A long
    line needs higher odds than a short one, because more is lost if the model is wrong. A page that
    does not look like an article with a frame is left as it is, and a note says so, unless it is
    running prose; a line that may be the title stays. The edit names the features that were
    decisive.

    Keys:
        signs: a mapping of words and pairs of words to their evidence for boilerplate; `^` and `$`
            are the line's edges, and digits are written as 0.
        trees: the decision trees, one per line: `NAME<=NUMBER@VALUE`, then the tree for lines where
            that is true, then the tree for others; a leaf is a number.
        keep: the share of an article's words that should stay. It needs `scores`.
        scores: a mapping of shares to the score that a line needs to be removed. For a `keep`
            between two of the shares, the score is between theirs.
        at-least: the score that a line needs to be removed: the sum of its trees less half the
            logarithm of the number of its words and marks. A higher number removes less. If it is
            given, `keep` does not count; without both it is 0.
        page: decision trees of the same form over features of the whole page, which add up to the
            evidence that it is an article with a frame. If the sum is below `page-at-least`, the
            page is left as it is. Empty to judge all pages.
        page-at-least: the sum that a page needs to be judged.
        page-words: a mapping of words in small letters to their evidence that a page is an article;
            their sum, divided by the root of the number of different words, is `wording` in `page`.
        sure: a line with a larger sum is certainly boilerplate.
        sure-lines: a text with fewer such lines is clean.
    """

    kind: ClassVar[str] = "drop-sparse"

    trees: str
    signs: Mapping[str, float] = field(default_factory=dict)
    keep: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    at_least: float | None = None
    page: str = ""
    page_at_least: float = 0.0
    page_words: Mapping[str, float] = field(default_factory=dict)
    sure: float = 0.0
    sure_lines: int = 1

    def __post_init__(self) -> None:
        """Reject trees that cannot be read, and shares without a score."""
        super().__post_init__()
        for key, text, features in (("trees", self.trees, FEATURES), ("page", self.page, PAGE)):
            try:
                Trees(text, features)
            except ValueError as error:
                raise RuleError(key, str(error)) from None
        shares = self._shares()
        if self.keep is not None and not (shares and shares[0][0] <= self.keep <= shares[-1][0]):
            known = f"from {shares[0][0]:g} to {shares[-1][0]:g}" if shares else "in `scores`"
            raise RuleError("keep", f"must be a share {known}, not {self.keep:g}")

    def _shares(self) -> list[tuple[float, float]]:
        """Return the shares that `scores` has, in order, each with its score."""
        try:
            return sorted((float(share), score) for share, score in self.scores.items())
        except ValueError:
            raise RuleError("scores", "must have numbers for keys, such as '0.97'") from None

    @property
    def needed(self) -> float:
        """The score that a line needs to be removed."""
        if self.at_least is not None or self.keep is None:
            return self.at_least or 0.0
        shares = self._shares()
        for (low, least), (high, most) in pairwise([shares[0], *shares]):
            if self.keep <= high:
                part = (self.keep - low) / (high - low) if high > low else 0.0
                return least + part * (most - least)
        return shares[-1][1]

    @staticmethod
    def scanner(rules: Sequence[DropSparse]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-sparse rules."""

    def __init__(self, rules: Sequence[DropSparse]) -> None:
        self._rules = [
            (rule, Trees(rule.trees, FEATURES), Trees(rule.page, PAGE)) for rule in rules
        ]

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that do not belong to the article."""
        if len(view.written) < FEWEST_LINES:
            return
        for rule, trees, gate in self._rules:
            yield from patches(view, rule, trees, gate)


def patches(view: View, rule: DropSparse, trees: Trees, gate: Trees) -> Iterator[Patch]:
    """Yield what a rule proposes: lines to remove, or a note that the page is not judged."""
    lines = [view.contents[number].strip() for number in view.written]
    rows = line_features(lines, rule.signs)
    sums = [trees(row) for row in rows]
    sizes = [len(TOKEN.findall(text)) for text in lines]
    scores = [score(one, size) for one, size in zip(sums, sizes, strict=True)]
    signs = [row[SIGNS] for row in rows]
    kind = wording(words_of(lines), rule.page_words)
    page = page_features(sums, scores, sizes, [is_prose(text) for text in lines], signs, kind=kind)
    if rule.page and gate(page) < rule.page_at_least:
        if page[WORDS_OF_PROSE] < PROSE_OF_ARTICLE:
            yield note(view, rule, page[WORDS_OF_PROSE])
        return
    if sum(one > rule.sure for one in sums) < rule.sure_lines:
        return
    needed = rule.needed
    drops = [
        Drop(number, number, rule.name, because=reason(text, row, rule, trees))
        for number, text, row, one in zip(view.written, lines, rows, scores, strict=True)
        if one >= needed
        and number not in view.titles
        and rule.allows(view, view.starts[number], view.ends[number])
    ]
    yield from cut_lines(view, drops)


def score(total: float, size: int) -> float:
    """Return the sum of a line's trees, less what it needs more because of its length."""
    return total - COST * math.log(max(1, size))


def note(view: View, rule: DropSparse, prose: float) -> Patch:
    """Return a note at the first line that a page is not judged."""
    first = view.written[0]
    why = f"not an article with a frame, so left as it is; {prose:.0%} of its words are prose"
    return Patch(view.starts[first], view.ends[first], None, rule.name, because=why)


def reason(text: str, row: Sequence[float], rule: DropSparse, trees: Trees) -> str:
    """Return the features that counted most for a line's removal, with their values."""
    parts = trees.parts(row)
    best = sorted((place for place in parts if parts[place] > 0), key=lambda p: -parts[p])
    return "; ".join(shown(place, row[place], text, rule) for place in best[:NAMED])


def shown(place: int, value: float, text: str, rule: DropSparse) -> str:
    """Return a feature with its value, as it is written in the reason."""
    name = FEATURES[place].replace("-", " ")
    if place == SIGNS:
        signs = sorted(signs_of(text), key=lambda sign: (-rule.signs.get(sign, 0.0), sign))
        words = [repr(sign) for sign in signs[:NAMED_SIGNS] if rule.signs.get(sign, 0.0) > 0]
        name += f" {' '.join(words)}" if words else ""
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} {value:.2g}" if abs(value) < 100 else f"{name} {value:.0f}"  # noqa: PLR2004 - two digits
