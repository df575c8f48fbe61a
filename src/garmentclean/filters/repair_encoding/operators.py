"""Letters as symbols: the operators Â and Ã of physics and statistics, and their squares.

"Â²" is an operator's square or a misread "²"; a lone "Â" is an operator or the rest of a no-break
space. The rest of the document shows which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from garmentclean.filters.repair_encoding.changes import Change

LETTERS: Final = "ÂÃ"
LONE: Final = lazily(r"\w[,;:.]?[ ({\[⟨|]+(?P<letter>[ÂÃ])[ )}\]⟩|,;:.]+\w")
"""A letter by itself between two words."""
PAUSES: Final = frozenset(".,;:!?’”")
AFTER_OPERATORS: Final = frozenset("¹²³´·±¬\xa0")


class Evidence:
    """The evidence that the certain changes of a document give for the others.

    Args:
        lines: the document.
        certain: the changes that are certain by themselves, each with the number of its line.
    """

    def __init__(self, lines: Sequence[str], certain: Iterable[tuple[int, Change]]) -> None:
        self._lines = lines
        self._leads: set[str] = set()
        squares: set[str] = set()
        for number, change in certain:
            letter = lines[number][change.start]
            if is_bound(lines[number], change):
                self._leads.add(letter)
            if _is_square(lines[number], change):
                squares.add(letter)
        self._operators = squares - self._leads
        if self._operators:
            lone = {match["letter"] for line in lines for match in LONE.finditer(line)}
            self._operators &= lone

    def supports(self, number: int, change: Change) -> bool:
        """Return whether an uncertain change is of the same kind as a certain one."""
        return self._lines[number][change.start] in self._leads

    def allows(self, number: int, change: Change) -> bool:
        """Return whether a certain change leaves operators alone."""
        line = self._lines[number]
        return line[change.start] not in self._operators or not _is_square(line, change)


def is_bound(line: str, change: Change) -> bool:
    """Return whether the changed text is part of a word or number, so that it is not a symbol."""
    before, after = line[max(0, change.start - 1) : change.start], line[change.end : change.end + 1]
    if line[change.start] not in LETTERS:
        return True
    return before.isalnum() or before in PAUSES or (after.islower() and change.to.isalpha())


def _is_square(line: str, change: Change) -> bool:
    """Return whether the changed text may be an operator with a mark after it."""
    if line[change.start] not in LETTERS or is_bound(line, change):
        return False
    return line[change.start + 1 : change.end] in AFTER_OPERATORS
