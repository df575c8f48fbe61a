"""Partitions on Dask: the same results as on one machine, and nothing is cleaned twice."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from distributed import Client, default_client
from pyarrow import parquet

from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.sources import File, Source, Target
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.reader import read
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.engines import dask
from garmentclean.run.engines.partition import MARKS, PartitionCleaner, PartitionResult
from garmentclean.run.output import Plan
from garmentclean.run.settings import Settings, pipeline_by_path
from garmentclean.run.sink import Account
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.engines

TEXTS = [
    "The pformation of the mill.\r\nReturn to list\r\n",
    "No loom stands still.",
    "Return to list\nReturn to list\n",
    "A pformation \u68c9 of two looms.\nReturn to list\nThe end.",
    None,
]
DEADLY = """
import os, sys
from pathlib import Path
from garmentclean.corpus.sources import File, Source
from garmentclean.run.engines.dask import Dask
from garmentclean.run.engines.partition import PartitionResult
from garmentclean.run.sink import Account

def work(source):
    if source.file.path.name == "deadly":
        os._exit(1)
    return PartitionResult(Account(), [source.file.path.name])

if __name__ == "__main__":
    sources = [Source(File(Path(path))) for path in sys.argv[1:]]
    for _, done in Dask(jobs=2).run(work, sources):
        print(done.messages[0].rpartition("/")[2].partition(";")[0])
"""
IN = "garmentclean: in/"
RECORDS = ("ledger", "metadata", "rejects")
PLACES = ("a.jsonl", "b.jsonl.gz", "deep/c.parquet", "d.parquet")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Make four partitions in a folder `in`, one of them with a line that is no row."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for place in PLACES:
        texts = [text and f"{text}{place[0]}" for text in TEXTS]
        if place.endswith(".parquet"):
            table = pa.table({"id": range(len(texts)), "text": texts})
            parquet.write_table(table, folder / place, row_group_size=2)
            continue
        rows = "".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts) if t)
        (folder / "plain.jsonl").write_text(rows + "no row\n")
        if place.endswith(".gz"):
            (folder / place).write_bytes(gzip.compress((folder / "plain.jsonl").read_bytes()))
            (folder / "plain.jsonl").unlink()
        else:
            shutil.move(folder / "plain.jsonl", folder / place)
    return folder


def records_in(folder: str) -> list[str]:
    """Return where the records go, as options."""
    return [part for name in RECORDS for part in (f"--{name}", f"{folder}/{name}")]


def on_dask(here: Run, scheduler: str, *more: str) -> subprocess.CompletedProcess[bytes]:
    return here("in", "-o", "out", "--engine", "dask", "--scheduler", scheduler, *more)


def document_messages(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the messages of a run about documents, sorted."""
    lines = done.stderr.decode().splitlines()
    return sorted(line for line in lines if line.startswith(IN))


def stamps(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_ino
        for path in sorted(folder.rglob("*"))
        if path.is_file() and MARKS not in path.parts
    }


