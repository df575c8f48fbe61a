"""Cleaning files and folders from Python: the same as with the command."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import garmentclean
from garmentclean import CorpusSummary, GarmentcleanError, RuleSummary, clean_corpus
from garmentclean.errors import OptionError
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.run.clean_corpus import Keys
from garmentclean.run.config import KEYS, field_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = "One loom.\nReturn to list\nThe pformation.\n"
CLEAN = "One loom.\nThe transformation.\n"
BY_RULE = {"house/return": RuleSummary(3, 3, 9), "house/trans": RuleSummary(3, 3, 0)}


@pytest.fixture
def corpus(here: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.txt", "b.md", "deep/c.txt"):
        (folder / name).write_text(RAW, newline="")
    (folder / "deep" / "good.txt").write_text("One loom.\n")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names; not the manifest, which has dates."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_folder_is_mirrored(corpus: Path, tmp_path: Path) -> None:
    summary = clean_corpus(corpus, output=tmp_path / "out")
    assert summary == CorpusSummary(
        documents=4,
        changed=3,
        edits=6,
        words=23,
        words_removed=9,
        stopped=0,
        rejected=0,
        failed=0,
        refused=0,
        left_out=0,
        unchanged_files=0,
        by_rule=BY_RULE,
        ok=True,
    )
    texts = {"a.txt": CLEAN, "b.md": CLEAN, "deep/c.txt": CLEAN, "deep/good.txt": "One loom.\n"}
    assert tree(tmp_path / "out") == {name: text.encode() for name, text in texts.items()}


def test_nothing_is_written_to_stdout_or_stderr(
    corpus: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (corpus / "page.html").write_text("<p>One loom.")
    (corpus / "bad.txt").write_bytes(b"\x00\x01" * 500)
    clean_corpus(corpus, check=True, include="*")
    assert capfd.readouterr() == ("", "")


def test_a_file_in_place_with_a_ledger_can_be_restored(
    corpus: Path, tmp_path: Path, here: Run
) -> None:
    before = tree(corpus)
    ledger = tmp_path / "ledger.jsonl"
    summary = clean_corpus([corpus / "a.txt", corpus / "deep"], write=True, ledger=ledger)
    assert (summary.documents, summary.changed) == (3, 2)
    assert (corpus / "a.txt").read_text() == CLEAN
    assert (corpus / "b.md").read_text() == RAW
    done = here("restore", "--write", "--ledger", str(ledger), "in/a.txt", "in/deep")
    assert done.returncode == 0
    assert tree(corpus) == before


def test_a_check_changes_nothing(corpus: Path) -> None:
    before = tree(corpus)
    summary = clean_corpus(str(corpus), check=True)
    assert (summary.changed, summary.edits, dict(summary.by_rule)) == (3, 6, BY_RULE)
    assert tree(corpus) == before


def test_rows_of_json_lines(tmp_path: Path, corpus: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": 1, "body": "The pformation."}\n{"id": 2, "body": "Return to list"}\n')
    summary = clean_corpus(
        rows,
        output=tmp_path / "out.jsonl",
        text_field="body",
        rejects=tmp_path / "rejects.jsonl",
        max_loss=1,
    )
    assert (summary.documents, summary.changed, summary.rejected) == (2, 1, 1)
    clean = (tmp_path / "out.jsonl").read_text()
    assert clean == '{"id": 1, "body": "The transformation."}\n'
    assert '"reason":"has no words when it is clean"' in (tmp_path / "rejects.jsonl").read_text()


def test_rows_of_parquet(tmp_path: Path, corpus: Path) -> None:
    table = pa.table({"id": [1, 2], "text": [RAW, None]})
    pq.write_table(table, tmp_path / "rows.parquet")
    summary = clean_corpus(tmp_path / "rows.parquet", output=tmp_path / "clean.parquet")
    assert summary.changed == 1
    clean = pq.read_table(tmp_path / "clean.parquet")
    assert clean.to_pydict() == {"id": [1, 2], "text": [CLEAN, None]}


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ({}, ()),
        ({"select": "return"}, ("--select", "return")),
        ({"ignore": ["trans"], "max_loss": 0.2}, ("--ignore", "trans", "--max-loss", "0.2")),
        ({"extend_select": ("loud",), "unsafe": True}, ("--extend-select", "loud", "--unsafe")),
        ({"exclude": "deep/", "jobs": 2}, ("--exclude", "deep/", "--jobs", "2")),
        ({"cache": False, "quarantine": "q"}, ("--no-cache", "--quarantine", "q")),
        ({"metadata": "m.jsonl"}, ("--metadata", "m.jsonl")),
    ],
)
def test_the_command_writes_the_same_bytes(
    corpus: Path, tmp_path: Path, here: Run, arguments: dict[str, Any], options: tuple[str, ...]
) -> None:
    made: list[dict[str, bytes]] = []
    calls: list[Callable[[], object]] = [
        lambda: here("-o", "out/", "--ledger", "l.jsonl", *options, "in"),
        lambda: clean_corpus("in", output="out/", ledger="l.jsonl", **arguments),
    ]
    before = tree(tmp_path)
    for call in calls:
        call()
        after = tree(tmp_path)
        made.append({name: data for name, data in after.items() if name not in before})
        for name in made[-1]:
            (tmp_path / name).unlink()
        (tmp_path / "out" / ".garmentclean-manifest.db").unlink(missing_ok=True)
    assert made[0] == made[1]
    assert "l.jsonl" in made[0]
    assert corpus.is_dir()


def test_two_processes_write_what_one_writes(tmp_path: Path, here: Run) -> None:
    (tmp_path / "in").mkdir()
    for number in range(150):
        (tmp_path / "in" / f"{number:03}.txt").write_text(f"{number}\n{RAW * 40}")
    hook = threading.excepthook
    made: list[tuple[object, ...]] = []
    for jobs in (1, 2):
        summary = clean_corpus("in", output="out", ledger="ledger.jsonl", jobs=jobs, cache=False)
        made.append((summary, tree(tmp_path / "out"), (tmp_path / "ledger.jsonl").read_bytes()))
        (tmp_path / "ledger.jsonl").unlink()
    assert made[0] == made[1]
    assert threading.excepthook is hook


def test_a_second_run_in_the_process_has_rules_of_its_own(corpus: Path, tmp_path: Path) -> None:
    first = clean_corpus(corpus, output=tmp_path / "out")
    again = clean_corpus(corpus, output=tmp_path / "out")
    other = clean_corpus(corpus, output=tmp_path / "other", ignore="return")
    assert (first.unchanged_files, again.unchanged_files, other.unchanged_files) == (0, 4, 0)
    assert (again.documents, again.ok) == (4, True)
    assert [*other.by_rule] == ["house/trans"]


def test_in_a_thread_signals_are_left_alone(corpus: Path, tmp_path: Path) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    summaries: list[CorpusSummary] = []
    thread = threading.Thread(
        target=lambda: summaries.append(clean_corpus(corpus, output=tmp_path / "out"))
    )
    thread.start()
    thread.join()
    assert summaries[0].changed == 3
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_ctrl_c_reaches_the_caller_after_the_run_has_cleaned_up(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Pipeline, "clean", interrupt)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        clean_corpus(corpus, output=tmp_path / "out", metadata=tmp_path / "m.jsonl", jobs=1)
    assert signal.getsignal(signal.SIGINT) is handler
    assert not (tmp_path / "m.jsonl").exists()


def test_another_signal_goes_to_its_own_handler(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pipeline, "clean", lambda *_: signal.raise_signal(signal.SIGTERM))
    numbers: list[int] = []
    handler = signal.signal(signal.SIGTERM, lambda number, _: numbers.append(number))
    try:
        with pytest.raises(KeyboardInterrupt):
            clean_corpus(corpus, output=tmp_path / "out", jobs=1)
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert numbers == [signal.SIGTERM]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "give one of output=…, write=True and check=True"),
        ({"output": "out", "check": True}, "give one of"),
        ({"paths": [], "check": True}, "nothing to clean: name a file or a folder"),
        ({"paths": "-", "check": True}, "reads no standard input"),
        (
            {"paths": "s3://b/in/", "write": True},
            "write works in place, not at s3://b/in/; use output",
        ),
        ({"check": True, "max_loss": 2}, "max_loss must be a number from 0 to 1"),
        ({"check": True, "select": 3}, "select must be a list of texts"),
        ({"check": True, "encoding": iter("ab")}, "encoding must be "),
        ({"check": True, "per_file_ignores": {"*": 1}}, "per_file_ignores must be "),
        ({"check": True, "select": "no-such"}, "no-such"),
        ({"check": True, "rules": "none.yaml"}, "none.yaml"),
        ({"check": True, "config": "none.toml"}, "none.toml"),
        ({"check": True, "engine": "spark"}, "engine must be one of pool, dask, not 'spark'"),
        (
            {"check": True, "engine": "dask"},
            "engine='dask' takes files of rows, and needs a folder: output='DIR/'",
        ),
        ({"check": True, "scheduler": "tcp://h:1"}, "scheduler is for engine='dask'"),
        (
            {"output": "o/", "engine": "dask", "scheduler": "tcp://h:1", "jobs": 2},
            "jobs is for a cluster that is started here; scheduler names another one",
        ),
        (
            {"output": "o/", "engine": "dask", "ledger": "in/a.txt"},
            "ledger='in/a.txt' is a file; with engine='dask', name a folder",
        ),
        (
            {"output": "out", "min_words": 3},
            "min_words needs rejects='FILE', or documents would be lost",
        ),
        (
            {"write": True, "min_words": 3, "rejects": "r"},
            "min_words cannot remove documents in place; use output instead of write",
        ),
        ({"output": "in/out"}, "output='in/out' is inside in, which is cleaned; name a folder"),
        ({"output": "in/out"}, "outside, or exclude it with exclude='in/out/'"),
        ({"output": "in/a.txt/b"}, "output='in/a.txt/b': in/a.txt is not a folder"),
        ({"output": "a://b"}, "output='a://b' is neither a URL nor a path"),
        ({"output": "-"}, "clean_corpus does not write to stdout; name a file or a folder"),
        ({"output": "in"}, "in/a.txt: output would overwrite its own input; use write"),
        ({"output": "out", "ledger": "in"}, "ledger='in' is a folder; name a file"),
        ({"output": "out", "ledger": "s3://b/l"}, "ledger='s3://b/l' is on another system"),
        ({"check": True, "ledger": "/dev/full"}, "ledger='/dev/full': "),
        ({"check": True, "rejects": "r", "metadata": "r"}, "rejects='r' would overwrite metadata"),
        (
            {"write": True, "ledger": "in/a.txt", "paths": "in/a.txt"},
            "ledger='in/a.txt' would overwrite in/a.txt",
        ),
        (
            {"check": True, "metadata_columns": True},
            "in may hold texts; use metadata='FILE', or input_format='jsonl'",
        ),
        (
            {"output": "out.parquet", "paths": "in/a.txt"},
            "output='out.parquet': the format does not change",
        ),
        ({"paths": "none.txt", "check": True}, "none.txt"),
        ({"paths": "empty", "check": True}, "nothing to clean in this folder"),
    ],
)
def test_what_cannot_be_done_is_an_exception(
    corpus: Path, tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    before = tree(corpus)
    with pytest.raises(GarmentcleanError, match=re.escape(message)) as raised:
        clean_corpus(arguments.pop("paths", "in"), **arguments)
    assert "\n" not in str(raised.value)
    assert tree(corpus) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"paths": "", "write": True}, "paths: it is empty; name a file or a folder"),
        ({"paths": ["in", ""], "write": True}, "paths[1]: it is empty; name a file or a folder"),
        ({"output": ""}, "output: it is empty; name a file or a folder"),
        ({"write": True, "ledger": ""}, "ledger: it is empty; name a file or a folder"),
        ({"write": True, "metadata": ""}, "metadata: it is empty; name a file or a folder"),
        ({"output": "out", "rejects": ""}, "rejects: it is empty; name a file or a folder"),
        ({"write": True, "quarantine": ""}, "quarantine: it is empty; name a file or a folder"),
        ({"write": True, "config": ""}, "config: it is empty; name a file or a folder"),
        ({"paths": None, "write": True}, "paths must be a path, not None"),
        ({"paths": 5, "write": True}, "paths must be a path, not int"),
        ({"paths": b"in", "write": True}, "paths must be a path, not bytes"),
        ({"paths": ["in", None], "write": True}, "paths[1] must be a path, not None"),
        ({"paths": ["in", b"in"], "write": True}, "paths[1] must be a path, not bytes"),
        ({"output": 3}, "output must be a path, not int"),
        ({"write": True, "ledger": ["x"]}, "ledger must be a path, not list"),
        ({"write": True, "metadata": b"x"}, "metadata must be a path, not bytes"),
        ({"output": "out", "rejects": True}, "rejects must be a path, not bool"),
        ({"write": True, "quarantine": 0}, "quarantine must be a path, not int"),
        ({"write": True, "config": {}}, "config must be a path, not dict"),
        ({"write": "yes"}, "write must be true or false"),
        ({"check": 1}, "check must be true or false"),
        ({"write": True, "metadata_columns": "id"}, "metadata_columns must be true or false"),
        ({"write": True, "engine": ["dask"]}, "engine must be one of pool, dask, not ['dask']"),
        ({"write": True, "scheduler": None}, "scheduler must be an address, such as"),
        ({"write": True, "on_message": 5}, "on_message must be a function that takes a text"),
        ({"write": True, "jobs": "2"}, "jobs must be a whole number, 0 or more"),
        ({"write": True, "packs": {1: True}}, "packs must be a table with texts as keys"),
        ({"write": True, "per_file_ignores": {1: []}}, "must be a table with texts as keys"),
    ],
)
def test_an_empty_path_and_a_wrong_type_are_errors_before_anything_is_written(
    corpus: Path, tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    before = tree(tmp_path)
    with pytest.raises(OptionError, match=re.escape(message)):
        clean_corpus(arguments.pop("paths", "in"), **arguments)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "keys",
    [
        {"ignore": (rule for rule in ("trans", "return"))},
        {"ignore": {"trans": 1, "return": 2}.keys()},
        {"per_file_ignores": {"*": ["trans", "return"]}},
        {"per_file_ignores": {"*": iter(["trans", "return"])}},
        {"select": "return", "per_file_ignores": {"*": "return"}},
    ],
)
def test_names_may_be_any_iterable_or_a_single_one(corpus: Path, keys: dict[str, Any]) -> None:
    assert clean_corpus(corpus, check=True).changed == 3
    assert clean_corpus(corpus, check=True, **keys).changed == 0


def test_a_misspelt_argument_is_named(corpus: Path) -> None:
    with pytest.raises(TypeError, match="'max_los'; did you mean 'max_loss'"):
        clean_corpus(corpus, check=True, max_los=1)  # type: ignore[call-arg]


def test_a_document_that_fails_leaves_the_others_and_is_reported(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [corpus, tmp_path / "none.txt"]
    with caplog.at_level(logging.WARNING, "garmentclean"):
        summary = clean_corpus(paths, output=tmp_path / "out")
    assert (summary.ok, summary.failed, summary.changed) == (False, 1, 3)
    assert [record.name for record in caplog.records] == ["garmentclean"]
    assert "none.txt: " in caplog.messages[0]
    messages: list[str] = []
    clean_corpus(paths, output=tmp_path / "out", on_message=messages.append)
    assert messages == caplog.messages


def test_an_error_quotes_one_message_of_each_kind(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01" * 500)
    messages: list[str] = []
    with pytest.raises(GarmentcleanError) as raised:
        clean_corpus(["none.txt", "no.txt", "bad.txt"], check=True, on_message=messages.append)
    assert [message.split(":")[0] for message in messages] == ["none.txt", "no.txt", "bad.txt"]
    assert str(raised.value) == f"{messages[0]} | {messages[2]}"


def test_a_run_without_rules_names_the_arguments(corpus: Path) -> None:
    messages: list[str] = []
    clean_corpus("in", check=True, ignore=["house"], on_message=messages.append)
    assert messages == ["no rules are left to run; check select, ignore and unsafe"]


def test_a_path_can_be_an_entry_of_a_folder(corpus: Path, tmp_path: Path) -> None:
    [file] = (entry for entry in os.scandir("in") if entry.name == "a.txt")
    [folder] = (entry for entry in os.scandir() if entry.name == "in")
    assert clean_corpus([file], check=True).changed == 1
    assert clean_corpus(folder, output=tmp_path / "out", include="a.txt").changed == 1


def test_a_configuration_is_read_only_if_it_is_named(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "garmentclean.toml").write_text('ignore = ["return"]\nexclude = ["deep/"]\n')
    assert len(clean_corpus(corpus, check=True).by_rule) == 2
    configured = clean_corpus(corpus, check=True, config="garmentclean.toml")
    assert (configured.documents, [*configured.by_rule]) == (2, ["house/trans"])
    other = clean_corpus(corpus, check=True, config="garmentclean.toml", ignore=["trans"])
    assert (other.documents, [*other.by_rule]) == (2, ["house/return"])


def test_all_keys_of_a_configuration_are_arguments() -> None:
    assert [*Keys.__annotations__] == [field_of(key) for key in KEYS]


def test_importing_the_package_does_not_import_it() -> None:
    script = "import sys, garmentclean; assert 'garmentclean.run' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, env=os.environ)
    assert "clean_corpus" in dir(garmentclean)
