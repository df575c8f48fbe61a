"""Options that commands share."""

from __future__ import annotations

from pathlib import Path

import click

RULE_FILES = click.option(
    "--rules",
    "rule_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also load this rule file, or the *.yaml of this folder.",
)
