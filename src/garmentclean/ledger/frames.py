"""Lines in plain, gzip or Zstandard files, each line whole by itself.

In a compressed ledger every line is a gzip member (RFC 1952) or a Zstandard frame (RFC 8878) of
its own. Both formats allow many of them in one file, so that a line that is written is complete
at once, files can be joined with `cat`, and `zcat` and `zstdcat` read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.regular import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHUNK = 1 << 10
"""Bytes of a compressed file that are unpacked at once: few, for each may become thousands."""
LONGEST = 1 << 30
"""A line has no more bytes than this; a document whose entry would is not cleaned."""
FIRST = 1 << 24
"""The same of the first line, the only one in which all of a wrong file may be."""


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


def compressed(path: Path) -> Callable[[bytes], bytes]:
    """Return what turns a line into the bytes that stand for it in this file."""
    if path.suffix == ".gz":
        import gzip  # only where something is compressed

        return lambda line: gzip.compress(line, mtime=0)
    if path.suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor(write_checksum=True).compress
    return lambda line: line


def lines(path: Path) -> Iterator[bytes]:
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
