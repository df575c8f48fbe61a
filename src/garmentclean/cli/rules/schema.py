"""garmentclean rules schema: the JSON Schema of rule files."""

from __future__ import annotations

import json

import click

from garmentclean.authoring.schema import pack_schema
from garmentclean.report.console import write


@click.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors that complete and check YAML.

    \b
      garmentclean rules schema > pack.json

    Then let the first line of a rule file be

    \b
      # yaml-language-server: $schema=pack.json
    """  # noqa: D301 - click wants the character, it keeps the lines as they are
    write(json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n")
