from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from outcomes import files, stderr, times

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom.\nReturn to list\nThe pformation!!\n"
CLEAN = b"One loom.\nThe transformation!!\n"
QUIET = b"One loom.\nThe transformation!\n"
LEDGERS = ["l.jsonl", "l.jsonl.gz", "l.jsonl.zst"]


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("options", [[], ["--unsafe", "--extend-select", "loud", "--force"]])
def test_a_tree_comes_back_in_place(
    here: Run, corpus: Path, originals: dict[str, bytes], ledger: str, options: list[str]
) -> None:
    assert here("-w", "corpus", "--force", "--ledger", ledger, *options).returncode == 0
    assert files(corpus)["deep/er/nothing.txt"] == b""
    assert files(corpus) != originals
    done = here("restore", "-w", "corpus", "--ledger", ledger)
    assert (done.returncode, done.stdout) == (0, b"")
    assert stderr(done).startswith(f"garmentclean: {8 if options else 7} documents restored, ")
    assert files(corpus) == originals


def test_restoring_twice_changes_nothing(here: Run, corpus: Path) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    here("restore", "-w", "corpus", "--ledger", "l.jsonl")
    before = times(corpus)
    done = here("restore", "-w", "corpus", "--ledger", "l.jsonl")
    assert done.returncode == 0
    assert stderr(done) == "garmentclean: 0 documents restored, 9 already as they were\n"
    assert times(corpus) == before


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_tree_is_mirrored_there_and_back(
    here: Run, corpus: Path, originals: dict[str, bytes], ledger: str
) -> None:
    assert here("corpus", "-o", "clean", "--force", "--ledger", ledger).returncode == 0
    clean = files(corpus.parent / "clean")
    assert here("restore", "clean", "-o", "back", "--ledger", ledger).returncode == 0
    assert files(corpus.parent / "back") == originals
    assert files(corpus.parent / "clean") == clean
    assert files(corpus) == originals


