"""Output: where clean documents and their records are written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from garmentclean.corpus import writing
from garmentclean.corpus.files import HardLinks, Seen, is_same
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import below
from garmentclean.corpus.row_files import RowFiles, model_of
from garmentclean.corpus.sources import Target, stdin
from garmentclean.errors import GarmentcleanError
from garmentclean.report.formats.text import Text
from garmentclean.report.summary import Tally, fixing
from garmentclean.report.terminal import goes_to_log, in_actions, stop_commands, write, write_bytes
from garmentclean.run.options import as_flag
from garmentclean.text.display import one_line, without_commands
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    from garmentclean.corpus.sources import Source
    from garmentclean.report.formats.registry import Format
    from garmentclean.run.outcome import Content, Outcome, Records


CHUNK = 1 << 20
"""Text from stdin that is too large is passed on in pieces of this many bytes."""


@dataclass(frozen=True)
class Plan:
    """Where clean documents go, and what is reported about them.

    Attributes:
        mode: `stdout`, `check`, `diff`, `write` or `output`.
        output: the file or the folder for the mode `output`.
        into_folder: whether `output` is a folder, even if it does not exist yet.
        quarantine: the folder for documents that the brake has stopped.
        quiet: whether only errors are reported.
        verbose: whether each document is named, and the rules that never fired.
        on_change: whether a file that was changed in place is named on stdout, and fails the run.
        publish: the URL of the output, if it is on another machine; `output` is then a folder from
            which its files are sent there.
        several: whether there are several inputs, so that two could go to the same file.
        named: whether files are named, so that stdin is not read.
        spell: how messages write an option and its value.
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
    spell: Callable[..., str] = as_flag

    def url_of(self, target: Path) -> str:
        """Return the URL that a file of the output is sent to; empty if it stays here."""
        if not self.publish or not self.into_folder:
            return self.publish
        return below(self.publish, target.relative_to(self.output).as_posix())


