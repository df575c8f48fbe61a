"""Files of JSON Lines that are written row by row, and appear only when they are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.files import Replacement

if TYPE_CHECKING:
    from pathlib import Path

    from garmentclean.corpus.files import Seen


class RowFiles:
    """The files that rows go to: as a rule one, and one for the rows that were stopped."""

    def __init__(self) -> None:
        self._open: dict[Path, Replacement] = {}
        self._changed: set[Path] = set()

    def add(  # noqa: PLR0913 - each is one thing
        self,
        target: Path,
        row: bytes,
        *,
        like: Path | None,
        changed: bool,
        within: Path | None = None,
        seen: Seen | None = None,
    ) -> None:
        """Add a row.

        Args:
            target: the file.
            row: the row, with its end.
            like: the file whose mode and times the new one gets.
            changed: whether the row is other than it was.
            within: a folder that the file must lie in.
            seen: what the file that is replaced looked like when it was read.
        """
        if target not in self._open:
            self._open[target] = Replacement(target, like, within=within, seen=seen)
        if changed:
            self._changed.add(target)
        self._open[target].write(row)

    @property
    def changed(self) -> bool:
        """Whether any of the files has a changed row."""
        return bool(self._changed)

    def commit(self) -> None:
        """Put the files with changed rows in their places, and take away the others."""
        for target, file in self._open.items():
            if target in self._changed:
                file.commit()
        self.discard()

    def discard(self) -> None:
        """Take away what is not in its place yet."""
        for file in self._open.values():
            file.discard()
        self._open.clear()
        self._changed.clear()
