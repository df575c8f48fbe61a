"""The outcome of a document: the bytes to write, what to report, its records and its counts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from garmentclean.corpus.formats.json_row import Lack
from garmentclean.corpus.sources import Cells
from garmentclean.report.summary import Tally
from garmentclean.text.json_text import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.corpus.sources import Source

CACHED = ("warnings", "shown")
"""The parts of a report that the next run repeats."""


class LedgerLine(Protocol):
    """A line of a ledger that is not sealed yet, as `ledger.lines.UnsealedLine`."""

    def sealed(self, left_out: int = 0) -> bytes:
        """Return the line with its seal; `left_out` rows before it are not in the output."""
        ...


class Compact:
    """Pickles only its values, without the names of its fields, because many outcomes are sent."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(slots=True)
class Content(Compact):
    """The bytes to write for a document.

    Attributes:
        data: the bytes; None for those of the source, which are not sent back.
        cells: the cells, for a row of Parquet.
        changed: whether they differ from what was read.
        unread: whether the rest of stdin follows them, as it is.
    """

    data: bytes | None = b""
    cells: Cells = ()
    changed: bool = False
    unread: bool = False


@dataclass(slots=True)
class Report(Compact):
    """What to report about a document.

    Attributes:
        problem: the error, if it could not be cleaned.
        left_out: why it was left out, if that is no error.
        lack: for a row without a text, the fields that were looked for, and the keys that it has.
        warnings: messages about it.
        shown: what goes to stdout: findings, or a diff.
    """

    problem: str = ""
    left_out: str = ""
    lack: Lack | None = None
    warnings: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Records(Compact):
    """What is written about a document to other files.

    Attributes:
        ledger: its lines of the ledger: one, or one for each text of a row.
        metadata: its lines of metadata.
        rejects: its line of the rejects.
        rejected: why it was rejected, if it was cleaned and rejected.
    """

    ledger: list[LedgerLine] = field(default_factory=list)
    metadata: bytes = b""
    rejects: bytes = b""
    rejected: str = ""

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.ledger or self.metadata or self.rejects)


@dataclass(slots=True)
class Outcome(Compact):
    """The outcome of a document, or of several consecutive rows.

    Attributes:
        row: the number of the row, or of the first one; 0 for a document that is a whole file.
        rows: how many rows it is the outcome of.
        content: the bytes to write; None if there are none.
        report: what to report.
        records: what to write to other files.
        tally: the counts of the document.
        checksums: those of the file before and after, for the cache.
        is_cached: whether this is the outcome of an earlier run, with nothing to write.
    """

    row: int = 0
    rows: int = 1
    content: Content | None = None
    report: Report = field(default_factory=Report)
    records: Records = field(default_factory=Records)
    tally: Tally = field(default_factory=Tally)
    checksums: tuple[str, str] | None = None
    is_cached: bool = False

    @property
    def changed(self) -> bool:
        """Whether the document is to be written with other bytes."""
        return self.content is not None and self.content.changed

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to do but write it and its records."""
        report, records = self.report, self.records
        special = report.problem or report.warnings or records.rejected or records.rejects
        return self.content is not None and not (special or self.tally.stopped)

    def source_in(self, source: Source) -> Source:
        """Return the part of a source that this outcome is for: all its rows, or some of them."""
        row = source.row
        if row is None or self.rows == row.rows:
            return source
        return source._replace(row=row._replace(number=self.row, rows=self.rows, data=b""))

    def to_json(self) -> str:
        """Return what the cache keeps, as JSON."""
        kept: dict[str, Any] = {name: getattr(self.report, name) for name in CACHED}
        return encoded(kept | {"tally": self.tally.to_json()}).decode()


def cached_outcome(text: object, *, silent: bool) -> Outcome | None:
    """Return the outcome that `Outcome.to_json` has written; None if it is not one.

    Args:
        text: what the cache has; anybody may have written it.
        silent: whether to return None for an outcome that reports something.
    """
    try:
        kept: Any = json.loads(text) if isinstance(text, str) else None
        tally = Tally.from_json(kept.pop("tally"))
        lists = [kept[name] for name in CACHED]
        reported = [message for messages in lists for message in messages]
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    fits = {*map(type, lists)} == {list} and {*map(type, reported)} <= {str}
    if not fits or kept.keys() != {*CACHED} or (silent and reported):
        return None
    return Outcome(report=Report(**kept), tally=tally, is_cached=True)


def as_read(source: Source) -> Content:
    """Return the bytes of a row as they were read; no bytes for a whole file."""
    return Content(source.row.data, source.row.cells) if source.row else Content()


def joined(outcomes: Iterable[Outcome], rows: int) -> Iterator[Outcome]:
    """Yield the outcomes of some rows, with consecutive plain ones joined into one.

    Args:
        outcomes: one for each row.
        rows: how many rows there are.
    """
    for plain, some in groupby(outcomes, attrgetter("is_plain")):
        if plain:
            yield _joined([*some], rows)
        else:
            yield from some


def _joined(outcomes: list[Outcome], rows: int) -> Outcome:
    content = Content()
    joint = Outcome(outcomes[0].row, len(outcomes), content)
    data = []
    for outcome in outcomes:
        if outcome.content:
            content.changed |= outcome.content.changed
            data.append(outcome.content.data or b"")
        joint.report.shown += outcome.report.shown
        joint.records.ledger += outcome.records.ledger
        joint.tally.add(outcome.tally)
    joint.records.metadata = b"".join(outcome.records.metadata for outcome in outcomes)
    is_as_read = len(outcomes) == rows and not content.changed
    content.data = None if is_as_read else b"".join(data)
    return joint
