"""garmentclean rules: one module a command."""

from __future__ import annotations

import click

from garmentclean.cli.command import DescribedGroup
from garmentclean.cli.rules.docs import docs
from garmentclean.cli.rules.lint import lint
from garmentclean.cli.rules.list import list_rules
from garmentclean.cli.rules.schema import schema
from garmentclean.cli.rules.show import show
from garmentclean.cli.rules.test import test

EXAMPLES = (
    ("garmentclean rules show citation-mark", "why there is a rule, and what it does"),
    ("garmentclean rules test mine.yaml", "test the examples of your own rules"),
    ("garmentclean rules lint mine.yaml", "look for what is wrong with rules that pass"),
)


@click.group(cls=DescribedGroup, examples=EXAMPLES)
def rules() -> None:
    """List, show, test, lint and document the rules."""


for command in (list_rules, show, test, lint, schema, docs):
    rules.add_command(command)
