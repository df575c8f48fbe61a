"""Ctrl-C, and the signals that ask a program to end: it cleans up first, and ends as it was asked.

SIGTERM and SIGHUP do what Ctrl-C does: they raise KeyboardInterrupt where the program is. A signal
that is ignored when it starts, as SIGHUP under nohup, stays ignored.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from sys import UnraisableHookArgs

ASKING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""The signals that ask a program to end."""
PATIENCE = 1.0
"""Seconds that cleaning up may take after the second signal, and that `held` delays the first one:
a run may be waiting for the reader of a pipe."""
SOON = 0.01
"""Seconds until an interrupt that was dropped comes again."""
HAS_TIMER = hasattr(signal, "setitimer")
INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Interrupts:
    """Takes signals that ask this process to end, and lets them wait where that is asked for.

    >>> interrupts = Interrupts()
    >>> with interrupts.heeded(), interrupts.held():
    ...     pass  # what is done here is not interrupted

    Attributes:
        number: the first signal that came; 0 if there was none.
    """

    def __init__(self) -> None:
        self._is_heeded = self._waits = self._is_stuck = False
        self._limit = 0.0
        self._owner = 0
        self.number = 0

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Take over the signals, unless that is done already, or this is no main thread."""
        if self._is_heeded or threading.current_thread() is not threading.main_thread():
            yield
            return
        self.number, self._owner, self._is_heeded = 0, os.getpid(), True
        before = {
            number: signal.signal(number, self._take)
            for number in ASKING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        hook, sys.unraisablehook = sys.unraisablehook, self._unless_ours(sys.unraisablehook)
        try:
            yield
        finally:
            self._is_heeded = self._waits = False
            self._limit = 0.0
            sys.unraisablehook = hook
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def held(self, seconds: float = PATIENCE) -> Iterator[None]:
        """Delay a signal until the block ends, but no longer than so many seconds."""
        self._limit = seconds
        try:
            yield
        finally:
            self._limit = 0.0
            if self._waits:
                self._waits = False
                _ring(0, signal.SIG_DFL)
                raise KeyboardInterrupt

    def end(self) -> None:
        """End by SIGTERM or SIGHUP, if one of them came, so that the parent process sees it.

        After Ctrl-C, end at once if what was being written is stuck: Python would try again.
        """
        if self.number not in {0, signal.SIGINT}:
            signal.signal(self.number, signal.SIG_DFL)
            signal.raise_signal(self.number)
        if self._is_stuck:
            os._exit(INTERRUPTED)

    def _take(self, number: int, _: object) -> None:
        if os.getpid() != self._owner:  # a process that was forked, and has not begun yet
            return
        if self.number:  # end soon, and quietly; the next run takes away what is left
            if not HAS_TIMER:  # pragma: no cover - Windows
                os._exit(INTERRUPTED)
            _ring(PATIENCE, lambda *_: os._exit(INTERRUPTED))
            return
        self.number = number
        self._interrupt()

    def _interrupt(self, *_: object) -> None:
        """Raise KeyboardInterrupt, at once or when the held block ends."""
        if not self._is_heeded:  # the command has ended meanwhile
            return
        if not self._limit:
            raise KeyboardInterrupt
        self._waits = True
        _ring(self._limit, self._break)

    def _break(self, *_: object) -> None:
        """Interrupt a held block that takes too long."""
        if self._waits:
            self._waits, self._is_stuck = False, True
            raise KeyboardInterrupt

    def _unless_ours(
        self, hook: Callable[[UnraisableHookArgs], object]
    ) -> Callable[[UnraisableHookArgs], None]:
        """Return a hook that raises our KeyboardInterrupt again after Python has dropped it.

        Python drops exceptions in hooks of fork and in `__del__`.
        """

        def raise_again(dropped: UnraisableHookArgs) -> None:
            if dropped.exc_type is not KeyboardInterrupt or not self.number or not HAS_TIMER:
                hook(dropped)
                return
            _ring(SOON, self._interrupt)  # here it would be dropped again

        return raise_again


def _ring(seconds: float, handler: Callable[..., object] | signal.Handlers) -> None:
    """Call a handler in so many seconds; 0 for never."""
    if HAS_TIMER:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, seconds)


INTERRUPTS = Interrupts()
"""Those of this process."""


def leave_to_parent() -> None:
    """Heed no signal that asks a program to end: the parent gets it, too, and ends this process."""
    for number in ASKING:
        signal.signal(number, signal.SIG_IGN)
