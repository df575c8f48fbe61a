"""What earlier runs have done, so that a run does only what is new or changed.

It is a table in a SQLite file: in the output folder of `-o`, where it is the manifest of that
folder, or in the user's cache folder, where it tells which files need no work. A file is known by
the checksum of its bytes, never by its times.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.corpus.cache_folder import cache_folder, make
from garmentclean.corpus.files import checksum_of
from garmentclean.corpus.sqlite_file import Form, opened
from garmentclean.ledger.reader import extent_of, has_only_grown
from garmentclean.report.summary import Tally
from garmentclean.run.outcome import Outcome, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from garmentclean.corpus.sources import Source

MANIFEST = ".garmentclean-manifest.db"
"""The file in an output folder; being hidden, it is no article."""
TABLE = """
CREATE TABLE done (
    name BLOB, task TEXT, source TEXT, result TEXT, told TEXT, day INTEGER,
    PRIMARY KEY (name, task)
) WITHOUT ROWID
"""
FORM = Form("done", TABLE, 1)
NO_NAME = b""
"""What stands for the ledger among the names; its `source` is how far it went."""
PENDING = 500
"""So many documents wait until they are written down together."""
DAYS = 30
"""What was not asked for so long is forgotten."""
PATIENCE = 10.0
"""Seconds to wait for another run that writes into the same file."""


class Known(NamedTuple):
    """A document that was done: its name, its checksum before and after, and what was told."""

    name: bytes
    source: str
    result: str
    told: str


class Memory:
    """Remembers what was done with documents.

    Args:
        path: the file.
        task: a checksum of all that decides what is done with a document, from `task.task_of`.
        warn: is told, once, if the file cannot be used; then nothing is remembered.
        output: whether it is the manifest of an output folder.
        in_place: whether documents are written where they are.
        anew: whether all documents have to be done again.
        ledger: where edits are written down: without its entries, no document is done.
    """

    def __init__(  # noqa: PLR0913 - each is one thing
        self,
        path: Path,
        task: str,
        warn: Callable[[str], None],
        *,
        output: bool = False,
        in_place: bool = False,
        anew: bool = False,
        ledger: Path | None = None,
    ) -> None:
        self._path, self._task, self._warn, self._anew = path, task, warn, anew
        self._output, self._in_place, self._ledger = output, in_place, ledger
        self._writes = output or in_place
        self._today = date.today().toordinal()  # noqa: DTZ011 - a day more or less is no matter
        self._pending: list[Known] = []
        self._asked: list[bytes] = []
        self._folders: dict[str, str] = {}  # the last one, and what it really is
        self._file: Outcome | None = None
        self._db: sqlite3.Connection | None = None
        self._usable = True
        if os.path.lexists(path):
            self._open()
        else:
            self._anew = True

    def _open(self) -> None:
        """Open the file, and make it if it is not there."""
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
        """Forget the documents whose entries are not in the ledger any more."""
        if self._ledger is None or self._db is None:
            return
        query = "SELECT source FROM done WHERE name = ? AND task = ?"
        row = self._db.execute(query, (NO_NAME, self._task)).fetchone()
        if row is None or not has_only_grown(self._ledger, str(row[0])):
            with self._db:
                self._db.execute("DELETE FROM done WHERE task = ?", (self._task,))

    def recall(self, source: Source) -> Mapping[str, Any] | None:
        """Return the outcome of a file that needs no work, as parameters; None if it needs any.

        The file is read only if its name is known.
        """
        passing = source.file.alias and not self._output  # a copy, of another name each time
        if self._anew or self._db is None or source.file.path is None or source.problem or passing:
            return None
        name = self._name(source)
        query = "SELECT source, result, told, day FROM done WHERE name = ? AND task = ?"
        try:
            row = self._db.execute(query, (name, self._task)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None:
            return None
        before, after, told, day = row
        if before != checksum_of(source.file.path):
            return None
        if self._output and after != checksum_of(source.target.path):
            return None
        known = remembered(told, silent=self._writes)
        if known and day != self._today:
            self._asked.append(name)
        return known

    def keep(self, outcome: Outcome) -> None:
        """Remember a document that is done, if nothing of it has to be done again."""
        source = outcome.source
        if source.row:
            self._add_row(outcome)
        said = self._writes and bool(outcome.warnings)  # by names that may be others another time
        told_anew = outcome.problem or outcome.stopped or outcome.rejected or said
        passing = source.file.alias and not self._output
        held = told_anew or outcome.recalled or source.row or passing
        if held or source.file.path is None or not self._usable:
            return
        rewritten = self._in_place and outcome.changed
        before = outcome.after if rewritten else outcome.before
        told = cleaned(outcome) if rewritten else outcome
        self._add(Known(self._name(source), before, outcome.after, told.to_json()))

    def _add_row(self, outcome: Outcome) -> None:
        """Count a row for its file."""
        if self._file is None or self._file.source.file.path != outcome.source.file.path:
            self._file = Outcome(outcome.source)
        self._file.changed |= outcome.changed
        self._file.tally.add(outcome.tally)
        said = (*outcome.warnings, *outcome.shown, outcome.problem, outcome.rejected)
        self._file.warnings += [message for message in said if message]

    def keep_rows(self) -> None:
        """Remember the file of the rows that were kept last: it is in its place now.

        Nothing must have been said of them, or that would be left unsaid another time.
        """
        file, self._file = self._file, None
        if file is None or file.warnings or file.source.file.path is None:
            return
        path, seen = file.source.file.path, file.source.file.seen
        rewritten = self._in_place and file.changed
        if not rewritten and not (seen and seen.is_at(path)):  # it has grown
            return
        before = after = checksum_of(path)
        if self._output:
            after = checksum_of(file.source.target.path)
        done = cleaned(file) if rewritten else file
        if before and after:
            self._add(Known(self._name(file.source), before, after, done.to_json()))

    def forget_rows(self) -> None:
        """Remember nothing of the file whose rows were kept last."""
        self._file = None

    def close(self) -> None:
        """Write down what is still waiting, and forget what nobody has asked for."""
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
        """Return the name of a file: of one that is only looked at, with what messages call it."""
        if self._output or source.file.path is None:
            return os.fsencode(source.target.place)
        folder, name = os.path.split(source.file.path)
        if folder not in self._folders:
            self._folders = {folder: os.path.realpath(folder)}
        real = os.path.join(self._folders[folder], name)  # noqa: PTH118 - quicker
        return os.fsencode(real if self._writes else f"{real}\0{source.name}")

    def _add(self, known: Known) -> None:
        self._pending.append(known)
        if len(self._pending) >= PENDING:
            self._write()

    def _write(self) -> None:
        if not (self._pending or self._asked):
            return
        if self._db is None and self._usable:
            self._open()
        if self._db is None:
            return
        if self._ledger:
            self._pending.append(Known(NO_NAME, extent_of(self._ledger), "", ""))
        rows = [(k.name, self._task, *k[1:], self._today) for k in self._pending]
        asked = [(self._today, name, self._task) for name in self._asked]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO done VALUES (?,?,?,?,?,?)", rows)
                query = "UPDATE done SET day = ? WHERE name = ? AND task = ?"
                self._db.executemany(query, asked)
        except sqlite3.Error as error:
            self._give_up(error)
        self._pending.clear()
        self._asked.clear()

    def _give_up(self, error: sqlite3.Error | OSError) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error), closing(self._db):
                self._db.rollback()
        self._db, self._usable = None, False
        reason = error.strerror if isinstance(error, OSError) else error
        self._warn(
            f"{self._path}: cannot remember what was done ({reason}); --no-cache does without it"
        )


def cleaned(outcome: Outcome) -> Outcome:
    """Return what the next run will find of a document that was cleaned in place: nothing."""
    tally = outcome.tally
    return Outcome(outcome.source, tally=Tally(tally.documents, words=tally.words - tally.removed))


def cache_file() -> Path:
    """Return the file in the cache folder."""
    return cache_folder() / "done.db"
