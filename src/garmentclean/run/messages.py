"""Messages of a run: of each kind only the first few are said, and in the end how many more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Callable

FEW = 5
"""So many messages of a kind show what is wrong; more would hide the others."""
CLAUSE = lazily(r"[^,;:(]+")
NUMBER = lazily(r"(?<![\w-])\d+(?:[.,]\d+)*")


class Messages:
    """Says messages.

    Args:
        say: writes one line.
        verbose: whether all are said; None if the user cannot ask for that.
    """

    def __init__(self, say: Callable[[str], None], *, verbose: bool | None = None) -> None:
        self._say, self._verbose = say, verbose
        self._counts: Counter[str] = Counter()

    def __call__(self, message: str) -> None:
        """Say a message, unless enough of its kind were said."""
        kind = kind_of(message)
        self._counts[kind] += 1
        if self._verbose or self._counts[kind] <= FEW:
            self._say(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Say how many there were that were not said."""
        hint = "" if self._verbose is None else " (-v shows all)"
        for kind, count in self._counts.items():
            if count > FEW and not self._verbose:
                self._say(f"{count - FEW:,} more: {kind}{hint}")
        self._counts.clear()


def kind_of(message: str) -> str:
    """Return what messages have in common that differ in names and numbers only.

    >>> kind_of("a.txt:3: would lose 80.0 % of its 9 words (max-loss is 75.0 %); left as it was")
    'would lose … % of its … words'
    """
    _, _, told = message.partition(": ")
    clause = CLAUSE.match(told or message)
    return NUMBER.sub("…", clause[0].strip() if clause else message)
