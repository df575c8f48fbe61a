"""Files that are written row by row, and appear only when they are complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.formats.registry import FORMATS
from garmentclean.corpus.writing import Model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from garmentclean.corpus.formats.base import RowFile
    from garmentclean.corpus.sources import Row, Source
    from garmentclean.corpus.writing import Names


def model_of(source: Source) -> Model | None:
    """Return the file that a new one is made from; None for standard input."""
    file = source.file
    return Model(file.path, file.within, file.seen) if file.path else None


def row_file(
    target: Path, source: Source, fields: Sequence[str], within: Path | None = None
) -> RowFile:
    """Return a new file for rows of the source's format, or for a document that is a file.

    Args:
        target: its path.
        source: a document of the file that it is made from, whose owner, mode and times it gets.
        fields: the columns of the texts.
        within: the folder that it must be in. A file that is written in place must be in the folder
            where it was found, and is not replaced if somebody else has changed it.

    Raises FileError if it cannot be written.
    """
    in_place = target == source.file.path
    within, seen = (source.file.within, source.file.seen) if in_place else (within, None)
    form = FORMATS[source.row.format if source.row else TEXT]
    return form.writer(target, model_of(source), fields, within=within, seen=seen)


class RowFiles:
    """The files that rows are written to: usually one, and one for the rows that were stopped.

    Args:
        fields: the columns of the texts.
    """

    def __init__(self, fields: Sequence[str] = ("text",)) -> None:
        self._fields = fields
        self._open: dict[Path, RowFile] = {}
        self._rows: dict[Path, int] = {}
        self._changed: set[Path] = set()
        self._wanted: set[Path] = set()

    def number(self, target: Path) -> int:
        """Return the number that the next row of a file will have in it."""
        return self._rows.get(target, 0) + 1

    def add(  # noqa: PLR0913 - each is one thing
        self,
        source: Source,
        row: Row,
        target: Path,
        *,
        changed: bool,
        wanted: bool = False,
        kept: bool = True,
        within: Path | None = None,
    ) -> None:
        """Add a row.

        Args:
            source: the row as it was read.
            row: the row to write.
            target: the file.
            changed: whether the row differs from the one that was read.
            wanted: whether to write the file even if no row is changed.
            kept: whether to write the row at all.
            within: the folder that the file must be in, unless it is written in place.
        """
        if target not in self._open:
            self._open[target] = row_file(target, source, self._fields, within)
        if changed or not kept:
            self._changed.add(target)
        if wanted:
            self._wanted.add(target)
        if kept:
            self._open[target].add(row, changed=changed)
            self._rows[target] = self.number(target) - (row.piece > 1) + row.rows - 1

    @property
    def changed(self) -> bool:
        """Whether any of the files has a changed row."""
        return bool(self._changed)

    def commit(self) -> dict[Path, Names | None]:
        """Put the files that are changed or wanted in their places, and discard the others.

        Returns:
            the files that are in their places now, with the names of the replaced files.
        """
        if not self._open:
            return {}
        targets = [target for target in self._open if target in self._changed | self._wanted]
        try:
            for target in targets:
                self._open[target].commit()
            return {target: self._open[target].names for target in targets}
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove the files that are not in their places yet."""
        for file in self._open.values():
            file.discard()
        for collection in (self._open, self._rows, self._changed, self._wanted):
            collection.clear()
