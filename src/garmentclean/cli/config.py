"""garmentclean config: what is in force, and where each value comes from."""

from __future__ import annotations

from typing import Any

import click

from garmentclean.cli.command import Described
from garmentclean.cli.options import BRAKE, FILES, LIMITS, ROWS, SELECTION, SITES, SPEED
from garmentclean.cli.settings import in_force, working_folder
from garmentclean.cli.toml import as_toml, comment, value_of
from garmentclean.report.console import write
from garmentclean.run.config import KEYS

EXAMPLES = (
    ("garmentclean config", "what holds in this folder"),
    ("garmentclean config --ignore citation-mark --max-loss 0.5", "what would hold with options"),
    ("garmentclean config --isolated", "the defaults"),
)


@click.command(cls=Described, examples=EXAMPLES)
@SELECTION
@BRAKE
@FILES
@ROWS
@SITES
@LIMITS
@SPEED
def config(**given: Any) -> None:
    """Print what is in force, and where each value comes from: a file, an option, or the default.

    It is a configuration by itself: the same lines in a garmentclean.toml mean the same.
    """
    held, _ = in_force(given)
    root = held.path.parent.resolve() if held.path else working_folder()
    write(f"# {comment(f'in {root}')}\n")
    for key in KEYS:
        value = as_toml(value_of(held.settings, key))
        write(f"{key} = {value}  # {comment(held.origins[key])}\n")
