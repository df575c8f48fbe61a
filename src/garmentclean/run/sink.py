"""The sink: reports, writes and counts the outcome of each document."""

from __future__ import annotations

import os
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from garmentclean.errors import LedgerError, reported
from garmentclean.report.summary import Tally, percent
from garmentclean.report.terminal import StdoutError
from garmentclean.run.messages import MissingTexts
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from garmentclean.corpus.admission import Admission
    from garmentclean.corpus.sources import Source
    from garmentclean.run.cache import Cache
    from garmentclean.run.outcome import Outcome
    from garmentclean.run.output import Output, Plan


WAITING, WAITING_BYTES = 32, 1 << 20
"""How many files wait together until the ledger is on the disk, and how many bytes of text."""


@dataclass
class Account:
    """The numbers of a run, or of a part of it.

    Attributes:
        tally: the counts of the documents.
        recalled: how many files the cache already had an outcome for.
        rewritten: how many documents were written with changes.
        failures: how many documents or rows could not be cleaned.
        left_out: how many files are not articles.
        refused: how many files hold neither an article nor rows.
        failed: whether there was an error.
    """

    tally: Tally = field(default_factory=Tally)
    recalled: int = 0
    rewritten: int = 0
    failures: int = 0
    left_out: int = 0
    refused: int = 0
    failed: bool = False

    def add(self, other: Account) -> None:
        """Add the numbers of another part."""
        self.tally.add(other.tally)
        self.recalled += other.recalled
        self.rewritten += other.rewritten
        self.failures += other.failures
        self.left_out += other.left_out
        self.refused += other.refused
        self.failed |= other.failed


