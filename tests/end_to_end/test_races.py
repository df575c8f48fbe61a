"""What others do to the files while a run goes on: nothing leads out, and nothing is lost.

GARMENTCLEAN_RACES is how many runs there are of each kind (20 if it is not set).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.files import FileError, Seen
from garmentclean.corpus.folders import Folder
from garmentclean.corpus.writing import Model, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RACES = int(os.environ.get("GARMENTCLEAN_RACES", "20"))
FOLDERS, FILES = 8, 20
BODY = "The pformation of the mill took a year.\n\nReturn to list\n"
PATIENCE = 300
ALONE = ("-q", "--no-cache", "--isolated", "--jobs", "1", "--select", "trans,return-link", "t")
IN_PLACE = ("-w", *ALONE)
WAYS = {
    "write": IN_PLACE,
    "output": ("-o", "out", *ALONE),
    "restore": ("restore", "-o", "out", "--ledger", "l.jsonl", "t"),
}
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs links and modes")


@pytest.mark.parametrize("change", ["longer", "later", "same time"])
@POSIX
def test_a_file_changed_just_before_it_is_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    seen = Seen.of(path)
    status = path.stat()
    real = Folder.look

    def look(folder: Folder, name: str) -> os.stat_result | None:
        if [*tmp_path.glob(".garmentclean-*")]:  # the new text waits
            with path.open("r+") as file:
                file.write("older" if change == "longer" else "new")
            if change == "same time":
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return real(folder, name)

    monkeypatch.setattr(Folder, "look", look)
    with pytest.raises(FileError, match=r"a\.txt: was changed while it was being cleaned"):
        write(path, b"clean", Model(path, None, seen), seen=seen)
    assert path.read_text() == ("older" if change == "longer" else "new")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


@POSIX
def test_a_removed_hard_link_is_not_a_change(tmp_path: Path) -> None:
    one, two = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text("old")
    two.hardlink_to(one)
    seen = Seen.of(two)
    write(one, b"new", Model(one), seen=Seen.of(one))
    write(two, b"newer", Model(two), seen=seen)
    assert (one.read_text(), two.read_text()) == ("new", "newer")


def texts(folder: Path, word: str) -> None:
    for number in range(FOLDERS * FILES):
        path = folder / f"d{number % FOLDERS}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{word} {number}.\n\n{BODY}")


@contextmanager
def meanwhile(*jobs: Callable[[], object]) -> Iterator[None]:
    """Do something over and over while the block runs."""
    over = Event()

    def repeat(job: Callable[[], object]) -> None:
        while not over.is_set():
            job()

    threads = [Thread(target=repeat, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def swaps(tree: Path, outside: Path) -> None:
    """Put a link in the place of each folder for a moment."""
    for number in range(FOLDERS):
        folder, aside = tree / f"d{number}", tree / f"x{number}"
        with suppress(OSError):
            folder.rename(aside)
            folder.symlink_to(outside / f"d{number}")
            sleep(0.0004)
            folder.unlink()
            aside.rename(folder)


def run(folder: Path, *args: str) -> bytes:
    """Run the command in a folder, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "garmentclean", *args],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert b"Traceback" not in done.stderr
    return done.stderr


@POSIX
@pytest.mark.exhaustive
@pytest.mark.parametrize("way", [*WAYS])
def test_a_folder_that_is_swapped_for_a_link_leads_no_run_out(tmp_path: Path, way: str) -> None:
    messages = 0
    for number in range(RACES):
        top = tmp_path / str(number)
        texts(top / "t", "Inside")
        texts(top / "outside", "Outside")
        before = {path: path.read_bytes() for path in top.glob("outside/*/*")}
        trees = [top / "t", *([] if way == "write" else [top / "out"])]
        for tree in trees:
            for folder in range(FOLDERS):
                (tree / f"d{folder}").mkdir(parents=True, exist_ok=True)
        if way == "restore":
            run(top, *IN_PLACE, "--ledger", "l.jsonl")
        jobs = [partial(swaps, tree, top / "outside") for tree in trees]
        with meanwhile(*jobs):
            messages += run(top, *WAYS[way]).count(b"\n")
        after = {path: path.read_bytes() for path in top.glob("outside/*/*")}
        assert after == before
        inside = [path for tree in trees for path in tree.rglob("*.txt")]
        assert not [path for path in inside if b"Outside" in path.read_bytes()]
        shutil.rmtree(top)
    print(f"{way}: {RACES} runs, {messages} lines on stderr")


@POSIX
@pytest.mark.exhaustive
def test_lines_that_are_appended_meanwhile_are_lost_in_one_of_two_hundred_files_at_most(
    tmp_path: Path,
) -> None:
    lost = 0
    for number in range(RACES):
        top = tmp_path / str(number)
        texts(top / "t", "Inside")
        files = sorted(top.glob("t/*/*"))
        added: dict[Path, list[str]] = {path: [] for path in files}

        def append(files: list[Path] = files, added: dict[Path, list[str]] = added) -> None:
            for path in files:
                line = f"Line {len(added[path])} was appended, and stays.\n"
                with path.open("a") as file:
                    file.write(line)
                added[path].append(line)
                sleep(0.0002)

        with meanwhile(append):
            run(top, *IN_PLACE)
        for path, lines in added.items():
            text = path.read_text()
            lost += any(line not in text for line in lines)
        shutil.rmtree(top)
    print(f"{RACES * len(files)} files, {lost} have lost a line")
    assert lost <= RACES * len(files) / 200
