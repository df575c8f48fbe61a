"""One run: takes documents through the cleaner to the sink, and returns the result."""

from __future__ import annotations

from contextlib import ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, NamedTuple, Protocol

from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.discovery import sources
from garmentclean.corpus.documents import documents
from garmentclean.corpus.remote import Remote
from garmentclean.report.formats.registry import findings_format
from garmentclean.run.assembly import (
    admission_of,
    cache_of,
    cleaner_of,
    left_out_by_default,
    partition_cleaner,
    plan_of,
    reading_of,
    records_of,
    rows_only,
    tool_of,
    walk_of,
)
from garmentclean.run.checks import check_engine, check_files, check_mode, check_outside, check_rows
from garmentclean.run.engines import engine_of
from garmentclean.run.interrupts import INTERRUPTS
from garmentclean.run.messages import Messages
from garmentclean.run.output import Output, Stdout
from garmentclean.run.settings import PACKS
from garmentclean.run.sink import Account, Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from garmentclean.corpus.sources import Source
    from garmentclean.pipeline.by_path import PipelineByPath
    from garmentclean.run.cache import Cache
    from garmentclean.run.cleaner import Cleaner
    from garmentclean.run.engines import Engine
    from garmentclean.run.engines.partition import PartitionCleaner
    from garmentclean.run.options import CleanOptions
    from garmentclean.run.settings import Settings


class Progress(Protocol):
    """Shows the progress of a run."""

    def advance(self, size: int, edits: int, documents: int) -> None:
        """Count the bytes, edits and documents that were done."""
        ...

    def hidden(self) -> AbstractContextManager[None]:
        """Hide it while something else is written to the terminal."""
        ...


class RunResult(NamedTuple):
    """The result of a run.

    Attributes:
        account: the numbers of the run.
        interrupted: whether the user stopped it before the end.
        not_read: a summary of the other files in the folders; empty if the user chose the files.
    """

    account: Account
    interrupted: bool
    not_read: str


def clean(
    options: CleanOptions,
    settings: Settings,
    pipelines: PipelineByPath,
    say: Callable[[str], None],
    progress: Progress | None = None,
) -> RunResult:
    """Clean a corpus.

    Args:
        options: what to do.
        settings: which documents are cleaned, and how.
        pipelines: the rules.
        say: called with each message, one line.
        progress: shows the progress of the run.

    Raises:
        OptionError: the options do not go together.
        GarmentcleanError: the run cannot start, or cannot continue.
    """
    if settings.cache and (problem := problem_with(cache_folder() / PACKS)):
        say(problem)
    check_mode(options)
    written = check_files(options)
    check_rows(options, settings.input_format)
    check_engine(options)
    engine = engine_of(options.engine, settings.jobs, options.scheduler)
    if not pipelines.default.rules:
        select, ignore, unsafe = map(options.spell, ("select", "ignore", "unsafe"))
        say(f"no rules are left to run; check {select}, {ignore} and {unsafe}")
    rules = pipelines.default.rules
    listed = options.mode == "check" and options.format
    shown = findings_format(options.format, rules, color=options.color) if listed else None
    tool = tool_of(pipelines, settings.max_size) if options.ledger else None
    cleaner = cleaner_of(options, settings, pipelines, shown, tool)
    remote = Remote(
        lists_only=options.on_cluster, limit=settings.max_size, form=settings.input_format
    )
    walk = walk_of(settings, written, in_place=options.mode == "write", rows=options.on_cluster)
    with ExitStack() as stack:
        stack.callback(remote.close)
        plan = plan_of(options, remote)
        check_outside(options, plan, walk)
        cache = cache_of(plan, pipelines, settings, options, say)
        cache = cache and stack.enter_context(closing(cache))
        messages = stack.enter_context(Messages(say, verbose=options.all_messages))
        records = None if options.on_cluster else records_of(options, tool, stack, say)
        stdout = Stdout(
            shown,
            is_diff=options.mode == "diff",
            names_changed=plan.on_change and options.mode == "write",
            hidden=progress.hidden if progress else nullcontext,
            painted=options.color,
        )
        output = Output(plan, cleaner.fields, stdout, records)
        sink = Sink(plan, output, messages, cache, remote.forget)
        run = Run(cleaner, output, sink, cache=cache, progress=progress)
        files = sources(
            options.paths,
            walk,
            sink.error,
            messages,
            force_exclude=settings.force_exclude,
            stdin_name=options.stdin_name,
            remote=remote,
        )
        reading = reading_of(settings, cleaner)
        with_targets = map(run.with_target, files)
        note = (lambda _: None) if options.quiet else say
        admit = admission_of(
            reading,
            options.paths,
            note,
            wants_rows=options.wants_rows,
            columns=options.metadata_columns,
        )
        if options.on_cluster:
            task = partition_cleaner(plan, cleaner, settings, options, tool)
            run.clean_partitions(engine, task, rows_only(with_targets, admit, reading.form))
        else:
            run.clean(engine, documents(with_targets, reading, admit))
    if not run.interrupted:
        sink.check(admit)
    left = left_out_by_default(walk, settings)
    return RunResult(sink.account, run.interrupted, left.others() if left else "")


class Run:
    """Cleans documents.

    Args:
        cleaner: cleans each document.
        output: writes the documents.
        sink: takes the outcomes.
        cache: has the outcomes of earlier runs.
        progress: shows the progress of the run.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        output: Output,
        sink: Sink,
        *,
        cache: Cache | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._cleaner = cleaner
        self._output = output
        self._sink = sink
        self._cache = cache
        self._progress = progress
        self.interrupted = False

    def clean(self, engine: Engine, sources: Iterable[Source]) -> None:
        """Clean documents, and write each where the plan says.

        Ctrl-C ends it: what was written stays, and `interrupted` is set.

        Raises StdoutError and LedgerError: without stdout or the ledger, a run cannot continue.
        """
        self._output.stdout.begin()
        try:
            results = engine.run(self._cleaner, sources)
            with closing(results), INTERRUPTS.handled():
                for source, outcomes in results:
                    for outcome in outcomes:
                        with INTERRUPTS.deferred():
                            self._sink.take(outcome.source_in(source), outcome)
                    if self._progress:
                        edits = sum(outcome.tally.edits for outcome in outcomes)
                        count = source.row.rows if source.row else 1
                        self._progress.advance(source.size, edits, count)
            self._sink.finish()
        except KeyboardInterrupt:
            self.interrupted = True
            self._sink.flush()
        except Exception:
            self._sink.flush()  # what was cleaned before is not lost
            raise
        finally:
            self._output.discard()
            self._output.stdout.resume()
        self._output.stdout.end()
        if not self.interrupted:
            self._output.records.commit()
        for message in self._output.links.messages():
            self._sink.say(message)

    def clean_partitions(
        self, engine: Engine, cleaner: PartitionCleaner, partitions: Iterable[Source]
    ) -> None:
        """Clean whole files, each on a worker; Ctrl-C ends it, as in `clean`.

        Args:
            engine: has the workers.
            cleaner: cleans a file, and writes it and its records.
            partitions: the files, each with its target.
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
                        self._progress.advance(source.size, tally.edits, tally.documents)
        except KeyboardInterrupt:
            self.interrupted = True

    def with_target(self, source: Source) -> Source:
        """Return a file with its target, and with its outcome if the cache has one."""
        self._sink.flush_before(source.file.path)
        source = self._output.with_target(source)
        cached = self._cache.outcome_of(source) if self._cache else None
        return source._replace(known=cached) if cached else source
