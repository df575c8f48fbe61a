"""Restores documents: all of them, before any is put in place."""

from __future__ import annotations

import sys
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.files import HardLinks
from garmentclean.corpus.formats.jsonl import JsonLines
from garmentclean.corpus.formats.registry import (
    FORMATS,
    default_endings,
    format_of_rows,
)
from garmentclean.corpus.heads import with_head
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.row_files import row_file
from garmentclean.corpus.sources import Row
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.changed_files import ChangedFiles
from garmentclean.ledger.history import ChangedError, NotInLedgerError
from garmentclean.report.findings import shown
from garmentclean.report.terminal import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from garmentclean.corpus.formats.base import Format, RowFile
    from garmentclean.corpus.sources import Source
    from garmentclean.corpus.writing import Replacement
    from garmentclean.ledger.entry import Entry
    from garmentclean.ledger.history import History

IN_MEMORY = 1 << 24
"""How many bytes for stdout are held in memory; more are held on disk."""


class Restorer:
    """Restores documents into temporary files until all of them are proved.

    Args:
        history: the history of the documents in the ledger.
        rules: the rules whose edits are undone; empty for all.
        fields: the keys of the texts in a row; empty for those in the ledger.
        stack: removes the temporary files at the end, unless they were put in place.
        say: called with each message, one line.
        skip_changed: whether to skip documents that were changed after cleaning.
        folder: the folder for the originals, which no link may lead out of; None for one file.
        stream: gets the originals that go to no file, instead of stdout.

    Attributes:
        columns: the columns of the texts in a table.
        suffixes: the endings of the files that are restored in folders.
        readers: notes who may read the texts.
    """

    def __init__(  # noqa: PLR0913 - each is one thing
        self,
        history: History,
        rules: frozenset[str],
        fields: Sequence[str],
        stack: ExitStack,
        say: Callable[[str], None],
        *,
        skip_changed: bool = False,
        folder: Path | None = None,
        stream: Replacement | None = None,
    ) -> None:
        self._history, known = history, history.fields
        self._fields = {*(fields or ("text",)), *known}
        cells = [field for field, cell in known.items() if cell is not None]
        self.columns = tuple(fields or cells) or ("text",)
        self._rows = len(cells) < len(known)
        self._cells_known = bool(cells)
        self.suffixes = FORMATS[TEXT].endings
        for form in FORMATS.all():
            if form.by_ending and (cells if form.has_cells else self._rows):
                self.suffixes |= form.endings
        if not history.count:  # such a run may have seen only tables without rows
            self.suffixes = default_endings()
        self._limit = min(tool.max_size or sys.maxsize for tool in history.tools)
        self._rules = rules
        stack.callback(self._discard)
        self._say, self._skip_changed = say, skip_changed
        self._files: dict[Path, RowFile] = {}
        self._wanted: set[Path] = set()
        self._folder, self._stream = folder, stream
        self.readers = Readers()
        self._stdout = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the stack closes it
        self._changed_files = ChangedFiles(history)
        self._links = HardLinks()
        self.refused = False
        self.hint = ""
        self.skipped = self._strangers = self._textless = 0
        self.blocked = False
        self.restored = 0
        self.taken_back: list[Entry] = []

    @property
    def known(self) -> int:
        """How many documents the ledger has."""
        return self._changed_files.proved

    @property
    def found_nothing(self) -> bool:
        """Whether the ledger has none of the documents, or there are no files."""
        only_textless = self._textless and not self._strangers
        return not (self.known or self.skipped or only_textless)

    def refuse(self, reason: str | GarmentcleanError) -> None:
        """Report why nothing will be written at the end."""
        self.refused = True
        if isinstance(reason, ChangedError):
            self.hint = "; --skip-changed restores the others"
        self._say(str(reason))

    def admit(self, option: str, source: Source) -> tuple[Source | None, str]:
        """Return a file and its format: that of rows, even if its name does not say so.

        For a ledger or other records in a folder, return None instead of the file.

        Args:
            option: the value of --input-format; empty if it was not given.
            source: the file.
        """
        like = source.file.like
        form = option or (format_of_rows(like, all_of_them=True) if like else "") or TEXT
        if not option and form != TEXT and not self._was_cleaned_as(FORMATS[form]):
            form = TEXT  # it was cleaned as one text, whatever its name says
        if not source.file.named and FORMATS[form].is_record(source, [*self._fields]):
            return None, form
        if form != TEXT or option or not self._rows:
            return source, form
        source, head = with_head(source)
        lines = head.data.split(b"\n") if head else []
        return source, JsonLines.name if any(map(self._history.knows_row, lines)) else TEXT

    def _was_cleaned_as(self, form: Format) -> bool:
        """Return whether the ledger may have rows of a format; an empty one may have any."""
        if not self._history.count:
            return form.by_ending
        if form.has_cells:
            return form.by_ending or self._cells_known
        return self._rows

    def take(self, source: Source) -> None:
        """Restore a document, and hold its bytes until `commit`."""
        if source.problem:
            self.refuse(source.problem)
            return
        if source.file.seen:
            self.readers.add(source.file.seen.rights)
        row = source.row
        try:
            is_cells = row is not None and FORMATS[row.format].has_cells
            made = self._cells(source, row) if row and is_cells else self._bytes(source, row)
            wanted = made.known and (made.changed or source.target.path != source.file.path)
            if wanted or row:
                self._hold(source, made.row, changed=made.changed, wanted=wanted)
        except GarmentcleanError as failure:
            self.refuse(failure)

    def settle(self) -> None:
        """Decide about files in folders whose text differs from the ledger's for their name.

        A file is unknown to the ledger, and left as it is, if its name fits another file better.
        """
        for name, was_changed in self._changed_files.decided():
            if not was_changed:
                self._say(f"{NotInLedgerError(name)}; left as it is")
            elif self._skip_changed:
                self._skip(name)
            else:
                self.refuse(ChangedError(name))

    def _skip(self, name: str) -> None:
        """Skip a document that was changed after cleaning."""
        self.skipped += 1
        self._say(f"{name}: was changed after it was cleaned; skipped")

    def _bytes(self, source: Source, row: Row | None) -> _Restored:
        """Restore a document that is a file, or a row that is restored as a whole."""
        data = source.read()
        if row and not FORMATS[row.format].has_text(row, [*self._fields]):
            self._textless += 1
            return _Restored(row)  # it was not cleaned either
        before = self._restored(source, data)
        after = data if before is None else before
        made = row._replace(data=after + row.data[len(data) :]) if row else Row(1, after)
        return _Restored(made, after != data, before is not None)

    def _cells(self, source: Source, row: Row) -> _Restored:
        """Restore the cells of a row."""
        named = zip(self.columns, row.cells, strict=False)
        made = [
            None if cell is None else self._restored(source, cell, column) for column, cell in named
        ]
        pairs = [*zip(row.cells, made, strict=True)]
        cells = tuple(cell if before is None else before for cell, before in pairs)
        self._textless += not any(row.cells)
        known = not any(row.cells) or any(before is not None for before in made)
        return _Restored(FORMATS[row.format].with_cells(row, cells), cells != row.cells, known)

    def _restored(self, source: Source, data: bytes, cell: str | None = None) -> bytes | None:
        """Return the original bytes; None for a document that need not be in the ledger."""
        try:
            if self._rules:
                output = source.output or source.name
                restored = self._history.withdraw(data, source.name, self._rules, output, cell)
            else:
                restored = self._history.restore(data, source.name, cell)
        except (NotInLedgerError, ChangedError) as failure:
            self._strangers += 1
            row = source.row
            size = max([len(data), *(len(text or b"") for text in row.cells)]) if row else 0
            if size > self._limit:  # no run has cleaned it
                self._say(f"{NotInLedgerError(source.name)}; left as it is")
                return None
            if isinstance(failure, ChangedError) and source.file.named and self._skip_changed:
                self._skip(source.name)
            elif source.file.named:
                raise
            elif isinstance(failure, ChangedError):
                self._changed_files.add(source.name, failure.key)
            else:
                self._say(f"{failure}; left as it is")
            return None
        if self._rules:
            self.taken_back += restored.entries
        for edit, later in restored.blocked:
            self.blocked = True
            self._say(
                f"{source.name}: cannot undo {edit.rule} alone: {shown(edit.before)} → "
                f"{shown(edit.after)}, which {later.rule} changed later"
            )
        self._changed_files.add_known(source.name)
        self.restored += restored.data != data
        return restored.data

    def _hold(self, source: Source, row: Row, *, changed: bool, wanted: bool) -> None:
        """Hold bytes until `commit`, which writes a file only if any of its bytes are wanted."""
        target = source.target.path
        if target is None:
            self._stdout.write(row.data)
            return
        if target in self._files and row.number <= 1:
            raise GarmentcleanError(f"{source.name}: {target} is already taken by another file")
        if target not in self._files:
            if self._files:
                next(reversed(self._files.values())).close()
            self._files[target] = row_file(target, source, self.columns, self._folder)
        self._files[target].add(row, changed=changed)
        if wanted:
            self._wanted.add(target)

    def _discard(self) -> None:
        """Remove the temporary files."""
        for file in self._files.values():
            file.discard()

    def commit(self) -> None:
        """Put everything in place."""
        for target, file in self._files.items():
            if target in self._wanted:
                file.commit()
                self._links.add(target, file.names)
        for message in self._links.messages():
            self._say(message)
        self._stdout.seek(0)
        while data := self._stdout.read(IN_MEMORY):
            (self._stream.write if self._stream else write_bytes)(data)
        if self._stream:
            self._stream.commit()


class _Restored(NamedTuple):
    """A restored document.

    Attributes:
        row: the original row; for a whole file, its bytes as a row.
        changed: whether its bytes differ from those that were read.
        known: whether the ledger has it.
    """

    row: Row
    changed: bool = False
    known: bool = True
