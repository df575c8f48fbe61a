"""Files elsewhere, by fsspec; its file system in memory stands for all of them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Self

import fsspec
import pytest
from fsspec.registry import _registry
from fsspec.spec import AbstractFileSystem

from garmentclean.corpus import remote, temporary_folder
from garmentclean.corpus.files import FileError, TooLargeError
from garmentclean.corpus.remote import Url
from garmentclean.corpus.temporary_folder import TemporaryFolder
from garmentclean.ledger.reader import read

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom is old.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom is old.\nThe transformation.\n"
ROWS = b'{"text": "The pformation."}\n{"text": "A loom."}\n'
CLEAN_ROWS = ROWS.replace(b"pform", b"transform")


@pytest.fixture(autouse=True)
def bucket() -> Iterator[dict[str, bytes]]:
    """Fill a file system in memory; the mapping that is returned reads from it."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    files = {"in/a.txt": RAW, "in/deep/b.md": RAW, "in/.hidden.txt": RAW, "in/c.py": RAW}
    for name, data in {**files, "rows/x.jsonl": ROWS, "rows/y.jsonl": ROWS}.items():
        system.pipe(f"/{name}", data)

    class Seen(dict[str, bytes]):
        def __missing__(self, name: str) -> bytes:
            return bytes(system.cat_file(f"/{name}"))

    yield Seen()
    system.store.clear()


def test_a_remote_file_is_written_to_stdout(here: Run) -> None:
    assert here("memory://in/a.txt").stdout == CLEAN
    assert here("memory://rows/x.jsonl").stdout == CLEAN_ROWS


def test_a_remote_folder_is_written_to_a_local_one(here: Run, tmp_path: Path) -> None:
    done = here("memory://in/", "-o", "out", "--ledger", "l.jsonl")
    assert done.returncode == 0
    made = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("[!.]*.*")}
    assert made == {"a.txt", "deep/b.md"}
    assert (tmp_path / "out" / "deep" / "b.md").read_bytes() == CLEAN
    entries = read(tmp_path / "l.jsonl").entries
    assert [entry.document for entry in entries] == ["memory:///in/a.txt", "memory:///in/deep/b.md"]
    assert here("restore", "out", "-o", "back", "--ledger", "l.jsonl").returncode == 0
    assert (tmp_path / "back" / "a.txt").read_bytes() == RAW


def test_unchanged_remote_files_are_skipped(here: Run) -> None:
    for _ in range(2):
        done = here("memory://in/", "-o", "out")
    assert b"2 files unchanged since an earlier run" in done.stderr


def test_files_that_match_a_remote_pattern_are_uploaded(
    here: Run, tmp_path: Path, bucket: dict[str, bytes]
) -> None:
    done = here("memory://rows/*.jsonl", "-o", "memory://clean/", "--ledger", "l.jsonl")
    assert done.returncode == 0
    assert bucket["clean/x.jsonl"] == bucket["clean/y.jsonl"] == CLEAN_ROWS
    [first, *_] = read(tmp_path / "l.jsonl").entries
    assert (first.document, first.output) == (
        "memory:///rows/x.jsonl:1",
        "memory://clean/x.jsonl:1",
    )


def test_local_files_are_uploaded(here: Run, tmp_path: Path, bucket: dict[str, bytes]) -> None:
    for name in ("in/a.txt", "in/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(RAW)
    (tmp_path / "x.jsonl").write_bytes(ROWS)
    assert here("in", "-o", "memory://new").returncode == 0
    assert bucket["new/a.txt"] == bucket["new/b.txt"] == CLEAN
    assert here("x.jsonl", "-o", "memory://new/x.jsonl.gz").returncode == 0
    assert bucket["new/x.jsonl.gz"].startswith(b"\x1f\x8b")


def test_findings_and_errors_show_the_url(here: Run) -> None:
    done = here("--check", "-q", "memory://in/a.txt", "memory://none.txt")
    assert done.returncode == 2
    assert done.stdout.startswith(b"memory:///in/a.txt:2:1: house/return: ")
    assert done.stderr == (
        b"garmentclean: memory:///none.txt: cannot read this file: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-w", "memory://in/a.txt"], "--write works in place, not at memory://in/a.txt; use -o"),
        (["memory://in/"], "several files or a folder need one of --check, --diff, --write and -o"),
        (["--check", "memory://in/*.x"], "memory://in/*.x: cannot list this: No such file"),
        (
            ["--check", "none://a/b.txt"],
            "none://a/b.txt: cannot list this: Protocol not known",
        ),
        (
            ["restore", "memory://in/a.txt", "--ledger", "l"],
            "memory://in/a.txt: only local files can be restored; download it first",
        ),
    ],
)
def test_a_remote_error_is_one_line(here: Run, args: list[str], message: str) -> None:
    done = here(*args)
    assert done.returncode == 2
    lines = [line for line in done.stderr.decode().splitlines() if "documents" not in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"garmentclean: {message}")


