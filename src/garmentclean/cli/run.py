"""One run: the outcomes of the work on documents, sent where they belong, counted and told of."""

from __future__ import annotations

from contextlib import closing, nullcontext
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.cli.console import (
    Interrupts,
    StdoutError,
    plural,
    say,
    tell,
    write,
    write_bytes,
)
from garmentclean.corpus import files
from garmentclean.corpus.rowfiles import RowFiles
from garmentclean.engines.pool import in_order
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.entry import LedgerError
from garmentclean.ledger.lines import with_output
from garmentclean.report.color import one_line
from garmentclean.report.summary import Tally, fixing, never_fired, percent, summary_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.cli.plan import Plan
    from garmentclean.cli.progress import Progress
    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.file import Writer
    from garmentclean.memory import Memory
    from garmentclean.report.formats import Format
    from garmentclean.work import Outcome, Work


class Run:
    """Cleans documents; an error of one of them does not stop the others.

    Args:
        plan: what is done with the clean documents.
        work: what is done with each document before.
        form: the format of what goes to stdout, if it is findings.
        ledger: where edits are written down.
        metadata: where metadata goes.
        rejects: where documents go that have no place in a clean corpus.
        memory: what earlier runs have done.
        progress: shows how far the run has come.
    """

    def __init__(  # noqa: PLR0913 - one parameter a place where things go
        self,
        plan: Plan,
        work: Work,
        *,
        form: Format | None = None,
        ledger: Writer | None = None,
        metadata: files.Replacement | None = None,
        rejects: files.Replacement | None = None,
        memory: Memory | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._plan = plan
        self._work = work
        self._form = form
        self._ledger = ledger
        self._metadata = metadata
        self._rejects = rejects
        self._memory = memory
        self._progress = progress
        self._recalled = 0
        self.interrupted = False
        self._failed = False
        self._shown = 0
        self._tally = Tally()
        self._rows = RowFiles(work.fields)
        self._file: Path | None = None  # the one whose rows are under way
        self._fixed = Tally()  # of what was done to that file
        self._broken: set[Path | None] = set()  # files of rows that cannot be read to their end
        self._takers: dict[str, Path | None] = {}  # written files, and whose text each gets
        self._rewritten = 0

    def error(self, message: str) -> None:
        """Tell an error, which makes the run end with 2."""
        self._failed = True
        self.say(message)

    def say(self, message: str) -> None:
        """Tell something."""
        with self._progress.hidden() if self._progress else nullcontext():
            say(message)

    def clean(self, sources: Iterable[Source], jobs: int) -> None:
        """Clean documents, in `jobs` processes, and do with each what the plan says.

        Ctrl-C ends it: what is done is done, and `interrupted` is set.

        Raises StdoutError and LedgerError: without those two, a run cannot go on.
        """
        if self._form:
            write(self._form.opening(version("garmentclean")))
        try:
            known = attrgetter("known")
            outcomes = in_order(self._work, sources, jobs, easy=known)
            with closing(outcomes), Interrupts().heeded() as held:
                for outcome in outcomes:
                    with held:
                        self._take(outcome)
                    if self._progress:
                        self._progress.advance(outcome.source.size, outcome.tally.edits)
            self._finish_rows()
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._rows.discard()
        if self._form:
            write(self._form.closing())
        for file in (self._metadata, self._rejects):
            if file and not self.interrupted:
                file.commit()

    def aimed(self, source: Source) -> Source:
        """Return a file with the one that is to get its clean text, and what is known of it."""
        source = self._with_target(source)
        return source._replace(known=self._memory.recall(source)) if self._memory else source

    def _with_target(self, source: Source) -> Source:
        plan = self._plan
        if plan.mode == "write":
            return source._replace(target=source.path)
        if plan.mode != "output":
            return source
        target = plan.output / source.place if plan.into_folder else plan.output
        problem = source.problem
        if source.path and same_file(target, source.path):
            problem = f"{target}: -o would overwrite its own input; use --write"
        return source._replace(target=target, problem=problem or self._collision(source, target))

    def _collision(self, source: Source, target: Path) -> str:
        """Return what is wrong if a file is to get the texts of two; nothing if it is not."""
        if self._takers.setdefault(str(target), source.path) == source.path:
            return ""
        return (
            f"{source.path}: {target} was already written for another file of this run; "
            "clean the folders one by one"
        )

    def _take(self, outcome: Outcome) -> None:
        source = outcome.source
        if source.path != self._file:
            self._finish_rows()
            self._file, self._fixed = source.path, Tally()
        if source.path in self._broken:
            return
        if outcome.problem:
            self.error(outcome.problem)
        if outcome.data is None and not outcome.recalled:
            self._give_up(source)
            return
        for message in outcome.warnings if self._plan.quiet else outcome.told:
            self.say(message)
        try:
            self._emit(outcome)
        except (StdoutError, LedgerError):
            raise
        except GarmentcleanError as failure:
            self.error(str(failure))
            self._give_up(source)
            return
        self._recalled += outcome.recalled
        self._tally.add(outcome.tally)
        if self._memory:
            self._memory.keep(outcome)
        if self._plan.verbose and outcome.tally.documents:
            rejected = f"rejected, it {outcome.rejected}; " if outcome.rejected else ""
            self.say(f"{source.name}: {rejected}{told(outcome.tally)}")

    def _give_up(self, source: Source) -> None:
        """Leave the other rows of a file alone, one of which cannot be read or written."""
        if source.row or source.problem:
            self._broken.add(source.path)
            self._rows.discard()
            if self._memory:
                self._memory.forget_rows()

    def _emit(self, outcome: Outcome) -> None:
        """Write a document, and all that is to be said of it elsewhere than on stderr."""
        if outcome.recalled:
            self._show(outcome.shown)
            return
        mode, source = self._plan.mode, outcome.source
        aside = outcome.stopped and self._plan.quarantine is not None
        kept = not (outcome.rejected and mode in {"stdout", "output"})
        self._record(outcome)
        if mode == "stdout":
            write_bytes(outcome.data or b"" if kept else b"")
        elif mode == "write" or (mode == "output" and not aside):
            folder = self._plan.output if self._plan.into_folder else None
            self._save(outcome, source.target, folder, wanted=mode == "output", kept=kept)
            self._rewritten += outcome.changed
            self._fixed.add(outcome.tally)
            if outcome.changed and not outcome.source.row:
                self._tell_fixed()
        self._show(outcome.shown)
        if aside and mode not in {"check", "diff"}:
            self._put_aside(outcome)

    def _record(self, outcome: Outcome) -> None:
        """Write down what is done with a document, before it is done."""
        if self._rejects and outcome.reject:
            self._rejects.write(outcome.reject)
        if self._ledger:
            for line in self._numbered(outcome):
                self._ledger.add_line(line)
            if self._plan.mode == "write" and outcome.changed and not outcome.source.row:
                self._ledger.sync()
        if self._metadata and outcome.metadata:
            self._metadata.write(outcome.metadata)

    def _numbered(self, outcome: Outcome) -> list[bytes]:
        """Return the lines of the ledger with the number of the row that gets the clean text.

        It is another one than that of the source where rows before it were left out.
        """
        source = outcome.source
        if not (outcome.entries and source.row and source.target):
            return outcome.entries
        number = self._rows.number(source.target)
        if number == source.row or self._plan.mode != "output":
            return outcome.entries
        return [with_output(line, f"{source.target}:{number}") for line in outcome.entries]

    def _put_aside(self, outcome: Outcome) -> None:
        """Put a document into the quarantine."""
        source, folder = outcome.source, self._plan.quarantine or Path()
        target = folder / source.place
        if source.path and same_file(target, source.path):
            raise GarmentcleanError(f"{target}: --quarantine would overwrite its own input")
        problem = self._collision(source, target)
        if problem:
            raise GarmentcleanError(problem)
        self._save(outcome, target, folder, wanted=True)

    def _show(self, items: list[str]) -> None:
        """Write findings in their format, or a diff."""
        for item in items:
            write((self._form.separator if self._form and self._shown else "") + item)
            self._shown += 1

    def _tell_fixed(self) -> None:
        """Say on stdout that a file was changed, and by which rules, if that is asked for."""
        fixed, self._fixed = self._fixed, Tally()
        if self._plan.on_change and self._plan.mode == "write":
            with self._progress.hidden() if self._progress else nullcontext():
                write(fixing(one_line(str(self._file)), fixed) + "\n")

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
            row = source._replace(line=data, cells=outcome.cells)
            self._rows.add(
                row, target, changed=outcome.changed, wanted=wanted, kept=kept, within=folder
            )
        elif kept and (wanted or outcome.changed):
            in_place = target == source.path
            within = source.within if in_place else folder
            seen = source.seen if in_place else None
            files.write(target, data, like=source.path, within=within, seen=seen)

    def _finish_rows(self) -> None:
        """Put the rows of the file before in their place."""
        if self._ledger and self._plan.mode == "write" and self._rows.changed:
            self._ledger.sync()
        changed = self._rows.changed
        try:
            self._rows.commit()
        except GarmentcleanError as failure:
            self.error(str(failure))
        else:
            if changed:
                self._tell_fixed()
            if self._memory and self._file not in self._broken:
                self._memory.keep_rows()

    def summary(self) -> None:
        """Say on stderr what was done; where the text itself goes to stdout, only if asked to."""
        plan, tally = self._plan, self._tally
        if plan.quiet or (plan.mode == "stdout" and not plan.verbose):
            return
        verb = "to clean" if plan.mode in {"check", "diff"} else "cleaned"
        stopped = f", {tally.stopped:,} stopped" if tally.stopped else ""
        stopped += f", {tally.rejected:,} rejected" if tally.rejected else ""
        say(
            f"{plural(tally.documents, 'document')}, {tally.changed:,} {verb}{stopped}, "
            f"{told(tally)}"
        )
        if self._recalled:
            tell(
                f"  {plural(self._recalled, 'file')} unchanged since an earlier run, and not done "
                "again (--no-cache does all)"
            )
        for line in summary_lines(tally):
            tell(line)
        if plan.verbose:
            dead = never_fired(tally, [rule.name for rule in self._work.pipelines.default.rules])
            if dead:
                tell(f"  never fired: {', '.join(dead)}")

    def exit_code(self) -> int:
        """Return 2 after an error, 1 for changes that the mode is to tell of, else 0.

        A document that the brake has stopped is told of in all modes.
        """
        if self._failed:
            return 2
        told = self._tally.changed if self._plan.mode in {"check", "diff"} else 0
        rewritten = self._rewritten if self._plan.mode == "write" and self._plan.on_change else 0
        return int(self._tally.stopped + told + rewritten > 0)


def same_file(one: Path, two: Path) -> bool:
    """Tell whether two paths lead to the same file, which is there."""
    first, second = files.Seen.of(one), files.Seen.of(two)
    return first is not None and second is not None and first[:2] == second[:2]


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
