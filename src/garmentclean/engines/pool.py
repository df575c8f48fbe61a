"""A process pool: documents in this process or in several, with the results in one order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, TypeVar

from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

BATCH = 8
"""Documents that a process gets at once; so many or fewer are not worth starting any."""
AHEAD = 3
"""Batches for each process that may wait, or be done and not yet taken."""

Item = TypeVar("Item")
Done = TypeVar("Done")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[Item], Done], items: Iterable[Item], jobs: int = 0) -> Generator[Done]:
    """Yield what the work makes of each item, in the order of the items.

    No more items are taken than are needed to keep the processes busy. Whoever ends early, as by
    Ctrl-C, ends the processes in the middle of their work.

    Args:
        work: what is done with one item; with several processes, something that can be pickled.
        items: what it is done with.
        jobs: how many processes work, 0 for as many as there are cores; with 1, or few items, it
            is this one.

    Raises:
        GarmentcleanError: a process has died.
    """
    jobs = jobs or cores()
    items = iter(items)
    first = list(islice(items, BATCH + 1)) if jobs > 1 else []
    batches = chain(first, items)
    if len(first) <= BATCH:
        yield from map(work, batches)
        return
    waiting: deque[Future[list[Done]]] = deque()
    others = {*multiprocessing.active_children()}
    executor = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,))
    try:
        while True:
            while len(waiting) < AHEAD * jobs and (batch := list(islice(batches, BATCH))):
                waiting.append(executor.submit(_run, batch))
            if not waiting:
                executor.shutdown()
                return
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise GarmentcleanError(
            "a process of the pool has died, as when memory runs out; try fewer --jobs"
        ) from None
    finally:
        for process in {*multiprocessing.active_children()} - others:
            process.terminate()
        executor.shutdown(cancel_futures=True)


_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """Prepare a process of the pool: it leaves Ctrl-C to its parent, and does not outlive it."""
    global _work  # noqa: PLW0603 - the one thing that a process of the pool knows
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(batch: list[Any]) -> list[Any]:
    return [_work(item) for item in batch]
