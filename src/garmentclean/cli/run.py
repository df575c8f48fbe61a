"""One run: the outcomes of the work on documents, sent where they belong, counted and told of."""

from __future__ import annotations

from collections import deque
from contextlib import closing, nullcontext
from operator import attrgetter
from typing import TYPE_CHECKING

from garmentclean.cli.console import (
    Interrupts,
    StdoutError,
    plural,
    say,
    tell,
)
from garmentclean.engines.pool import in_order
from garmentclean.errors import GarmentcleanError, LedgerError
from garmentclean.report.summary import Tally, never_fired, percent, summary_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from garmentclean.cli.delivery import Delivery
    from garmentclean.cli.plan import Plan
    from garmentclean.cli.progress import Progress
    from garmentclean.corpus.sources import Source
    from garmentclean.memory import Memory
    from garmentclean.outcome import Outcome
    from garmentclean.work import Work


class Run:
    """Cleans documents; an error of one of them does not stop the others.

    Args:
        plan: what is done with the clean documents.
        work: what is done with each document before.
        delivery: writes the documents.
        memory: what earlier runs have done.
        progress: shows how far the run has come.
    """

    def __init__(
        self,
        plan: Plan,
        work: Work,
        delivery: Delivery,
        memory: Memory | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._plan = plan
        self._work = work
        self._delivery = delivery
        self._memory = memory
        self._progress = progress
        self._tally = Tally()
        self._recalled = 0
        self._failed = False
        self._file: Path | None = None  # the one that is under way
        self._fetched: Path | None = None  # the same, if it is a copy
        self._broken: set[Path | None] = set()  # files of rows that cannot be read to their end
        self.interrupted = False

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
        self._delivery.begin()
        try:
            known, size = attrgetter("known"), attrgetter("size")
            given, waiting = tee_off(sources)
            done = in_order(self._work, given, jobs, easy=known, size=size)
            with closing(done), Interrupts().heeded() as held:
                for outcomes in done:
                    source = waiting.popleft()
                    for outcome in outcomes:
                        with held:
                            self._take(outcome.of(source))
                    if self._progress:
                        edits = sum(outcome.tally.edits for outcome in outcomes)
                        self._progress.advance(source.size, edits, source.rows)
            self._finish()
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._delivery.discard()
        self._delivery.end(whole=not self.interrupted)

    def aimed(self, source: Source) -> Source:
        """Return a file with the one that is to get its clean text, and what is known of it."""
        source = self._delivery.aim(source)
        known = self._memory.recall(source) if self._memory else ""
        return source._replace(known=known) if known else source

    def _take(self, outcome: Outcome) -> None:
        source = outcome.source
        if source.path != self._file:
            self._turn_to(source)
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
            self._delivery.deliver(outcome)
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

    def _turn_to(self, source: Source) -> None:
        """End with the file before, and begin with another one."""
        self._finish()
        self._fetched = source.path if source.called else None
        self._file = source.path

    def _give_up(self, source: Source) -> None:
        """Leave the other rows of a file alone, one of which cannot be read or written."""
        if source.row or source.problem:
            self._broken.add(source.path)
            self._delivery.discard()
            if self._memory:
                self._memory.forget_rows()

    def _finish(self) -> None:
        """End with a file: put its rows in their place."""
        try:
            self._delivery.finish(self._file)
        except GarmentcleanError as failure:
            self.error(str(failure))
        else:
            if self._memory and self._file not in self._broken:
                self._memory.keep_rows()
        if self._fetched:
            self._fetched.unlink()
            self._fetched = None

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
        rewritten = (
            self._delivery.rewritten if self._plan.mode == "write" and self._plan.on_change else 0
        )
        return int(self._tally.stopped + told + rewritten > 0)


def tee_off(sources: Iterable[Source]) -> tuple[Iterator[Source], deque[Source]]:
    """Return the sources, and where those wait that were taken, for what will come of them."""
    waiting: deque[Source] = deque()

    def noted() -> Iterator[Source]:
        for source in sources:
            waiting.append(source)
            yield source

    return noted(), waiting


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
