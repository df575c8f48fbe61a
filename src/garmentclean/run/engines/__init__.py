"""Engines run a task over a corpus, in processes on this machine or on a Dask cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from garmentclean.run.engines.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from garmentclean.corpus.sources import Source

ENGINES = ("pool", "dask")
"""The names that `engine_of` knows."""


class Engine(Protocol):
    """Runs a task over a corpus."""

    @property
    def takes_partitions(self) -> bool:
        """Whether a task gets a whole file of rows, and writes its own output.

        Otherwise a task gets one document, or some rows of a file, and this process writes what it
        returns.
        """
        ...

    def run(
        self, task: Callable[[Source], Any], sources: Iterable[Source]
    ) -> Generator[tuple[Source, Any]]:
        """Yield each source with what the task returns for it.

        It takes only as many sources as keep the workers busy. Closing the generator ends the
        running tasks.

        Args:
            task: a function that can be pickled. With partitions, it returns a
                `PartitionResult`.
            sources: its arguments.

        Raises:
            GarmentcleanError: the workers cannot be started, or are gone.
        """
        ...


def engine_of(name: str, jobs: int = 0, scheduler: str = "") -> Engine:
    """Return an engine; its module is imported only now.

    Args:
        name: one of `ENGINES`.
        jobs: how many processes, or workers, it has; 0 for as many as there are cores.
        scheduler: the address of a Dask cluster; without it, one is started on this machine.
    """
    if name == "dask":
        from garmentclean.run.engines.dask import Dask  # an extra

        return Dask(jobs, scheduler)
    return Pool(jobs)
