"""The parts of a run, made from its options."""

from __future__ import annotations

import os
from dataclasses import replace
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.admission import Admission
from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.discovery import sources
from garmentclean.corpus.documents import STRETCH, as_opened
from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.formats.registry import FORMATS, default_endings, format_of
from garmentclean.corpus.remote import URL, Remote, Url
from garmentclean.corpus.walk import Walk
from garmentclean.corpus.writing import Replacement
from garmentclean.run.checks import check_files
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.options import is_folder, is_many
from garmentclean.run.output import Plan, RecordFiles
from garmentclean.run.recorders import recorders
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from contextlib import ExitStack

    from garmentclean.corpus.leftout import LeftOut
    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.entry import Tool
    from garmentclean.pipeline.by_path import PipelineByPath
    from garmentclean.report.formats.registry import Format
    from garmentclean.run.cache import Cache
    from garmentclean.run.engines.partition import PartitionCleaner
    from garmentclean.run.options import CleanOptions
    from garmentclean.run.settings import Settings


def plan_of(options: CleanOptions, remote: Remote) -> Plan:
    """Return the plan of a run; output for a URL is first written to a temporary folder."""
    output, paths = options.output, options.paths
    elsewhere = bool(URL.match(output))
    return Plan(
        options.mode,
        output=remote.new_folder() / Path(output).name if elsewhere else Path(output),
        into_folder=is_folder(output, paths),
        quarantine=options.quarantine,
        quiet=options.quiet,
        verbose=options.verbose,
        on_change=options.name_changed,
        publish=output if elsewhere else "",
        several=len(paths) > 1 or any(isinstance(path, Url) for path in paths),
        named=not options.reads_stdin,
        spell=options.spell,
    )


def cleaner_of(
    options: CleanOptions,
    settings: Settings,
    pipelines: PipelineByPath,
    shown: Format | None,
    tool: Tool | None,
) -> Cleaner:
    """Return the cleaner, with the recorders for what the run shows and writes."""
    mode = options.mode
    min_words = 0 if mode == "write" else settings.min_words
    return Cleaner(
        pipelines,
        recorders(
            mode,
            findings=shown,
            color=options.color,
            min_words=min_words if options.rejects else None,
            metadata=bool(options.metadata),
            tool=tool,
            checksums=remembers(options, settings),
        ),
        fields=settings.text_field,
        limit=settings.max_size,
        encoding=settings.encoding,
        site=settings.site_field if pipelines.default.common else None,
        columns=options.metadata_columns,
        passes_on=mode == "stdout",
        join_rows=not (options.verbose or options.rejects or options.quarantine),
    )


def remembers(options: CleanOptions, settings: Settings) -> bool:
    """Return whether a run may keep the outcomes of documents for the next one."""
    return settings.cache and options.mode != "stdout" and not options.on_cluster


def tool_of(pipelines: PipelineByPath, max_size: int) -> Tool:
    """Return the tool that the ledger names: this version, with these rules."""
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
) -> RecordFiles:
    """Return the files that records are written to."""
    records = RecordFiles()
    readers = records.readers
    if tool:
        from garmentclean.ledger.writer import Writer  # only for a ledger

        records.ledger = stack.enter_context(Writer(Path(options.ledger), tool, readers, say))
    if options.metadata:
        metadata = Replacement(Path(options.metadata), readers=readers)
        records.metadata = stack.enter_context(metadata)
    if options.rejects:
        rejects = PackedReplacement(Path(options.rejects), readers=readers)
        records.rejects = stack.enter_context(rejects)
    return records


def partition_cleaner(
    plan: Plan,
    cleaner: Cleaner,
    settings: Settings,
    options: CleanOptions,
    tool: Tool | None,
) -> PartitionCleaner:
    """Return the cleaner of the partitions on a cluster."""
    from garmentclean.run.engines.partition import PartitionCleaner  # only for a cluster
    from garmentclean.run.fingerprint import fingerprint_of

    quarantine = options.quarantine and str(options.quarantine)
    more = (cleaner.columns, bool(options.rejects), sorted(options.records.items()), quarantine)
    return PartitionCleaner(
        replace(cleaner, folder=os.getcwd()),  # noqa: PTH109 - as text
        plan,
        reading_of(settings, cleaner),
        fingerprint_of(cleaner.pipelines, settings, *more),
        output=plan.publish or str(plan.output),
        records=options.records,
        tool=tool,
        clean_all=not settings.cache,
    )


