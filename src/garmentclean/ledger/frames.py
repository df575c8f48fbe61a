"""Lines in plain, gzip or Zstandard files, each line whole by itself.

In a compressed ledger every line is a gzip member (RFC 1952) or a Zstandard frame (RFC 8878) of
its own. Both formats allow many of them in one file, so that a line that is written is complete
at once, files can be joined with `cat`, and `zcat` and `zstdcat` read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHUNK = 1 << 16
"""Bytes that are read at once."""


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
        import gzip  # noqa: PLC0415 - only where something is compressed

        return lambda line: gzip.compress(line, mtime=0)
    if path.suffix == ".zst":
        import zstandard  # noqa: PLC0415 - the same

        return zstandard.ZstdCompressor(write_checksum=True).compress
    return lambda line: line


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, without their ends.

    Raises CutOffError, after the last whole line, if another one has begun; DamagedError for
    bytes that are not of the format; OSError if the file cannot be read.
    """
    with path.open("rb") as file:
        if path.suffix in {".gz", ".zst"}:
            yield from _compressed_lines(file, gzipped=path.suffix == ".gz")
        else:
            yield from _plain_lines(file)


def _plain_lines(file: BinaryIO) -> Iterator[bytes]:
    length = 0
    for line in file:
        if not line.endswith(b"\n"):
            raise CutOffError(length)
        length += len(line)
        yield line[:-1]


def _compressed_lines(file: BinaryIO, *, gzipped: bool) -> Iterator[bytes]:
    import zlib  # noqa: PLC0415 - only where something is compressed

    import zstandard  # noqa: PLC0415 - the same

    data, length, rest = b"", 0, b""
    while data or (data := file.read(CHUNK)):
        unpack = zlib.decompressobj(31) if gzipped else zstandard.ZstdDecompressor().decompressobj()
        used = 0
        while data and not unpack.eof:
            try:
                rest += unpack.decompress(data)
            except (zlib.error, zstandard.ZstdError) as error:
                raise DamagedError(str(error)) from None
            used += len(data)
            data = unpack.unused_data if unpack.eof else file.read(CHUNK)
        if not unpack.eof:
            raise CutOffError(length)
        length += used - len(data)
        *whole, rest = rest.split(b"\n")
        yield from whole
    if rest:
        raise CutOffError(length)
