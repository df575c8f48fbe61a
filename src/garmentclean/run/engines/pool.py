"""A pool of processes: several clean documents, and the results come in order."""

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
"""How many items a process gets at once; fewer are not worth starting a process."""
BYTES = 1 << 17
"""How many bytes these items may have in all."""
PATIENCE = 1
"""How many seconds to wait for a result before checking that one can still come."""
AHEAD = 3
"""How many batches for each process may be waiting or finished."""

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
        jobs: how many processes to use; 0 for one per core.
    """

    takes_partitions = False

    def __init__(self, jobs: int = 0) -> None:
        self._jobs = jobs

    def run(
        self, task: Callable[[Source], Done], sources: Iterable[Source]
    ) -> Generator[tuple[Source, Done]]:
        """Yield each source with what the task returns for it, in the order of the sources."""
        taken: deque[Source] = deque()  # those whose results are still missing

        def noted() -> Iterator[Source]:
            for source in sources:
                taken.append(source)
                yield source

        size = attrgetter("size")
        with closing(in_order(task, noted(), self._jobs, is_local=runs_here, size=size)) as results:
            for result in results:
                yield taken.popleft(), result


def runs_here(source: Source) -> bool:
    """Return whether this process cleans a document itself: others have no stdin."""
    return bool(source.known) or (source.file.path is None and not source.row)


def in_order(
    task: Callable[[Item], Done],
    items: Iterable[Item],
    jobs: int = 0,
    *,
    is_local: Callable[[Item], bool] = lambda _: False,
    size: Callable[[Item], int] = lambda _: 0,
) -> Generator[Done]:
    """Yield the result of a task for each item, in the order of the items.

    It takes only as many items as keep the processes busy. Closing the generator ends the processes
    in the middle of their tasks.

    Args:
        task: a function; with several processes, it must be picklable.
        items: its arguments.
        jobs: how many processes to use; 0 for one per core. With 1, or few items, only this one.
        is_local: returns whether this process runs the task for an item itself.
        size: returns how many bytes an item has; large ones go to the processes in small batches.

    Raises:
        GarmentcleanError: a process has died, or cannot start.
    """
    jobs = jobs or cores()
    if jobs == 1:
        yield from map(task, items)
        return
    with _Processes(task, jobs) as processes:
        for item in items:
            processes.put(item, 0 if is_local(item) else size(item), is_local=is_local(item))
            yield from processes.results(AHEAD * jobs)
        yield from processes.rest()


class _Batch(Generic[Item, Done]):
    """Some items in order; for some of them, this process has run the task already."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.size = 0
        # the results; None for the next item that was sent
        self.slots: list[tuple[Done] | None] = []
        self.sent: Future[list[Done]] | None = None

    def merged(self, sent: Iterable[Done]) -> Iterator[Done]:
        """Yield all results in order, given those of the items that were sent."""
        results = iter(sent)
        return (slot[0] if slot else next(results) for slot in self.slots)


class _Processes(Generic[Item, Done]):
    """Processes that start when there is enough to do, and end at once if this is left early."""

    def __init__(self, task: Callable[[Item], Done], jobs: int) -> None:
        self._task, self._jobs = task, jobs
        self._others: set[BaseProcess] = set()
        self._hook: Callable[[Any], Any] | None = None
        self._executor: ProcessPoolExecutor | None = None
        self._waiting: deque[_Batch[Item, Done]] = deque()
        self._batch = _Batch[Item, Done]()

    def put(self, item: Item, size: int, *, is_local: bool) -> None:
        """Add an item; if the batch before it is large enough, send that."""
        if len(self._batch.items) == BATCH or self._batch.size >= BYTES:
            self._send()
        if is_local:
            self._batch.slots.append((self._task(item),))
        else:
            self._batch.items.append(item)
            self._batch.slots.append(None)
            self._batch.size += size

    def _send(self) -> None:
        """Send the batch; GarmentcleanError if no process can start."""
        from concurrent.futures import BrokenExecutor  # only if processes start

        try:
            self._executor = self._executor or self._started()
            self._batch.sent = self._executor.submit(_run, self._batch.items)
        except BrokenExecutor:
            raise
        except (OSError, RuntimeError) as error:
            self._end()
            self._executor = None  # it is half made and cannot be shut down
            reason = error.strerror if isinstance(error, OSError) else error
            raise GarmentcleanError(
                f"cannot start the processes of the pool: {reason}; try fewer --jobs"
            ) from None
        self._waiting.append(self._batch)
        self._batch = _Batch()

    def _started(self) -> ProcessPoolExecutor:
        import threading  # only if processes start
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import active_children

        self._hook, threading.excepthook = threading.excepthook, _ignore
        self._others = {*active_children()}
        return ProcessPoolExecutor(self._jobs, initializer=_begin, initargs=(self._task,))

    def results(self, most: int) -> Iterator[Done]:
        """Yield results of the first batches, so that fewer than `most` batches wait."""
        while len(self._waiting) >= max(most, 1):
            batch = self._waiting.popleft()
            yield from batch.merged(self._result_of(batch.sent) if batch.sent else ())
        if not self._waiting and not self._batch.items:
            ready, self._batch = self._batch, _Batch()
            yield from ready.merged(())

    def _result_of(self, sent: Future[list[Done]]) -> list[Done]:
        """Return the results of a batch; BrokenProcessPool if they can no longer come.

        The thread that collects results can also die, for example if no more threads can start.
        """
        from concurrent.futures.process import BrokenProcessPool  # already imported

        manager: Any = getattr(self._executor, "_executor_manager_thread", None)
        while True:
            try:
                return sent.result(PATIENCE)
            except TimeoutError:
                if not (sent.done() or manager.is_alive()):
                    raise BrokenProcessPool from None

    def rest(self) -> Iterator[Done]:
        """Yield all other results; few items start no process."""
        if self._executor and self._batch.items:
            self._send()
        yield from self.results(0)
        yield from self._batch.merged(map(self._task, self._batch.items))
        if self._executor:
            self._executor.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        import threading  # as above

        try:
            self._shut_down(kind)
        finally:
            threading.excepthook = self._hook or threading.excepthook

    def _shut_down(self, kind: type[BaseException] | None) -> None:
        """End the processes; GarmentcleanError if one of them has died."""
        if self._executor is None:
            return
        from concurrent.futures.process import BrokenProcessPool  # already imported

        self._end()
        results: Any = self._executor._result_queue  # noqa: SLF001 - no other way before 3.14
        if results:  # or shutting down waits for what a process was about to send
            results._writer.close()  # noqa: SLF001 - the same
        self._executor.shutdown(cancel_futures=True)
        if kind and issubclass(kind, BrokenProcessPool):
            raise GarmentcleanError(
                "a process of the pool has died, as when memory runs out; try fewer --jobs"
            ) from None

    def _end(self) -> None:
        """End the processes of the pool, in the middle of their tasks."""
        from multiprocessing import active_children  # already imported

        for process in {*active_children()} - self._others:
            process.kill()  # it ignores other signals


def _ignore(_: object) -> None:
    """Do not print why a thread died: `_Processes` reports that results are missing."""


_task: Callable[[Any], Any]


def _begin(task: Callable[[Any], Any]) -> None:
    """Prepare a process of the pool: it leaves signals to its parent, and ends with it."""
    global _task  # noqa: PLW0603 - sent once, not with each batch
    from threading import Thread  # only in a process of the pool

    _task = task
    leave_to_parent()
    try:
        Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # no more threads can start; the parent reports that a process died
        os._exit(1)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # only in a process of the pool
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(batch: list[Any]) -> list[Any]:
    return [_task(item) for item in batch]
