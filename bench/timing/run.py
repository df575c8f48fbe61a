"""Run a program and measure its time and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Timer
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Done = TypeVar("Done")

FINE = (0,)
TRACEBACK = "Traceback (most recent call last)"
"""With it on stderr, Python ends with the exit code 1, by which some programs say that they have
found something."""


@dataclass(frozen=True)
class Measured:
    """What a run has cost.

    Attributes:
        seconds: from its start to its end.
        cpu: seconds that its processes have computed.
        peak: bytes of memory of its largest process, at most. As the kernel counts, no figure is
            below what this process here had when it started the program.
        said: what it wrote to stdout, if that was kept.
        failed: why it is not to be counted: empty if it is.
    """

    seconds: float
    cpu: float
    peak: int
    said: bytes
    failed: str = ""


def one_core() -> set[int]:
    """Return the core that programs with one core run on: the last one that we may use."""
    return {max(all_cores())}


def all_cores() -> set[int]:
    """Return the cores that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def apart(function: Callable[..., Done], *arguments: object) -> Done:
    """Call a function in another process: what this one has needed is a floor for later peaks."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _pin(cores: set[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def measure(
    command: Sequence[str],
    *,
    cores: set[int],
    limit: float,
    fine: Sequence[int] = FINE,
    env: dict[str, str] | None = None,
) -> Measured:
    """Run a program once.

    Args:
        command: what to run.
        cores: the only ones that it and its processes may use, where the system can do that.
        limit: seconds after which it is killed.
        fine: exit codes that are no failure.
        env: variables of the environment that it has more than this process.
    """
    before = all_cores()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        _pin(cores)
        try:
            start = perf_counter()
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=os.environ | (env or {}),
                start_new_session=True,
            )
        finally:
            _pin(before)
        timer = Timer(limit, _kill, [process.pid])
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, complaint = out.read(), err.read().decode("utf-8", "replace").strip()
    failed = ""
    if process.returncode == -signal.SIGKILL and seconds >= limit:
        failed = f"more than {limit:g} s"
    elif process.returncode not in fine or TRACEBACK in complaint:
        failed = f"exit code {process.returncode}: {complaint.rpartition(chr(10))[2]}"
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(seconds, cpu, usage.ru_maxrss * 1024, said, failed)
