"""Ledger files: appended to while cleaning, read when something is to be seen or taken back."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Self

from garmentclean.corpus.formats.jsonl import LEDGER
from garmentclean.corpus.outputs import refusal
from garmentclean.corpus.permissions import PRIVATE, Readers, set_mode
from garmentclean.corpus.regular import open_regular
from garmentclean.corpus.sizes import size
from garmentclean.errors import LedgerError
from garmentclean.ledger import frames
from garmentclean.ledger import parquet as table
from garmentclean.ledger.lines import (
    checked,
    entry_line,
    entry_of,
    opened,
    tool_line,
    tool_of,
)

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has none
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from garmentclean.ledger.entry import Entry
    from garmentclean.ledger.tool import Tool


class Ledger(NamedTuple):
    """What a ledger file says, in its order."""

    tools: list[Tool]
    entries: list[Entry]


class LedgerFile:
    """A ledger that is read anew each time, and takes no memory.

    The parameters, and what is raised when it is read, are those of `records`.
    """

    def __init__(self, path: Path, *, partial: bool = False) -> None:
        self._path, self._partial = path, partial

    @property
    def tools(self) -> list[Tool]:
        """Who wrote it; nobody twice."""
        return [*dict.fromkeys(runs(self._path))]

    @property
    def entries(self) -> Iterator[Entry]:
        """What was done, in its order."""
        for told, _ in records(self._path, partial=self._partial):
            if "ledger" not in told:
                yield entry_of(told)


def read(path: Path, *, partial: bool = False) -> Ledger:
    """Read all of a ledger into memory; the parameters are those of `records`."""
    ledger = Ledger([], [])
    for told, _ in records(path, partial=partial):
        if "ledger" in told:
            ledger.tools.append(tool_of(told))
        else:
            ledger.entries.append(entry_of(told))
    return ledger


def records(path: Path, *, partial: bool = False) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield what the lines of a ledger say, as it is in JSON, each with its line.

    Args:
        path: the file; `.gz` and `.zst` are unpacked, and `.parquet` is a table. Of a folder, all
            ledgers in it are read, in the order of their names.
        partial: whether a last line that is cut off is left out, instead of an error.

    Raises:
        LedgerError: it cannot be read, is none, was changed, or is of a newer format.
    """
    for file in files_of(path):
        yield from checked(_lines(file, partial=partial), str(file))


def runs(path: Path) -> Iterator[Tool]:
    """Yield who wrote a ledger, and look at nothing else in it; LedgerError as for `records`."""
    for file in files_of(path):
        for number, line in enumerate(_lines(file, partial=True), 1):
            if line.startswith(LEDGER):
                yield tool_of(opened(line, str(file), number))
            if file.suffix == table.SUFFIX:
                break


def files_of(path: Path) -> list[Path]:
    """Return the file, or those of a folder; LedgerError if there are none in it."""
    if not os.path.isdir(path):
        return [path]
    found = sorted(file for file in path.rglob(f"*{table.SUFFIX}") if file.name[0] != ".")
    if not found:
        raise LedgerError(f"{path}: no ledgers (*{table.SUFFIX}) in this folder")
    return found


def is_plain(path: Path) -> bool:
    """Tell whether the lines of a ledger stand in its file as they are."""
    return path.suffix not in {".gz", ".zst", table.SUFFIX} and not os.path.isdir(path)


def line_at(path: Path, place: int, length: int) -> bytes:
    """Return a line of a plain ledger; LedgerError if it cannot be read again."""
    try:
        with open_regular(path) as file:
            file.seek(place)
            return file.read(length)
    except OSError as error:
        raise LedgerError(f"{path}: cannot read this ledger: {error.strerror}") from None


def _lines(path: Path, *, partial: bool) -> Iterator[bytes]:
    if path.suffix == table.SUFFIX:
        yield from table.lines(path)
        return
    try:
        yield from frames.lines(path)
    except OSError as error:
        raise LedgerError(f"{path}: cannot read this ledger: {error.strerror}") from None
    except frames.DamagedError as error:
        raise LedgerError(f"{path}: is damaged, or no {path.suffix} file: {error}") from None
    except frames.TooLongError as error:
        raise LedgerError(
            f"{path}: is no ledger; it has a line of more than {size(error.limit)}"
        ) from None
    except frames.CutOffError:
        if not partial:
            raise LedgerError(
                f"{path}: its last line is cut off, as after a run that was killed (the document "
                "that it was for was not changed yet); --partial goes without that line"
            ) from None


