"""Outputs that are not regular files: written to, or refused in one line, never replaced."""

from __future__ import annotations

import os
import signal
import socket
import stat
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.file_kinds import is_stream, refusal, stream_of
from garmentclean.corpus.files import FileError
from garmentclean.corpus.writing import Replacement, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices")
RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"
ROW = b'{"text":"One loom.\\nReturn to list\\nThe pformation."}\n'
CLEAN_ROW = b'{"text":"One loom.\\nThe transformation."}\n'
RESTORED = ("restore", "clean.txt", "--ledger", "l.jsonl")
PATIENCE = 60


@contextmanager
def drained(name: str) -> Iterator[bytearray]:
    """Make a named pipe, and read what is written into it."""
    os.mkfifo(name)
    data = bytearray()

    def read() -> None:
        with Path(name).open("rb") as pipe:
            data.extend(pipe.read())

    reader = Thread(target=read, daemon=True)
    reader.start()
    yield data
    reader.join(PATIENCE)
    assert not reader.is_alive()
    assert Path(name).is_fifo()


@pytest.fixture
def device() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the name of a character device, and a function that returns what was written to it."""
    ours, theirs = os.openpty()
    import tty  # not on all systems

    tty.setraw(theirs)
    os.set_blocking(ours, False)
    name = os.ttyname(theirs)
    yield name, lambda: os.read(ours, 1 << 16)
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def texts(here: Run) -> Run:
    """Make a text, one that was cleaned, and its ledger."""
    for name in ("raw.txt", "clean.txt"):
        Path(name).write_bytes(RAW)
    Path("rows.jsonl").write_bytes(ROW)
    assert here("-w", "clean.txt", "--ledger", "l.jsonl").returncode == 0
    return here


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("-o", "pipe", "raw.txt"), CLEAN),
        (
            ("-o", "pipe", "rows.jsonl"),
            CLEAN_ROW,
        ),
        (
            ("-o", "out.txt", "--metadata", "pipe", "raw.txt"),
            b'{"document":"raw.txt"}',
        ),
        (("--rejects", "pipe", "--min-words", "9", "raw.txt"), b'"reason":"has 4 of the 9 words'),
        (("report", "l.jsonl", "-o", "pipe"), b"<!doctype html>"),
        ((*RESTORED, "-o", "pipe"), RAW),
    ],
)
@pytest.mark.parametrize("through", [False, True])
def test_a_named_pipe_is_written_into(
    texts: Run, args: tuple[str, ...], expected: bytes, *, through: bool
) -> None:
    name = "pipe.real" if through else "pipe"
    with drained(name) as data:
        if through:
            Path("pipe").symlink_to(name)
        done = texts("-q", *args) if args[0][0] == "-" else texts(*args)
    assert done.returncode == 0, done.stderr
    assert expected.lower() in bytes(data).lower()
    assert not [*Path().glob(".garmentclean*")]


@pytest.mark.parametrize(
    "args",
    [("-o", "{}", "raw.txt"), (*RESTORED, "-o", "{}"), ("-o", "o", "--rejects", "{}", "raw.txt")],
)
def test_a_device_is_written_into(
    texts: Run, device: tuple[str, Callable[[], bytes]], args: tuple[str, ...]
) -> None:
    name, written = device
    before = Path(name).stat()
    assert texts(*(arg.format(name) for arg in args)).returncode == 0
    after = Path(name).stat()
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    if "--rejects" not in args:
        assert written() == (RAW if args[0] == "restore" else CLEAN)


def test_descriptors_are_written_to(command: Run, tmp_path: Path) -> None:
    (tmp_path / "raw.txt").write_bytes(RAW)
    args = ("-q", "-o", "/dev/stdout", "--metadata", "/dev/stderr", "raw.txt", "--select", "trans")
    done = command(*args)
    assert done.stdout == RAW.replace(b"pf", b"transf")
    assert done.stderr.startswith(b'{"document":"raw.txt"')
    assert done.returncode == 0


def test_a_redirection_that_appends_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"before\n")
    with path.open("ab") as log:
        with Replacement(Path(f"/dev/fd/{log.fileno()}")) as file:
            file.write(b"more\n")
            file.commit()
        log.write(b"behind\n")
    assert path.read_bytes() == b"before\nmore\nbehind\n"
    with pytest.raises(FileError, match="cannot write this file: Bad file descriptor"):
        write(Path("/dev/fd/987"), b"")


@contextmanager
def a_socket(name: str) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(name)
        yield
        assert stat.S_ISSOCK(Path(name).stat().st_mode)


@pytest.mark.parametrize(
    "args",
    [
        ("-o", "x", "raw.txt"),
        ("--metadata", "x", "raw.txt"),
        ("--rejects", "x", "raw.txt"),
        ("-w", "--ledger", "x", "raw.txt"),
        ("report", "l.jsonl", "-o", "x"),
        (*RESTORED, "-o", "x"),
    ],
)
def test_a_socket_is_refused(texts: Run, args: tuple[str, ...]) -> None:
    with a_socket("x"):
        done = texts(*args)
    assert done.returncode == 2
    assert b" x: is a socket; name a file" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert (done.stdout, Path("raw.txt").read_bytes()) == (b"", RAW)


def test_a_ledger_must_be_a_file(texts: Run, device: tuple[str, Callable[[], bytes]]) -> None:
    os.mkfifo("pipe")
    kinds = {"pipe": "is a named pipe", device[0]: "is a device", "/dev/stderr": "is no file that"}
    for name, kind in kinds.items():
        done = texts("-w", "raw.txt", "--ledger", name)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert f"--ledger {name}: {kind}".encode() in done.stderr
    assert Path("raw.txt").read_bytes() == RAW


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mknod needs root")
def test_a_block_device_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "block"
    try:
        os.mknod(path, 0o600 | stat.S_IFBLK, os.makedev(7, 250))
    except PermissionError:
        pytest.skip("mknod is not permitted here")
    assert refusal(path) == "is a block device; name a file"
    with pytest.raises(FileError, match="is a block device; name a file"):
        write(path, b"new")
    assert stat.S_ISBLK(path.stat().st_mode)


def test_a_pipe_in_an_output_folder_stays_and_the_other_files_are_written(texts: Run) -> None:
    for name in ("t/a.txt", "t/b.txt", "t/c.txt", "u/a.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(RAW)
    Path("out").mkdir()
    os.mkfifo("out/b.txt")
    done = texts("-q", "-o", "out", "t")
    message = b"garmentclean: out/b.txt: cannot write this file: it is a named pipe, and stays\n"
    assert (done.returncode, done.stderr) == (2, message)
    assert Path("out/b.txt").is_fifo()
    assert Path("out/a.txt").read_bytes() == Path("out/c.txt").read_bytes() == CLEAN


def test_a_pipe_that_becomes_a_file_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    real = os.open

    def opened(_: object, flags: int) -> int:
        path.unlink()
        path.write_bytes(b"theirs")
        return real(path, flags)

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(OSError, match="has become another file"):
        stream_of(path)
    assert path.read_bytes() == b"theirs"
    assert not is_stream(path)


def test_a_closed_pipe_is_reported_in_one_line(texts: Run) -> None:
    Path("long.txt").write_bytes(RAW * 9000)
    os.mkfifo("pipe")

    def look() -> None:
        with Path("pipe").open("rb") as pipe:
            pipe.read(1)

    before = signal.getsignal(signal.SIGPIPE)
    reader = Thread(target=look, daemon=True)
    reader.start()
    done = texts("-q", "-o", "pipe", "long.txt", "--select", "trans")
    reader.join(PATIENCE)
    assert signal.getsignal(signal.SIGPIPE) == before
    assert done.stderr == b"garmentclean: pipe: cannot write this file: Broken pipe\n"
    assert done.returncode == 2
    assert Path("pipe").is_fifo()


def test_counts_must_be_a_folder(texts: Run, device: tuple[str, Callable[[], bytes]]) -> None:
    done = texts("count", "raw.txt", "-o", device[0])
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"cannot write counts there: Not a directory" in done.stderr


def test_several_originals_cannot_be_written_to_a_pipe(here: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(RAW)
    assert here("-w", "--ledger", "l.jsonl", "a.txt", "b.txt").returncode == 0
    os.mkfifo(tmp_path / "pipe")
    done = here("restore", "--ledger", "l.jsonl", "-o", "pipe", "a.txt", "b.txt")
    assert done.returncode == 2
    assert b"-o pipe: is not a folder; name another one" in done.stderr
