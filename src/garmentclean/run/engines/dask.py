"""Dask: cleans partitions on the workers of a cluster, or of one started on this machine.

https://distributed.dask.org is an extra of this package. If a part of a cluster dies, only the
partitions that it was cleaning are left undone.

Anyone who reaches a port of a cluster can run code there. So a cluster started here has its own
credentials for one run, which both ends of a connection must show.
"""

from __future__ import annotations

import logging
import signal
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from multiprocessing import resource_tracker
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dask import config
from distributed import Client, KilledWorker, LocalCluster, Security, WorkerPlugin, as_completed

from garmentclean.errors import GarmentcleanError, reported, summary_of
from garmentclean.run.engines.partition import PartitionResult
from garmentclean.run.engines.pool import cores
from garmentclean.run.interrupts import INTERRUPTS
from garmentclean.run.sink import Account
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from garmentclean.corpus.sources import Source

    Task = Callable[[Source], PartitionResult]

AHEAD = 4
"""How many partitions wait for each thread of the workers, so that none is ever idle."""
REMEDY = "give them more memory, or split it in two, and run again"
PATIENCE = 10
"""How many seconds to wait for a scheduler to answer."""
OURS = {
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.no-workers-timeout": "60s",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""The configuration of a cluster started here. Dask's profiler keeps its data for an hour, so a
worker grows by 0.2 MB a second; its web pages show names and logs to everybody on the machine. Dask
does not restart a worker that died while starting; without workers, tasks would wait forever."""
WORKERLESS = {"NoWorkerError", "NoValidWorkerError"}
"""The errors of tasks that waited that long; not all versions of Dask have both."""
TALKATIVE = ("asyncio", "distributed", "tornado")
"""The loggers of Dask and of what it uses."""

_tasks: dict[str, Task] = {}
"""In a worker: the tasks that were sent to it, by name."""


class SentTask(WorkerPlugin):  # type: ignore[misc] # it has no types
    """Gives a task to each worker, including those that start later.

    Args:
        task: the task.
        name: its name.
    """

    def __init__(self, task: Task, name: str) -> None:
        self._task, self._name = task, name

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - Dask's own
        """Keep the task."""
        _tasks[self._name] = self._task

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's own
        """Forget it."""
        _tasks.pop(self._name, None)


class Dask:
    """The engine that works on the workers of a Dask cluster, partition by partition.

    Args:
        jobs: how many workers a cluster started here has; 0 for one per core.
        scheduler: the address of a cluster's scheduler; without it, a cluster is started here.
    """

    takes_partitions = True

    def __init__(self, jobs: int = 0, scheduler: str = "") -> None:
        self._jobs, self._scheduler = jobs, scheduler

    def run(
        self, task: Task, partitions: Iterable[Source]
    ) -> Generator[tuple[Source, PartitionResult]]:
        """Yield each partition with its result, in the order in which they finish.

        Args:
            task: cleans or counts a partition: a function that can be pickled and returns its
                errors. Every worker gets it once.
            partitions: the files.

        Raises:
            GarmentcleanError: there is no such cluster, its workers cannot run the task, or it is
                gone.
        """
        with ExitStack() as stack:
            _silence()
            client = _connected(self._scheduler, self._jobs or cores(), stack)
            stack.enter_context(loss_reported(client))
            name = f"garmentclean-{uuid4().hex}"
            _send(client, task, name)
            stack.callback(_forget, client, name)
            taken: dict[str, Source] = {}
            waiting = iter(partitions)
            running = as_completed()

            def fill() -> None:
                threads = max(1, sum(client.nthreads().values()))
                for source in islice(waiting, max(0, AHEAD * threads - len(taken))):
                    future = client.submit(run_task, name, source, pure=False)
                    taken[future.key] = source
                    running.add(future)

            fill()
            for future in running:
                source = taken.pop(future.key)
                yield source, result_of(future, source)
                future.release()
                fill()


def result_of(future: Any, source: Source) -> PartitionResult:
    """Return the result of a partition; GarmentcleanError if the cluster has no workers."""
    try:
        return future.result()  # type: ignore[no-any-return] # the same
    except KilledWorker as error:
        deaths = error.allowed_failures + 1
        return _failed(source, f"{deaths} workers died working on it; {REMEDY}")
    except Exception as error:
        if future.status != "error":
            raise
        if type(error).__name__ in WORKERLESS:
            raise GarmentcleanError(
                "the Dask cluster has no workers left, as when memory runs out; "
                "try fewer --jobs, and run again for the rest"
            ) from None
        return _failed(source, f"a worker failed on it: {summary_of(error)}")


def _failed(source: Source, why: str) -> PartitionResult:
    return PartitionResult(Account(failed=True), [f"{source.name}: {why}"])


def _silence() -> None:
    """Turn off the logs of Dask: the run reports all that matters."""
    for name in (*TALKATIVE, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@contextmanager
def loss_reported(client: Any) -> Iterator[None]:
    """Report in one line that a client has lost its scheduler.

    Dask then raises many kinds of errors, even `AttributeError` from a client that has given up. So
    the status of the client decides.
    """
    try:
        yield
    except GarmentcleanError:
        raise
    except Exception as error:
        if not isinstance(error, (CancelledError, OSError)) and client.status == "running":
            raise
        reason = " ".join(str(error).split()) or type(error).__name__
        raise GarmentcleanError(
            f"the Dask scheduler is gone: {reason}; start one, and run again for the rest"
        ) from None


@contextmanager
def _closed_afterwards(client: Any) -> Iterator[None]:
    """Close a client afterwards.

    Closing may fail if the scheduler is gone. After an error, that error is the one to report.
    """
    try:
        yield
    except BaseException:
        with suppress(Exception):
            client.close()
        raise
    with loss_reported(client):
        client.close()


def _connected(scheduler: str, jobs: int, stack: ExitStack) -> Any:
    """Return a client of the cluster at an address, or of one that is started now.

    The certificates for a scheduler at `tls://` come from Dask's configuration.
    """
    address = scheduler or local_cluster(jobs, stack)
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise GarmentcleanError(
            f"{scheduler or 'this machine'}: no Dask scheduler answers there: {summary_of(error)}"
        ) from None
    stack.enter_context(_closed_afterwards(client))
    return client


def local_cluster(jobs: int, stack: ExitStack) -> Any:
    """Return a new cluster on this machine, whose workers leave Ctrl-C to this process.

    Its files are in a folder that only this user can open, and that is removed with the cluster.
    """
    try:
        security = Security.temporary()
        folder = TemporaryDirectory(
            prefix="garmentclean-",
            dir=config.get("temporary-directory", None),
            ignore_cleanup_errors=True,
        )
        own = OURS | {"temporary-directory": stack.enter_context(folder)}
        stack.enter_context(config.set(own))
        with INTERRUPTS.handled(), INTERRUPTS.deferred(PATIENCE), _hidden_from_children():
            cluster = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # not the default port, which others use
                scheduler_kwargs={"dashboard": False},
                security=security,
                silence_logs=logging.CRITICAL,
            )
            return stack.enter_context(cluster)
    except (OSError, RuntimeError) as error:  # as when a worker dies while it starts
        raise GarmentcleanError(
            f"no Dask cluster can be started here: {summary_of(error)}"
        ) from None


@contextmanager
def _hidden_from_children() -> Iterator[None]:
    """Keep Ctrl-C from processes that a block, or a thread started in it, starts."""
    if not hasattr(signal, "pthread_sigmask"):  # pragma: no cover - Windows
        yield
        return
    resource_tracker.ensure_running()  # its start would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(client: Any, task: Task, name: str) -> None:
    """Give the task to all workers, including those that start later."""
    try:
        client.register_plugin(SentTask(task, name), name=name)
    except Exception as error:
        raise GarmentcleanError(
            f"the workers cannot take the job: {error or type(error).__name__}; install "
            f"garmentclean {VERSION} and the packages of its plugins there"
        ) from error


def _forget(client: Any, name: str) -> None:
    """Remove the task from the workers, unless the client has lost them."""
    if client.status != "closed":
        client.unregister_worker_plugin(name)


def run_task(name: str, source: Source) -> PartitionResult:
    """Run a task; an unexpected error is reported, and fails only this partition."""
    try:
        return _tasks[name](source)
    except Exception as error:  # noqa: BLE001 - Dask would send it as a traceback
        return PartitionResult(Account(failed=True), [str(reported(error, source.name))])
    except SystemExit as error:  # which would end the worker
        return _failed(source, f"unexpected {summary_of(error)}")
