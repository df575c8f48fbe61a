"""Ledgers that were changed, cut off or mixed up: one line, exit code 2, and nothing is written."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from garmentclean.errors import LedgerError
from garmentclean.ledger.history import History
from garmentclean.ledger.lines import sealed
from garmentclean.ledger.reader import read

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = {
    "a.txt": b"One loom.\nReturn to list\nThe pformation\xff.\n",
    "b.txt": "Zwei “Webstühle”.\r\nReturn to list\r\n".encode(),
    "c.txt": b"Nothing to do.\n",
}
NAMES = ["l.jsonl", "l.jsonl.gz", "l.jsonl.zst"]


@pytest.fixture
def folder(here: Run, tmp_path: Path) -> Path:
    """Clean three files with a ledger of each kind."""
    for ledger in NAMES:
        for name, data in RAW.items():
            (tmp_path / name).write_bytes(data)
        assert here("-w", *RAW, "--ledger", ledger).returncode == 0
    return tmp_path


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    paths = [path for path in folder.iterdir() if path.is_file()]
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def assert_refused(here: Run, folder: Path, ledger: str, *options: str) -> str:
    before = state(folder)
    done = here("restore", "-w", *RAW, "--ledger", ledger, *options)
    assert (done.returncode, done.stdout) == (2, b"")
    assert state(folder) == before
    message = done.stderr.decode()
    assert message.startswith("garmentclean: ")
    assert message.count("\n") == 1
    return message


def comes_back(path: Path, clean: dict[str, bytes], *, partial: bool = False) -> bool:
    """Return whether a ledger can be read; if so, check that all it restores is right."""
    try:
        history = History(read(path, partial=partial).entries)
    except LedgerError as error:
        assert "\n" not in str(error)  # noqa: PT017 - there may be none
        return False
    for name, data in clean.items():
        assert history.restore(data, name).data == RAW[name]
    return True


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_byte_is_detected(folder: Path, name: str) -> None:
    clean = {name: (folder / name).read_bytes() for name in RAW}
    data = (folder / name).read_bytes()
    path = folder / f"bad-{name}"
    harmless = 0
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        harmless += comes_back(path, clean)
    # some bytes of a gzip member or a Zstandard frame say nothing of what is in it
    assert harmless < (1 if name == "l.jsonl" else len(data) * 0.1)


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_cut_off_anywhere_is_reported_or_ends_between_lines(
    folder: Path, name: str
) -> None:
    data = (folder / name).read_bytes()
    path = folder / f"cut-{name}"
    whole = 0
    for length in range(first_line(data, name) - 9, len(data)):
        path.write_bytes(data[:length])
        whole += comes_back(path, {})
        assert comes_back(path, {}, partial=True) == (length >= first_line(data, name))
    assert whole == 3  # behind the lines of the run, of a.txt and of b.txt


def first_line(data: bytes, name: str) -> int:
    mark = {"l.jsonl": b"\n", "l.jsonl.gz": b"\x1f\x8b\x08", "l.jsonl.zst": b"\x28\xb5\x2f\xfd"}
    return data.index(mark[name], 1) + (name == "l.jsonl")


@pytest.mark.parametrize("length", [1, 20, 400])
@pytest.mark.parametrize("name", NAMES)
def test_partial_skips_a_line_that_is_cut_off(
    here: Run, folder: Path, name: str, length: int
) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:-length])
    message = assert_refused(here, folder, name)
    assert message.endswith("--partial skips that line\n")
    done = here("restore", "a.txt", "--partial", "--ledger", name)
    assert (done.returncode, done.stdout) == (0, RAW["a.txt"])
    done = here("restore", "c.txt", "--partial", "--ledger", name)
    assert done.returncode == 2
    assert b"c.txt: is not in this ledger" in done.stderr


CHANGES = {
    "rule": lambda entry: entry["edits"][0].update(rule="house/other"),
    "start": lambda entry: entry["edits"][0].update(start=3),
    "before": lambda entry: entry["edits"][0].update(before="other"),
    "after": lambda entry: entry["edits"][0].update(after="other"),
    "line": lambda entry: entry["edits"][0].update(line=9),
    "no-edits": lambda entry: entry.update(edits=[]),
    "half-of-the-edits": lambda entry: entry.update(edits=entry["edits"][:1]),
    "another-order": lambda entry: entry.update(edits=entry["edits"][::-1]),
    "document": lambda entry: entry.update(document="b.txt"),
    "newline": lambda entry: entry.update(newline="crlf"),
    "mark": lambda entry: entry.update(bom=True),
    "before-checksum": lambda entry: entry["sha256"].update(before="0" * 64),
    "after-checksum": lambda entry: entry["sha256"].update(after="0" * 64),
    "words": lambda entry: entry.update(words=1),
}
SEALED = {
    "start": "do not lead to the original's checksum",
    "before": "do not lead to the original's checksum",
    "after": "the ledger's edits do not fit",
    "no-edits": "do not lead to the original's checksum",
    "half-of-the-edits": "do not lead to the original's checksum",
    "mark": "do not lead to the original's checksum",
    "before-checksum": "do not lead to the original's checksum",
    "after-checksum": "was changed after it was cleaned",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_error_names_an_edited_line(
    here: Run, folder: Path, change: Callable[[dict[str, object]], None]
) -> None:
    lines = (folder / "l.jsonl").read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[1])
    change(entry)
    lines[1] = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    (folder / "l.jsonl").write_bytes(b"".join(lines))
    assert assert_refused(here, folder, "l.jsonl") == (
        "garmentclean: l.jsonl:2: was changed after it was written; undo the change, or use "
        "a copy of the ledger\n"
    )


@pytest.mark.parametrize("name", SEALED)
def test_an_edited_line_with_a_new_seal_restores_nothing_wrong(
    here: Run, folder: Path, name: str
) -> None:
    lines = (folder / "l.jsonl").read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[1])
    CHANGES[name](entry)
    del entry["seal"]
    lines[1] = sealed(entry)
    (folder / "l.jsonl").write_bytes(b"".join(lines))
    before = state(folder)
    done = here("restore", "-w", *RAW, "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")
    assert state(folder) == before
    message, last = done.stderr.decode().splitlines()
    assert message.startswith("garmentclean: a.txt: ")
    assert SEALED[name] in message
    assert last.startswith("garmentclean: nothing was written")


def test_lines_of_other_documents_may_be_removed_moved_or_repeated(here: Run, folder: Path) -> None:
    first, *rest = (folder / "l.jsonl").read_bytes().splitlines(keepends=True)
    for lines in (rest[:1], rest[::-1], rest * 3, [first, *rest, first]):
        (folder / "l.jsonl").write_bytes(first + b"".join(lines))
        assert here("restore", "a.txt", "--ledger", "l.jsonl").stdout == RAW["a.txt"]
    (folder / "l.jsonl").write_bytes(first + b"".join(rest[1:]))
    done = here("restore", "a.txt", "--ledger", "l.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"a.txt: is not in this ledger; look for the one of its run" in done.stderr


NO_LEDGER = "is not a ledger; give the file that --ledger wrote"
STRANGE = {
    "empty": (b"", "is empty; a ledger has at least one line"),
    "text": (b"One loom.\nTwo looms.\n", NO_LEDGER),
    "json": (b'{"document":"a.txt","edits":[]}\n', NO_LEDGER),
    "list": (b'["ledger"]\n', NO_LEDGER),
    "binary": (bytes(range(256)) + b"\n", NO_LEDGER),
    "utf-16": (b'\xff\xfe{\0"\0\n', NO_LEDGER),
    "blank": (b"\n", NO_LEDGER),
    "deep": (b"[" * 100_000 + b"\n", NO_LEDGER),
    "long-number": (b'{"ledger":' + b"1" * 5000 + b"}\n", NO_LEDGER),
    "no-seal": (b'{"ledger":1}\n', "1: was changed after it was written"),
    "later": (b'{"ledger":2,"seal":"x"}\n', "is in format 2, and this garmentclean knows format 1"),
    "lacking": (sealed({"ledger": 1, "rules": 7}), "1: this run's 'tool' is missing; the ledger"),
    "no-line-end": (b'{"ledger":1}', "its last line is cut off"),
}


@pytest.mark.parametrize(("data", "message"), STRANGE.values(), ids=STRANGE)
def test_a_file_that_is_not_a_ledger_is_reported(
    here: Run, folder: Path, data: bytes, message: str
) -> None:
    (folder / "x").write_bytes(data)
    for options in ([], ["--rule", "trans"]):
        stderr = assert_refused(here, folder, "x", *options)
        assert stderr.startswith("garmentclean: x:")
        assert message in stderr


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_ledger_not_compressed_as_its_name_says_is_reported(
    here: Run, folder: Path, suffix: str
) -> None:
    (folder / f"x{suffix}").write_bytes((folder / "l.jsonl").read_bytes())
    assert f"is damaged, or not a {suffix} file" in assert_refused(here, folder, f"x{suffix}")
    (folder / "y").write_bytes((folder / f"l.jsonl{suffix}").read_bytes())
    assert NO_LEDGER in assert_refused(here, folder, "y")


def test_a_ledger_that_cannot_be_opened_is_reported(here: Run, folder: Path) -> None:
    assert "none: cannot read this ledger: No such" in assert_refused(here, folder, "none")
    os.mkdir(folder / "sub")
    assert "sub: no ledgers (*.parquet) in this folder" in assert_refused(here, folder, "sub")
