"""The progress of a run, on a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from collections.abc import Iterator

DELAY = 0.5
"""Seconds until a run shows anything."""
PERIOD = 0.1
"""Seconds between two updates. There is no thread for them, because the pool forks processes."""


class Progress:
    """Shows documents, share, bytes per second, time left and edits.

    Args:
        total: how many bytes there are to read; None if unknown.
        color: whether to use colours.
    """

    def __init__(self, total: int | None, *, color: bool) -> None:
        self._bar = Bar(
            TextColumn("{task.fields[documents]:,} documents"),
            BarColumn(),
            TaskProgressColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[edits]:,} edits"),
            console=Console(file=sys.stderr, no_color=not color),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", total=total, documents=0, edits=0)
        self._begin = monotonic() + DELAY
        self._next = 0.0
        self._documents = self._edits = self._bytes = 0

    def advance(self, size: int, edits: int, documents: int = 1) -> None:
        """Count documents.

        Args:
            size: how many bytes were read.
            edits: how many edits were made.
            documents: how many documents there were.
        """
        self._documents += documents
        self._edits += edits
        self._bytes += size
        now = monotonic()
        if now < self._next:
            return
        self._next = now + PERIOD
        self._bar.update(
            self._task, completed=self._bytes, documents=self._documents, edits=self._edits
        )
        if now >= self._begin:
            self._bar.start()
            self._bar.refresh()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Hide it while something else is written to the terminal."""
        self._bar.stop()
        yield
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
