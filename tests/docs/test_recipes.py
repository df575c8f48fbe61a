"""The scripts of docs/engines give the results of one process, on a corpus of several files.

Those whose packages are not here are run by `nox -f docs/engines/noxfile.py`, which sets RECIPES:
then none is skipped.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from pyarrow import parquet

from garmentclean import Pipeline
from garmentclean.arrow import clean_table, restore_table

pytestmark = pytest.mark.engines

ENGINES = Path(__file__).parents[2] / "docs" / "engines"
PACKAGES = {
    "datasets": "datasets",
    "duckdb": "duckdb",
    "polars": "polars",
    "ray": "ray",
    "spark": "pyspark",
}
CASES = [*((name, "parquet") for name in PACKAGES), ("ray", "jsonl"), ("spark", "jsonl")]
PROSE = [
    "The mill at the bend of the river has bought looms for its second hall, and hired weavers.",
    "Orders for linen rose again in spring; those for hemp did not, and nobody knows the reason.",
    "厂里今年添了三十台织机，工人们说活儿比去年多。",
    "A buyer from the coast asked for samples of the new cloth, and paid for them in advance.",
    "The pformation of the dye works took three years, and cost more than anybody had planned.",
    "Cotton&nbsp;yarn is sold by weight here, <b>not</b> by length, as the guild once decided.",
]
FRAME = [
    "Return to list",
    "Views: 1200 Update:2016/7/6 14:20:05 Source: Loom News",
    "Related reading",
    "- Wool prices ease again",
    "Previous: The fair is over",
    "上一篇：棉价回落",
]


class Corpus(NamedTuple):
    """A corpus, and what one process makes from it."""

    folder: Path
    raw: list[dict[str, Any]]
    clean: list[dict[str, Any]]


def document(number: int, lot: random.Random) -> str | None:
    if number % 50 == 7:
        return None
    if number % 50 == 8:
        return f"Return to list\n{number}\nReturn to list\nRelated reading"  # the brake stops it
    lines = [f"Cloth of the year, part {number}", ""]
    for _ in range(lot.randint(1, 4)):
        lines += [" ".join(lot.choices(PROSE, k=lot.randint(1, 4))), ""]
    lines += lot.sample(FRAME, lot.randint(0, 4))
    return lot.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "in").mkdir()
    lot = random.Random(11)
    rows = [{"id": number, "text": document(number, lot)} for number in range(400)]
    rows[20]["text"] = rows[21]["text"]
    raw = pa.Table.from_pylist(rows)
    for number in range(4):
        part = raw.slice(number * 100, 100)
        parquet.write_table(part, folder / "in" / f"{number}.parquet", row_group_size=40)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in part.to_pylist()]
        (folder / "in" / f"{number}.jsonl").write_text("".join(lines), encoding="utf-8", newline="")
    clean = clean_table(raw, Pipeline.from_packs(max_loss=0.75)).to_pylist()
    return Corpus(folder, rows, clean)


def by_id(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted(rows, key=lambda row: int(row["id"]))


def test_the_corpus_has_nulls_stopped_texts_line_ends_edits_and_metadata(corpus: Corpus) -> None:
    assert sum(row["text"] is None for row in corpus.clean) == 8
    assert sum(row["stopped"] for row in corpus.clean) == 8
    assert {row["newline"] for row in corpus.clean} == {"lf", "crlf", "cr", None}
    assert sum(len(row["edits"]) for row in corpus.clean) > 400
    assert sum(row["metadata"] not in {None, '{"language":"en"}'} for row in corpus.clean) > 20


def test_the_page_shows_each_script() -> None:
    page = (ENGINES.parent / "pages" / "engines.md").read_text(encoding="utf-8")
    scripts = sorted(path.stem for path in ENGINES.glob("with_*.py"))
    assert scripts == [f"with_{name}" for name in PACKAGES]
    assert all(f'\n--8<-- "engines/{name}.py"\n' in page for name in scripts)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_the_command_writes_the_same_texts(corpus: Corpus, tmp_path: Path, form: str) -> None:
    command = [sys.executable, "-m", "garmentclean", "clean", "-q", "--input-format", form]
    done = subprocess.run(
        [*command, "in", "-o", tmp_path / "out"],
        cwd=corpus.folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode in {1, 2}, done.stderr  # the brake; in JSON Lines, no null is a text
    if form == "parquet":
        made = by_id(parquet.read_table(tmp_path / "out"))
    else:
        files = sorted((tmp_path / "out").glob("*.jsonl"))
        made = [json.loads(line) for file in files for line in file.read_bytes().splitlines()]
    assert made == [{"id": row["id"], "text": row["text"]} for row in corpus.clean]


@pytest.mark.parametrize(("name", "form"), CASES)
def test_a_script_gives_the_results_of_one_process(
    corpus: Corpus, tmp_path: Path, name: str, form: str
) -> None:
    if find_spec(PACKAGES[name]) is None and "RECIPES" not in os.environ:
        pytest.skip(
            f"{PACKAGES[name]} is not here: nox -f docs/engines/noxfile.py -s 'recipe({name})'"
        )
    own = {
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_OFFLINE": "1",
        "PYSPARK_PYTHON": sys.executable,
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    source, target = corpus.folder / "in" / f"*.{form}", tmp_path / "out"
    done = subprocess.run(
        [sys.executable, ENGINES / f"with_{name}.py", source, target],
        cwd=tmp_path,
        env={**os.environ, **own},
        capture_output=True,
        encoding="utf-8",
        timeout=300,  # one that hangs is to fail
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = parquet.read_table(target)
    added = made.column_names[2:]
    assert (sorted(made.column_names[:2]), added) == (["id", "text"], [*corpus.clean[0]][2:])
    assert by_id(made) == corpus.clean
    assert by_id(restore_table(made)) == corpus.raw
