"""garmentclean clean: the main job."""

from __future__ import annotations

import os.path
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import click

from garmentclean.cli.checks import check_files, check_outside, check_rows, check_stdin_name
from garmentclean.cli.command import Described
from garmentclean.cli.completers import paths_like
from garmentclean.cli.console import color_wanted, say, stdin_is_terminal
from garmentclean.cli.delivery import Delivery
from garmentclean.cli.options import (
    BRAKE,
    CONSOLE,
    FILES,
    LIMITS,
    ROWS,
    SELECTION,
    SPEED,
    options,
)
from garmentclean.cli.parts import memory_of, progress_of, tool_of, walk_of, writer_of
from garmentclean.cli.places import PATHS, is_folder, is_many
from garmentclean.cli.plan import MODES, Plan
from garmentclean.cli.run import Run
from garmentclean.cli.settings import settings_of
from garmentclean.corpus.compression import PackedReplacement
from garmentclean.corpus.documents import STRETCH, Reading, documents
from garmentclean.corpus.files import Replacement
from garmentclean.corpus.remote import URL, Remote, Url
from garmentclean.corpus.sources import sources
from garmentclean.report.formats import FORMATS, format_of
from garmentclean.work import Work

FILE = click.Path(path_type=Path, dir_okay=False)

MODE = options(
    "What is done with the text",
    click.option("--check", is_flag=True, help="List what would change; ends with 1 if any does."),
    click.option("--diff", is_flag=True, help="Show what would change; ends with 1 if any does."),
    click.option("-w", "--write", is_flag=True, help="Clean the files in place."),
    click.option(
        "-o",
        "--output",
        metavar="DIR|FILE",
        shell_complete=paths_like,
        help="Write the clean text there; DIR mirrors a tree.",
    ),
    click.option(
        "--format", "form", type=click.Choice(FORMATS), help="How --check lists what it finds."
    ),
    click.option(
        "--exit-non-zero-on-change",
        is_flag=True,
        help="With --write: name each file that changed, and end with 1 if any did.",
    ),
)

RECORDS = options(
    "Records",
    click.option(
        "--ledger",
        type=FILE,
        metavar="FILE",
        help="Write down every edit there, so that it can be taken back; .gz and .zst compress.",
    ),
    click.option(
        "--metadata",
        type=FILE,
        metavar="FILE",
        help="Write there what cut lines said.",
    ),
    click.option(
        "--metadata-columns", is_flag=True, help="Add the same to each row of JSON Lines."
    ),
    click.option(
        "--rejects",
        type=FILE,
        metavar="FILE",
        help="Put there what is no document, empty when clean, or under --min-words.",
    ),
    click.option(
        "--quarantine",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Put the documents there that would lose too much.",
    ),
)


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
@LIMITS
@RECORDS
@SPEED
@CONSOLE
def clean(paths: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 - click's options
    """Clean text: what is piped in, or files.

    One file, or what is piped in, is cleaned to stdout. Several files or a folder need one of
    --check, --diff, --write and -o.

    Exit codes: 0 done; 1 --check or --diff found something to change, or a document would have
    lost too much; 2 an error.
    """
    output = given["output"]
    mode = chosen_mode(paths, output, [name for name in MODES if given[name]])
    form = chosen_format(mode, given["form"])
    check_stdin_name(paths, given["stdin_filename"])
    written = check_files(paths, given)
    settings, pipelines = settings_of(given)
    check_rows(paths, mode, settings.input_format, given)
    rules = pipelines.default.rules
    if not rules:
        say("no rule is left to run; look at --select, --ignore and --unsafe")
    tool = tool_of(pipelines) if given["ledger"] else None
    remote = Remote()
    elsewhere = bool(output and URL.match(output))
    plan = Plan(
        mode,
        output=remote.room() / Path(output).name if elsewhere else Path(output or ""),
        into_folder=is_folder(output or "", paths),
        quarantine=given["quarantine"],
        quiet=given["quiet"],
        verbose=given["verbose"],
        on_change=given["exit_non_zero_on_change"],
        publish=output if elsewhere else "",
        several=len(paths) > 1 or any(isinstance(path, Url) for path in paths),
    )
    color = color_wanted(given["color"], sys.stdout)
    work = Work(
        pipelines,
        show=mode,
        format=form,
        color=color,
        tool=tool,
        metadata=given["metadata"] is not None,
        columns=given["metadata_columns"],
        fields=settings.text_field,
        limit=settings.max_size,
        rejects=given["rejects"] is not None,
        min_words=0 if mode == "write" else settings.min_words,
        remember=settings.cache and mode != "stdout",
        together=not (given["verbose"] or given["rejects"] or given["quarantine"]),
    )
    walk = walk_of(settings, written, in_place=mode == "write")
    check_outside(paths, plan, walk)
    with ExitStack() as stack:
        stack.callback(remote.close)
        memory = memory_of(plan, work, given) if settings.cache else None
        memory = memory and stack.enter_context(closing(memory))
        progress = progress_of(paths, walk, plan, given)
        progress = progress and stack.enter_context(progress)
        ledger = stack.enter_context(writer_of(given["ledger"], tool)) if tool else None
        metadata = given["metadata"] and stack.enter_context(Replacement(given["metadata"]))
        rejects = given["rejects"] and stack.enter_context(PackedReplacement(given["rejects"]))
        shown = format_of(form, rules, color=color) if mode == "check" else None
        delivery = Delivery(
            plan,
            work.fields,
            form=shown,
            ledger=ledger,
            metadata=metadata,
            rejects=rejects,
            progress=progress,
        )
        run = Run(plan, work, delivery, memory, progress)
        found = sources(
            paths,
            walk,
            run.error,
            run.say,
            force_exclude=settings.force_exclude,
            stdin_name=given["stdin_filename"] or "",
            remote=remote,
        )
        reading = Reading(settings.input_format, settings.text_field, settings.max_size, STRETCH)
        run.clean(documents(map(run.aimed, found), reading), settings.jobs)
    run.summary()
    if run.interrupted:
        raise click.Abort
    sys.exit(run.exit_code())


def chosen_format(mode: str, form: str | None) -> str:
    """Return the format of findings; in GitHub Actions it is that of its annotations."""
    if form and mode != "check":
        raise click.UsageError("--format is for --check")
    return form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")


def chosen_mode(paths: tuple[Path, ...], output: str | None, flags: list[str]) -> str:
    """Return what is done with the results; a usage error if that is unclear."""
    modes = [*flags, *(["output"] if output is not None else [])]
    if output == "":
        raise click.UsageError("-o needs the name of a file or a folder")
    if len(modes) > 1:
        raise click.UsageError("only one of --check, --diff, --write and -o can be given")
    if not paths and stdin_is_terminal():
        raise click.UsageError("nothing to clean: name a PATH, or pipe text in")
    if modes:
        if modes[0] == "write" and (not paths or Path("-") in paths):
            raise click.UsageError("--write needs files; what is piped in goes to stdout")
        if modes[0] == "write" and (urls := [path for path in paths if isinstance(path, Url)]):
            raise click.UsageError(f"--write works in place, not at {urls[0]}; use -o")
        return modes[0]
    if len(paths) > 1 or (paths and is_many(paths[0])):
        raise click.UsageError(
            "several files or a folder need one of --check, --diff, --write and -o DIR"
        )
    return "stdout"
