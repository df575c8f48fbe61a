"""Recorders: each makes one kind of record of a document that was cleaned, or could not be.

They are passed to a `Cleaner` in the order of `recorders`: rejects come before metadata and the
ledger, which record less of a rejected document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.formats.base import Text
from garmentclean.errors import FilterError, UnexpectedError, reason_of
from garmentclean.ledger.entry import Tool
from garmentclean.pipeline.result import Result
from garmentclean.report.formats.registry import Format
from garmentclean.report.summary import Tally
from garmentclean.run.outcome import as_read
from garmentclean.text.json_text import dumps
from garmentclean.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.corpus.formats.base import Holder
    from garmentclean.corpus.sources import Source
    from garmentclean.errors import GarmentcleanError
    from garmentclean.ledger.entry import Entry
    from garmentclean.run.outcome import Outcome

DRY = ("check", "diff")
"""The modes that write no documents."""


@dataclass
class CleanText:
    """A text of a document, with the result of cleaning it.

    Attributes:
        text: the text, with the bytes that held it.
        result: the result of cleaning it.
        after: the bytes that hold the clean text.
        columns: the columns added to its row.
    """

    text: Text
    result: Result
    after: bytes = b""
    columns: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def metadata(self) -> dict[str, object]:
        """The metadata of the text."""
        from garmentclean.pipeline.metadata import metadata_of  # only for records

        return metadata_of(self.result)


class CleanDocument(NamedTuple):
    """A document that was cleaned.

    Attributes:
        source: the document.
        texts: its texts.
        held: what holds them.
    """

    source: Source
    texts: Sequence[CleanText]
    held: Holder


class Recorder:
    """Makes one kind of record, and adds it to the outcome of a document; it can be pickled."""

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Record a document that was cleaned.

        Args:
            document: the document.
            outcome: gets the record.
        """

    def record_failure(
        self, source: Source, failure: GarmentcleanError, held: Holder | None, outcome: Outcome
    ) -> None:
        """Record a document that could not be cleaned.

        Args:
            source: the document.
            failure: the error.
            held: what holds its texts; None if it is too large.
            outcome: gets the record.
        """


class Checksums(Recorder):
    """Records the checksums of a file before and after, for the cache."""

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Record the checksums, unless the document is a row."""
        if document.source.row:
            return
        from garmentclean.ledger.entry import checksum  # only for the cache

        [clean] = document.texts
        before = checksum(clean.text.before)
        outcome.checksums = before, checksum(clean.after) if outcome.changed else before


@dataclass(frozen=True)
class Findings(Recorder):
    """Records the findings of `--check`.

    Args:
        form: their format.
    """

    form: Format

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Add the findings to what is shown."""
        for clean in document.texts:
            outcome.report.shown += self.form.items(clean.text.document, clean.result)


@dataclass(frozen=True)
class Diffs(Recorder):
    """Records the diff of `--diff`.

    Args:
        color: whether it has colours.
    """

    color: bool = False

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Add the diff to what is shown."""
        from garmentclean.report.diff import diff_lines  # only for diffs

        for clean in document.texts:
            lines = diff_lines(clean.text.document, clean.result, color=self.color)
            outcome.report.shown += lines


@dataclass(frozen=True)
class Rejects(Recorder):
    """Rejects documents that have no words when they are clean, or too few.

    Args:
        min_words: how many words are enough.
        dry: whether no document is written; then changes are still counted.
    """

    min_words: int = 0
    dry: bool = False

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Record a rejected document with the reason, and put back its bytes."""
        reason = reason_to_reject(document.texts, self.min_words)
        if not reason:
            return
        source = document.source
        outcome.records.rejected = reason
        outcome.records.rejects = reject_line(source, reason, document.held)
        tally = outcome.tally
        if not self.dry:
            outcome.content = as_read(source)
            outcome.tally = Tally(tally.documents, words=tally.words)
        outcome.tally.rejected = tally.documents

    def record_failure(
        self, source: Source, failure: GarmentcleanError, held: Holder | None, outcome: Outcome
    ) -> None:
        """Record the document with the failure as the reason."""
        reason = reason_of(source.name, str(failure))
        outcome.records.rejects = reject_line(source, reason, held)


