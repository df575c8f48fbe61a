"""Writing files atomically: each appears in its place complete, or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from errno import EISDIR
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from garmentclean.corpus.file_kinds import kind_name, stream_of
from garmentclean.corpus.files import CHANGED, FileError, opened_descriptor, trouble
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
    """The identity of a replaced file, and how many names (hard links) it had."""

    device: int
    inode: int
    total: int


class Model(NamedTuple):
    """The file that a new file is made from, and whose owner, mode and times it gets.

    Attributes:
        path: the file.
        within: the folder that it must be in, which no link may lead out of.
        seen: its state when it was read.
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
    """Write a file atomically; FileError if that fails.

    A file that replaces another one is synced to the disk first; a new one is not, as nothing can
    be lost with it. The parameters are those of `Replacement`.

    Returns:
        the names (hard links) of the replaced file.
    """
    with Replacement(path, like, within=within, seen=seen, readers=readers) as file:
        file.is_durable = not file.is_new
        file.write(data)
        file.commit()
    return file.names


class Replacement:
    """A file that replaces another one when it is complete.

    The new bytes go to a temporary file in the same folder, which is then renamed, so that nobody
    ever sees half of it. Only its owner can read it until its mode is set. A symbolic link stays,
    and the file that it points to is replaced. Of hard links, only this one gets the new bytes.
    Without `commit`, nothing changes.

    A device or a named pipe that the user named is written to directly.

    Args:
        path: the file to replace or create.
        like: the file whose owner, mode and times it gets; without it, owner and mode are those of
            the replaced file.
        within: a folder that it must be in, after following links; then it must be a regular file.
        seen: the state of the file when it was read; if it has changed since, it is not replaced.
        readers: who may read it, if it is a record; then its owner is this user.

    Attributes:
        is_new: whether it replaces nothing.
        is_durable: whether it is synced to the disk before it takes its place.
        names: the names of the replaced file; None before `commit`, or if there was none.

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
        """Create a temporary file; a killed run may have left one with our process id."""
        self._spot = spot = self._found()
        self.is_new = spot.status is None
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
        """Return the place of the file; FileError if what is there must not be replaced."""
        within = None if self._within is None else os.fspath(self._within)
        like = None if self._like is None else os.fspath(self._like.path)
        spot = spot_of(os.fspath(self._path), within, make=True, like=like)
        if spot.status and stat.S_ISDIR(spot.status.st_mode):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if spot.status and not stat.S_ISREG(spot.status.st_mode):
            kind = kind_name(spot.status.st_mode)
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

        The folder is not kept open, so that many files can wait for their `commit`.
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
        """Put the file in its place when it is on the disk."""
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
        """Keep a file locked while it is closed."""
        is_locked = HAS_LOCKS and not self._file.closed
        number = os.dup(self._file.fileno()) if is_locked else None
        try:
            yield
        finally:
            if number is not None:
                os.close(number)

    def _put(self, spot: Spot) -> None:
        """Rename the file immediately after a last check."""
        status = None if self.is_new else spot.folder.look(spot.name)
        if self._seen and not self._seen.is_still(status):
            raise FileError(f"{self._path}: {CHANGED}")
        spot.folder.replace(self._temporary, spot.name)
        if status:
            self.names = Names(status.st_dev, status.st_ino, status.st_nlink)

    def _dress(self, number: int, spot: Spot) -> None:
        """Set the owner, mode and times of the new file."""
        times = None
        if self._readers:
            group = os.fstat(number).st_gid
            mode = self._readers.mode_for(group)
            if spot.status:
                mode = self._readers.narrowed(spot.status.st_mode & 0o777, group)
            if not mode & stat.S_IROTH:
                without_list(number)
        elif self._like:
            mode, times = dress(number, self._like)
        elif spot.status:
            rights = Rights.of(spot.status)
            mode = rights.mode_for(*give(number, rights))
        else:
            mode = READABLE & ~umask()
        path = spot.folder.path_of(self._temporary)
        if mode != PRIVATE:
            set_mode(number, path, mode)
        if times:
            os.utime(number if os.utime in os.supports_fd else path, ns=times)

    def discard(self) -> None:
        """Remove the new file, unless it is in its place already."""
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
    """Copy the owner and the attributes of its model to a new file.

    If the model is gone or replaced, its mode is known, but not its access control list: then the
    group may do only what everybody may do.

    Args:
        number: the descriptor of the new file.
        like: the model.

    Returns:
        the mode and the times for the new file.
    """
    with suppress(FileError):
        source = opened_descriptor(like.path, like.within)
        try:
            status = os.fstat(source)
            if like.seen is None or like.seen.is_same(status):
                rights = Rights.of(status)
                owner, group = give(number, rights)
                if not rights.mode & stat.S_IROTH:
                    without_list(number)
                copy_attributes(source, number)
                return rights.mode_for(owner, group), (status.st_atime_ns, status.st_mtime_ns)
        finally:
            os.close(source)
    mode = like.seen.rights.mode if like.seen else PRIVATE
    return for_another_group(mode) & 0o777, None
