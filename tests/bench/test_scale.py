"""The cost of a crawl: measured in the quick form, and projected from made-up figures."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import scale as command
from timing import partitions, scaletables
from timing.planning import Assumed, plan
from timing.processes import peak_of, watch
from timing.scales import DASK, ONE, POOL, Run, Scale, read

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


MB = 1_000_000


def run(point: str, engine: str, documents: int, *times: float, **more: Any) -> Run:
    cpu = [2 * time for time in times]  # two cores are busy all the time
    made = Run(point, engine, documents, documents * 5000, 10, list(times), cpu)
    for name, value in more.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def measured() -> Scale:
    """Return figures: 10 ms of CPU for a document on Dask, and 8 ms in the pool."""
    return Scale(
        "a machine",
        3,
        [
            *(run("start", engine, 100, 1, 2, 9) for engine in (ONE, POOL)),
            run("start", DASK, 100, 5),
            run("rate", ONE, 1000, 12),
            run("rate", POOL, 1000, 6),
            run("rate", DASK, 1000, 10),
            run("killed", DASK, 1000, 11.5),
            run("memory", POOL, 100, 1, worker=50 * MB, main=90 * MB),
            run("memory", POOL, 10_000, 9, worker=55 * MB, main=90 * MB),
            run("memory", DASK, 100, 1, worker=100 * MB),
            run("memory", DASK, 10_000, 9, worker=150 * MB),
            run("partition", DASK, 4, 6, partitions=4),
            run("partition", DASK, 204, 8, partitions=204),
            run("partition", POOL, 4, 6, failed="exit code 2: no loom"),
            run("count start", POOL, 100, 1),
            run("count", POOL, 1000, 3),
            run("common", POOL, 1000, 7),
            run("uncommon", POOL, 1000, 6),
        ],
        {"text": 5000, "Parquet": 2000, "clean Parquet": 1900, "ledger, Parquet": 100},
        {"start": 2.0, "task": 0.001},
        {"get_file": 2, "put_file": 3, "makedirs": 3, "exists": 5},
    )


def test_a_quick_run_prints_its_tables_and_saves_the_figures(tmp_path: Path) -> None:
    kept, docs = tmp_path / "figures.json", tmp_path / "docs"
    size = ["--size", "0.02", "--counts", "8", "--only", "rates,memory"]
    options = ["run", "--quick", "--no-dask", *size, "--json", str(kept), "--docs", str(docs)]
    done = CliRunner().invoke(command.main, options)

    assert done.exit_code == 0, done.output
    assert "| pool, 2 processes |" in done.stdout
    assert "Dask is left out" in done.stdout
    figures = read(kept)
    assert {(one.point, one.engine) for one in figures.runs if not one.failed} == {
        *((point, engine) for point in ("start", "rate") for engine in (ONE, POOL)),
        ("memory", POOL),
    }
    assert figures.runs[-1].documents == 8
    assert figures.runs[-1].main > 10 * MB
    assert all(one.cpu[0] > 0 for one in figures.runs)
    again = CliRunner().invoke(command.main, ["report", str(kept)])
    assert again.stdout == done.stdout
    assert (docs / "scale" / "scale.md").read_text("utf-8") in done.stdout


def test_a_goal_is_met_missed_or_not_measured(measured: Scale) -> None:
    dask, pool, workers = scaletables.checks(measured)
    assert dask[2:] == ("1.2 ×", True)
    assert pool[2:] == ("1.1 ×", True)
    assert workers[2:] == ("1.5 ×", False)
    assert [one.holds for one in scaletables.checks(Scale("a machine", 1))] == [None] * 3


def test_the_tables_show_the_measurements(measured: Scale) -> None:
    text = scaletables.report(measured)
    assert "| Dask, 2 workers | 5.0 s | 10.0 s | 1.2 | 10.00 ms | 100 | 0.50 |" in text
    assert "| text in Parquet (zstd) | 2,000 | 40.0 % |" in text
    assert "| 10,000 in 10 partitions, Dask, 2 workers | 50 MB | 9.0 s | 150 MB | 0 MB |" in text
    assert "| a partition with its ledger, CPU, Dask, 2 workers (*p*) | 20.00 ms |" in text
    assert "| time of a partition of the articles above | 1.0 s |" in text
    assert "| one of the two workers killed: longer by | 1.5 s |" in text
    assert "| cleaning it with the counts, CPU: more by | 2.00 ms |" in text


def test_failures_are_reported(measured: Scale) -> None:
    for one in measured.runs:
        one.failed = "more than 9 s"
    text = scaletables.report(measured)
    assert "| Dask, 2 workers | more than 9 s |  |  |  |  |  |" in text
    assert "| 100 in 10 partitions, Dask, 2 workers | more than 9 s |  |  |  |" in text
    assert scaletables.planned(measured, Assumed()) == ""


def test_the_plan_is_computed_from_measurements_and_assumptions(measured: Scale) -> None:
    assumed = Assumed(documents=3.6e9, cores=100, node=10, core_hour=0.1, rows=6000)
    rows = {point: value for point, _, value in plan(measured, assumed)}
    assert rows["CPU of a document"] == "10.00 ms"
    assert rows["core-hours"] == "10,000"
    assert rows["hours"] == "100.0"
    assert rows["computing"] == "$ 1,000"
    assert rows["clean text in Parquet"] == "6.8 TB"
    assert rows["clean text and ledger for a month"] == "$ 166"
    assert rows["a partition"] == "60 s, 30 MB of text"
    assert rows["least documents of a partition"] == "200"
    assert rows["partitions"] == "600,000"
    assert rows["cores that one scheduler keeps busy"] == "60,000"
    assert rows["requests"] == "6,000,000"
    assert rows["their price"] == "$ 11"
    assert rows["network of a core"] == "0.40 MB/s"
    assert rows["network of a node"] == "0.03 Gbit/s"
    assert rows["a failed node costs at most"] == "0.17 core-hours, $ 0.017"
    assert rows["the counting pass of `drop-common`"] == "4,000 core-hours, $ 400"
    assert "| $ for a core-hour | 0.1 |" in scaletables.planned(measured, assumed)


def test_a_corpus_is_cut_into_partitions(tmp_path: Path) -> None:
    whole = partitions.write(tmp_path / "whole", partitions.shorts(10), 4)
    part = partitions.beginning(whole, tmp_path / "part", 2)
    assert (whole.documents, whole.partitions, part.documents, part.partitions) == (10, 3, 8, 2)
    assert part.size < whole.size < 10 * 1000
    assert part.bytes < whole.bytes


def test_processes_are_watched_and_killed() -> None:
    child = "b = b'.' * 40_000_000; import time; time.sleep(0.6)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    seen = watch([sys.executable, "-c", program], limit=50)
    slow = watch([sys.executable, "-c", "import time; time.sleep(50)"], limit=0.2)
    wrong = watch([sys.executable, "-c", "raise SystemExit('no loom')"], limit=50)
    waits = "import time; time.sleep(50)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {waits!r}])"
    killed = watch([sys.executable, "-c", program], limit=50, kill=0.1)

    assert seen.failed == killed.failed == ""
    assert seen.workers[0] > 40 * MB > seen.main > MB
    assert (slow.failed, wrong.failed) == ("more than 0.2 s", "exit code 1: no loom")
    assert killed.seconds < 50
    assert peak_of(os.getpid()) > MB
