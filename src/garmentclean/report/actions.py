"""GitHub Actions, whose log obeys commands: no text that is shown there may give any.

A line that begins with `::` is a command, and so is `##[` anywhere in one (actions/runner,
`ActionCommand.cs`). Between `::stop-commands::TOKEN` and `::TOKEN::` there are none.
"""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

OLD = "##["


def in_actions() -> bool:
    """Tell whether this is a step of a workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def goes_to_log(stream: TextIO | None) -> bool:
    """Tell whether what is written may go to the log of a workflow: if it is for no file."""
    return stream is not None and in_actions() and not is_file(stream)


def is_file(stream: TextIO) -> bool:
    """Tell whether a stream writes into a regular file."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # it is none of the system's
        return False


def obeyed_by_none(line: str) -> str:
    r"""Return a line that does not begin with `::`, with no command in it.

    >>> obeyed_by_none("garmentclean: ##[add-mask]loom.txt: is empty")
    'garmentclean: #\\x23[add-mask]loom.txt: is empty'
    """
    return line.replace(OLD, r"#\x23[")


def stop_commands() -> tuple[str, str]:
    """Return the line behind which no command is obeyed, and the one that ends that.

    Nobody who writes a text knows what is between them.
    """
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n", f"::{token}::\n"
