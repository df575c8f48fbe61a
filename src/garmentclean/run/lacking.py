"""Rows without a text: if no row of a file has one, the key is wrong, and that is one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from garmentclean.corpus.formats.json_row import Lack
    from garmentclean.corpus.sources import Source
    from garmentclean.run.outcome import Outcome

FEW = 5
"""So many rows are named when a row with a text comes."""
NAMED = 20
"""So many keys of a file are named."""


class Lacking:
    """The rows of a file that have no text where one was looked for."""

    def __init__(self) -> None:
        self._rows = 0
        self._held: list[str] = []
        self._keys: dict[str, None] = {}
        self._first: tuple[Source, Lack] | None = None
        self._has_text = False

    def take(self, source: Source, outcome: Outcome) -> list[str]:
        """Take the next outcome of the file, and return the problems that can be told by now."""
        if outcome.tally.documents:
            return self._found()
        problem, lack = outcome.report.problem, outcome.report.lack
        if not problem or lack is None or self._has_text:
            return [problem] if problem else []
        self._first = self._first or (source, lack)
        self._rows += 1
        if len(self._held) < FEW:
            self._held.append(problem)
        if len(self._keys) <= NAMED:
            self._keys |= dict.fromkeys(lack.keys)
        return []

    def _found(self) -> list[str]:
        """Return the problems of the rows before one that has a text."""
        self._has_text = True
        if self._first is None:
            return []
        told, more = self._held, self._rows - len(self._held)
        if more:
            told.append(f"{self._first[0].file.name}: {more:,} more rows have no text there")
        self._first = None
        return told

    def end(self) -> list[str]:
        """Return the problems of a file without a single text."""
        if self._first is None:
            return []
        if self._rows == 1:
            return self._held
        source, lack = self._first
        name, wanted = source.file.name, lack.fields
        keys = [*self._keys]
        known = ", ".join(keys[:NAMED]) + (" and more" if len(keys) > NAMED else "")
        return [
            f"{name}: none of its {self._rows:,} rows has a text "
            + " or ".join(f"'{field}'" for field in wanted)
            + f"; their keys: {known or 'none'}; name the text's with --text-field"
        ]
