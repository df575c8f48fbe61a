from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean import Document, Pipeline
from garmentclean.ledger.entry import Tool, proved_entry
from garmentclean.ledger.writer import Writer
from outcomes import files, stderr, times

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom.\nReturn to list\nThe pformation!!\n"
CLEAN = b"One loom.\nThe transformation!!\n"
CHANGED = (
    "garmentclean: corpus/deep/b.md: was changed after it was cleaned (its checksum is not the "
    "ledger's); undo that change first"
)


def test_a_file_that_was_changed_is_refused_and_nothing_is_written(
    here: Run, corpus: Path, tmp_path: Path
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    (corpus / "deep" / "b.md").write_bytes(b"Something else.\n")
    state, ledger = times(corpus), (tmp_path / "l.jsonl").read_bytes()
    for options in (["-w"], ["-o", "back"], ["-w", "--rule", "trans"]):
        done = here("restore", "corpus", "--ledger", "l.jsonl", *options)
        assert (done.returncode, done.stdout) == (2, b"")
        assert stderr(done).splitlines() == [
            CHANGED,
            "garmentclean: nothing was written; --skip-changed restores the others",
        ]
    assert times(corpus) == state
    assert (tmp_path / "l.jsonl").read_bytes() == ledger
    assert not (tmp_path / "back").exists() or files(tmp_path / "back") == {}


def test_files_that_are_not_in_the_ledger_are_left_and_reported(
    here: Run, corpus: Path, originals: dict[str, bytes]
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    strange = {"new.txt": b"New.\n", "deep/a.txt": b"Same name.\n", "deep/nul.txt": b"\0"}
    for name, data in strange.items():
        (corpus / name).write_bytes(data)
    state = {name: times(corpus)[str(corpus / name)] for name in strange}
    done = here("restore", "-w", "corpus", "--ledger", "l.jsonl")
    assert done.returncode == 0
    left = [
        line.split(":")[1].strip() for line in stderr(done).splitlines() if "left as it" in line
    ]
    assert sorted(left) == ["corpus/deep/a.txt", "corpus/deep/nul.txt", "corpus/new.txt"]
    assert files(corpus) == originals | strange
    assert {name: times(corpus)[str(corpus / name)] for name in strange} == state


def test_a_named_file_that_the_ledger_does_not_know_is_refused(here: Run, corpus: Path) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    (corpus / "new.md").write_bytes(b"New.\n")
    done = here("restore", "corpus/new.md", "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "corpus/new.md: is not in this ledger" in stderr(done)


def test_a_folder_without_any_document_of_the_ledger_is_an_error(
    here: Run, corpus: Path, originals: dict[str, bytes]
) -> None:
    here("--ledger", "l.jsonl", stdin=b"Other looms.\nReturn to list\n")
    done = here("restore", "-w", "corpus", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert stderr(done).endswith("garmentclean: none of this is in the ledger\n")
    assert files(corpus) == originals


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["corpus"], "several files or a folder need --write or -o DIR"),
        (["-w", "-o", "x", "corpus"], "only one of --write and -o can be given"),
        (["-w", "-"], "--write needs files"),
        (["-o", "", "corpus"], "-o needs the name of a file or a folder"),
        (["corpus/a.txt", "-o", "./l.jsonl"], "-o would overwrite the ledger"),
        (["corpus/none.txt"], "corpus/none.txt: cannot read this file"),
        (["corpus/none.jsonl"], "corpus/none.jsonl: cannot read this file"),
    ],
)
def test_an_impossible_restoring_is_one_line(
    here: Run, corpus: Path, args: list[str], message: str
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    state, ledger = files(corpus), (corpus.parent / "l.jsonl").read_bytes()
    done = here("restore", "--ledger", "l.jsonl", *args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in stderr(done).splitlines()[0]
    assert files(corpus) == state
    assert (corpus.parent / "l.jsonl").read_bytes() == ledger


def test_two_files_for_one_place_are_refused(here: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_bytes(RAW + name.encode())
    here("-w", "one", "two", "--ledger", "l.jsonl")
    done = here("restore", "one/a.txt", "two/a.txt", "-o", "out/", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert "two/a.txt: out/a.txt is already taken by another file" in stderr(done)
    assert files(tmp_path / "out") == {}


def test_an_obstacle_at_the_target_is_reported_and_nothing_is_written(
    here: Run, corpus: Path
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    (corpus.parent / "back").write_bytes(b"a file\n")
    state = times(corpus)
    done = here("restore", "corpus", "-o", "back", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert stderr(done).endswith("garmentclean: nothing was written\n")
    assert times(corpus) == state
    assert (corpus.parent / "back").read_bytes() == b"a file\n"


def test_an_empty_file_is_restored_by_its_name_only(here: Run, tmp_path: Path) -> None:
    (tmp_path / "gone.txt").write_bytes(b"Return to list\n")
    here("-w", "gone.txt", "--force", "--ledger", "l.jsonl")
    (tmp_path / "other.txt").write_bytes(b"")
    assert here("restore", "other.txt", "--ledger", "l.jsonl").returncode == 2
    done = here("restore", "-w", ".", "--ledger", "l.jsonl")
    assert done.returncode == 0
    assert "other.txt: is not in this ledger" in stderr(done)
    assert (tmp_path / "gone.txt").read_bytes() == b"Return to list\n"
    assert (tmp_path / "other.txt").read_bytes() == b""


@pytest.mark.parametrize("way", [["-w"], ["-o", "back"]])
@pytest.mark.parametrize(
    "name", ["../secret.txt", "/secret.txt", "out/../../secret.txt", "~/secret.txt", "a\0b", "."]
)
def test_hostile_names_in_a_ledger_reach_no_other_file(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, way: list[str]
) -> None:
    folder = tmp_path / "work"
    (folder / "out").mkdir(parents=True)
    for place in (folder / "out" / "a.txt", tmp_path / "secret.txt"):
        place.write_bytes(CLEAN)
    document = Document.from_bytes(RAW, f"{tmp_path}{name}" if name[0] == "/" else name)
    result = Pipeline.from_packs().clean(document)
    tool = Tool("garmentclean 0", "0" * 16)
    with Writer(folder / "l.jsonl", tool) as ledger:
        ledger.add(proved_entry(document, result, RAW, CLEAN, tool, output=document.name))
    before = files(tmp_path)
    monkeypatch.chdir(folder)
    assert here("restore", "out", *way, "--ledger", "l.jsonl").returncode in {0, 2}
    changed = {key for key, data in files(tmp_path).items() if before.get(key) != data}
    assert changed <= {"work/out/a.txt" if way == ["-w"] else "work/back/a.txt"}
