"""The modes of `garmentclean clean`: what is done with the text."""

from __future__ import annotations

import os
from pathlib import Path

import click

from garmentclean.cli.completers import paths_like
from garmentclean.cli.options import options
from garmentclean.cli.places import is_many
from garmentclean.corpus.remote import Url
from garmentclean.report.formats.registry import FORMATS
from garmentclean.report.terminal import stdin_is_terminal

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
