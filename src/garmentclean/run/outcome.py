"""What the work on a document has led to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.formats.json_row import Lack
from garmentclean.corpus.sources import Cells, File, Row, Source
from garmentclean.report.summary import Tally
from garmentclean.text.json_text import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REMEMBERED = ("changed", "warnings", "shown", "tally")
"""What the next run is told of a document."""


@dataclass(slots=True)
class Outcome:
    """What the work on a document has led to, or on several rows, one behind the other.

    It is sent to another process without its source, which is known there.

    Attributes:
        source: the document; of several rows, the first one, and how many they are.
        data: the bytes to write: the clean ones; None if there is nothing to write.
        goes_on: whether what is still piped in stands behind these bytes.
        cells: the same of a row of Parquet.
        changed: whether they are other than the ones that were read.
        stopped: whether the brake has stopped the document.
        problem: what went wrong, if something did: an error of the run.
        left_out: why it is no article, if it is none, and why that is no error.
        lacks: of a row that has no text, what was looked for, and the keys that it has.
        warnings: what has to be said of the document.
        shown: what goes to stdout: findings in some format, or a diff.
        entries: the document's lines of the ledger: one, or one for each text of a row.
        metadata: its lines of metadata.
        rejected: why it has no place in a clean corpus, if it has none.
        reject: its line of the rejects, or that of a row that is none.
        tally: the document, counted.
        before: the checksum of the bytes that were read, if it was asked for.
        after: the same of those to write.
        same: whether those to write are the ones that the source has; they are left out then.
        recalled: whether an earlier run has done it; then there is nothing to write.
    """

    source: Source
    data: bytes | None = None
    goes_on: bool = False
    cells: Cells = ()
    changed: bool = False
    stopped: bool = False
    problem: str = ""
    left_out: str = ""
    lacks: Lack | None = None
    warnings: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    metadata: bytes = b""
    rejected: str = ""
    reject: bytes = b""
    tally: Tally = field(default_factory=Tally)
    before: str = ""
    after: str = ""
    same: bool = False
    recalled: bool = False

    def of(self, source: Source) -> Outcome:
        """Return it with the source that it was made of, after another process has sent it."""
        sent, row = self.source.row, source.row
        if sent and row and row.rows > 1:
            row = row._replace(number=sent.number, rows=sent.rows, data=b"")
            self.source = source._replace(row=row)
        else:
            self.source = source
        if self.same and source.row:
            self.data = source.row.data
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        row = self.source.row
        place = (row.number, row.rows) if row else None
        return _unpacked, (place, [getattr(self, name) for name in SENT])

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to do but to write it."""
        told = self.problem or self.warnings or self.rejected or self.reject
        return self.data is not None and not (told or self.stopped)

    def to_json(self) -> str:
        """Return what there is to tell of a document, for the next run."""
        told: dict[str, Any] = {name: getattr(self, name) for name in REMEMBERED}
        return encoded(told | {"tally": self.tally.to_json()}).decode()

    @classmethod
    def recall(cls, source: Source) -> Outcome:
        """Return the outcome of a document that an earlier run has done."""
        return cls(source, **(source.known or {}), recalled=True)


def remembered(told: object, *, silent: bool) -> dict[str, Any] | None:
    """Return what `Outcome.to_json` has written, as parameters; None if it is none of that.

    Args:
        told: the text; it may come from a stranger.
        silent: whether nothing was said or shown of the document.
    """
    try:
        known: Any = json.loads(told) if isinstance(told, str) else None
        known["tally"] = Tally.from_json(known["tally"])
        said = [known["warnings"], known["shown"]]
        texts = [text for some in said for text in some]
    except (LookupError, RecursionError, TypeError, ValueError):
        return None
    lists = {*map(type, said)} == {list} and {*map(type, texts)} <= {str}
    fits = lists and known.keys() == {*REMEMBERED} and isinstance(known["changed"], bool)
    return known if fits and not (silent and texts) else None


SENT = tuple(one.name for one in fields(Outcome) if one.name != "source")


UNKNOWN = File(None)


def _unpacked(place: tuple[int, int] | None, sent: Iterable[Any]) -> Outcome:
    row = Row(place[0], rows=place[1]) if place else None
    return Outcome(Source(UNKNOWN, row=row), *sent)


def together(outcomes: Iterable[Outcome], row: Row) -> Iterator[Outcome]:
    """Yield the outcomes of some rows, with those in one that are plain and follow each other.

    Args:
        outcomes: one of each row.
        row: the rows.
    """
    for plain, some in groupby(outcomes, attrgetter("is_plain")):
        if plain:
            yield _joined([*some], row.rows)
        else:
            yield from some


def _joined(outcomes: list[Outcome], count: int) -> Outcome:
    source = outcomes[0].source
    row = source.row and source.row._replace(rows=len(outcomes), data=b"")
    made = Outcome(source._replace(row=row))
    for one in outcomes:
        made.changed |= one.changed
        made.shown += one.shown
        made.entries += one.entries
        made.tally.add(one.tally)
    made.metadata = b"".join(one.metadata for one in outcomes)
    if len(outcomes) == count and not made.changed:
        made.data, made.same = b"", True
    else:
        made.data = b"".join(one.data or b"" for one in outcomes)
    return made
