"""Sources: the documents that paths name, one by one."""

from __future__ import annotations

import os.path
import sys
from contextlib import nullcontext
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus import files, jsonl
from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.formats import ENDINGS, LINES, PARQUET, TEXT, format_of
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

Cells = tuple[bytes | None, ...]
STDIN = "<stdin>"
KINDS = {TEXT: ".txt, .md, ...", LINES: ".jsonl", PARQUET: ".parquet"}
"""What a folder is said to have none of."""


class Source(NamedTuple):
    """A document to be read.

    Attributes:
        path: its file; None for what is piped in.
        place: where it lies in an output folder.
        named: whether the user named it, rather than a folder above it.
        row: the number of its row in the file, from 1; 0 for a document that is a whole file.
        line: in JSON Lines, that row, with its end.
        piece: of a line that is too long to be an article, which piece this is, from 1.
        form: of a row, what its file holds.
        cells: in Parquet, the texts of that row, one for each field; None for a null.
        problem: why it cannot be read; then there is no document.
        target: the file that is to get its clean text, if any.
    """

    path: Path | None
    place: Path
    named: bool = True
    row: int = 0
    line: bytes = b""
    piece: int = 0
    form: str = TEXT
    cells: Cells = ()
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

    def read(self, limit: int = sys.maxsize) -> bytes:
        """Read the bytes of the document; GarmentcleanError if it cannot be, or has too many."""
        if self.row:
            return self.line.removesuffix(b"\n")
        if self.path is not None:
            return files.read_bytes(self.path, limit)
        data = stdin().read(min(limit, sys.maxsize - 1) + 1)
        if len(data) > limit:
            raise files.TooLargeError(self.name, limit)
        return data


class Reading(NamedTuple):
    """What files hold, and which documents are in their rows.

    Attributes:
        form: `text`, `jsonl` or `parquet`; empty to leave that to the names of the files.
        fields: the columns of the texts, in Parquet.
        limit: how many bytes a row of JSON Lines may have.
    """

    form: str = ""
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize


BY_NAME = Reading()


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
    reading: Reading = BY_NAME,
    skip: Collection[Path] = (),
) -> Iterator[Source]:
    """Yield the documents that paths name: files, text files of folders, stdin for `-` or no path.

    Args:
        paths: the paths. The only folder is mirrored from its own top; of several paths, each
            keeps its name.
        error: is told of a folder that cannot be read; the others go on.
        note: is told of a folder without text files.
        reading: what the files hold, and which documents are in their rows.
        skip: files and folders that are left out of folders: what runs write.
    """
    paths = [*paths] or [Path("-")]
    form = reading.form
    inside = form or TEXT
    for path in paths:
        if str(path) == "-":
            piped = Source(None, Path("stdin.jsonl" if form == LINES else "stdin.txt"))
            yield from documents(piped, inside, reading)
        elif not os.path.isdir(path):
            yield from documents(Source(path, Path(path.name)), format_of(path, form), reading)
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            found = files.text_files(path, error, suffixes=ENDINGS[inside])
            for source in in_folder(path, top, found, note, form=inside, skip=skip):
                yield from documents(source, inside, reading)


def in_folder(  # noqa: PLR0913 - each is one thing
    folder: Path,
    top: Path,
    found: Iterable[Path],
    note: Callable[[str], None],
    *,
    form: str,
    skip: Collection[Path],
) -> Iterator[Source]:
    """Yield a tree's files, each with its place below `top`."""
    file = None
    inside = Path(realpath(folder))  # what is written above it, or to it, leaves nothing out
    skipped = [path for path in map(realpath, skip) if not inside.is_relative_to(path)]
    for file in found:
        if not any(map(Path(realpath(file)).is_relative_to, skipped)):
            yield Source(file, top / file.relative_to(folder), named=False)
    if file is None:
        note(f"{folder}: no text files ({KINDS[form]}) in this folder")


def documents(source: Source, form: str, reading: Reading) -> Iterator[Source]:
    """Yield the documents of a file: itself, or one for each row.

    One that cannot be read to its end is a problem behind its rows. An empty one has one empty
    row, so that it is written, too.

    Args:
        source: the file.
        form: what it holds.
        reading: which documents are in its rows.
    """
    if form == TEXT:
        yield source
        return
    try:
        if form == PARQUET and source.path:
            from garmentclean.corpus import parquet  # noqa: PLC0415 - pyarrow is an extra

            yield from parquet.rows(source, source.path, reading.fields)
        else:
            opened = unpacked(source.path) if source.path else nullcontext(stdin())
            yield from jsonl.rows(source, opened, reading.limit)
    except OSError as failure:
        problem = f"{source.name}: cannot read this file: {failure.strerror}"
        yield source._replace(problem=problem)
    except GarmentcleanError as failure:
        yield source._replace(problem=str(failure))
