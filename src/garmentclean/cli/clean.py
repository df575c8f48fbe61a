"""garmentclean clean: the main job."""

from __future__ import annotations

import os.path
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from garmentclean.cli.console import say, stdin_is_terminal
from garmentclean.cli.options import RULE_FILES
from garmentclean.cli.run import MODES, Run, sources
from garmentclean.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable


class Names(click.ParamType[tuple[str, ...]]):
    """Names of rules and packs, with commas between them."""

    name = "ID|PACK"

    def convert(self, value: str, *_: object) -> tuple[str, ...]:
        """Return the names."""
        return tuple(name.strip() for name in value.split(",") if name.strip())


def flat(_: click.Context, __: click.Parameter, value: tuple[tuple[str, ...], ...]) -> list[str]:
    """Return the names of all uses of an option as one list."""
    return [name for names in value for name in names]


def names_option(name: str, text: str) -> Callable[[Any], Any]:
    """Return an option that takes names of rules and packs."""
    return click.option(name, type=Names(), multiple=True, callback=flat, help=text)


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="List what would change; ends with 1 if any does.")
@click.option("--diff", is_flag=True, help="Show what would change; ends with 1 if any does.")
@click.option("-w", "--write", is_flag=True, help="Clean the files in place.")
@click.option(
    "-o", "--output", metavar="DIR|FILE", help="Write the clean text there; DIR mirrors a tree."
)
@names_option("--select", "Run only these rules and packs.")
@names_option("--extend-select", "Run these beside the default ones.")
@names_option("--ignore", "Do not run these.")
@click.option("--unsafe", is_flag=True, help="Also run rules that may change a meaning.")
@RULE_FILES
@click.option(
    "--exit-non-zero-on-change", is_flag=True, help="With --write: end with 1 if a file changed."
)
@click.option("-q", "--quiet", is_flag=True, help="Only say what went wrong.")
def clean(  # noqa: PLR0913 - one parameter an option
    *,
    paths: tuple[Path, ...],
    rule_files: tuple[Path, ...],
    select: list[str],
    extend_select: list[str],
    ignore: list[str],
    unsafe: bool,
    output: str | None,
    exit_non_zero_on_change: bool,
    quiet: bool,
    **flags: bool,
) -> None:
    """Clean text: what is piped in, or files.

    One file, or what is piped in, is cleaned to stdout. Several files or a folder need one of
    --check, --diff, --write and -o.

    Exit codes: 0 done; 1 --check or --diff found something to change; 2 an error.
    """
    mode = chosen_mode(paths, output, [name for name in MODES if flags.get(name)])
    pipeline = Pipeline.from_packs(
        rule_files, select=select, extend_select=extend_select, ignore=ignore, unsafe=unsafe
    )
    if not pipeline.rules:
        say("no rule is left to run; look at --select, --ignore and --unsafe")
    run = Run(
        pipeline,
        mode,
        Path(output or ""),
        into_folder=is_folder(output or "", paths),
        quiet=quiet,
    )
    for source in sources(paths, run.error, Path(output) if output else None):
        run.clean(source)
    run.summary()
    sys.exit(run.exit_code(on_change=exit_non_zero_on_change))


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
