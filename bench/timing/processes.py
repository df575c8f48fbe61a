"""Run a program and watch its processes in /proc while it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from timing.run import FINE, TRACEBACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVERY = 0.2
"""Seconds between two looks, which hardly cost anything."""
HELPERS = (b"resource_tracker", b"forkserver")
"""What stands in the commands of processes that only help others to start and to end."""


class Watched(NamedTuple):
    """What a run has cost.

    Attributes:
        seconds: from its start to its end.
        cpu: seconds that its processes have computed, but for their last moments.
        main: bytes of memory that the process itself had at most.
        workers: the same of each of its workers, the largest one first.
        failed: why it is not to be counted: empty if it is.
    """

    seconds: float
    cpu: float
    main: int
    workers: list[int]
    failed: str = ""


def watch(
    command: Sequence[str],
    *,
    limit: float,
    fine: Sequence[int] = FINE,
    env: dict[str, str] | None = None,
    kill: float | None = None,
) -> Watched:
    """Run a program once.

    Args:
        command: what to run.
        limit: seconds after which it is killed.
        fine: exit codes that are no failure.
        env: variables of the environment that it has more than this process.
        kill: seconds after which its largest worker is killed.
    """
    peaks: dict[int, int] = {}
    cpu: dict[int, float] = {}
    with tempfile.TemporaryFile() as out:
        start = perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=os.environ | (env or {}),
            start_new_session=True,
        )
        late = False
        while process.poll() is None:
            here = {pid: peak for pid in family(process.pid) if (peak := peak_of(pid))}
            peaks |= here
            cpu |= {pid: cpu_of(pid) or cpu.get(pid, 0) for pid in here}
            passed = perf_counter() - start
            workers = [pid for pid in here if pid != process.pid]
            if kill is not None and passed > kill and workers:
                os.kill(max(workers, key=lambda pid: here[pid]), signal.SIGKILL)
                kill = None
            if passed > limit:
                late = True
                for pid in here:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            _pause(process)
        seconds = perf_counter() - start
        out.seek(0)
        said = out.read().decode("utf-8", "replace").strip()
    failed = f"more than {limit:g} s" if late else ""
    if not failed and (process.returncode not in fine or TRACEBACK in said):
        failed = f"exit code {process.returncode}: {said.rpartition(chr(10))[2]}"
    main = peaks.pop(process.pid, 0)
    workers = sorted(peaks.values(), reverse=True)
    return Watched(seconds, sum(cpu.values()), main, workers, failed)


def _pause(process: subprocess.Popen[bytes]) -> None:
    """Wait until it is time to look again, or nothing is left to look at."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(EVERY)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that it has started, but for helpers."""
    with suppress(OSError):
        if not any(word in Path(f"/proc/{pid}/cmdline").read_bytes() for word in HELPERS):
            yield pid
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names are enough
            children = Path(f"/proc/{pid}/task/{task}/children").read_text("ascii")
            for child in children.split():
                yield from family(int(child))


def cpu_of(pid: int) -> float:
    """Return how many seconds a process has computed; 0 if it is gone."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0


def peak_of(pid: int) -> int:
    """Return how many bytes of memory a process had at most so far; 0 if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
