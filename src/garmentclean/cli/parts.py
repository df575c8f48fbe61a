"""Parts of a run: what finds its documents, what remembers them, what shows its progress."""

from __future__ import annotations

import os
import sys
from os.path import realpath
from typing import TYPE_CHECKING, Any

from garmentclean.console import color_wanted, say
from garmentclean.corpus.files import Seen
from garmentclean.corpus.formats import ENDINGS, TEXT
from garmentclean.corpus.remote import Url
from garmentclean.corpus.sources import sources
from garmentclean.corpus.walk import Walk
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from garmentclean.cli.progress import Progress
    from garmentclean.ledger.file import Writer
    from garmentclean.ledger.tool import Tool
    from garmentclean.memory import Memory
    from garmentclean.plan import Plan
    from garmentclean.settings import Pipelines, Settings
    from garmentclean.work import Work


def tool_of(pipelines: Pipelines) -> Tool:
    """Return who writes the ledger, and with which rules."""
    from garmentclean.ledger.entry import ruleset_of  # noqa: PLC0415 - only for a ledger
    from garmentclean.ledger.tool import Tool  # noqa: PLC0415 - the same

    rules = pipelines.default.rules
    return Tool(
        f"garmentclean {VERSION}",
        ruleset_of(rules),
        tuple(rule.name for rule in rules),
        pipelines.default.max_loss,
        pipelines.settings.max_size,
    )


def writer_of(ledger: Path, tool: Tool) -> Writer:
    """Return what writes the ledger."""
    from garmentclean.ledger.file import Writer  # noqa: PLC0415 - only for a ledger

    return Writer(ledger, tool)


def memory_of(plan: Plan, work: Work, given: dict[str, Any]) -> Memory | None:
    """Return what remembers the documents that need no work; None where they go to one place.

    All have to be done again where records are asked for that nothing may be missing in.
    """
    folder = plan.mode == "output" and plan.into_folder
    if plan.mode == "stdout" or plan.publish or (plan.mode == "output" and not folder):
        return None
    from garmentclean.memory import MANIFEST, Memory, cache_file  # noqa: PLC0415 - SQLite
    from garmentclean.task import task_of  # noqa: PLC0415 - only for it

    ledger = given["ledger"]
    records = any(given[name] for name in ("metadata", "quarantine", "rejects"))
    shown = plan.mode in {"check", "diff"}
    task = task_of(
        work.pipelines,
        shown and (work.show, work.format, work.color),
        (work.columns, work.rejects),
        ledger and realpath(ledger),
    )
    path = plan.output / MANIFEST if folder else cache_file()
    anew = records or bool(ledger and not os.path.lexists(ledger))
    return Memory(path, task, say, output=folder, in_place=plan.mode == "write", anew=anew)


def progress_of(
    paths: tuple[Path, ...], walk: Walk, plan: Plan, given: dict[str, Any]
) -> Progress | None:
    """Return what shows how far the run has come; None if that would be in the way, or unseen."""
    stdout_is_free = plan.mode in {"write", "output"} or not sys.stdout.isatty()
    if plan.quiet or plan.verbose or plan.mode == "stdout" or not stdout_is_free:
        return None
    total: int | None = None
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from garmentclean.cli.progress import Progress  # noqa: PLC0415 - rich takes a while to load

    if not any(isinstance(path, Url) for path in paths):
        found = sources(paths, walk, lambda _: None, lambda _: None)
        total = sum(seen.size for source in found if source.path and (seen := Seen.of(source.path)))
    return Progress(total or None, color=color_wanted(given["color"], sys.stderr))


def walk_of(settings: Settings, written: Collection[Path] = (), *, in_place: bool) -> Walk:
    """Return what finds the articles of folders.

    Args:
        settings: what is asked for.
        written: files and folders that the run writes; they are no articles.
        in_place: whether articles are written where they are; then no link is one of its own.
    """
    return Walk(
        include=settings.include,
        exclude=settings.exclude,
        ignore_files=settings.ignore_files,
        suffixes=ENDINGS[settings.input_format or TEXT],
        skip=written,
        follow=not in_place,
    )
