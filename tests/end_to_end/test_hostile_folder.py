"""A folder of strangers: what is wrong with one entry does not stop the others."""

from __future__ import annotations

import gzip
import json
import os
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs pipes and links"),
    pytest.mark.usefixtures("time_limit"),
]

GOOD = b"The mill stands.\nReturn to list\nThe pformation is slow.\n"
CLEAN = b"The mill stands.\nThe transformation is slow.\n"
ROWS = b"".join(json.dumps({"text": GOOD.decode(), "n": n}).encode() + b"\n" for n in range(3))
KEPT = ("a.txt", "m/b.txt", "folder.txt/c.txt", "dir-ignore/d.txt", "z/e.txt", "stars/" + "a" * 200)
"""The articles that must be cleaned, whatever stands beside them."""
FAILS = {
    "bad.jsonl": b'{"text": \n[[\n' + b"[" * 50_000 + b"\n",
    "deep.jsonl": b'{"text":' + b"[" * 50_000 + b"]" * 50_000 + b"}\n",
    "broken.jsonl.gz": b"\x1f\x8b\x08\x00broken",
    "broken.jsonl.zst": b"(\xb5/\xfdbroken",
    "broken.parquet": b"PAR1brokenPAR1",
    "cut.jsonl.gz": gzip.compress(ROWS)[:-9],
    "empty.parquet": b"",
    "wide.jsonl": '{"text":"a"}'.encode("utf-16"),
    "binary.txt": bytes(range(256)),
}
PIPES = ("p.txt", "p.md", "p.jsonl", "p.jsonl.gz", "p.jsonl.zst", "p.parquet", "m/p.txt", "p")


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """Return a folder with good files and about thirty entries that are not."""
    top = tmp_path / "corpus"
    files = dict.fromkeys(KEPT, GOOD) | {"rows.jsonl": ROWS, "m/rows.jsonl": ROWS} | FAILS
    files |= {"empty.txt": b"", "empty.jsonl": b"", "stars/.gitignore": b"*a" * 40 + b"b\n[z-\n"}
    files |= {"large/in.txt": GOOD, "large/.gitignore": b"#" * 16_000_001}
    files |= {"pipe/in.txt": GOOD, "zero/in.txt": GOOD, "odd\n\x1b[2J.txt": b"", "-rf.txt": b""}
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    for name in (*PIPES, "pipe/.gitignore"):
        os.mkfifo(top / name)
    (top / "dir-ignore/.gitignore").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(top)
        server.bind("s.jsonl")
        os.chdir(here)
    links = {"zero.jsonl": "/dev/zero", "zero.txt": "/dev/zero", "up.txt": "../secret.txt"}
    links |= {"loop.txt": "loop.txt", "gone.txt": "nowhere", "to-pipe.jsonl": "p.jsonl", "up": ".."}
    for name, target in (links | {"zero/.ignore": "/dev/zero"}).items():
        (top / name).symlink_to(target)
    (tmp_path / "secret.txt").write_bytes(GOOD)
    return top


def error_lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    text = done.stderr.decode()
    assert "Traceback" not in text
    assert done.returncode == 2
    return text.splitlines()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_good_files_are_cleaned(here: Run, zoo: Path, tmp_path: Path, jobs: str) -> None:
    lines = error_lines(here("-v", "--jobs", jobs, "-o", "out", "--ledger", "ledger", "corpus"))
    for name in KEPT:
        assert (tmp_path / "out" / name).read_bytes() == CLEAN
    for name in ("rows.jsonl", "m/rows.jsonl"):
        rows = (tmp_path / "out" / name).read_bytes().splitlines()
        assert [json.loads(row)["text"].encode() for row in rows] == [CLEAN] * 3
    for name in FAILS:
        own = [line for line in lines if f"corpus/{name}:" in line]
        assert len(own) == (3 if name == "bad.jsonl" else 1), own  # a line for each of its rows
    for name in (*PIPES, "s.jsonl", "to-pipe.jsonl"):
        expected = f"garmentclean: corpus/{name}: is no regular file; left out"
        assert lines.count(expected) == 1
    for name, why in (
        ("pipe/.gitignore", "it is not a regular file"),
        ("zero/.ignore", "it is not a regular file"),
        ("large/.gitignore", "it has more than 16 MB"),
    ):
        says = f"{zoo / name}: cannot read these patterns: {why}; its folder is left out "
        assert sum(says in line for line in lines) == 1
        assert not (tmp_path / "out" / name).parent.exists()
    odd = f"{zoo / 'stars/.gitignore'}:2: this pattern matches nothing: a '[' has no ']'"
    assert sum(odd in line for line in lines) == 1
    assert "  not read in folders: 10 pipes, sockets and devices" in lines
    assert not (tmp_path / "out/up.txt").exists()


def test_other_modes_do_the_same(here: Run, zoo: Path, tmp_path: Path) -> None:
    check = here("--check", "corpus")
    error_lines(check)
    diff = here("--diff", "corpus")
    error_lines(diff)
    for name in (*KEPT, "rows.jsonl:3", "m/rows.jsonl:3"):
        assert f"corpus/{name}:".encode() in check.stdout
        assert f"+++ corpus/{name}\n".encode() in diff.stdout
    error_lines(here("--write", "--ledger", "ledger", "corpus"))
    for name in KEPT:
        assert (zoo / name).read_bytes() == CLEAN
    assert (tmp_path / "secret.txt").read_bytes() == GOOD
    made = here("report", "ledger", "-o", "page.html", "--root", "corpus")
    assert made.returncode == 0, made.stderr
    names = [f"corpus/{name}" for name in KEPT]
    assert here("restore", "--ledger", "ledger", "--write", *names).returncode == 0
    for name in KEPT:
        assert (zoo / name).read_bytes() == GOOD


def test_counting_does_the_same(here: Run, zoo: Path) -> None:
    pytest.importorskip("datasketch")
    (zoo / os.fsdecode(b"no-utf8-\xff.txt")).write_bytes(GOOD)
    (zoo / os.fsdecode(b"site-\xff")).mkdir()
    (zoo / os.fsdecode(b"site-\xff/a.txt")).write_bytes(GOOD)
    lines = error_lines(here("count", "corpus", "-o", "counts"))
    assert any(line.startswith("garmentclean: 17 documents of ") for line in lines), lines[-3:]


def test_a_folder_whose_own_patterns_cannot_be_read_is_not_cleaned(
    here: Run, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_bytes(GOOD)
    os.mkfifo(tmp_path / "corpus/.ignore")
    lines = error_lines(here("--write", "corpus"))
    assert lines[-2].endswith("nothing to clean in this folder, but 1 that could not be read")
    assert (tmp_path / "corpus/a.txt").read_bytes() == GOOD
    assert here("--write", "--no-ignore-files", "corpus").returncode == 0
    assert (tmp_path / "corpus/a.txt").read_bytes() == CLEAN
    (tmp_path / "corpus/a.txt").write_bytes(GOOD)
    error_lines(here("--write", "--force-exclude", "corpus/a.txt"))
    assert (tmp_path / "corpus/a.txt").read_bytes() == GOOD
