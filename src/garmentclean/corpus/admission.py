"""Which files are cleaned, and as what: one text, rows, or not at all."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.compression import unpacked
from garmentclean.corpus.endings import LINES, PACKED, PARQUET, TEXT, format_of
from garmentclean.corpus.files import FileError, opened
from garmentclean.corpus.formats.json_row import has_text
from garmentclean.corpus.formats.parquet import is_ledger
from garmentclean.corpus.recognition import HEAD, kind_of, kind_of_name, kinds
from garmentclean.corpus.recognition.jsontext import object_of
from garmentclean.corpus.sources import stdin
from garmentclean.errors import GarmentcleanError
from garmentclean.text.encoding import AUTO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from garmentclean.corpus.sources import Source

LONGEST = 1 << 22
"""A first line of JSON Lines is looked at up to so many bytes."""
ROWS = 20
"""In so many rows, a text is looked for."""
NAMED = 20
"""So many keys of a row are named, where a text is not there."""
BEFORE_ROWS = b" \t\r\n\xef\xbb\xbf"
ONE_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*\{|\{\s*\n\s*\")")
"""How an array of objects, or an object over several lines, begins: no row does."""
LEDGER = b'{"ledger":'
"""How the first line of a ledger begins, and of each run in it."""
DOCUMENT = b'{"document":"'
RECORD = re.compile(r"<stdin>|.*(?::\d+|\.\w{1,8})")
"""What records of a run call a document."""
REJECT = {"document", "reason", "original"}
METADATA = {
    *("document", "author", "date", "date_text", "editor", "language", "site", "source"),
    *("tags", "views"),
}


class Head(NamedTuple):
    """The beginning of a file.

    Attributes:
        data: its first bytes, unpacked.
        whole: whether it has no more.
    """

    data: bytes
    whole: bool


class Admission:
    """Says of each file what it is cleaned as; one that is no article is refused.

    Args:
        form: what files hold, if that was said: then their names and contents do not count.
        fields: where in a row the texts are.
        rows: whether what is named must be rows: options were given that only rows have.
        encoding: what files are in that have no byte order mark and are not UTF-8.
        note: is told of files that are cleaned as rows although their names do not say so, and
            of records of this tool that are left out.

    Attributes:
        taken: how many files were admitted.
        left_out: how many were left out, as records of this tool.
    """

    def __init__(
        self,
        form: str = "",
        fields: Sequence[str] = ("text",),
        *,
        rows: bool = False,
        encoding: str = AUTO,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._form, self._fields, self._rows, self._note = form, fields, rows, note
        self._encoding = encoding
        self.taken = self.left_out = 0

    def __call__(self, source: Source) -> tuple[Source | None, str]:
        """Return a file and what it holds; with a problem if it is refused, None to leave it out.

        Raises:
            GarmentcleanError: a compressed file is damaged, or a file leads out of its folder.
        """
        form = self._form or (format_of(source.file.like) if source.file.like else TEXT)
        if form == TEXT and not self._form:
            source, form = self._recognised(source)
        elif form == LINES and not self._form and source.file.path:
            source = self._checked_lines(source)
        if form != TEXT and not source.refused and is_record(source, form, self._fields):
            if not source.file.named:
                self.left_out += 1
                self._note(f"{source.name}: was written by garmentclean, and is left out")
                return None, form
            told = f"{source.name}: was written by garmentclean, and is never cleaned; leave it out"
            source = refused(source, told)
        self.taken += 1
        return source, form

    def _recognised(self, source: Source) -> tuple[Source, str]:
        """Return a file and what it holds, by its name and by how it begins."""
        source, head = looked_into(source)
        if head is None:
            return source, TEXT
        by_name = kind_of_name(str(source.file.like)) if source.file.like else None
        kind = kind_of(head.data, self._encoding, whole=head.whole) or by_name
        if kind == kinds.ROWS:
            return self._as_rows(source, head)
        if self._rows and source.file.named:
            if not head.data.strip():
                return source, LINES
            fault = "has no rows, which --text-field and --metadata-columns are for"
            return refused(source, f"{source.name}: {fault}; leave these out for a text"), TEXT
        if kind and head.data.strip():
            return refused(source, kind.refusal(source.name)), TEXT
        return source, TEXT

    def _checked_lines(self, source: Source) -> Source:
        """Return a file that is named like JSON Lines; refused if it is one JSON document."""
        try:
            source, head = looked_into(source)
        except GarmentcleanError:
            return source  # reading it will tell
        if head and ONE_DOCUMENT.match(head.data):
            return refused(source, kinds.JSON.refusal(source.name))
        return source

    def _as_rows(self, source: Source, head: Head) -> tuple[Source, str]:
        """Return a file as one of rows, if they have a text."""
        lines = [line for line in head.data.split(b"\n") if line.strip()][:ROWS]
        cut = len(lines) == 1 and not head.whole
        sure = cut or self._rows
        if not sure and not any(has_text(line, field) for line in lines for field in self._fields):
            wanted = " or ".join(f"'{field}'" for field in self._fields)
            known = ", ".join(next(filter(None, map(_keys, lines)), ())) or "no keys"
            told = f"holds JSON Lines without a text {wanted}, but with {known}"
            return refused(
                source,
                f"{source.name}: {told}; name the text's key with --text-field, "
                "or insist with --input-format text",
            ), LINES
        if not self._rows:
            self._note(
                f"{source.name}: holds JSON Lines: the texts of its rows are cleaned "
                "(--input-format text takes it for one text)"
            )
        return source, LINES


def refused(source: Source, problem: str) -> Source:
    """Return a file with the reason why it is not cleaned."""
    return source._replace(problem=problem, refused=True)


def looked_into(source: Source) -> tuple[Source, Head | None]:
    """Return a source and its beginning; None for what cannot be read: reading it will tell.

    What is piped in keeps the bytes that were read of it.
    """
    file = source.file
    if file.path is None:
        head = _head(stdin().read)
        return source._replace(file=file._replace(ahead=head.data)), head
    try:
        return source, head_of(file.path, file.within)
    except (OSError, FileError):  # reading it will tell
        return source, None


def head_of(path: Path, within: Path | None = None) -> Head:
    """Return the beginning of a file in a folder, if it must lie in one.

    Raises:
        DamagedError: it is packed, and cannot be unpacked.
        FileError: it cannot be opened.
    """
    packed = path.suffix.lower() in PACKED
    with unpacked(path, within) if packed else opened(path, within, buffered=False) as file:
        return _head(file.read)


def _head(read: Callable[[int], bytes | None]) -> Head:
    """Read the beginning of a file; of one that begins with a long row, all of the row."""
    parts = [read(HEAD) or b""]
    size = len(parts[0])
    one_line = b"\n" not in parts[0].strip() and parts[0].lstrip(BEFORE_ROWS)[:1] == b"{"
    whole = size < HEAD
    while one_line and not whole and size < LONGEST:
        more = read(HEAD) or b""
        parts.append(more)
        size += len(more)
        whole, one_line = not more, b"\n" not in more
    return Head(b"".join(parts), whole)


def is_record(source: Source, form: str, fields: Sequence[str]) -> bool:
    """Return whether a file of rows is a ledger, or other records of a run."""
    file = source.file
    if file.path is None and not file.ahead:
        return False  # rows that are piped in may come one by one
    if form == PARQUET:
        return (
            file.path is not None
            and find_spec("pyarrow") is not None
            and is_ledger(file.path, file.within)
        )
    try:
        data = file.ahead if file.path is None else head_of(file.path, file.within).data
    except (OSError, GarmentcleanError):
        return False  # reading it will tell
    line = data.partition(b"\n")[0]
    if line.startswith(LEDGER):
        return True
    if not line.startswith(DOCUMENT) or any(has_text(line, field) for field in fields):
        return False
    found = object_of(line.decode("utf-8", "replace")) or {}
    keys = {*found}
    return RECORD.fullmatch(str(found.get("document"))) is not None and (
        {"document", "reason"} <= keys <= REJECT or keys <= METADATA
    )


def _keys(line: bytes) -> list[str]:
    """Return the keys of a row, or the first of them."""
    keys = [*(object_of(line.decode("utf-8", "replace")) or ())]
    return [*keys[:NAMED], "…"] if len(keys) > NAMED else keys
