"""Files by their names, which are paths or addresses: read, written as a whole, told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus import files, writing
from garmentclean.corpus.remote import URL, below, fetch, put, stamp_of
from garmentclean.corpus.room import Room

if TYPE_CHECKING:
    from garmentclean.corpus.permissions import Readers


def joined(folder: str, place: str) -> str:
    """Return the name of a file in a folder.

    >>> joined("s3://bucket/clean/", "a/b.jsonl"), joined("out", "/tmp/c.jsonl")
    ('s3://bucket/clean/a/b.jsonl', '/tmp/c.jsonl')
    """
    if URL.match(place):
        return place
    return below(folder, place) if URL.match(folder) else str(Path(folder, place))


def read(name: str, within: Path | None = None) -> bytes | None:
    """Return the bytes of a file; None if there is none that can be read, or it lies elsewhere."""
    try:
        if not URL.match(name):
            return files.read_bytes(Path(name), within=within)
        with Room() as room:
            copy = Path(room, "copy")
            fetch(name, copy)
            return copy.read_bytes()
    except (OSError, files.FileError):
        return None


def write(
    name: str, data: bytes, within: Path | None = None, readers: Readers | None = None
) -> None:
    """Put a file in its place as a whole; FileError if that fails.

    Args:
        name: the file.
        data: its bytes.
        within: the folder that no link may lead out of.
        readers: of a record, who may read it.
    """
    if not URL.match(name):
        writing.write(Path(name), data, within=within, readers=readers)
        return
    with Room() as room:
        copy = Path(room, "copy")
        copy.write_bytes(data)
        put(copy, name)


def stamp(name: str) -> str:
    """Return what tells whether a file is still the same; nothing if it is not there.

    It is the checksum of its bytes, or what the file system of an address says of it.
    """
    return stamp_of(name) if URL.match(name) else files.checksum_of(Path(name))
