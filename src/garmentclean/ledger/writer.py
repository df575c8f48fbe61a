"""Writes ledgers: a run appends whole lines to the file."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from garmentclean.corpus.file_kinds import refusal
from garmentclean.corpus.formats.jsonl import LEDGER
from garmentclean.corpus.permissions import PRIVATE, Readers, set_mode
from garmentclean.errors import LedgerError
from garmentclean.ledger import parquet as table
from garmentclean.ledger.lines import checked_values, entry_line, tool_line
from garmentclean.ledger.reader import CutOffError, DamagedError, TooLongError, lines_in

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has none
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from garmentclean.ledger.entry import Entry, Tool


def compressed(path: Path) -> Callable[[bytes], bytes]:
    """Return the function that compresses a line for a file, by the ending of its name."""
    if path.suffix == ".gz":
        import gzip  # only where something is compressed

        return lambda line: gzip.compress(line, mtime=0)
    if path.suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor(write_checksum=True).compress
    return lambda line: line


class Writer:
    """Appends whole lines to a ledger, and passes each to the system at once.

    The lines of earlier runs stay. If the last run was killed in the middle of a line, that line is
    removed first: its document was not changed. Several runs may write to one file at once, where
    the system and the file system have flock(2).

    Only those who may read all texts of the run may read the ledger. A new ledger is private until
    the run ends; an older one gets a narrower mode before the first such text is added.

    Args:
        path: the file; `.gz` and `.zst` compress it.
        tool: the program that runs now.
        readers: who may read the texts of the run; it grows with each text.
        say: called with a message when the mode of the file is changed.

    Raises:
        LedgerError: the file cannot be written, or is not a ledger that can be read.
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
                f"{path}: a ledger in Parquet cannot be added to; use one whose name ends in "
                ".jsonl, .gz or .zst"
            )
        self._path = path
        self._readers, self._say = readers or Readers(), say
        self._is_new, self._length = False, 0  # whether we created it, and how many bytes we added
        self._pack = compressed(path)
        self._file = self._opened()
        try:
            self.add_lines([tool_line(tool)])
        except LedgerError:
            self._file.close()
            raise

    def add(self, entry: Entry) -> None:
        """Append the entry of a document."""
        self.add_lines([entry_line(entry)])

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Append the lines of documents, as `entry_line` makes them."""
        data = b"".join(map(self._pack, lines))
        if data:
            self._write(data)

    def sync(self) -> None:
        """Wait until all lines are on the disk."""
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
        """Open the file, or create one that only its owner can read."""
        try:
            number = os.open(path, flags | os.O_EXCL, PRIVATE)
        except FileExistsError:
            return os.open(path, flags, PRIVATE)
        self._is_new = True
        return number

    def _check(self) -> None:
        """Refuse a file that is not a ledger, and remove an unfinished last line."""
        known = False
        try:
            for number, line in enumerate(lines_in(self._path), 1):
                known = known or line.startswith(LEDGER)
                if not known:
                    break
                checked_values(line, str(self._path), number)
        except (DamagedError, TooLongError):
            known = False
        except CutOffError as cut:
            if known:
                os.truncate(self._path, cut.length)
        if not known:
            raise LedgerError(
                f"{self._path}: exists and is not a ledger; give --ledger another name"
            )

    def _write(self, packed: bytes) -> None:
        data = memoryview(packed)
        with locked(self._file):
            status = os.fstat(self._file.fileno())
            length = status.st_size
            try:
                self._tighten(status)
                while data:
                    data = data[self._file.write(data) :]
            except OSError as error:
                with suppress(OSError):
                    self._file.truncate(length)
                raise self._refusal(error) from None
            self._length += len(packed)

    def _tighten(self, status: os.stat_result) -> None:
        """Narrow the mode of the ledger to those who may read the next text."""
        if not self._readers.may_belong_to(status.st_uid):
            raise LedgerError(
                f"{self._path}: belongs to a user who may not read the texts of this run; give "
                "--ledger another name"
            )
        before = stat.S_IMODE(status.st_mode)
        mode = self._readers.narrowed(before, status.st_gid)
        if mode != before:
            set_mode(self._file.fileno(), self._path, mode)
            self._say(
                f"{self._path}: has mode {mode:o} from now on, as private as the texts of this run"
            )

    def _open_up(self) -> None:
        """Open a new ledger to all who may read its texts, unless another run has written to it."""
        with suppress(OSError), locked(self._file):
            status = os.fstat(self._file.fileno())
            if self._is_new and status.st_size == self._length:
                set_mode(self._file.fileno(), self._path, self._readers.mode_for(status.st_gid))

    def _refusal(self, error: OSError) -> LedgerError:
        return LedgerError(f"{self._path}: cannot write this ledger: {error.strerror}")


@contextmanager
def locked(file: BinaryIO) -> Iterator[None]:
    """Lock a file against other runs, where the system has such locks."""
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
