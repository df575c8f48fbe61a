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
from garmentclean.ledger.lines import (
    LONGEST,
    checked,
    checked_values,
    entry_from_json,
    tool_from_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.ledger.entry import Entry, Tool

CHUNK = 1 << 10
"""Bytes of a compressed file that are unpacked at once; few, because each may become thousands."""
FIRST = 1 << 24
"""The largest first line, in bytes; in a file that is not a ledger, it can be the whole file."""
TAIL = 64
"""Bytes at the end that are compared: they hold the seal of the last line, or a checksum."""


class TooLongError(Exception):
    """A line is longer than any that we write.

    Args:
        limit: how many bytes it may have.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit}")
        self.limit = limit


class CutOffError(Exception):
    """The file ends in the middle of a line.

    Args:
        length: the number of bytes in whole lines.
    """

    def __init__(self, length: int) -> None:
        super().__init__(f"whole up to byte {length}")
        self.length = length


class DamagedError(Exception):
    """The file is not in the format that its name says."""


class Ledger(NamedTuple):
    """The contents of a ledger, in order."""

    tools: list[Tool]
    entries: list[Entry]


class LedgerFile:
    """A ledger that is read again each time, so that it takes no memory.

    Parameters and errors are those of `records`.
    """

    def __init__(self, path: Path, *, partial: bool = False) -> None:
        self._path, self._partial = path, partial

    @property
    def tools(self) -> list[Tool]:
        """The programs that wrote it, each once."""
        return [*dict.fromkeys(runs(self._path))]

    @property
    def entries(self) -> Iterator[Entry]:
        """The entries, in order."""
        for values, _ in records(self._path, partial=self._partial):
            if "ledger" not in values:
                yield entry_from_json(values)


def read(path: Path, *, partial: bool = False) -> Ledger:
    """Read a whole ledger into memory; the parameters are those of `records`."""
    ledger = Ledger([], [])
    for values, _ in records(path, partial=partial):
        if "ledger" in values:
            ledger.tools.append(tool_from_json(values))
        else:
            ledger.entries.append(entry_from_json(values))
    return ledger


def records(path: Path, *, partial: bool = False) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the JSON objects of a ledger, each with its line.

    Args:
        path: the file; `.gz` and `.zst` are unpacked, and `.parquet` is a table. In a folder, all
            ledgers are read, in the order of their names.
        partial: whether to skip a last line that is cut off, instead of raising an error.

    Raises:
        LedgerError: the file cannot be read, is not a ledger, was changed, or has a newer format.
    """
    for file in files_of(path):
        yield from checked(_lines(file, partial=partial), str(file))


def runs(path: Path) -> Iterator[Tool]:
    """Yield the programs that wrote a ledger, without checking the rest of it."""
    for file in files_of(path):
        for number, line in enumerate(_lines(file, partial=True), 1):
            if line.startswith(LEDGER):
                yield tool_from_json(checked_values(line, str(file), number))
            if file.suffix == table.SUFFIX:
                break


def files_of(path: Path) -> list[Path]:
    """Return the file, or those of a folder; LedgerError if there are none in it."""
    if not os.path.isdir(path):
        return [path]
    files = sorted(file for file in path.rglob(f"*{table.SUFFIX}") if file.name[0] != ".")
    if not files:
        raise LedgerError(f"{path}: no ledgers (*{table.SUFFIX}) in this folder")
    return files


def is_plain(path: Path) -> bool:
    """Return whether a ledger is one uncompressed file of lines."""
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
        raise LedgerError(f"{path}: is damaged, or not a {path.suffix} file: {error}") from None
    except TooLongError as error:
        raise LedgerError(
            f"{path}: is not a ledger; it has a line of more than {size(error.limit)}"
        ) from None
    except CutOffError:
        if not partial:
            raise LedgerError(
                f"{path}: its last line is cut off, as after a run that was killed (the document "
                "that it was for was not changed yet); --partial skips that line"
            ) from None


def lines_in(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, without their ends.

    Raises CutOffError, after the last whole line, if another one is unfinished; TooLongError for a
    line that is too long; DamagedError for bytes that do not fit the format; OSError if the file
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

    data, length, unfinished = b"", 0, _UnfinishedLine()
    while data or (data := file.read(CHUNK)):
        unpack = zlib.decompressobj(31) if gzipped else zstandard.ZstdDecompressor().decompressobj()
        used, waiting = 0, list[bytes]()
        while data and not unpack.eof:
            try:
                waiting += unfinished.ended(unpack.decompress(data))
            except (zlib.error, zstandard.ZstdError) as error:
                raise DamagedError(str(error)) from None
            used += len(data)
            data = unpack.unused_data if unpack.eof else file.read(CHUNK)
            yield from waiting[:-1]
            del waiting[:-1]
        if not unpack.eof:  # the last line in `waiting` may be cut off
            raise CutOffError(length)
        length += used - len(data)
        yield from waiting
    if unfinished.length:
        raise CutOffError(length)


class _UnfinishedLine:
    """The pieces of a line that has not ended yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._limit = FIRST
        self.length = 0

    def ended(self, data: bytes) -> list[bytes]:
        """Add bytes, and return the lines that end in them; TooLongError if one is too long."""
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
    """Return the size of a ledger and its last bytes; empty if it cannot be read."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - TAIL))
            return f"{size} {file.read(min(size, TAIL)).hex()}"  # it may be growing
    except OSError:
        return ""


def has_only_grown(path: Path, extent: str) -> bool:
    """Return whether a ledger has only grown since it had this extent."""
    size, _, tail = extent.partition(" ")
    try:
        with open_regular(path) as file:
            file.seek(max(0, int(size) - TAIL))
            return bool(tail) and file.read(len(tail) // 2).hex() == tail
    except (OSError, ValueError, OverflowError):  # the ledger or the extent is missing
        return False
