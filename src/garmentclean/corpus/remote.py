"""Remote files: s3://, gs://, hf:// and all other file systems of fsspec.

https://filesystem-spec.readthedocs.io. A file is fetched when it is needed and removed once it is
clean, so that a run needs disk space for only a few of them at a time.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from errno import EISDIR
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus import files
from garmentclean.corpus.endings import TEXT, ending
from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.files import FileError, TooLargeError
from garmentclean.corpus.formats.registry import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from garmentclean.corpus.permissions import Readers
    from garmentclean.corpus.temporary_folder import TemporaryFolder

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
MAGIC = re.compile(r"[*?\[]")
CHUNK = 1 << 20
"""A file that may be too large is fetched in pieces of this size."""


def below(folder: str, place: str) -> str:
    """Return the URL of a file in a remote folder.

    >>> below("s3://bucket/clean/", "a/b.jsonl"), below("memory:///", "c.jsonl")
    ('s3://bucket/clean/a/b.jsonl', 'memory:///c.jsonl')
    """
    scheme, _, rest = folder.partition("://")
    return f"{scheme}://{rest.rstrip('/')}/{place}"


class Url(type(Path())):  # type: ignore[misc] # the class for this system's paths
    """A URL that can be passed as a path; only its text and its suffix can be used.

    Raises FileError for a URL without a path, or of a file on another machine.
    """

    def __new__(cls, url: str) -> Url:
        """Keep the text: a path would turn two slashes into one."""
        scheme, _, rest = url.partition("://")
        if not rest:
            raise FileError(f"{url}: this URL has no path; add that of a file or a folder")
        if scheme == "file" and not rest.startswith(("/", "localhost/")):
            host = rest.partition("/")[0]
            raise FileError(
                f"{url}: names a file on {host!r}; for a file on this machine, write file:///"
            )
        path: Url = super().__new__(cls, url)
        path.url = url
        return path

    def __str__(self) -> str:
        return str(self.url)

    def __reduce__(self) -> tuple[Any, ...]:
        return Url, (self.url,)

    @property
    def is_many(self) -> bool:
        """Whether it is a folder or a pattern."""
        return self.url.endswith("/") or bool(MAGIC.search(self.url))


class Remote:
    """Fetches remote files; `close` removes the copies.

    Args:
        lists_only: whether files are only listed, for a worker to fetch.
        limit: how many bytes a document may have; a file that is one text is fetched up to this.
        form: the format of the files; empty to recognize it.
    """

    def __init__(
        self, *, lists_only: bool = False, limit: int = sys.maxsize, form: str = ""
    ) -> None:
        self.lists_only, self._limit, self._form = lists_only, limit, form
        self._folder: TemporaryFolder | None = None
        self._numbers = count()

    def files(self, url: Url, suffixes: frozenset[str]) -> Iterator[tuple[str, Path]]:
        """Yield the files that a URL stands for, sorted, each with its path below the folder.

        Args:
            url: a file, a folder with a slash at its end, or a pattern.
            suffixes: the endings of the files to clean in a folder; hidden files are left out.

        Raises:
            FileError: they cannot be listed.
        """
        with file_errors(str(url), "cannot list this"):
            system, path = _system(str(url))
            if MAGIC.search(str(url)):
                base = path[: MAGIC.search(path).start()].rpartition("/")[0]  # type: ignore[union-attr]
                names = [name for name in sorted(system.glob(path)) if not system.isdir(name)]
            elif url.is_many:
                base = path.rstrip("/")
                names = [name for name in sorted(system.find(base)) if ending(name) in suffixes]
            else:
                base, names = path.rpartition("/")[0], [path]
            if not names:
                raise FileNotFoundError
        for name in names:
            place = name[len(base) :].lstrip("/")
            if not any(part.startswith(".") for part in place.split("/")):
                yield system.unstrip_protocol(name), Path(place)

    def fetched(self, url: str) -> Path:
        """Return the path of a copy of a file, or its URL if files are only listed.

        Raises FileError if it cannot be fetched, or is a text that is too large.
        """
        if self.lists_only:
            return Url(url)
        copy = self.new_folder() / url.rpartition("/")[2]
        if format_of(copy, self._form) == TEXT:
            fetch_document(url, copy, self._limit, rows=not self._form)
        else:
            fetch(url, copy)
        return copy

    def forget(self, copy: Path) -> None:
        """Remove a file if it is a copy that is no longer needed."""
        if self._folder and copy.is_relative_to(self._folder.name):
            copy.unlink(missing_ok=True)

    def new_folder(self) -> Path:
        """Return a new folder, which is removed in the end."""
        from garmentclean.corpus.temporary_folder import TemporaryFolder  # tempfile loads slowly

        self._folder = self._folder or TemporaryFolder()
        folder = Path(self._folder.name, str(next(self._numbers)))
        folder.mkdir()
        return folder

    def close(self) -> None:
        """Remove all copies."""
        if self._folder:
            self._folder.cleanup()


def fetch(url: str, copy: Path) -> None:
    """Copy a remote file to this machine; FileError if that fails."""
    with file_errors(url, "cannot read this file"):
        system, path = _system(url)
        _check_regular(system, path)
        system.get_file(path, str(copy))


def _check_regular(system: Any, path: str) -> None:
    """Raise OSError for a local folder, pipe or device; reading the latter might never end."""
    if "file" not in system.protocol:
        return
    if system.isdir(path):
        raise IsADirectoryError(EISDIR, "it is a folder; write a slash at its end")
    open_regular(path).close()


def fetch_document(url: str, copy: Path, limit: int, *, rows: bool) -> None:
    """Copy a remote file that holds one document to this machine.

    The size that the server reports is not trusted.

    Args:
        url: the URL.
        copy: the path of the copy.
        limit: how many bytes it may have.
        rows: whether it may be larger if it begins like a file of rows.

    Raises:
        FileError: it cannot be fetched, or is too large.
    """
    with file_errors(url, "cannot read this file"):
        system, path = _system(url)
        _check_regular(system, path)
        with system.open(path, "rb") as file, copy.open("wb") as out:
            _copy(file, out, url, limit, rows=rows)


def _copy(file: BinaryIO, out: BinaryIO, url: str, limit: int, *, rows: bool) -> None:
    left = limit
    while data := file.read(CHUNK):
        if rows and left == limit and begins_like_rows(data):
            left = sys.maxsize
        left -= len(data)
        if left < 0:
            raise TooLargeError(url, limit)
        out.write(data)


def begins_like_rows(data: bytes) -> bool:
    """Return whether a file that begins with these bytes holds rows, whatever its name."""
    from garmentclean.corpus.recognition import HEAD, kind_of, kinds  # only for remote texts

    return kind_of(data[:HEAD], whole=len(data) <= HEAD) == kinds.ROWS


def stamp_of(url: str) -> str:
    """Return an identifier of a remote file's content; empty if there is no such file."""
    with file_errors(url, "cannot look at this file"):
        system, path = _system(url)
        return str(system.ukey(path)) if system.exists(path) else ""


