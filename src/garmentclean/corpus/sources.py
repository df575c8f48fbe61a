"""Sources: the files that paths name, one by one."""

from __future__ import annotations

import io
import os.path
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from garmentclean.corpus import files
from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.leftout import nothing
from garmentclean.corpus.remote import Remote, Url
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from garmentclean.corpus.seen import Seen
    from garmentclean.corpus.walk import Walk

Cells = tuple[bytes | None, ...]
STDIN = "<stdin>"


class Source(NamedTuple):
    """A document to be read.

    Attributes:
        path: its file; None for what is piped in.
        place: where it lies in an output folder.
        named: whether the user named it, rather than a folder above it.
        row: the number of its row in the file, from 1; 0 for a document that is a whole file.
        line: in JSON Lines, that row, with its end.
        rows: of several rows of JSON Lines at once, how many they are; then `row` is the number of
            the first one, and `line` is all of them.
        piece: of a line that is too long to be an article, which piece this is, from 1.
        form: of a row, what its file holds.
        cells: in Parquet, the texts of that row, one for each field; None for a null.
        site: in Parquet, what the column of the site has in that row.
        problem: why it cannot be read, or is not cleaned; then there is no document.
        refused: whether that is because it holds neither an article nor rows.
        ahead: of what is piped in, the bytes that were read to see what it holds.
        target: the file that is to get its clean text, if any.
        within: the folder that it was found in, which no link may lead it out of.
        seen: what its file looked like when it was opened.
        known: the outcome that an earlier run had for the file, which then is not read again.
        called: what the user calls what is piped in, or fetched; empty for nothing in particular.
        published: the address where the target goes, if it goes elsewhere.
        excluded: whether what is piped in goes on as it is, because of what it is called.
    """

    path: Path | None
    place: Path
    named: bool = True
    row: int = 0
    line: bytes = b""
    rows: int = 1
    piece: int = 0
    form: str = TEXT
    cells: Cells = ()
    site: str = ""
    problem: str = ""
    refused: bool = False
    ahead: bytes = b""
    target: Path | None = None
    within: Path | None = None
    seen: Seen | None = None
    known: Any = None
    called: str = ""
    excluded: bool = False
    published: str = ""

    @property
    def like(self) -> Path | None:
        """The path that tells which rules run, and what there is in the file; it need not be."""
        return Path(self.called) if self.called else self.path

    @property
    def name(self) -> str:
        """What messages call it."""
        name = self.name_of_file
        return f"{name}:{self.row}" if self.row else name

    @property
    def name_of_file(self) -> str:
        """What tells which rules run: the name of its file, whatever row it is."""
        return self.called or str(self.path or STDIN)

    @property
    def size(self) -> int:
        """How many bytes of its file it stands for."""
        if self.row:
            return len(self.line) + sum(len(cell or b"") for cell in self.cells)
        return self.seen.size if self.seen else 0

    @property
    def output(self) -> str | None:
        """What the ledger calls the file, or the row of it, that gets the clean text."""
        if self.target is None:
            return None
        name = self.published or str(self.target)
        return f"{name}:{self.row}" if self.row else name

    def apart(self) -> Iterator[Source]:
        """Yield each of its rows by itself."""
        for number, line in enumerate(io.BytesIO(self.line), self.row):
            yield self._replace(row=number, line=line, rows=1)

    def read(self, limit: int = sys.maxsize) -> bytes:
        """Read the bytes of the document; GarmentcleanError if it cannot be, or has too many."""
        if self.row:
            return self.line.removesuffix(b"\n")
        if self.path is not None:
            in_place = self.target == self.path
            seen = self.seen if in_place else None
            return files.read_bytes(self.path, limit, self.within, seen)
        left = limit + 1 - len(self.ahead)
        data = self.ahead + stdin().read(-1 if limit == sys.maxsize else max(left, 0))
        if len(data) > limit:
            raise files.TooLargeError(self.name, limit, begun=data)
        return data


