"""A set of marked characters of a text, or of marked lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Mask:
    """A mark for each position; it takes one byte per position, where a set takes a hundred.

    Args:
        length: the number of positions.
        spans: the start and end of each marked span.

    >>> mask = Mask(5, [(1, 3)])
    >>> 2 in mask, mask.any(0, 2), mask.all(0, 2)
    (True, True, False)
    """

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self.mark(start, end)

    @classmethod
    def of(cls, changes: Iterable[tuple[int, int, str]], length: int) -> Mask:
        """Mark the spans that changes (start, end, replacement) remove."""
        return cls(length, ((start, end) for start, end, _ in changes))

    def mark(self, start: int, end: int) -> None:
        """Mark a span."""
        self._marks[start:end] = b"\1" * (end - start)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self._marks[place] == 1

    def any(self, start: int, end: int) -> bool:
        """Return whether any position of a span is marked."""
        return self._marks.find(1, start, end) >= 0

    def all(self, start: int, end: int) -> bool:
        """Return whether every position of a span is marked."""
        return self._marks.find(0, start, end) < 0

    def __lt__(self, other: Mask) -> bool:
        """Return whether another mask of this length has all these marks, and more."""
        pairs = [*zip(self._marks, other._marks, strict=True)]
        return all(one <= two for one, two in pairs) and any(one < two for one, two in pairs)