def put(file: Path, url: str) -> None:
    """Copy a file to a URL; FileError if that fails."""
    with file_errors(url, "cannot write this file"):
        system, path = _system(url)
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        system.put_file(str(file), path)


def _system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it."""
    from importlib.util import find_spec  # only for remote files

    if find_spec("fsspec") is None:
        raise FileError(f"{url}: needs fsspec: pip install 'garmentclean[remote]'")
    from fsspec.core import url_to_fs  # an extra

    system, path = url_to_fs(url)
    return system, path


@contextmanager
def file_errors(url: str, what: str) -> Iterator[None]:
    """Turn every error into a FileError, as each file system has its own errors."""
    try:
        yield
    except FileError:
        raise
    except FileNotFoundError:
        raise FileError(f"{url}: {what}: No such file or directory") from None
    except Exception as error:  # noqa: BLE001 - of unknown libraries
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise FileError(f"{url}: {what}: {reason.splitlines()[0]}") from None


def join_name(folder: str, place: str) -> str:
    """Return the path or URL of a file in a folder.

    >>> join_name("s3://bucket/clean/", "a/b.jsonl"), join_name("out", "/tmp/c.jsonl")
    ('s3://bucket/clean/a/b.jsonl', '/tmp/c.jsonl')
    """
    if URL.match(place):
        return place
    return below(folder, place) if URL.match(folder) else str(Path(folder, place))


def read_file(name: str, within: Path | None = None) -> bytes | None:
    """Return the bytes of a file; None if it cannot be read, or is not in the folder."""
    try:
        if not URL.match(name):
            return files.read_bytes(Path(name), within=within)
        from garmentclean.corpus.temporary_folder import TemporaryFolder  # tempfile loads slowly

        with TemporaryFolder() as folder:
            copy = Path(folder, "copy")
            fetch(name, copy)
            return copy.read_bytes()
    except (OSError, files.FileError):
        return None


def write_file(
    name: str, data: bytes, within: Path | None = None, readers: Readers | None = None
) -> None:
    """Write a file atomically; FileError if that fails.

    Args:
        name: its path or URL.
        data: its bytes.
        within: the folder that no link may lead out of.
        readers: who may read it, if it is a record.
    """
    if not URL.match(name):
        from garmentclean.corpus import writing  # many runs do not need it

        writing.write(Path(name), data, within=within, readers=readers)
        return
    from garmentclean.corpus.temporary_folder import TemporaryFolder  # tempfile loads slowly

    with TemporaryFolder() as folder:
        copy = Path(folder, "copy")
        copy.write_bytes(data)
        put(copy, name)


def stamp(name: str) -> str:
    """Return an identifier of a file's content; empty if there is no such file.

    It is the checksum of its bytes, or an identifier from the remote file system.
    """
    return stamp_of(name) if URL.match(name) else files.checksum_of(Path(name))
