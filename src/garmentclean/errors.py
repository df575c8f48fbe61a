"""Exceptions, which the user sees as one line, never as a traceback."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TRACEBACK = "GARMENTCLEAN_TRACEBACK"
"""The environment variable that turns tracebacks on."""
LONG = 300
"""How many characters of an unexpected exception's message are shown."""


class GarmentcleanError(Exception):
    """An error that the user can fix: the message says what, where, and what to do."""

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages to show to the user, one a line."""
        return (str(self),)


class RuleFileError(GarmentcleanError):
    """Rule files cannot be used.

    Args:
        messages: all faults, each with its file, line, rule and key.
    """

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)

    def __str__(self) -> str:
        """Return the messages, one a line."""
        return "\n".join(self.messages)

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages to show to the user, one a line."""
        return self.args


class OptionError(GarmentcleanError):
    """Options contradict each other, or one has an invalid value."""


class StoppedWarning(UserWarning):
    """A text would have lost too many words, and was left unchanged."""


class FilterError(GarmentcleanError):
    """A filter of a plugin has failed."""


class UnexpectedError(GarmentcleanError):
    """A bug in garmentclean, shown as one line.

    With `TRACEBACK` in the environment, the traceback goes to stderr as well.

    Args:
        error: the exception.
        name: the document that was being cleaned.
    """

    def __init__(self, error: Exception, name: str = "") -> None:
        where = f"{name}: " if name else ""
        if isinstance(error, MemoryError):
            super().__init__(f"{where}there is not enough memory for it")
            return
        hint = f"this is a bug, please report it ({TRACEBACK}=1 shows where it is)"
        super().__init__(f"{where}unexpected {summary_of(error)}; {hint}")
        if os.environ.get(TRACEBACK):
            from traceback import print_exception  # rarely needed

            print_exception(error)


class LedgerError(GarmentcleanError):
    """A ledger cannot be read, written or trusted."""


def reported(error: Exception, name: str) -> GarmentcleanError:
    """Return an exception as a GarmentcleanError.

    Args:
        error: the exception; a GarmentcleanError is returned as it is.
        name: the document or file that was being processed.
    """
    return error if isinstance(error, GarmentcleanError) else UnexpectedError(error, name)


def summary_of(error: BaseException) -> str:
    r"""Return the type and the message of an exception, on one line.

    >>> summary_of(KeyError("loom")), summary_of(RuntimeError("a\n  b"))
    ("KeyError: 'loom'", 'RuntimeError: a b')
    """
    text = " ".join(str(error).split())
    if len(text) > LONG:
        text = f"{text[:LONG]} …"
    return f"{type(error).__name__}: {text}".removesuffix(": ")


def reason_of(name: str, problem: str) -> str:
    """Return a message about a document without its name and without what to do."""
    message = problem.removeprefix(f"{name}:").lstrip()
    return message.rpartition("; ")[0] or message


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known word that is closest to a misspelt one; empty if none is close.

    >>> nearest("drop-line", ["drop-lines", "substitute"])
    "; did you mean 'drop-lines'?"
    """
    from difflib import get_close_matches  # only needed for an error

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


class RuleError(GarmentcleanError):
    """A rule's key has a value that the rule cannot work with.

    Args:
        key: the key as written in the rule file.
        message: what is wrong with its value, and what it should be.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
