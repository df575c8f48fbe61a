"""Files that earlier runs cleaned are skipped, and changed ones are cleaned."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from garmentclean import Document, Pipeline, Result
from garmentclean.run import cache as memory
from garmentclean.run.cache import DAYS, MANIFEST, cache_file
from garmentclean.run.fingerprint import fingerprint_of
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom is old.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom is old.\nThe transformation.\n"
GOOD = b"A loom.\n"
ROW = b'{"text": "The pformation."}\n'
SKIPPED = "unchanged since an earlier run, and skipped (--no-cache cleans all)"


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the documents that are really cleaned."""
    names: list[str] = []
    real = Pipeline.clean

    def clean(self: Pipeline, document: Document, _: object = None) -> Result:
        names.append(document.name)
        return real(self, document)

    monkeypatch.setattr(Pipeline, "clean", clean)
    return names


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_bytes(RAW)
    (folder / "b.txt").write_bytes(GOOD)
    (folder / "deep" / "c.txt").write_bytes(RAW)
    return folder


ALL = ["in/a.txt", "in/b.txt", "in/deep/c.txt"]
MODES = pytest.mark.parametrize("mode", [["-o", "out"], ["-w"], ["--check"], ["--diff"]])


@MODES
def test_a_second_run_does_nothing_and_says_the_same(
    here: Run, corpus: Path, cleaned: list[str], mode: list[str]
) -> None:
    assert corpus.is_dir()
    first = here("in", *mode)
    assert cleaned == ALL
    second = here("in", *mode)
    assert cleaned == ALL
    head, skipped, *rules = second.stderr.decode().splitlines()
    assert skipped == f"  3 files {SKIPPED}"
    if mode == ["-w"]:
        assert (head, rules) == ("garmentclean: 3 documents, 0 cleaned, 0 edits", [])
    else:
        assert first.stderr.decode().splitlines() == [head, *rules]
        assert (first.stdout, first.returncode) == (second.stdout, second.returncode)


@MODES
@pytest.mark.parametrize("change", ["content", "new", "same", "rules", "loss", "no-cache"])
def test_only_new_or_changed_files_are_cleaned(
    here: Run, corpus: Path, cleaned: list[str], mode: list[str], change: str
) -> None:
    here("in", *mode)
    before = {path: path.read_bytes() for path in corpus.parent.rglob("*.txt")}
    cleaned.clear()
    options, expected = [], ALL
    if change == "content":
        (corpus / "b.txt").write_bytes(RAW + GOOD)
        expected = ["in/b.txt"]
    elif change == "new":
        (corpus / "z.txt").write_bytes(GOOD)
        expected = ["in/z.txt"]
    elif change == "same":
        os.utime(corpus / "a.txt")
        (corpus / "b.txt").unlink()
        (corpus / "b.txt").write_bytes(GOOD)
        expected = []
    elif change == "rules":
        options = ["--ignore", "sums"]
    elif change == "loss":
        options = ["--max-loss", "0.7"]
    else:
        options = ["--no-cache"]
    done = here("in", *mode, *options)
    assert done.returncode in {0, 1}
    assert sorted(cleaned) == expected
    assert all(path.read_bytes() == data for path, data in before.items() if path.name != "b.txt")
    cleaned.clear()
    here("in", *mode, *options)
    assert sorted(cleaned) == (ALL if change == "no-cache" else [])


def test_a_repeated_message_has_the_name_of_this_run(
    here: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "b.txt").write_bytes(b"caf\xe9\n")
    here("in", "--check")
    monkeypatch.chdir(corpus)
    done = here("a.txt", "b.txt", "--check", "-v")
    assert done.stdout.startswith(b"a.txt:2:1: ")
    assert b"in/" not in done.stdout + done.stderr
    for mode in (["-o", "../out"], ["-w"]):
        monkeypatch.chdir(corpus.parent)
        assert b"in/b.txt: 1 byte is not" in here("in", *[m.lstrip("./") for m in mode]).stderr
        monkeypatch.chdir(corpus)
        assert b"garmentclean: b.txt: 1 byte is not UTF-8" in here("b.txt", "a.txt", *mode).stderr


@pytest.mark.parametrize("mode", [["-o", "out"], ["-w"]])
def test_a_file_of_rows_that_grows_during_the_run_is_not_remembered(
    here: Run, tmp_path: Path, mode: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in" / "a.jsonl"
    path.parent.mkdir()
    path.write_bytes(b'{"text": "A loom."}\n')
    real = Pipeline.clean

    def grow(self: Pipeline, document: Document, _: object = None) -> Result:
        with path.open("ab") as file:
            file.write(ROW)
        monkeypatch.setattr(Pipeline, "clean", real)
        return real(self, document)

    monkeypatch.setattr(Pipeline, "clean", grow)
    here("in", "--input-format", "jsonl", *mode, "--jobs", "2")  # reads all, then works
    here("in", "--input-format", "jsonl", *mode)
    out = path if mode == ["-w"] else tmp_path / "out" / "a.jsonl"
    assert out.read_bytes() == b'{"text": "A loom."}\n' + ROW.replace(b"pform", b"transform")


@pytest.mark.parametrize("damage", ["gone", "other"])
def test_a_deleted_result_is_written_again(
    here: Run, corpus: Path, cleaned: list[str], damage: str
) -> None:
    here("in", "-o", "out")
    cleaned.clear()
    path = corpus.parent / "out" / "a.txt"
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"other")
    here("in", "-o", "out")
    assert (cleaned, path.read_bytes()) == (["in/a.txt"], CLEAN)


