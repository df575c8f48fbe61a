"""garmentclean rules test: the examples of rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from garmentclean.cli.console import plural, write
from garmentclean.examples import failures
from garmentclean.packs import SelectionError, files_of, load_packs
from garmentclean.rulefile import Pack, load_pack


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
def test(paths: tuple[Path, ...]) -> None:
    """Test the examples of rule files (without PATH: of the built-in ones).

    Each example must be exact, a second run must change nothing, and undoing must give it back.
    Ends with 1 if one fails.
    """
    packs: list[Pack] = [load_pack(file) for file in files_of(paths)] if paths else load_packs()
    tested = [rule for pack in packs for rule in pack.rules]
    if not tested:
        raise SelectionError("there are no rules to test in these files")
    failed = list(failures(tested))
    for failure in failed:
        write(f"{failure}\n")
    count = sum(len(rule.examples) for rule in tested)
    write(
        f"{plural(count, 'example')} of {plural(len(tested), 'rule')}: "
        f"{count - len(failed)} passed, {len(failed)} failed\n"
    )
    if failed:
        sys.exit(1)
