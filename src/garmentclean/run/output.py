"""Delivery: documents are written where they go, with all that is written of them elsewhere."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from garmentclean.corpus import writing
from garmentclean.corpus.files import HardLinks, is_same
from garmentclean.corpus.remote import below
from garmentclean.corpus.row_files import RowFiles, model_of
from garmentclean.corpus.sources import Target, stdin
from garmentclean.errors import GarmentcleanError
from garmentclean.report.actions import (
    goes_to_log,
    in_actions,
    obeyed_by_none,
    stop_commands,
)
from garmentclean.report.console import write, write_bytes
from garmentclean.report.formats.text import Text
from garmentclean.report.summary import Tally, fixing
from garmentclean.report.terminal import one_line
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.permissions import Readers
    from garmentclean.corpus.sources import Source
    from garmentclean.report.formats.registry import Format
    from garmentclean.run.outcome import Outcome


MODES = ("check", "diff", "write")
CHUNK = 1 << 20
"""What is piped in and too large is passed on in pieces of so many bytes."""


@dataclass(frozen=True)
class Plan:
    """What is done with clean documents.

    Attributes:
        mode: `stdout`, `check`, `diff`, `write` or `output`.
        output: the file of the mode `output`, or its folder.
        into_folder: whether it is a folder, even if there is none yet.
        quarantine: the folder for the documents that the brake has stopped.
        quiet: whether to say nothing but what went wrong.
        verbose: whether to name each document, and the rules that never fired.
        on_change: whether a file that was changed in place is told of on stdout, and fails the run.
        publish: the address of the output, if it is elsewhere; then its files go there from the
            folder of `output`.
        several: whether two documents could go to the same place.
        named: whether files are named, and nothing is piped in.
    """

    mode: str
    output: Path = Path()
    into_folder: bool = False
    quarantine: Path | None = None
    quiet: bool = False
    verbose: bool = False
    on_change: bool = False
    publish: str = ""
    several: bool = True
    named: bool = False

    def url_of(self, target: Path) -> str:
        """Return the address where a file of the output goes; nothing if it stays."""
        if not self.publish or not self.into_folder:
            return self.publish
        return below(self.publish, target.relative_to(self.output).as_posix())


class LedgerLines(Protocol):
    """A ledger that is being written."""

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Add the lines of documents."""
        ...

    def sync(self) -> None:
        """Wait until all that was added is on the disk."""
        ...


