"""A process pool: documents in this process or in several, with the results in one order."""

from __future__ import annotations

import os
from collections import deque
from contextlib import closing
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from garmentclean.errors import GarmentcleanError
from garmentclean.run.interrupts import leave_to_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

    from garmentclean.corpus.sources import Source

BATCH = 64
"""Items that a process gets at once; fewer are not worth starting any."""
BYTES = 1 << 17
"""The same for the sizes of items, taken together."""
PATIENCE = 1
"""Seconds to wait for a result before a look whether there can be one."""
AHEAD = 3
"""Batches for each process that may wait, or be done and not yet taken."""

Item = TypeVar("Item")
Done = TypeVar("Done")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """The engine that works in this process, or in several on this machine, document by document.

    Args:
        jobs: how many processes work, 0 for as many as there are cores.
    """

    takes_partitions = False

    def __init__(self, jobs: int = 0) -> None:
        self._jobs = jobs

    def run(
        self, task: Callable[[Source], Done], sources: Iterable[Source]
    ) -> Generator[tuple[Source, Done]]:
        """Yield each source with what the task returns for it, in the order of the sources."""
        taken: deque[Source] = deque()  # those whose results are not there yet

        def noted() -> Iterator[Source]:
            for source in sources:
                taken.append(source)
                yield source

        size = attrgetter("size")
        with closing(in_order(task, noted(), self._jobs, easy=is_easy, size=size)) as results:
            for result in results:
                yield taken.popleft(), result


def is_easy(source: Source) -> bool:
    """Return whether this process works on a document: others have no stdin."""
    return bool(source.known) or (source.file.path is None and not source.row)


def in_order(
    work: Callable[[Item], Done],
    items: Iterable[Item],
    jobs: int = 0,
    *,
    easy: Callable[[Item], bool] = lambda _: False,
    size: Callable[[Item], int] = lambda _: 0,
) -> Generator[Done]:
    """Yield what the work makes of each item, in the order of the items.

    No more items are taken than are needed to keep the processes busy. Whoever ends early, as by
    Ctrl-C, ends the processes in the middle of their work.

    Args:
        work: what is done with one item; with several processes, something that can be pickled.
        items: what it is done with.
        jobs: how many processes work, 0 for as many as there are cores; with 1, or few items, it
            is this one.
        easy: tells for an item whether the work is so little that this process does it.
        size: tells how many bytes an item has; large ones go to the processes in small batches.

    Raises:
        GarmentcleanError: a process has died, or cannot be started.
    """
    jobs = jobs or cores()
    if jobs == 1:
        yield from map(work, items)
        return
    with _Processes(work, jobs) as processes:
        for item in items:
            processes.put(item, 0 if easy(item) else size(item), easy=easy(item))
            yield from processes.results(AHEAD * jobs)
        yield from processes.rest()


class _Batch(Generic[Item, Done]):
    """Some items in order, some of which are done already."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.size = 0
        self.slots: list[tuple[Done] | None] = []  # None for what comes of the next item
        self.sent: Future[list[Done]] | None = None

    def merged(self, done: Iterable[Done]) -> Iterator[Done]:
        """Yield what came of all, given what came of those that were not done."""
        results = iter(done)
        return (slot[0] if slot else next(results) for slot in self.slots)


class _Processes(Generic[Item, Done]):
    """Processes that start when there is enough to do, and end at once when this is left early."""

    def __init__(self, work: Callable[[Item], Done], jobs: int) -> None:
        self._work, self._jobs = work, jobs
        self._others: set[BaseProcess] = set()
        self._executor: ProcessPoolExecutor | None = None
        self._waiting: deque[_Batch[Item, Done]] = deque()
        self._batch = _Batch[Item, Done]()

    def put(self, item: Item, size: int, *, easy: bool) -> None:
        """Take one more item; if there is enough to do besides, that is sent now."""
        if len(self._batch.items) == BATCH or self._batch.size >= BYTES:
            self._send()
        if easy:
            self._batch.slots.append((self._work(item),))
        else:
            self._batch.items.append(item)
            self._batch.slots.append(None)
            self._batch.size += size

    def _send(self) -> None:
        """Send the batch; GarmentcleanError if there can be no process for it."""
        from concurrent.futures import BrokenExecutor  # only where it pays

        try:
            self._executor = self._executor or self._started()
            self._batch.sent = self._executor.submit(_run, self._batch.items)
        except BrokenExecutor:
            raise
        except (OSError, RuntimeError) as error:
            self._end()
            self._executor = None  # it is half made, and cannot be shut down
            reason = error.strerror if isinstance(error, OSError) else error
            raise GarmentcleanError(
                f"cannot start the processes of the pool: {reason}; try fewer --jobs"
            ) from None
        self._waiting.append(self._batch)
        self._batch = _Batch()

    def _started(self) -> ProcessPoolExecutor:
        import threading  # only where it pays
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import active_children

        threading.excepthook = _unheard
        self._others = {*active_children()}
        return ProcessPoolExecutor(self._jobs, initializer=_begin, initargs=(self._work,))

    def results(self, most: int) -> Iterator[Done]:
        """Yield what came of the first batches, so that fewer than so many wait."""
        while len(self._waiting) >= max(most, 1):
            batch = self._waiting.popleft()
            yield from batch.merged(self._result_of(batch.sent) if batch.sent else ())
        if not self._waiting and not self._batch.items:
            ready, self._batch = self._batch, _Batch()
            yield from ready.merged(())

    def _result_of(self, sent: Future[list[Done]]) -> list[Done]:
        """Return what came of a batch; BrokenProcessPool if nobody will tell.

        The thread that takes the results can die, too, as where no more threads may be started.
        """
        from concurrent.futures.process import BrokenProcessPool  # it is there

        manager: Any = getattr(self._executor, "_executor_manager_thread", None)
        while True:
            try:
                return sent.result(PATIENCE)
            except TimeoutError:
                if not (sent.done() or manager.is_alive()):
                    raise BrokenProcessPool from None

    def rest(self) -> Iterator[Done]:
        """Yield what came of all others; few of them are not worth a process."""
        if self._executor and self._batch.items:
            self._send()
        yield from self.results(0)
        yield from self._batch.merged(map(self._work, self._batch.items))
        if self._executor:
            self._executor.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is None:
            return
        from concurrent.futures.process import BrokenProcessPool  # it is there

        self._end()
        results: Any = self._executor._result_queue  # noqa: SLF001 - no other way before 3.14
        if results:  # or it would wait for the rest of what a process was about to send
            results._writer.close()  # noqa: SLF001 - the same
        self._executor.shutdown(cancel_futures=True)
        if kind and issubclass(kind, BrokenProcessPool):
            raise GarmentcleanError(
                "a process of the pool has died, as when memory runs out; try fewer --jobs"
            ) from None

    def _end(self) -> None:
        """End the processes of the pool, in the middle of their work."""
        from multiprocessing import active_children  # it is there

        for process in {*active_children()} - self._others:
            process.kill()  # it heeds nothing else


def _unheard(_: object) -> None:
    """Say nothing of what a thread died of: `_Processes` reports that results are missing."""


_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """Prepare a process of the pool: it leaves signals to its parent, and does not outlive it."""
    global _work  # noqa: PLW0603 - the one thing that a process of the pool knows
    from threading import Thread  # only in a process of the pool

    _work = work
    leave_to_parent()
    try:
        Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # there may be no more of them; the parent tells that a process has died
        os._exit(1)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # only in a process of the pool
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(batch: list[Any]) -> list[Any]:
    return [_work(item) for item in batch]