def reason_to_reject(texts: Sequence[CleanText], min_words: int) -> str:
    """Return why a document is to be rejected; empty if it is not.

    All texts of a row are judged together. One that the brake has stopped is not rejected: it is
    not clean.

    Args:
        texts: its texts.
        min_words: how many words are enough.
    """
    if not texts or any(clean.result.refused for clean in texts):
        return ""
    words = sum(count_words(clean.result.text) for clean in texts)
    if not words and any(clean.text.document.text.strip() for clean in texts):
        return "has no words when it is clean"
    if words < min_words:
        return f"has {words:,} of the {min_words:,} words of --min-words when it is clean"
    return ""


def reject_line(source: Source, reason: str, held: Holder | None = None) -> bytes:
    """Return the line of the rejects for a document.

    Args:
        source: the document.
        reason: why it is rejected.
        held: what holds its texts; None to leave them out.
    """
    line: dict[str, object] = {"document": source.name, "reason": reason}
    if held is not None:
        line["original"] = held.original()
    return dumps(line).encode() + b"\n"


class Metadata(Recorder):
    """Records the metadata of each text, unless the document is rejected."""

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Add a line for each text."""
        if outcome.records.rejected:
            return
        for clean in document.texts:
            line = {"document": ""} | clean.metadata | {"document": clean.text.document.name}
            outcome.records.metadata += dumps(line).encode() + b"\n"


@dataclass(frozen=True)
class Ledger(Recorder):
    """Records all edits, each with its rule, so that they can be undone.

    Args:
        tool: the program and its rules.
        in_place: whether documents are cleaned in place, so that rejected ones stay.
    """

    tool: Tool
    in_place: bool = False

    def record(self, document: CleanDocument, outcome: Outcome) -> None:
        """Add an entry for each text; a rejected document stays unchanged, or is left out."""
        from garmentclean.ledger.entry import unchanged  # only for a ledger

        rejected = outcome.records.rejected
        if rejected and not self.in_place:
            return
        entries = (self._entry(document.source, clean) for clean in document.texts)
        self._add(map(unchanged, entries) if rejected else entries, outcome)

    def record_failure(
        self, source: Source, failure: GarmentcleanError, held: Holder | None, outcome: Outcome
    ) -> None:
        """Add unchanged entries for texts that stay, if a rule failed."""
        stays = source.row or self.in_place
        if held and stays and isinstance(failure, FilterError | UnexpectedError):
            self._add((self._entry(source, unchanged_text(text)) for text in held), outcome)

    def _entry(self, source: Source, clean: CleanText) -> Entry:
        from garmentclean.ledger.entry import proved_entry  # only for a ledger

        text, document = clean.text, clean.text.document
        whole = replace(document, name=source.name) if document.field else document
        return proved_entry(
            whole,
            clean.result,
            text.before,
            clean.after,
            self.tool,
            output=source.output,
            row=text.place(clean.columns),
        )

    def _add(self, entries: Iterable[Entry], outcome: Outcome) -> None:
        from garmentclean.ledger.lines import entry_lines  # only for a ledger

        outcome.records.ledger += entry_lines([*entries])


def unchanged_text(text: Text) -> CleanText:
    """Return a text as the result of changing nothing."""
    result = Result(text.document, words=count_words(text.document.text))
    return CleanText(text, result, text.before)


def recorders(  # noqa: PLR0913 - one parameter for each kind of record
    mode: str,
    *,
    findings: Format | None = None,
    color: bool = False,
    min_words: int | None = None,
    metadata: bool = False,
    tool: Tool | None = None,
    checksums: bool = False,
) -> tuple[Recorder, ...]:
    """Return the recorders for a run.

    Args:
        mode: `stdout`, `check`, `diff`, `write` or `output`.
        findings: the format of what `check` shows.
        color: whether a diff has colours.
        min_words: how many words are enough not to be rejected; None to reject nothing.
        metadata: whether metadata is recorded.
        tool: the program and its rules, for a ledger; None without one.
        checksums: whether the cache needs the checksums of files.
    """
    chosen: list[Recorder] = []
    if checksums:
        chosen.append(Checksums())
    if findings:
        chosen.append(Findings(findings))
    if mode == "diff":
        chosen.append(Diffs(color))
    if min_words is not None:
        chosen.append(Rejects(min_words, dry=mode in DRY))
    if metadata:
        chosen.append(Metadata())
    if tool:
        chosen.append(Ledger(tool, in_place=mode == "write"))
    return tuple(chosen)
