"""Checks of options that only the command line has: the mode, the format, the name of stdin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from garmentclean.report.terminal import stdin_is_terminal
from garmentclean.run.options import PIPED, is_many

if TYPE_CHECKING:
    from pathlib import Path


def chosen_format(mode: str, form: str | None) -> str:
    """Return the format of findings; in GitHub Actions, `github` is the default."""
    if form and mode != "check":
        raise click.UsageError("--format is for --check")
    return form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")


def chosen_mode(paths: tuple[Path, ...], output: str | None, flags: list[str]) -> str:
    """Return the mode of the run; a usage error if it is unclear."""
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
    """Raise a usage error for a --stdin-filename that is empty, or without standard input."""
    if name == "":
        raise click.UsageError("--stdin-filename needs a name")
    if name is not None and paths and PIPED not in paths:
        raise click.UsageError("--stdin-filename names standard input; add - to the paths")
