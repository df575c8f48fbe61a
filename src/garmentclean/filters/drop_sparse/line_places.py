"""What can be told of a line of a page by its place, and by what the prose near it says."""

from __future__ import annotations

import math
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from garmentclean.filters.drop_sparse.line_looks import STOP_WORDS, WORD
from garmentclean.text.structure import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Sequence

PROSE_SPACES = 14
"""A line with so many spaces, and the end of a sentence in it, counts as running prose here."""
FAR = 60
"""Prose that is so many lines away, or further, is as good as none."""
TELLING = 3
"""Shorter words tell nothing of what a line is about."""
CLOSE = 30
"""Within so many lines, the two nearest lines of prose are compared with a line."""

PLACE = (
    "place", "lines-above", "lines-below", "words-above", "words-below", "share-of-words-above",
    "share-of-words-below", "prose-above", "prose-below", "nearest-prose", "before-all-prose",
    "behind-all-prose", "times-said", "run-of-its-kind", "said-by-prose-below",
    "said-by-prose-above", "said-by-line-above", "said-by-line-below", "said-by-prose",
    "share-of-prose", "words-of-page", "words-per-line", "times-begun", "times-ended",
)  # fmt: skip


class Page:
    """What has to be counted over all lines before one can be placed among them.

    Args:
        lines: the written lines, stripped, in their order.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.prose = [
            line.count(" ") >= PROSE_SPACES and SENTENCE_END.search(line) is not None
            for line in lines
        ]
        words = [WORD.findall(line.lower()) for line in lines]
        self._kinds = [
            frozenset(w for w in line if len(w) >= TELLING and w not in STOP_WORDS)
            for line in words
        ]
        plain = [" ".join(line) for line in words]
        times = Counter(plain)
        self._times = [times[text] for text in plain]
        begun = Counter(tuple(line[:2]) for line in words)
        self._begun = [begun[tuple(line[:2])] if line else 0 for line in words]
        ended = Counter(tuple(line[-2:]) for line in words)
        self._ended = [ended[tuple(line[-2:])] if line else 0 for line in words]
        self._places = [i for i, prose in enumerate(self.prose) if prose]
        self._body = Counter(word for i in self._places for word in self._kinds[i])
        self._words = [0, *accumulate(line.count(" ") + 1 for line in lines)]
        self._runs = runs(self.prose)
        self._above, self._below = distances(self.prose)

    def place(self, i: int) -> list[float]:
        """Return what is told of a line by its place, in the order of `PLACE`."""
        lines, total = len(self.prose), self._words[-1]
        above, below = self._words[i], total - self._words[i + 1]
        before, behind = self._above[i], self._below[i]
        return [
            i / lines,
            i,
            lines - i,
            math.log1p(above),
            math.log1p(below),
            above / total,
            below / total,
            before,
            behind,
            min(before, behind),
            self._places[0] - i if self._places and i < self._places[0] else 0,
            i - self._places[-1] if self._places and i > self._places[-1] else 0,
            self._times[i],
            self._runs[i],
            self._said(i, self._nearest(i, 1)),
            self._said(i, self._nearest(i, -1)),
            self._said(i, [i - 1] if i else []),
            self._said(i, [i + 1] if i + 1 < lines else []),
            self._said_by_prose(i),
            len(self._places) / lines,
            math.log1p(total),
            total / lines,
            self._begun[i],
            self._ended[i],
        ]

    def _nearest(self, i: int, step: int) -> list[int]:
        """Return the numbers of the two nearest lines of prose on one side."""
        found: list[int] = []
        end = max(-1, i - CLOSE) if step < 0 else min(len(self.prose), i + CLOSE)
        for number in range(i + step, end, step):
            if self.prose[number]:
                found.append(number)
                if len(found) == 2:  # noqa: PLR2004 - the two nearest
                    break
        return found

    def _said(self, i: int, others: Sequence[int]) -> float:
        """Return the share of a line's words that other lines say, too."""
        words = self._kinds[i]
        if not words or not others:
            return 0.0
        return len(words & frozenset().union(*(self._kinds[n] for n in others))) / len(words)

    def _said_by_prose(self, i: int) -> float:
        words = self._kinds[i]
        mine = int(self.prose[i])
        return sum(self._body[word] > mine for word in words) / max(1, len(words))


def runs(kinds: Sequence[bool]) -> list[int]:
    """Return for each place the length of the run of equal values in which it is.

    >>> runs([True, True, False])
    [2, 2, 1]
    """
    lengths: list[int] = []
    start = 0
    for i in range(1, len(kinds) + 1):
        if i == len(kinds) or kinds[i] != kinds[start]:
            lengths += [i - start] * (i - start)
            start = i
    return lengths


def distances(marks: Sequence[bool]) -> tuple[list[int], list[int]]:
    """Return for each place how far the next mark before it is, and the next one behind it.

    >>> distances([True, False, False, True])
    ([60, 1, 2, 3], [3, 2, 1, 60])
    """

    def one_way(marks: Sequence[bool]) -> list[int]:
        found, last = [], -FAR
        for i, mark in enumerate(marks):
            found.append(min(FAR, i - last))
            if mark:
                last = i
        return found

    return one_way(marks), one_way(marks[::-1])[::-1]
