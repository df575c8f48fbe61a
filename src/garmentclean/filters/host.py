"""The process that filters of plugins run in when there is a limit to their time.

It is started by `hosted`, gets the rules of all these filters first and documents then, and answers
each with the patches, or with one line that tells what went wrong. Messages are pickles with their
length before them. It ends when its parent does: then there is nothing more to read.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.errors import GarmentcleanError
from garmentclean.filters.plugged import Guarded, blamed
from garmentclean.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from garmentclean.rule import Rule

HEAD = 8
"""Bytes of a message's length, the highest first."""
GRACE = 1.0
"""So many seconds behind its limit a document ends the process by itself: it has no parent any
more, or that would have done so."""

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


def serve(come: BinaryIO, go: BinaryIO) -> None:
    """Answer until nothing more comes."""
    scanners: dict[str, Guarded] = {}
    limit = 0.0

    def begin(data: bytes) -> bytes:
        nonlocal scanners, limit
        rules: Mapping[str, Sequence[Rule]]
        rules, limit = pickle.loads(data)  # noqa: S301 - of our parent
        scanners = {kind: Guarded(kind, some) for kind, some in rules.items()}
        return pickle.dumps([])

    def patches(data: bytes) -> bytes:
        question: Question = pickle.loads(data)  # noqa: S301 - the same
        kind, text, facts = question
        signal.setitimer(signal.ITIMER_REAL, limit + GRACE)
        try:
            found = scanners[kind].patches(View(text, facts))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        with blamed(kind):
            return pickle.dumps(found)

    do = begin
    while data := received(come):
        go.write(message(answered(do, data)))
        do = patches


def answered(do: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return what is answered to a message; what went wrong as a text."""
    try:
        return do(data)
    except GarmentcleanError as failure:
        return pickle.dumps(str(failure))


def main() -> None:
    """Be that process."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which no code that hangs can put off
    come, go = streams()
    with suppress(BrokenPipeError):  # the parent has gone while a document was under way
        serve(come, go)
    sys.stderr.flush()


if __name__ == "__main__":
    main()
