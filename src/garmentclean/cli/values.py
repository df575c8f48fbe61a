"""The values of arguments and options: types and conversions."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, Any

import click

from garmentclean.corpus.file_kinds import named_descriptor
from garmentclean.corpus.globs.patterns import fault_of
from garmentclean.corpus.sizes import bytes_of
from garmentclean.run.options import PIPED, paths_of
from garmentclean.text.encoding import AUTO, encoding_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WRITTEN = (1, 2)
"""The file descriptors of stdout and stderr."""


class WholeNumber(click.IntRange):
    """A whole number with a minimum.

    Args:
        least: the smallest one.
    """

    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; a usage error if the value is not one, or too small."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a whole number, {self.least} or more", param, ctx)


class Number(click.FloatRange):
    """A number in a range.

    Args:
        what: a description for messages.
        least: the smallest one.
        most: the largest one; None for no limit.
    """

    def __init__(self, what: str, least: float, most: float | None = None) -> None:
        super().__init__(least, most)
        self.what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; a usage error if the value is not one, or not in the range."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not {self.what}", param, ctx)


class NonEmptyPath(click.Path):
    """A path that may not be empty, as it is if a shell variable is not set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; a usage error if it is empty."""
        if value == "":
            self.fail("it is empty; name a file or a folder", param, ctx)
        return super().convert(value, param, ctx)


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Return the names from all uses of an option as one list; commas also separate names."""
    names: list[str] = []
    for value in values:
        parts = [name.strip() for name in value.split(",") if name.strip()]
        if not parts:
            raise click.BadParameter("it is empty; name a rule or a pack")
        names += parts
    return names


def globs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns of paths; a usage error for one that can never match."""
    for value in values:
        if fault := fault_of(value):
            raise click.BadParameter(f"{value!r} matches nothing: {fault}; write as in .gitignore")
    return values


def size_in_bytes(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Return a size in bytes; a usage error if the value is not a size."""
    try:
        return None if value is None else bytes_of(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not {error}") from None


def encoding_name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return the usual name of an encoding; a usage error if there is no such encoding."""
    try:
        return value if value in {None, AUTO} else encoding_of(str(value))
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not {error}") from None


def expanded_paths(
    ctx: click.Context, _: click.Parameter, values: Sequence[str]
) -> tuple[Path, ...]:
    """Return paths; patterns that the shell did not expand are replaced by the matching files.

    A pipe from the shell, as for `<(command)`, is the same as `-`.
    """
    pipes = [value for value in values if is_pipe(value)]
    if pipes and len(pipes) + values.count(str(PIPED)) > 1:
        raise click.UsageError(f"{' '.join(pipes)}: only one pipe can be read; name files instead")
    if pipes and (number := named_descriptor(pipes[0])):
        sys.stdin = ctx.with_resource(os.fdopen(os.dup(number), encoding="utf-8"))
    named = ([PIPED] if value in pipes else paths_of(value) for value in values)
    return tuple(path for paths in named for path in paths)


def is_pipe(value: str) -> bool:
    """Return whether an argument is a pipe or a device that the caller has opened."""
    number = named_descriptor(value)
    if number is None or number in WRITTEN:
        return False
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        return False  # reading it reports the error
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