def test_a_failed_upload_is_an_error(here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(fsspec.implementations.memory.MemoryFileSystem, "put_file", refuse)
    done = here("memory://in/", "-q", "-o", "memory://clean/")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "garmentclean: memory://clean/a.txt: cannot write this file: Permission denied",
        "garmentclean: memory://clean/deep/b.md: cannot write this file: Permission denied",
    ]


def test_a_failed_download_does_not_stop_the_others(
    here: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = remote.Remote.fetched

    def fetched(self: remote.Remote, url: str) -> Path:
        return real(self, "memory://gone.txt" if url.endswith("a.txt") else url)

    monkeypatch.setattr(remote.Remote, "fetched", fetched)
    done = here("memory://in/", "-q", "-o", "out")
    assert done.returncode == 2
    assert done.stderr == (
        b"garmentclean: memory://gone.txt: cannot read this file: No such file or directory\n"
    )
    assert (tmp_path / "out" / "deep" / "b.md").read_bytes() == CLEAN


def test_without_fsspec_the_error_says_how_to_install_it(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    done = here("s3://bucket/a.txt")
    assert done.stderr == (
        b"garmentclean: s3://bucket/a.txt: needs fsspec: pip install 'garmentclean[remote]'\n"
    )


def test_each_copy_is_removed_before_the_run_ends(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[list[Path]] = []

    class Watched(TemporaryFolder):
        def cleanup(self) -> None:
            left.append([path for path in Path(self.name).rglob("*") if path.is_file()])
            super().cleanup()

    monkeypatch.setattr(temporary_folder, "TemporaryFolder", Watched)
    assert here("memory://in/", "-o", "memory://clean/").returncode == 0
    assert left
    assert not any(left)


def test_a_pattern_that_the_shell_did_not_expand_is_matched(here: Run, tmp_path: Path) -> None:
    for name in ("in/a.txt", "in/b.txt", "in/c.md", "w[1].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(RAW)
    assert here("in/*.txt", "-o", "out").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("[!.]*")) == ["a.txt", "b.txt"]
    assert here("w[1].txt").stdout == CLEAN
    assert b"no*.txt: cannot read this file" in here("no*.txt").stderr


def test_a_url_keeps_its_text() -> None:
    url = Url("s3://bucket/a//b.txt")
    assert (str(url), url.suffix, url.is_many) == ("s3://bucket/a//b.txt", ".txt", False)
    assert str(pickle.loads(pickle.dumps(url))) == str(url)
    assert Url("s3://bucket/").is_many
    assert Url("s3://bucket/*.txt").is_many


class Endless(AbstractFileSystem):  # type: ignore[misc] # fsspec has no types
    """A server that says nothing of a file's size, and sends for ever what was begun."""

    protocol = "endless"
    cachable = False
    sent = 0

    def open(self, path: str, mode: str = "rb", **_: object) -> Endless:
        assert mode == "rb"
        self._data = b'{"text": "It is so."}\n' if path.endswith("rows") else b"It is so.\n"
        return self

    def read(self, size: int) -> bytes:
        Endless.sent += size
        assert Endless.sent < 10 * remote.CHUNK, "goes on for ever"
        return self._data * (size // len(self._data))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def endless() -> Iterator[None]:
    fsspec.register_implementation("endless", Endless, clobber=True)
    Endless.sent = 0
    yield
    _registry.pop("endless", None)


@pytest.mark.usefixtures("endless")
def test_a_download_stops_at_the_size_limit(tmp_path: Path) -> None:
    fetching = remote.Remote(limit=1_500_000)
    with pytest.raises(TooLargeError, match=r"^endless://a\.txt: has more than the 1\.5 MB of"):
        fetching.fetched("endless://a.txt")
    assert Endless.sent == 2 * remote.CHUNK
    fetching.close()
    with pytest.raises(FileError, match="for ever"):  # rows may be as many as they like
        remote.fetch_document("endless://rows", tmp_path / "copy", 1_500_000, rows=True)


def test_the_size_limit_is_for_documents_not_for_files_of_rows(here: Run) -> None:
    args = ("-q", "--check", "--max-size", "40")
    done = here(*args, "memory://in/a.txt", "memory://rows/x.jsonl")
    assert done.returncode == 2
    message = b"memory:///in/a.txt: has more than the 40 bytes of --max-size; left as it is"
    assert done.stderr == b"garmentclean: " + message + b"\n"
    assert b"memory:///rows/x.jsonl:1:" in done.stdout