class Delivery:
    """Writes documents.

    Args:
        plan: where they go.
        fields: the columns of the texts, in Parquet.
        form: the format of what goes to stdout, if it is findings.
        ledger: where edits are written down.
        metadata: where metadata goes.
        rejects: where documents go that have no place in a clean corpus.
        readers: finds out who may read these records; of the documents, it is told here.
        hidden: keeps what shows the progress of the run off the terminal.
        painted: whether what is shown has colours.

    Attributes:
        rewritten: how many documents are other than they were.
        links: the files with several names that were written.
    """

    def __init__(  # noqa: PLR0913 - one parameter a place where things go
        self,
        plan: Plan,
        fields: Sequence[str] = ("text",),
        *,
        form: Format | None = None,
        ledger: LedgerLines | None = None,
        metadata: writing.Replacement | None = None,
        rejects: writing.Replacement | None = None,
        readers: Readers | None = None,
        hidden: Callable[[], AbstractContextManager[None]] = nullcontext,
        painted: bool = False,
    ) -> None:
        self._plan = plan
        self._form = form
        self._ledger = ledger
        self._metadata = metadata
        self._rejects = rejects
        self._readers = readers
        self._noted: Seen | None = None  # the file whose readers were told last
        self._hidden = hidden
        self._painted = painted
        self._is_readable = plan.mode == "diff" or isinstance(form, Text)
        self._go_on = ""  # what lets the log of a workflow obey again
        self._rows = RowFiles(fields)
        self._takers: dict[str, Path | None] = {}  # written files, and whose text each gets
        self._shown = 0
        self._fixed = Tally()  # of what was done to the file that is under way
        self.rewritten = 0
        self.links = HardLinks()

    def begin(self) -> None:
        """Write what stands before all findings."""
        if self._form:
            write(self._form.opening(VERSION))

    def end(self, *, whole: bool) -> None:
        """Write what stands behind them; records appear only if the run is `whole`."""
        if self._form:
            write(self._form.closing())
        for file in (self._metadata, self._rejects):
            if file and whole:
                file.commit()

    def aim(self, source: Source) -> Source:
        """Return a file with the one that is to get its clean text."""
        plan = self._plan
        if plan.mode == "write":
            return source._replace(target=source.target._replace(path=source.file.path))
        if plan.mode != "output":
            return source
        place = source.target.place
        target = plan.output / place if plan.into_folder else plan.output
        problem = source.problem
        if source.file.path and is_same(target, source.file.path):
            problem = f"{target}: -o would overwrite its own input; use --write"
        problem = problem or self._collision(source, target)
        return source._replace(target=Target(place, target, plan.url_of(target)), problem=problem)

    def _collision(self, source: Source, target: Path) -> str:
        """Return what is wrong if a file is to get the texts of two; nothing if it is not."""
        if not self._plan.several:
            return ""
        path = source.file.path
        if self._takers.setdefault(str(target), path) == path:
            return ""
        return (
            f"{path}: {target} was already written for another file of this run; "
            "clean the folders one by one"
        )

    def deliver(self, outcome: Outcome) -> None:
        """Write a document, and all that is to be said of it elsewhere than on stderr.

        Raises GarmentcleanError if that cannot be done.
        """
        if outcome.recalled:
            self._show(outcome.shown)
            return
        mode, source = self._plan.mode, outcome.source
        aside = outcome.stopped and self._plan.quarantine is not None
        kept = not (outcome.rejected and mode in {"stdout", "output"})
        self._record(outcome)
        if mode == "stdout":
            write_bytes(outcome.data or b"" if kept else b"")
            while outcome.goes_on and (data := stdin().read(CHUNK)):
                write_bytes(data)
        elif mode == "write" or (mode == "output" and not aside):
            folder = self._plan.output if self._plan.into_folder else None
            self._save(outcome, source.target.path, folder, wanted=mode == "output", kept=kept)
            self.rewritten += outcome.changed
            self._fixed.add(outcome.tally)
            if outcome.changed and not source.row:
                self._tell_fixed(source.file.path)
        self._show(outcome.shown)
        if aside and mode not in {"check", "diff"}:
            self._put_aside(outcome)

    def finish(self, file: Path | None) -> None:
        """Put the rows of a file in their place; GarmentcleanError if that cannot be done."""
        if self._ledger and self._plan.mode == "write" and self._rows.changed:
            self._ledger.sync()
        changed = self._rows.changed
        for target, names in self._rows.commit().items():
            self.links.add(target, names)
            self._publish(target)
        if changed:
            self._tell_fixed(file)
        self._fixed = Tally()

    def resume(self) -> None:
        """Let the log of a workflow obey again, however the run has ended."""
        go_on, self._go_on = self._go_on, ""
        if go_on and sys.stdout is not None:
            write(go_on)

    def discard(self) -> None:
        """Take away the rows that are not in their place yet."""
        self._rows.discard()

    def _record(self, outcome: Outcome) -> None:
        """Write down what is done with a document, before it is done."""
        seen = outcome.source.file.seen
        if self._readers and seen and seen is not self._noted:
            self._readers.add(seen.rights)
            self._noted = seen
        if self._rejects and outcome.reject:
            self._rejects.write(outcome.reject)
        if self._ledger:
            self._ledger.add_lines(self._numbered(outcome))
            if self._plan.mode == "write" and outcome.changed and not outcome.source.row:
                self._ledger.sync()
        if self._metadata and outcome.metadata:
            self._metadata.write(outcome.metadata)

    def _numbered(self, outcome: Outcome) -> list[bytes]:
        """Return the lines of the ledger with the number of the row that gets the clean text.

        It is another one than that of the source where rows before it were left out.
        """
        source = outcome.source
        row, target = source.row, source.target.path
        if not (outcome.entries and row and target):
            return outcome.entries
        number = self._rows.number(target)
        if number == row.number or self._plan.mode != "output":
            return outcome.entries
        from garmentclean.ledger.lines import with_output  # only for a ledger

        output = source._replace(row=row._replace(number=number)).output or ""
        return [with_output(line, output) for line in outcome.entries]

    def _put_aside(self, outcome: Outcome) -> None:
        """Put a document into the quarantine."""
        source, folder = outcome.source, self._plan.quarantine or Path()
        target = folder / source.target.place
        if source.file.path and is_same(target, source.file.path):
            raise GarmentcleanError(f"{target}: --quarantine would overwrite its own input")
        problem = self._collision(source, target)
        if problem:
            raise GarmentcleanError(problem)
        self._save(outcome, target, folder, wanted=True)

    def _show(self, items: list[str]) -> None:
        """Write findings in their format, or a diff; the log of a workflow obeys nothing of it."""
        if items and not self._shown and self._is_readable and goes_to_log(sys.stdout):
            stop, self._go_on = stop_commands()
            write(stop)
        for item in items:
            separator = self._form.separator if self._form and self._shown else ""
            write(separator + item, painted=self._painted)
            self._shown += 1

    def _tell_fixed(self, file: Path | None) -> None:
        """Say on stdout that a file was changed, and by which rules, if that is asked for."""
        fixed, self._fixed = self._fixed, Tally()
        if self._plan.on_change and self._plan.mode == "write":
            with self._hidden():
                line = fixing(one_line(str(file)), fixed)
                write(f"{obeyed_by_none(line) if in_actions() else line}\n")

    def _save(
        self,
        outcome: Outcome,
        target: Path | None,
        folder: Path | None,
        *,
        wanted: bool,
        kept: bool = True,
    ) -> None:
        """Write a document to a file, or to its row of one.

        Args:
            outcome: the document.
            target: the file.
            folder: the one that no link may lead out of, unless it is written in place.
            wanted: whether the file is to be there even if nothing has changed.
            kept: whether the document is in it.
        """
        source, data = outcome.source, outcome.data or b""
        if target is None:
            return
        if source.row:
            row = source.row._replace(data=data, cells=outcome.cells)
            self._rows.add(
                source,
                row,
                target,
                changed=outcome.changed,
                wanted=wanted,
                kept=kept,
                within=folder,
            )
        elif kept and (wanted or outcome.changed):
            in_place = target == source.file.path
            within = source.file.within if in_place else folder
            seen = source.file.seen if in_place else None
            names = writing.write(target, data, model_of(source), within=within, seen=seen)
            self.links.add(target, names)
            self._publish(target)

    def _publish(self, target: Path) -> None:
        """Send a file of the output where it goes, if that is elsewhere."""
        plan = self._plan
        if plan.publish and plan.mode == "output" and target.is_relative_to(plan.output):
            from garmentclean.corpus.remote import put  # only for other places

            put(target, plan.url_of(target))
            target.unlink()
