"""Sources: the documents that paths name, one by one."""

from __future__ import annotations

import os.path
import sys
from contextlib import nullcontext
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus import files
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

ROW_SUFFIXES = frozenset({".jsonl", ".ndjson"})
STDIN = "<stdin>"


class Source(NamedTuple):
    """A document to be read.

    Attributes:
        path: its file; None for what is piped in.
        place: where it lies in an output folder.
        named: whether the user named it, rather than a folder above it.
        row: the number of its row in a file of JSON Lines, from 1; 0 for a document that is a
            whole file.
        line: that row, with its end.
        problem: why it cannot be read; then there is no document.
        target: the file that is to get its clean text, if any.
    """

    path: Path | None
    place: Path
    named: bool = True
    row: int = 0
    line: bytes = b""
    problem: str = ""
    target: Path | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        name = STDIN if self.path is None else str(self.path)
        return f"{name}:{self.row}" if self.row else name

    @property
    def output(self) -> str | None:
        """What the ledger calls the file, or the row of it, that gets the clean text."""
        if self.target is None:
            return None
        return f"{self.target}:{self.row}" if self.row else str(self.target)

    def read(self) -> bytes:
        """Read the bytes of the document; GarmentcleanError if that cannot be done."""
        if self.row:
            return self.line.removesuffix(b"\n")
        if self.path is not None:
            return files.read_bytes(self.path)
        return stdin().read()


def stdin() -> BinaryIO:
    """Return what is piped in, as bytes; GarmentcleanError if it is closed."""
    if sys.stdin is None:
        raise GarmentcleanError(f"{STDIN}: is closed; pipe text in, or name a file")
    return sys.stdin.buffer


def sources(
    paths: Iterable[Path],
    error: Callable[[str], None],
    note: Callable[[str], None],
    *,
    rows: bool | None = None,
    skip: Collection[Path] = (),
) -> Iterator[Source]:
    """Yield the documents that paths name: files, text files of folders, stdin for `-` or no path.

    Args:
        paths: the paths. The only folder is mirrored from its own top; of several paths, each
            keeps its name.
        error: is told of a folder that cannot be read; the others go on.
        note: is told of a folder without text files.
        rows: whether each line of a file is a document in a JSON object; None leaves that to the
            names of the files.
        skip: files and folders that are left out of folders: what runs write.
    """
    paths = [*paths] or [Path("-")]
    suffixes = ROW_SUFFIXES if rows else files.TEXT_SUFFIXES
    for path in paths:
        if str(path) == "-":
            piped = Source(None, Path("stdin.jsonl" if rows else "stdin.txt"))
            yield from documents(piped, rows=bool(rows))
        elif not os.path.isdir(path):
            in_rows = path.suffix.lower() in ROW_SUFFIXES if rows is None else rows
            yield from documents(Source(path, Path(path.name)), rows=in_rows)
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            found = files.text_files(path, error, suffixes=suffixes)
            yield from in_folder(path, top, found, note, rows=bool(rows), skip=skip)


def in_folder(  # noqa: PLR0913 - each is one thing
    folder: Path,
    top: Path,
    found: Iterable[Path],
    note: Callable[[str], None],
    *,
    rows: bool,
    skip: Collection[Path],
) -> Iterator[Source]:
    """Yield the documents of a tree's files, each with its place below `top`."""
    file = None
    inside = Path(realpath(folder))  # what is written above it, or to it, leaves nothing out
    skipped = [path for path in map(realpath, skip) if not inside.is_relative_to(path)]
    for file in found:
        if not any(map(Path(realpath(file)).is_relative_to, skipped)):
            source = Source(file, top / file.relative_to(folder), named=False)
            yield from documents(source, rows=rows)
    if file is None:
        note(f"{folder}: no text files ({'.jsonl' if rows else '.txt, .md, ...'}) in this folder")


def documents(source: Source, *, rows: bool) -> Iterator[Source]:
    """Yield a file as one document, or as one for each row; an empty file has one empty row."""
    if not rows:
        yield source
        return
    try:
        number = 0
        with nullcontext(stdin()) if source.path is None else source.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield source._replace(row=number, line=line)
        if not number:
            yield source._replace(row=1)
    except OSError as failure:
        name = STDIN if source.path is None else source.path
        yield source._replace(problem=f"{name}: cannot read this file: {failure.strerror}")
    except GarmentcleanError as failure:
        yield source._replace(problem=str(failure))
