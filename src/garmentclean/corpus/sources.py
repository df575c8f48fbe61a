"""Sources: the documents that paths name, one by one."""

from __future__ import annotations

import os.path
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from garmentclean.corpus import files
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from garmentclean.corpus.walk import Walk

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
        within: the folder that it was found in, which no link may lead it out of.
        seen: what its file looked like when it was opened.
        known: what an earlier run told of the file, which then is not read again.
        called: what the user calls what is piped in; empty for nothing in particular.
        excluded: whether what is piped in goes on as it is, because of what it is called.
    """

    path: Path | None
    place: Path
    named: bool = True
    row: int = 0
    line: bytes = b""
    problem: str = ""
    target: Path | None = None
    within: Path | None = None
    seen: files.Seen | None = None
    known: str = ""
    called: str = ""
    excluded: bool = False

    @property
    def like(self) -> Path | None:
        """The path that tells which rules run, and what there is in the file; it need not be."""
        return self.path or (Path(self.called) if self.called else None)

    @property
    def name(self) -> str:
        """What messages call it."""
        name = str(self.like or STDIN)
        return f"{name}:{self.row}" if self.row else name

    @property
    def size(self) -> int:
        """How many bytes of its file it stands for."""
        return len(self.line) if self.row else self.seen.size if self.seen else 0

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
            return files.read_bytes(self.path, self.within)
        return stdin().read()


def stdin() -> BinaryIO:
    """Return what is piped in, as bytes; GarmentcleanError if it is closed."""
    if sys.stdin is None:
        raise GarmentcleanError(f"{STDIN}: is closed; pipe text in, or name a file")
    return sys.stdin.buffer


def sources(  # noqa: PLR0913 - each is one thing
    paths: Iterable[Path],
    walk: Walk,
    error: Callable[[str], None],
    note: Callable[[str], None],
    *,
    force_exclude: bool = False,
    stdin_name: str = "",
) -> Iterator[Source]:
    """Yield the files that paths name: themselves, the articles of folders, stdin for `-`.

    Args:
        paths: the paths; none is as good as `-`. The only folder is mirrored from its own top; of
            several paths, each keeps its name.
        walk: finds the articles of a folder.
        error: is told of a folder that cannot be read; the others go on.
        note: is told of a folder without articles.
        force_exclude: whether patterns leave out files that are named, too.
        stdin_name: what to call what is piped in; if patterns leave that out, it goes on as it is.
    """
    paths = [*paths] or [Path("-")]
    for path in paths:
        if str(path) == "-":
            place, name = Path(Path(stdin_name).name or "stdin"), stdin_name
            out = bool(name) and force_exclude and walk.excludes(Path(name), error)
            yield Source(None, place, called=name, excluded=out)
        elif not os.path.isdir(path):
            if not (force_exclude and walk.excludes(path, error)):
                yield Source(path, Path(path.name))
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            yield from in_folder(path, top, walk, error, note)


def in_folder(
    folder: Path,
    top: Path,
    walk: Walk,
    error: Callable[[str], None],
    note: Callable[[str], None],
) -> Iterator[Source]:
    """Yield the articles of a tree, each with its place below `top`."""
    file, before = None, walk.left_out
    for file in walk.files(folder, error):
        yield Source(file, top / file.relative_to(folder), named=False, within=folder)
    if file is None:
        kinds = ", ".join(sorted(walk.suffixes - {""})) or "any"
        left_out = walk.left_out - before
        some = f"; {left_out:,} left out by patterns" if left_out else ""
        note(f"{folder}: no articles ({kinds}) in this folder{some}")


def documents(found: Iterable[Source], *, rows: bool | None = None) -> Iterator[Source]:
    """Yield the documents of files: each file as one, or each of its rows.

    Args:
        found: the files.
        rows: whether each line of a file is a document in a JSON object; None leaves that to the
            names of the files.
    """
    for source in found:
        if source.path is not None:
            source = source._replace(seen=files.Seen.of(source.path))  # noqa: PLW2901 - the same
        if source.known or source.excluded:
            yield source
            continue
        in_rows = is_row_file(source.like) if rows is None else rows
        if source.like is None:
            source = source._replace(place=Path("stdin.jsonl" if in_rows else "stdin.txt"))  # noqa: PLW2901
        yield from rows_of(source) if in_rows else [source]


def is_row_file(path: Path | None) -> bool:
    """Tell by its name whether a file has a document in each row."""
    return path is not None and path.suffix.lower() in ROW_SUFFIXES


def rows_of(source: Source) -> Iterator[Source]:
    """Yield the rows of a file, each as a document; an empty file has one empty row."""
    try:
        number = 0
        files.check_place(source.path or Path(), source.within)
        with nullcontext(stdin()) if source.path is None else source.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield source._replace(row=number, line=line)
        if not number:
            yield source._replace(row=1)
    except OSError as failure:
        yield source._replace(problem=f"{source.name}: cannot read this file: {failure.strerror}")
    except GarmentcleanError as failure:
        yield source._replace(problem=str(failure))
