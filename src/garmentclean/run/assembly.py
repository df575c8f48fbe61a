"""The parts of a run, made from its options."""

from __future__ import annotations

import os
from dataclasses import replace
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.documents import STRETCH, Reading, as_opened
from garmentclean.corpus.endings import ALL, ENDINGS, LINES, PARQUET, TEXT, format_of
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import URL, Remote, Url
from garmentclean.corpus.sources import sources
from garmentclean.corpus.walk import Walk
from garmentclean.corpus.writing import Replacement
from garmentclean.run.checks import check_files
from garmentclean.run.cleaner import Work
from garmentclean.run.options import is_folder, is_many
from garmentclean.run.output import Plan
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from contextlib import ExitStack

    from garmentclean.corpus.leftout import LeftOut
    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.entry import Tool
    from garmentclean.pipeline.by_path import PipelineByPath
    from garmentclean.run.cache import Memory
    from garmentclean.run.engines.partition import PartitionCleaner
    from garmentclean.run.options import CleanOptions
    from garmentclean.run.settings import Settings


def plan_of(options: CleanOptions, remote: Remote) -> Plan:
    """Return where clean documents go; what goes to an address is first written to a room."""
    output, paths = options.output, options.paths
    elsewhere = bool(URL.match(output))
    return Plan(
        options.mode,
        output=remote.room() / Path(output).name if elsewhere else Path(output),
        into_folder=is_folder(output, paths),
        quarantine=options.quarantine,
        quiet=options.quiet,
        verbose=options.verbose,
        on_change=options.name_changed,
        publish=output if elsewhere else "",
        several=len(paths) > 1 or any(isinstance(path, Url) for path in paths),
        named=not options.reads_stdin,
    )


def work_of(options: CleanOptions, settings: Settings, pipelines: PipelineByPath) -> Work:
    """Return what cleans each document."""
    mode = options.mode
    return Work(
        pipelines,
        show=mode,
        format=options.format,
        color=options.color,
        tool=tool_of(pipelines, settings.max_size) if options.ledger else None,
        metadata=bool(options.metadata),
        columns=options.metadata_columns,
        fields=settings.text_field,
        limit=settings.max_size,
        rejects=bool(options.rejects),
        min_words=0 if mode == "write" else settings.min_words,
        remember=settings.cache and mode != "stdout" and not options.on_cluster,
        together=not (options.verbose or options.rejects or options.quarantine),
        site=settings.site_field if pipelines.default.common else None,
        encoding=settings.encoding,
    )


def tool_of(pipelines: PipelineByPath, max_size: int) -> Tool:
    """Return who writes the ledger, and with which rules."""
    from garmentclean.ledger.entry import Tool, ruleset_of

    rules = pipelines.default.rules
    return Tool(
        f"garmentclean {VERSION}",
        ruleset_of(rules),
        tuple(rule.name for rule in rules),
        pipelines.default.max_loss,
        max_size,
    )


def records_of(
    options: CleanOptions, tool: Tool | None, stack: ExitStack, say: Callable[[str], None]
) -> dict[str, Any]:
    """Return the writers of the records, by their names, and who may read these."""
    readers = Readers()
    records: dict[str, Any] = {"readers": readers}
    if tool:
        from garmentclean.ledger.writer import Writer  # only for a ledger

        records["ledger"] = stack.enter_context(Writer(Path(options.ledger), tool, readers, say))
    for name, kind in (("metadata", Replacement), ("rejects", PackedReplacement)):
        if name in options.records:
            path = Path(options.records[name])
            records[name] = stack.enter_context(kind(path, readers=readers))
    return records


def partition_cleaner(
    plan: Plan, work: Work, reading: Reading, settings: Settings, options: CleanOptions
) -> PartitionCleaner:
    """Return what cleans each partition on a cluster."""
    from garmentclean.run.engines.partition import PartitionCleaner  # only for a cluster
    from garmentclean.run.fingerprint import task_of

    quarantine = options.quarantine and str(options.quarantine)
    more = (work.columns, work.rejects, sorted(options.records.items()), quarantine)
    return PartitionCleaner(
        replace(work, folder=os.getcwd()),  # noqa: PTH109 - as text
        plan,
        reading,
        task_of(work.pipelines, settings, *more),
        output=plan.publish or str(plan.output),
        records=options.records,
        anew=not settings.cache,
    )


