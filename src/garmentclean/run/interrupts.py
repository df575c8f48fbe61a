"""Ctrl-C and the other signals that end a program: it cleans up first, then ends by that signal.

SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does. A signal that was ignored when the
program started, as SIGHUP under nohup, stays ignored.
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

ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""The signals that end a program."""
PATIENCE = 1.0
"""How many seconds cleaning up may take after a second signal, and `deferred` may delay the first:
a run may be waiting for the reader of a pipe."""
SOON = 0.01
"""How many seconds until an interrupt that Python has dropped is raised again."""
HAS_TIMER = hasattr(signal, "setitimer")
INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Interrupts:
    """Handles the signals that end this process, and defers them where they would do harm.

    >>> interrupts = Interrupts()
    >>> with interrupts.handled(), interrupts.deferred():
    ...     pass  # nothing interrupts this block

    Attributes:
        number: the first signal; 0 if there was none.
    """

    def __init__(self) -> None:
        self._is_handling = self._waits = self._is_stuck = False
        self._limit = 0.0
        self._owner = 0
        self.number = 0

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signals in a block, if this is the main thread and no outer block does."""
        if self._is_handling or threading.current_thread() is not threading.main_thread():
            yield
            return
        self.number, self._owner, self._is_handling = 0, os.getpid(), True
        before = {
            number: signal.signal(number, self._take)
            for number in ENDING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        hook, sys.unraisablehook = sys.unraisablehook, self._unless_ours(sys.unraisablehook)
        try:
            yield
        finally:
            self._is_handling = self._waits = False
            self._limit = 0.0
            sys.unraisablehook = hook
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def deferred(self, seconds: float = PATIENCE) -> Iterator[None]:
        """Defer a signal until a block ends, but for no more than `seconds`."""
        self._limit = seconds
        try:
            yield
        finally:
            self._limit = 0.0
            if self._waits:
                self._waits = False
                _call_later(0, signal.SIG_DFL)
                raise KeyboardInterrupt

    def end(self) -> None:
        """End by SIGTERM or SIGHUP, if that was the signal, so that the parent process sees it.

        After Ctrl-C, end at once if a write is stuck: Python would try it again.
        """
        if self.number not in {0, signal.SIGINT}:
            signal.signal(self.number, signal.SIG_DFL)
            signal.raise_signal(self.number)
        if self._is_stuck:
            os._exit(INTERRUPTED)

    def _take(self, number: int, _: object) -> None:
        if os.getpid() != self._owner:  # in a forked process that has not started its work yet
            return
        if self.number:  # end soon and quietly; the next run removes what is left
            if not HAS_TIMER:  # pragma: no cover - Windows
                os._exit(INTERRUPTED)
            _call_later(PATIENCE, lambda *_: os._exit(INTERRUPTED))
            return
        self.number = number
        self._interrupt()

    def _interrupt(self, *_: object) -> None:
        """Raise KeyboardInterrupt, at once or when the deferring block ends."""
        if not self._is_handling:  # the command has ended in the meantime
            return
        if not self._limit:
            raise KeyboardInterrupt
        self._waits = True
        _call_later(self._limit, self._break)

    def _break(self, *_: object) -> None:
        """Interrupt a deferring block that takes too long."""
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
            _call_later(SOON, self._interrupt)  # raised here, it would be dropped again

        return raise_again


def _call_later(seconds: float, handler: Callable[..., object] | signal.Handlers) -> None:
    """Call a handler after some seconds; 0 cancels the call."""
    if HAS_TIMER:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, seconds)


INTERRUPTS = Interrupts()
"""The handler of this process."""


def leave_to_parent() -> None:
    """Ignore the signals that end a program: the parent also gets them, and ends this process."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
