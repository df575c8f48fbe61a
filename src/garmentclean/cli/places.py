"""What the command line names: files, folders, patterns, pipes, and addresses elsewhere."""

from __future__ import annotations

import os
import stat
import sys
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.cli.values import Place
from garmentclean.corpus.outputs import descriptor_of
from garmentclean.corpus.remote import URL, Url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


PIPED = Path("-")
WRITTEN = (1, 2)
"""The numbers of stdout and stderr."""


def places(ctx: click.Context, _: click.Parameter, values: Sequence[str]) -> tuple[Path, ...]:
    """Return paths; a pattern that the shell has left alone stands for the files that match.

    A pipe that the shell has made, as for `<(command)`, is the same as `-`.
    """
    pipes = [value for value in values if is_pipe(value)]
    if pipes and len(pipes) + values.count(str(PIPED)) > 1:
        raise click.UsageError(f"{' '.join(pipes)}: only one pipe can be read; name files instead")
    if pipes and (number := descriptor_of(pipes[0])):
        sys.stdin = ctx.with_resource(os.fdopen(os.dup(number), encoding="utf-8"))
    found = ([PIPED] if value in pipes else meant(value) for value in values)
    return tuple(path for paths in found for path in paths)


def is_pipe(value: str) -> bool:
    """Tell whether an argument stands for a pipe, or a device, that the caller has opened."""
    number = descriptor_of(value)
    if number is None or number in WRITTEN:
        return False
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        return False  # reading it will tell
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def meant(value: str) -> Iterator[Path]:
    """Yield the paths that an argument stands for."""
    if URL.match(value):
        yield Url(value)
    elif has_magic(value) and not os.path.lexists(value):
        found = sorted(glob(value, recursive=True))  # noqa: PTH207 - of any pattern, from anywhere
        yield from map(Path, found or [value])
    else:
        yield Path(value)


def is_many(path: Path) -> bool:
    """Tell whether a path means more than one file."""
    return path.is_many if isinstance(path, Url) else os.path.isdir(path)


def is_folder(output: str, paths: tuple[Path, ...]) -> bool:
    """Tell whether -o names a folder: it is one, it ends in a slash, or much goes there."""
    several = len(paths) > 1 or (bool(paths) and is_many(paths[0]))
    return several or output.endswith(("/", "\\")) or os.path.isdir(output)


PATHS = click.argument("paths", metavar="[PATH]...", nargs=-1, type=Place(), callback=places)
