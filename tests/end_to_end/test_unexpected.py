"""An unexpected error costs one document, is one line, and ends the run with exit code 2."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from garmentclean.corpus import row_files
from garmentclean.corpus.admission import Admission
from garmentclean.ledger.reader import read
from garmentclean.pipeline import brake
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.run.output import RecordFiles

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = "The pformation.\nReturn to list\n"
CLEAN = "The transformation.\n"
BAD = f"{RAW}A moth.\n"
BUG = "unexpected ZeroDivisionError: no moth; this is a bug, please report it"
HINT = f"{BUG} (GARMENTCLEAN_TRACEBACK=1 shows where it is)"


@pytest.fixture
def moth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the work on documents with a moth in them fail."""
    real = Pipeline._run  # noqa: SLF001 - what does the work

    def run(self: Pipeline, text: str, *rest: object) -> object:
        if "moth" in text:
            raise ZeroDivisionError("no moth")
        return real(self, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Pipeline, "_run", run)


def faults(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert done.returncode == 2
    return [line.removeprefix("garmentclean: ") for line in done.stderr.decode().splitlines()]


@pytest.mark.usefixtures("moth")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_document_of_a_folder(here: Run, jobs: str) -> None:
    texts = {f"{number:02}.txt": BAD if number == 7 else RAW for number in range(70)}
    Path("in").mkdir()
    for name, text in texts.items():
        Path("in", name).write_text(text, "utf-8")
    done = here("-w", "-q", "--ledger", "l.jsonl", "--jobs", jobs, "in")
    assert faults(done) == [f"in/07.txt: {HINT}"]
    left = {path.name: path.read_text("utf-8") for path in Path("in").iterdir()}
    assert left == {name: BAD if text == BAD else CLEAN for name, text in texts.items()}
    assert here("restore", "-w", "-q", "--ledger", "l.jsonl", "in").returncode == 0
    assert {path.name: path.read_text("utf-8") for path in Path("in").iterdir()} == texts


@pytest.mark.usefixtures("moth")
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_row(here: Run, form: str) -> None:
    texts = [RAW, BAD, RAW]
    name = f"r.{form}"
    if form == "jsonl":
        rows = [f'{{"text": "{text}"}}\n'.replace("\n", r"\n", text.count("\n")) for text in texts]
        Path(name).write_text("".join(rows), "utf-8")
    else:
        pq.write_table(pa.table({"text": texts}), name)
    done = here(name, "-q", "-o", f"o.{form}", "--ledger", "l.jsonl", "--rejects", "rejects")
    assert faults(done) == [f"{name}:2: {HINT}"]
    assert b"unexpected ZeroDivisionError: no moth" in Path("rejects").read_bytes()
    written = Path(f"o.{form}")
    if form == "jsonl":
        assert written.read_text("utf-8") == "".join(
            row.replace("pform", "transform").replace(r"Return to list\n", "")
            if row != rows[1]
            else row
            for row in rows
        )
    else:
        assert pq.read_table(written)["text"].to_pylist() == [CLEAN, BAD, CLEAN]
    assert len(list(read(Path("l.jsonl")).entries)) == 3


@pytest.mark.usefixtures("moth")
def test_the_traceback_is_shown_to_those_who_ask_for_it(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GARMENTCLEAN_TRACEBACK", "1")
    done = here(stdin=BAD.encode())
    assert b"Traceback (most recent call last)" in done.stderr
    assert done.stderr.splitlines()[-1].decode() == f"garmentclean: <stdin>: {HINT}"


def test_running_out_of_memory_is_not_reported_as_a_bug(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(_: str) -> int:
        raise MemoryError

    monkeypatch.setattr(brake, "count_words", no_more)
    monkeypatch.setattr("garmentclean.pipeline.pipeline.count_words", no_more)
    assert faults(here(stdin=RAW.encode())) == ["<stdin>: there is not enough memory for it"]


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Admission, "__call__"), (RecordFiles, "add"), (row_files.RowFiles, "commit")],
)
def test_an_unexpected_error_outside_cleaning_fails_only_its_file(
    here: Run, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    real, failed = getattr(owner, name), list[str]()

    def fail(self: object, *args: object) -> object:
        if not failed and (args or "commit" in name):
            failed.append(name)
            raise ZeroDivisionError("no moth")
        return real(self, *args)

    monkeypatch.setattr(owner, name, fail)
    Path("in").mkdir()
    for number in range(3):
        Path("in", f"{number}.jsonl").write_text('{"text": "The pformation."}\n', "utf-8")
    [message] = faults(here("-o", "out", "-q", "--jobs", "1", "in"))
    assert message.endswith(HINT)
    assert len([*Path("out").iterdir()]) >= 2


def test_an_unexpected_error_before_any_document_is_one_line(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no moth")

    monkeypatch.setattr("garmentclean.cli.clean.in_force", fail)
    assert faults(here(stdin=b"x")) == [HINT]
