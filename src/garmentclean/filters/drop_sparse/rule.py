"""drop-sparse: remove lines of a raw web page that do not belong to its article."""

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
"""The odds that a line needs rise with this power of its length."""
NAMED = 3
"""How many features the reason of each removed line names."""
NAMED_SIGNS = 2
FEATURES = feature_names()
SIGNS = FEATURES.index("signs")
FEWEST_LINES = 5
"""In a shorter text, the lines around a line are too little evidence."""


@dataclass(frozen=True, kw_only=True)
class DropSparse(Rule):
    """Remove the lines of a page that do not belong to its article, by a trained model.

    Each line is judged in context: by its length, its form, its words (the `signs`), its place, and
    those of the lines around it. Decision trees, boosted as in J. Friedman's "Greedy function
    approximation" (2001), add up to the logarithm of the odds that the line is boilerplate. A long
    line needs higher odds than a short one, because more is lost if the model is wrong. A text in
    which hardly any line is certainly boilerplate counts as clean, and nothing is removed; a line
    that may be the title stays. The edit names the features that were decisive.

    Keys:
        signs: a mapping of words and pairs of words to their evidence for boilerplate; `^` and `$`
            are the line's edges, and digits are written as 0.
        trees: the decision trees, one per line: `NAME<=NUMBER@VALUE`, then the tree for lines where
            that is true, then the tree for others; a leaf is a number.
        at-least: the score that a line needs to be removed: the sum of its trees less half the
            logarithm of the number of its words and marks. A higher number removes less.
        sure: a line with a larger sum is certainly boilerplate.
        sure-lines: a text with fewer such lines is clean.
    """

    kind: ClassVar[str] = "drop-sparse"

    trees: str
    signs: Mapping[str, float] = field(default_factory=dict)
    at_least: float = 0.0
    sure: float = 0.0
    sure_lines: int = 1

    def __post_init__(self) -> None:
        """Reject trees that cannot be read."""
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
    """Yield the lines that a rule removes."""
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