def test_dask_writes_the_same_files_as_one_process(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    done = on_dask(here, scheduler, *records_in("records"))
    names = [f"in/{place}" for place in PLACES]
    alone = here(*names, "-o", "alone", *records_in("whole"))
    assert done.returncode == alone.returncode == 2
    assert document_messages(done) == document_messages(alone) != []
    assert b" 4 stopped, " in done.stderr
    assert summary(done) == summary(alone)
    for place in PLACES:
        clean = (tmp_path / "out" / place).read_bytes()
        assert clean == (tmp_path / "alone" / Path(place).name).read_bytes(), place
        assert clean != (corpus / place).read_bytes()
    for name in ("metadata", "rejects"):
        parts = sorted((tmp_path / "records" / name).rglob("*.jsonl"))
        lines = b"".join(path.read_bytes() for path in parts).splitlines()
        assert sorted(lines) == sorted((tmp_path / f"whole/{name}").read_bytes().splitlines()) != []


def summary(done: subprocess.CompletedProcess[bytes]) -> list[bytes]:
    """Return the lines of the summary."""
    lines = done.stderr.splitlines()
    first = next(n for n, line in enumerate(lines) if b" documents, " in line)
    return lines[first:]


def test_dask_writes_the_same_ledger_as_one_process(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    on_dask(here, scheduler, "--ledger", "ledger")
    here(*(f"in/{place}" for place in PLACES), "-o", "out2", "--ledger", "l.jsonl")
    ours, theirs = read(tmp_path / "ledger"), read(tmp_path / "l.jsonl")
    outputs = {f"out2/{Path(place).name}": f"out/{place}" for place in PLACES}
    assert sorted(ours.entries, key=lambda entry: entry.document) == sorted(
        (
            replace(entry, output=entry.output and renamed(entry.output, outputs))
            for entry in theirs.entries
        ),
        key=lambda entry: entry.document,
    )
    assert {*ours.tools} == {*theirs.tools}
    back = here("restore", "out", "--input-format", "jsonl", "-o", "back", "--ledger", "ledger")
    assert back.returncode == 0
    here("restore", "out", "--input-format", "parquet", "-o", "back", "--ledger", "ledger")
    assert (tmp_path / "back/a.jsonl").read_bytes() == (corpus / "a.jsonl").read_bytes()
    for place in PLACES[2:]:
        assert parquet.read_table(tmp_path / "back" / place) == parquet.read_table(corpus / place)


def renamed(output: str, outputs: dict[str, str]) -> str:
    file, _, row = output.rpartition(":")
    return f"{outputs[file]}:{row}"


def test_finished_files_are_not_cleaned_again(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    options = (*records_in("records"), "--min-words", "3")
    first = on_dask(here, scheduler, *options)
    before = stamps(tmp_path)
    again = on_dask(here, scheduler, *options)
    assert (again.returncode, document_messages(again)) == (
        first.returncode,
        document_messages(first),
    )
    assert b"4 files unchanged since an earlier run" in again.stderr
    assert stamps(tmp_path) == before

    with (corpus / "a.jsonl").open("a") as file:
        file.write('{"text": "A pformation more."}\n')
    (tmp_path / "out/d.parquet").unlink()
    (tmp_path / "records/ledger/deep/c.parquet").write_bytes(b"PAR1")
    third = on_dask(here, scheduler, *options)
    assert b"1 file unchanged since an earlier run" in third.stderr
    after = stamps(tmp_path)
    redone = {name for name in after if after[name] != before.get(name)}
    assert {name.split("/")[-1] for name in redone if name.startswith("out/")} == {
        "a.jsonl",
        "c.parquet",
        "d.parquet",
    }
    assert b"A transformation more." in (tmp_path / "out/a.jsonl").read_bytes()
    assert len(read(tmp_path / "records/ledger").entries) == 17


@pytest.mark.parametrize(
    "change",
    [
        ("--ignore", "trans"),
        ("--no-cache",),
        ("--max-loss", "1"),
        ("--filter-timeout", "90"),
        ("--ledger", "another"),
    ],
)
def test_other_options_clean_all_partitions_again(
    here: Run, corpus: Path, scheduler: str, change: tuple[str, ...]
) -> None:
    assert corpus.is_dir()
    first = on_dask(here, scheduler)
    done = on_dask(here, scheduler, *change)
    assert done.returncode == first.returncode
    assert document_messages(done) != []
    assert b"unchanged" not in done.stderr


def test_an_unreadable_mark_is_ignored(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    assert corpus.is_dir()
    on_dask(here, scheduler)
    marks = sorted((tmp_path / "out" / MARKS).rglob("*.json"))
    assert len(marks) == 4
    marks[0].write_bytes(b'{"task": ')
    marks[1].write_bytes(b"[]")
    marks[2].unlink()
    assert b"1 file unchanged since an earlier run" in on_dask(here, scheduler).stderr


def test_addresses_are_read_and_written_by_the_workers(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    on_dask(here, scheduler, *records_in("records"))
    url = tmp_path.as_uri()
    options = [part.replace("far/", f"{url}/far/") for part in records_in("far/records")]
    way = (f"{url}/in/", "-o", f"{url}/far/out/", "--engine", "dask", "--scheduler", scheduler)
    for times in range(2):
        done = here(*way, *options)
        assert (b"4 files unchanged" in done.stderr) == (times == 1)
    for place in PLACES:
        far = (tmp_path / "far/out" / place).read_bytes()
        assert far == (tmp_path / "out" / place).read_bytes()
    ledger = read(tmp_path / "far/records/ledger")
    assert len(ledger.entries) == 16
    assert {entry.document for entry in ledger.entries} >= {f"{corpus.as_uri()}/a.jsonl:1"}
    assert {entry.output for entry in ledger.entries} >= {f"{url}/far/out/a.jsonl:1"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("in -o out --scheduler tcp://h:1", "--scheduler is for --engine dask"),
        ("in --check --engine dask", "--engine dask takes files of rows, and needs a folder"),
        ("in/a.jsonl -o x.jsonl --engine dask", "--engine dask takes files of rows, and needs a"),
        ("- -o out/ --engine dask", "--engine dask takes files of rows, and needs a folder"),
        ("in -o out --engine dask --scheduler x --jobs 2", "--jobs is for a cluster that is"),
        ("in -o out --engine dask --ledger in/a.jsonl", "--ledger in/a.jsonl is a file; with"),
        ("in -o out --rejects in", "--rejects in is a folder; name a file"),
    ],
)
def test_options_that_dask_cannot_handle_are_one_line(
    here: Run, corpus: Path, options: str, message: str
) -> None:
    assert corpus.is_dir()
    done = here(*options.split())
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"garmentclean: {message}")
    assert done.stderr.count(b"\n") == 1


def test_without_a_cluster_or_the_package_there_is_one_line(
    here: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert corpus.is_dir()
    monkeypatch.setattr(dask, "PATIENCE", 0.2)
    done = on_dask(here, "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert b"tcp://127.0.0.1:1: no Dask scheduler answers there: " in done.stderr

    def fail(**_: object) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(dask, "LocalCluster", fail)
    done = here("in", "-o", "out", "--engine", "dask")
    assert done.stderr.decode() == (
        "garmentclean: no Dask cluster can be started here: RuntimeError: Nanny failed to start.\n"
    )
    without = {"cryptography"}
    monkeypatch.setattr(
        "garmentclean.run.checks.find_spec", lambda name: name not in without or None
    )
    done = here("in", "-o", "out", "--engine", "dask")
    assert b"needs cryptography: pip install 'garmentclean[dask]'" in done.stderr
    assert b"no Dask scheduler answers there" in on_dask(here, "tcp://127.0.0.1:1").stderr
    without.add("distributed")
    done = on_dask(here, "tcp://127.0.0.1:1")
    assert b"needs distributed: pip install 'garmentclean[dask]'" in done.stderr


def test_workers_that_cannot_take_the_job_are_reported(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_here.py").write_text("def work(source): return source\n")
    monkeypatch.syspath_prepend(tmp_path)
    work = importlib.import_module("only_here").work
    with pytest.raises(
        GarmentcleanError, match=r"cannot take the job: ModuleNotFoundError.*only_here"
    ):
        next(dask.Dask(scheduler=scheduler).run(work, []))


def test_a_client_that_has_given_up_is_reported(scheduler: str, tmp_path: Path) -> None:
    def sources() -> Iterator[Source]:
        yield Source(File(tmp_path / "a"))
        default_client().close()
        yield Source(File(tmp_path / "b"))

    def done(_: Source) -> PartitionResult:
        return PartitionResult(Account(), [])

    with pytest.raises(GarmentcleanError, match="the Dask scheduler is gone: Client is closed"):
        list(dask.Dask(scheduler=scheduler).run(done, sources()))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (None, "the Dask scheduler is gone: the scope expires; start one"),
        (OSError("the wire is cut"), "the Dask scheduler is gone: the wire is cut; start one"),
        (GarmentcleanError("the disk is full"), "^the disk is full$"),
    ],
)
def test_a_client_that_cannot_be_closed_hides_no_other_error(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def sources() -> Iterator[Source]:
        client = default_client()
        monkeypatch.setattr(client, "close", lambda: broken(client))
        yield Source(File(tmp_path / "a"))
        if error:
            raise error

    def broken(client: Client) -> None:
        Client.close(client)
        raise RuntimeError("the scope expires")

    def done(_: Source) -> PartitionResult:
        return PartitionResult(Account(), [])

    with pytest.raises(GarmentcleanError, match=message):
        list(dask.Dask(scheduler=scheduler).run(done, sources()))


def test_an_error_of_a_client_that_has_its_scheduler_is_unexpected() -> None:
    class Running:
        status = "running"

    client = Running()
    with pytest.raises(RuntimeError, match="a bug"), dask.loss_reported(client):
        raise RuntimeError("a bug")
    client.status = "connecting"
    with (
        pytest.raises(GarmentcleanError, match="the Dask scheduler is gone: a bug"),
        dask.loss_reported(client),
    ):
        raise RuntimeError("a bug")
    with pytest.raises(GarmentcleanError, match=r"^the disk is full$"), dask.loss_reported(client):
        raise GarmentcleanError("the disk is full")


@pytest.mark.parametrize("error", [ValueError("a\nb"), RecursionError(), SystemExit(3)])
def test_an_unexpected_error_fails_only_its_partition(tmp_path: Path, error: BaseException) -> None:
    def work(_: Source) -> PartitionResult:
        raise error

    sent = dask.SentTask(work, "task")
    sent.setup(None)
    done = dask.run_task("task", Source(File(tmp_path / "a")))
    sent.teardown(None)
    assert done.account.failed
    (message,) = done.messages
    assert message.startswith(f"{tmp_path / 'a'}: unexpected {type(error).__name__}")
    assert "\n" not in message


def test_a_cluster_without_workers_is_reported(tmp_path: Path) -> None:
    class Waiting:
        status = "error"

        def result(self) -> None:
            raise type("NoWorkerError", (Exception,), {})

    with pytest.raises(GarmentcleanError, match="has no workers left"):
        dask.result_of(Waiting(), Source(File(tmp_path / "a")))


def test_a_task_that_fails_on_a_worker_fails_only_its_partition(tmp_path: Path) -> None:
    class Failed:
        status = "error"

        def result(self) -> None:
            raise AttributeError("no such function")

    source, future = Source(File(tmp_path / "a")), Failed()
    done = dask.result_of(future, source)
    assert done.messages == [
        f"{source.name}: a worker failed on it: AttributeError: no such function"
    ]
    future.status = "lost"
    with pytest.raises(AttributeError):
        dask.result_of(future, source)


@pytest.mark.parametrize(
    "mark",
    [
        {"failed": 1},
        {"messages": "abc"},
        {"messages": {"a": 1}},
        {"tally": []},
        {"tally": {"documents": "x", "rules": {}}},
        {"tally": {"documents": -1, "rules": {}}},
    ],
)
def test_a_mark_with_wrong_types_is_ignored(tmp_path: Path, mark: dict[str, Any]) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "The pformation."}\n')
    plan = Plan("output", tmp_path / "out", into_folder=True)
    documents = Cleaner(pipeline_by_path(Settings()), folder=str(tmp_path))
    cleaner = PartitionCleaner(documents, plan, Reading(), "task", str(tmp_path / "out"))
    place = Path("a.jsonl")
    source = Source(File(tmp_path / place), Target(place, tmp_path / "out" / place))
    assert cleaner(source).account.recalled == 0
    path = tmp_path / "out" / MARKS / "a.jsonl.json"
    stored = json.loads(path.read_bytes())
    assert cleaner(source).account.recalled == 1
    path.write_text(json.dumps(stored | mark))
    assert cleaner(source).account.recalled == 0
    path.write_text("[" * 100_000)
    assert cleaner(source).account.recalled == 0


def test_a_worker_of_another_version_is_reported(tmp_path: Path) -> None:
    documents = Cleaner(pipeline_by_path(Settings()))
    plan = Plan("output", tmp_path, into_folder=True)
    cleaner = PartitionCleaner(documents, plan, Reading(), "task", str(tmp_path), version="0.0")
    source = Source(File(tmp_path / "a.jsonl"), Target(Path("a.jsonl"), tmp_path / "out.jsonl"))
    done = cleaner(source)
    assert done.account.failed
    assert f"a worker has garmentclean {VERSION}, not 0.0; install the same one" in done.messages[0]


def test_a_partition_that_kills_each_worker_leaves_the_others_alone(tmp_path: Path) -> None:
    sources = [Source(File(tmp_path / name)) for name in ("a", "deadly", "b")]
    script = tmp_path / "run.py"
    script.write_text(DEADLY)
    done = subprocess.run(
        [sys.executable, str(script), *(str(source.file.path) for source in sources)],
        capture_output=True,
        check=True,
    )
    lines = sorted(done.stdout.decode().splitlines())
    assert lines == ["a", "b", "deadly: 4 workers died working on it"]


def test_a_file_that_cannot_be_done_leaves_the_others_alone(
    here: Run, corpus: Path, scheduler: str, tmp_path: Path
) -> None:
    (corpus / "d.parquet").write_bytes(b"PAR1 no more")
    (corpus / "b.jsonl.gz").write_bytes((corpus / "b.jsonl.gz").read_bytes()[:-9])
    (corpus / "note.txt").write_text("The pformation.")
    way = ("-o", "out", "--engine", "dask", "--scheduler", scheduler, "--ledger", "ledger")
    done = here("in", "in/note.txt", *way)
    assert done.returncode == 2
    messages = document_messages(done)
    assert any("in/note.txt: holds one text; --engine dask takes" in line for line in messages)
    assert any(f"{IN}d.parquet: is damaged, or no Parquet file" in line for line in messages)
    assert any(line.startswith(f"{IN}b.jsonl.gz: is cut off") for line in messages)
    made = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert made == {"a.jsonl", "c.parquet", "a.jsonl.json", "c.parquet.json"}
    ledgers = {path.name for path in (tmp_path / "ledger").rglob("*") if path.is_file()}
    assert ledgers == {"a.jsonl.parquet", "c.parquet"}


def test_records_of_a_run_are_left_out_and_nothing_else_is_an_error(
    here: Run, scheduler: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The pformation.")
    assert here("-q", "-w", "in", "--ledger", "in/ledger.jsonl").returncode == 0
    left_out = f"{IN}ledger.jsonl: was written by garmentclean, and is left out"
    done = on_dask(here, scheduler)
    assert (done.returncode, document_messages(done)) == (2, [left_out])
    assert b"nothing to clean: there are only records of earlier runs" in done.stderr
    assert b"  not read in folders: 1 .txt\n" in done.stderr
    (tmp_path / "in" / "ledger.jsonl").unlink()
    done = on_dask(here, scheduler, "-q")
    assert done.returncode == 2
    assert b"in: nothing to clean in this folder, but 1 .txt; these are left out" in done.stderr
    (tmp_path / "in" / "rows.jsonl").write_text('{"text": "The pformation."}\n')
    assert on_dask(here, scheduler, "-q").returncode == 0
    assert "transformation" in (tmp_path / "out" / "rows.jsonl").read_text()


def test_without_an_address_a_cluster_is_started_here(corpus: Path, tmp_path: Path) -> None:
    way = ["-o", "out", "--engine", "dask", "--jobs", "1", "--isolated", "--select", "trans"]
    done = subprocess.run(
        [sys.executable, "-m", "garmentclean", "in/a.jsonl", "in/d.parquet", *way],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=dict(os.environ),
    )
    assert corpus.is_dir()
    assert done.returncode == 2  # the line that is no row
    lines = done.stderr.decode().splitlines()
    assert lines[0] == "garmentclean: in/a.jsonl:5: is no JSON object; left as it is"
    assert lines[1] == "garmentclean: 8 documents, 4 cleaned, 1 failed, 4 edits"
    assert len(lines) == 4
