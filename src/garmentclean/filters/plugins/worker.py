"""The process that filters of plugins run in when there is a limit to their time.

It is started by `hosted`, gets the rules of each of these filters and documents then, and answers
all with the patches, or with one line that tells what went wrong. Messages are pickles with their
length before them. It ends when its parent does: then there is nothing more to read.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.errors import GarmentcleanError, summary_of
from garmentclean.filters.base.view import View
from garmentclean.filters.plugins.guard import Guarded, blamed

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.text.edit import Patch

HEAD = 8
"""Bytes of a message's length, the highest first."""
GRACE = 1.0
"""So many seconds behind its limit a document ends the process by itself: it has no parent any
more, or that would have done so."""

START = 10.0
"""A filter has so many seconds at least to compile its rules: the process starts in that time, and
packages are imported."""

Begin = tuple[str, bytes]
"""The kind of the filter, and its rules as a pickle, for which its package is imported."""
Question = tuple[str, str, dict[str, str]]
"""The kind of the filter, the text, and what is known of it."""


def message(data: bytes) -> bytes:
    """Return bytes with their length before them."""
    return len(data).to_bytes(HEAD) + data


def received(stream: BinaryIO) -> bytes:
    """Read a message; nothing if there is none any more."""
    return stream.read(int.from_bytes(stream.read(HEAD)))


def streams() -> tuple[BinaryIO, BinaryIO]:
    """Return where messages come from and go to, and leave a plugin others to read and print to.

    What it prints goes to stderr, by whatever way.
    """
    come, go = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(come, "rb"), os.fdopen(go, "wb", buffering=0)


def serve(come: BinaryIO, go: BinaryIO, limit: float) -> None:
    """Answer until nothing more comes.

    Args:
        come: where messages come from.
        go: where the answers go.
        limit: how many seconds there are for each; the process ends a little later.
    """
    scanners: dict[str, Guarded] = {}

    def begin(kind: str, rules: bytes) -> list[Patch]:
        with blamed(kind):
            known = pickle.loads(rules)  # noqa: S301 - of our parent
        scanners[kind] = Guarded(kind, known)
        return []

    def patches(kind: str, text: str, facts: dict[str, str]) -> list[Patch]:
        return scanners[kind].patches(View(text, facts))

    def answer(data: bytes) -> bytes:
        asked: Begin | Question = pickle.loads(data)  # noqa: S301 - of our parent
        begins = isinstance(asked[1], bytes)
        do: Callable[..., list[Patch]] = begin if begins else patches
        signal.setitimer(signal.ITIMER_REAL, (max(limit, START) if begins else limit) + GRACE)
        try:
            return pickle.dumps(do(*asked))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    while data := received(come):
        go.write(message(answered(answer, data)))


def answered(do: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return what is answered to a message; what went wrong as a text."""
    try:
        return do(data)
    except GarmentcleanError as failure:
        return pickle.dumps(str(failure))


def tell_of_thread(failed: threading.ExceptHookArgs) -> None:
    """Say in a line that a thread of a plugin has failed; that costs no document."""
    if failed.exc_value is not None:
        sys.stderr.write(
            f"garmentclean: a thread of a plugin has failed: {summary_of(failed.exc_value)}\n"
        )


def main() -> None:
    """Be that process."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which no code that hangs can put off
    threading.excepthook = tell_of_thread
    come, go = streams()
    with suppress(BrokenPipeError):  # the parent has gone while a document was under way
        serve(come, go, float(sys.argv[1]))
    sys.stderr.flush()


if __name__ == "__main__":
    main()
