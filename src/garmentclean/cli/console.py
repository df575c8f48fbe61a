"""Writing to stdout and stderr, whatever bytes there are."""

from __future__ import annotations

import sys

import click

from garmentclean.errors import GarmentcleanError


class StdoutError(GarmentcleanError):
    """Nothing more can be written to stdout."""


def say(message: str) -> None:
    """Write one line to stderr, behind the name of the program."""
    click.echo(f"garmentclean: {message}".encode("utf-8", "surrogateescape"), err=True)


def write(text: str) -> None:
    """Write text to stdout as it is; bytes that are no UTF-8 come out as they came in."""
    write_bytes(text.encode("utf-8", "surrogateescape"))


def write_bytes(data: bytes) -> None:
    """Write bytes to stdout; StdoutError if that fails, as on a full disk."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except (AttributeError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is closed"
        sys.stdout = None  # or Python tries again when it ends
        raise StdoutError(f"cannot write to stdout: {reason}") from None


def plural(count: int, noun: str) -> str:
    """Return a count and its noun.

    >>> plural(1, "edit"), plural(2, "edit")
    ('1 edit', '2 edits')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def stdin_is_terminal() -> bool:
    """Tell whether nothing is piped in."""
    return sys.stdin is None or sys.stdin.isatty()
