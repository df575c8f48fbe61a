"""The process in which filters of plugins run when their time is limited.

`process` starts it and sends the rules of each filter, then documents. It answers with patches, or
with one line about what went wrong. Messages are pickles, preceded by their length. It ends when
its parent does, because then there is nothing more to read.
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
"""How many bytes a message's length takes, the highest first."""
GRACE = 1.0
"""This many seconds after its limit, a document ends the process: its parent must be gone, or would
have killed it."""

START = 10.0
"""The least seconds a filter has to compile its rules: in that time the process starts and packages
are imported."""

Begin = tuple[str, str, bytes]
"""The kind of the filter, its package, and its rules as a pickle, which imports the package."""
Question = tuple[str, str, dict[str, str]]
"""The kind of the filter, the text, and its metadata."""


def message(data: bytes) -> bytes:
    """Return a message: bytes, preceded by their length."""
    return len(data).to_bytes(HEAD) + data


def received(stream: BinaryIO) -> bytes:
    """Read a message; empty at the end of the stream."""
    return stream.read(int.from_bytes(stream.read(HEAD)))


def streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the streams of messages, and give plugins others to read from and print to.

    What a plugin prints goes to stderr, however it prints.
    """
    come, go = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(come, "rb"), os.fdopen(go, "wb", buffering=0)


def serve(come: BinaryIO, go: BinaryIO, limit: float) -> None:
    """Answer messages until the stream ends.

    Args:
        come: where messages come from.
        go: where the answers go.
        limit: how many seconds there are for each; the process ends a little later.
    """
    scanners: dict[str, Guarded] = {}

    def begin(kind: str, package: str, rules: bytes) -> list[Patch]:
        with blamed(kind, package):
            known = pickle.loads(rules)  # noqa: S301 - of our parent
        scanners[kind] = Guarded(kind, package, known)
        return []

    def patches(kind: str, text: str, facts: dict[str, str]) -> list[Patch]:
        return scanners[kind].patches(View(text, facts))

    def answer(data: bytes) -> bytes:
        request: Begin | Question = pickle.loads(data)  # noqa: S301 - of our parent
        begins = isinstance(request[2], bytes)
        do: Callable[..., list[Patch]] = begin if begins else patches
        signal.setitimer(signal.ITIMER_REAL, (max(limit, START) if begins else limit) + GRACE)
        try:
            return pickle.dumps(do(*request))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    while data := received(come):
        go.write(message(answered(answer, data)))


def answered(do: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return the answer to a message; an error as a text."""
    try:
        return do(data)
    except GarmentcleanError as failure:
        return pickle.dumps(str(failure))


def tell_of_thread(failed: threading.ExceptHookArgs) -> None:
    """Print one line when a thread of a plugin fails; that costs no document."""
    if failed.exc_value is not None:
        sys.stderr.write(
            f"garmentclean: a thread of a plugin has failed: {summary_of(failed.exc_value)}\n"
        )


def main() -> None:
    """Run the worker."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # code that hangs cannot block it
    threading.excepthook = tell_of_thread
    come, go = streams()
    with suppress(BrokenPipeError):  # the parent ended during a document
        serve(come, go, float(sys.argv[1]))
    sys.stderr.flush()


if __name__ == "__main__":
    main()
