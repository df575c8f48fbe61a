"""Reads ledgers: lines in plain, gzip or Zstandard files, tables of Parquet, folders of these.

In a compressed ledger every line is a gzip member (RFC 1952) or a Zstandard frame (RFC 8878) of
its own. Both formats allow many of them in one file. So a line that is written is complete at once,
files can be joined with `cat`, and `zcat` and `zstdcat` read them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.formats.jsonl import LEDGER
from garmentclean.corpus.sizes import size
from garmentclean.errors import LedgerError
from garmentclean.ledger import parquet as table
from garmentclean.ledger.lines import LONGEST, checked, entry_from_json, opened, tool_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.ledger.entry import Entry, Tool

CHUNK = 1 << 10
"""Bytes of a compressed file that are unpacked at once: few, for each may become thousands."""
FIRST = 1 << 24
"""The first line has no more bytes than this: of a file that is no ledger, it can be all."""
TAIL = 64
"""Bytes at the end that are compared: a line ends in its seal, and a compressed one in a checksum
of the format."""


class TooLongError(Exception):
    """A line has more bytes than any that was ever written.

    Args:
        limit: how many bytes it may have.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit}")
        self.limit = limit


class CutOffError(Exception):
    """The file ends in mid-line.

    Args:
        length: how many bytes of the file are whole.
    """

    def __init__(self, length: int) -> None:
        super().__init__(f"whole up to byte {length}")
        self.length = length


class DamagedError(Exception):
    """The file is not in the format that its name says."""


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
                yield entry_from_json(told)


def read(path: Path, *, partial: bool = False) -> Ledger:
    """Read all of a ledger into memory; the parameters are those of `records`."""
    ledger = Ledger([], [])
    for told, _ in records(path, partial=partial):
        if "ledger" in told:
            ledger.tools.append(tool_from_json(told))
        else:
            ledger.entries.append(entry_from_json(told))
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
                yield tool_from_json(opened(line, str(file), number))
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
        yield from lines_in(path)
    except OSError as error:
        raise LedgerError(f"{path}: cannot read this ledger: {error.strerror}") from None
    except DamagedError as error:
        raise LedgerError(f"{path}: is damaged, or no {path.suffix} file: {error}") from None
    except TooLongError as error:
        raise LedgerError(
            f"{path}: is no ledger; it has a line of more than {size(error.limit)}"
        ) from None
    except CutOffError:
        if not partial:
            raise LedgerError(
                f"{path}: its last line is cut off, as after a run that was killed (the document "
                "that it was for was not changed yet); --partial goes without that line"
            ) from None


def lines_in(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, without their ends.

    Raises CutOffError, after the last whole line, if another one has begun; TooLongError for a
    line that is too long; DamagedError for bytes that are not of the format; OSError if the file
    cannot be read, or is not a regular one.
    """
    with open_regular(path) as file:
        if path.suffix in {".gz", ".zst"}:
            yield from _compressed_lines(file, gzipped=path.suffix == ".gz")
        else:
            yield from _plain_lines(file)


def _plain_lines(file: BinaryIO) -> Iterator[bytes]:
    length, limit = 0, FIRST
    while line := file.readline(limit + 1):
        if not line.endswith(b"\n"):
            if len(line) > limit:
                raise TooLongError(limit)
            raise CutOffError(length)
        length += len(line)
        limit = LONGEST
        yield line[:-1]


def _compressed_lines(file: BinaryIO, *, gzipped: bool) -> Iterator[bytes]:
    import zlib  # only where something is compressed

    import zstandard

    data, length, begun = b"", 0, _Begun()
    while data or (data := file.read(CHUNK)):
        unpack = zlib.decompressobj(31) if gzipped else zstandard.ZstdDecompressor().decompressobj()
        used, waiting = 0, list[bytes]()
        while data and not unpack.eof:
            try:
                waiting += begun.ended(unpack.decompress(data))
            except (zlib.error, zstandard.ZstdError) as error:
                raise DamagedError(str(error)) from None
            used += len(data)
            data = unpack.unused_data if unpack.eof else file.read(CHUNK)
            yield from waiting[:-1]
            del waiting[:-1]
        if not unpack.eof:  # the line that waits may be the one that was cut off
            raise CutOffError(length)
        length += used - len(data)
        yield from waiting
    if begun.length:
        raise CutOffError(length)


class _Begun:
    """The line that has begun, and not ended yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._limit = FIRST
        self.length = 0

    def ended(self, data: bytes) -> list[bytes]:
        """Return the lines that end in the next bytes; TooLongError for one that is too long."""
        self._pieces.append(data)
        self.length += len(data)
        whole: list[bytes] = []
        if b"\n" in data:
            *whole, rest = b"".join(self._pieces).split(b"\n")
            self._pieces, self.length, self._limit = [rest], len(rest), LONGEST
        if self.length > self._limit:
            raise TooLongError(self._limit)
        return whole


def extent_of(path: Path) -> str:
    """Return the size of a ledger, and its last bytes; nothing if there is none to be read."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - TAIL))
            return f"{size} {file.read(min(size, TAIL)).hex()}"  # it may be growing
    except OSError:
        return ""


def goes_on(path: Path, extent: str) -> bool:
    """Tell whether a ledger has had nothing taken away since it had this extent."""
    size, _, tail = extent.partition(" ")
    try:
        with open_regular(path) as file:
            file.seek(max(0, int(size) - TAIL))
            return bool(tail) and file.read(len(tail) // 2).hex() == tail
    except (OSError, ValueError, OverflowError):  # no ledger, or no extent
        return False