class Writer:
    """Appends to a ledger, each line whole, and handed to the system at once.

    What a file has of earlier runs stays. If the last of them was killed in the middle of a line,
    that line is cut away first: the document it was for was not changed. Several runs may write to
    one file at once, where the system and the file system have flock(2).

    Nobody may read it who may not read all texts that are told of: a new one is private until the
    run ends, and one that was there becomes so before such a text is.

    Args:
        path: the file; `.gz` and `.zst` compress it.
        tool: what runs now.
        readers: who may read the texts that are told of; they are added as they come.
        say: is told if the mode of the file is changed.

    Raises:
        LedgerError: the file cannot be written, or is something else than a ledger that can be
            read.
    """

    def __init__(
        self,
        path: Path,
        tool: Tool,
        readers: Readers | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        problem = refusal(path, again=True)
        if problem:
            raise LedgerError(f"{path}: {problem}")
        if path.suffix == table.SUFFIX or os.path.isdir(path):
            raise LedgerError(
                f"{path}: nothing can be added to a ledger in Parquet; use one whose name ends in "
                ".jsonl, .gz or .zst"
            )
        self._path = path
        self._readers, self._say = readers or Readers(), say
        self._is_new, self._length = False, 0  # whether we have made it, and what we have added
        self._pack = frames.compressed(path)
        self._file = self._opened()
        try:
            self.add_lines([tool_line(tool)])
        except LedgerError:
            self._file.close()
            raise

    def add(self, entry: Entry) -> None:
        """Append a document."""
        self.add_lines([entry_line(entry)])

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Append the lines of documents, as `entry_line` made them."""
        data = b"".join(map(self._pack, lines))
        if data:
            self._write(data)

    def sync(self) -> None:
        """Wait until all that was appended is on the disk."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._refusal(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open_up()
        self._file.close()

    def _opened(self) -> BinaryIO:
        with ExitStack() as stack:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                opened = open(self._path, "ab", buffering=0, opener=self._private)  # noqa: SIM115 - Path.open takes no opener
                file = stack.enter_context(opened)
                with locked(file):
                    if os.fstat(file.fileno()).st_size:
                        self._check()
            except OSError as error:
                raise self._refusal(error) from None
            stack.pop_all()
            return file

    def _private(self, path: str, flags: int) -> int:
        """Open the file; if there is none, make one that only its owner can read."""
        try:
            number = os.open(path, flags | os.O_EXCL, PRIVATE)
        except FileExistsError:
            return os.open(path, flags, PRIVATE)
        self._is_new = True
        return number

    def _check(self) -> None:
        """Refuse what cannot be read with more lines, and cut away one that is unfinished."""
        known = False
        try:
            for number, line in enumerate(frames.lines(self._path), 1):
                known = known or line.startswith(LEDGER)
                if not known:
                    break
                opened(line, str(self._path), number)
        except (frames.DamagedError, frames.TooLongError):
            known = False
        except frames.CutOffError as cut:
            if known:
                os.truncate(self._path, cut.length)
        if not known:
            raise LedgerError(f"{self._path}: exists and is no ledger; give --ledger another name")

    def _write(self, packed: bytes) -> None:
        data = memoryview(packed)
        with locked(self._file):
            found = os.fstat(self._file.fileno())
            length = found.st_size
            try:
                self._tighten(found)
                while data:
                    data = data[self._file.write(data) :]
            except OSError as error:
                with suppress(OSError):
                    self._file.truncate(length)
                raise self._refusal(error) from None
            self._length += len(packed)

    def _tighten(self, found: os.stat_result) -> None:
        """Take the ledger away from those who may not read what is told next."""
        if not self._readers.may_belong_to(found.st_uid):
            raise LedgerError(
                f"{self._path}: belongs to somebody who may not read the texts of this run; give "
                "--ledger another name"
            )
        before = stat.S_IMODE(found.st_mode)
        mode = self._readers.narrowed(before, found.st_gid)
        if mode != before:
            set_mode(self._file.fileno(), self._path, mode)
            told = f"has mode {mode:o} from now on, as private as the texts of this run"
            self._say(f"{self._path}: {told}")

    def _open_up(self) -> None:
        """Let all read a new ledger who may read its texts, unless others have written to it."""
        with suppress(OSError), locked(self._file):
            found = os.fstat(self._file.fileno())
            if self._is_new and found.st_size == self._length:
                set_mode(self._file.fileno(), self._path, self._readers.mode_for(found.st_gid))

    def _refusal(self, error: OSError) -> LedgerError:
        return LedgerError(f"{self._path}: cannot write this ledger: {error.strerror}")


@contextmanager
def locked(file: BinaryIO) -> Iterator[None]:
    """Let no other run into a file; where there are no such locks, let all."""
    if fcntl is None:  # pragma: no cover - the same
        yield
        return
    with suppress(OSError):  # some network file systems have no locks, and a run alone needs none
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)
