"""garmentclean clean: the main job."""

from __future__ import annotations

import os.path
import sys
from contextlib import ExitStack
from importlib.metadata import version
from os.path import realpath
from pathlib import Path
from typing import Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.completers import paths_like
from garmentclean.cli.console import color_wanted, say, stdin_is_terminal
from garmentclean.cli.options import BRAKE, CONSOLE, FILES, ROWS, SELECTION, SPEED, options
from garmentclean.cli.plan import MODES, Plan
from garmentclean.cli.run import Run
from garmentclean.cli.settings import settings_of
from garmentclean.corpus.files import Replacement
from garmentclean.corpus.sources import sources
from garmentclean.ledger.entry import Tool, ruleset_of
from garmentclean.ledger.file import Writer
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
        help="With --write: end with 1 if a file changed.",
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
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@MODE
@SELECTION
@BRAKE
@FILES
@ROWS
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
    )
    with ExitStack() as stack:
        ledger = stack.enter_context(Writer(given["ledger"], tool)) if given["ledger"] else None
        metadata = given["metadata"] and stack.enter_context(Replacement(given["metadata"]))
        shown = format_of(form, rules, color=color) if mode == "check" else None
        run = Run(plan, work, shown, ledger, metadata)
        found = sources(
            paths,
            run.error,
            say,
            rows=settings.input_format == "jsonl" if settings.input_format else None,
            skip=written,
        )
        run.clean(found, settings.jobs or 1)
    run.summary()
    sys.exit(run.exit_code(on_change=given["exit_non_zero_on_change"]))


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