class Sink:
    """Takes the outcomes of documents in order; an error in one does not stop the others.

    Args:
        plan: where clean documents go.
        output: writes the documents.
        say: shows a message.
        cache: keeps the outcomes for the next run.
        finished: called with each file when it is finished.

    Attributes:
        account: the numbers of the run.
        broken: files of rows that cannot be read to the end, or cannot be written.
    """

    def __init__(
        self,
        plan: Plan,
        output: Output,
        say: Callable[[str], None],
        cache: Cache | None = None,
        finished: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self._plan, self._output, self.say, self._cache = plan, output, say, cache
        self._finished = finished
        self._file: Path | None = None  # the current one
        self._missing = MissingTexts()
        self._waiting: deque[tuple[Source, Outcome]] = deque()
        self._recorded: deque[tuple[Source, Outcome]] = deque()  # in the ledger, but not written
        self._size = 0  # of what waits, in bytes
        self.account = Account()
        self.broken: set[Path | None] = set()

    def error(self, message: str) -> None:
        """Report an error; it makes the run end with exit code 2."""
        self.account.failed = True
        self.say(message)

    def check(self, admission: Admission) -> None:
        """Report an error if there was nothing to clean, unless a file without rows was copied."""
        account = self.account
        if account.recalled or account.tally.documents or account.failed or account.left_out:
            return
        if admission.left_out and not admission.taken:
            self.error("nothing to clean: there are only records of earlier runs")
        elif admission.taken and self._plan.named and self._plan.mode in {"check", "diff"}:
            self.error("nothing to clean: no row has a text")

    def take(self, source: Source, outcome: Outcome) -> None:
        """Report, write and count a document.

        A file that has to wait for the ledger waits together with some others.

        Raises StdoutError and LedgerError: without stdout or the ledger, a run cannot continue.
        """
        if not self._output.waits_for_ledger(source, outcome):
            self.flush()
            self._take(source, outcome)
            return
        content = outcome.content
        self._waiting.append((source, outcome))
        self._size += len(content.data or b"") if content else 0
        if len(self._waiting) >= WAITING or self._size >= WAITING_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write the files that wait, once their records are on the disk.

        After an interrupt, it goes on where it was.

        Raises:
            LedgerError: the ledger took the records of some files only; these are written.
            StdoutError: the name of a file could not be written; all files are.
        """
        failure: LedgerError | None = None
        try:
            while self._waiting:
                self._record(*self._waiting.popleft())
        except LedgerError as error:
            failure = error
            self._waiting.clear()
        self._size = 0
        if self._recorded:
            self._write_recorded()
        if failure:
            raise failure

    def _record(self, source: Source, outcome: Outcome) -> None:
        is_recorded = False
        with self._costing(source):
            self._output.record(source, outcome)
            is_recorded = True
        if is_recorded:
            self._recorded.append((source, outcome))
        else:
            self._report(source, outcome)

    def _write_recorded(self) -> None:
        failure: StdoutError | None = None
        try:
            self._output.records.sync()
        except LedgerError:
            self._recorded.clear()
            raise
        while self._recorded:
            source, outcome = self._recorded.popleft()
            try:
                self._take(source, outcome, is_recorded=True)
            except StdoutError as error:  # the ledger already says that the others are written
                failure = failure or error
        if failure:
            raise failure

    def flush_before(self, path: Path | None) -> None:
        """Write the files that wait if a file is one of them, before it is read again."""
        if self._waiting and path:
            again = os.path.realpath(path)
            if any(again == os.path.realpath(one.file.path or "") for one, _ in self._waiting):
                self.flush()

    def _take(self, source: Source, outcome: Outcome, *, is_recorded: bool = False) -> None:
        if source.file.path != self._file:
            self._finish_file()
            self._file = source.file.path
        if source.file.path in self.broken:
            return
        self._report(source, outcome)
        if outcome.content is None and not (outcome.is_cached or outcome.records):
            self._give_up(source)
            return
        is_written = False
        with self._costing(source):
            self._output.write(source, outcome, is_recorded=is_recorded)
            is_written = True
        if not is_written:
            return
        self.account.recalled += outcome.is_cached
        self.account.tally.add(outcome.tally)
        if self._cache:
            self._cache.keep(source, outcome)
        if self._plan.verbose and outcome.tally.documents:
            reason = outcome.records.rejected
            rejected = f"rejected, it {reason}; " if reason else ""
            self.say(f"{source.name}: {rejected}{edits_of(outcome.tally)}")

    @contextmanager
    def _costing(self, source: Source) -> Iterator[None]:
        """Report an error in a block: whatever it is, it costs this document only."""
        try:
            yield
        except (StdoutError, LedgerError):
            raise
        except Exception as error:  # noqa: BLE001 - see above
            self.error(str(reported(error, source.name)))
            self._give_up(source)

    def _report(self, source: Source, outcome: Outcome) -> None:
        """Show the messages about a document, and count it if it could not be cleaned."""
        report = outcome.report
        for message in (*self._missing.take(source, outcome), *report.warnings):
            self.say(message)
        if report.problem:
            self.account.failed = True
            self.account.refused += source.refused
            self.account.failures += not source.refused
        if report.left_out:
            self.account.left_out += 1
            if not self._plan.quiet:
                self.say(report.left_out)

    def finish(self) -> None:
        """Write what waits, and finish the current file."""
        self.flush()
        self._finish_file()

    def _finish_file(self) -> None:
        """Finish the current file: put its rows in place."""
        for message in self._missing.end():
            self.say(message)
        self._missing = MissingTexts()
        try:
            self._output.finish(self._file)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this file only
            self.error(str(reported(error, str(self._file))))
            self.broken.add(self._file)
        else:
            if self._cache and self._file not in self.broken:
                self._cache.keep_file()
        self.account.rewritten = self._output.rewritten
        if self._file:
            self._finished(self._file)

    def _give_up(self, source: Source) -> None:
        """Write no more rows of a file if one of them cannot be read or written."""
        if source.row or source.problem:
            self.broken.add(source.file.path)
            self._output.discard()
            if self._cache:
                self._cache.forget_file()


def edits_of(tally: Tally) -> str:
    """Return how many edits there were, and how many words they removed.

    >>> edits_of(Tally(words=8))
    '0 edits'
    """
    edits = plural(tally.edits, "edit")
    if not tally.removed:
        return edits
    part = percent(tally.removed, tally.words)
    return f"{edits}, {plural(tally.removed, 'word')} removed ({part})"
