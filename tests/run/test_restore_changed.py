"""`restore --skip-changed`: documents that were edited since stay, and the others come back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from outcomes import files, stderr_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = {f"{name}.txt": f"The pformation of mill {name}.\n".encode() for name in "abc"}
SKIPPED = "garmentclean: {}: was changed after it was cleaned; skipped"


@pytest.fixture
def corpus(here: Run, tmp_path: Path) -> Path:
    """Make a folder of three clean files, the second of which was edited since."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in RAW.items():
        (folder / name).write_bytes(data)
    here("-q", "-w", "--ledger", "l", "in")
    with (folder / "b.txt").open("ab") as file:
        file.write(b"An edit.\n")
    return folder


def test_without_it_nothing_is_written_and_it_is_named(here: Run, corpus: Path) -> None:
    before = files(corpus)
    for paths in (["in"], ["in/a.txt", "in/b.txt"]):
        done = here("restore", "-w", "--ledger", "l", *paths)
        assert done.returncode == 2
        assert (
            stderr_lines(done)[-1]
            == "garmentclean: nothing was written; --skip-changed restores the others"
        )
    assert files(corpus) == before


@pytest.mark.parametrize("paths", [["in"], ["in/a.txt", "in/b.txt", "in/c.txt"]])
def test_the_others_come_back_in_place(here: Run, corpus: Path, paths: list[str]) -> None:
    edited = (corpus / "b.txt").read_bytes()
    done = here("restore", "-w", "--skip-changed", "--ledger", "l", *paths)
    assert done.returncode == 1
    assert stderr_lines(done) == [
        SKIPPED.format("in/b.txt"),
        "garmentclean: 2 documents restored, 0 already as they were, 1 skipped",
    ]
    assert files(corpus) == RAW | {"b.txt": edited}
    again = here("restore", "-w", "-q", "--skip-changed", "--ledger", "l", "in")
    assert (again.returncode, stderr_lines(again)) == (1, [SKIPPED.format("in/b.txt")])


def test_the_others_come_back_elsewhere(here: Run, corpus: Path, tmp_path: Path) -> None:
    assert here("restore", "-o", "out", "--skip-changed", "--ledger", "l", "in").returncode == 1
    assert files(tmp_path / "out") == {name: RAW[name] for name in ("a.txt", "c.txt")}
    assert len(files(corpus)) == 3


def test_one_alone_gives_nothing_to_stdout(here: Run, corpus: Path) -> None:
    assert corpus.is_dir()
    done = here("restore", "--skip-changed", "--ledger", "l", "in/b.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert stderr_lines(done) == [SKIPPED.format("in/b.txt")]
    done = here("restore", "--skip-changed", "--ledger", "l", "in/a.txt")
    assert (done.returncode, done.stdout) == (0, RAW["a.txt"])


def test_all_other_errors_still_stop_it(here: Run, corpus: Path) -> None:
    before = files(corpus)
    done = here("restore", "-w", "--skip-changed", "--ledger", "l", "in/a.txt", "none.txt")
    assert done.returncode == 2
    assert stderr_lines(done)[-1] == "garmentclean: nothing was written"
    assert files(corpus) == before


def test_one_rule_is_taken_back_in_the_others(here: Run, corpus: Path) -> None:
    edited = (corpus / "b.txt").read_bytes()
    args = ("restore", "-w", "--rule", "trans", "--skip-changed", "--ledger", "l", "in")
    assert here(*args).returncode == 1
    assert files(corpus) == RAW | {"b.txt": edited}


def test_a_row_that_was_edited_stays_and_the_others_come_back(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": data.decode()}) + "\n" for data in RAW.values()))
    raw = path.read_text().splitlines()
    here("-q", "-w", "--ledger", "l", "a.jsonl")
    clean = path.read_text().splitlines()
    path.write_text("\n".join((clean[0], clean[1].replace("mill", "old mill"), clean[2], "")))
    done = here("restore", "-w", "--skip-changed", "--ledger", "l", "a.jsonl")
    assert (done.returncode, stderr_lines(done)[0]) == (1, SKIPPED.format("a.jsonl:2"))
    assert path.read_text().splitlines() == [raw[0], clean[1].replace("mill", "old mill"), raw[2]]


def test_many_are_named_only_with_verbose(here: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text(f"The pformation {number}.\n")
    here("-q", "-w", "--ledger", "l", "in")
    for path in folder.iterdir():
        path.write_text(path.read_text() + "An edit.\n")
    done = here("restore", "-w", "--skip-changed", "--ledger", "l", "in")
    assert stderr_lines(done)[5] == (
        "garmentclean: 4 more: was changed after it was cleaned (-v shows all)"
    )
    done = here("restore", "-w", "-v", "--skip-changed", "--ledger", "l", "in")
    assert done.stderr.count(b"skipped\n") == 10  # with the summary
