"""The goals: each is a ratio of two medians of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timing.figures import MB

if TYPE_CHECKING:
    from timing.figures import Results

MEMORY = 100
"""MB that a process may have."""


class Asked(NamedTuple):
    """A ratio that must hold.

    Attributes:
        point: what it is about.
        first: the form and the name of a contender.
        other: the same of the one whose time for a MB is compared with that of the first.
        most: how large the ratio may be; None if it must be `least` or more.
        least: how small it may be.
    """

    point: str
    first: tuple[str, str]
    other: tuple[str, str]
    most: float | None = None
    least: float = 0


class Check(NamedTuple):
    """A point that must hold: what it says, what is asked, what was seen, and whether it holds.

    `holds` is None where nothing was seen.
    """

    point: str
    asked: str
    seen: str
    holds: bool | None


OURS = ("rows", "ours")
RATIOS = (
    Asked("JSON Lines, one core: time of ftfy's `fix_text()`", OURS, ("rows", "ftfy"), 1),
    Asked("the same: time of clean-text", OURS, ("rows", "clean-text"), 1),
    Asked("the same: time of datatrove's C4 filter", OURS, ("rows", "datatrove"), 1),
    Asked("with `--ledger`: time without", ("rows", "ours with ledger"), OURS, 1.15),
    Asked("JSON Lines, two processes: speed of one", OURS, ("rows", "ours twice"), least=1.8),
    Asked("Files, one core: time of codespell", ("files", "ours"), ("files", "codespell"), 3),
    Asked(
        "Files, two processes: speed of one", ("files", "ours"), ("files", "ours twice"), least=1.8
    ),
    Asked("One small ASCII file: time of codespell", ("ascii", "ours"), ("ascii", "codespell"), 1),
    Asked("Twenty short sentences: the same", ("plain", "ours"), ("plain", "codespell"), 1),
    Asked("One that ftfy mends: the same", ("mojibake", "ours"), ("mojibake", "codespell"), 1),
    Asked(
        "10,000 rules that drop lines: time of 300",
        ("rules", "10,000 drop-lines rules"),
        ("rules", "300 drop-lines rules"),
        3,
    ),
    Asked(
        "10,000 rules that substitute: the same",
        ("rules", "10,000 substitute rules"),
        ("rules", "300 substitute rules"),
        3,
    ),
)


def ratio(value: float) -> str:
    """Return how often something is something else, in two digits or all before the point."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"  # noqa: PLR2004 - of digits


def _check(asked: Asked, results: Results) -> Check:
    said = f"≥ {asked.least:g} ×" if asked.most is None else f"≤ {asked.most:g} ×"
    first, other = results.find(*asked.first), results.find(*asked.other)
    if not (first and other):
        return Check(asked.point, said, "not measured", None)
    times = first.cost / other.cost
    holds = times >= asked.least if asked.most is None else times <= asked.most
    return Check(asked.point, said, f"{ratio(times)} ×", holds)


def _memory(results: Results) -> Check:
    peaks = [one.peak for one in results.of("rows") if one.name.startswith("ours")]
    point, said = "JSON Lines: memory of the largest process", f"≤ {MEMORY} MB"
    if not peaks:
        return Check(point, said, "not measured", None)
    peak = max(peaks) / MB
    return Check(point, said, f"{peak:.0f} MB", peak <= MEMORY)


def checks(results: Results) -> list[Check]:
    """Return all points, with what was seen of each."""
    seen = {True: "the same", False: "another", None: "not measured"}[results.same]
    same = Check("Bytes and edits, beside an older version", "the same", seen, results.same)
    return [*(_check(asked, results) for asked in RATIOS), _memory(results), same]
