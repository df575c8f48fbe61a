"""First arguments that look like a misspelt command."""

from __future__ import annotations

import os.path
import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

MEANT = {
    "apply": "--write",
    "check": "--check",
    "diff": "--diff",
    "fix": "--write",
    "format": "--write",
    "help": "--help",
    "lint": "rules lint",
    "list": "rules list",
    "preview": "--diff",
    "revert": "restore",
    "rule": "rules",
    "run": "clean",
    "schema": "rules schema",
    "show": "rules show",
    "test": "rules test",
    "undo": "restore",
    "version": "--version",
    "write": "--write",
}
"""Names of commands in other tools, and the command or option here."""
WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
ALIKE = 0.75
"""How alike two words must be for one to be a misspelling of the other."""


def refuse_unknown_command(word: str, commands: Iterable[str]) -> None:
    """Raise a usage error for a word that looks like a command, but is neither that nor a path.

    Args:
        word: the first argument.
        commands: the names of the commands.
    """
    if not WORD.fullmatch(word) or os.path.lexists(word):
        return
    from difflib import get_close_matches  # only where something is wrong

    known = {name: name for name in commands} | MEANT
    close = get_close_matches(word.lower(), known, n=1, cutoff=ALIKE)
    if close:
        raise click.UsageError(
            f"no such command '{word}', and no such file; "
            f"did you mean 'garmentclean {known[close[0]]}'?"
        )
