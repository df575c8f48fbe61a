"""The speed benchmarks: they run, and their tools measure correctly."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

import growth
import speed
from garmentclean import Pipeline
from timing import checks, corpus, curves, figures, inputs, pages, peers, rulesets, tables
from timing.contenders import Contender
from timing.run import all_cores, measure, one_core

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


SIZE = 400_000
MB = figures.MB


def test_the_corpus_is_the_same_for_each_size() -> None:
    small = list(corpus.articles(20_000))
    large = list(corpus.articles(SIZE))

    assert small == large[: len(small)]


def test_the_articles_are_as_long_and_as_various_as_crawled_ones() -> None:
    articles = list(corpus.articles(SIZE))
    lines = [line for article in articles for line in article.text.splitlines()]
    long = [line for line in lines if len(line) > 80]

    assert 4500 < SIZE / len(articles) < 7500
    assert Counter(Counter(long).values())[1] > 0.98 * len(long)


def test_less_dirty_articles_have_fewer_defects() -> None:
    def defects(dirty: float) -> int:
        return sum(article.text.count("pform") for article in corpus.articles(SIZE, dirty=dirty))

    assert defects(0) == 0 < defects(0.5) < defects(1)


def test_files_have_the_articles_of_the_rows(tmp_path: Path) -> None:
    size = corpus.write_files(tmp_path, 3)
    written = [path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.txt"))]

    assert written == [article.text for article in list(corpus.articles(SIZE))[:3]]
    assert size == sum(len(text.encode()) for text in written)


def figure(form: str, name: str, *times: float, size: int = MB) -> figures.Figure:
    return figures.Figure(form, name, size, list(times), list(times), 60 * MB)


def results(*measured: figures.Figure) -> figures.Results:
    return figures.Results("a machine", 3, list(measured), ["A note.\n"])


def test_a_quick_run_prints_its_tables_and_saves_the_figures(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    size = ["--size", "0.02", "--files", "2", "--only", "rows,files"]
    options = ["run", "--quick", "--no-peers", *size, "--json", str(kept)]
    done = CliRunner().invoke(speed.main, options)

    assert done.exit_code == 0, done.output
    for part in ("| **garmentclean** `--ledger` |", "| Files |", "left out"):
        assert part in done.stdout
    measured = json.loads(kept.read_text())["figures"]
    names = {(one["form"], one["name"], one["failed"]) for one in measured}
    assert {("rows", "ours twice", ""), ("files", "floor", "")} <= names

    again = CliRunner().invoke(speed.main, ["report", str(kept)])
    assert again.stdout == done.stdout


@pytest.fixture
def some_pages(tmp_path: Path) -> dict[str, Path]:
    """The same two pages in each of the forms that are read."""
    texts = ["A loom.\nHome\n", "The pformation of the mill.\n"]
    (tmp_path / "folder" / "a").mkdir(parents=True)
    for name, text in zip(("a/1.txt", "a/2.txt"), texts, strict=True):
        (tmp_path / "folder" / name).write_text(text, "utf-8")
    rows: dict[str, list[dict[str, object]]] = {"rows.jsonl": [{"text": text} for text in texts]}
    rows["labelled.jsonl.gz"] = [
        {"lines": [["K", line] for line in text.splitlines()]} for text in texts
    ]
    for name, some in rows.items():
        data = "".join(f"{json.dumps(row)}\n" for row in some).encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return {name: tmp_path / name for name in ("folder", *rows)}


@pytest.mark.parametrize("form", ["folder", "rows.jsonl", "labelled.jsonl.gz"])
def test_a_corpus_is_made_of_real_pages(
    form: str, some_pages: dict[str, Path], tmp_path: Path
) -> None:
    made = tmp_path / "made"
    options = ["corpus", str(made), "--size", "1", "--pages", str(some_pages[form])]
    done = CliRunner().invoke(speed.main, options)

    assert done.exit_code == 0, done.output
    rows = [json.loads(row) for row in (made / "corpus.jsonl").read_text("utf-8").splitlines()]
    files = [path.read_text("utf-8") for path in sorted((made / "files").rglob("*.txt"))]
    assert files == [row["text"] for row in rows]
    assert rows[1]["text"] == "The pformation of the mill.\n"


def test_as_many_pages_are_taken_as_asked() -> None:
    some = [pages.Page(str(number), "x" * 10) for number in range(9)]
    assert [*pages.up_to(25, some)] == some[:3]


def test_a_row_that_is_no_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n{"title": "b"}\n', "utf-8")
    with pytest.raises(click.ClickException, match=r"rows\.jsonl:2: is no page"):
        [*pages.pages(tmp_path / "rows.jsonl")]


def test_a_profile_says_where_the_time_goes(some_pages: dict[str, Path]) -> None:
    options = ["profile", "--pages", str(some_pages["folder"])]
    done = CliRunner().invoke(speed.main, options)

    assert done.exit_code == 0, done.output
    lines = done.stdout.strip().splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines]
    costs = {(row[0], row[1]): row for row in rows}
    assert costs["drop-lines", "1"][4:6] == ["2", "3"]  # two documents, three lines
    assert int(costs["join-words", "1"][6]) == 3
    assert ("restore-letters", "2") in costs
    shares = [float(row[3].removesuffix("%")) for row in rows]
    assert sum(shares) == pytest.approx(100, abs=len(rows) * 0.05 + 0.1)


def test_a_goal_is_met_missed_or_not_measured() -> None:
    points = {
        check.point: check
        for check in checks.checks(
            results(
                figure("rows", "floor", 1, 1, 9),
                figure("rows", "ours", 5, 6, 7),
                figure("rows", "ours with ledger", 9),
                figure("rows", "clean-text", 36, size=MB // 10),
                figure("files", "ours", 9),
                figure("files", "codespell", 2),
            )
        )
    }

    assert points["the same: time of clean-text"][2:] == ("0.017 ×", True)
    assert points["with `--ledger`: time without"][2:] == ("1.5 ×", False)
    assert points["Files, one core: time of codespell"][2:] == ("4.5 ×", False)
    assert points["the same: time of datatrove's C4 filter"][2:] == ("not measured", None)
    assert points["JSON Lines: memory of the largest process"][2:] == ("60 MB", True)


def test_a_table_compares_by_the_text_and_reports_failures() -> None:
    broken = figures.Figure("rows", "sed", MB, failed="more than 9 s")
    text = tables.table(
        results(
            figure("rows", "floor", 1, 1, 2), figure("rows", "ftfy", 1, 2, 3, size=MB // 2), broken
        ),
        "rows",
    )

    assert "| ftfy, `fix_text()` | 2.0 s for 0.5 MB | 4 | 2 to 6 | 0.25 | 2.0 s | 60 MB |" in text
    assert "| `sed -E`, 20 substitutions | more than 9 s |" in text


def test_the_plots_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    measured = results(figure("rows", "floor", 1), figure("rows", "ours", 5))
    line = curves.Line("length", "bytes", [1000, 10_000], [0.1, 1.0], [0.0, 0.0])

    speed.show(measured, tmp_path)
    growth.show([line], tmp_path)

    for name in ("speed", "growth"):
        assert "<svg" in (tmp_path / "pages" / "speed" / f"{name}.svg").read_text("utf-8")
        assert (tmp_path / "speed" / f"{name}.md").read_text("utf-8").endswith(".\n")


def test_a_program_is_measured_on_its_cores_and_killed_at_its_limit() -> None:
    program = "import os, time; print(len(os.sched_getaffinity(0))); b'.' * 50_000_000"
    before = all_cores()
    run = measure([sys.executable, "-c", program], cores=one_core(), limit=50)
    slow = measure([sys.executable, "-c", "import time; time.sleep(50)"], cores=before, limit=0.2)
    wrong = measure([sys.executable, "-c", "raise SystemExit('no loom')"], cores=before, limit=50)

    assert (run.said, run.failed) == (b"1\n", "")
    assert run.peak > 50 * MB
    assert (slow.failed, wrong.failed) == ("more than 0.2 s", "exit code 1: no loom")
    assert all_cores() == before


def test_a_crash_or_missing_output_is_no_result(tmp_path: Path) -> None:
    def run(program: str) -> str:
        command = (sys.executable, "-c", program)
        target = (tmp_path / "clean.txt",)
        return Contender("rows", "ours", command, 1, target, fine=(0, 1)).run(50, {}).failed

    assert run("raise ModuleNotFoundError('loom')") == "exit code 1: ModuleNotFoundError: loom"
    assert run("") == "wrote no clean.txt"
    assert run(f"open({str(tmp_path / 'clean.txt')!r}, 'w').close(); raise SystemExit(1)") == ""


def test_curves_are_measured_in_their_quick_form() -> None:
    done = CliRunner().invoke(growth.main, ["--quick", "terms", "--profile"])

    assert done.exit_code == 0, done.output
    assert "| terms |" in done.stdout
    assert "terms: " in done.stdout


def test_the_slope_is_that_of_the_last_points() -> None:
    counts = [10, 100, 1000, 10_000]
    square = [at**2 * 1e-4 for at in counts]

    assert curves.Line("length", "", counts, square).slope == pytest.approx(2)
    assert curves.Line("length", "", counts, [0.1, 0.1, 1, 10]).slope == pytest.approx(1)
    assert curves.Line("length", "", counts, [0.001] * 4).slope is None


def test_a_curve_ends_where_a_point_takes_too_long(tmp_path: Path) -> None:
    curve = curves.Curve("length", "bytes", (), ())
    line = curves.Grower(tmp_path, 0.01, profile=False).line(curve, [1000, 2000])

    assert line.cut == "1,000: more than 0.01 s"
    assert "| bytes |  |  |  |  |  | 1,000: more than 0.01 s |" in curves.table([line])


@pytest.mark.parametrize("name", inputs.HURTING)
def test_slow_inputs_grow_with_the_requested_size(name: str) -> None:
    small, large = (len(inputs.HURTING[name](size)) for size in (2000, 8000))
    assert 3.4 < large / small < 4.6


@pytest.mark.parametrize("kind", rulesets.KINDS)
def test_generated_rules_pass_their_examples(kind: str, tmp_path: Path) -> None:
    rulesets.write(tmp_path / "many.yaml", kind, 12)
    pipeline = Pipeline.from_packs([tmp_path / "many.yaml"], select=["many"])
    example = pipeline.rules[-1].examples[0]

    assert pipeline.clean(example.before).text == example.after


def test_peers_are_installed_once(tmp_path: Path) -> None:
    (tmp_path / "installed.txt").write_text("an older version", "utf-8")
    assert not peers.Peers(tmp_path).are_installed

    (tmp_path / "installed.txt").write_text("\n".join(peers.PACKAGES), "utf-8")
    assert peers.Peers(tmp_path).are_installed
