"""The output is the same with any number of processes, byte for byte and line for line."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing.queues import Queue
from os import getpid
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.corpus.sources import File, Source
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.entry import Tool
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.engines import pool
from garmentclean.run.engines.pool import in_order
from garmentclean.run.recorders import recorders
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

FILES = 70
MUCH = 20_000_000
JOBS = ("1", "2", "4")
FEWER = ("1", "2")


@pytest.fixture
def corpus(tmp_path: Path, make_pack: Callable[..., Path]) -> list[str]:
    """Make a folder with files of all kinds, and return the options that clean it."""
    folder = tmp_path / "corpus"
    for number in range(FILES):
        text = f"2024-05-06\nThe pformation {number}.\n{'One loom. ' * (number * 7 % 50)}\n"
        data = text.encode() * (1 + number % 4) + b"Return to list\n"
        if number % 10 == 3:
            data = b"Return to list\n" * number  # which the brake stops
        elif number % 10 == 5:
            data += b"caf\xe9\n"
        elif number % 10 == 7:
            data = b"\0" + data
        path = folder / f"{number % 3}" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    dated = {"filter": "drop-lines", "patterns": r"^(?P<date>\d{4}-\d\d-\d\d)$"}
    cut = {"filter": "drop-lines", "patterns": "^Return to list$"}
    trans = {"filter": "substitute", "terms": {"pformation": "transformation"}}
    pack = make_pack("mine", dated, cut, trans)
    return ["corpus", "--isolated", "--no-cache", "--rules", str(pack), "--select", "mine"]


def tree(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def same(results: list[Any]) -> Any:
    assert len(results) > 1
    assert all(result == results[0] for result in results)
    return results[0]


@pytest.mark.parametrize(
    ("suffix", "some"), [("jsonl", JOBS), ("jsonl.gz", FEWER), ("jsonl.zst", FEWER)]
)
def test_ledger_metadata_files_and_messages_are_the_same(
    here: Run, corpus: list[str], tmp_path: Path, suffix: str, some: tuple[str, ...]
) -> None:
    results = []
    for jobs in some:
        out = tmp_path / jobs
        records = ["--ledger", f"{jobs}/l.{suffix}", "--metadata", f"{jobs}/m.jsonl"]
        done = here(*corpus, "-o", "out", "--verbose", "--jobs", jobs, *records)
        (tmp_path / "out").rename(out / "clean")
        results.append((done.returncode, done.stdout, done.stderr, tree(out)))
    code, stdout, stderr, files = same(results)
    assert (code, stdout) == (2, b"")  # some are binary
    assert stderr.count(b"would lose") == FILES // 10
    assert stderr.count(b"is not UTF-8") == FILES // 10
    assert len(files) == FILES - FILES // 10 + 2
    assert files["m.jsonl"].count(b'"date"') > FILES / 2


@pytest.mark.parametrize(
    "options",
    [["--check"], ["--diff"], *(["--check", "--format", form] for form in ("json", "github"))],
)
def test_what_goes_to_stdout_is_the_same(here: Run, corpus: list[str], options: list[str]) -> None:
    results = []
    for jobs in JOBS:
        done = here(*corpus, *options, "--jobs", jobs)
        results.append((done.returncode, done.stdout, done.stderr))
    code, stdout, _ = same(results)
    assert code == 2  # some are binary
    assert stdout.count(b"transformation") > FILES / 2


def test_files_that_are_written_in_place_are_the_same(
    here: Run, corpus: list[str], tmp_path: Path
) -> None:
    results = []
    raw = tree(tmp_path / "corpus")
    for jobs in JOBS:
        done = here(*corpus, "--write", "--jobs", jobs, "--ledger", "l.jsonl")
        results.append((done.returncode, done.stderr, tree(tmp_path)))
        assert here("restore", "-w", "corpus", "--ledger", "l.jsonl").returncode == 0
        (tmp_path / "l.jsonl").unlink()
        assert tree(tmp_path / "corpus") == raw
    same(results)


def test_rows_and_their_errors_are_the_same(here: Run, corpus: list[str], tmp_path: Path) -> None:
    rows = [b'{"text":"The pformation %d"}\n' % n if n % 9 else b"broken\n" for n in range(60)]
    (tmp_path / "r.jsonl").write_bytes(b"".join(rows))
    results = []
    for jobs in JOBS:
        done = here("r.jsonl", *corpus[1:], "--jobs", jobs, "--ledger", f"{jobs}.jsonl.gz")
        ledger = (tmp_path / f"{jobs}.jsonl.gz").read_bytes()
        results.append((done.returncode, done.stdout, done.stderr, ledger))
    code, stdout, stderr, _ = same(results)
    assert code == 2
    assert stdout == b"".join(rows).replace(b"pformation", b"transformation")
    assert stderr.count(b": is no JSON object; left as it is") == 5
    assert b"2 more: is no JSON object (-v shows all)" in stderr


def test_two_runs_write_the_same_ledger(command: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The pformation.\nReturn to list\nOne loom.\n", "utf-8")
    for name in ("one.jsonl", "two.jsonl"):
        assert command("a.txt", "--isolated", "--ledger", name).returncode == 0
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def double(number: int) -> int:
    return 2 * number


def process(_: int) -> int:
    return getpid()


def fail(number: int) -> int:
    return 1 // (number - 20)


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, pool.BATCH, pool.BATCH * pool.AHEAD * 4 + 1])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    assert list(in_order(double, iter(range(count)), jobs)) == [2 * n for n in range(count)]


def test_other_processes_do_the_work() -> None:
    some = range(3 * pool.BATCH)
    assert set(in_order(process, some, 1)) == {getpid()}
    assert getpid() not in set(in_order(process, some, 2))


def test_large_items_do_not_wait_for_a_full_batch() -> None:
    some = range(3)
    assert getpid() in set(in_order(process, some, 2, size=lambda _: 1))
    assert getpid() not in set(in_order(process, some, 2, size=lambda _: pool.BYTES))


def test_a_single_batch_starts_no_process() -> None:
    assert set(in_order(process, range(pool.BATCH), 2)) == {getpid()}
    assert set(in_order(process, range(1), 2, size=lambda _: pool.BYTES)) == {getpid()}


def test_items_are_taken_only_as_processes_need_them() -> None:
    taken = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    results = in_order(double, endless(), 2)
    assert [next(results) for _ in range(3)] == [0, 2, 4]
    assert len(taken) <= pool.BATCH * pool.AHEAD * 2 + pool.BATCH
    results.close()


def test_an_error_in_a_process_is_raised() -> None:
    results = in_order(fail, range(100), 2)
    with pytest.raises(ZeroDivisionError):
        list(results)


def die(number: int) -> int:
    if number == 20:
        import os  # only where it ends

        os._exit(9)
    return number


def test_a_process_that_dies_is_reported() -> None:
    with pytest.raises(GarmentcleanError, match="a process of the pool has died, as when memory"):
        list(in_order(die, range(100), 2))


@pytest.mark.parametrize(
    "error", [BlockingIOError(11, "Resource temporarily unavailable"), RuntimeError("no thread")]
)
def test_a_process_that_cannot_be_started_is_reported(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ProcessPoolExecutor, "submit", fail)
    with pytest.raises(GarmentcleanError, match=r"cannot start .*(unavailable|thread); try fewer"):
        list(in_order(double, range(100), 2))


def test_a_dead_thread_of_the_pool_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(pool, "PATIENCE", 0.01)
    monkeypatch.setattr(Queue, "put", fail)
    with pytest.raises(GarmentcleanError, match="a process of the pool has died"):
        list(in_order(double, range(100), 2))


@pytest.mark.usefixtures("house")
def test_a_cleaner_does_the_same_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"The pformation.\n")
    records = recorders("output", tool=Tool("t", "r"), metadata=True)
    cleaner = Cleaner(pipeline_by_path(Settings()), records)
    one, two = [list(in_order(cleaner, [Source(File(path))] * 200, jobs)) for jobs in (1, 2)]
    assert two == one
    content = one[0][0].content
    assert content
    assert content.data == b"The transformation.\n"


def test_processes_end_while_sending_a_large_result() -> None:
    for _ in range(3):  # whoever waits for the rest of a message waits for ever
        done = in_order(much, iter(range(1000)), 2, size=lambda _: 1 << 18)
        assert len(next(done)) == MUCH
        done.close()


def much(_: int) -> bytes:
    return b"x" * MUCH
