"""The cache: outcomes of earlier runs, so that a run cleans only what is new or changed.

It is a table in a SQLite file. With `-o`, it is in the output folder, as the manifest of that
folder; else it is in the user's cache folder. A file is recognized by the checksum of its bytes,
never by its times.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.cache_folder import cache_folder, make
from garmentclean.corpus.files import checksum_of
from garmentclean.corpus.sources import Source
from garmentclean.corpus.sqlite_file import Form, opened
from garmentclean.ledger.reader import extent_of, has_only_grown
from garmentclean.report.summary import Tally
from garmentclean.run.outcome import Outcome, cached_outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANIFEST = ".garmentclean-manifest.db"
"""The file in an output folder; it is hidden, so it is not taken for an article."""
TABLE = """
CREATE TABLE done (
    name BLOB, task TEXT, source TEXT, result TEXT, told TEXT, day INTEGER,
    PRIMARY KEY (name, task)
) WITHOUT ROWID
"""
FORM = Form("done", TABLE, 1)
NO_NAME = b""
"""The name of the row for the ledger; its `source` is the extent of the ledger."""
PENDING = 500
"""How many documents are collected before they are written to the file."""
DAYS = 30
"""How many days without use until a document is forgotten."""
PATIENCE = 10.0
"""How many seconds to wait for another run that writes to the same file."""


class CacheRow(NamedTuple):
    """A row of the table: a name, the checksums before and after, and the outcome as JSON."""

    name: bytes
    source: str
    result: str
    outcome: str


@dataclass
class RowsOfFile:
    """The rows of a file so far: whether one has changed, and whether nothing was reported."""

    source: Source
    changed: bool = False
    is_silent: bool = True
    tally: Tally = field(default_factory=Tally)


class Cache:
    """Keeps the outcomes of documents for the next run.

    Args:
        path: the SQLite file.
        fingerprint: a checksum of all that decides how a document is cleaned.
        warn: called with a message, once, if the file cannot be used; then nothing is kept.
        output: whether it is the manifest of an output folder.
        in_place: whether documents are written in place.
        clean_all: whether all documents must be cleaned again.
        ledger: the ledger; if it has lost entries, their documents must be cleaned again.
    """

    def __init__(  # noqa: PLR0913 - each is one thing
        self,
        path: Path,
        fingerprint: str,
        warn: Callable[[str], None],
        *,
        output: bool = False,
        in_place: bool = False,
        clean_all: bool = False,
        ledger: Path | None = None,
    ) -> None:
        self._path, self._fingerprint, self._warn = path, fingerprint, warn
        self._clean_all = clean_all
        self._output, self._in_place, self._ledger = output, in_place, ledger
        self._writes = output or in_place
        self._today = date.today().toordinal()  # noqa: DTZ011 - one day more or less does not matter
        self._pending: list[CacheRow] = []
        self._used: list[bytes] = []
        self._folders: dict[str, str] = {}  # the last one, and its real path
        self._file: RowsOfFile | None = None
        self._db: sqlite3.Connection | None = None
        self._usable = True
        if os.path.lexists(path):
            self._open()
        else:
            self._clean_all = True

    def _open(self) -> None:
        """Open the file; make it if it does not exist."""
        try:
            if self._output:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            else:
                make(self._path.parent)
            self._db = opened(self._path, FORM, patience=PATIENCE, shared=self._output)
            self._forget_lost()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _forget_lost(self) -> None:
        """Forget all documents if the ledger has lost entries."""
        if self._ledger is None or self._db is None:
            return
        query = "SELECT source FROM done WHERE name = ? AND task = ?"
        row = self._db.execute(query, (NO_NAME, self._fingerprint)).fetchone()
        if row is None or not has_only_grown(self._ledger, str(row[0])):
            with self._db:
                self._db.execute("DELETE FROM done WHERE task = ?", (self._fingerprint,))

    def outcome_of(self, source: Source) -> Outcome | None:
        """Return the outcome of a file that need not be cleaned again; None if it must be.

        The file is read only if its name is in the cache.
        """
        is_copy = source.file.alias and not self._output  # a copy, with another name each time
        path = source.file.path
        if self._clean_all or self._db is None or path is None or source.problem or is_copy:
            return None
        name = self._name(source)
        query = "SELECT source, result, told, day FROM done WHERE name = ? AND task = ?"
        try:
            row = self._db.execute(query, (name, self._fingerprint)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None:
            return None
        before, after, kept, day = row
        if before != checksum_of(path):
            return None
        if self._output and after != checksum_of(source.target.path):
            return None
        outcome = cached_outcome(kept, silent=self._writes)
        if outcome and day != self._today:
            self._used.append(name)
        return outcome

    def keep(self, source: Source, outcome: Outcome) -> None:
        """Keep the outcome of a document, unless the next run must report something again."""
        if source.row:
            self._add_row(source, outcome)
            return
        report, checksums = outcome.report, outcome.checksums
        # warnings name files, which may have other names next time
        warned = self._writes and bool(report.warnings)
        again = report.problem or outcome.tally.stopped or outcome.records.rejected or warned
        is_copy = source.file.alias and not self._output
        if again or is_copy or checksums is None or source.file.path is None or not self._usable:
            return
        before, after = checksums
        if self._in_place and outcome.changed:
            before, outcome = after, cleaned(outcome)
        self._add(CacheRow(self._name(source), before, after, outcome.to_json()))

    def _add_row(self, source: Source, outcome: Outcome) -> None:
        """Add a row to the outcome of its file."""
        if self._file is None or self._file.source.file.path != source.file.path:
            self._file = RowsOfFile(source)
        report = outcome.report
        self._file.changed |= outcome.changed
        self._file.tally.add(outcome.tally)
        messages = (*report.warnings, *report.shown, report.problem, outcome.records.rejected)
        self._file.is_silent &= not any(messages)

    def keep_file(self) -> None:
        """Keep the outcome of the current file of rows, which is now in place.

        If anything was reported, nothing is kept, so that the next run reports it again.
        """
        file, self._file = self._file, None
        if file is None or not file.is_silent or file.source.file.path is None:
            return
        rewritten, seen = self._in_place and file.changed, file.source.file.seen
        if not rewritten and not (seen and seen.is_at(file.source.file.path)):  # it has grown
            return
        before = after = checksum_of(file.source.file.path)
        if self._output:
            after = checksum_of(file.source.target.path)
        outcome = Outcome(tally=file.tally)
        if rewritten:
            outcome = cleaned(outcome)
        if before and after:
            self._add(CacheRow(self._name(file.source), before, after, outcome.to_json()))

    def forget_file(self) -> None:
        """Forget the current file of rows."""
        self._file = None

    def close(self) -> None:
        """Write what was collected, and delete what has not been used for a long time."""
        self._write()
        if self._db is not None:
            old = self._today - DAYS
            try:
                with self._db:
                    self._db.execute("DELETE FROM done WHERE day < ?", (old,))
                self._db.close()
            except sqlite3.Error as error:
                self._give_up(error)

    def _name(self, source: Source) -> bytes:
        """Return the key of a file; if nothing is written, with its name in messages."""
        if self._output or source.file.path is None:
            return os.fsencode(source.target.place)
        folder, name = os.path.split(source.file.path)
        if folder not in self._folders:
            self._folders = {folder: os.path.realpath(folder)}
        real = os.path.join(self._folders[folder], name)  # noqa: PTH118 - quicker
        return os.fsencode(real if self._writes else f"{real}\0{source.name}")

    def _add(self, row: CacheRow) -> None:
        self._pending.append(row)
        if len(self._pending) >= PENDING:
            self._write()

    def _write(self) -> None:
        if not (self._pending or self._used):
            return
        if self._db is None and self._usable:
            self._open()
        if self._db is None:
            return
        if self._ledger:
            self._pending.append(CacheRow(NO_NAME, extent_of(self._ledger), "", ""))
        rows = [(k.name, self._fingerprint, *k[1:], self._today) for k in self._pending]
        used = [(self._today, name, self._fingerprint) for name in self._used]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO done VALUES (?,?,?,?,?,?)", rows)
                query = "UPDATE done SET day = ? WHERE name = ? AND task = ?"
                self._db.executemany(query, used)
        except sqlite3.Error as error:
            self._give_up(error)
        self._pending.clear()
        self._used.clear()

    def _give_up(self, error: sqlite3.Error | OSError) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error), closing(self._db):
                self._db.rollback()
        self._db, self._usable = None, False
        reason = error.strerror if isinstance(error, OSError) else error
        self._warn(f"{self._path}: cannot use this cache ({reason}); --no-cache runs without it")


def cleaned(outcome: Outcome) -> Outcome:
    """Return the outcome that the next run has for a document cleaned in place: no changes."""
    tally = outcome.tally
    return Outcome(tally=Tally(tally.documents, words=tally.words - tally.removed))


def cache_file() -> Path:
    """Return the file in the cache folder."""
    return cache_folder() / "done.db"
