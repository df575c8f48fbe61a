"""garmentclean rules: list, show, test, lint and document the rules."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.authoring.catalogue import one_page, pages
from garmentclean.authoring.lint import CHECKS
from garmentclean.authoring.lint import lint as findings_of
from garmentclean.authoring.schema import pack_schema
from garmentclean.cli.command import DescribedGroup
from garmentclean.cli.options import RULE_FILES
from garmentclean.cli.rules.show import show
from garmentclean.cli.rules.test import test
from garmentclean.corpus import writing
from garmentclean.pipeline.pack_files import files_of, installed, load_packs
from garmentclean.pipeline.selection import SelectionError, choose
from garmentclean.report.terminal import say, write
from garmentclean.text.display import plural

if TYPE_CHECKING:
    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pack import Pack

EXAMPLES = (
    ("garmentclean rules show citation-mark", "show why a rule exists, and what it does"),
    ("garmentclean rules test mine.yaml", "test the examples of your own rules"),
    ("garmentclean rules lint mine.yaml", "find faults in rules that pass their tests"),
)


@click.group(cls=DescribedGroup, examples=EXAMPLES)
def rules() -> None:
    """List, show, test, lint and document the rules."""


rules.add_command(show)
rules.add_command(test)


@rules.command("list")
@RULE_FILES
def list_rules(rule_files: tuple[Path, ...]) -> None:
    """List all rules: name, filter, whether they run by default, and why they exist."""
    packs = load_packs(rule_files)
    running = {rule.name for rule in choose(packs)}
    width = max(len(rule.name) for pack in packs for rule in pack.rules)
    for pack in packs:
        for rule in pack.rules:
            state = "on" if rule.name in running else "off"
            state = "unsafe" if rule.safety == "unsafe" else state
            write(f"{rule.name:{width}}  {rule.kind:15}  {state:6}  {rule.why}\n")


def summaries() -> str:
    """Return the checks, a line each, as the help shows them."""
    width = max(map(len, CHECKS))
    lines = (
        f"  {name:{width}}  {(inspect.getdoc(check) or '').partition(chr(10))[0]}"
        for name, check in CHECKS.items()
    )
    return "\n".join(("\b", "Checks:", *lines))


@rules.command(epilog=summaries())
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
def lint(paths: tuple[Path, ...]) -> None:
    """Find faults in rule files (without PATH: in the built-in ones and those of plugins).

    The rules of PATH are checked together with the others, as they would run. Each finding is one
    line: file, line, check, rule, what is wrong and what to do. Exits with 1 if there are any.
    """
    together, linted = packs_and_rules(paths)
    if not linted:
        raise SelectionError("there are no rules to lint in these files")
    findings = findings_of(together, {rule.name for rule in linted})
    for finding in findings:
        write(f"{finding}\n")
    count = plural(len(findings), "finding") if findings else "no findings"
    write(f"{plural(len(linted), 'rule')}, {count}\n")
    if findings:
        sys.exit(1)


def packs_and_rules(paths: tuple[Path, ...]) -> tuple[list[Pack], list[Rule]]:
    """Return all packs, and the rules of the files that are to be linted.

    An installed file may be among them; it is loaded only once.
    """
    own = {file.resolve() for file in installed()}
    named = files_of(paths)
    together = load_packs(file for file in named if file.resolve() not in own)
    files = {file.resolve() for file in named} or own
    return together, [
        rule for pack in together for rule in pack.rules if Path(rule.path).resolve() in files
    ]


@rules.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors that complete and check YAML.

    \b
      garmentclean rules schema > pack.json

    Then make this the first line of a rule file:

    \b
      # yaml-language-server: $schema=pack.json
    """  # noqa: D301 - click wants the character, it keeps the lines as they are
    write(json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n")


@rules.command()
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Write a page for each pack, one for the filters, and an index to this folder.",
)
@RULE_FILES
def docs(output: str | None, rule_files: tuple[Path, ...]) -> None:
    """Write a catalogue of all rules and filters as Markdown, to stdout or as pages to DIR."""
    if output == "":
        raise click.UsageError("-o needs the name of a folder")
    packs = load_packs(rule_files)
    if output is None:
        write(one_page(packs))
        return
    written = pages(packs)
    for name, text in written.items():
        writing.write(Path(output, name), text.encode(), within=Path(output))
    say(f"{output}: {plural(len(written), 'page')} written")
