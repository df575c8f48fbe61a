"""Parts of a run: what finds its documents, what remembers them, what shows its progress."""

from __future__ import annotations

import os
import sys
from copy import deepcopy
from dataclasses import replace
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.cli.checks import RECORDS
from garmentclean.cli.places import is_folder, is_many
from garmentclean.corpus.admission import Admission
from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.documents import STRETCH, Reading
from garmentclean.corpus.endings import ALL, ENDINGS, LINES, PARQUET, TEXT, format_of
from garmentclean.corpus.permissions import Readers
from garmentclean.corpus.remote import URL, Remote, Url
from garmentclean.corpus.seen import Seen
from garmentclean.corpus.sources import sources
from garmentclean.corpus.walk import Walk
from garmentclean.corpus.writing import Replacement
from garmentclean.report.console import color_wanted, say
from garmentclean.run.output import Plan
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from contextlib import ExitStack

    from garmentclean.cli.progress import Progress
    from garmentclean.corpus.leftout import LeftOut
    from garmentclean.corpus.sources import Source
    from garmentclean.ledger.tool import Tool
    from garmentclean.run.cache import Cache
    from garmentclean.run.cleaner import Cleaner
    from garmentclean.run.engines.partition import PartitionCleaner
    from garmentclean.run.settings import Pipelines, Settings


def plan_of(mode: str, paths: tuple[Path, ...], given: dict[str, Any], remote: Remote) -> Plan:
    """Return what is done with clean documents; what goes elsewhere is first written in a room."""
    output = given["output"] or ""
    elsewhere = bool(URL.match(output))
    return Plan(
        mode,
        output=remote.room() / Path(output).name if elsewhere else Path(output),
        into_folder=is_folder(output, paths),
        quarantine=given["quarantine"],
        quiet=given["quiet"],
        verbose=given["verbose"],
        on_change=given["exit_non_zero_on_change"],
        publish=output if elsewhere else "",
        several=len(paths) > 1 or any(isinstance(path, Url) for path in paths),
        named=bool(paths) and Path("-") not in paths,
    )


def tool_of(pipelines: Pipelines) -> Tool:
    """Return who writes the ledger, and with which rules."""
    from garmentclean.ledger.entry import ruleset_of  # only for a ledger
    from garmentclean.ledger.tool import Tool

    rules = pipelines.default.rules
    return Tool(
        f"garmentclean {VERSION}",
        ruleset_of(rules),
        tuple(rule.name for rule in rules),
        pipelines.default.max_loss,
        pipelines.settings.max_size,
    )


def records_of(given: dict[str, Any], tool: Tool | None, stack: ExitStack) -> dict[str, Any]:
    """Return what writes the records that are asked for, by their names."""
    readers = Readers()
    found: dict[str, Any] = {"readers": readers}
    if tool:
        from garmentclean.ledger.file import Writer  # only for a ledger

        found["ledger"] = stack.enter_context(Writer(given["ledger"], tool, readers, say))
    for name, kind in (("metadata", Replacement), ("rejects", PackedReplacement)):
        if given[name]:
            found[name] = stack.enter_context(kind(given[name], readers=readers))
    return found


def partition_cleaner(
    plan: Plan, cleaner: Cleaner, reading: Reading, tool: Tool | None, given: dict[str, Any]
) -> PartitionCleaner:
    """Return what cleans each partition on a cluster."""
    from garmentclean.run.engines.partition import PartitionCleaner  # only for a cluster
    from garmentclean.run.fingerprint import fingerprint_of

    records = {name: str(given[name]) for name in RECORDS if given[name]}
    quarantine = given["quarantine"] and str(given["quarantine"])
    more = (cleaner.columns, "rejects" in records, sorted(records.items()), quarantine)
    return PartitionCleaner(
        replace(cleaner, folder=os.getcwd()),  # noqa: PTH109 - as text
        plan,
        reading,
        fingerprint_of(cleaner.pipelines, *more),
        output=plan.publish or str(plan.output),
        records=records,
        tool=tool,
        anew=not cleaner.pipelines.settings.cache,
    )


