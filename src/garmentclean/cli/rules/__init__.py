"""garmentclean rules: one module a command."""

from __future__ import annotations

import click

from garmentclean.cli.rules.docs import docs
from garmentclean.cli.rules.lint import lint
from garmentclean.cli.rules.list import list_rules
from garmentclean.cli.rules.schema import schema
from garmentclean.cli.rules.show import show
from garmentclean.cli.rules.test import test


@click.group()
def rules() -> None:
    """List, show, test, lint and document the rules."""


for command in (list_rules, show, test, lint, schema, docs):
    rules.add_command(command)
