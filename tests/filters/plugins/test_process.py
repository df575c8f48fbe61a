"""A document on which a plugin's filter fails, hangs or dies costs that document only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow

PACKAGE = Path(__file__).parent / "packages" / "moth"
OPTIONS = ["--isolated", "--rules", str(PACKAGE / "moth.yaml")]
LIMIT = ["--filter-timeout", "0.5"]
TEXT = "A hole, and the pformation.\n"
CLEAN = "A darn, and the transformation.\n"
FAILED = "filter moth of package moth 1.0 has failed: "
TIMED_OUT = "filter moth of package moth 1.0 takes more than the 0.5 s of --filter-timeout"
REASONS = {
    "RAISES": f"{FAILED}ValueError: the cloth; is gone",
    "REFUSES": f"{FAILED}RuleError: is too odd",
    "LEAVES": f"{FAILED}SystemExit: shop closed",
    "SLEEPS": TIMED_OUT,
    "LOOPS": TIMED_OUT,
    "BACKTRACKS": TIMED_OUT,
    "BLOCKS": TIMED_OUT,
    "EXITS": f"{FAILED}its process has ended with exit code 3",
    "CRASHES": f"{FAILED}its process has ended with signal 11",
}
SOME = ("RAISES", "BACKTRACKS", "CRASHES")


def poisoned(word: str) -> str:
    return f"{TEXT}MOTH-{word}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package moth, as pip leaves it there."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(PACKAGE / "moth.py", folder)
    info = folder / "moth-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moth\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[garmentclean.filters]\nmoth = moth:Moth\n", "utf-8")
    return folder


@pytest.fixture
def run(site: Path, beside: Callable[[Path], Run]) -> Run:
    """Run the command as a process that finds the package."""
    return beside(site)


def rejected(path: Path) -> dict[str, Any]:
    """Return the reasons and the originals of the rejects, by the names of the documents."""
    rejects = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {one["document"]: (one["reason"], one["original"]) for one in rejects}


def test_rows_of_json_lines(run: Run, tmp_path: Path) -> None:
    bad = {number * 7 + 3: word for number, word in enumerate(REASONS)}
    texts = [poisoned(bad[number]) if number in bad else TEXT for number in range(70)]
    rows = [json.dumps({"text": text}) + "\n" for text in texts]
    (tmp_path / "in.jsonl").write_text("".join(rows), "utf-8")
    records = ["--ledger", "l.jsonl", "--rejects", "r.jsonl", "--jobs", "1"]
    done = run("in.jsonl", "-o", "out.jsonl", *OPTIONS, *LIMIT, *records)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    messages = [line for line in done.stderr.splitlines() if "--ignore its rules" in line]
    assert len(messages) == len(REASONS)
    clean = [*rows]
    for number, text in enumerate(texts):
        if number not in bad:
            clean[number] = json.dumps({"text": text.replace(TEXT, CLEAN)}) + "\n"
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "".join(clean)
    assert rejected(tmp_path / "r.jsonl") == {
        f"in.jsonl:{number + 1}": (REASONS[word], rows[number].rstrip("\n"))
        for number, word in bad.items()
    }
    assert run("restore", "out.jsonl", "--ledger", "l.jsonl").stdout == "".join(rows)


@pytest.mark.parametrize("engine", ["pool", pytest.param("dask", marks=pytest.mark.engines)])
def test_rows_of_parquet(run: Run, tmp_path: Path, engine: str) -> None:
    texts = [TEXT] * 70
    texts[4:7] = map(poisoned, SOME)
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"text": texts}), tmp_path / "in" / "a.parquet")
    records = ["--ledger", "ledger", "--rejects", "rejects", "--jobs", "2"]
    rows = ["--input-format", "parquet"]
    done = run("in", "-o", "out", "--engine", engine, *OPTIONS, *LIMIT, *records, *rows)
    assert done.returncode == 2
    clean = [CLEAN] * 70
    clean[4:7] = texts[4:7]
    assert pq.read_table(tmp_path / "out" / "a.parquet")["text"].to_pylist() == clean
    rejects = tmp_path / "rejects"
    assert rejected(rejects / "a.parquet.jsonl" if rejects.is_dir() else rejects) == {
        f"in/a.parquet:{number}": (REASONS[word], poisoned(word))
        for number, word in enumerate(SOME, 5)
    }
    back = run("restore", "out", "--ledger", "ledger", "-o", "back", *rows)
    assert back.returncode == 0
    assert pq.read_table(tmp_path / "back" / "a.parquet")["text"].to_pylist() == texts


@pytest.mark.parametrize(("mode", "jobs"), [("-o", "1"), ("-w", "2")])
def test_texts_of_a_folder(run: Run, tmp_path: Path, mode: str, jobs: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    texts = {f"{number:02}.txt": TEXT for number in range(70)}
    texts |= {f"{word}.txt": poisoned(word) for word in SOME}
    for name, text in texts.items():
        (corpus / name).write_text(text, "utf-8")
    records = ["--ledger", "l.jsonl", "--rejects", "r.jsonl", "--jobs", jobs]
    where = ["-o", "clean"] if mode == "-o" else [mode]
    done = run(*where, "corpus", *OPTIONS, *LIMIT, *records)
    assert done.returncode == 2
    written = tmp_path / where[-1] if mode == "-o" else corpus
    clean = {path.name: path.read_text("utf-8") for path in written.glob("*.txt")}
    left = {} if mode == "-o" else {f"{word}.txt": poisoned(word) for word in SOME}
    assert clean == {name: CLEAN for name in texts if name[:2].isdigit()} | left
    assert rejected(tmp_path / "r.jsonl") == {
        f"corpus/{word}.txt": (REASONS[word], poisoned(word)) for word in SOME
    }
    again = run(*where, "corpus", *OPTIONS, *LIMIT, "--jobs", "1")
    assert again.returncode == 2, "a document with a problem is done again"
    assert [line.split(":")[1] for line in again.stderr.splitlines() if "--ignore" in line] == [
        f" corpus/{word}.txt" for word in sorted(SOME)
    ]
    back = run("restore", "-w", "--ledger", "l.jsonl", *map(str, sorted(written.glob("??.txt"))))
    assert back.returncode == 0
    assert {path.read_text("utf-8") for path in written.glob("??.txt")} == {TEXT}


def test_one_of_several_texts_of_a_row(run: Run, tmp_path: Path) -> None:
    row = json.dumps({"a": TEXT, "b": poisoned("RAISES"), "c": None}) + "\n"
    (tmp_path / "in.jsonl").write_text(row, "utf-8")
    fields = ["--text-field", "a", "--text-field", "b", "--text-field", "c"]
    args = [*OPTIONS, *fields, "--ledger", "l.jsonl", "--rejects", "r.jsonl"]
    assert run("in.jsonl", "-o", "out.jsonl", *args).returncode == 2
    assert (tmp_path / "out.jsonl").read_text("utf-8") == row
    assert rejected(tmp_path / "r.jsonl") == {
        "in.jsonl:1": (f"b: {REASONS['RAISES']}", row.rstrip("\n"))
    }
    assert run("restore", "out.jsonl", "--ledger", "l.jsonl").stdout == row


def test_what_a_filter_prints_does_not_reach_the_output(run: Run) -> None:
    done = run(*OPTIONS, stdin=poisoned("CHATTERS"))
    assert (done.returncode, done.stdout) == (0, f"{CLEAN}MOTH-CHATTERS\n")
    assert {*done.stderr.splitlines()} == {"eaten ", "through"}


def test_a_poisoned_text_on_stdin_is_one_of_the_rejects(run: Run, tmp_path: Path) -> None:
    text = poisoned("EXITS")
    done = run(*OPTIONS, "--rejects", "r.jsonl", stdin=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert rejected(tmp_path / "r.jsonl") == {"<stdin>": (REASONS["EXITS"], text)}


def test_without_a_limit_plugins_run_in_this_process(run: Run) -> None:
    done = run(*OPTIONS, "--filter-timeout", "0", stdin=poisoned("EXITS"))
    assert done.returncode == 3


@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_an_invalid_limit_is_a_usage_error(run: Run, value: str) -> None:
    done = run(*OPTIONS, "--filter-timeout", value)
    assert done.returncode == 2
    assert "filter-timeout" in done.stderr
    assert "Traceback" not in done.stderr


SCRIPT = """\
import os, pickle, sys
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from garmentclean import Pipeline
from garmentclean.errors import FilterError

