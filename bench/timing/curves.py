"""How time grows: the points of each curve, its slope, and its table."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from timing import inputs, rulesets
from timing.figures import MB
from timing.run import apart, measure, one_core
from timing.tables import markdown, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Maker = Callable[[Path, str, int], None]

CLEAN_ONCE = Path(__file__).with_name("clean_once.py")
STEADY = 0.02
"""Seconds; a shorter time says little about how it grows."""
SHARE = "dirty"
LAST = 3
"""So many of the last points give the slope: what grows faster in the end counts."""
LINEAR = 1.2
"""Up to this slope, noise included, a curve passes for linear."""
KB = 1000


class Curve(NamedTuple):
    """What is measured, and where.

    Attributes:
        name: what it is called.
        unit: what is counted, such as bytes.
        points: how many, in the full form and in the quick one.
        kind: `text`, or the kind of the rules in `rulesets.KINDS`.
        quick: the points of the quick form.
    """

    name: str
    unit: str
    points: tuple[int, ...]
    quick: tuple[int, ...]
    kind: str = "text"


SIZES = tuple(n * KB for n in (1, 10, 100, 300, 1000, 3000, 10_000, 30_000, 100_000))
LINES = (KB, 10 * KB, 100 * KB, 300 * KB, MB)
RULES = (100, 300, 1000, 3000, 10_000)
ITEMS = (100, 1000, 10_000, 100_000)
FEW = (10, 30)
CURVES = (
    Curve("length", "bytes of one document", SIZES, (KB, 4 * KB)),
    Curve("rules-drop", "rules that drop lines", RULES, FEW, "drop-lines rules"),
    Curve("rules-substitute", "rules that substitute", RULES, FEW, "substitute rules"),
    Curve("phrases", "fuzzy phrases", ITEMS, FEW, "phrases"),
    Curve("terms", "terms", ITEMS, FEW, "terms"),
    Curve(SHARE, "percent of dirty lines", tuple(range(0, 101, 10)), (0, 100)),
    Curve("one line", "bytes on one line", (*SIZES[:-2], 50 * MB), (KB, 4 * KB)),
    Curve("one word", "letters of one word", SIZES[:-2], (KB, 4 * KB)),
    Curve("empty lines", "empty lines", LINES, (100, 400)),
    Curve("markers", "lines that are markers", LINES, (30, 120)),
    Curve("ambiguous words", "bytes of ambiguous words", SIZES[:-2], (KB, 4 * KB)),
    Curve("brackets", "brackets in brackets", LINES, (100, 400)),
    Curve("tags", "tags that nobody closes", LINES[:-1], (30, 120)),
    Curve("spoilt words", "words on one line, a quarter of them spoilt", LINES, (30, 120)),
    Curve("repeated lines", "lines, half of them the same", LINES[:-1], (30, 120)),
    Curve("stubs", "lines of two words", LINES[:-1], (30, 120)),
)


@dataclass
class Line:
    """What was measured of a curve.

    Attributes:
        name: of the curve.
        unit: what is counted, such as bytes.
        counts: how many, of each point.
        times: seconds that a document took, of each point that was not cut off.
        loads: seconds in which the rules were loaded, of the same points.
        peak: bytes of memory at the last point.
        cut: at how many, and why, no figure was had; empty if all were.
        hot: where the time was spent at the last point, if that was asked for.
    """

    name: str
    unit: str
    counts: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    peak: int = 0
    cut: str = ""
    hot: str = ""

    @property
    def slope(self) -> float | None:
        """How the logarithm of the time grows with that of the number, at the last points.

        It is that of the line of least squares, or None if too few times are steady, or if what
        grows is a share.
        """
        if self.name == SHARE:
            return None
        pairs = zip(self.counts, self.times, strict=True)
        logs = [(math.log(at), math.log(time)) for at, time in pairs if at and time > STEADY]
        logs = logs[-LAST:]
        if len(logs) < 2:  # noqa: PLR2004 - two points make a line
            return None
        middle = [sum(column) / len(logs) for column in zip(*logs, strict=True)]
        above = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
        return float(above / sum((x - middle[0]) ** 2 for x, _ in logs))


class Grower:
    """Measures curves.

    Args:
        folder: where it may write.
        limit: seconds for a point; larger ones of the curve are not tried when one took longer.
        profile: whether the functions that took the time are asked for.
    """

    def __init__(self, folder: Path, limit: float, *, profile: bool) -> None:
        self._folder = folder
        self._limit = limit
        self._profile = profile
        self._env = {"GARMENTCLEAN_CACHE_DIR": str(folder / "cache")}

    def line(self, curve: Curve, points: Iterable[int]) -> Line:
        """Measure a curve at these points."""
        line = Line(curve.name, curve.unit)
        for number in points:
            print(f"{curve.name}: {number:,} {curve.unit}", file=sys.stderr)
            failed = self._point(line, curve, number)
            if failed:
                line.cut = f"{number:,}: {failed}"
                break
        if self._profile and line.counts:
            said = self._run(curve, line.counts[-1], "--profile").splitlines()
            line.hot = said[-1] if said else ""
        return line

    def _point(self, line: Line, curve: Curve, number: int) -> str:
        command = self._command(curve, number)
        if curve.kind != "text":
            measure(command, cores=one_core(), limit=self._limit, env=self._env)  # fills the cache
        run = measure(command, cores=one_core(), limit=self._limit, env=self._env)
        if not run.failed:
            load, time = map(float, run.said.split()[:2])
            line.counts.append(number)
            line.loads.append(load)
            line.times.append(time)
            line.peak = run.peak
        return run.failed

    def _run(self, curve: Curve, number: int, *options: str) -> str:
        command = (*self._command(curve, number), *options)
        run = measure(command, cores=one_core(), limit=3 * self._limit, env=self._env)
        return run.said.decode()

    def _command(self, curve: Curve, number: int) -> tuple[str, ...]:
        text, rules = self._folder / "text.txt", self._folder / "rules.yaml"
        command = (sys.executable, str(CLEAN_ONCE), str(text))
        if curve.kind == "text":
            apart(inputs.write, text, curve.name, number)
            return command
        apart(inputs.write, text, "length", inputs.DIRTY_SIZE)
        apart(rulesets.write, rules, curve.kind, number)
        return (*command, str(rules))


def table(lines: Sequence[Line]) -> str:
    """Return the table of the curves, in Markdown."""

    def row(line: Line) -> list[str]:
        if not line.counts:
            return [line.unit, *[""] * 5, line.cut]
        slope = line.slope
        grown = "" if slope is None else f"{slope:.2f}"
        if slope is not None and slope > LINEAR:
            grown = f"**{grown}**"
        ends = [f"{seconds(line.times[at])} at {line.counts[at]:,}" for at in (0, -1)]
        load = seconds(line.loads[-1])
        return [line.unit, *ends, grown, load, f"{line.peak / MB:.0f} MB", line.cut]

    header = ("how many", "time", "time", "slope", "loading", "memory", "cut off at")
    return markdown(header, map(row, lines))
