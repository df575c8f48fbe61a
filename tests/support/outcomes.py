"""What a run of the command leaves behind: messages, the files of a folder, and JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


def messages(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the lines of stderr, without the name of the program."""
    return [line.removeprefix("garmentclean: ") for line in stderr_lines(done)]


def stderr_lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the lines of stderr."""
    return stderr(done).splitlines()


def stderr(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the text of stderr; bytes that are not UTF-8 are surrogates."""
    return done.stderr.decode("utf-8", "surrogateescape")


def files(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files below a folder except caches, by their relative names."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths(folder)}


def times(folder: Path) -> dict[str, int]:
    """Return when each file below a folder was last changed, in nanoseconds."""
    return {str(path): path.stat().st_mtime_ns for path in paths(folder)}


def paths(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, except caches."""
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db")


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON Lines, such as a ledger."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]
