"""A worker or the client is killed: the output is complete, and has nothing twice.

GARMENTCLEAN_PARTITION_ROWS is how many rows a partition has (150 if it is not set).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pyarrow as pa
import pytest
from pyarrow import parquet

from garmentclean.ledger.reader import read
from garmentclean.run.engines.partition import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = int(os.environ.get("GARMENTCLEAN_PARTITION_ROWS", "150"))
PARTITIONS = 10
PATIENCE = 120
RULES = ("--isolated", "--select", "return-link,trans", "--quiet")
CLUSTER = """
import time
from distributed import LocalCluster
if __name__ == "__main__":
    made = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0")
    print(made.scheduler_address, flush=True)
    time.sleep(600)
"""
PROSE = "No loom of the row {} stands still, and nobody counts them twice in line {}."

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make partitions in a folder `in`, and in `alone` what one process makes of them."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "in").mkdir()
    for number in range(PARTITIONS):
        rows = [{"id": f"{number}-{row}", "text": article(row)} for row in range(ROWS)]
        if number % 2:
            table = pa.Table.from_pylist(rows)
            parquet.write_table(table, folder / f"in/{number}.parquet", row_group_size=40)
        else:
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / f"in/{number}.jsonl").write_text(lines)
    paths = sorted((folder / "in").iterdir())
    command = [sys.executable, "-m", "garmentclean", *map(str, paths), *RULES]
    subprocess.run([*command, "-o", "alone", "--ledger", "l.jsonl"], cwd=folder, check=True)
    return folder


def article(row: int) -> str:
    prose = [PROSE.format(row, line) for line in range(60)]
    return "\n".join([*prose, "The pformation.", "Return to list"])


def start(corpus: Path, out: Path, *cluster: str) -> subprocess.Popen[bytes]:
    cluster = cluster or ("--jobs", "2")
    way = ["-o", str(out / "out"), "--ledger", str(out / "ledger"), "--engine", "dask"]
    return subprocess.Popen(
        [sys.executable, "-m", "garmentclean", str(corpus / "in"), *way, *cluster, *RULES],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def marks(out: Path) -> int:
    return sum(1 for _ in (out / "out" / MARKS).rglob("*.json"))


def workers_of(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return the processes that clean for a run."""
    below = psutil.Process(run.pid).children(recursive=True)
    return [one for one in below if "spawn_main" in " ".join(one.cmdline())]


def under_way(run: subprocess.Popen[bytes], out: Path) -> list[psutil.Process]:
    """Wait until some partitions are done and others are not; return the workers."""
    patience = time.monotonic() + PATIENCE
    while not marks(out) and run.poll() is None and time.monotonic() < patience:
        time.sleep(0.005)
    workers = workers_of(run)
    assert 0 < marks(out) < PARTITIONS - 1
    assert len(workers) == 2
    return workers


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".")


def assert_whole(corpus: Path, out: Path) -> None:
    """Assert that the output is exactly that of one process."""
    assert visible(out / "out") == visible(corpus / "alone")
    for name in visible(out / "out"):
        assert (out / "out" / name).read_bytes() == (corpus / "alone" / name).read_bytes(), name
    ours = {(e.document, e.before, e.after, e.edits) for e in read(out / "ledger").entries}
    whole = read(corpus / "l.jsonl").entries
    assert ours == {(e.document, e.before, e.after, e.edits) for e in whole}
    assert len(read(out / "ledger").entries) == len(whole) == PARTITIONS * ROWS
    assert marks(out) == PARTITIONS


@pytest.fixture
def run(corpus: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    started = start(corpus, tmp_path)
    yield started
    if started.poll() is None:  # pragma: no cover - a test has failed
        started.kill()
        started.wait()


def test_a_killed_worker_loses_nothing(
    run: subprocess.Popen[bytes], corpus: Path, tmp_path: Path
) -> None:
    victim = under_way(run, tmp_path)[0]
    victim.send_signal(signal.SIGKILL)
    output, _ = run.communicate(timeout=PATIENCE)
    assert (run.returncode, output) == (0, b"")
    assert_whole(corpus, tmp_path)


def test_a_killed_client_ends_its_workers_and_the_next_run_does_the_rest(
    run: subprocess.Popen[bytes], corpus: Path, tmp_path: Path
) -> None:
    workers = under_way(run, tmp_path)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=PATIENCE)
    gone, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert (len(gone), alive) == (2, [])
    done = marks(tmp_path)
    assert 0 < done < PARTITIONS
    inodes = {path: path.stat().st_ino for path in (tmp_path / "out" / MARKS).iterdir()}
    again = start(corpus, tmp_path)
    output, _ = again.communicate(timeout=PATIENCE)
    assert (again.returncode, output) == (0, b"")
    assert {path: path.stat().st_ino for path in inodes} == inodes  # they were not done again
    assert_whole(corpus, tmp_path)


def test_ctrl_c_ends_it_and_finished_files_are_whole(
    run: subprocess.Popen[bytes], corpus: Path, tmp_path: Path
) -> None:
    workers = under_way(run, tmp_path)
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=PATIENCE)
    assert (run.returncode, output) == (130, b"garmentclean: stopped\n")
    assert psutil.wait_procs(workers, timeout=PATIENCE)[1] == []
    for name in visible(tmp_path / "out"):
        ours = (tmp_path / "out" / name).read_bytes()
        assert ours == (corpus / "alone" / name).read_bytes()


def test_a_killed_scheduler_is_reported_on_one_line(corpus: Path, tmp_path: Path) -> None:
    cluster = subprocess.Popen([sys.executable, "-c", CLUSTER], stdout=subprocess.PIPE)
    assert cluster.stdout
    with cluster.stdout:
        address = cluster.stdout.readline().decode().strip()
    run = start(corpus, tmp_path, "--scheduler", address)
    patience = time.monotonic() + PATIENCE
    while not marks(tmp_path) and time.monotonic() < patience:
        time.sleep(0.005)
    cluster.kill()
    cluster.wait()
    output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 2, output
    assert output.startswith(b"garmentclean: the Dask scheduler is gone: ")
    assert output.endswith(b"; start one, and run again for the rest\n")
    assert output.count(b"\n") == 1
