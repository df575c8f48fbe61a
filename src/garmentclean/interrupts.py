"""Ctrl-C, and the signals that ask a program to end: it cleans up first, and ends as it was asked.

SIGTERM and SIGHUP do what Ctrl-C does: they raise KeyboardInterrupt where the program is. A signal
that is ignored when it starts, as SIGHUP under nohup, stays ignored.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""The signals that ask a program to end."""
PATIENCE = 1.0
"""So many seconds cleaning up may take once the program was asked a second time."""
INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Interrupts:
    """Takes signals that ask this process to end, and lets them wait where that is asked for.

    >>> with Interrupts().heeded() as held, held:
    ...     pass  # what is done here is not interrupted

    Attributes:
        number: the first signal that came; 0 if there was none.
    """

    def __init__(self) -> None:
        self._holds = self._waits = self._is_heeded = False
        self._owner = 0
        self.number = 0

    @contextmanager
    def heeded(self) -> Iterator[Self]:
        """Take over the signals, unless that is done already, or this is no main thread."""
        if self._is_heeded or threading.current_thread() is not threading.main_thread():
            yield self
            return
        self.number, self._owner, self._is_heeded = 0, os.getpid(), True
        before = {
            number: signal.signal(number, self._take)
            for number in ASKING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        try:
            yield self
        finally:
            self._is_heeded = self._holds = self._waits = False
            for number, handler in before.items():
                signal.signal(number, handler)

    def end(self) -> None:
        """End by SIGTERM or SIGHUP, if one of them came, so that the parent process sees it."""
        if self.number not in {0, signal.SIGINT}:
            signal.signal(self.number, signal.SIG_DFL)
            signal.raise_signal(self.number)

    def _take(self, number: int, _: object) -> None:
        if os.getpid() != self._owner:  # a process that was forked, and has not begun yet
            return
        if self.number:
            self._hurry()
            return
        self.number = number
        if self._holds:
            self._waits = True
        else:
            raise KeyboardInterrupt

    def _hurry(self) -> None:
        """End soon, and quietly; the next run takes away what is left."""
        if not hasattr(signal, "setitimer"):  # pragma: no cover - Windows
            os._exit(INTERRUPTED)
        signal.signal(signal.SIGALRM, lambda *_: os._exit(INTERRUPTED))
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def __enter__(self) -> None:
        self._holds = True

    def __exit__(self, *_: object) -> None:
        self._holds = False
        if self._waits:
            self._waits = False
            raise KeyboardInterrupt


INTERRUPTS = Interrupts()
"""Those of this process."""


def leave_to_parent() -> None:
    """Heed no signal that asks a program to end: the parent gets it, too, and ends this process."""
    for number in ASKING:
        signal.signal(number, signal.SIG_IGN)
