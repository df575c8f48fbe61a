"""garmentclean clean: the main job."""

from __future__ import annotations

import os.path
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from importlib.metadata import version
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.console import color_wanted, say, stdin_is_terminal
from garmentclean.cli.options import BRAKE, CONSOLE, FILES, ROWS, SELECTION, options
from garmentclean.cli.plan import MODES, Plan
from garmentclean.cli.run import Run
from garmentclean.config import find, load
from garmentclean.corpus.files import Replacement, Seen
from garmentclean.corpus.ignore import is_inside
from garmentclean.corpus.sources import ROW_SUFFIXES, documents, sources
from garmentclean.corpus.walk import TEXT_SUFFIXES, Walk
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.entry import Tool, ruleset_of
from garmentclean.ledger.file import Writer
from garmentclean.memory import MANIFEST, Memory, cache_file, task_of
from garmentclean.packs import SelectionError, UnknownNameError
from garmentclean.report.formats import FORMATS, format_of
from garmentclean.settings import Pipelines, Settings
from garmentclean.work import Work

if TYPE_CHECKING:
    from collections.abc import Collection

    from garmentclean.cli.progress import Progress

FILE = click.Path(path_type=Path, dir_okay=False)

MODE = options(
    click.option("--check", is_flag=True, help="List what would change; ends with 1 if any does."),
    click.option("--diff", is_flag=True, help="Show what would change; ends with 1 if any does."),
    click.option("-w", "--write", is_flag=True, help="Clean the files in place."),
    click.option(
        "-o", "--output", metavar="DIR|FILE", help="Write the clean text there; DIR mirrors a tree."
    ),
)

RECORDS = options(
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
        "--quarantine",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Put the documents there that would lose too much.",
    ),
)


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@MODE
@RECORDS
@BRAKE
@SELECTION
@ROWS
@FILES
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1), help="Use N processes (default: all cores)."
)
@click.option("--no-cache", is_flag=True, help="Do all, whatever earlier runs have done.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How --check lists what it finds."
)
@click.option(
    "--exit-non-zero-on-change",
    is_flag=True,
    help="With --write: name each file that changed, and end with 1 if any did.",
)
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
    rules = pipelines.default.rules
    if not rules:
        say("no rule is left to run; look at --select, --ignore and --unsafe")
    tool = Tool(
        f"garmentclean {version('garmentclean')}",
        ruleset_of(rules),
        tuple(rule.name for rule in rules),
        pipelines.default.max_loss,
    )
    plan = Plan(
        mode,
        output=Path(output or ""),
        into_folder=is_folder(output or "", paths),
        quarantine=given["quarantine"],
        quiet=given["quiet"],
        verbose=given["verbose"],
        on_change=given["exit_non_zero_on_change"],
    )
    color = color_wanted(given["color"], sys.stdout)
    work = Work(
        pipelines,
        show=mode,
        format=form,
        color=color,
        tool=tool if given["ledger"] else None,
        metadata=given["metadata"] is not None,
        columns=given["metadata_columns"],
        field=settings.text_field[0],
        remember=settings.cache,
    )
    walk = walk_of(settings, written, in_place=mode == "write")
    check_output(paths, plan, walk)
    memory = memory_of(plan, work, given) if settings.cache else None
    progress = progress_of(paths, walk, plan, given)
    with ExitStack() as stack:
        ledger = stack.enter_context(Writer(given["ledger"], tool)) if given["ledger"] else None
        metadata = given["metadata"] and stack.enter_context(Replacement(given["metadata"]))
        shown = format_of(form, rules, color=color) if mode == "check" else None
        memory = memory and stack.enter_context(closing(memory))
        progress = progress and stack.enter_context(progress)
        run = Run(
            plan,
            work,
            form=shown,
            ledger=ledger,
            metadata=metadata,
            memory=memory,
            progress=progress,
        )
        found = sources(
            paths,
            walk,
            run.error,
            run.say,
            force_exclude=settings.force_exclude,
            stdin_name=given["stdin_filename"] or "",
        )
        rows = settings.input_format == "jsonl" if settings.input_format else None
        run.clean(documents(map(run.aimed, found), rows=rows), settings.jobs)
    run.summary()
    if run.interrupted:
        raise click.Abort
    sys.exit(run.exit_code())


def memory_of(plan: Plan, work: Work, given: dict[str, Any]) -> Memory | None:
    """Return what remembers the documents that need no work; None where they go to one place.

    All have to be done again where records are asked for that nothing may be missing in.
    """
    folder = plan.mode == "output" and plan.into_folder
    if plan.mode == "stdout" or (plan.mode == "output" and not folder):
        return None
    ledger = given["ledger"]
    records = given["metadata"] or given["quarantine"] or (ledger and not os.path.lexists(ledger))
    task = task_of(
        work.pipelines,
        (work.show, work.format, work.color, work.columns, plan.mode),
        ledger and realpath(ledger),
    )
    path = plan.output / MANIFEST if folder else cache_file()
    in_place = plan.mode == "write"
    return Memory(path, task, say, output=folder, in_place=in_place, anew=bool(records))


