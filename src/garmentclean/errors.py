"""The one exception that is shown to a user as a line, never as a traceback."""

from __future__ import annotations


class GarmentcleanError(Exception):
    """Something that the user can mend: the message says what, where, and what to do."""
