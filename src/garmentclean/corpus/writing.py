"""Writing files: each appears in its place as a whole, or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from errno import EISDIR
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from garmentclean.corpus.file_kinds import kind_of, stream_of
from garmentclean.corpus.files import CHANGED, FileError, number_of, trouble
from garmentclean.corpus.folders import Spot, spot_of
from garmentclean.corpus.leftovers import HAS_LOCKS, hold
from garmentclean.corpus.permissions import (
    PRIVATE,
    READABLE,
    Readers,
    Rights,
    copy_attributes,
    for_another_group,
    give,
    set_mode,
    umask,
    without_list,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from garmentclean.corpus.files import Seen


class Names(NamedTuple):
    """How many names a file had that was replaced; more than one are hard links."""

    device: int
    inode: int
    total: int


class Model(NamedTuple):
    """The file that a new one is made of, whose owner, mode and times it gets.

    Attributes:
        path: the file.
        within: the folder that it must lie in, which no link may lead out of.
        seen: what it looked like when it was read.
    """

    path: Path
    within: Path | None = None
    seen: Seen | None = None


def write(  # noqa: PLR0913 - as `Replacement`
    path: Path,
    data: bytes,
    like: Model | None = None,
    *,
    within: Path | None = None,
    seen: Seen | None = None,
    readers: Readers | None = None,
) -> Names | None:
    """Put a file in its place as a whole; FileError if that fails.

    One that replaces another is on the disk before; a new one, that nothing can be lost with, need
    not be. The parameters are those of `Replacement`.

    Returns:
        the names that the replaced file had.
    """
    with Replacement(path, like, within=within, seen=seen, readers=readers) as file:
        file.is_durable = not file.is_new
        file.write(data)
        file.commit()
    return file.names


class Replacement:
    """A file that takes the place of another one when it is whole.

    The new bytes go to a file of another name in the same folder, which then takes the place, so
    that nobody ever sees half of it. Only its owner can read it until it has the mode that it is
    to have. A symbolic link stays, and what it points to is replaced. Of hard links, only this one
    gets the new bytes. Without `commit`, nothing has happened.

    A device or a named pipe that the user has named stays, and gets the bytes as they come.

    Args:
        path: the file to be replaced, or made.
        like: the file whose owner, mode and times it gets; without it, owner and mode are those of
            the one that is replaced.
        within: a folder that it must lie in, links followed; then it must be a regular file.
        seen: what the file looked like when it was read; if it has changed since, it stays.
        readers: of a record, who may read it; then it stays with who makes it.

    Attributes:
        is_new: whether it replaces nothing.
        is_durable: whether it is on the disk before it takes its place.
        names: the names that the replaced file had; None before, or if there was none.

    Raises:
        FileError: the file cannot be written, or must not be.
    """

    _numbers = count()
    is_new = False
    is_durable = True
    names: Names | None = None

    def __init__(
        self,
        path: Path,
        like: Model | None = None,
        *,
        within: Path | None = None,
        seen: Seen | None = None,
        readers: Readers | None = None,
    ) -> None:
        self._path, self._like, self._within, self._seen = path, like, within, seen
        self._readers = readers
        self._temporary = ""
        self._spot: Spot | None = None
        try:
            stream = None if within or seen else stream_of(path)
            self._file = stream or self._made()
        except OSError as error:
            raise self._refusal(error) from None

    def _made(self) -> BinaryIO:
        """Make a file that was not there; a killed run may have left one with our number."""
        self._spot = spot = self._found()
        self.is_new = spot.found is None
        spot.folder.tidy()
        while True:
            self._temporary = f".garmentclean-{os.getpid()}-{next(self._numbers)}.tmp"
            try:
                file = spot.folder.make(self._temporary)
            except FileExistsError:
                continue
            if hold(file.fileno()):
                return file
            file.close()

    def _found(self) -> Spot:
        """Return its place; FileError if there is something that must not be replaced."""
        within = None if self._within is None else os.fspath(self._within)
        like = None if self._like is None else os.fspath(self._like.path)
        spot = spot_of(os.fspath(self._path), within, make=True, like=like)
        if spot.found and stat.S_ISDIR(spot.found.st_mode):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if spot.found and not stat.S_ISREG(spot.found.st_mode):
            kind = kind_of(spot.found.st_mode)
            raise FileError(f"{self._path}: cannot write this file: it is {kind}, and stays")
        return spot

    def write(self, data: bytes) -> None:
        """Add bytes."""
        try:
            self._file.write(data)
        except OSError as error:
            raise self._refusal(error) from None

    def close(self) -> None:
        """End writing, and wait until the bytes are on the disk.

        The folder is not held open meanwhile: so many files may wait for their `commit`.
        """
        if self._file.closed:
            return
        try:
            self._file.flush()
            if self._spot:
                self._dress(self._file.fileno(), self._spot)
                if self.is_durable:
                    os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._refusal(error) from None
        self._spot = None

    def commit(self) -> None:
        """Put the file in its place, once it is on the disk."""
        spot = self._spot
        with self._held():
            self.close()
            if not self._temporary:
                return
            self._spot = spot
            try:
                self._put(spot or self._found())
            except OSError as error:
                raise self._refusal(error) from None
            self._temporary = ""

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep the lock of a file that is still open, though the file is closed meanwhile."""
        is_locked = HAS_LOCKS and not self._file.closed
        number = os.dup(self._file.fileno()) if is_locked else None
        try:
            yield
        finally:
            if number is not None:
                os.close(number)

    def _put(self, spot: Spot) -> None:
        """Take the place, after a last look: nothing but that call comes in between."""
        found = None if self.is_new else spot.folder.look(spot.name)
        if self._seen and not self._seen.is_still(found):
            raise FileError(f"{self._path}: {CHANGED}")
        spot.folder.replace(self._temporary, spot.name)
        if found:
            self.names = Names(found.st_dev, found.st_ino, found.st_nlink)

    def _dress(self, number: int, spot: Spot) -> None:
        """Give the new file the owner, mode and times that it is to have."""
        times = None
        if self._readers:
            group = os.fstat(number).st_gid
            mode = self._readers.mode_for(group)
            if spot.found:
                mode = self._readers.narrowed(spot.found.st_mode & 0o777, group)
            if not mode & stat.S_IROTH:
                without_list(number)
        elif self._like:
            mode, times = dress(number, self._like)
        elif spot.found:
            rights = Rights.of(spot.found)
            mode = rights.mode_for(*give(number, rights))
        else:
            mode = READABLE & ~umask()
        path = spot.folder.path_of(self._temporary)
        if mode != PRIVATE:
            set_mode(number, path, mode)
        if times:
            os.utime(number if os.utime in os.supports_fd else path, ns=times)

    def discard(self) -> None:
        """Take the new bytes away, unless they are in their place already."""
        with suppress(OSError):
            self._file.close()
        if self._temporary:
            with suppress(OSError, FileError):
                (self._spot or self._found()).folder.remove(self._temporary)
            self._temporary = ""
        self._spot = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _refusal(self, error: OSError) -> FileError:
        return trouble(error, self._path, "cannot write this file", self._within)


def dress(number: int, like: Model) -> tuple[int, tuple[int, int] | None]:
    """Give a new file the owner and the attributes of the one that it is made of.

    If that is gone, or another one is in its place, its mode is known, but not who else may read
    it: then only what all may do stays.

    Args:
        number: the descriptor of the new file.
        like: the other one.

    Returns:
        the mode and the times that the new file is to have.
    """
    with suppress(FileError):
        source = number_of(like.path, like.within)
        try:
            found = os.fstat(source)
            if like.seen is None or like.seen.is_same(found):
                rights = Rights.of(found)
                owner, group = give(number, rights)
                if not rights.mode & stat.S_IROTH:
                    without_list(number)
                copy_attributes(source, number)
                return rights.mode_for(owner, group), (found.st_atime_ns, found.st_mtime_ns)
        finally:
            os.close(source)
    mode = like.seen.rights.mode if like.seen else PRIVATE
    return for_another_group(mode) & 0o777, None
