"""Writes to stdout and stderr: any bytes, colours, and no commands to a terminal or a log.

The log of GitHub Actions obeys commands: a line that begins with `::`, and `##[` anywhere in a line
(actions/runner, `ActionCommand.cs`). Between `::stop-commands::TOKEN` and `::TOKEN::`,
it obeys none.
"""

from __future__ import annotations

import os
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
    """Stdout can no longer be written to."""


class ReaderGoneError(StdoutError):
    """The reader of stdout has ended, as `| head` does: this ends the run, but is not an error."""

    def __init__(self) -> None:
        super().__init__("nobody reads this any more")


def say(message: str) -> None:
    """Write one line to stderr, after the name of the program."""
    say_more(f"garmentclean: {message}")


def say_more(message: str) -> None:
    """Write one line to stderr that continues the line before.

    If stderr is full or closed, only the exit code is left to report a failure.
    """
    line = without_commands(one_line(message)) if in_actions() else one_line(message)
    try:
        data = line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate, as in a name from a ledger
        data = line.encode("utf-8", "backslashreplace")
    try:
        click.echo(data, err=True)
    except BrokenPipeError:
        sys.stderr = None  # or Python tries again at exit
        raise ReaderGoneError from None
    except OSError:
        sys.stderr = None


def write(text: str, *, painted: bool = False) -> None:
    """Write text to stdout; bytes that are not UTF-8 are written as they were read.

    On a terminal, control characters and direction marks are shown as symbols.

    Args:
        text: the text.
        painted: whether it has colours, and was made visible before they were added.
    """
    if not painted and is_shown(sys.stdout):
        text = "\r\n".join(map(visible, text.split("\r\n")))
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate, which was an escape in JSON
        data = text.encode("utf-8", "backslashreplace")
    _put(data)


@contextmanager
def echoing() -> Iterator[None]:
    """Raise StdoutError if click cannot write to stdout, as `write_bytes` does."""
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
    """Write the bytes of a document to stdout; on a terminal, without control characters."""
    if is_terminal(sys.stdout):
        lines = data.decode("utf-8", "surrogateescape").split("\r\n")
        data = "\r\n".join(line.translate(STEERING) for line in lines).encode(
            "utf-8", "surrogateescape"
        )
    _put(data)


def _put(data: bytes) -> None:
    """Write bytes to stdout; StdoutError if that fails, for example on a full disk."""
    rest = memoryview(data)
    try:
        while rest:  # with PYTHONUNBUFFERED, one write may be partial
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stdout = None
        raise ReaderGoneError from None
    except (AttributeError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is closed"
        sys.stdout = None  # or Python tries again at exit
        raise StdoutError(f"cannot write to stdout: {reason}") from None


def stdin_is_terminal() -> bool:
    """Return whether nothing is piped in."""
    return sys.stdin is None or sys.stdin.isatty()


def is_shown(stream: TextIO | None) -> bool:
    """Return whether people see what is written: on a terminal, or through pre-commit."""
    if is_terminal(stream):
        return True
    return stream is not None and os.environ.get("PRE_COMMIT") == "1" and not is_file(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal."""
    return stream is not None and stream.isatty()


def color_wanted(choice: Literal["auto", "always", "never"], stream: TextIO | None) -> bool:
    """Return whether to write colours to a stream.

    Args:
        choice: the choice of the user. With `auto`, a terminal gets colours unless its TERM is
            `dumb`; NO_COLOR, if it is not empty, turns them off, else FORCE_COLOR turns them on.
        stream: the stream; None if it is closed.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str) -> str:
    r"""Return a text in some styles (SGR parameters); an empty text gets none.

    >>> paint("loom", BOLD, RED)
    '\x1b[1;31mloom\x1b[0m'
    """
    return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if text and styles else text


def in_actions() -> bool:
    """Return whether this runs in a step of a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def goes_to_log(stream: TextIO | None) -> bool:
    """Return whether a stream may be the log of a workflow: it is not a regular file."""
    return stream is not None and in_actions() and not is_file(stream)


def is_file(stream: TextIO) -> bool:
    """Return whether a stream writes to a regular file."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # it is not a stream of the system
        return False


def stop_commands() -> tuple[str, str]:
    """Return the line after which no command is obeyed, and the line that ends this.

    They contain a random token, which no text can guess.
    """
    import secrets  # only where a log obeys commands

    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n", f"::{token}::\n"
