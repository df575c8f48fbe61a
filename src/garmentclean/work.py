"""What is done with one document: read, cleaned, and told of in the forms that were asked for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from garmentclean.brake import words_removed
from garmentclean.corpus.sources import Source
from garmentclean.document import BinaryFileError, Document
from garmentclean.errors import GarmentcleanError
from garmentclean.filters.plugged import FilterError
from garmentclean.ledger.entry import Tool, checksum, entry_of
from garmentclean.ledger.lines import entry_line
from garmentclean.metadata import metadata_of
from garmentclean.report.diff import diff_lines
from garmentclean.report.formats import format_of
from garmentclean.report.summary import Count, Tally, percent
from garmentclean.rows import Row, RowError, added, dumps
from garmentclean.settings import Pipelines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.pipeline import Result
    from garmentclean.report.formats import Format


@dataclass
class Outcome:
    """What the work on a document has led to.

    Attributes:
        source: the document.
        data: the bytes to write: the clean ones; None if there is nothing to write.
        changed: whether they are other than the ones that were read.
        stopped: whether the brake has stopped the document.
        problem: what went wrong, if something did: an error of the run.
        warnings: what has to be said of the document.
        remarks: what can be said, or left unsaid.
        shown: what goes to stdout: findings in some format, or a diff.
        entry: the document's line of the ledger.
        metadata: its line of metadata.
        tally: the document, counted.
        before: the checksum of the bytes that were read, if it was asked for.
        recalled: whether an earlier run has done it; then there is nothing to write.
    """

    source: Source
    data: bytes | None = None
    changed: bool = False
    stopped: bool = False
    problem: str = ""
    warnings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    entry: bytes = b""
    metadata: bytes = b""
    tally: Tally = field(default_factory=Tally)
    before: str = ""
    recalled: bool = False

    @property
    def told(self) -> list[str]:
        """All that there is to say of the document."""
        return self.remarks + self.warnings

    def to_json(self) -> str:
        """Return what there is to tell of a document, for the next run."""
        keys = ("changed", "warnings", "remarks", "shown")
        told = {key: getattr(self, key) for key in keys}
        return json.dumps(told | {"tally": asdict(self.tally)}, separators=(",", ":"))

    @classmethod
    def recall(cls, source: Source) -> Outcome:
        """Return the outcome of a document that an earlier run has done."""
        known = json.loads(source.known)
        counted = known.pop("tally")
        rules = {rule: Count(**count) for rule, count in counted.pop("rules").items()}
        tally = Tally(**counted, rules=rules)
        return cls(source, **known, tally=tally, recalled=True)


@dataclass(frozen=True)
class Work:
    """What to do with a document; a function that can be sent to another process.

    Args:
        pipelines: the rules.
        show: `check`, `diff`, or nothing.
        format: the format of what `check` shows.
        color: whether a terminal is to show it in colours.
        tool: who writes the ledger; None without one.
        metadata: whether a line of metadata is wanted.
        columns: whether rows get the metadata as columns.
        field: the key of the text in a row.
        remember: whether outcomes will be remembered.
    """

    pipelines: Pipelines
    show: str = ""
    format: str = "text"
    color: bool = False
    tool: Tool | None = None
    metadata: bool = False
    columns: bool = False
    field: str = "text"
    remember: bool = False

    def __call__(self, source: Source) -> Outcome:
        """Do it; what cannot be done is told in the outcome, not raised."""
        if source.problem or source.known:
            return (
                Outcome.recall(source) if source.known else Outcome(source, problem=source.problem)
            )
        if source.row and not source.line.strip():
            return Outcome(source, data=source.line)
        try:
            return Outcome.recall(source) if source.known else self._cleaned(source)
        except BinaryFileError as failure:
            return Outcome(source, problem=str(failure) if source.named else "")
        except (RowError, FilterError) as failure:
            stays = source.line if source.row else None
            return Outcome(source, data=stays, problem=str(failure))
        except GarmentcleanError as failure:
            return Outcome(source, problem=str(failure))

    def _cleaned(self, source: Source) -> Outcome:
        before = source.read()
        if source.excluded:
            return Outcome(source, data=before)
        row = Row.parse(before, self.field, source.name) if source.row else None
        if row:
            document = replace(Document.from_text(row.text, source.name), row=source.row)
        else:
            document = Document.from_bytes(before, source.name)
        result = self.pipelines.of(str(source.like or source.name)).clean(document)
        known = metadata_of(result) if self.metadata or self.columns else {}
        columns = {}
        if row:
            if self.columns:
                columns = {key: value for key, value in known.items() if key not in row.keys}
            after = row.with_text(result.document.to_text(), columns)
        else:
            after = result.document.to_bytes()
        entry = b""
        if self.tool:
            told = None
            if row:
                told = {"field": row.field, "style": row.style, "columns": added(columns)}
            entry = entry_line(
                entry_of(document, result, before, after, self.tool, output=source.output, row=told)
            )
        return Outcome(
            source,
            data=after + source.line[len(before) :],
            changed=after != before,
            stopped=bool(result.refused),
            warnings=list(warnings(document, result, self.pipelines.default.max_loss)),
            remarks=[] if row else list(remarks(document)),
            shown=self._shown(document, result),
            entry=entry,
            metadata=dumps({"document": ""} | known | {"document": source.name}).encode() + b"\n",
            tally=Tally.of(result),
            before=checksum(before) if self.remember else "",
        )

    def _shown(self, document: Document, result: Result) -> list[str]:
        if self.show == "check":
            return self._format.items(document, result)
        if self.show == "diff":
            return list(diff_lines(document, result, color=self.color))
        return []

    @cached_property
    def _format(self) -> Format:
        return format_of(self.format, self.pipelines.default.rules, color=self.color)


def warnings(document: Document, result: Result, max_loss: float) -> Iterator[str]:
    """Yield what has to be said of a document: that the brake, or a limit, has held rules back."""
    name = document.name
    if result.refused:
        taken: dict[str, int] = {}
        for edit in result.refused:
            words = words_removed(edit.before, edit.after)
            taken[edit.rule] = taken.get(edit.rule, 0) + words
        most = max(taken, key=lambda rule: taken[rule])
        yield (
            f"{name}: would lose {percent(result.loss, 1)} of its {result.words:,} words (max-loss "
            f"is {percent(max_loss, 1)}), most by {most}; left as it was. --diff --force shows it"
        )
    for rule, part in result.held.items():
        yield f"{name}: {rule} would take {percent(part, 1)} of the words: more than its at-most"
    if not result.settled:
        yield (
            f"{name}: still changing after several passes; rule {result.edits[-1].rule} and "
            "another one undo each other, --ignore one of them"
        )


def remarks(document: Document) -> Iterator[str]:
    """Yield what can be said of a document: that some of its bytes are no UTF-8."""
    bad = document.undecodable()
    if bad:
        place = len(document.text[: bad[0]].encode("utf-8", "surrogateescape"))
        count = "1 byte" if len(bad) == 1 else f"{len(bad):,} bytes"
        yield (
            f"{document.name}: {count} of no UTF-8 (the first is byte {place + 1}), left "
            "unchanged; convert the file to UTF-8 to have all of it cleaned"
        )
