from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

import pytest

from garmentclean.corpus import compression
from garmentclean.corpus.files import opened

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

ROWS = b'{"text": "A loom.\\nReturn to list\\nA pformation.", "id": 7}\n{"text": "A loom."}\n'
CLEAN = b'{"text": "A loom.\\nA transformation.", "id": 7}\n{"text": "A loom."}\n'


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


BROKEN = (
    b"[1, 2]\n"
    b'{"text": "A pformation."}\n'
    b'{"text": null}\n'
    b'{"title": "A pformation."}\n'
    b'{"text": "A pformation.", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    b"\n"
    b'{"text": "Caf\xe9 pformation."}\n'
    b'{"text": "A pformation!"}\n'
    b'{"text": "A pformation'
)
ERRORS = [
    "1: is no JSON object; left as it is",
    "3: 'text' is no text; name the text's key with --text-field",
    "4: has no key 'text'; name the text's with --text-field",
    "5: is no JSON object; left as it is",
    "7: is not UTF-8; left as it is",
    "9: is no JSON object; left as it is",
]


@pytest.mark.parametrize("mode", ["", "--check", "--diff", "-w", "-o=out.jsonl"])
def test_broken_rows_are_reported_with_their_numbers_and_unchanged(
    here: Run, tmp_path: Path, mode: str
) -> None:
    path = put(tmp_path, "a.jsonl", BROKEN)
    args = mode.split("=") if mode else []
    done = here("-q", *args, "a.jsonl")
    lines = done.stderr.decode().splitlines()
    assert lines == [f"garmentclean: a.jsonl:{error}" for error in ERRORS]
    assert done.returncode == 2
    clean = BROKEN.replace(b'{"text": "A pformation."}', b'{"text": "A transformation."}')
    clean = clean.replace(b"pformation!", b"transformation!")
    made = {"": done.stdout, "-w": path.read_bytes()}
    if mode.startswith("-o"):
        made[mode] = (tmp_path / "out.jsonl").read_bytes()
    assert made.get(mode, clean) == clean
    assert path.read_bytes() == (clean if mode == "-w" else BROKEN)


def test_files_that_cannot_be_read_do_not_stop_the_others(here: Run, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", ROWS)
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "folder.jsonl" / "in.txt").write_bytes(b"A pformation.\n")
    done = here("-q", "none.jsonl", "a.jsonl", "folder.jsonl", "-o", "out")
    assert done.stderr.decode().splitlines() == [
        "garmentclean: none.jsonl: cannot read this file: No such file or directory"
    ]
    assert done.returncode == 2
    assert (tmp_path / "out" / "a.jsonl").read_bytes() == CLEAN
    assert (tmp_path / "out" / "folder.jsonl" / "in.txt").exists()


@pytest.mark.parametrize(
    "args", [["-w"], ["-o", "out"], ["-w", "--quarantine", "q", "--max-loss", "0.3"]]
)
def test_nothing_is_written_of_a_file_that_is_cut_off(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    paths = [put(tmp_path, name, ROWS) for name in ("a.jsonl", "b.jsonl")]

    def break_off(path: Path, within: Path | None) -> Any:
        file = opened(path, within)
        return Broken(file) if path.name == "a.jsonl" else file

    monkeypatch.setattr(compression, "opened", break_off)
    done = here("-q", *args, "a.jsonl", "b.jsonl")
    monkeypatch.undo()
    assert b"garmentclean: a.jsonl: cannot read this file: Input/output error\n" in done.stderr
    assert done.returncode == 2
    assert paths[0].read_bytes() == ROWS
    assert not (tmp_path / "out" / "a.jsonl").exists()
    assert not (tmp_path / "q" / "a.jsonl").exists()
    assert not [*tmp_path.rglob(".*.tmp")]


class Broken:
    """A file whose disk fails after the first line."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read1(self, _: int) -> Any:
        if self._file.tell():
            raise OSError(5, os.strerror(5))
        return self._file.readline()


def test_an_output_onto_its_input_is_reported_once(here: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", ROWS)
    done = here("-q", "a.jsonl", "-o", "./a.jsonl")
    message = "garmentclean: a.jsonl: -o would overwrite its own input; use --write"
    assert done.stderr.decode().splitlines() == [message]
    assert done.returncode == 2
    assert path.read_bytes() == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_file_in_utf_16_is_one_error(here: Run, tmp_path: Path, encoding: str) -> None:
    raw = ("\ufeff" + ROWS.decode().replace("\n", "\r\n")).encode(encoding)
    (tmp_path / "a.jsonl").write_bytes(raw)
    (tmp_path / "b.jsonl").write_bytes(ROWS)
    done = here("-q", "-w", "a.jsonl", "b.jsonl")
    message = f"garmentclean: a.jsonl: is in {encoding}; convert it to UTF-8\n"
    assert (done.returncode, done.stderr.decode()) == (2, message)
    assert (tmp_path / "a.jsonl").read_bytes() == raw
    assert b"transformation" in (tmp_path / "b.jsonl").read_bytes()
