"""The colours of a unified diff."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby, islice
from typing import TYPE_CHECKING

from garmentclean.report.terminal import BOLD, CYAN, GREEN, MAGENTA, RED, REVERSE, paint, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORD = re.compile(r"\w+\s*|\W")
LONG = 4000
"""In two lines with more characters no words are compared: it takes too long."""
MANY = 400
"""In a change of so many removed lines by added lines no pairs are looked for: the same."""
ALIKE = 0.5
"""Two lines that have less in common are no versions of one another."""


def colored(diff: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a unified diff in the usual colours, the words that differ in reverse.

    Control characters become visible symbols, so that no text can steer the terminal.
    """
    for name in islice(diff, 2):
        yield painted(name, BOLD)
    removed: list[str] = []
    for mark, lines in groupby(diff, key=lambda line: line[0]):
        block = list(lines)
        if mark == "-":
            removed = block
            continue
        yield from changed(removed, block if mark == "+" else [])
        removed = []
        if mark != "+":
            yield from map(hunk if mark == "@" else painted, block)
    yield from changed(removed, [])


def hunk(line: str) -> str:
    """Return the head of a hunk: which lines, and which rules."""
    ranges, at, rules = line.rpartition(" @@ ")
    return paint(ranges + at.rstrip(), CYAN) + painted(f" {rules}", MAGENTA)


def changed(removed: Sequence[str], added: Sequence[str]) -> Iterator[str]:
    """Yield removed lines, and then those that stand there instead."""
    old = [painted(line, RED) for line in removed]
    new = [painted(line, GREEN) for line in added]
    first = 0
    for k in range(len(added) if len(removed) * len(added) <= MANY else 0):
        for i in range(first, len(removed)):
            if pair := versions(removed[i], added[k]):
                old[i], new[k] = pair
                first = i + 1
                break
    yield from old
    yield from new


def versions(old: str, new: str) -> tuple[str, str] | None:
    """Return two lines with what differs in reverse; None if they are not much alike."""
    if len(old) + len(new) > LONG:
        return None
    (old_text, old_end), (new_text, new_end) = cut(old), cut(new)
    before, after = WORD.findall(old_text[1:]), WORD.findall(new_text[1:])
    matcher = SequenceMatcher(None, before, after)
    if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return None
    left, right = [paint("-", RED)], [paint("+", GREEN)]
    for tag, i, j, k, m in matcher.get_opcodes():
        styles = () if tag == "equal" else (REVERSE,)
        left.append(paint(visible("".join(before[i:j])), RED, *styles))
        right.append(paint(visible("".join(after[k:m])), GREEN, *styles))
    return "".join(left) + old_end, "".join(right) + new_end


def painted(line: str, *styles: str) -> str:
    """Return a line in some styles, which end before its newline."""
    text, end = cut(line)
    return paint(visible(text), *styles) + end


def cut(line: str) -> tuple[str, str]:
    """Return the text of a line, and what ends it: its newline, or the note that it has none."""
    text = line.partition("\n")[0].removesuffix("\r")
    return text, line[len(text) :]
