"""drop-sparse: lines of a raw web page that do not belong to its article."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.drop_sparse.features import feature_names, line_features, signs_of
from garmentclean.filters.drop_sparse.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch

TOKEN = re.compile(r"\w+|[^\w\s]")
COST = 0.5
"""How fast a line's odds must rise with its length: as the square root."""
TOLD = 3
"""So many features are told of each line that goes."""
TOLD_SIGNS = 2
FEATURES = feature_names()
SIGNS = FEATURES.index("signs")
FEWEST_LINES = 5
"""Of a shorter text nothing can be told by what stands around its lines."""


@dataclass(frozen=True, kw_only=True)
class DropSparse(Rule):
    """Take out the lines of a page that do not belong to its article, by a trained model.

    Each line is judged in its context: how long it is, how it is written, what it says (the
    `signs`), where it stands, and the same of the lines around it. Decision trees, boosted as in
    J. Friedman's "Greedy function approximation" (2001), add up to the logarithm of the odds
    that the line is boilerplate. A long line needs more of them than a short one, because more is
    lost with it if the model is wrong. A text in which hardly a line is surely boilerplate is
    taken for a clean one, of which nothing goes; and what may be the title of a document stays.
    The edit names the features that decided.

    Keys:
        signs: a mapping of words and pairs of words to how much they speak for boilerplate; `^`
            and `$` are the line's edges, and digits are written as 0.
        trees: the decision trees, one a line, as `NAME<=NUMBER@VALUE`, then the tree where that
            holds, then the other one; a leaf is a number.
        at-least: the score that a line needs to go: what its trees add up to, less half the
            logarithm of the number of its words and marks. A higher number takes less.
        sure: a line whose trees add up to more than this is surely boilerplate.
        sure-lines: a text with fewer of such lines is clean.
    """

    kind: ClassVar[str] = "drop-sparse"

    trees: str
    signs: Mapping[str, float] = field(default_factory=dict)
    at_least: float = 0.0
    sure: float = 0.0
    sure_lines: int = 1

    def __post_init__(self) -> None:
        """Refuse trees that cannot be read."""
        super().__post_init__()
        try:
            Trees(self.trees, FEATURES)
        except ValueError as error:
            raise RuleError("trees", str(error)) from None

    @staticmethod
    def scanner(rules: Sequence[DropSparse]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-sparse rules."""

    def __init__(self, rules: Sequence[DropSparse]) -> None:
        self._rules = [(rule, Trees(rule.trees, FEATURES)) for rule in rules]

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that do not belong to the article."""
        if len(view.written) < FEWEST_LINES:
            return
        for rule, trees in self._rules:
            yield from cut_lines(view, drops(view, rule, trees))


def drops(view: View, rule: DropSparse, trees: Trees) -> Iterator[Drop]:
    """Yield the lines that a rule takes out."""
    lines = [view.contents[number].strip() for number in view.written]
    rows = line_features(lines, rule.signs)
    sums = [trees(row) for row in rows]
    if sum(one > rule.sure for one in sums) < rule.sure_lines:
        return
    for number, text, row, one in zip(view.written, lines, rows, sums, strict=True):
        if (
            one - COST * math.log(len(TOKEN.findall(text))) >= rule.at_least
            and number not in view.titles
            and rule.allows(view, view.starts[number], view.ends[number])
        ):
            yield Drop(number, number, rule.name, because=reason(text, row, rule, trees))


def reason(text: str, row: Sequence[float], rule: DropSparse, trees: Trees) -> str:
    """Return the features of a line that spoke most for its removal, with their values."""
    parts = trees.parts(row)
    best = sorted((place for place in parts if parts[place] > 0), key=lambda p: -parts[p])
    return "; ".join(told(place, row[place], text, rule) for place in best[:TOLD])


def told(place: int, value: float, text: str, rule: DropSparse) -> str:
    """Return a feature and its value, as it is told."""
    name = FEATURES[place].replace("-", " ")
    if place == SIGNS:
        said = sorted(signs_of(text), key=lambda sign: (-rule.signs.get(sign, 0.0), sign))
        words = [repr(sign) for sign in said[:TOLD_SIGNS] if rule.signs.get(sign, 0.0) > 0]
        name += f" {' '.join(words)}" if words else ""
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} {value:.2g}" if abs(value) < 100 else f"{name} {value:.0f}"  # noqa: PLR2004
