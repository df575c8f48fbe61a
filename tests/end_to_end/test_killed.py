"""Runs that are killed in the middle: no file is half, and none is beyond its ledger.

GARMENTCLEAN_KILLS is how many runs are killed (3 if it is not set), and GARMENTCLEAN_KILL_FILES
how many files each of them has to clean (200). With -s, each says how far it had come.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from garmentclean.cli import cli
from garmentclean.corpus import writing
from garmentclean.ledger.history import History
from garmentclean.ledger.reader import read
from garmentclean.ledger.writer import compressed

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = int(os.environ.get("GARMENTCLEAN_KILLS", "3"))
FILES = int(os.environ.get("GARMENTCLEAN_KILL_FILES", "200"))
LINES = ["One.", "Two looms.", "Three.", "Four.", "The pformation.", "Return to list", "End."]
SUFFIXES = ("jsonl", "jsonl.gz", "jsonl.zst")
PATIENCE = 120
LEFT_OVER = ".garmentclean-"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9"),
]


class Corpus:
    """A tree, what a whole run makes of it, and how long the ledgers of such a run are."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        for number in range(FILES):
            path = self.raw / f"{number % 7}" / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [*LINES[number % 5 :], "\u68c9" * (number % 300), f"Number {number}."]
            path.write_text("\n".join(lines), "utf-8")
        self.before = tree(self.raw)
        clean, ledger = folder / "clean", folder / "whole.jsonl"
        shutil.copytree(self.raw, clean)
        assert ended(start(clean, ledger, jobs=1)) == 0
        self.after = tree(clean)
        whole = ledger.read_bytes().splitlines(keepends=True)
        packs = {suffix: compressed(Path(f"x.{suffix}")) for suffix in SUFFIXES}
        self.length = {suffix: sum(len(pack(x)) for x in whole) for suffix, pack in packs.items()}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    built = Corpus(tmp_path_factory.mktemp("corpus"))
    assert all(built.before[name] != built.after[name] for name in built.before)
    return built


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in walked(folder)}


def walked(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(LEFT_OVER):
            yield path


def start(folder: Path, ledger: Path, jobs: int) -> subprocess.Popen[bytes]:
    rules = ["--isolated", "--select", "return-link,trans"]
    options = ["--write", str(folder), "--ledger", str(ledger), "--jobs", str(jobs), *rules]
    return subprocess.Popen(
        [sys.executable, "-m", "garmentclean", *options, "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def ended(run: subprocess.Popen[bytes]) -> int:
    """Return the exit code once the run and all that it has begun, which hold stderr, are gone."""
    try:
        _, errors = run.communicate(timeout=PATIENCE)
    finally:
        if run.poll() is None:
            run.kill()
    assert errors == b""
    return run.returncode


def killed(run: subprocess.Popen[bytes], ledger: Path, length: int, wait: float = 0) -> None:
    """Kill a run as soon as its ledger has this length, and so many seconds more have gone."""
    patience = time.monotonic() + PATIENCE
    while run.poll() is None and time.monotonic() < patience:
        if ledger.exists() and ledger.stat().st_size >= length:
            break
        time.sleep(0.0005)
    time.sleep(wait)
    if run.poll() is None:
        os.kill(run.pid, signal.SIGKILL)  # and not its children: they have to end by themselves


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_run_loses_nothing(corpus: Corpus, tmp_path: Path, number: int) -> None:
    suffix, jobs = SUFFIXES[number % 3], 1 + number % 2
    random = Random()
    length, wait = random.randrange(corpus.length[suffix]), random.random() / 100
    folder, ledger = tmp_path / "work", tmp_path / f"l.{suffix}"
    shutil.copytree(corpus.raw, folder)

    run = start(folder, ledger, jobs)
    killed(run, ledger, length, wait)
    code = ended(run)

    moment = f"{suffix}, --jobs {jobs}, {length} of {corpus.length[suffix]} bytes and {wait:.4f} s"
    now = tree(folder)
    assert now.keys() == corpus.before.keys(), moment
    known = read(ledger, partial=True)
    history = History(known.entries)
    new = 0
    for name, data in now.items():
        assert data in {corpus.before[name], corpus.after[name]}, f"{moment}: {name} is neither"
        if data != corpus.before[name]:
            new += 1
            assert history.restore(data, str(folder / name)).data == corpus.before[name], moment
    left = [path.name for path in folder.rglob(f"{LEFT_OVER}*")]
    print(f"{moment}: {code}, {new} files new, {len(known.entries)} lines, left over: {left}")
    assert code in {-signal.SIGKILL, 0}, moment

    assert ended(start(folder, ledger, jobs)) == 0, moment
    assert tree(folder) == corpus.after, moment
    assert [path.name for path in folder.rglob(f"{LEFT_OVER}*")] == [], moment
    args = ["restore", "-q", "-w", str(folder), "--ledger", str(ledger)]
    with pytest.raises(SystemExit) as stop:
        cli.main(args, standalone_mode=False)
    assert stop.value.code == 0, moment
    assert tree(folder) == corpus.before, moment


def test_a_kill_lands_in_the_middle(corpus: Corpus, tmp_path: Path) -> None:
    folder, ledger = tmp_path / "work", tmp_path / "l.jsonl"
    shutil.copytree(corpus.raw, folder)
    run = start(folder, ledger, jobs=2)
    # Files wait for the ledger in batches: half of it has the first one behind it.
    killed(run, ledger, corpus.length["jsonl"] // 2)
    assert ended(run) == -signal.SIGKILL
    changed = sum(data != corpus.before[name] for name, data in tree(folder).items())
    assert 0 < changed < FILES


def test_a_temporary_file_of_a_killed_run_is_not_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Replacement, "_numbers", count())
    path = tmp_path / "a.txt"  # containers give each run the same process number
    (tmp_path / f"{LEFT_OVER}{os.getpid()}-0.tmp").write_bytes(b"half")
    writing.write(path, b"whole")
    assert path.read_bytes() == b"whole"
