"""Measure what Dask itself needs for a task and for its start, in a process of its own.

It prints the seconds of a start and the seconds of one task that does nothing, on two workers of
one thread each, given to them as garmentclean does it: few at a time.
"""

from __future__ import annotations

import logging
import sys
from itertools import islice
from time import perf_counter

from distributed import Client, LocalCluster, as_completed

AHEAD = 8


def nothing(number: int) -> int:
    """Do nothing."""
    return number


def main() -> None:
    """Measure so many tasks as the argument says."""
    began = perf_counter()
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        client.submit(nothing, -1).result()
        started = perf_counter() - began
        numbers = iter(range(int(sys.argv[1])))
        begin = perf_counter()
        running = as_completed(client.submit(nothing, one) for one in islice(numbers, AHEAD))
        for _ in running:
            for one in islice(numbers, 1):
                running.add(client.submit(nothing, one))
        took = (perf_counter() - begin) / int(sys.argv[1])
    print(started, took)


if __name__ == "__main__":
    main()