def rows_only(files: Iterable[Source], admit: Admission, form: str = "") -> Iterator[Source]:
    """Yield files for a cluster, each with a problem if it has no rows.

    Args:
        files: the files.
        admit: leaves out files that are not part of a corpus.
        form: the input format; empty to go by the names of the files.
    """
    for source in files:
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


def cache_of(
    plan: Plan,
    pipelines: PipelineByPath,
    settings: Settings,
    options: CleanOptions,
    say: Callable[[str], None],
) -> Cache | None:
    """Return the cache of outcomes; None if it is off, or if all documents go to one place.

    All documents are cleaned again if the run writes records that must be complete.
    """
    folder = plan.mode == "output" and plan.into_folder
    if plan.publish or (plan.mode == "output" and not folder) or not remembers(options, settings):
        return None
    from garmentclean.run.cache import MANIFEST, Cache, cache_file  # SQLite
    from garmentclean.run.fingerprint import fingerprint_of  # only for the cache

    ledger = Path(options.ledger) if options.ledger else None
    clean_all = bool(options.metadata or options.quarantine or options.rejects)
    shown = plan.mode in {"check", "diff"}
    fingerprint = fingerprint_of(
        pipelines,
        settings,
        shown and (plan.mode, options.format, options.color),
        (options.metadata_columns, bool(options.rejects)),
        ledger and realpath(ledger),
    )
    if not folder and problem_with(cache_folder()):
        return None
    path = plan.output / MANIFEST if folder else cache_file()
    in_place = plan.mode == "write"
    return Cache(
        path, fingerprint, say, output=folder, in_place=in_place, clean_all=clean_all, ledger=ledger
    )


def total_size(options: CleanOptions, settings: Settings) -> int | None:
    """Return the size of all files of a run, in bytes; None if it is not known."""
    if any(isinstance(path, Url) for path in options.paths):
        return None
    in_place, rows = options.mode == "write", options.on_cluster
    walk = walk_of(settings, check_files(options), in_place=in_place, rows=rows)
    files = sources(options.paths, walk, lambda _: None, lambda _: None)
    return sum(as_opened(source).size for source in files)


def reading_of(settings: Settings, cleaner: Cleaner) -> Reading:
    """Return how files are read."""
    form, site = settings.input_format, cleaner.site or ""
    return Reading(form, cleaner.fields, cleaner.limit, STRETCH, site, cleaner.encoding)


def admission_of(
    reading: Reading,
    paths: tuple[Path, ...],
    note: Callable[[str], None],
    *,
    wants_rows: bool = False,
    columns: bool = False,
) -> Admission:
    """Return the admission: it decides whether a file is cleaned as a text, as rows or not at all.

    Args:
        reading: how files are read.
        paths: the paths of the run.
        note: reports that a file is cleaned as rows, or left out.
        wants_rows: whether an option is only for rows. If no file of rows is named, every file that
            is named must then hold rows.
        columns: whether columns of metadata are to be added to rows.
    """
    has_rows = any(is_many(path) or format_of(path) != TEXT for path in paths)
    return Admission(
        reading,
        rows=wants_rows and not has_rows,
        columns=columns,
        note=note,
    )


def left_out_by_default(walk: Walk, settings: Settings) -> LeftOut | None:
    """Return the files left out of folders by default; None if the user chose the files."""
    return None if settings.include or settings.input_format else walk.left


def walk_of(
    settings: Settings,
    written: Collection[Path] = (),
    *,
    in_place: bool = False,
    rows: bool = False,
) -> Walk:
    """Return the walk that finds the articles in folders.

    Args:
        settings: the settings of the run.
        written: files and folders that the run writes, and does not read.
        in_place: whether articles are written in place; then links are not followed.
        rows: whether only files of rows are read, unless the settings say otherwise.
    """
    form = settings.input_format
    return Walk(
        include=settings.include,
        exclude=settings.exclude,
        ignore_files=settings.ignore_files,
        suffixes=FORMATS[form].endings if form else default_endings(only_rows=rows),
        skip=written,
        follow=not in_place,
    )
