"""Boosted decision trees, written as text, one per line.

A tree is written from its root: a split is `NAME<=NUMBER@VALUE`, followed by the tree for lines
where that is true and the tree for all others; a leaf is a number. VALUE is the average for the
lines of the split, so that each step down a tree shows how much its feature matters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SPLIT = re.compile(r"([a-z0-9-]+)<=(-?[0-9.e+-]+)@(-?[0-9.e+-]+)")
NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?")


class Split(NamedTuple):
    """A split: the position of its feature, the limit, the value, and the two trees below it."""

    feature: int
    limit: float
    value: float
    below: Split | float
    above: Split | float


class Trees:
    """Decision trees whose values add up.

    Args:
        text: the trees, one per line.
        features: the names of the features, in the order of a row.

    Raises:
        ValueError: a line is not a tree, or names an unknown feature.
    """

    def __init__(self, text: str, features: Sequence[str]) -> None:
        places = {name: place for place, name in enumerate(features)}
        self._trees = [parsed(line, places) for line in text.splitlines() if line.strip()]

    def __call__(self, row: Sequence[float]) -> float:
        """Return the sum of the trees' values for a row."""
        total = 0.0
        for tree in self._trees:
            node = tree
            while isinstance(node, Split):
                node = node.below if row[node.feature] <= node.limit else node.above
            total += node
        return total

    def parts(self, row: Sequence[float]) -> dict[int, float]:
        """Return how much each feature (by position) contributed to the sum.

        As in A. Saabas' "Interpreting random forests" (2014), each step down a tree is attributed
        to the feature that it tests.
        """
        parts: dict[int, float] = {}
        for tree in self._trees:
            node = tree
            while isinstance(node, Split):
                following = node.below if row[node.feature] <= node.limit else node.above
                value = following.value if isinstance(following, Split) else following
                parts[node.feature] = parts.get(node.feature, 0.0) + value - node.value
                node = following
        return parts


def parsed(line: str, places: Mapping[str, int]) -> Split | float:
    """Return the tree that a line describes; ValueError if it describes none.

    >>> parsed("words<=6@0.5 1 -0.25", {"words": 0})
    Split(feature=0, limit=6.0, value=0.5, below=1.0, above=-0.25)
    """
    tokens = iter(line.split())
    tree = _read(tokens, places)
    rest = next(tokens, None)
    if rest is not None:
        raise ValueError(f"a tree ends before {rest!r}")
    return tree


def _read(tokens: Iterator[str], places: Mapping[str, int]) -> Split | float:
    token = next(tokens, None)
    if token is None:
        raise ValueError("a tree has no end")
    if NUMBER.fullmatch(token):
        return float(token)
    split = SPLIT.fullmatch(token)
    if split is None:
        raise ValueError(f"{token!r} is neither a number nor NAME<=NUMBER@VALUE")
    name, limit, value = split.groups()
    if name not in places:
        raise ValueError(f"there is no feature {name!r}")
    return Split(
        places[name], float(limit), float(value), _read(tokens, places), _read(tokens, places)
    )
