"""What the command line alone knows of a run: its mode, its format, and what is piped in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from garmentclean.report.terminal import stdin_is_terminal
from garmentclean.run.options import PIPED, is_many

if TYPE_CHECKING:
    from pathlib import Path


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
        return modes[0]
    if len(paths) > 1 or (paths and is_many(paths[0])):
        raise click.UsageError(
            "several files or a folder need one of --check, --diff, --write and -o DIR"
        )
    return "stdout"


def check_stdin_name(paths: tuple[Path, ...], name: str | None) -> None:
    """Raise a usage error for a name of what is piped in that names nothing."""
    if name == "":
        raise click.UsageError("--stdin-filename needs a name")
    if name is not None and paths and PIPED not in paths:
        raise click.UsageError("--stdin-filename names standard input; add - to the paths")
