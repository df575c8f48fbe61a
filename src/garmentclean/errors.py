"""The one exception that is shown to a user as a line, never as a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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


class StoppedWarning(UserWarning):
    """A text would have lost too much, and was left as it was."""


class FilterError(GarmentcleanError):
    """A filter of another package has failed."""


class LedgerError(GarmentcleanError):
    """A ledger cannot be read, written or trusted."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a suggestion for a misspelt word, or nothing.

    >>> nearest("drop-line", ["drop-lines", "substitute"])
    "; did you mean 'drop-lines'?"
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
