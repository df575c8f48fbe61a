"""Tables of the figures for planning, and of the plan, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timing.checks import Check, ratio
from timing.figures import MB
from timing.planning import WORDS as NAMES
from timing.planning import Assumed, elapsed, per_document, per_partition, plan
from timing.scales import DASK, ENGINES, POOL
from timing.tables import WORDS, markdown, seconds

if TYPE_CHECKING:
    from timing.scales import Scale

LABELS = {
    "Parquet": "text in Parquet (zstd)",
    "clean Parquet": "clean text in Parquet (zstd)",
    "counts": "counts for `drop-common`",
}
MOST, CONSTANT = 1.5, 1.2
"""Times of the pool that Dask may take, and how much more memory a worker may need for many
documents than for few."""


def checks(scale: Scale) -> list[Check]:
    """Return what must hold, with what was seen of it."""
    found = [_dask(scale)]
    for engine in (POOL, DASK):
        runs = [run for run in scale.of("memory") if run.engine == engine]
        point, asked = f"Memory of a worker, {engine}: many documents", f"≤ {CONSTANT:g} × few"
        if len(runs) < 2:  # noqa: PLR2004 - one of few documents, and one of many
            found.append(Check(point, asked, "not measured", None))
            continue
        few, many = runs[0], runs[-1]
        point = f"Memory of a worker, {engine}: {many.documents:,} documents"
        times = many.worker / few.worker
        asked = f"≤ {CONSTANT:g} × that of {few.documents:,}"
        found.append(Check(point, asked, f"{ratio(times)} ×", times <= CONSTANT))
    return found


def _dask(scale: Scale) -> Check:
    point, asked = "Dask, 2 workers: time of the pool, start aside", f"≤ {MOST:g} ×"
    times = {}
    for engine in (POOL, DASK):
        run = scale.find("rate", engine)
        if run is None:
            return Check(point, asked, "not measured", None)
        times[engine] = elapsed(run, scale.find("start", engine))
    seen = times[DASK] / times[POOL]
    return Check(point, asked, f"{ratio(seen)} ×", seen <= MOST)


def rates(scale: Scale) -> str:
    """Return the table of what each engine does a second."""
    runs = [run for run in scale.runs if run.point == "rate"]
    if not runs:
        return ""
    base = scale.find("rate", POOL)
    least = elapsed(base, scale.find("start", POOL)) if base else 0
    rows = []
    for run in runs:
        if run.failed:
            rows.append([run.engine, run.failed, *[""] * 5])
            continue
        start = scale.find("start", run.engine)
        core = per_document(run, start)
        rows.append(
            [
                run.engine,
                seconds(start.time) if start else "",
                seconds(run.time),
                ratio(elapsed(run, start) / least) if least else "",
                f"{core * 1000:.2f} ms",
                f"{1 / core:.0f}" if core else "",
                f"{run.size / run.documents / core / MB:.2f}" if core else "",
            ]
        )
    size, documents = runs[0].size, runs[0].documents
    title = (
        f"{documents:,} articles, {size / MB:.1f} MB, {size / documents / 1000:.1f} KB each, "
        f"in {runs[0].partitions} partitions"
    )
    head = ("start", "time", "× pool", "CPU of one", "documents/s and core", "MB/s and core")
    return markdown((title, *head), rows)


def memory(scale: Scale) -> str:
    """Return the table of the memory of processes."""
    runs = [run for run in scale.runs if run.point == "memory"]
    if not runs:
        return ""
    rows = []
    for run in runs:
        name = f"{run.documents:,} in {run.partitions} partitions, {run.engine}"
        if run.failed:
            rows.append([name, run.failed, "", "", ""])
            continue
        held = (f"{value / MB:.0f} MB" for value in (run.worker, run.main))
        rows.append([name, f"{run.size / MB:.0f} MB", seconds(run.time), *held])
    head = ("text", "time", "largest worker", "the command itself")
    return markdown(("Short documents", *head), rows)


def sizes(scale: Scale) -> str:
    """Return the table of the bytes of a document."""
    if "text" not in scale.bytes:
        return ""
    text = scale.bytes["text"]
    rows = [
        (LABELS.get(name, name), f"{value:,.0f}", f"{value / text:.1%}".replace("%", " %"))
        for name, value in scale.bytes.items()
    ]
    return markdown(("Bytes of an article", "each", "of its text"), rows)


def besides(scale: Scale) -> str:
    """Return the table of what there is besides documents."""
    rows: list[tuple[str, str]] = []
    for engine in ENGINES:
        value = per_partition(scale, engine)
        if value is not None:
            rows.append((f"a partition with its ledger, CPU, {engine} (*p*)", _ms(value)))
    if "task" in scale.seconds:
        rows += [
            ("a task of Dask that does nothing (*t*)", _ms(scale.seconds["task"])),
            ("the start of Dask alone, two workers", seconds(scale.seconds["start"])),
        ]
    calls = ", ".join(f"`{name}` {number}" for name, number in sorted(scale.requests.items()))
    rows += [("calls of a file system for a partition elsewhere", calls)] if calls else []
    count, common, without = (scale.find(point, POOL) for point in ("count", "common", "uncommon"))
    if count and common and without:
        core = per_document(count, scale.find("count start", POOL))
        longer = (common.computing - without.computing) / count.documents
        rows += [
            ("counting an article, CPU (*k*)", _ms(core)),
            ("cleaning it with the counts, CPU: more by", _ms(longer)),
        ]
    killed, whole = scale.find("killed", DASK), scale.find("rate", DASK)
    if killed and whole:
        partition = elapsed(whole, scale.find("start", DASK))
        rows += [
            (
                "time of a partition of the articles above",
                seconds(2 * partition / whole.partitions),
            ),
            ("one of the two workers killed: longer by", seconds(killed.time - whole.time)),
        ]
    return markdown(("Besides documents", "costs"), rows) if rows else ""


def _ms(value: float) -> str:
    return f"{value * 1000:.2f} ms"


def report(scale: Scale) -> str:
    """Return all tables, with what they were measured on below them."""
    found = [(one.point, one.asked, one.seen, WORDS[one.holds]) for one in checks(scale)]
    parts = [markdown(("what must hold", "asked", "seen", ""), found)]
    parts += filter(None, (rates(scale), sizes(scale), memory(scale), besides(scale)))
    rounds = f"{scale.rounds} round{'s' * (scale.rounds != 1)}"
    parts += [f"Medians of {rounds}: {scale.machine}.\n", *scale.notes]
    return "\n".join(parts)


def planned(scale: Scale, assumed: Assumed) -> str:
    """Return the table of what is assumed, and that of what follows; nothing without Dask."""
    rows = plan(scale, assumed)
    if not rows:
        return ""
    given = [(NAMES[key], f"{value:,.12g}") for key, value in vars(assumed).items()]
    return "\n".join(
        (
            markdown(("Assumed", "value"), given),
            markdown(("For the whole crawl", "how", "comes to"), rows),
        )
    )
