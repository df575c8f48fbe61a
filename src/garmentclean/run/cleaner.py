"""What is done with one document: read, cleaned, and told of in the forms that were asked for."""

from __future__ import annotations

import os.path
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from garmentclean.corpus.files import TooLargeError
from garmentclean.corpus.formats.json_row import NoTextError, RowError
from garmentclean.corpus.formats.texts import holder, is_no_article
from garmentclean.corpus.sites import site_of
from garmentclean.errors import FilterError, GarmentcleanError, UnexpectedError, reason_of, reported
from garmentclean.ledger.entry import Tool
from garmentclean.pipeline.by_path import PipelineByPath
from garmentclean.pipeline.result import Result
from garmentclean.report.formats.registry import findings_format
from garmentclean.report.summary import Tally, damage, warnings
from garmentclean.run.outcome import Outcome, together
from garmentclean.run.recorders import fault, reject_line
from garmentclean.text.encoding import AUTO, EncodingError
from garmentclean.text.json_text import dumps
from garmentclean.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from garmentclean.corpus.formats.texts import Holder, Text
    from garmentclean.corpus.sources import Cells, Row, Source
    from garmentclean.ledger.entry import Entry
    from garmentclean.report.formats.registry import Format
    from garmentclean.text.document import Document


@dataclass(frozen=True)
class Work:
    """What to do with a document; a function that can be sent to another process.

    Args:
        pipelines: the rules.
        show: the mode of the run; `check` and `diff` show something of each document.
        format: the format of what `check` shows; empty to show nothing.
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
        site: the key of the site in a row; None where no rule asks for it.
        encoding: what files are in that have no byte order mark and are not UTF-8.
    """

    pipelines: PipelineByPath
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
    site: str | None = None
    encoding: str = AUTO

    def __call__(self, source: Source) -> list[Outcome]:
        """Do it; what cannot be done is told in an outcome, of which rows can have several."""
        row = source.row
        if row is None or row.rows == 1:
            return [self._done(source)]
        if row.data.isspace():  # no rows at all, however many lines
            return [Outcome(source._replace(row=row._replace(data=b"")), data=b"", same=True)]
        outcomes = map(self._done, source.each_row())
        return [*(together(outcomes, row) if self.together else outcomes)]

    def _done(self, source: Source) -> Outcome:
        if source.known:
            return Outcome.recall(source)
        if source.problem:
            return Outcome(source, problem=source.problem)
        row = source.row
        if row and (row.piece or any(len(cell or b"") > self.limit for cell in row.cells)):
            return self._too_large(source, row)
        try:
            return self._cleaned(source)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this document only
            return self._unreadable(source, reported(error, source.name))

    def _unreadable(self, source: Source, failure: GarmentcleanError) -> Outcome:
        """Return what becomes of a document that cannot be read, or not be written.

        What is piped in and too large goes on to stdout as it is.
        """
        if is_no_article(source, failure):
            return Outcome(source, left_out=str(failure))
        if isinstance(failure, TooLargeError) and failure.begun and self.show == "stdout":
            problem = str(TooLargeError(source.name, self.limit))
            return Outcome(source, data=failure.begun, goes_on=True, problem=problem)
        return Outcome(source, problem=str(failure))

    def _failed(self, source: Source, held: Holder, failure: GarmentcleanError) -> Outcome:
        """Leave a document that cannot be cleaned as it is, and make it one of the rejects.

        A row stays, and the ledger knows it; a file of its own is left out, as other rejects are.
        """
        outcome = Outcome(source, problem=str(failure))
        if isinstance(failure, NoTextError):
            outcome.lacks = failure.lack
        stays = source.row or self.show == "write"
        if not (stays or self.rejects):
            return outcome
        outcome.data, outcome.cells = as_read(source)
        if self.rejects:
            reason = reason_of(source.name, outcome.problem)
            outcome.reject = reject_line(source, reason, held.original())
            outcome.rejected = "" if source.row else reason
        if stays and isinstance(failure, FilterError | UnexpectedError):
            whole = holder(source, self.fields, self.limit) if source.row else held
            outcome.entries = self._lines(self._unchanged(text, source) for text in whole)
        return outcome

    def _unchanged(self, text: Text, source: Source) -> Entry | None:
        """Return the entry of a text that stays as it is, if there is a ledger."""
        result = Result(text.document, words=count_words(text.document.text))
        return self._entry(text, result, text.before, source, {})

    def _too_large(self, source: Source, row: Row) -> Outcome:
        """Let a row pass as it is, or a piece of one."""
        outcome = Outcome(source, data=row.data, cells=row.cells)
        if row.piece < 2:  # noqa: PLR2004 - it is told of once
            outcome.problem = str(TooLargeError(source.name, self.limit))
            outcome.reject = reject_line(source, reason_of(source.name, outcome.problem))
        return outcome

    def _cleaned(self, source: Source) -> Outcome:
        if source.excluded:
            return Outcome(source, data=source.read())
        row = source.row
        if row and not row.cells and (row.data.isspace() or not row.data):
            return Outcome(source, data=row.data)
        outcome = Outcome(source)
        held = holder(source, self.fields, self.limit, self.encoding)
        pipeline = self.pipelines.of(os.path.join(self.folder, source.file.name))  # noqa: PTH118 - quicker
        texts: list[tuple[Text, Result]] = []
        entries: list[Entry | None] = []
        known = None if self.site is None else {"site": site_of(source, self.site)}
        try:
            for text in held:
                result = pipeline.clean(text.document, known)
                texts.append((text, result))
                after, entry = self._written(text, result, outcome)
                held.put(after)
                entries.append(entry)
        except (RowError, FilterError) as failure:
            return self._failed(source, held, failure)
        except GarmentcleanError:
            raise
        except Exception as error:  # noqa: BLE001 - it costs this document, or row, only
            return self._failed(source, held, UnexpectedError(error, source.name))
        if self.remember and not source.row:
            from garmentclean.ledger.entry import checksum  # only for memory

            outcome.before = outcome.after = checksum(texts[0][0].before)
            if outcome.changed:
                outcome.after = checksum(after)
        outcome.data, outcome.cells = held.clean()
        outcome.rejected = fault(texts, self.min_words) if self.rejects else ""
        if outcome.rejected:
            outcome.reject = reject_line(source, outcome.rejected, held.original())
            entries = self._reject(outcome, entries)
        outcome.entries = self._lines(entries)
        return outcome

    def _written(self, text: Text, result: Result, outcome: Outcome) -> tuple[bytes, Entry | None]:
        """Return the bytes that hold a text when it is clean, and its entry; tell what else is."""
        document = text.document
        known = self._metadata_of(result)
        columns = {}
        if self.columns and text.row:
            columns = {key: known[key] for key in known if key not in text.row.keys}
        try:
            after = text.after(result.document, columns)
        except EncodingError as failure:
            rules = [edit.rule for edit in result.edits if failure.lost in edit.after]
            rules += [edit.rule for edit in result.edits]
            raise EncodingError(f"{failure}, or --ignore {rules[0]}") from None
        outcome.changed |= after != text.before
        self._tell(outcome, document, result, is_line=text.row is not None)
        if self.metadata:
            told = dumps({"document": ""} | known | {"document": document.name})
            outcome.metadata += told.encode() + b"\n"
        return after, self._entry(text, result, after, outcome.source, columns)

    def _entry(
        self,
        text: Text,
        result: Result,
        after: bytes,
        source: Source,
        columns: Mapping[str, object],
    ) -> Entry | None:
        """Return the entry of a text, if there is a ledger."""
        if not self.tool:
            return None
        from garmentclean.ledger.entry import proved_entry  # only for a ledger

        document, row = text.document, text.told(columns)
        whole = replace(document, name=source.name) if document.field else document
        output = source.output
        return proved_entry(whole, result, text.before, after, self.tool, output=output, row=row)

    def _lines(self, entries: Iterable[Entry | None]) -> list[bytes]:
        """Return the lines of the ledger for the texts of a document."""
        if not self.tool:
            return []
        from garmentclean.ledger.lines import entry_lines  # only for a ledger

        return entry_lines([entry for entry in entries if entry])

    def _tell(self, outcome: Outcome, document: Document, result: Result, *, is_line: bool) -> None:
        """Add what there is to say of a text; what `is_line` of JSON has no bytes of its own."""
        outcome.stopped |= bool(result.refused)
        if result.refused or result.held or not result.settled:
            outcome.warnings += warnings(document, result, self.pipelines.default.max_loss)
        if not is_line:
            outcome.warnings += damage(document)
        if self.show == "check" and self.format:
            outcome.shown += self._format.items(document, result)
        elif self.show == "diff":
            from garmentclean.report.diff import diff_lines  # only for diffs

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
        from garmentclean.pipeline.metadata import metadata_of  # only for records

        if self.site is not None:
            result.metadata.pop("site", None)  # it was in the row before, or is in its name
        return metadata_of(result)

    def _reject(self, outcome: Outcome, entries: list[Entry | None]) -> list[Entry | None]:
        """Leave a document as it was; return what the ledger is told of it.

        That is nothing, unless it stays where it is.
        """
        source, tally = outcome.source, outcome.tally
        outcome.metadata = b""
        if self.show not in {"check", "diff"}:
            outcome.data, outcome.cells = as_read(source)
            outcome.changed = False
            outcome.tally = Tally(tally.documents, words=tally.words)
        outcome.tally.rejected = tally.documents
        if self.show != "write" or not self.tool:
            return []
        from garmentclean.ledger.entry import unchanged  # only for a ledger

        return [unchanged(entry) for entry in entries if entry]

    @cached_property
    def _format(self) -> Format:
        return findings_format(self.format, self.pipelines.default.rules, color=self.color)


def as_read(source: Source) -> tuple[bytes, Cells]:
    """Return the bytes and the cells of a row as they were read; nothing of a whole file."""
    return (source.row.data, source.row.cells) if source.row else (b"", ())
