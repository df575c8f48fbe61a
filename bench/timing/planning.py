"""The cost model: what a crawl costs, from measurements and assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timing.figures import MB
from timing.scales import DASK, POOL

if TYPE_CHECKING:
    from timing.scales import Run, Scale

HOUR = 3600
TB = 1e12
SHARE = 0.01
"""What a partition may cost besides its documents, as a share of what these cost."""


@dataclass(frozen=True)
class Assumed:
    """What nobody here has measured, and whoever plans has to put in.

    Attributes:
        documents: of the crawl.
        cores: that clean it.
        node: cores of a machine.
        core_hour: the price of a core for an hour.
        storage: the price of a GB of object storage for a month.
        put: the price of a thousand requests that write.
        get: the same of those that read, or only look.
        rows: documents of a partition.
    """

    documents: float = 1e10
    cores: int = 1000
    node: int = 32
    core_hour: float = 0.04
    storage: float = 0.023
    put: float = 0.005
    get: float = 0.0004
    rows: int = 20_000


WORDS = {
    "documents": "documents",
    "cores": "cores",
    "node": "cores of a node",
    "core_hour": "$ for a core-hour",
    "storage": "$ for a GB of object storage for a month",
    "put": "$ for 1,000 requests that write",
    "get": "$ for 1,000 requests that read or look",
    "rows": "documents in a partition",
}
"""How tables call what is assumed."""


def per_document(run: Run, start: Run | None) -> float:
    """Return the seconds of computing that a document takes, without those of a start."""
    began = start.computing if start else 0
    return max(run.computing - began, 0) / run.documents


def elapsed(run: Run, start: Run | None) -> float:
    """Return the seconds that a run took, without those of a start."""
    return max(run.time - (start.time if start else 0), 0)


def per_partition(scale: Scale, engine: str) -> float | None:
    """Return the seconds of computing of a partition with a ledger, besides its documents."""
    runs = sorted(
        (run for run in scale.of("partition") if run.engine == engine),
        key=lambda run: run.partitions,
    )
    if len(runs) < 2:  # noqa: PLR2004 - a difference
        return None
    few, many = runs[0], runs[-1]
    return max(many.computing - few.computing, 0) / (many.partitions - few.partitions)


def plan(scale: Scale, assumed: Assumed) -> list[tuple[str, str, str]]:
    """Return the rows of the plan: what it is about, how it follows, and what it comes to."""
    run, partition = scale.find("rate", DASK), per_partition(scale, DASK)
    sizes, task = scale.bytes, scale.seconds.get("task")
    if run is None or partition is None or task is None or "ledger, Parquet" not in sizes:
        return []
    core = per_document(run, scale.find("start", DASK))
    hours = assumed.documents * core / HOUR
    partitions = assumed.documents / assumed.rows
    takes = assumed.rows * core
    kept = sizes["clean Parquet"] + sizes["ledger, Parquet"]
    moved = sizes["Parquet"] + kept
    writes = scale.requests.get("put_file", 0)
    looks = sum(scale.requests.values()) - writes - scale.requests.get("makedirs", 0)
    asked = partitions * (writes * assumed.put + looks * assumed.get) / 1000
    node = assumed.node * takes / HOUR
    found = [
        ("CPU of a document", "*s*, measured", f"{core * 1000:.2f} ms"),
        ("core-hours", "*n* · *s* / 3600", f"{hours:,.0f}"),
        ("hours", "core-hours / *cores*", f"{hours / assumed.cores:,.1f}"),
        ("computing", "core-hours · price", f"$ {hours * assumed.core_hour:,.0f}"),
        ("text of the crawl", "*n* · bytes", _tb(assumed, sizes["text"])),
        ("the same in Parquet (zstd)", "*n* · bytes", _tb(assumed, sizes["Parquet"])),
        ("clean text in Parquet", "*n* · bytes", _tb(assumed, sizes["clean Parquet"])),
        ("ledger in Parquet", "*n* · bytes", _tb(assumed, sizes["ledger, Parquet"])),
        (
            "clean text and ledger for a month",
            "GB · price",
            f"$ {assumed.documents * kept / 1e9 * assumed.storage:,.0f}",
        ),
        ("a partition", "*rows* · *s*", f"{takes:,.0f} s, {_mb(assumed, sizes['text'])} of text"),
        (
            "least documents of a partition",
            f"*p* / (*s* · {SHARE:g})",
            f"{partition / (core * SHARE):,.0f}",
        ),
        ("partitions", "*n* / *rows*", f"{partitions:,.0f}"),
        ("tasks a second, asked of Dask", "*cores* / partition", f"{assumed.cores / takes:,.1f}"),
        ("tasks a second that it can give", "1 / *t*, measured", f"{1 / task:,.0f}"),
        ("cores that one scheduler keeps busy", "partition / *t*", f"{takes / task:,.0f}"),
        ("requests", "partitions · calls", f"{partitions * (writes + looks):,.0f}"),
        (
            "the same a second",
            "requests / time",
            f"{assumed.cores / takes * (writes + looks):,.0f}",
        ),
        ("their price", "writes, reads · price", f"$ {asked:,.0f}"),
        ("network of a core", "bytes in and out / *s*", f"{moved / core / MB:.2f} MB/s"),
        (
            "network of a node",
            "*node* · the same",
            f"{assumed.node * moved / core * 8 / 1e9:.2f} Gbit/s",
        ),
        ("a failed worker costs at most", "a partition", f"{takes:,.0f} s of a core"),
        (
            "a failed node costs at most",
            "*node* · partition · price",
            f"{node:.2f} core-hours, $ {node * assumed.core_hour:.3f}",
        ),
    ]
    count = scale.find("count", POOL)
    if count:
        hours = assumed.documents * per_document(count, scale.find("count start", POOL)) / HOUR
        price = f"{hours:,.0f} core-hours, $ {hours * assumed.core_hour:,.0f}"
        found.append(("the counting pass of `drop-common`", "*n* · *k* / 3600", price))
    return found


def _tb(assumed: Assumed, size: float) -> str:
    return f"{assumed.documents * size / TB:.1f} TB"


def _mb(assumed: Assumed, size: float) -> str:
    return f"{assumed.rows * size / MB:.0f} MB"
