"""garmentclean clean: the main job."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.checks import (
    check_engine,
    check_files,
    check_outside,
    check_rows,
    check_stdin_name,
)
from garmentclean.cli.command import Described
from garmentclean.cli.modes import MODE, chosen_format, chosen_mode
from garmentclean.cli.options import (
    BRAKE,
    CONSOLE,
    FILES,
    LIMITS,
    RECORDS,
    ROWS,
    SELECTION,
    SITES,
    SPEED,
)
from garmentclean.cli.parts import (
    admission_of,
    cache_of,
    left_of,
    partition_cleaner,
    plan_of,
    progress_of,
    reading_of,
    records_of,
    rows_only,
    tool_of,
    walk_of,
)
from garmentclean.cli.places import PATHS
from garmentclean.cli.settings import settings_of
from garmentclean.corpus.documents import documents
from garmentclean.corpus.remote import Remote
from garmentclean.corpus.sources import sources
from garmentclean.report.console import color_wanted, say
from garmentclean.report.formats.registry import format_of
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.engines import engine_of
from garmentclean.run.messages import Messages
from garmentclean.run.output import MODES, Output
from garmentclean.run.recorders import recorders
from garmentclean.run.runner import Run
from garmentclean.run.sink import Sink

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = (
    ("garmentclean < raw.txt > clean.txt", "a pipe"),
    ("garmentclean --diff raw.txt", "what would change, and which rule wants it"),
    (
        "garmentclean --check --ignore citation-mark corpus/",
        "the same, a line each, without a rule",
    ),
    (
        "garmentclean --write --ledger ledger.jsonl corpus/",
        "clean all files of a folder, to be undone",
    ),
    (
        "garmentclean -o clean/ --max-loss 0.5 corpus/",
        "write a clean tree; no text loses half of it",
    ),
    ("garmentclean -o clean.jsonl --text-field body raw.jsonl", "rows, one article a line"),
)


@click.command(cls=Described, examples=EXAMPLES)
@PATHS
@MODE
@SELECTION
@BRAKE
@FILES
@ROWS
@SITES
@LIMITS
@RECORDS
@SPEED
@CONSOLE
def clean(paths: tuple[Path, ...], **given: Any) -> None:
    """Clean text: what is piped in, or files.

    One file, or what is piped in, is cleaned to stdout. Several files or a folder need one of
    --check, --diff, --write and -o. A summary of what was changed goes to stderr, but for what is
    piped in.

    Exit codes: 0 done; 1 --check or --diff found something to change, or a document would have
    lost too much; 2 an error.
    """
    mode = chosen_mode(paths, given["output"], [name for name in MODES if given[name]])
    form = chosen_format(mode, given["form"])
    check_stdin_name(paths, given["stdin_filename"])
    written = check_files(paths, given)
    settings, pipelines = settings_of(given)
    check_rows(paths, mode, settings.input_format, given)
    if not pipelines.default.rules:
        say("no rule is left to run; look at --select, --ignore and --unsafe")
    tool = tool_of(pipelines) if given["ledger"] else None
    engine = engine_of(given["engine"], settings.jobs, given["scheduler"] or "")
    remote = Remote(
        lists_only=engine.takes_partitions, limit=settings.max_size, form=settings.input_format
    )
    plan = plan_of(mode, paths, given, remote)
    check_engine(paths, plan, given)
    color = color_wanted(given["color"], sys.stdout)
    remembers = settings.cache and mode != "stdout" and not engine.takes_partitions
    shown = format_of(form, pipelines.default.rules, color=color) if mode == "check" else None
    min_words = 0 if mode == "write" else settings.min_words
    cleaner = Cleaner(
        pipelines,
        recorders(
            mode,
            findings=shown,
            color=color,
            min_words=None if given["rejects"] is None else min_words,
            metadata=given["metadata"] is not None,
            tool=tool,
            checksums=remembers,
        ),
        fields=settings.text_field,
        limit=settings.max_size,
        encoding=settings.encoding,
        site=settings.site_field if pipelines.common else None,
        columns=given["metadata_columns"],
        passes_on=mode == "stdout",
        join_rows=not (given["verbose"] or given["rejects"] or given["quarantine"]),
    )
    walk = walk_of(settings, written, in_place=mode == "write", rows=engine.takes_partitions)
    check_outside(paths, plan, walk)
    with ExitStack() as stack:
        stack.callback(remote.close)
        cache = cache_of(plan, cleaner, (form, color), given) if remembers else None
        cache = cache and stack.enter_context(closing(cache))
        progress = progress_of(paths, walk, plan, given)
        progress = progress and stack.enter_context(progress)
        hidden = progress.hidden if progress else nullcontext

        def tell(message: str) -> None:
            with hidden():
                say(message)

        messages = stack.enter_context(Messages(tell, verbose=given["verbose"]))
        records = {} if engine.takes_partitions else records_of(given, tool, stack)
        output = Output(plan, cleaner.fields, form=shown, hidden=hidden, painted=color, **records)
        sink = Sink(plan, output, messages, cache, remote.forget)
        left = left_of(walk, settings)
        run = Run(plan, cleaner, output, sink, cache=cache, progress=progress, left=left)
        found = sources(
            paths,
            walk,
            sink.error,
            messages,
            force_exclude=settings.force_exclude,
            stdin_name=given["stdin_filename"] or "",
            remote=remote,
        )
        reading = reading_of(settings, cleaner)
        aimed = map(run.aimed, found)
        admit = admission_of(reading, paths, given, tell)
        if engine.takes_partitions:
            partitions = rows_only(aimed, admit, reading.form)
            run.clean_partitions(
                engine, partition_cleaner(plan, cleaner, reading, tool, given), partitions
            )
        else:
            run.clean(engine, documents(aimed, reading, admit))
    run.summary(admit)
    if run.interrupted:
        raise click.Abort
    sys.exit(run.exit_code())
