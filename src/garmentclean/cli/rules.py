"""garmentclean rules: list, show and test rules."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import click

from garmentclean.cli.console import plural, write
from garmentclean.examples import failures
from garmentclean.filters import rule_class
from garmentclean.packs import SelectionError, choose, files_of, load_packs
from garmentclean.rule import Rule
from garmentclean.rulefile import Pack, load_pack

RULE_FILES = click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also load this rule file, or the *.yaml of this folder.",
)


@click.group()
def rules() -> None:
    """List, show and test the rules."""


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


@rules.command()
@click.argument("name", metavar="ID")
@RULE_FILES
def show(name: str, rule_files: tuple[Path, ...]) -> None:
    """Show a rule: why it exists, what its filter does, its examples, and where it is defined."""
    packs = load_packs(rule_files)
    found = choose(packs, select=[name], unsafe=True)
    running = {rule.name for rule in choose(packs)}
    write("\n".join(described(rule, on=rule.name in running) for rule in found))


def described(rule: Rule, *, on: bool) -> str:
    """Return what there is to know of a rule."""
    state = "on by default" if on else f"off by default; --extend-select {rule.name} turns it on"
    if rule.safety == "unsafe":
        state = "unsafe: it may change a meaning; runs only with --unsafe"
    parts = [
        rule.name,
        f"  {rule.why}",
        f"  {state}",
        f"  defined in {rule.path}:{rule.line}",
        "",
        f"filter {rule.kind}",
        indented(inspect.getdoc(rule_class(rule.kind)) or ""),
        "",
        "keys of every rule",
        indented((inspect.getdoc(Rule) or "").partition("Keys:\n")[2]),
    ]
    for example in rule.examples:
        parts += ["", f"example (line {example.line})"]
        if example.fails:
            parts.append(f"  known failure: {example.fails}")
        if example.keeps:
            parts += ["  keep:", indented(example.before, "    | ")]
            continue
        parts += ["  before:", indented(example.before, "    | ")]
        if example.reports:
            parts += ["  reports:", *(f"    | {text}" for text in example.reports)]
        else:
            parts += ["  after:", indented(example.after, "    | ")]
    return "\n".join(parts) + "\n"


def indented(text: str, by: str = "  ") -> str:
    """Return a text with each of its lines moved to the right."""
    return "\n".join((by + line).rstrip() for line in text.rstrip("\n").split("\n"))


@rules.command()
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
