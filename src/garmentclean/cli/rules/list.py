"""garmentclean rules list: all rules, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from garmentclean.cli.options import RULE_FILES
from garmentclean.pipeline.packs import choose, load_packs
from garmentclean.report.console import write

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list")
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
