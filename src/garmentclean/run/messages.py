"""Messages of a run: only the first few of each kind are shown, then how many more there were."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.corpus.formats.json_row import Lack
    from garmentclean.corpus.sources import Source
    from garmentclean.run.outcome import Outcome

FEW = 5
"""How many messages of a kind are shown: enough to see what is wrong, and not to hide others."""
KEYS = 20
"""How many keys of a file without texts are named."""
CLAUSE = lazily(r"[^,;:(]+")
NUMBER = lazily(r"(?<![\w-])\d+(?:[.,]\d+)*")


class Messages:
    """Shows messages.

    Args:
        say: writes one line.
        verbose: whether all are shown; None if the user cannot ask for that.
    """

    def __init__(self, say: Callable[[str], None], *, verbose: bool | None = None) -> None:
        self._say, self._verbose = say, verbose
        self._counts: Counter[str] = Counter()

    def __call__(self, message: str) -> None:
        """Show a message, unless enough of its kind were shown."""
        kind = kind_of(message)
        self._counts[kind] += 1
        if self._verbose or self._counts[kind] <= FEW:
            self._say(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Show how many messages of each kind were not shown."""
        hint = "" if self._verbose is None else " (-v shows all)"
        for kind, count in self._counts.items():
            if count > FEW and not self._verbose:
                self._say(f"{count - FEW:,} more: {kind}{hint}")
        self._counts.clear()


def kind_of(message: str) -> str:
    """Return the part that messages share if they differ in names and numbers only.

    >>> kind_of("a.txt:3: would lose 80.0 % of its 9 words (max-loss is 75.0 %); left as it was")
    'would lose … % of its … words'
    """
    _, _, text = message.partition(": ")
    clause = CLAUSE.match(text or message)
    return NUMBER.sub("…", clause[0].strip() if clause else message)


class MissingTexts:
    """The rows of a file that have no text. If none has one, the key is wrong: one message."""

    def __init__(self) -> None:
        self._rows = 0
        # The first few, until it is clear whether any row has a text.
        self._problems: list[str] = []
        self._keys: dict[str, None] = {}
        self._first: tuple[Source, Lack] | None = None
        self._has_text = False

    def take(self, source: Source, outcome: Outcome) -> list[str]:
        """Take the next outcome of the file, and return the problems that can now be reported."""
        if outcome.tally.documents:
            return self._reported()
        problem, lack = outcome.report.problem, outcome.report.lack
        if not problem or lack is None or self._has_text:
            return [problem] if problem else []
        self._first = self._first or (source, lack)
        self._rows += 1
        if len(self._problems) < FEW:
            self._problems.append(problem)
        if len(self._keys) <= KEYS:
            self._keys |= dict.fromkeys(lack.keys)
        return []

    def _reported(self) -> list[str]:
        """Return the problems of the rows before one that has a text."""
        self._has_text = True
        if self._first is None:
            return []
        problems, more = self._problems, self._rows - len(self._problems)
        if more:
            problems.append(f"{self._first[0].file.name}: {more:,} more rows have no text there")
        self._first = None
        return problems

    def end(self) -> list[str]:
        """Return the problems of a file without a single text."""
        if self._first is None:
            return []
        if self._rows == 1:
            return self._problems
        source, lack = self._first
        keys = [*self._keys]
        known = ", ".join(keys[:KEYS]) + (" and more" if len(keys) > KEYS else "")
        return [
            f"{source.file.name}: none of its {self._rows:,} rows has a text "
            + " or ".join(f"'{field}'" for field in lack.fields)
            + f"; their keys: {known or 'none'}; name the text's with --text-field"
        ]
