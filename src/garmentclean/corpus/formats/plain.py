"""Files that are one text each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.formats.base import Format, RowFile, Text
from garmentclean.corpus.writing import Replacement
from garmentclean.text.document import Document
from garmentclean.text.encoding import AUTO, UTF8

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from garmentclean.corpus.files import Seen
    from garmentclean.corpus.formats.base import Reading
    from garmentclean.corpus.sources import Cells, Row, Source
    from garmentclean.corpus.writing import Model


class PlainText(Format):
    """Files with one text each."""

    name = TEXT
    title = "one text"
    endings = frozenset({"", ".md", ".markdown", ".text", ".txt"})
    extension = "txt"

    def rows(self, source: Source, reading: Reading) -> Iterator[Source]:
        """Yield the file."""
        yield source

    def writer(
        self,
        target: Path,
        model: Model | None,
        fields: Sequence[str],
        *,
        within: Path | None,
        seen: Seen | None,
    ) -> RowFile:
        """Return a new file for one text; parameters and errors are as in `Format.writer`."""
        return WholeFile(target, model, within=within, seen=seen)


class Whole:
    """A file that is one text.

    Args:
        source: the file.
        data: its bytes.
        encoding: their encoding if they have no byte order mark and are not UTF-8.
    """

    def __init__(self, source: Source, data: bytes, encoding: str = AUTO) -> None:
        self._source, self._fallback, self._encoding = source, encoding, UTF8
        self._before = self._data = data

    def __iter__(self) -> Iterator[Text]:
        """Yield the text; BinaryFileError or EncodingError if it cannot be decoded."""
        document = Document.from_bytes(self._before, self._source.name, self._fallback)
        self._encoding = document.encoding
        yield Text(document, self._before)

    def put(self, after: bytes) -> None:
        """Replace the bytes of the file."""
        self._data = after

    def clean(self) -> tuple[bytes, Cells]:
        """Return the bytes of the clean file."""
        return self._data, ()

    def original(self) -> object:
        """Return the original bytes as text, with their byte order mark if they have one."""
        errors = "surrogateescape" if self._encoding == UTF8 else "strict"
        return self._before.decode(self._encoding, errors)


class WholeFile(Replacement):
    """A file that is one document."""

    def add(self, row: Row, *, changed: bool) -> None:
        """Write the document, which takes the place of a row."""
        self.write(row.data)
