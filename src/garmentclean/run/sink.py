"""The sink: outcomes of the work on documents, sent where they belong, counted and told of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from garmentclean.errors import LedgerError, reported
from garmentclean.report.summary import Tally, percent
from garmentclean.report.terminal import StdoutError
from garmentclean.run.lacking import Lacking
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.corpus.admission import Admission
    from garmentclean.corpus.sources import Source
    from garmentclean.run.cache import Memory
    from garmentclean.run.outcome import Outcome
    from garmentclean.run.output import Delivery, Plan


@dataclass
class Account:
    """What a run, or a part of it, has come to.

    Attributes:
        tally: the documents, counted.
        recalled: how many files were not done again.
        rewritten: how many documents are other than they were.
        failures: how many documents, or rows, could not be cleaned.
        left_out: how many files were no articles.
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
        """Add what another part has come to."""
        self.tally.add(other.tally)
        self.recalled += other.recalled
        self.rewritten += other.rewritten
        self.failures += other.failures
        self.left_out += other.left_out
        self.refused += other.refused
        self.failed |= other.failed


class Sink:
    """Takes the outcomes of documents in their order; an error of one does not stop the others.

    Args:
        plan: what is done with the clean documents.
        delivery: writes the documents.
        say: tells something in a line.
        memory: what earlier runs have done.
        over: is told of each file that is over.

    Attributes:
        account: what all of it has come to.
        broken: the files of rows that cannot be read to their end, or not be written.
    """

    def __init__(
        self,
        plan: Plan,
        delivery: Delivery,
        say: Callable[[str], None],
        memory: Memory | None = None,
        over: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self._plan, self._delivery, self.say, self._memory = plan, delivery, say, memory
        self._over = over
        self._file: Path | None = None  # the one that is under way
        self._lacking = Lacking()
        self.account = Account()
        self.broken: set[Path | None] = set()

    def error(self, message: str) -> None:
        """Tell an error, which makes the run end with 2."""
        self.account.failed = True
        self.say(message)

    def check(self, admission: Admission) -> None:
        """Tell an error if there was nothing to look at; a file without rows can be copied."""
        account = self.account
        if account.recalled or account.tally.documents or account.failed or account.left_out:
            return
        if admission.left_out and not admission.taken:
            self.error("nothing to clean: there are only records of earlier runs")
        elif admission.taken and self._plan.named and self._plan.mode in {"check", "diff"}:
            self.error("nothing to clean: no row has a text")

    def take(self, outcome: Outcome) -> None:
        """Do with a document what the plan says.

        Raises StdoutError and LedgerError: without those two, a run cannot go on.
        """
        source = outcome.source
        path = source.file.path
        if path != self._file:
            self.finish()
            self._file = path
        if path in self.broken:
            return
        self._tell(outcome)
        if outcome.data is None and not outcome.recalled:
            self._give_up(source)
            return
        try:
            self._delivery.deliver(outcome)
        except (StdoutError, LedgerError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this document only
            self.error(str(reported(error, source.name)))
            self._give_up(source)
            return
        self.account.recalled += outcome.recalled
        self.account.tally.add(outcome.tally)
        if self._memory:
            self._memory.keep(outcome)
        if self._plan.verbose and outcome.tally.documents:
            rejected = f"rejected, it {outcome.rejected}; " if outcome.rejected else ""
            self.say(f"{source.name}: {rejected}{told(outcome.tally)}")

    def _tell(self, outcome: Outcome) -> None:
        """Say what there is to say of a document, and count it if it could not be cleaned."""
        for message in (*self._lacking.take(outcome), *outcome.warnings):
            self.say(message)
        if outcome.problem:
            self.account.failed = True
            self.account.refused += outcome.source.refused
            self.account.failures += not outcome.source.refused
        if outcome.left_out:
            self.account.left_out += 1
            if not self._plan.quiet:
                self.say(outcome.left_out)

    def finish(self) -> None:
        """End with a file: put its rows in their place."""
        for message in self._lacking.end():
            self.say(message)
        self._lacking = Lacking()
        try:
            self._delivery.finish(self._file)
        except Exception as error:  # noqa: BLE001 - the same
            self.error(str(reported(error, str(self._file))))
            self.broken.add(self._file)
        else:
            if self._memory and self._file not in self.broken:
                self._memory.keep_rows()
        self.account.rewritten = self._delivery.rewritten
        if self._file:
            self._over(self._file)

    def _give_up(self, source: Source) -> None:
        """Leave the other rows of a file alone, one of which cannot be read or written."""
        if source.row or source.problem:
            self.broken.add(source.file.path)
            self._delivery.discard()
            if self._memory:
                self._memory.forget_rows()


def told(tally: Tally) -> str:
    """Return what a tally comes to.

    >>> told(Tally(words=8))
    '0 edits'
    """
    edits = plural(tally.edits, "edit")
    if not tally.removed:
        return edits
    part = percent(tally.removed, tally.words)
    return f"{edits}, {plural(tally.removed, 'word')} removed ({part})"
