"""Finds the original texts of documents: a ledger holds only their edits."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from garmentclean.corpus.file_kinds import open_regular, read_small
from garmentclean.corpus.permissions import Readers, Rights
from garmentclean.errors import GarmentcleanError
from garmentclean.ledger.entry import checksum
from garmentclean.text.edit import UndoError, replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.report.html.records import Shown

LARGEST = 1 << 26
"""Larger files are not read: no page could show them."""


class TextError(GarmentcleanError):
    """The text of a document was not found; the message says why."""


class Texts:
    """Finds the original texts of documents, from their original or their clean files.

    Args:
        documents: the documents that will be looked up.
        roots: folders in which to look, as well as the working directory; the last parts of a name
            are enough.
        budget: how many characters all texts together may have.
        readers: collects who may read the files.
    """

    def __init__(
        self,
        documents: Iterable[Shown],
        roots: Sequence[Path],
        budget: int,
        readers: Readers | None = None,
    ) -> None:
        self._roots = roots
        self._budget = budget
        self._readers = readers or Readers()
        self._wanted: dict[str, set[int]] = {}
        self._rows: dict[Path, dict[int, bytes]] = {}
        for document in documents:
            for file, row in places(document):
                self._wanted.setdefault(file, set()).add(row)

    def original(self, document: Shown) -> str:
        """Return the text of a document before it was cleaned.

        Raises:
            TextError: no file has the text, or it is longer than the rest of the budget.
        """
        text = self._found(document)
        if len(text) > self._budget:
            raise TextError("the page would become too large; use fewer --documents")
        self._budget -= len(text)
        return text

    def _found(self, document: Shown) -> str:
        trouble = []
        for file, row in places(document):
            for path in self._paths(file):
                try:
                    data = self._read(path, file, row)
                    rights = Rights.of(os.stat(path))  # noqa: PTH116 - as for any file
                except OSError as error:
                    trouble.append(f"{path} cannot be read: {error.strerror}")
                    continue
                state = document.state(checksum(data))
                if state is not None:
                    self._readers.add(rights)
                    return checked(document, data, state)
                trouble.append(f"{path} has changed since (its checksum differs)")
        if not trouble:
            looked = " and ".join(dict.fromkeys(file for file, _ in places(document)))
            trouble.append(f"there is no file {looked} here; --root names the folder to look in")
        raise TextError("; ".join(trouble))

    def _paths(self, name: str) -> Iterator[Path]:
        """Yield the files that a name may stand for."""
        path = Path(name)
        tails = [Path(*path.parts[i:]) for i in range(int(path.is_absolute()), len(path.parts))]
        candidates = [path, *(root / tail for root in self._roots for tail in tails)]
        for candidate in dict.fromkeys(candidates):
            if os.path.isfile(candidate):  # noqa: PTH113 - Path.is_file raises for a long name
                yield candidate

    def _read(self, path: Path, name: str, row: int) -> bytes:
        if not row:
            return read_small(path, LARGEST)
        if path not in self._rows:
            wanted = self._wanted[name]
            with open_regular(path) as file:
                self._rows[path] = {
                    number: line.removesuffix(b"\n")
                    for number, line in enumerate(islice(lines(file), max(wanted)), 1)
                    if number in wanted
                }
        return self._rows[path].get(row, b"")


def lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of a line that is too long for a page, only the beginning."""
    while line := file.readline(LARGEST):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LARGEST)


def places(document: Shown) -> list[tuple[str, int]]:
    """Return the files that may have a text of a document, each with its row in it, or 0."""
    if document.entries[0].row is None or document.entries[0].cell is not None:
        return [(name, 0) for name in document.names]
    split = (name.rpartition(":") for name in document.names)
    return [(file, int(row)) for file, _, row in split if row.isdecimal()]


def checked(document: Shown, data: bytes, state: int) -> str:
    """Return the original text that some bytes lead back to; TextError if the edits do not fit."""
    try:
        text = document.original(data, state)
        replay(text, document.edits)
    except UndoError:
        raise TextError(
            "its runs do not fit together: they read its line ends in two ways"
        ) from None
    except GarmentcleanError as error:
        raise TextError(str(error)) from None
    return text