def test_one_file_comes_back_on_stdout_and_stays(here: Run, corpus: Path) -> None:
    here("-w", "corpus/a.txt", "--ledger", "l.jsonl")
    done = here("restore", "corpus/a.txt", "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, RAW, b"")
    assert (corpus / "a.txt").read_bytes() == CLEAN


def test_stdin_is_restored_to_stdout_and_to_a_file(here: Run, corpus: Path) -> None:
    clean = here("--ledger", "l.jsonl", stdin=RAW).stdout
    assert here("restore", "--ledger", "l.jsonl", stdin=clean).stdout == RAW
    done = here("restore", "-", "-o", "there/x.txt", "--ledger", "l.jsonl", stdin=clean)
    assert done.returncode == 0
    assert files(corpus.parent / "there") == {"x.txt": RAW}


def test_several_files_come_back_by_name(
    here: Run, corpus: Path, originals: dict[str, bytes], tmp_path: Path
) -> None:
    names = [f"{corpus.name}/a.txt", f"{corpus.name}/deep/b.md"]
    here("-w", *names, "--ledger", "l.jsonl")
    assert here("restore", *names, "--ledger", "l.jsonl").returncode == 2
    assert here("restore", *names, "-o", "out", "--ledger", "l.jsonl").returncode == 0
    assert files(tmp_path / "out") == {"a.txt": originals["a.txt"], "b.md": originals["deep/b.md"]}
    assert here("restore", names[0], "-o", "one.txt", "--ledger", "l.jsonl").returncode == 0
    assert (tmp_path / "one.txt").read_bytes() == RAW


def test_moved_and_renamed_files_come_back(
    here: Run, corpus: Path, originals: dict[str, bytes], tmp_path: Path
) -> None:
    (corpus / "deep" / "er" / "clean.txt").unlink()  # it could be what a.txt became
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    (corpus / "a.txt").rename(corpus / "renamed.txt")
    corpus.rename(tmp_path / "elsewhere")
    done = here("restore", "-w", "elsewhere", "--ledger", "l.jsonl")
    assert done.returncode == 0
    expected = originals | {"renamed.txt": RAW}
    del expected["a.txt"], expected["deep/er/clean.txt"]
    assert files(tmp_path / "elsewhere") == expected


def test_a_ledger_and_its_files_are_found_from_another_folder(
    here: Run, corpus: Path, originals: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    here("-w", "corpus", "--force", "--ledger", "sub/l.jsonl")
    monkeypatch.chdir(corpus / "deep")
    done = here("restore", "-w", str(corpus), "--ledger", "../../sub/l.jsonl")
    assert done.returncode == 0
    assert files(corpus) == originals


def test_documents_with_the_same_clean_text_are_each_restored_to_their_own_original(
    here: Run, tmp_path: Path
) -> None:
    raw = {f"{n}.txt": b"One loom.\n" + b"Return to list\n" * n for n in range(1, 5)}
    for name, data in raw.items():
        (tmp_path / name).write_bytes(data)
    here("-w", *raw, "--force", "--ledger", "l.jsonl")
    assert len({(tmp_path / name).read_bytes() for name in raw}) == 1
    shutil.copy(tmp_path / "1.txt", tmp_path / "5.txt")
    done = here("restore", "5.txt", "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "5.txt: could be 1.txt or 4.txt, which have the same clean text" in stderr(done)
    assert here("restore", "-w", *raw, "--ledger", "l.jsonl").returncode == 0
    assert {name: (tmp_path / name).read_bytes() for name in raw} == raw


def test_two_runs_with_different_rules_are_both_undone(
    here: Run, corpus: Path, originals: dict[str, bytes]
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    here("-w", "corpus", "--force", "--select", "loud", "--ledger", "l.jsonl")
    assert (corpus / "a.txt").read_bytes() == QUIET
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")  # finds nothing more
    assert here("restore", "corpus/a.txt", "--ledger", "l.jsonl").stdout == RAW
    assert here("restore", "-w", "corpus", "--ledger", "l.jsonl").returncode == 0
    assert files(corpus) == originals


def test_a_chain_of_output_folders_is_undone_to_the_first_input(
    here: Run, corpus: Path, originals: dict[str, bytes]
) -> None:
    here("corpus", "-o", "one", "--force", "--ledger", "l.jsonl")
    here("one", "-o", "two", "--select", "loud", "--force", "--ledger", "l.jsonl")
    assert here("restore", "two", "-o", "back", "--ledger", "l.jsonl").returncode == 0
    assert files(corpus.parent / "back") == originals


def test_a_run_killed_between_ledger_and_file_can_be_restored(
    here: Run, corpus: Path, originals: dict[str, bytes]
) -> None:
    here("-w", "corpus", "--force", "--ledger", "l.jsonl")
    (corpus / "a.txt").write_bytes(RAW)  # as if it had not been written
    assert here("restore", "corpus/a.txt", "--ledger", "l.jsonl").stdout == RAW
    assert here("-w", "corpus", "--force", "--ledger", "l.jsonl").returncode == 0
    assert (corpus / "a.txt").read_bytes() == CLEAN
    assert here("restore", "-w", "corpus", "--ledger", "l.jsonl").returncode == 0
    assert files(corpus) == originals


def test_modes_and_links_stay(here: Run, corpus: Path, tmp_path: Path) -> None:
    (corpus / "a.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to(corpus / "a.txt")
    here("-w", "link.txt", "--ledger", "l.jsonl")
    assert (corpus / "a.txt").read_bytes() == CLEAN
    assert here("restore", "-w", "link.txt", "--ledger", "l.jsonl").returncode == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert (corpus / "a.txt").read_bytes() == RAW
    assert (corpus / "a.txt").stat().st_mode & 0o777 == 0o640


def test_a_ledger_within_the_tree_is_left_out(here: Run, corpus: Path) -> None:
    (corpus / "z.txt").write_bytes(RAW)
    here("-w", "corpus", "--force", "--ledger", "ledger")
    shutil.copy(corpus.parent / "ledger", corpus / "ledger")
    done = here("restore", "-w", "corpus", "--ledger", "corpus/ledger")
    assert done.returncode == 0
    assert "ledger:" not in stderr(done)
    assert (corpus / "ledger").read_bytes() == (corpus.parent / "ledger").read_bytes()