def progress_of(
    paths: tuple[Path, ...], walk: Walk, plan: Plan, given: dict[str, Any]
) -> Progress | None:
    """Return what shows how far the run has come; None if that would be in the way, or unseen."""
    stdout_is_free = plan.mode in {"write", "output"} or not sys.stdout.isatty()
    if plan.quiet or plan.verbose or plan.mode == "stdout" or not stdout_is_free:
        return None
    if not sys.stderr or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from garmentclean.cli.progress import Progress  # noqa: PLC0415 - rich takes a while to load

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
        suffixes=ROW_SUFFIXES if settings.input_format == "jsonl" else TEXT_SUFFIXES,
        skip=written,
        follow=not in_place,
    )


def check_output(paths: tuple[Path, ...], plan: Plan, walk: Walk) -> None:
    """Raise a usage error if the output lies in a folder that is cleaned, and is no part of it."""
    if not plan.into_folder:
        return
    output = realpath(plan.output)
    for path in paths:
        if (
            os.path.isdir(path)
            and output != realpath(path)
            and is_inside(output, realpath(path))
            and not walk.excludes_folder(plan.output, path, say)
        ):
            raise click.UsageError(
                f"-o {plan.output} lies inside of {path}, which is cleaned; name a folder outside, "
                f"or leave it out with --exclude {plan.output}/"
            )


def check_files(paths: tuple[Path, ...], given: dict[str, Any]) -> list[Path]:
    """Return the files and folders that a run writes; a usage error if one is in another's way."""
    options = ("output", "ledger", "metadata", "quarantine")
    written = {f"--{name}": Path(given[name]) for name in options if given[name]}
    taken = {realpath(path): str(path) for path in paths if not os.path.isdir(path)}
    for option, path in written.items():
        if option != "--output" and realpath(path) in taken:
            raise click.UsageError(f"{option} {path} would overwrite {taken[realpath(path)]}")
        taken[realpath(path)] = option
    return [*written.values()]


def settings_of(given: dict[str, Any]) -> tuple[Settings, Pipelines]:
    """Return the settings of the configuration and the command line, and their pipelines."""
    if given["config"] and given["isolated"]:
        raise click.UsageError("only one of --config and --isolated can be given")
    path = given["config"] or (None if given["isolated"] else find(working_folder()))
    settings = load(path) if path else Settings()
    configured = {*settings.select, *settings.extend_select, *settings.ignore}
    configured |= {name for _, names in settings.per_file_ignores for name in names}
    configured |= {name for name, _ in settings.packs}
    try:
        settings = with_options(settings, given)
        return settings, Pipelines(settings)
    except UnknownNameError as error:
        if error.name in configured:
            raise SelectionError(f"{path}: {error}") from None
        raise


def working_folder() -> Path:
    """Return the working folder; GarmentcleanError if it is gone."""
    try:
        return Path.cwd()
    except OSError:
        raise GarmentcleanError("the working folder is gone; go to another one") from None


def with_options(settings: Settings, given: dict[str, Any]) -> Settings:
    """Return the settings of a configuration with those of the command line over them.

    A --select takes the place of all that the configuration says of which rules run, and an
    --include that of its own; the other lists are added to its own.
    """
    if given["select"]:
        settings = replace(settings, select=(), extend_select=(), ignore=(), packs=())
    lists = {"rules": "rule_files"} | {
        name: name for name in ("select", "extend_select", "ignore", "protect")
    }
    added: dict[str, Any] = {
        key: (*getattr(settings, key), *given[name]) for key, name in lists.items()
    }
    folder = working_folder()
    added["include"] = tuple((folder, g) for g in given["include"]) or settings.include
    added["exclude"] = (*settings.exclude, *((folder, g) for g in given["exclude"]))
    single = ("max_loss", "input_format", "jobs")
    added |= {key: given[key] for key in single if given[key] is not None}
    if given["text_field"]:
        added["text_field"] = tuple(given["text_field"])
    added["unsafe"] = settings.unsafe or given["unsafe"]
    added["force_exclude"] = settings.force_exclude or given["force_exclude"]
    added["ignore_files"] = settings.ignore_files and not given["no_ignore_files"]
    added["cache"] = settings.cache and not given["no_cache"]
    settings = replace(settings, **added)
    return replace(settings, max_loss=1.0) if given["force"] else settings


def check_stdin_name(paths: tuple[Path, ...], name: str | None) -> None:
    """Raise a usage error for a name of what is piped in that names nothing."""
    if name == "":
        raise click.UsageError("--stdin-filename needs a name")
    if name is not None and paths and Path("-") not in paths:
        raise click.UsageError("--stdin-filename names what is piped in; put - among the paths")


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
        return modes[0]
    if len(paths) > 1 or (paths and os.path.isdir(paths[0])):
        raise click.UsageError(
            "several files or a folder need one of --check, --diff, --write and -o DIR"
        )
    return "stdout"


def is_folder(output: str, paths: tuple[Path, ...]) -> bool:
    """Tell whether -o names a folder: it is one, it ends in a slash, or much goes there."""
    several = len(paths) > 1 or (bool(paths) and os.path.isdir(paths[0]))
    return several or output.endswith(("/", "\\")) or os.path.isdir(output)
