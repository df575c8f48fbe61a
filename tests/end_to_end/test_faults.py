"""Errors with files: one line that names the file, the others are cleaned, exit code 2."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from garmentclean.corpus.folders import Folder
from garmentclean.run.cleaner import Cleaner
from garmentclean.run.runner import Run as Running

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.corpus.sources import Source
    from garmentclean.run.outcome import Outcome

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and free names"),
]

RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"
NAMES = (b"caf\xe9.txt", b"esc\x1b[1m.txt", b"new\nline.txt")
WAYS = [("-w",), ("-o", "out")]


def put(*names: str, data: bytes = RAW) -> None:
    """Write files, by default ones with two edits to make."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)


def done_in(way: tuple[str, ...], name: str) -> bytes:
    """Return what a way of writing has made of a file of the tree `top`."""
    return Path(name if way == ("-w",) else f"out/{name.removeprefix('top/')}").read_bytes()


def faults(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the lines of a run with errors; nothing else may be left of it."""
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert [*Path().rglob(".garmentclean-*.tmp")] == []
    lines = done.stderr.decode("utf-8", "surrogateescape").splitlines()
    return [line.removeprefix("garmentclean: ") for line in lines]


def pipe(name: str) -> None:
    os.mkfifo(name)


def bind(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)


def loop(name: str) -> None:
    Path(name).symlink_to(Path(name).name)


def dangle(name: str) -> None:
    Path(name).symlink_to("nowhere.txt")


def swell(name: str) -> None:
    put(name, data=b"x" * 3_000_000)


NO_FILES = [
    (pipe, "not a regular file; name a text file or a folder"),
    (bind, "not a regular file; name a text file or a folder"),
    (loop, "cannot read this file: Too many levels of symbolic links"),
    (dangle, "cannot read this file: No such file or directory"),
    (swell, "has 3 MB, more than the 1 MB of --max-size; left as it is"),
]
LEFT_OUT = "is no regular file; left out"
"""The message about a pipe or a socket in a folder, which is no failure."""


@pytest.mark.parametrize("way", [("-o", "out"), ("--check",), ("--diff",)])
@pytest.mark.parametrize(("make", "message"), NO_FILES)
def test_a_path_that_is_not_an_article_is_reported_and_the_others_are_cleaned(
    here: Run, make: Callable[[str], None], message: str, way: tuple[str, ...]
) -> None:
    put("top/a.txt", "top/z.txt")
    make("top/b.txt")
    for paths in (["top"], ["top/a.txt", "top/b.txt", "top/z.txt"]):
        done = here(*way, "-q", "--max-size", "1MB", *paths)
        if make in {pipe, bind} and paths == ["top"]:
            assert done.returncode == int(way[0] != "-o")
            assert done.stderr.decode() == f"garmentclean: top/b.txt: {LEFT_OUT}\n"
        else:
            assert faults(done) == [f"top/b.txt: {message}"]
        if way[0] == "-o":
            assert sorted(path.name for path in Path("out").glob("*.txt")) == ["a.txt", "z.txt"]
            assert (Path("out/a.txt").read_bytes(), Path("out/z.txt").read_bytes()) == (CLEAN,) * 2
            shutil.rmtree("out")
        else:
            assert b"top/a.txt" in done.stdout
            assert b"top/z.txt" in done.stdout


@pytest.mark.parametrize(("make", "message"), NO_FILES)
def test_a_path_that_is_not_an_article_stays_when_the_others_are_cleaned_in_place(
    here: Run, make: Callable[[str], None], message: str
) -> None:
    put("top/a.txt", "top/z.txt")
    make("top/b.txt")
    before = os.lstat("top/b.txt")
    linked = Path("top/b.txt").is_symlink()  # in a folder, -w leaves links alone
    special = make in {pipe, bind}
    messages = [] if linked else [f"top/b.txt: {LEFT_OUT if special else message}"]
    done = here("-w", "-q", "--max-size", "1MB", "top")
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        0 if linked or special else 2,
        [f"garmentclean: {line}" for line in messages],
    )
    assert Path("top/a.txt").read_bytes() == Path("top/z.txt").read_bytes() == CLEAN
    put("top/a.txt", "top/z.txt")
    named = here("-w", "-q", "--max-size", "1MB", "top/a.txt", "top/b.txt", "top/z.txt")
    assert faults(named) == [f"top/b.txt: {message}"]
    assert Path("top/a.txt").read_bytes() == Path("top/z.txt").read_bytes() == CLEAN
    after = os.lstat("top/b.txt")
    assert (after.st_ino, after.st_mode, after.st_size) == (
        before.st_ino,
        before.st_mode,
        before.st_size,
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_that_links_to_itself_is_walked_once(here: Run, way: tuple[str, ...]) -> None:
    put("top/a.txt", "top/sub/b.txt")
    Path("top/sub/round").symlink_to("..", target_is_directory=True)
    Path("top/self").symlink_to(".", target_is_directory=True)
    done = here(*way, "top")
    assert done.returncode == 0
    assert done.stderr.startswith(b"garmentclean: 2 documents, 2 cleaned, ")
    assert done_in(way, "top/a.txt") == done_in(way, "top/sub/b.txt") == CLEAN


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("paths", [["top"], ["top/a.txt", "top/b.txt", "top/z.txt"]])
def test_a_file_without_read_permission_is_reported(
    here: Run, monkeypatch: pytest.MonkeyPatch, paths: list[str], way: tuple[str, ...]
) -> None:
    put("top/a.txt", "top/b.txt", "top/z.txt")
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        if Path(path).name == "b.txt":
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags, mode, **more)

    with monkeypatch.context() as locked:
        locked.setattr(os, "open", refuse)
        done = here(*way, "-q", "--jobs", "1", *paths)
    assert faults(done) == ["top/b.txt: cannot read this file: Permission denied"]
    assert done_in(way, "top/a.txt") == done_in(way, "top/z.txt") == CLEAN
    assert Path("top/b.txt").read_bytes() == RAW
    assert not Path("out/b.txt").exists()


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Return a function that makes something happen between finding and reading a file."""

    def happens(name: str, event: Callable[[], object]) -> None:
        real = Running.with_target

        def aimed(run: Running, source: Source) -> Source:
            outcome = real(run, source)
            if str(source.file.path) == name:
                event()
            return outcome

        monkeypatch.setattr(Running, "with_target", aimed)

    return happens


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Return a function that makes something happen between reading and writing a file."""

    def happens(name: str, event: Callable[[], object]) -> None:
        real = Cleaner.__call__

        def work(self: Cleaner, source: Source) -> list[Outcome]:
            outcomes = real(self, source)
            if str(source.file.path) == name:
                event()
            return outcomes

        monkeypatch.setattr(Cleaner, "__call__", work)

    return happens


@pytest.mark.parametrize("way", [*WAYS, ("--check",), ("--diff",)])
@pytest.mark.parametrize("paths", [["top"], ["top/a.txt", "top/b.txt", "top/z.txt"]])
def test_a_file_that_vanishes_before_it_is_read_is_reported(
    here: Run,
    before: Callable[[str, Callable[[], object]], None],
    paths: list[str],
    way: tuple[str, ...],
) -> None:
    put("top/a.txt", "top/b.txt", "top/z.txt")
    before("top/b.txt", Path("top/b.txt").unlink)
    done = here(*way, "-q", "--jobs", "1", *paths)
    assert faults(done) == ["top/b.txt: cannot read this file: No such file or directory"]
    assert not Path("top/b.txt").exists()
    assert not Path("out/b.txt").exists()
    if way in WAYS:
        assert done_in(way, "top/a.txt") == done_in(way, "top/z.txt") == CLEAN
    else:
        assert b"top/z.txt" in done.stdout


def grow() -> None:
    with Path("top/b.txt").open("ab") as file:
        file.write(b"More cloth.\n")


def replace() -> None:
    put("new.txt", data=b"Another one.\n")
    Path("new.txt").replace("top/b.txt")


@pytest.mark.parametrize("paths", [["top"], ["top/a.txt", "top/b.txt", "top/z.txt"]])
@pytest.mark.parametrize(
    ("event", "left"),
    [
        (grow, RAW + b"More cloth.\n"),
        (replace, b"Another one.\n"),
        (lambda: Path("top/b.txt").unlink(), None),
    ],
)
def test_a_file_that_changes_while_it_is_cleaned_in_place_stays(
    here: Run,
    after: Callable[[str, Callable[[], object]], None],
    event: Callable[[], None],
    left: bytes | None,
    paths: list[str],
) -> None:
    put("top/a.txt", "top/b.txt", "top/z.txt")
    after("top/b.txt", event)
    assert faults(here("-w", "-q", "--jobs", "1", *paths)) == [
        "top/b.txt: was changed while it was being cleaned; left as it is, run again"
    ]
    there = Path("top/b.txt")
    assert (there.read_bytes() if there.exists() else None) == left
    assert Path("top/a.txt").read_bytes() == Path("top/z.txt").read_bytes() == CLEAN


def test_a_file_that_grows_behind_its_reading_is_cleaned_again_by_the_next_run(
    here: Run, after: Callable[[str, Callable[[], object]], None]
) -> None:
    put("top/a.txt", "top/b.txt")
    after("top/b.txt", grow)
    assert here("-o", "out", "-q", "--jobs", "1", "top").returncode == 0
    assert Path("out/b.txt").read_bytes() == CLEAN
    assert here("-o", "out", "-q", "--jobs", "1", "top").returncode == 0
    assert Path("out/b.txt").read_bytes() == CLEAN + b"More cloth.\n"


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_that_becomes_a_link_out_of_the_tree_before_it_is_read_is_not_followed(
    here: Run, before: Callable[[str, Callable[[], object]], None], way: tuple[str, ...]
) -> None:
    put("top/a.txt", "top/sub/b.txt", "top/y/z.txt", "away/b.txt")
    before("top/sub/b.txt", turn)
    done = here(*way, "-q", "--jobs", "1", "top")
    assert faults(done) == ["top/sub/b.txt: leads out of top through a link; name what it leads to"]
    assert [path.name for path in Path("away").iterdir()] == ["b.txt"]
    assert Path("away/b.txt").read_bytes() == RAW
    assert not Path("out/sub").exists()
    assert done_in(way, "top/a.txt") == done_in(way, "top/y/z.txt") == CLEAN


def turn() -> None:
    """Replace a folder of the tree with a link out of it."""
    Path("top/sub").rename("gone")
    Path("top/sub").symlink_to("../away", target_is_directory=True)


def test_a_folder_that_becomes_a_link_out_of_the_tree_before_it_is_written_is_not_followed(
    here: Run, after: Callable[[str, Callable[[], object]], None]
) -> None:
    put("top/a.txt", "top/sub/b.txt", "top/y/z.txt", "away/b.txt")
    after("top/sub/b.txt", turn)
    assert faults(here("-w", "-q", "--jobs", "1", "top")) == [
        "top/sub/b.txt: leads out of top through a link; name what it leads to"
    ]
    assert [path.name for path in Path("away").iterdir()] == ["b.txt"]
    assert Path("away/b.txt").read_bytes() == Path("gone/b.txt").read_bytes() == RAW
    assert Path("top/a.txt").read_bytes() == Path("top/y/z.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("kind", ["folder", "file", "dangling"])
def test_nothing_is_written_through_a_link_that_leads_out_of_the_output(
    here: Run, kind: str
) -> None:
    put("top/a.txt", "top/sub/b.txt", "top/z.txt")
    put("away/b.txt", data=b"Not ours.\n")
    Path("out").mkdir()
    if kind == "folder":
        Path("out/sub").symlink_to("../away", target_is_directory=True)
    else:
        Path("out/sub").mkdir()
        name = "b.txt" if kind == "file" else "new.txt"
        Path("out/sub/b.txt").symlink_to(f"../../away/{name}")
    assert faults(here("-o", "out", "-q", "top")) == [
        "out/sub/b.txt: leads out of out through a link; name what it leads to"
    ]
    assert [path.name for path in Path("away").iterdir()] == ["b.txt"]
    assert Path("away/b.txt").read_bytes() == b"Not ours.\n"
    assert Path("out/a.txt").read_bytes() == Path("out/z.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("output", ["file", "file/", "file/deep/er"])
@pytest.mark.parametrize("paths", [["top"], ["top/a.txt", "top/b.txt"]])
def test_an_output_folder_that_is_a_file_is_refused_once(
    here: Run, output: str, paths: list[str]
) -> None:
    put("top/a.txt", "top/b.txt")
    put("file", data=b"Not ours.\n")
    message = f"-o {output.rstrip('/')}: file is not a folder; name another one"
    assert faults(here("-o", output, *paths)) == [f"{message}; see 'garmentclean clean --help'"]
    assert Path("file").read_bytes() == b"Not ours.\n"


@pytest.mark.parametrize("paths", [["top"], ["top/a.txt", "top/b.txt", "top/z.txt"]])
def test_a_folder_in_the_place_of_an_output_file_is_reported(here: Run, paths: list[str]) -> None:
    put("top/a.txt", "top/b.txt", "top/z.txt", "out/b.txt/kept.txt")
    assert faults(here("-o", "out", "-q", *paths)) == [
        "out/b.txt: cannot write this file: Is a directory"
    ]
    assert Path("out/b.txt/kept.txt").read_bytes() == RAW
    assert Path("out/a.txt").read_bytes() == Path("out/z.txt").read_bytes() == CLEAN


def test_a_file_in_the_place_of_an_output_folder_is_reported(here: Run) -> None:
    put("top/a.txt", "top/sub/b.txt", "top/z.txt", "out/sub")
    assert faults(here("-o", "out", "-q", "top")) == [
        "out/sub/b.txt: cannot write this file: Not a directory"
    ]
    assert Path("out/sub").read_bytes() == RAW
    assert Path("out/a.txt").read_bytes() == Path("out/z.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_without_write_permission_is_reported(
    here: Run, monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    put("top/a.txt", "top/sub/b.txt", "top/z.txt")

    real = Folder.make

    def refuse(folder: Folder, name: str) -> BinaryIO:
        if Path(folder.path).name == "sub":
            raise PermissionError(13, "Permission denied", name)
        return real(folder, name)

    monkeypatch.setattr(Folder, "make", refuse)
    name = f"{'top' if way == ('-w',) else 'out'}/sub/b.txt"
    assert faults(here(*way, "-q", "top")) == [f"{name}: cannot write this file: Permission denied"]
    assert Path("top/sub/b.txt").read_bytes() == RAW
    assert done_in(way, "top/a.txt") == done_in(way, "top/z.txt") == CLEAN


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_reported_for_each_file_without_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...], jobs: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = shutil.which("sh")
    assert shell
    put("top/a.txt", "top/z.txt")
    big = RAW + b"Cloth.\n" * 20_000
    put("top/b.txt", data=big)
    program = f"ulimit -f 64; exec '{sys.executable}' -m garmentclean \"$@\""
    options = [*way, "-q", "top", "--isolated", "--no-cache", "--jobs", jobs]
    done = subprocess.run(
        [shell, "-c", program, "sh", *options, "--select", "trans,return-link"],
        capture_output=True,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
    )
    name = "top/b.txt" if way == ("-w",) else "out/b.txt"
    assert faults(done) == [f"{name}: cannot write this file: File too large"]
    assert Path("top/b.txt").read_bytes() == big
    assert not Path("out/b.txt").exists()
    assert done_in(way, "top/a.txt") == done_in(way, "top/z.txt") == CLEAN


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [["--check"], ["--diff"], []])
def test_a_stdout_that_is_full_ends_the_run(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "garmentclean", "a.txt", *options, "--isolated"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=tmp_path,
        )
    assert (done.returncode, done.stderr) == (
        2,
        b"garmentclean: cannot write to stdout: No space left on device\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.fixture
def strange(tmp_path: Path) -> list[str]:
    """Write files whose names break lines, control terminals, and are not UTF-8."""
    names = [os.fsdecode(name) for name in NAMES]
    (tmp_path / "top").mkdir()
    for name in names:
        try:
            (tmp_path / "top" / name).write_bytes(RAW)
        except OSError:
            pytest.skip("this file system takes UTF-8 only")
    return names


ESCAPED = [b"top/caf\xe9.txt", rb"top/esc\x1b[1m.txt", rb"top/new\nline.txt"]


@pytest.mark.parametrize("way", WAYS)
def test_files_with_strange_names_are_cleaned_and_reported_on_one_line_each(
    here: Run, strange: list[str], way: tuple[str, ...]
) -> None:
    done = here(*way, "-v", "top")
    assert done.returncode == 0
    summary = b": 2 edits, 3 words removed (42.9 %)"
    assert done.stderr.splitlines()[:3] == [b"garmentclean: " + name + summary for name in ESCAPED]
    for name in strange:
        assert done_in(way, f"top/{name}") == CLEAN
    assert len([*Path("top").iterdir()]) == 3


def test_errors_about_strange_names_are_one_line_each(here: Run, strange: list[str]) -> None:
    for name in strange:
        Path("top", name).unlink()
        pipe(f"top/{name}")
    put("top/z.txt")
    lines = here("--check", "-q", "top").stderr.splitlines()
    message = b": is no regular file; left out"
    assert lines == [b"garmentclean: " + name + message for name in ESCAPED]


@pytest.mark.usefixtures("strange")
def test_hooks_get_strange_names_on_one_line_each(here: Run) -> None:
    done = here("-w", "-q", "--exit-non-zero-on-change", "top")
    rules = ": house/return ×1, house/trans ×1".encode()
    assert done.returncode == 1
    assert done.stdout.splitlines() == [b"Fixing " + name + rules for name in ESCAPED]


@pytest.mark.usefixtures("strange")
def test_findings_in_strange_names_are_one_line_each(here: Run) -> None:
    lines = here("--check", "-q", "top").stdout.splitlines()
    assert [line.split(b":")[:2] for line in lines] == [
        [name, number] for name in ESCAPED for number in (b"2", b"3")
    ]


def test_findings_in_strange_names_are_valid_json(here: Run, strange: list[str]) -> None:
    findings = json.loads(here("--check", "-q", "--format", "json", "top").stdout)
    assert [one["path"] for one in findings] == [f"top/{name}" for name in strange for _ in "23"]


@pytest.mark.usefixtures("strange")
def test_findings_in_strange_names_are_one_workflow_command_each(here: Run) -> None:
    lines = here("--check", "-q", "--format", "github", "top").stdout.decode().split("\n")
    names = ["caf\\udce9.txt", "esc\x1b[1m.txt", "new%0Aline.txt"]
    assert [line.split(",")[0] for line in lines[:-1]] == [
        f"::warning file=top/{name}" for name in names for _ in "23"
    ]


@pytest.mark.parametrize("tool", [("git", "apply", "-p0"), ("patch", "-p0")])
def test_the_diff_of_strange_names_can_be_applied(
    here: Run, strange: list[str], tool: tuple[str, ...]
) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not here")
    done = here("--diff", "-q", "top")
    assert [line for line in done.stdout.splitlines() if line.startswith(b"+++")] == [
        b"+++ top/caf\xe9.txt",
        rb'+++ "top/esc\033[1m.txt"',
        rb'+++ "top/new\012line.txt"',
    ]
    subprocess.run(tool, input=done.stdout, check=True, capture_output=True)
    for name in strange:
        assert Path("top", name).read_bytes() == CLEAN


def test_strange_names_are_restored_from_the_ledger(here: Run, strange: list[str]) -> None:
    assert here("-w", "-q", "--ledger", "l.jsonl", "top").returncode == 0
    assert len(Path("l.jsonl").read_bytes().splitlines()) == 4
    done = here("restore", "-w", "--ledger", "l.jsonl", "top")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    for name in strange:
        assert Path("top", name).read_bytes() == RAW
