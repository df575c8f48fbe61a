"""garmentclean rules lint: what is wrong with rules beyond their examples."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.authoring.lint import CHECKS
from garmentclean.authoring.lint import lint as findings_of
from garmentclean.pipeline.packs import SelectionError, files_of, installed, load_packs
from garmentclean.report.console import plural, write

if TYPE_CHECKING:
    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pack import Pack


def summaries() -> str:
    """Return the checks, a line each, as the help shows them."""
    width = max(map(len, CHECKS))
    lines = (
        f"  {name:{width}}  {(inspect.getdoc(check) or '').partition(chr(10))[0]}"
        for name, check in CHECKS.items()
    )
    return "\n".join(("\b", "Checks:", *lines))


@click.command(epilog=summaries())
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
def lint(paths: tuple[Path, ...]) -> None:
    """Look for faults in rule files (without PATH: in the built-in ones and those of plugins).

    Rules of PATH are checked together with those, as they would run. Each finding is a line: file,
    line, check, rule, what is wrong and what to do. Ends with 1 if there is one.
    """
    together, linted = loaded(paths)
    if not linted:
        raise SelectionError("there are no rules to lint in these files")
    found = findings_of(together, {rule.name for rule in linted})
    for finding in found:
        write(f"{finding}\n")
    count = plural(len(found), "finding") if found else "no findings"
    write(f"{plural(len(linted), 'rule')}, {count}\n")
    if found:
        sys.exit(1)


def loaded(paths: tuple[Path, ...]) -> tuple[list[Pack], list[Rule]]:
    """Return all packs, and the rules of the files that are to be linted.

    One that is installed may be among them, and is loaded only once.
    """
    there = {file.resolve() for file in installed()}
    named = files_of(paths)
    together = load_packs(file for file in named if file.resolve() not in there)
    files = {file.resolve() for file in named} or there
    return together, [
        rule for pack in together for rule in pack.rules if Path(rule.path).resolve() in files
    ]