def rows_only(found: Iterable[Source], admit: Admission, form: str = "") -> Iterator[Source]:
    """Yield files for a cluster: looked at, and with a problem if one is not of rows.

    Args:
        found: the files.
        admit: leaves out what is no corpus.
        form: what they hold, if that was said.
    """
    for source in found:
        seen = as_opened(source)
        if not source.problem and format_of(source.file.like or source.target.place, form) == TEXT:
            problem = f"{source.name}: holds one text; --engine dask takes JSON Lines and Parquet"
            yield seen._replace(problem=problem)
        elif source.problem or isinstance(source.file.path, Url):
            admit.taken += 1
            yield seen
        else:
            admitted, _ = admit(seen)
            if admitted is not None:
                yield admitted


def memory_of(
    plan: Plan, work: Work, settings: Settings, options: CleanOptions, say: Callable[[str], None]
) -> Memory | None:
    """Return what remembers the documents that need no work; None where they go to one place.

    All have to be done again where records are asked for that nothing may be missing in.
    """
    folder = plan.mode == "output" and plan.into_folder
    if plan.mode == "stdout" or plan.publish or (plan.mode == "output" and not folder):
        return None
    from garmentclean.run.cache import MANIFEST, Memory, cache_file  # SQLite
    from garmentclean.run.fingerprint import task_of  # only for it

    ledger = Path(options.ledger) if options.ledger else None
    anew = bool(options.metadata or options.quarantine or options.rejects)
    shown = plan.mode in {"check", "diff"}
    task = task_of(
        work.pipelines,
        settings,
        shown and (work.show, work.format, work.color),
        (work.columns, work.rejects),
        ledger and realpath(ledger),
    )
    if not folder and problem_with(cache_folder()):
        return None
    path = plan.output / MANIFEST if folder else cache_file()
    in_place = plan.mode == "write"
    return Memory(path, task, say, output=folder, in_place=in_place, anew=anew, ledger=ledger)


def total_size(options: CleanOptions, settings: Settings) -> int | None:
    """Return how many bytes the files of a run have; None if that is not known."""
    if any(isinstance(path, Url) for path in options.paths):
        return None
    in_place, rows = options.mode == "write", options.on_cluster
    walk = walk_of(settings, check_files(options), in_place=in_place, rows=rows)
    found = sources(options.paths, walk, lambda _: None, lambda _: None)
    return sum(as_opened(source).size for source in found)


def reading_of(settings: Settings, work: Work) -> Reading:
    """Return what files hold, if that was said, and which documents are in their rows."""
    form, site = settings.input_format, work.site or ""
    return Reading(form, work.fields, work.limit, STRETCH, site, work.encoding)


def admission_of(
    reading: Reading,
    paths: tuple[Path, ...],
    note: Callable[[str], None],
    *,
    wants_rows: bool = False,
) -> Admission:
    """Return what decides as what each file is cleaned.

    Args:
        reading: what files hold, if that was said.
        paths: the paths that the run was given.
        note: reports that a file is cleaned as rows, or left out.
        wants_rows: whether an option was given that only rows have. Where files of rows are named,
            it is for these; else, what is named must be rows.
    """
    has_rows = any(is_many(path) or format_of(path) != TEXT for path in paths)
    return Admission(
        reading.form,
        reading.fields,
        rows=wants_rows and not has_rows,
        encoding=reading.encoding,
        note=note,
    )


def left_of(walk: Walk, settings: Settings) -> LeftOut | None:
    """Return what is left out of folders by default; None if the user has chosen what is taken."""
    return None if settings.include or settings.input_format else walk.left


def walk_of(
    settings: Settings,
    written: Collection[Path] = (),
    *,
    in_place: bool = False,
    rows: bool = False,
) -> Walk:
    """Return what finds the articles of folders.

    Args:
        settings: what is asked for.
        written: files and folders that the run writes; they are no articles.
        in_place: whether articles are written where they are; then no link is one of its own.
        rows: whether the files are those of rows only, unless something else is asked for.
    """
    by_default = ENDINGS[LINES] | ENDINGS[PARQUET] if rows else ALL
    return Walk(
        include=settings.include,
        exclude=settings.exclude,
        ignore_files=settings.ignore_files,
        suffixes=ENDINGS[settings.input_format] if settings.input_format else by_default,
        skip=written,
        follow=not in_place,
    )
