"""What the command line names: files, folders, patterns, and addresses elsewhere."""

from __future__ import annotations

import os.path
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.cli.callbacks import Place
from garmentclean.corpus.remote import URL, Url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def places(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[Path, ...]:
    """Return paths; a pattern that the shell has left alone stands for the files that match."""
    return tuple(path for value in values for path in meant(value))


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
