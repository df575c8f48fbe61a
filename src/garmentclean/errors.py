"""The one exception that is shown to a user as a line, never as a traceback."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TRACEBACK = "GARMENTCLEAN_TRACEBACK"
"""The environment variable that asks for tracebacks."""
LONG = 300
"""More characters of what an exception says are not shown."""


class GarmentcleanError(Exception):
    """Something that the user can mend: the message says what, where, and what to do."""

    @property
    def messages(self) -> tuple[str, ...]:
        """What to show the user, a line each."""
        return (str(self),)


class RuleFileError(GarmentcleanError):
    """Rule files cannot be used.

    Args:
        messages: all that is wrong: each names the file, the line, the rule and the key.
    """

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)

    def __str__(self) -> str:
        """Return the messages, a line each."""
        return "\n".join(self.messages)

    @property
    def messages(self) -> tuple[str, ...]:
        """What to show the user, a line each."""
        return self.args


class OptionError(GarmentcleanError):
    """Options do not go together, or one of them cannot have its value."""


class StoppedWarning(UserWarning):
    """A text would have lost too much, and was left as it was."""


class FilterError(GarmentcleanError):
    """A filter of another package has failed."""


class UnexpectedError(GarmentcleanError):
    """What should not have happened, told as a line: a fault of garmentclean's own.

    With `TRACEBACK` in the environment, stderr gets its traceback, too.

    Args:
        error: the exception.
        name: what was under way: the name of a document.
    """

    def __init__(self, error: Exception, name: str = "") -> None:
        what = f"{name}: " if name else ""
        if isinstance(error, MemoryError):
            super().__init__(f"{what}there is not enough memory for it")
            return
        hint = f"this is a bug, please report it ({TRACEBACK}=1 shows where it is)"
        super().__init__(f"{what}unexpected {told(error)}; {hint}")
        if os.environ.get(TRACEBACK):
            from traceback import print_exception  # only for those who look for it

            print_exception(error)


class LedgerError(GarmentcleanError):
    """A ledger cannot be read, written or trusted."""


def reported(error: Exception, name: str) -> GarmentcleanError:
    """Return an exception as one that is shown as a line.

    Args:
        error: the exception; one that is shown as a line already stays as it is.
        name: what was under way: the name of a document, or of a file.
    """
    return error if isinstance(error, GarmentcleanError) else UnexpectedError(error, name)


def told(error: BaseException) -> str:
    r"""Return an exception as one line.

    >>> told(KeyError("loom")), told(RuntimeError("a\n  b")), told(ValueError())
    ("KeyError: 'loom'", 'RuntimeError: a b', 'ValueError')
    """
    text = " ".join(str(error).split())
    if len(text) > LONG:
        text = f"{text[:LONG]} …"
    return f"{type(error).__name__}: {text}".removesuffix(": ")


def reason_of(name: str, problem: str) -> str:
    """Return the reason in what is told of a document: without its name, and what to do."""
    told = problem.removeprefix(f"{name}:").lstrip()
    return told.rpartition("; ")[0] or told


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a suggestion for a misspelt word, or nothing.

    >>> nearest("drop-line", ["drop-lines", "substitute"])
    "; did you mean 'drop-lines'?"
    """
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


class RuleError(GarmentcleanError):
    """A rule's key has a value that the rule cannot work with.

    Args:
        key: the key as it stands in the rule file.
        message: what is wrong with its value, and what it should be.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
