"""The figures of one machine, from which more machines are planned, and how they are stored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from timing.processes import Watched

ENGINES = {
    "pool, 1 process": ("--engine", "pool", "--jobs", "1"),
    "pool, 2 processes": ("--engine", "pool", "--jobs", "2"),
    "Dask, 2 workers": ("--engine", "dask", "--jobs", "2"),
}
ONE, POOL, DASK = ENGINES


@dataclass
class Run:
    """What the runs of one command have cost.

    Attributes:
        point: what they are about: `start`, `rate`, `killed`, `memory`, `partition`,
            `count`, `count start`, or cleaning with counts (`common`) and without (`uncommon`).
        engine: a key of `ENGINES`.
        documents: how many they cleaned.
        size: bytes of the texts.
        partitions: how many these were in.
        seconds: of each run.
        cpu: seconds that all processes of each have computed.
        main: bytes of memory of the command's own process, at most.
        worker: the same of the largest worker.
        failed: why there are no figures; empty if there are.
    """

    point: str
    engine: str
    documents: int
    size: int
    partitions: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    main: int = 0
    worker: int = 0
    failed: str = ""

    def add(self, found: Watched) -> None:
        """Add what a run has cost."""
        self.failed = found.failed
        self.seconds.append(found.seconds)
        self.cpu.append(found.cpu)
        self.main = max(self.main, found.main)
        self.worker = max(self.worker, *found.workers, 0)

    @property
    def time(self) -> float:
        """The median of its seconds."""
        return median(self.seconds)

    @property
    def computing(self) -> float:
        """The median of its seconds of computing, which other programs disturb less."""
        return median(self.cpu)


@dataclass
class Scale:
    """All that was measured, and where.

    Attributes:
        machine: the interpreter, the system, the processor and its cores.
        rounds: how often each run of a rate was made.
        runs: what commands have cost.
        bytes: of a document, on average, in each form that it has.
        seconds: of other things: a `task` of Dask that does nothing, the start of `Dask alone`.
        requests: calls of a file system for a partition elsewhere, by their names.
        notes: what else is to be said below the tables.
    """

    machine: str
    rounds: int
    runs: list[Run] = field(default_factory=list)
    bytes: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, point: str) -> list[Run]:
        """Return the runs of a point that have not failed."""
        return [run for run in self.runs if run.point == point and not run.failed]

    def find(self, point: str, engine: str) -> Run | None:
        """Return the run of a point on an engine that has not failed; of several, the largest."""
        found = [run for run in self.of(point) if run.engine == engine]
        return max(found, key=lambda run: run.documents, default=None)

    def go_on(self, earlier: Scale) -> None:
        """Take from an earlier run what was not measured in this one."""
        points = {run.point for run in self.runs}
        self.runs += [run for run in earlier.runs if run.point not in points]
        self.rounds = self.rounds or earlier.rounds
        self.bytes = earlier.bytes | self.bytes
        self.seconds = earlier.seconds | self.seconds
        self.requests = self.requests or earlier.requests
        self.notes = [*dict.fromkeys(self.notes + earlier.notes)]

    def write(self, path: Path) -> None:
        """Keep it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Scale:
    """Return what a file has kept."""
    found = json.loads(path.read_text(encoding="utf-8"))
    runs = [Run(**run) for run in found.pop("runs")]
    return Scale(**found, runs=runs)