class LedgerLines(Protocol):
    """A ledger that is being written."""

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Add the lines of documents."""
        ...

    def sync(self) -> None:
        """Wait until all lines are on the disk."""
        ...


@dataclass
class RecordFiles:
    """The files that records are written to; None for a kind that is not wanted.

    Attributes:
        ledger: gets the edits.
        metadata: gets the metadata.
        rejects: gets the rejected documents.
        readers: decides who may read these files, from the rights of the documents.
    """

    ledger: LedgerLines | None = None
    metadata: writing.Replacement | None = None
    rejects: writing.Replacement | None = None
    readers: Readers = field(default_factory=Readers)
    _noted: Seen | None = None  # the file whose rights were added last

    def add(self, source: Source, records: Records, left_out: int = 0) -> None:
        """Write the records of a document.

        Args:
            source: the document.
            records: its records.
            left_out: how many rows before it are not in the output.
        """
        seen = source.file.seen
        if seen and seen is not self._noted:
            self.readers.add(seen.rights)
            self._noted = seen
        if self.rejects and records.rejects:
            self.rejects.write(records.rejects)
        if self.ledger:
            self.ledger.add_lines([line.sealed(left_out) for line in records.ledger])
        if self.metadata and records.metadata:
            self.metadata.write(records.metadata)

    def sync(self) -> None:
        """Wait until the ledger is on the disk: before any text that it can restore is replaced."""
        if self.ledger:
            self.ledger.sync()

    def commit(self) -> None:
        """Put the files in place; a ledger is there from the beginning."""
        for file in (self.metadata, self.rejects):
            if file:
                file.commit()


class Stdout:
    """Writes findings or diffs to stdout, and the names of files that were changed in place.

    Args:
        form: the format of the findings, if there are any.
        is_diff: whether diffs are written.
        names_changed: whether to name the files that were changed.
        hidden: hides the progress bar while something is written to the terminal.
        painted: whether findings or diffs have colours.
    """

    def __init__(
        self,
        form: Format | None = None,
        *,
        is_diff: bool = False,
        names_changed: bool = False,
        hidden: Callable[[], AbstractContextManager[None]] = nullcontext,
        painted: bool = False,
    ) -> None:
        self._form, self._hidden, self._painted = form, hidden, painted
        self._names_changed = names_changed
        self._is_readable = is_diff or isinstance(form, Text)
        self._go_on = ""  # the line after which a workflow log obeys commands again
        self._shown = 0

    def begin(self) -> None:
        """Write what comes before all findings."""
        if self._form:
            write(self._form.opening(VERSION))

    def end(self) -> None:
        """Write what comes after them."""
        if self._form:
            write(self._form.closing())

    def show(self, items: list[str]) -> None:
        """Write findings or a diff; a workflow log must not obey commands in them."""
        if items and not self._shown and self._is_readable and goes_to_log(sys.stdout):
            stop, self._go_on = stop_commands()
            write(stop)
        for item in items:
            separator = self._form.separator if self._form and self._shown else ""
            write(separator + item, painted=self._painted)
            self._shown += 1

    def name_changed(self, file: Path | None, tally: Tally) -> None:
        """Write the name of a changed file, and its rules, if that is wanted."""
        if self._names_changed:
            with self._hidden():
                line = fixing(one_line(str(file)), tally)
                write(f"{without_commands(line) if in_actions() else line}\n")

    def resume(self) -> None:
        """Let a workflow log obey commands again; call this however the run has ended."""
        go_on, self._go_on = self._go_on, ""
        if go_on and sys.stdout is not None:
            write(go_on)


class Output:
    """Writes clean documents and their records.

    Args:
        plan: where they go.
        fields: the columns of the texts, in Parquet.
        stdout: shows findings, diffs and names.
        records: the files for records.

    Attributes:
        stdout, records: the parameters.
        rewritten: how many documents were written with changes.
        links: the files with several names that were written.
    """

    def __init__(
        self,
        plan: Plan,
        fields: Sequence[str] = ("text",),
        stdout: Stdout | None = None,
        records: RecordFiles | None = None,
    ) -> None:
        self._plan = plan
        self.stdout, self.records = stdout or Stdout(), records or RecordFiles()
        self._rows = RowFiles(fields)
        self._inputs: dict[str, Path | None] = {}  # the input of each file that is written
        self._fixed = Tally()  # of what was changed in the current file
        self.rewritten = 0
        self.links = HardLinks()

    def with_target(self, source: Source) -> Source:
        """Return a file with the target of its clean text."""
        plan = self._plan
        if plan.mode == "write":
            return source._replace(target=source.target._replace(path=source.file.path))
        if plan.mode != "output":
            return source
        place = source.target.place
        target = plan.output / place if plan.into_folder else plan.output
        problem = source.problem
        if source.file.path and is_same(target, source.file.path):
            output, write = plan.spell("o"), plan.spell("write")
            problem = f"{target}: {output} would overwrite its own input; use {write}"
        problem = problem or self._collision(source, target)
        return source._replace(target=Target(place, target, plan.url_of(target)), problem=problem)

    def _collision(self, source: Source, target: Path) -> str:
        """Return the problem if two inputs would go to the same file; empty if not."""
        if not self._plan.several:
            return ""
        path = source.file.path
        if self._inputs.setdefault(str(target), path) == path:
            return ""
        return (
            f"{path}: {target} was already written for another file of this run; "
            "clean the folders one by one"
        )

    def waits_for_ledger(self, source: Source, outcome: Outcome) -> bool:
        """Return whether a file is changed in place, so that the ledger must be there before it."""
        is_file = not (source.row or outcome.is_cached)
        in_place = self._plan.mode == "write" and outcome.changed
        return is_file and in_place and self.records.ledger is not None

    def record(self, source: Source, outcome: Outcome) -> None:
        """Write the records of a document."""
        self.records.add(source, outcome.records, self._left_out_before(source))

    def write(self, source: Source, outcome: Outcome, *, is_recorded: bool = False) -> None:
        """Write a document and its records, and show its findings or its diff.

        Args:
            source: the document.
            outcome: its outcome.
            is_recorded: whether its records are already there.

        Raises GarmentcleanError if something cannot be written.
        """
        content = outcome.content
        quarantined = bool(outcome.tally.stopped) and self._plan.quarantine is not None
        if not (outcome.is_cached or is_recorded):
            self.record(source, outcome)
        if content:
            self._write_content(source, outcome, content, quarantined=quarantined)
        self.stdout.show(outcome.report.shown)
        if content and quarantined and self._plan.mode not in {"check", "diff"}:
            self._quarantine(source, content)

    def _write_content(
        self, source: Source, outcome: Outcome, content: Content, *, quarantined: bool
    ) -> None:
        """Write a document where the mode says."""
        mode = self._plan.mode
        kept = not (outcome.records.rejected and mode in {"stdout", "output"})
        if mode == "stdout":
            write_bytes(bytes_of(source, content) if kept else b"")
            while content.unread and (data := stdin().read(CHUNK)):
                write_bytes(data)
        elif mode == "write" or (mode == "output" and not quarantined):
            folder = self._plan.output if self._plan.into_folder else None
            wanted = mode == "output"
            saved = content if kept else None
            self._save(source, saved, source.target.path, folder, wanted=wanted)
            self.rewritten += content.changed
            self._fixed.add(outcome.tally)
            if content.changed and not source.row:
                self._name_changed(source.file.path)

    def finish(self, file: Path | None) -> None:
        """Put the rows of a file in place; GarmentcleanError if that fails."""
        if self._plan.mode == "write" and self._rows.changed:
            self.records.sync()
        changed = self._rows.changed
        for target, names in self._rows.commit().items():
            self.links.add(target, names)
            self._publish(target)
        if changed:
            self._name_changed(file)
        self._fixed = Tally()

    def discard(self) -> None:
        """Remove the rows that are not in place yet."""
        self._rows.discard()

    def _left_out_before(self, source: Source) -> int:
        """Return how many rows before this one are not in its target."""
        if self._plan.mode != "output" or not (source.row and source.target.path):
            return 0
        return source.row.number - self._rows.number(source.target.path)

    def _quarantine(self, source: Source, content: Content) -> None:
        """Write a document into the quarantine."""
        folder = self._plan.quarantine or Path()
        target = folder / source.target.place
        if source.file.path and is_same(target, source.file.path):
            option = self._plan.spell("quarantine")
            raise GarmentcleanError(f"{target}: {option} would overwrite its own input")
        problem = self._collision(source, target)
        if problem:
            raise GarmentcleanError(problem)
        self._save(source, content, target, folder, wanted=True)

    def _name_changed(self, file: Path | None) -> None:
        fixed, self._fixed = self._fixed, Tally()
        self.stdout.name_changed(file, fixed)

    def _save(
        self,
        source: Source,
        content: Content | None,
        target: Path | None,
        folder: Path | None,
        *,
        wanted: bool,
    ) -> None:
        """Write a document to a file, or to its row of one.

        Args:
            source: the document.
            content: its bytes; None to leave it out.
            target: the file.
            folder: no link may lead out of this folder, unless the file is written in place.
            wanted: whether to write the file even if nothing has changed.
        """
        if target is None:
            return
        kept, changed = content is not None, content is None or content.changed
        if source.row:
            row = source.row
            if content:
                row = row._replace(data=bytes_of(source, content), cells=content.cells)
            self._rows.add(
                source, row, target, changed=changed, wanted=wanted, kept=kept, within=folder
            )
        elif content and (wanted or changed):
            data = bytes_of(source, content)
            in_place = target == source.file.path
            within = source.file.within if in_place else folder
            seen = source.file.seen if in_place else None
            names = writing.write(target, data, model_of(source), within=within, seen=seen)
            self.links.add(target, names)
            self._publish(target)

    def _publish(self, target: Path) -> None:
        """Send a file of the output to its URL, if it has one."""
        plan = self._plan
        if plan.publish and plan.mode == "output" and target.is_relative_to(plan.output):
            from garmentclean.corpus.remote import put  # only for URLs

            put(target, plan.url_of(target))
            target.unlink()


def bytes_of(source: Source, content: Content) -> bytes:
    """Return the bytes to write for a document."""
    read = source.row.data if source.row else b""
    return read if content.data is None else content.data
