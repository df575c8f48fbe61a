"""Links: nothing that a run reads or writes lies outside of the folders that were named."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus import remote
from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.base import Reading
from garmentclean.corpus.sources import File, Source, Target
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.engines.partition import PartitionCleaner
from garmentclean.run.output import Plan
from garmentclean.run.recorders import recorders
from garmentclean.run.settings import Settings, pipeline_by_path

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs links")
RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"
OUTSIDE = b"Of somebody else."


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make a folder outside, with a file that must stay as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "a.txt").write_bytes(OUTSIDE)
    return folder


def put(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(RAW)


def is_untouched(folder: Path) -> bool:
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    return texts == {"a.txt": OUTSIDE}


@pytest.mark.parametrize("link", ["out/d/a.txt", "out/d"])
@pytest.mark.parametrize("command", ["clean", "restore"])
def test_no_output_is_written_through_a_link_that_leads_out(
    here: Run, outside: Path, link: str, command: str
) -> None:
    put("t/d/a.txt", "t/z.txt")
    here("-w", "t", "--ledger", "l.jsonl")
    Path(link).parent.mkdir(parents=True)
    Path(link).symlink_to(outside / "a.txt" if link.endswith(".txt") else outside)
    args = ("restore", "--ledger", "l.jsonl") if command == "restore" else ("-q",)
    done = here(*args, "-o", "out", "t")
    assert done.returncode == 2
    assert b"out/d/a.txt: leads out of out through a link; name what it leads to" in done.stderr
    assert is_untouched(outside)
    assert Path("out/z.txt").exists() == (command == "clean")


def test_a_link_within_the_output_folder_is_followed(here: Run) -> None:
    put("t/d/a.txt")
    here("-w", "t", "--ledger", "l.jsonl")
    for name in ("out", "back"):
        Path(name, "e").mkdir(parents=True)
        Path(name, "d").symlink_to("e")
        Path(name, "e/a.txt").symlink_to("../real.txt")
    assert here("-q", "-o", "out", "t").returncode == 0
    assert here("restore", "-q", "-o", "back", "--ledger", "l.jsonl", "t").returncode == 0
    assert Path("out/e/a.txt").is_symlink()
    assert Path("out/real.txt").read_bytes() == CLEAN
    assert Path("back/real.txt").read_bytes() == RAW


@pytest.mark.parametrize("way", [("-o", "out"), ("-w",), ("--check",)])
def test_a_folder_that_becomes_a_link_before_its_files_are_cleaned_is_left_out(
    here: Run, outside: Path, monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    put("t/d/a.txt", "t/z.txt")
    from garmentclean.run.runner import Run as Running

    real = Running.with_target

    def aimed(run: Running, source: object) -> object:
        if Path("t/d/a.txt") == source.file.path:  # type: ignore[attr-defined]
            Path("t/d").rename("t/was")
            Path("t/d").symlink_to(outside)
        return real(run, source)  # type: ignore[arg-type]

    monkeypatch.setattr(Running, "with_target", aimed)
    done = here(*way, "-q", "--jobs", "1", "t")
    assert done.returncode == 2
    assert b"t/d/a.txt: leads out of t through a link" in done.stderr
    assert OUTSIDE not in done.stdout
    assert is_untouched(outside)
    assert Path("t/was/a.txt").read_bytes() == RAW
    assert not Path("out/d/a.txt").exists()


def test_a_manifest_that_is_a_link_is_left_alone(here: Run, tmp_path: Path) -> None:
    put("t/a.txt")
    theirs = tmp_path / "theirs.db"
    with closing(sqlite3.connect(theirs)) as base, base:
        base.execute("CREATE TABLE done (loom)")
        base.execute("PRAGMA user_version = 7")
    before = theirs.read_bytes()
    Path("out").mkdir()
    Path("out/.garmentclean-manifest.db").symlink_to(theirs)
    for _ in range(2):
        done = here("-q", "-o", "out", "t")
        assert done.returncode == 0
        assert b".garmentclean-manifest.db: cannot use this cache (" in done.stderr
        assert Path("out/a.txt").read_bytes() == CLEAN
    assert theirs.read_bytes() == before


def test_marker_files_are_neither_written_nor_read_through_a_link(
    tmp_path: Path, outside: Path
) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / ".garmentclean-done").symlink_to(outside)
    name = str(output / ".garmentclean-done" / "a.txt")
    with pytest.raises(FileError, match=r"leads out of .*out through a link"):
        remote.write_file(name, b"{}", output)
    assert remote.read_file(name, output) is None
    assert remote.read_file(str(outside / "a.txt"), outside) == OUTSIDE
    assert is_untouched(outside)


@pytest.mark.parametrize("link", ["out/.garmentclean-done", "metadata/a.jsonl", "out/a.jsonl"])
def test_no_partition_leads_out_through_a_link(tmp_path: Path, outside: Path, link: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text":"The pformation."}\n')
    (tmp_path / link).parent.mkdir()
    (tmp_path / link).symlink_to(outside / "a.txt" if link.endswith("jsonl") else outside)
    output = tmp_path / "out"
    cleaner = PartitionCleaner(
        Cleaner(pipeline_by_path(Settings()), recorders("output", metadata=True)),
        Plan("output", output, into_folder=True),
        Reading(),
        "task",
        str(output),
        records={"metadata": str(tmp_path / "metadata")},
    )
    source = Source(File(tmp_path / "a.jsonl"), Target(Path("a.jsonl"), output / "a.jsonl"))
    done = cleaner(source)
    assert done.account.failed
    assert "through a link" in done.messages[-1]
    assert is_untouched(outside)