path, limit = Path(sys.argv[1]), float(sys.argv[2])
pipeline = Pipeline.from_packs([path], select=["moth"], filter_timeout=limit)
"""


@pytest.fixture
def script(site: Path, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a script that has a pipeline."""

    def start(lines: str, limit: float = 60) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SCRIPT + lines, OPTIONS[-1], str(limit)],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(site), "MOTH_FILE": str(tmp_path / "pid")},
        )

    return start


def test_threads_and_forks_have_processes_of_their_own(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    lines = """\
def who():
    assert pipeline.clean("A hole. MOTH-TELLS").text == "A darn. MOTH-TELLS"
    print(Path(os.environ["MOTH_FILE"]).read_text(), flush=True)

who()
who()
for part in (Thread(target=who), get_context("fork").Process(target=who, daemon=True)):
    part.start()
    part.join()
who()
pipeline = pickle.loads(pickle.dumps(pipeline))
assert pipeline.filter_timeout == 60
who()
long = "A hole. " * 100_000
assert pipeline.clean(long).text == "A darn. " * 100_000
"""
    with script(lines) as process:
        pids = process.communicate()[0].split()
    assert process.returncode == 0
    main, same, thread, fork, still, other = pids
    assert main == same == still
    assert len({main, thread, fork, other}) == 4


@pytest.mark.parametrize("word", ["TELLS", "TELLS MOTH-BACKTRACKS"])
def test_the_process_ends_with_its_parent(
    script: Callable[..., subprocess.Popen[str]], tmp_path: Path, word: str
) -> None:
    lines = f"pipeline.clean('MOTH-{word}')\nprint('done', flush=True)\ninput()"
    with script(lines, limit=1) as process:
        if word == "TELLS":
            assert process.stdout
            assert process.stdout.readline() == "done\n"
        wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text("utf-8"))
        process.kill()
    pid = int((tmp_path / "pid").read_text("utf-8"))
    wait_for(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """Return whether a process is still running."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_for(ask: Callable[[], object]) -> None:
    for _ in range(3000):
        if ask():
            return
        time.sleep(0.01)
    pytest.fail("it has not come to that in half a minute")


def test_a_process_that_dies_between_documents_costs_none(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    lines = f"""\
import time
pipeline.clean("MOTH-TELLS")
pid = int(Path(os.environ["MOTH_FILE"]).read_text())
os.kill(pid, {signal.SIGKILL.value})
while ") Z " not in Path(f"/proc/{{pid}}/stat").read_text(): time.sleep(0.01)
print(pipeline.clean("A hole.").text)
"""
    with script(lines) as process:
        assert process.communicate()[0] == "A darn.\n"
    assert process.returncode == 0


def test_a_process_that_hangs_up_is_ended(script: Callable[..., subprocess.Popen[str]]) -> None:
    lines = """\
from garmentclean.filters.plugins import process as hosted
hosted.PATIENCE = 0.1
try:
    pipeline.clean("MOTH-MUTES")
except FilterError as error:
    print(error)
"""
    with script(lines) as process:
        assert "its process has ended with signal 9; " in process.communicate()[0]


def test_the_rules_that_cannot_be_compiled_there(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    lines = """\
from garmentclean.filters.plugins import process as hosted
hosted.START = 1
os.environ["MOTH_FILE"] = ""
for word in ("FAILS", "EXITS", "SLEEPS"):
    os.environ["MOTH_START"] = word
    try:
        Pipeline.from_packs([path], select=["moth"], filter_timeout=3)
    except FilterError as error:
        print(error)

def fresh():
    try:
        print(pipeline.clean("A hole.").text)
    except FilterError as error:
        print(error)

for word in ("FAILS", ""):
    os.environ["MOTH_START"] = word
    thread = Thread(target=fresh)
    thread.start()
    thread.join()
"""
    with script(lines) as process:
        failed, ended, slept, later, clean = process.communicate()[0].splitlines()
    assert failed.startswith(f"{FAILED}ValueError: no needle; tell its authors")
    assert ended.startswith(f"{FAILED}its process has ended with exit code 4; tell")
    assert slept == (
        "filter moth of package moth 1.0 takes more than 3 s to begin; give it more, or --ignore "
        "its rules"
    )
    assert later.startswith(f"<text>: {FAILED}ValueError: no needle; tell its authors")
    assert clean == "A darn."


def test_a_scanner_that_cannot_be_made_is_reported_before_any_document(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTH_START", "FAILS")
    done = run(*OPTIONS, stdin=TEXT)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "has failed: ValueError: no needle" in done.stderr


@pytest.mark.parametrize("limit", ["0", "5"])
def test_patches_without_an_end_cost_a_document(run: Run, limit: str) -> None:
    done = run(*OPTIONS, "--filter-timeout", limit, stdin=poisoned("NEVER-ENDS"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "has failed: ValueError: it proposes more than 1,4" in done.stderr


def test_a_failed_thread_is_reported_on_one_line(run: Run) -> None:
    done = run(*OPTIONS, stdin=poisoned("THREADS"))
    assert done.stdout == f"{CLEAN}MOTH-THREADS\n"
    message = "garmentclean: a thread of a plugin has failed: ValueError: the cloth; is gone"
    assert (done.returncode, {*done.stderr.splitlines()}) == (0, {message})


def test_the_module_of_the_process_is_not_imported_without_plugins() -> None:
    code = "import sys, garmentclean; garmentclean.Pipeline.from_packs(filter_timeout=9).clean('x')"
    code += "; print('subprocess' in sys.modules)"
    code += "; print('garmentclean.filters.plugins.process' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"False\nFalse\n"
