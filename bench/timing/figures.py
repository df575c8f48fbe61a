"""The figures of each program, and how they are stored."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING

from timing.run import all_cores

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from timing.contenders import Contender
    from timing.run import Measured

MB = 1_000_000


@dataclass
class Figure:
    """What the runs of one contender have cost.

    Attributes:
        form: the table it is in.
        name: what it is called there.
        size: bytes of text that it worked on.
        seconds: of each run.
        cpu: seconds of computing, of each run.
        peak: bytes of memory of its largest process, in any run.
        failed: why there are no figures; empty if there are.
    """

    form: str
    name: str
    size: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0
    failed: str = ""

    def add(self, run: Measured) -> None:
        """Add what a run has cost."""
        self.seconds.append(run.seconds)
        self.cpu.append(run.cpu)
        self.peak = max(self.peak, run.peak)
        self.failed = run.failed

    @property
    def time(self) -> float:
        """The median of its seconds."""
        return median(self.seconds)

    @property
    def computing(self) -> float:
        """The median of its seconds of computing, which other programs disturb less."""
        return median(self.cpu)

    @property
    def cost(self) -> float:
        """Its seconds for a MB of text, by which contenders are compared."""
        return self.time / self.size * MB


@dataclass
class Results:
    """All figures of a run of the benchmark, and where it ran.

    Attributes:
        machine: the interpreter, the system, the processor and its cores.
        rounds: how often each contender has run.
        figures: of all contenders.
        notes: what else is to be said below the tables.
        same: whether the result is that of an older garmentclean; None if none was asked.
    """

    machine: str
    rounds: int
    figures: list[Figure]
    notes: list[str] = field(default_factory=list)
    same: bool | None = None

    def of(self, form: str) -> list[Figure]:
        """Return the figures of a table."""
        return [figure for figure in self.figures if figure.form == form]

    def find(self, form: str, name: str) -> Figure | None:
        """Return the figure of a contender, None if it has none."""
        found = (figure for figure in self.of(form) if figure.name == name and not figure.failed)
        return next(found, None)

    def write(self, path: Path) -> None:
        """Keep them as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Results:
    """Return the results that a file has."""
    found = json.loads(path.read_text(encoding="utf-8"))
    figures = [Figure(**figure) for figure in found.pop("figures")]
    return Results(**found, figures=figures)


def machine() -> str:
    """Return what the benchmark runs on, in a line."""
    cores = len(all_cores())
    return (
        f"garmentclean {version('garmentclean')}, Python {platform.python_version()}, "
        f"{platform.system()} on {platform.machine()}, {cores} core{'s' * (cores > 1)}"
    )


def compete(
    contenders: Iterable[Contender], rounds: int, limit: float, env: dict[str, str]
) -> list[Figure]:
    """Run all contenders, one after the other, and again in each round.

    So a machine that is slower for a while is so for all of them. Who fails or takes longer than
    `limit` seconds is not asked again.
    """
    runs = [(one, Figure(one.form, one.name, one.size)) for one in contenders]
    for _ in range(rounds):
        for contender, figure in runs:
            if not figure.failed:
                figure.add(contender.run(limit, env))
    return [figure for _, figure in runs]