def test_a_manifest_moves_with_its_folder(
    here: Run, corpus: Path, cleaned: list[str], tmp_path: Path
) -> None:
    here("in", "-o", "out")
    assert (tmp_path / "out" / MANIFEST).exists()
    cleaned.clear()
    corpus.rename(tmp_path / "raw")
    (tmp_path / "out").rename(tmp_path / "clean")
    here("raw", "-o", "clean")
    assert cleaned == []


def test_a_restored_file_is_cleaned_again(here: Run, corpus: Path, cleaned: list[str]) -> None:
    here("in", "-w", "--ledger", "l.jsonl")
    here("in", "-w", "--ledger", "l.jsonl")
    cleaned.clear()
    here("restore", "in", "-w", "--ledger", "l.jsonl")
    assert (corpus / "a.txt").read_bytes() == RAW
    here("in", "-w", "--ledger", "l.jsonl")
    assert cleaned == ["in/a.txt", "in/deep/c.txt"]
    assert (corpus / "a.txt").read_bytes() == CLEAN


def test_a_new_ledger_has_all_documents(here: Run, corpus: Path, cleaned: list[str]) -> None:
    here("in", "-o", "out", "--ledger", "one.jsonl")
    cleaned.clear()
    here("in", "-o", "out", "--ledger", "one.jsonl")
    assert cleaned == []
    here("in", "-o", "out", "--ledger", "two.jsonl")
    assert cleaned == ALL
    here("restore", "out", "-o", "back", "--ledger", "two.jsonl")
    assert (corpus.parent / "back" / "deep" / "c.txt").read_bytes() == RAW
    cleaned.clear()
    (corpus.parent / "two.jsonl").unlink()
    here("in", "-o", "out", "--ledger", "two.jsonl")
    assert cleaned == ALL


@pytest.mark.parametrize("records", [["--metadata", "m.jsonl"], ["--quarantine", "q"]])
def test_records_are_those_of_all_documents(
    here: Run, corpus: Path, cleaned: list[str], records: list[str]
) -> None:
    assert corpus.is_dir()
    for _ in range(2):
        here("in", "-o", "out", *records)
    assert cleaned == ALL * 2


def test_stopped_and_failed_documents_are_reported_each_time(
    here: Run, corpus: Path, cleaned: list[str]
) -> None:
    (corpus / "a.txt").write_bytes(b"Return to list\n" * 9)
    (corpus / "b.txt").write_bytes(b"\0")
    (corpus / "deep" / "c.txt").write_bytes(b"caf\xe9\n")
    messages = []
    for _ in range(2):
        cleaned.clear()
        done = here("in", "in/b.txt", "-w")
        messages.append([line for line in done.stderr.splitlines() if b": " in line])
        assert done.returncode == 2
    assert messages[0] == messages[1]
    assert len(messages[0]) == 5  # with the summary, which has what failed
    assert cleaned == ["in/a.txt", "in/deep/c.txt"]


