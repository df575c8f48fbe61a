from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from outcomes import stderr_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW, CLEAN = b"The pformation.\n", b"The transformation.\n"
ROW = b'{"text": "The pformation."}\n'


def link(tmp_path: Path, raw: bytes, *names: str) -> None:
    first, *others = (tmp_path / name for name in names)
    first.parent.mkdir(exist_ok=True)
    first.write_bytes(raw)
    for other in others:
        os.link(first, other)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_the_other_name_of_a_file_is_reported_and_keeps_its_text(
    here: Run, tmp_path: Path, name: str
) -> None:
    raw = RAW if name == "a.txt" else ROW
    link(tmp_path, raw, name, "b")
    done = here("-q", "-w", name)
    assert done.returncode == 0
    assert stderr_lines(done) == [
        f"garmentclean: {name}: is a hard link; 1 other name of its file keeps the text as it was"
    ]
    assert (tmp_path / name).read_bytes() == raw.replace(b"pf", b"transf")
    assert (tmp_path / "b").read_bytes() == raw
    assert stderr_lines(here("-q", "-w", name)) == []


def test_a_parquet_file_with_another_name_is_reported(here: Run, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"text": ["A pformation."]}), tmp_path / "a.parquet")
    os.link(tmp_path / "a.parquet", tmp_path / "b.parquet")
    done = here("-q", "-w", "a.parquet")
    assert b"a.parquet: is a hard link; 1 other name" in done.stderr


def test_two_names_that_are_both_cleaned_are_separate_files(here: Run, tmp_path: Path) -> None:
    link(tmp_path, RAW, "in/a.txt", "in/b.txt", "in/c.txt")
    done = here("-q", "-w", "in")
    assert stderr_lines(done) == [
        (
            "garmentclean: in/a.txt: was a hard link of in/b.txt and 1 more; these are separate "
            "files now"
        )
    ]
    assert {path.read_bytes() for path in (tmp_path / "in").iterdir()} == {CLEAN}


def test_one_of_three_names_may_be_outside_the_folder(here: Run, tmp_path: Path) -> None:
    link(tmp_path, RAW, "in/a.txt", "in/b.txt", "c.txt", "d.txt")
    assert stderr_lines(here("-q", "-w", "in")) == [
        "garmentclean: in/a.txt: is a hard link; 2 others keep the text as it was",
        "garmentclean: in/a.txt: was a hard link of in/b.txt; these are separate files now",
    ]
    assert (tmp_path / "c.txt").read_bytes() == RAW


@pytest.mark.parametrize("way", [["--check"], ["-o", "out/"]])
def test_nothing_is_reported_where_no_name_is_replaced(
    here: Run, tmp_path: Path, way: list[str]
) -> None:
    link(tmp_path, RAW, "a.txt", "b.txt")
    assert here("-q", *way, "a.txt").stderr == b""
    link(tmp_path, CLEAN, "c.txt", "d.txt")
    assert here("-q", "-w", "c.txt").stderr == b""


def test_restoring_reports_the_other_name_too(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    here("-q", "-w", "--ledger", "l", "a.txt")
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    done = here("restore", "-q", "-w", "--ledger", "l", "a.txt")
    assert stderr_lines(done) == [
        "garmentclean: a.txt: is a hard link; 1 other name of its file keeps the text as it was"
    ]
    assert (tmp_path / "b.txt").read_bytes() == CLEAN
