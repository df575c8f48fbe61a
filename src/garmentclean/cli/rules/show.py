"""garmentclean rules show: all there is to know of a rule."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from garmentclean.cli.completers import rule_names
from garmentclean.cli.options import RULE_FILES
from garmentclean.console import write
from garmentclean.filters import rule_class
from garmentclean.packs import choose, load_packs
from garmentclean.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("name", metavar="ID", shell_complete=rule_names)
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
        for number, text in enumerate(example.corpus, 1):
            parts += [f"  document {number} of its corpus:", indented(text, "    | ")]
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