def test_files_of_rows_are_remembered_as_a_whole(
    here: Run, tmp_path: Path, cleaned: list[str]
) -> None:
    for name in ("in/a.jsonl", "in/b.jsonl", "in/bad.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(ROW * 2 + (b"broken\n" if "bad" in name else b""))
    options = ["in", "--input-format", "jsonl"]
    for mode in (["-o", "out"], ["-w"]):
        cleaned.clear()
        first = here(*options, *mode)
        assert len(cleaned) == 6
        cleaned.clear()
        second = here(*options, *mode)
        assert cleaned == ["in/bad.jsonl:1", "in/bad.jsonl:2"]
        assert f"2 files {SKIPPED}" in second.stderr.decode()
        assert first.returncode == second.returncode == 2
    (tmp_path / "out" / "a.jsonl").unlink()
    here(*options, "-o", "out")
    assert (tmp_path / "out" / "a.jsonl").exists()


def test_an_unusable_cache_is_reported_once_and_ignored(
    here: Run, corpus: Path, cleaned: list[str]
) -> None:
    assert corpus.is_dir()
    cache_file().parent.mkdir(exist_ok=True)
    cache_file().write_bytes(b"no database, but long enough to be taken for one" * 100)
    done = here("in", "--check", "-q")
    assert cleaned == ALL
    assert done.stderr.count(b"\n") == 1
    assert b"done.db: cannot use this cache (it was not made by garmentclean, and" in (done.stderr)
    assert done.returncode == 1


def test_a_table_of_another_format_is_replaced(here: Run, corpus: Path, cleaned: list[str]) -> None:
    assert corpus.is_dir()
    here("in", "--check")
    with sqlite3.connect(cache_file()) as table:
        table.execute("PRAGMA user_version = 99")
    table.close()
    cleaned.clear()
    assert here("in", "--check").returncode == 1
    assert cleaned == ALL


def test_a_locked_table_is_reported(
    here: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert corpus.is_dir()
    monkeypatch.setattr(memory, "PATIENCE", 0.01)
    here("in", "--check")
    other = sqlite3.connect(cache_file(), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = here("in", "--check", "-q")
    other.close()
    assert b"cannot use this cache (database is locked)" in done.stderr
    assert done.returncode == 1


def test_unused_entries_are_removed(
    here: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch, cleaned: list[str]
) -> None:
    def days() -> list[int]:
        table = sqlite3.connect(cache_file())
        numbers = [day for (day,) in table.execute("SELECT day FROM done ORDER BY name")]
        table.close()
        return numbers

    def later(count: int) -> None:
        new = date.fromordinal(today + count)
        monkeypatch.setattr(memory, "date", type("Day", (), {"today": lambda: new}))

    today = date.today().toordinal()  # noqa: DTZ011 - as the module does
    here("in", "--check")
    assert days() == [today] * 3
    (corpus / "a.txt").unlink()
    later(DAYS)
    here("in", "--check")
    assert days() == [today, today + DAYS, today + DAYS]
    later(DAYS + 1)
    here("in", "--check")
    assert days() == [today + DAYS + 1] * 2
    assert cleaned == ALL


@pytest.mark.usefixtures("house")
def test_whatever_affects_the_result_makes_another_task(tmp_path: Path) -> None:
    def task(*more: object, **settings: object) -> str:
        used = Settings(**settings)  # type: ignore[arg-type]
        return fingerprint_of(pipeline_by_path(used), used, *more)

    same = {task(), task(jobs=3), task(include=((tmp_path, "*.x"),)), task(root=tmp_path)}
    assert len(same) == 1
    other = [
        task("check"),
        task(ignore=("trans",)),
        task(protect=("x",)),
        task(max_loss=0.1),
        task(min_words=3),
        task(text_field=("body",)),
        task(pipeline=("substitute",)),
        task(per_file_ignores=(("*.txt", ("trans",)),)),
        task(per_file_ignores=(("*.txt", ("trans",)),), root=tmp_path),
    ]
    assert len({*other, *same}) == len(other) + 1


def test_an_environment_variable_sets_the_place_of_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(tmp_path))
    assert cache_file() == tmp_path / "done.db"
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", "")
    assert cache_file().parent.name == "garmentclean"


LOST = {
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(
        b"".join(path.read_bytes().splitlines(keepends=True)[:-1])
    ),
    "of-other-files": lambda path: path.write_bytes((path.parent / "other.jsonl").read_bytes()),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
@pytest.mark.parametrize("suffix", ["", ".zst"])
def test_a_document_is_cleaned_again_when_its_entry_is_lost(
    here: Run, corpus: Path, cleaned: list[str], lose: Callable[[Path], None], suffix: str
) -> None:
    ledger = f"l.jsonl{suffix}"
    more = b"".join(b"The pformation of mill %d.\n" % n for n in range(40))
    (corpus.parent / "more.txt").write_bytes(more)
    here("more.txt", "--ledger", "other.jsonl" if not suffix else "other.jsonl.zst")
    if suffix:
        (corpus.parent / "other.jsonl.zst").rename(corpus.parent / "other.jsonl")
    here("in", "-o", "out", "--ledger", ledger)
    lose(corpus.parent / ledger)
    cleaned.clear()
    here("in/deep", "-o", "out/deep", "--ledger", ledger)  # with another manifest
    done = here("in/a.txt", "in/b.txt", "-o", "out/", "--ledger", ledger)
    assert done.returncode == 0
    assert cleaned == ["in/deep/c.txt", "in/a.txt", "in/b.txt"]
    cleaned.clear()
    here("in", "-o", "out", "--ledger", ledger)
    assert cleaned == ["in/deep/c.txt"]  # of which this manifest knew that its entry was lost
    here("in", "-o", "out", "--ledger", ledger)
    assert cleaned == ["in/deep/c.txt"]
    assert here("restore", "out", "-o", "back", "--ledger", ledger).returncode == 0
    for name in ALL:
        assert (corpus.parent / name.replace("in", "back", 1)).read_bytes() == (
            corpus.parent / name
        ).read_bytes()


def test_a_manifest_with_nonsense_about_its_ledger_does_no_harm(
    here: Run, corpus: Path, cleaned: list[str]
) -> None:
    for nonsense in ("", "x", "7 zz", f"{10**30} 00", -1, b"\xff"):
        here("in", "-o", "out", "--ledger", "l.jsonl")
        with sqlite3.connect(corpus.parent / "out" / MANIFEST) as db:
            db.execute("UPDATE done SET source = ? WHERE name = x''", (nonsense,))
        db.close()
        cleaned.clear()
        assert here("in", "-o", "out", "--ledger", "l.jsonl").returncode == 0
        assert cleaned == ALL
