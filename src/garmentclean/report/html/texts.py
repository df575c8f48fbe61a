"""Finding the texts of documents: a ledger has their edits alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.edit import UndoError, replay
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.entry import checksum
from garmentclean.permissions import Readers, Rights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.report.html.records import Record


class TextError(GarmentcleanError):
    """The text of a document was not found; the message says why."""


class Texts:
    """Finds the original texts of documents, from their files as they were or as they are now.

    Args:
        records: the documents that will be asked for.
        roots: folders in which relative names are looked up, beside the working directory; of a
            name, its last parts are enough.
        budget: how many characters all texts together may have.
        readers: is told of the files that have them.
    """

    def __init__(
        self,
        records: Iterable[Record],
        roots: Sequence[Path],
        budget: int,
        readers: Readers | None = None,
    ) -> None:
        self._roots = roots
        self._budget = budget
        self._readers = readers or Readers()
        self._wanted: dict[str, set[int]] = {}
        self._rows: dict[Path, dict[int, bytes]] = {}
        for record in records:
            for file, row in places(record):
                self._wanted.setdefault(file, set()).add(row)

    def original(self, record: Record) -> str:
        """Return the text of a document before it was cleaned, to which its edits fit.

        Raises:
            TextError: no file has the text, or it is more than the budget has left.
        """
        text = self._found(record)
        if len(text) > self._budget:
            raise TextError("the page would become too large; make one of fewer --documents")
        self._budget -= len(text)
        return text

    def _found(self, record: Record) -> str:
        trouble = []
        for file, row in places(record):
            for path in self._paths(file):
                try:
                    data = self._read(path, file, row)
                    rights = Rights.of(os.stat(path))  # noqa: PTH116 - as for any file
                except OSError as error:
                    trouble.append(f"{path} cannot be read: {error.strerror}")
                    continue
                state = record.state(checksum(data))
                if state is not None:
                    self._readers.add(rights)
                    return checked(record, data, state)
                trouble.append(f"{path} is not what it was then (its checksum differs)")
        if not trouble:
            looked = " and ".join(dict.fromkeys(file for file, _ in places(record)))
            trouble.append(f"there is no file {looked} here; --root names the folder to look in")
        raise TextError("; ".join(trouble))

    def _paths(self, name: str) -> Iterator[Path]:
        """Yield the files that a name may stand for."""
        path = Path(name)
        tails = [Path(*path.parts[i:]) for i in range(int(path.is_absolute()), len(path.parts))]
        found = [path, *(root / tail for root in self._roots for tail in tails)]
        for candidate in dict.fromkeys(found):
            if os.path.isfile(candidate):  # noqa: PTH113 - Path.is_file raises for a long name
                yield candidate

    def _read(self, path: Path, name: str, row: int) -> bytes:
        if not row:
            return path.read_bytes()
        if path not in self._rows:
            wanted = self._wanted[name]
            with path.open("rb") as file:
                self._rows[path] = {
                    number: line.removesuffix(b"\n")
                    for number, line in enumerate(file, 1)
                    if number in wanted
                }
        return self._rows[path].get(row, b"")


def places(record: Record) -> list[tuple[str, int]]:
    """Return the files that may have a text of a document, each with its row in it, or 0."""
    if record.entries[0].row is None or record.entries[0].cell is not None:
        return [(name, 0) for name in record.names]
    split = (name.rpartition(":") for name in record.names)
    return [(file, int(row)) for file, _, row in split if row.isdecimal()]


def checked(record: Record, data: bytes, state: int) -> str:
    """Return the original text that some bytes lead back to; TextError if the edits do not fit."""
    try:
        text = record.original(data, state)
        replay(text, record.edits)
    except UndoError:
        raise TextError(
            "its runs do not fit together: they read its line ends in two ways"
        ) from None
    except GarmentcleanError as error:
        raise TextError(str(error)) from None
    return text
