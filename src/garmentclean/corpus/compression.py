"""Reading and writing compressed files as streams; their endings show that they are compressed."""

from __future__ import annotations

import io
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from garmentclean.corpus.files import opened
from garmentclean.corpus.writing import Replacement
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


CHUNK = 1 << 12
"""How many bytes are decompressed at once; each may become thousands."""
LEVEL = 6
"""The default of gzip."""
WINDOW = 1 << 31
"""The largest window of Zstandard, which published corpora use (`zstd --long=31`)."""


class DamagedError(GarmentcleanError):
    """A compressed file is cut off, or is not in the format of its ending."""


class Packer(Protocol):
    """A compressor for a stream."""

    def compress(self, data: bytes, /) -> bytes:
        """Return more of the compressed stream."""
        ...

    def flush(self) -> bytes:
        """Return the end of it."""
        ...


class Plain:
    """Leaves a stream as it is."""

    def compress(self, data: bytes, /) -> bytes:
        """Return the same bytes."""
        return data

    def flush(self) -> bytes:
        """Return nothing."""
        return b""


def packer(path: Path) -> Packer:
    """Return the compressor for a file of this name; the same bytes give the same result."""
    match path.suffix.lower():
        case ".gz":  # zlib's own gzip header has neither name nor time (RFC 1952: MTIME 0)
            import zlib  # only where something is compressed

            return zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
        case ".zst":
            import zstandard

            return zstandard.ZstdCompressor(write_checksum=True).compressobj()
    return Plain()


class PackedReplacement(Replacement):
    """A file that replaces another one, compressed if its name says so.

    The parameters are those of `Replacement`.
    """

    _ended = False

    @cached_property
    def _packer(self) -> Packer:
        return packer(self._path)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        super().write(self._packer.compress(data))

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk."""
        if not self._ended:
            self._ended = True
            super().write(self._packer.flush())
        super().close()


def unpacked(path: Path, within: Path | None = None) -> AbstractContextManager[BinaryIO]:
    """Open a file, and decompress it if its name says that it is compressed.

    All members of a gzip file and all frames of a Zstandard file are read. Reading raises
    DamagedError, or OSError if the disk fails.

    Args:
        path: the file.
        within: the folder that it must be in, which no link may lead out of.

    Raises FileError if it cannot be opened.
    """
    file = opened(path, within)
    match path.suffix.lower():
        case ".gz":
            return cast("BinaryIO", io.BufferedReader(Gzip(path, file)))
        case ".zst":
            return cast("BinaryIO", io.BufferedReader(Frames(path, file)))
    return file


class Gzip(io.RawIOBase):
    """The content of a gzip file.

    Args:
        path: the file.
        file: the open file, which is closed in the end.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._packed = path, file
        import gzip

        self._file = gzip.GzipFile(fileobj=self._packed)

    def readable(self) -> bool:
        """Return True: this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; DamagedError if the data is not gzip."""
        import gzip
        import zlib

        try:
            return self._file.readinto(buffer)
        except EOFError:
            raise DamagedError(f"{self._path}: is cut off; get the whole file") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise DamagedError(f"{self._path}: is damaged, or no gzip file: {error}") from None

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
            self._packed.close()
        super().close()


class Frames(io.RawIOBase):
    """The content of a Zstandard file.

    zstandard's own reader does not notice that a file ends in the middle of a frame.

    Args:
        path: the file.
        file: the open file, which is closed in the end.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file = path, file
        self._chunks = self._unpacked()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return True: this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; DamagedError if the data is not Zstandard."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()

    def _unpacked(self) -> Iterator[bytes]:
        import zstandard

        decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        data = b""
        while data or (data := self._file.read(CHUNK)):
            frame = decompressor.decompressobj()
            while not frame.eof:
                if not data:
                    raise DamagedError(f"{self._path}: is cut off; get the whole file")
                try:
                    yield frame.decompress(data)
                except zstandard.ZstdError as error:
                    raise DamagedError(
                        f"{self._path}: is damaged, or no Zstandard file: {error}"
                    ) from None
                data = frame.unused_data if frame.eof else self._file.read(CHUNK)
