"""The command that counts a corpus, and what cleaning does with the counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from commontexts import corpus
from garmentclean.authoring import examples
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.sites import site_of
from garmentclean.corpus.sources import File, Row, Source
from garmentclean.counts import optional as needed
from garmentclean.pipeline import pack_files
from garmentclean.pipeline.pack_files import builtin_folder
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.run import counting
from garmentclean.run.counting import Counter, PartitionCounter, count_partition
from garmentclean.run.engines.pool import Pool

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.slow

COMMON = builtin_folder() / "common.yaml"
OWN = [page.lines[10].text for page in corpus(1, 12)[:12]]
FRAME = "Ask the miller for a bag\n"
SELECT = ("--select", "common", "--counts", "counts")


@pytest.fixture(autouse=True)
def with_the_pack(here: Run, house: Path) -> None:
    (house / "common.yaml").write_bytes(COMMON.read_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of sites, each with its frame."""
    for site in ("mill.example", "loom.example"):
        (tmp_path / "in" / site).mkdir(parents=True)
        for number, own in enumerate(OWN):
            text = f"{site} {own}\n{FRAME if site[0] == 'm' else number}"
            (tmp_path / "in" / site / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def rows(path: Path, key: str = "url") -> Path:
    """Write rows, of two sites."""
    lines = [
        {key: f"https://www.{site}/{number}", "page": {"text": f"{site} {own}\n{FRAME}"}}
        for number, own in enumerate(OWN)
        for site in ("mill.example", f"other{number}.example")
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_a_folder_of_sites_is_counted_and_cleaned(here: Run, folder: Path) -> None:
    done = here("count", "in", "-o", "counts")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == (b"garmentclean: 24 documents of 2 sites counted, 0 duplicates\n")
    cleaned = here("in", *SELECT, "-o", "out", "--ledger", "ledger.jsonl", "--metadata", "facts")
    assert cleaned.returncode == 0
    text = (folder / "out" / "mill.example" / "03.txt").read_text("utf-8")
    assert text == f"mill.example {OWN[3]}\n"
    assert b"in 12 of 12 documents of mill.example" in (folder / "ledger.jsonl").read_bytes()
    assert b'"site"' not in (folder / "facts").read_bytes()
    again = here("out", *SELECT, "--check")
    assert (again.returncode, again.stdout) == (0, b"")
    back = here("restore", "out", "--ledger", "ledger.jsonl", "-o", "back")
    assert back.returncode == 0
    for path in (folder / "in").rglob("*.txt"):
        assert (folder / "back" / path.relative_to(folder / "in")).read_bytes() == path.read_bytes()


def test_several_processes_count_the_same(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    pages = corpus(4, 14)
    lines = (json.dumps({"site": page.site, "text": page.text}) for page in pages)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    results = []
    for jobs in ("1", "2"):
        at = ("--jobs", jobs, "--site-field", "site", "rows.jsonl")
        assert here("count", "-q", "-o", f"counts{jobs}", *at).returncode == 0
        counted = ("--select", "common", "--counts", f"counts{jobs}")
        out = ("-o", f"{jobs}.jsonl", "--ledger", f"{jobs}.ledger")
        assert here(*counted, *out, *at).returncode == 0
        ledger = (tmp_path / f"{jobs}.ledger").read_text("utf-8").splitlines()
        edits = [json.loads(line).get("edits") for line in ledger]
        results.append(((tmp_path / f"{jobs}.jsonl").read_bytes(), edits))
    assert results[0] == results[1]
    assert results[0][0] != path.read_bytes()
    parts = [[path.name for path in (tmp_path / f"counts{jobs}").iterdir()] for jobs in "12"]
    assert sorted(parts[0]) == sorted(parts[1])


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_site_is_read_from_a_key_of_the_row(here: Run, tmp_path: Path, form: str) -> None:
    path = rows(tmp_path / "rows.jsonl")
    if form == "parquet":
        lines = path.read_text("utf-8").splitlines()
        table = pa.Table.from_pylist([json.loads(line) for line in lines])
        path = tmp_path / "rows.parquet"
        parquet.write_table(table, path)
    at = ("--text-field", "page.text", "--site-field", "url", path.name)
    done = here("count", "-o", "counts", *at)
    assert b"24 documents of 13 sites counted" in done.stderr
    findings = here(*SELECT, "--check", "-q", *at).stdout.decode().splitlines()
    assert len(findings) == 12
    assert findings[0].endswith("(because: in 12 of 12 documents of mill.example)")
    assert here(*SELECT, "-q", "--metadata", "m", "-o", f"out.{form}", *at).returncode == 0
    assert b"site" not in (tmp_path / "m").read_bytes()
    unknown = here(*SELECT, "--check", "-q", *at[:2], "--site-field", "none", path.name)
    assert unknown.returncode == 2
    assert unknown.stderr.count(b"\n") == 1
    assert b"were counted with --site-field 'url', not 'none'" in unknown.stderr


def test_an_unreadable_row_belongs_to_no_site() -> None:
    file = File(Path("a.jsonl"))
    lines = [b"{", b"[]", b'{"url": null}', b'{"url": 7}', b'{"url": "mill"}']
    assert [site_of(Source(file, row=Row(1, line)), "url") for line in lines] == [
        "",
        "",
        "",
        "7",
        "mill",
    ]


def test_counts_of_two_runs_add_up(here: Run, folder: Path) -> None:
    for number in range(12):
        target = folder / ("one" if number % 2 else "two")
        target.mkdir(exist_ok=True)
        (folder / "in" / "mill.example" / f"{number:02}.txt").rename(target / f"{number:02}.txt")
    for name in ("one", "two"):
        assert here("count", name, "-o", f"c-{name}").returncode == 0
    at = ("one", "--select", "common", "--check", "--counts", "c-one")
    assert here(*at).stdout.count(b"\n") == 6
    both = here(*at, "--counts", "c-two")
    assert both.stdout.count(b"in 12 of 12 documents)") == 6


def test_the_configuration_can_name_the_counts(here: Run, folder: Path) -> None:
    (folder / "garmentclean.toml").write_text('counts = ["counts"]\nselect = ["common"]\n')
    assert here("count", "in", "-o", "counts").returncode == 0
    assert here("in", "--check").stdout.count(b"\n") == 12


def test_files_are_cleaned_again_if_the_counts_changed(here: Run, folder: Path) -> None:
    assert here("count", "in/loom.example", "-o", "counts").returncode == 0
    assert here("in", *SELECT, "-o", "out").returncode == 0
    assert b"24 files unchanged" in here("in", *SELECT, "-o", "out").stderr
    assert here("count", "in", "-o", "counts").returncode == 0
    assert len([*(folder / "counts").iterdir()]) == 2  # one part, and the summary
    assert b"24 documents, 12 cleaned" in here("in", *SELECT, "-o", "out").stderr


def test_what_cannot_be_counted_is_reported_and_the_rest_is_counted(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PART", 3)
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"text": own}) for own in OWN]
    lines[3:3] = ["{", "", '{"text": 3}', json.dumps({"text": "long " * 500})]
    path.write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\0")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "binary.txt").write_bytes(b"\0")
    (tmp_path / "texts" / "binary").write_bytes(b"\0")
    args = ("rows.jsonl", "binary", "none", "texts", "--max-size", "2000")
    done = here("count", *args, "-o", "counts", "--jobs", "1")
    assert done.returncode == 2
    reported = done.stderr.decode().splitlines()
    assert [line.split(":")[1:3] for line in reported[:6]] == [
        [" rows.jsonl", "4"],
        [" rows.jsonl", "6"],
        [" rows.jsonl", "7"],
        [" binary", " looks like a binary file (NUL bytes); not cleaned"],
        [" none", " cannot read this file"],
        [" texts/binary.txt", " looks like a binary file (NUL bytes); not cleaned"],
    ]
    assert reported[6:] == ["garmentclean: 12 documents of 1 site counted, 0 duplicates"]
    assert len([*(tmp_path / "counts").glob("*.counts.parquet")]) == 4


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["count", "-o", "c"], "nothing to count: name a PATH"),
        (["count", "a.txt"], "Missing option '-o'"),
        (["a.txt", "--select", "common"], "rule common/line needs counts of the whole corpus"),
        (["a.txt", "--extend-select", "common"], "'garmentclean count PATH... -o counts/' makes"),
        (["a.txt", *SELECT], "counts: has no counts; garmentclean count PATH... -o"),
        (["count", "a.txt", "-o", "a.txt"], "a.txt: cannot write counts there: Not a directory"),
    ],
)
def test_a_count_that_cannot_be_made_is_an_error(
    here: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    (tmp_path / "a.txt").write_text("A loom.\n", encoding="utf-8")
    done = here(*args)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x-0123456789abcdef", b"PAR1", "these counts cannot be read"),
        ("x-0123456789abcdef", b"", "these counts cannot be read"),
        ("x-0123456789abcdef", None, "are counts of another version; count again"),
    ],
)
def test_counts_that_cannot_be_used_are_named(
    here: Run, tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    path = tmp_path / "counts" / f"{name}.counts.parquet"
    path.parent.mkdir()
    if data is None:
        parquet.write_table(pa.table({"a": [1]}), path)
    else:
        path.write_bytes(data)
    (tmp_path / "a.txt").write_text("A loom.\n", encoding="utf-8")
    done = here("a.txt", *SELECT)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_counts_by_other_keys_do_not_add_up(here: Run, tmp_path: Path) -> None:
    rows(tmp_path / "rows.jsonl")
    at = ("--text-field", "page.text", "rows.jsonl")
    assert here("count", "--site-field", "url", "-o", "one", *at).returncode == 0
    assert here("count", "-o", "two", *at).returncode == 0
    done = here("--select", "common", "--counts", "one", "--counts", "two", "--check", *at)
    assert done.returncode == 2
    assert b"counts with --site-field '' and 'url' do not add up" in done.stderr


def test_without_the_libraries_the_error_says_what_to_install(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needed, "find_spec", lambda name: None if name == "datasketch" else name)
    (tmp_path / "a.txt").write_text("A loom.\n", encoding="utf-8")
    (tmp_path / "counts").mkdir()
    for args in (["count", "a.txt", "-o", "c"], ["a.txt", *SELECT]):
        done = here(*args)
        assert done.returncode == 2
        assert done.stderr.endswith(b"pip install 'garmentclean[counts]'\n")
    tested = here("rules", "test", "-k", "common")
    assert tested.returncode == 0
    assert b"3 rules not tested" in tested.stderr
    assert b"0 examples of 0 rules: " in tested.stdout
    assert here("rules", "lint").returncode == 0


def test_show_prints_the_corpus_of_an_example(here: Run) -> None:
    shown = here("rules", "show", "common/line").stdout.decode()
    assert "filter drop-common" in shown
    assert "  document 5 of its corpus:\n    | Looms | Yarn | Dyes\n" in shown


def test_a_partition_is_counted_as_the_command_does(here: Run, folder: Path) -> None:
    assert here("count", "in", "-o", "counts").returncode == 0
    paths = sorted(Path("in").rglob("*.txt"), key=lambda path: (path.parts, path.name))
    inputs = [Source(File(path, named=False, within=Path("in"))) for path in paths]
    halves = [count_partition(inputs[at::2], Counter()) for at in (0, 1)]
    assert [problems for _, problems in halves] == [[], []]
    for number, (counts, _) in enumerate(halves):
        counts.save(folder / "parts", f"half-{number}")
    at = ("in", "--select", "common", "--check", "--counts")
    assert here(*at, "counts").stdout == here(*at, "parts").stdout != b""


def test_a_run_that_ends_early_leaves_the_counts_as_they_were(
    here: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here("count", "in", "-o", "counts").returncode == 0
    before = sorted((folder / "counts").iterdir())
    monkeypatch.setattr(counting, "PART", 1)

    def interrupted(*_: Any, **__: Any) -> Any:
        one = folder / "in" / "loom.example" / "01.txt"
        source = Source(File(one))
        yield source, Counter()(source)
        raise KeyboardInterrupt

    monkeypatch.setattr(Pool, "run", interrupted)
    assert here("count", "in", "-o", "counts").returncode == 130
    assert sorted((folder / "counts").iterdir()) == before


def test_the_packs_of_examples_are_tested_with_their_corpus() -> None:
    assert pack_files.builtin_folder() != COMMON.parent
    rules = load_pack(COMMON).rules
    assert [example for rule in rules for example in rule.examples if example.corpus]
    assert [*examples.failures(rules)] == []


@pytest.mark.engines
def test_dask_counts_and_cleans_as_one_process_does(
    here: Run, tmp_path: Path, scheduler: str
) -> None:
    (tmp_path / "in").mkdir()
    pages = corpus(3, 14)
    for number in range(3):
        lines = (json.dumps({"site": page.site, "text": page.text}) for page in pages[number::3])
        path = tmp_path / "in" / f"{number}.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (tmp_path / "in" / "3.jsonl").write_text('{"text": 3}\n', encoding="utf-8")
    at = ("in", "--input-format", "jsonl", "--site-field", "site")
    outcomes = []
    dask = ("--engine", "dask", "--scheduler", scheduler)
    for name, engine in (("pool", ("--jobs", "1")), ("dask", dask)):
        counted = here("count", *at, *engine, "-o", f"c-{name}")
        assert counted.returncode == 2
        messages = counted.stderr.decode().splitlines()
        assert messages[0].startswith("garmentclean: in/3.jsonl:1: 'text' is no text")
        clean = ("--select", "common", "--counts", f"c-{name}", "-o", f"o-{name}")
        assert here(*at, *engine, *clean).returncode == 2
        out = [path.read_bytes() for path in sorted((tmp_path / f"o-{name}").glob("*.jsonl"))]
        outcomes.append((messages, out))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] != [path.read_bytes() for path in sorted((tmp_path / "in").iterdir())]
    assert len(outcomes[0][1]) == len([*(tmp_path / "c-dask").glob("*.counts.parquet")]) == 4


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--scheduler", "tcp://a"], "--scheduler is for --engine dask"),
        (
            ["--engine", "dask", "--scheduler", "a", "--jobs", "2"],
            "--jobs is for a cluster that is",
        ),
    ],
)
def test_cluster_options_need_one_another(here: Run, args: list[str], message: str) -> None:
    done = here("count", "in", "-o", "counts", *args)
    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_a_job_reports_what_it_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "A loom."}\n', encoding="utf-8")
    job = PartitionCounter(Counter(), Reading(), tmp_path / "a.jsonl", str(tmp_path))
    done = job(Source(File(Path("a.jsonl"))))
    assert done.account.failed
    assert done.messages == [f"{path}: cannot write counts there: File exists"]
