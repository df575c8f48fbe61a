"""One run: documents through the work into the sink, and what is said of it all in the end."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from garmentclean.report.console import plural, say, tell
from garmentclean.report.summary import never_fired, summary_lines
from garmentclean.run.interrupts import INTERRUPTS
from garmentclean.run.sink import edits_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.corpus.admission import Admission
    from garmentclean.corpus.leftout import LeftOut
    from garmentclean.corpus.sources import Source
    from garmentclean.run.cache import Cache
    from garmentclean.run.cleaner import Cleaner
    from garmentclean.run.engines import Engine
    from garmentclean.run.engines.partition import PartitionCleaner
    from garmentclean.run.output import Output, Plan
    from garmentclean.run.sink import Sink


class Progress(Protocol):
    """Shows how far a run has come."""

    def advance(self, size: int, edits: int, documents: int) -> None:
        """Take note of what was done: bytes, edits and documents."""
        ...


class Run:
    """Cleans documents.

    Args:
        plan: what is done with the clean documents.
        cleaner: cleans each document before.
        output: writes the documents.
        sink: takes what comes of them.
        cache: has the outcomes of earlier runs.
        progress: shows how far the run has come.
        left: what is left out of folders, if nobody has said what to leave out.
    """

    def __init__(  # noqa: PLR0913 - one parameter a part
        self,
        plan: Plan,
        cleaner: Cleaner,
        output: Output,
        sink: Sink,
        *,
        cache: Cache | None = None,
        progress: Progress | None = None,
        left: LeftOut | None = None,
    ) -> None:
        self._plan = plan
        self._cleaner = cleaner
        self._output = output
        self._sink = sink
        self._cache = cache
        self._progress = progress
        self._left = left
        self.interrupted = False

    def clean(self, engine: Engine, sources: Iterable[Source]) -> None:
        """Clean documents, and do with each what the plan says.

        Ctrl-C ends it: what is done is done, and `interrupted` is set.

        Raises StdoutError and LedgerError: without those two, a run cannot go on.
        """
        self._output.begin()
        try:
            results = engine.run(self._cleaner, sources)
            with closing(results), INTERRUPTS.heeded():
                for source, outcomes in results:
                    for outcome in outcomes:
                        with INTERRUPTS.held():
                            self._sink.take(outcome.source_in(source), outcome)
                    if self._progress:
                        edits = sum(outcome.tally.edits for outcome in outcomes)
                        self._progress.advance(source.size, edits, source.rows)
            self._sink.finish()
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._output.discard()
            self._output.resume()
        self._output.end(whole=not self.interrupted)
        for message in self._output.links.messages():
            self._sink.say(message)

    def clean_partitions(
        self, engine: Engine, cleaner: PartitionCleaner, partitions: Iterable[Source]
    ) -> None:
        """Clean whole files, each on a worker; Ctrl-C ends it, as in `clean`.

        Args:
            engine: has the workers.
            cleaner: cleans a file, and writes it and its records.
            partitions: the files, each with the one that is to get its clean rows.
        """
        results = engine.run(cleaner, partitions)
        try:
            with closing(results):
                for source, (account, messages) in results:
                    for message in messages:
                        self._sink.say(message)
                    self._sink.account.add(account)
                    if self._progress:
                        tally = account.tally
                        size = source.seen.size if source.seen else 0
                        self._progress.advance(size, tally.edits, tally.documents)
        except KeyboardInterrupt:
            self.interrupted = True

    def aimed(self, source: Source) -> Source:
        """Return a file with the one that is to get its clean text, and what is known of it."""
        source = self._output.aim(source)
        known = self._cache.outcome_of(source) if self._cache else None
        return source._replace(known=known) if known else source

    def summary(self, admission: Admission) -> None:
        """Say on stderr what was done; of what is piped through, only if asked to.

        Args:
            admission: what has said of files what they are cleaned as.
        """
        if not self.interrupted:
            self._sink.check(admission)
        plan, account = self._plan, self._sink.account
        tally = account.tally
        piped = plan.mode == "stdout" and not (plan.named and tally.documents)
        if plan.quiet or (piped and not plan.verbose):
            return
        verb = "to clean" if plan.mode in {"check", "diff"} else "cleaned"
        stopped = f", {tally.stopped:,} stopped" if tally.stopped else ""
        stopped += f", {tally.rejected:,} rejected" if tally.rejected else ""
        stopped += f", {account.failures:,} failed" if account.failures else ""
        stopped += f", {account.left_out:,} left out" if account.left_out else ""
        stopped += f", {account.refused:,} refused" if account.refused else ""
        say(
            f"{plural(tally.documents, 'document')}, {tally.changed:,} {verb}{stopped}, "
            f"{edits_of(tally)}"
        )
        if account.recalled:
            tell(
                f"  {plural(account.recalled, 'file')} unchanged since an earlier run, and not "
                "done again (--no-cache does all)"
            )
        if self._left and (others := self._left.others()):
            tell(f"  not looked at in folders: {others}")
        for line in summary_lines(tally):
            tell(line)
        if plan.verbose:
            rules = [rule.name for rule in self._cleaner.pipelines.default.rules]
            for line in never_fired(tally, rules):
                tell(f"  {line}")

    def exit_code(self) -> int:
        """Return 2 after an error, 1 for changes that the mode is to tell of, else 0.

        A document that the brake has stopped is told of in all modes.
        """
        plan, account = self._plan, self._sink.account
        if account.failed or (account.left_out and not account.tally.documents):
            return 2
        told = account.tally.changed if plan.mode in {"check", "diff"} else 0
        rewritten = account.rewritten if plan.mode == "write" and plan.on_change else 0
        return int(account.tally.stopped + told + rewritten > 0)
