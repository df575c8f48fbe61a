"""Words, which of them survive a cleaning, and the words that fixed lines should have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.labels import Fix, Labelled

WORD = re.compile(r"\w+|[^\w\s]")
"""A word is a row of letters and digits, or one other sign."""


def words(text: str) -> list[str]:
    """Return the words of a text.

    >>> words("The mill's looms.")
    ['The', 'mill', "'", 's', 'looms', '.']
    """
    return WORD.findall(text)


def pairs(source: Sequence[str], result: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of the words that both have in the same order, as many as there can be."""
    return [
        (op.src_start + i, op.dest_start + i)
        for op in LCSseq.opcodes(source, result)
        if op.tag == "equal"
        for i in range(op.src_end - op.src_start)
    ]


def surviving(source: Sequence[str], result: Sequence[str]) -> list[bool]:
    """Return for each word whether it survives, in order.

    >>> surviving(["a", "b", "c"], ["a", "c"])
    [True, False, True]
    """
    alive = [False] * len(source)
    for place, _ in pairs(source, result):
        alive[place] = True
    return alive


def phrase(text: str) -> re.Pattern[str]:
    """Return a pattern for a phrase, however its words are spaced, that begins and ends with words.

    >>> bool(phrase("after 80").search("the after  80")), bool(phrase("mill").search("mills"))
    (True, False)
    """
    parts = words(text)
    before = r"(?<!\w)" if parts[0][0].isalnum() else ""
    behind = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return re.compile(before + r"\s*".join(re.escape(part) for part in parts) + behind)


def corrected(line: str, fixes: Iterable[Fix]) -> str:
    """Return a line as it reads when all is fixed."""
    for fix in fixes:
        line = phrase(fix.wrong).sub(lambda _, right=fix.right: right, line)  # type: ignore[misc]
    return line


def fixed(fix: Fix, kept: Iterable[str], clean: str) -> int:
    """Return how many of the occurrences that a fix speaks of read right.

    Args:
        fix: what is wrong, and what is right.
        kept: the lines, before the cleaning, that it speaks of.
        clean: the clean words, spaces between them.
    """
    vanishes = fix.right in fix.wrong  # nothing, or a part of it, is left: only `wrong` tells
    wanted = phrase(fix.wrong if vanishes else fix.right)
    before = sum(len(wanted.findall(" ".join(words(line)))) for line in kept)
    more = len(wanted.findall(clean)) - before
    return max(0, min(fix.times, -more if vanishes else more))


@dataclass(frozen=True)
class Fate:
    """The result for one line.

    Attributes:
        line: its number, from 1.
        label: its label.
        first: how many words of the original document are above it.
        words: its words, as they read when all is fixed.
        alive: for each of these whether it survives.
    """

    line: int
    label: str
    first: int
    words: list[str]
    alive: list[bool]

    @property
    def lost(self) -> int:
        """How many words are lost."""
        return self.alive.count(False)

    @property
    def gone(self) -> bool:
        """Whether less than half of it survives."""
        return 2 * sum(self.alive) < len(self.words)


def fates(document: Labelled, clean: Sequence[str]) -> list[Fate]:
    """Return what became of each line that has words.

    Args:
        document: the document.
        clean: the words of what a cleaner made of it.
    """
    rows = list(zip(document.lines, document.labels, strict=True))
    wanted = [
        words(corrected(line, document.fixes) if label in {"K", "E"} else line)
        for line, label in rows
    ]
    alive = surviving([word for row in wanted for word in row], clean)
    found = []
    start = first = 0
    for number, ((line, label), row) in enumerate(zip(rows, wanted, strict=True), 1):
        if row:
            fate = Fate(number, label, first, row, alive[start : start + len(row)])
            found.append(fate)
        start += len(row)
        first += len(words(line))
    return found
