"""The comparison of two checkouts: it finds any difference in results, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import compare

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "mill.txt").write_text(
        "\n\nThe pformation of the mill.\nIt has two halls.\n", "utf-8"
    )
    (folder / "note.txt").write_text("Nothing is wrong with this note.\n", "utf-8")
    return folder


def checkout(folder: Path) -> Path:
    """Copy the files of this project that are needed to run it."""
    for part in ("src", "rules"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def default_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare with the default packs only: all packs take much longer to start."""
    monkeypatch.setattr(compare, "packs_of", lambda _: [()])


def test_the_default_packs_and_all_packs_are_compared() -> None:
    default, (option, names, unsafe) = compare.packs_of(ROOT)

    assert (default, option, unsafe) == ((), "--extend-select", "--unsafe")
    assert {*names.split(",")} > {"boilerplate", "web", "zh"}


@pytest.mark.usefixtures("default_packs")
def test_a_checkout_gives_the_same_results_as_itself(texts: Path) -> None:
    done = CliRunner().invoke(compare.main, [str(ROOT), str(texts), "--mixed", "0"])

    assert done.exit_code == 0, done.output
    assert done.output.count("nothing differs") == 1


def test_mixed_texts_are_the_same_each_time(tmp_path: Path) -> None:
    lines = ["The mill has two halls.", "", "Nothing is wrong with this note."]
    for name in ("a", "b"):
        compare.write_mixed(tmp_path / name, lines, 20)

    rows = (tmp_path / "a").read_text("utf-8").splitlines()
    assert rows == (tmp_path / "b").read_text("utf-8").splitlines()
    assert len({*rows}) == 20


@pytest.mark.usefixtures("default_packs")
def test_a_renamed_rule_is_reported(tmp_path: Path, texts: Path) -> None:
    changed = checkout(tmp_path / "changed")
    rules = changed / "rules" / "spacing.yaml"
    first = "- id: blank-lines-at-start\n"
    assert first in rules.read_text("utf-8")
    rules.write_text(rules.read_text("utf-8").replace(first, "- id: blanks-at-start\n"), "utf-8")

    both = [str(ROOT), str(texts), "--new", str(changed), "--mixed", "0"]
    done = CliRunner().invoke(compare.main, both)

    assert done.exit_code == 1
    for name in ("findings", "ledger.jsonl"):
        assert f"  {name}: differs\n" in done.output
    assert "mill.txt" not in done.output  # the text is the same


def test_changed_and_added_texts_are_reported(tmp_path: Path) -> None:
    for side, text in (("old", "The mill.\n"), ("new", "The loom.\n")):
        (tmp_path / side / "clean").mkdir(parents=True)
        (tmp_path / side / "clean" / "a.txt").write_text(text, "utf-8")
    (tmp_path / "new" / "clean" / "b.txt").touch()

    differences = [*compare.differences(tmp_path / "old", tmp_path / "new")]

    assert differences == ["clean/a.txt: differs", "clean/b.txt: only in new"]


@pytest.mark.usefixtures("default_packs")
def test_a_failed_run_is_an_error(texts: Path) -> None:
    (texts / "table.txt").write_bytes(b"%PDF-1.7 of a mill\n" * 40)

    done = CliRunner().invoke(compare.main, [str(ROOT), str(texts), "--mixed", "0"])

    assert done.exit_code == 1
    assert "table.txt" in done.output


def test_texts_without_lines_are_an_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(compare.main, [str(ROOT), str(tmp_path)])

    assert done.exit_code == 2
    assert "TEXTS have no lines" in done.output