def rows_only(found: Iterable[Source], admit: Admission, form: str = "") -> Iterator[Source]:
    """Yield files for a cluster: looked at, and with a problem if one is not of rows.

    Args:
        found: the files.
        admit: leaves out what is no corpus.
        form: what they hold, if that was said.
    """
    for source in found:
        seen = source._replace(seen=Seen.of(source.path) if source.path else None)
        if not source.problem and format_of(source.like or source.place, form) == TEXT:
            problem = f"{source.name}: holds one text; --engine dask takes JSON Lines and Parquet"
            yield seen._replace(problem=problem)
        elif source.problem or isinstance(source.path, Url):
            admit.taken += 1
            yield seen
        else:
            admitted, _ = admit(seen)
            if admitted is not None:
                yield admitted


def cache_of(
    plan: Plan, cleaner: Cleaner, look: tuple[str, bool], given: dict[str, Any]
) -> Cache | None:
    """Return the cache of outcomes; None where all documents go to one place.

    All documents are cleaned again where records are wanted in which nothing may be missing.

    Args:
        plan: where documents go.
        cleaner: cleans them.
        look: the format of what `check` shows, and whether it is colored.
        given: the options.
    """
    folder = plan.mode == "output" and plan.into_folder
    if plan.mode == "stdout" or plan.publish or (plan.mode == "output" and not folder):
        return None
    from garmentclean.run.cache import MANIFEST, Cache, cache_file  # SQLite
    from garmentclean.run.fingerprint import fingerprint_of  # only for it

    ledger = given["ledger"]
    anew = any(given[name] for name in ("metadata", "quarantine", "rejects"))
    shown = plan.mode in {"check", "diff"}
    fingerprint = fingerprint_of(
        cleaner.pipelines,
        shown and (plan.mode, *look),
        (cleaner.columns, given["rejects"] is not None),
        ledger and realpath(ledger),
    )
    if not folder and problem_with(cache_folder()):
        return None
    path = plan.output / MANIFEST if folder else cache_file()
    in_place = plan.mode == "write"
    return Cache(path, fingerprint, say, output=folder, in_place=in_place, anew=anew, ledger=ledger)


def progress_of(
    paths: tuple[Path, ...], walk: Walk, plan: Plan, given: dict[str, Any]
) -> Progress | None:
    """Return what shows how far the run has come; None if that would be in the way, or unseen."""
    stdout_is_free = plan.mode in {"write", "output"} or not (sys.stdout and sys.stdout.isatty())
    if plan.quiet or plan.verbose or plan.mode == "stdout" or not stdout_is_free:
        return None
    total: int | None = None
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from garmentclean.cli.progress import Progress  # rich takes a while to load

    if not any(isinstance(path, Url) for path in paths):
        found = sources(paths, deepcopy(walk), lambda _: None, lambda _: None)
        total = sum(seen.size for source in found if source.path and (seen := Seen.of(source.path)))
    return Progress(total or None, color=color_wanted(given["color"], sys.stderr))


def reading_of(settings: Settings, cleaner: Cleaner) -> Reading:
    """Return what files hold, if that was said, and which documents are in their rows."""
    form, site = settings.input_format, cleaner.site or ""
    return Reading(form, cleaner.fields, cleaner.limit, STRETCH, site, cleaner.encoding)


def admission_of(
    reading: Reading,
    paths: tuple[Path, ...],
    given: Mapping[str, Any],
    note: Callable[[str], None],
) -> Admission:
    """Return what says of each file what it is cleaned as.

    Options that only rows have are for the files of rows that are named; without any, what is
    named must be rows.
    """
    asked = given["text_field"] or given.get("metadata_columns")
    rows = any(is_many(path) or format_of(path) != TEXT for path in paths)
    silent = given["quiet"]
    return Admission(
        reading.form,
        reading.fields,
        rows=bool(asked) and not rows,
        encoding=reading.encoding,
        note=(lambda _: None) if silent else note,
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