def stdin() -> BinaryIO:
    """Return what is piped in, as bytes; GarmentcleanError if it is closed."""
    if sys.stdin is None:
        raise GarmentcleanError(f"{STDIN}: is closed; pipe text in, or name a file")
    return sys.stdin.buffer


def piped(ahead: bytes) -> BinaryIO:
    """Return what is piped in, with the bytes that were read of it before.

    Raises GarmentcleanError if it is closed.
    """
    return cast("BinaryIO", io.BufferedReader(_Rejoined(ahead, stdin()))) if ahead else stdin()


class _Rejoined(io.RawIOBase):
    """A stream, and before it the bytes that were read of it."""

    def __init__(self, ahead: bytes, rest: BinaryIO) -> None:
        self._ahead, self._rest = memoryview(ahead), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._ahead[: len(buffer)]
        self._ahead = self._ahead[len(data) :]
        if not data:
            data = self._rest.read1(len(buffer))  # type: ignore[attr-defined]
        buffer[: len(data)] = data
        return len(data)


def sources(  # noqa: PLR0913 - each is one thing
    paths: Iterable[Path],
    walk: Walk,
    error: Callable[[str], None],
    note: Callable[[str], None],
    *,
    force_exclude: bool = False,
    stdin_name: str = "",
    remote: Remote | None = None,
) -> Iterator[Source]:
    """Yield the files that paths name: themselves, the articles of folders, stdin for `-`.

    Args:
        paths: the paths; none is as good as `-`. The only folder is mirrored from its own top; of
            several paths, each keeps its name.
        walk: finds the articles of a folder.
        error: is told of a folder that cannot be read, while the others go on; and of folders
            without articles, if nothing else was named.
        note: is told of a folder without articles, if something else was named, and of what is
            left out of folders for what it is.
        force_exclude: whether patterns leave out files that are named, too.
        stdin_name: what to call what is piped in; if patterns leave that out, it goes on as it is.
        remote: fetches the files of addresses; without it, there are none.
    """
    paths = [*paths] or [Path("-")]
    without: list[str] = []  # what is to be said of folders without articles
    for path in paths:
        if str(path) == "-":
            place, name = Path(Path(stdin_name).name or "stdin"), stdin_name
            out = bool(name) and force_exclude and walk.excludes(Path(name), error)
            yield Source(None, place, called=name, excluded=out)
        elif remote and isinstance(path, Url):
            yield from elsewhere(path, walk, error, remote)
        elif not os.path.isdir(path):
            if not (force_exclude and walk.excludes(path, error)):
                yield Source(path, Path(path.name))
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            message = yield from in_folder(path, top, walk, error, note)
            without += [message] if message else []
    for message in without:
        (error if len(without) == len(paths) else note)(message)


def elsewhere(
    url: Url, walk: Walk, error: Callable[[str], None], remote: Remote
) -> Iterator[Source]:
    """Yield the files that an address means, each fetched when it is asked for."""
    try:
        for name, place in remote.files(url, walk.suffixes):
            try:
                copy = remote.fetched(name)
            except GarmentcleanError as failure:
                error(str(failure))
            else:
                yield Source(copy, place, not url.is_many, called=name)
    except GarmentcleanError as failure:
        error(str(failure))


def in_folder(
    folder: Path, top: Path, walk: Walk, error: Callable[[str], None], note: Callable[[str], None]
) -> Generator[Source, None, str]:
    """Yield the articles of a tree, each with its place below `top`.

    Returns:
        what to say of a folder without any.
    """
    file, before = None, walk.left.copy()
    above = 0 if folder == Path() else len(os.path.join(folder, ""))  # noqa: PTH118 - with its slash
    for file in walk.files(folder, error, note):
        below = str(file)[above:]  # Path.relative_to takes as long as reading a file
        yield Source(file, top / below, named=False, within=folder)
    if file is not None:
        return ""
    return nothing(str(folder), walk.left.since(before), walk.suffixes, chosen=walk.chooses)
