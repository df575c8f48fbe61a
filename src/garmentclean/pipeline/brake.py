"""Limits on what rules may remove: a share of the words, and no text that is protected."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from garmentclean.errors import RuleError
from garmentclean.text.document import SURROGATE, is_unicode, readable
from garmentclean.text.regex import check_written, compile_pattern
from garmentclean.text.words import count_words, share, words_removed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from garmentclean.text.edit import Edit, Patch

MAX_LOSS = 0.75
"""The share of its words that a document may lose by default.

What sites put around an article is less than three quarters of the page.
"""


def loss(edits: Iterable[Edit], words: int, exempt: Collection[str]) -> float:
    """Return the share of a document's words that edits remove.

    Args:
        edits: the edits.
        words: the number of words before them.
        exempt: names of rules that do not count, because they may remove everything.
    """
    taken = sum(words_removed(e.before, e.after) for e in edits if e.rule not in exempt)
    return share(taken, words)


def over_limit(
    patches: Iterable[Patch], text: str, limits: Mapping[str, float]
) -> dict[str, float]:
    """Return the rules that would remove more than their `at-most`, each with its share.

    Args:
        patches: the patches of one filter.
        text: the text that they are for.
        limits: for each rule the share of the words that it may remove; others have no limit.
    """
    taken: dict[str, int] = {}
    for patch in patches:
        if patch.rule in limits and patch.replacement is not None:
            words = words_removed(text[patch.start : patch.end], patch.replacement)
            taken[patch.rule] = taken.get(patch.rule, 0) + words
    whole = count_words(text) if taken else 0
    shares = {rule: share(words, whole) for rule, words in taken.items()}
    return {rule: part for rule, part in shares.items() if part > limits[rule]}


class Protection:
    """Patterns whose matches no rule may touch.

    Args:
        patterns: RE2 patterns.

    Raises:
        RuleError: a pattern is empty, or cannot be used.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            if not pattern:
                raise RuleError("protect", "a pattern is empty, and protects nothing")
            check_written(pattern, key="protect")
        self._patterns = [compile_pattern(pattern, key="protect") for pattern in patterns]

    def outside(self, patches: Iterable[Patch], text: str) -> Iterator[Patch]:
        """Yield the notes, and the patches that touch no match.

        Args:
            patches: the patches of one filter.
            text: the text that they are for.
        """
        if not self._patterns:
            yield from patches
            return
        text = readable(text)
        spans = disjoint(m.span() for pattern in self._patterns for m in pattern.finditer(text))
        ends = [end for _, end in spans]
        for patch in patches:
            number = bisect_right(ends, patch.start)
            touches = number < len(spans) and spans[number][0] < patch.end
            if patch.replacement is None or not touches:
                yield patch


def disjoint(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, with overlapping ones merged and empty ones left out.

    >>> disjoint([(4, 9), (0, 2), (8, 12), (3, 3)])
    [(0, 2), (4, 12)]
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def allowed(text: str, patches: Iterable[Patch]) -> Iterator[Patch]:
    """Yield the patches that change something, and nothing that must stay.

    An invalid UTF-8 byte may be removed with its line, but is never replaced. A carriage return is
    never added, because it would end a line.
    """
    for patch in patches:
        before = text[patch.start : patch.end]
        if patch.replacement is None or patch.replacement == before:
            continue
        rewritten = patch.replacement and not is_unicode(before)
        returns = "\r" in patch.replacement and "\r" not in before
        if not (rewritten or returns):
            yield patch


def without_joined_bytes(text: str, patches: Sequence[Patch]) -> Iterator[Patch]:
    """Yield patches, except those that would join two invalid UTF-8 bytes.

    Two such bytes can form a character once nothing is left between them. The document would then
    read back differently.

    Args:
        text: the text that the patches are for.
        patches: the patches to apply, in order.
    """
    if is_unicode(text):
        yield from patches
        return
    first = 0
    for number, patch in enumerate(patches, 1):
        if number < len(patches) and patches[number].start == patch.end:
            continue
        touching = patches[first:number]
        first = number
        start = touching[0].start
        around = text[max(0, start - 1) : start] + text[patch.end : patch.end + 1]
        meet = len(SURROGATE.findall(around)) == 2 and not any(p.replacement for p in touching)  # noqa: PLR2004 - half and half
        yield from touching[1:] if meet else touching
