"""Writing to stdout and stderr: whatever bytes there are, with colours, and obeyed by nothing.

The log of GitHub Actions obeys commands: a line that begins with `::`, and `##[` anywhere in one
(actions/runner, `ActionCommand.cs`). Between `::stop-commands::TOKEN` and `::TOKEN::` there are
none.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import click

from garmentclean.errors import GarmentcleanError
from garmentclean.text.display import STEERING, one_line, visible, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

BOLD = "1"
REVERSE = "7"
RED = "31"
GREEN = "32"
MAGENTA = "35"
CYAN = "36"


class StdoutError(GarmentcleanError):
    """Nothing more can be written to stdout."""


class ReaderGoneError(StdoutError):
    """Nobody reads what we write any more, as behind `| head`: an end, but no error."""

    def __init__(self) -> None:
        super().__init__("nobody reads this any more")


def say(message: str) -> None:
    """Write one line to stderr, behind the name of the program."""
    tell(f"garmentclean: {message}")


def tell(message: str) -> None:
    """Write one line to stderr that goes on from the line before.

    Where stderr is full, or closed, the exit code alone has to tell.
    """
    line = without_commands(one_line(message)) if in_actions() else one_line(message)
    try:
        data = line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character, as in a name that a ledger tells
        data = line.encode("utf-8", "backslashreplace")
    try:
        click.echo(data, err=True)
    except BrokenPipeError:
        sys.stderr = None  # or Python tries again when it ends
        raise ReaderGoneError from None
    except OSError:
        sys.stderr = None


def write(text: str, *, painted: bool = False) -> None:
    """Write text to stdout; bytes that are no UTF-8 come out as they came in.

    On a terminal, no text may steer it: control characters and marks of direction are visible.

    Args:
        text: the text.
        painted: whether it has colours, and was made visible before it got them.
    """
    if not painted and is_shown(sys.stdout):
        text = "\r\n".join(map(visible, text.split("\r\n")))
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character that JSON has written as an escape
        data = text.encode("utf-8", "backslashreplace")
    _put(data)


@contextmanager
def echoing() -> Iterator[None]:
    """Raise StdoutError for what click cannot write to stdout, as `write_bytes` does."""
    if sys.stdout is None:
        raise StdoutError("cannot write to stdout: it is closed")
    try:
        yield
    except BrokenPipeError:
        sys.stdout = None
        raise ReaderGoneError from None
    except OSError as error:
        sys.stdout = None
        raise StdoutError(f"cannot write to stdout: {error.strerror}") from None


def write_bytes(data: bytes) -> None:
    """Write a document to stdout: its bytes, but to a terminal no control characters."""
    if is_terminal(sys.stdout):
        lines = data.decode("utf-8", "surrogateescape").split("\r\n")
        data = "\r\n".join(line.translate(STEERING) for line in lines).encode(
            "utf-8", "surrogateescape"
        )
    _put(data)


def _put(data: bytes) -> None:
    """Write bytes to stdout; StdoutError if that fails, as on a full disk."""
    rest = memoryview(data)
    try:
        while rest:  # with PYTHONUNBUFFERED, not all of it may be written at once
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stdout = None
        raise ReaderGoneError from None
    except (AttributeError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is closed"
        sys.stdout = None  # or Python tries again when it ends
        raise StdoutError(f"cannot write to stdout: {reason}") from None


def stdin_is_terminal() -> bool:
    """Tell whether nothing is piped in."""
    return sys.stdin is None or sys.stdin.isatty()


def is_shown(stream: TextIO | None) -> bool:
    """Tell whether people look at what is written: on a terminal, or as pre-commit shows it."""
    if is_terminal(stream):
        return True
    return stream is not None and os.environ.get("PRE_COMMIT") == "1" and not is_file(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal."""
    return stream is not None and stream.isatty()


def color_wanted(choice: Literal["auto", "always", "never"], stream: TextIO | None) -> bool:
    """Tell whether to write colours to a stream.

    Args:
        choice: what the user asked for; `always` and `never` are obeyed. With `auto` a terminal
            gets colours, unless its TERM is `dumb`; NO_COLOR and FORCE_COLOR, if they are not
            empty, turn them off and on, and the first goes before the second.
        stream: where the text goes; None if that is closed.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str) -> str:
    r"""Return a text in some styles (SGR parameters), or as it is if it is empty or there are none.

    >>> paint("loom", BOLD, RED)
    '\x1b[1;31mloom\x1b[0m'
    """
    return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if text and styles else text


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


def stop_commands() -> tuple[str, str]:
    """Return the line behind which no command is obeyed, and the one that ends that.

    Nobody who writes a text knows what is between them.
    """
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n", f"::{token}::\n"
