"""What is done with one document: read, cleaned, and told of in the forms that were asked for."""

from __future__ import annotations

import os.path
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from garmentclean.brake import count_words
from garmentclean.corpus.files import TooLargeError
from garmentclean.corpus.texts import holder
from garmentclean.document import BinaryFileError
from garmentclean.errors import FilterError, GarmentcleanError
from garmentclean.ledger.tool import Tool
from garmentclean.outcome import Outcome, together
from garmentclean.report.formats import format_of
from garmentclean.report.remarks import remarks, warnings
from garmentclean.report.summary import Tally
from garmentclean.rows import RowError, dumps
from garmentclean.settings import Pipelines

if TYPE_CHECKING:
    from garmentclean.corpus.sources import Source
    from garmentclean.corpus.texts import Text
    from garmentclean.document import Document
    from garmentclean.ledger.entry import Entry
    from garmentclean.pipeline import Result
    from garmentclean.report.formats import Format


@dataclass(frozen=True)
class Work:
    """What to do with a document; a function that can be sent to another process.

    Args:
        pipelines: the rules.
        show: the mode of the run; `check` and `diff` show something of each document.
        format: the format of what `check` shows.
        color: whether a terminal is to show it in colours.
        tool: who writes the ledger; None without one.
        metadata: whether a line of metadata is wanted.
        columns: whether rows get the metadata as columns.
        fields: where in a row the texts are.
        limit: how many bytes a document may have.
        rejects: whether documents without words, or with too few, are rejected.
        min_words: how many words are not too few.
        remember: whether outcomes will be remembered.
        together: whether rows that came together may stay so.
        folder: what the names of files are relative to, if it is not the working directory.
    """

    pipelines: Pipelines
    show: str = ""
    format: str = "text"
    color: bool = False
    tool: Tool | None = None
    metadata: bool = False
    columns: bool = False
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    rejects: bool = False
    min_words: int = 0
    remember: bool = False
    together: bool = False
    folder: str = ""

    def __call__(self, source: Source) -> list[Outcome]:
        """Do it; what cannot be done is told in the outcome, not raised.

        Of rows that come together there can be several outcomes, each of some of them.
        """
        if source.rows == 1:
            return [self._done(source)]
        outcomes = map(self._done, source.apart())
        return [*(together(outcomes, source) if self.together else outcomes)]

    def _done(self, source: Source) -> Outcome:
        if source.problem or source.known:
            return (
                Outcome.recall(source) if source.known else Outcome(source, problem=source.problem)
            )
        if source.piece or any(len(cell or b"") > self.limit for cell in source.cells):
            return self._too_large(source)
        try:
            return self._cleaned(source)
        except BinaryFileError as failure:
            return Outcome(source, problem=str(failure) if source.named else "")
        except (RowError, FilterError) as failure:
            return self._failed(source, failure)
        except GarmentcleanError as failure:
            return Outcome(source, problem=str(failure))

    def _failed(self, source: Source, failure: GarmentcleanError) -> Outcome:
        """Leave a document as it is that cannot be cleaned; a row is one of the rejects, too."""
        outcome = Outcome(source, problem=str(failure))
        if source.row:
            reason = str(failure).removeprefix(f"{source.name}: ").partition(";")[0]
            original = holder(source, self.fields, self.limit).original()
            outcome.reject = reject_line(source, reason, original)
            outcome.data, outcome.cells = source.line, source.cells
        return outcome

    def _too_large(self, source: Source) -> Outcome:
        """Let a row pass as it is, or a piece of one."""
        outcome = Outcome(source, data=source.line, cells=source.cells)
        if source.piece < 2:  # noqa: PLR2004 - it is told of once
            outcome.problem = str(TooLargeError(source.name, self.limit))
            reason = outcome.problem.removeprefix(f"{source.name}: ").partition(";")[0]
            outcome.reject = reject_line(source, reason)
        return outcome

    def _cleaned(self, source: Source) -> Outcome:
        if source.excluded:
            return Outcome(source, data=source.read())
        if source.row and not source.cells and (source.line.isspace() or not source.line):
            return Outcome(source, data=source.line)
        outcome = Outcome(source)
        held = holder(source, self.fields, self.limit)
        pipeline = self.pipelines.of(os.path.join(self.folder, source.name_of_file))  # noqa: PTH118 - quicker
        texts: list[tuple[Text, Result]] = []
        entries: list[Entry] = []
        for text in held:
            result = pipeline.clean(text.document)
            texts.append((text, result))
            after, entry = self._written(text, result, outcome)
            held.put(after)
            if entry:
                entries.append(entry)
        if self.remember and not source.row:
            from garmentclean.ledger.entry import checksum  # noqa: PLC0415 - only for memory

            outcome.before = outcome.after = checksum(texts[0][0].before)
            if outcome.changed:
                outcome.after = checksum(after)
        outcome.data, outcome.cells = held.clean()
        outcome.rejected = self._fault(texts) if self.rejects else ""
        if outcome.rejected:
            outcome.reject = reject_line(source, outcome.rejected, held.original())
            entries = self._reject(outcome, entries)
        if entries:
            from garmentclean.ledger.entry import going_on  # noqa: PLC0415 - only for a ledger
            from garmentclean.ledger.lines import entry_line  # noqa: PLC0415 - the same

            outcome.entries = [entry_line(entry) for entry in going_on(entries)]
        return outcome

    def _written(self, text: Text, result: Result, outcome: Outcome) -> tuple[bytes, Entry | None]:
        """Return the bytes that hold a text when it is clean, and its entry; tell what else is."""
        document = text.document
        known = self._metadata_of(result)
        columns = {}
        if self.columns and text.row:
            columns = {key: known[key] for key in known if key not in text.row.keys}
        after = text.after(result.document, columns)
        outcome.changed |= after != text.before
        self._tell(outcome, document, result)
        if self.metadata:
            told = dumps({"document": ""} | known | {"document": document.name})
            outcome.metadata += told.encode() + b"\n"
        if not self.tool:
            return after, None
        from garmentclean.ledger.entry import entry_of  # noqa: PLC0415 - only for a ledger

        whole = replace(document, name=outcome.source.name) if document.field else document
        row = text.told(columns)
        output = outcome.source.output
        made = entry_of(whole, result, text.before, after, self.tool, output=output, row=row)
        return after, made

    def _tell(self, outcome: Outcome, document: Document, result: Result) -> None:
        """Add what there is to say of a text."""
        outcome.stopped |= bool(result.refused)
        if result.refused or result.held or not result.settled:
            outcome.warnings += warnings(document, result, self.pipelines.default.max_loss)
        if not document.row:
            outcome.remarks += remarks(document)
        if self.show == "check":
            outcome.shown += self._format.items(document, result)
        elif self.show == "diff":
            from garmentclean.report.diff import diff_lines  # noqa: PLC0415 - only for diffs

            outcome.shown += diff_lines(document, result, color=self.color)
        tally = Tally.of(result)
        if outcome.tally.documents:
            outcome.tally.add(tally)
        else:
            outcome.tally = tally

    def _metadata_of(self, result: Result) -> dict[str, object]:
        """Return what is known of a document, if anybody asks for it."""
        if not (self.metadata or self.columns):
            return {}
        from garmentclean.metadata import metadata_of  # noqa: PLC0415 - only for records

        return metadata_of(result)

    def _fault(self, texts: list[tuple[Text, Result]]) -> str:
        """Return why a document is to be rejected: it has no words, or too few.

        Of a row, all texts together are judged. One that the brake has stopped is not rejected:
        it is not clean.
        """
        if not texts or any(result.refused for _, result in texts):
            return ""
        words = sum(count_words(result.text) for _, result in texts)
        if not words and any(text.document.text.strip() for text, _ in texts):
            return "has no words when it is clean"
        if words < self.min_words:
            return f"has {words:,} of the {self.min_words:,} words of --min-words when it is clean"
        return ""

    def _reject(self, outcome: Outcome, entries: list[Entry]) -> list[Entry]:
        """Leave a document as it was; return what the ledger is told of it.

        That is nothing, unless it stays where it is.
        """
        source, tally = outcome.source, outcome.tally
        outcome.metadata = b""
        if self.show not in {"check", "diff"}:
            outcome.data, outcome.cells, outcome.changed = source.line, source.cells, False
            outcome.tally = Tally(tally.documents, words=tally.words)
        outcome.tally.rejected = tally.documents
        if self.show != "write" or not entries:
            return []
        from garmentclean.ledger.entry import unchanged  # noqa: PLC0415 - only for a ledger

        return [unchanged(entry) for entry in entries]

    @cached_property
    def _format(self) -> Format:
        return format_of(self.format, self.pipelines.default.rules, color=self.color)


def reject_line(source: Source, reason: str, original: object = None) -> bytes:
    """Return the line of the rejects for a document.

    Args:
        source: the document.
        reason: why it has no place in a clean corpus.
        original: its text, or its row, as it came; None if that is too large.
    """
    told = {"document": source.name, "reason": reason}
    if original is not None:
        told["original"] = original  # type: ignore[assignment]
    return dumps(told).encode() + b"\n"
