"""The process in which the filters of plugins run when their time is limited.

`process` starts it and sends the rules of each filter, then documents. It answers with patches, or
with a one-line error message. Messages are pickles, preceded by their length. It ends when its
parent does, because then there is nothing more to read.
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
"""The number of bytes of a message's length, in big-endian order."""
GRACE = 1.0
"""The process ends itself this many seconds after the limit of a document: its parent must be gone,
or would have killed it."""

START = 10.0
"""The least seconds that a filter has to compile its rules, because meanwhile the process starts
and imports packages."""

Begin = tuple[str, str, bytes]
"""The kind of the filter, its package, and its rules as a pickle, which imports the package."""
Request = tuple[str, str, dict[str, str]]
"""The kind of the filter, the text, and its metadata."""


def message(data: bytes) -> bytes:
    """Return a message: bytes, preceded by their length."""
    return len(data).to_bytes(HEAD) + data


def received(stream: BinaryIO) -> bytes:
    """Read a message; empty at the end of the stream."""
    return stream.read(int.from_bytes(stream.read(HEAD)))


def streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the streams of requests and answers, and give plugins other standard streams.

    Whatever a plugin prints goes to stderr.
    """
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb", buffering=0)


def serve(requests: BinaryIO, answers: BinaryIO, limit: float) -> None:
    """Answer requests until their stream ends.

    Args:
        requests: the stream to read from.
        answers: the stream to write to.
        limit: how many seconds each request may take; the process ends itself a little later.
    """
    scanners: dict[str, Guarded] = {}

    def begin(kind: str, package: str, rules: bytes) -> list[Patch]:
        with blamed(kind, package):
            loaded = pickle.loads(rules)  # noqa: S301 - of our parent
        scanners[kind] = Guarded(kind, package, loaded)
        return []

    def patches(kind: str, text: str, facts: dict[str, str]) -> list[Patch]:
        return scanners[kind].patches(View(text, facts))

    def answer(data: bytes) -> bytes:
        request: Begin | Request = pickle.loads(data)  # noqa: S301 - of our parent
        begins = isinstance(request[2], bytes)
        do: Callable[..., list[Patch]] = begin if begins else patches
        signal.setitimer(signal.ITIMER_REAL, (max(limit, START) if begins else limit) + GRACE)
        try:
            return pickle.dumps(do(*request))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    while data := received(requests):
        answers.write(message(answered(answer, data)))


def answered(do: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return the answer to a message; the text of the error if that fails."""
    try:
        return do(data)
    except GarmentcleanError as failure:
        return pickle.dumps(str(failure))


def report_thread_failure(failed: threading.ExceptHookArgs) -> None:
    """Print one line when a thread of a plugin fails; no document is lost by that."""
    if failed.exc_value is not None:
        sys.stderr.write(
            f"garmentclean: a thread of a plugin has failed: {summary_of(failed.exc_value)}\n"
        )


def main() -> None:
    """Run the worker."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # code that hangs cannot block it
    threading.excepthook = report_thread_failure
    requests, answers = streams()
    with suppress(BrokenPipeError):  # the parent ended during a document
        serve(requests, answers, float(sys.argv[1]))
    sys.stderr.flush()


if __name__ == "__main__":
    main()
