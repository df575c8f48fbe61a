"""The path of a document: it is read, cleaned and recorded."""

from __future__ import annotations

import os.path
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garmentclean.corpus.documents import holder, is_blank, is_no_article
from garmentclean.corpus.files import TooLargeError
from garmentclean.corpus.formats.json_row import NoTextError, RowError
from garmentclean.corpus.sites import site_of
from garmentclean.errors import FilterError, GarmentcleanError, UnexpectedError, reported
from garmentclean.pipeline.by_path import PipelineByPath
from garmentclean.report.summary import Tally, damage, warnings
from garmentclean.run.outcome import Content, Outcome, Report, as_read, joined
from garmentclean.run.recorders import CleanDocument, CleanText, Recorder
from garmentclean.text.encoding import AUTO, EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from garmentclean.corpus.formats.base import Holder, Text
    from garmentclean.corpus.sources import Row, Source
    from garmentclean.pipeline.result import Result


@dataclass(frozen=True)
class Cleaner:
    """Cleans documents: a function that can be sent to another process.

    Args:
        pipelines: the rules.
        recorders: the recorders that each document goes through, in order.
        fields: where in a row the texts are.
        limit: how many bytes a document may have.
        encoding: the encoding of files that have no byte order mark and are not UTF-8.
        site: the key of the site in a row; None if no rule needs the site.
        columns: whether rows get their metadata as columns.
        passes_on: whether text from stdin that is too large is passed on to stdout unchanged.
        join_rows: whether the outcomes of rows that were sent together may be joined.
        folder: what the names of files are relative to, if it is not the working directory.
    """

    pipelines: PipelineByPath
    recorders: tuple[Recorder, ...] = ()
    fields: tuple[str, ...] = ("text",)
    limit: int = sys.maxsize
    encoding: str = AUTO
    site: str | None = None
    columns: bool = False
    passes_on: bool = False
    join_rows: bool = False
    folder: str = ""

    def __call__(self, source: Source) -> list[Outcome]:
        """Clean a document, or some rows; errors are in the outcomes."""
        row = source.row
        if row is None or row.rows == 1:
            return [self._outcome_of(source)]
        if row.data.isspace():  # no rows at all, however many lines
            return [Outcome(row.number, row.rows, Content(None))]
        outcomes = map(self._outcome_of, source.each_row())
        return [*(joined(outcomes, row.rows) if self.join_rows else outcomes)]

    def _outcome_of(self, source: Source) -> Outcome:
        cached: Outcome | None = source.known
        if cached:
            return cached
        if source.problem:
            return outcome_of(source, problem=source.problem)
        row = source.row
        if row and row.is_larger_than(self.limit):
            return self._too_large(source, row)
        try:
            return self._cleaned(source)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this document only
            return self._unreadable(source, reported(error, source.name))

    def _cleaned(self, source: Source) -> Outcome:
        """Read, clean and record a document."""
        if source.excluded:
            return Outcome(content=Content(source.read()))
        if source.row and is_blank(source):
            return outcome_of(source, Content(source.row.data))
        held = holder(source, self.fields, self.limit, self.encoding)
        try:
            texts = [*self._clean_texts(source, held)]
            return self._recorded(CleanDocument(source, texts, held))
        except (RowError, FilterError) as failure:
            return self._failed(source, held, failure)
        except GarmentcleanError:
            raise
        except Exception as error:  # noqa: BLE001 - it costs this document, or row, only
            return self._failed(source, held, UnexpectedError(error, source.name))

    def _clean_texts(self, source: Source, held: Holder) -> Iterator[CleanText]:
        """Clean the texts of a document one by one; each is put back before the next is read."""
        pipeline = self.pipelines.of(os.path.join(self.folder, source.file.name))  # noqa: PTH118 - quicker
        metadata = None if self.site is None else {"site": site_of(source, self.site)}
        for text in held:
            result = pipeline.clean(text.document, metadata)
            if metadata:
                result.metadata.pop("site", None)  # the row, or its name, already has it
            clean = CleanText(text, result)
            if self.columns and text.columns is not None:
                own = text.columns
                clean.columns = {k: v for k, v in clean.metadata.items() if k not in own}
            clean.after = bytes_after(text, result, clean.columns)
            held.put(clean.after)
            yield clean

    def _recorded(self, document: CleanDocument) -> Outcome:
        """Return the outcome of a document that was cleaned."""
        data, cells = document.held.clean()
        changed = any(clean.after != clean.text.before for clean in document.texts)
        outcome = outcome_of(document.source, Content(data, cells, changed))
        for clean in document.texts:
            original, result = clean.text.document, clean.result
            if result.refused or result.held or not result.settled:
                max_loss = self.pipelines.default.max_loss
                outcome.report.warnings += warnings(original, result, max_loss)
            if not clean.text.is_escaped:
                is_row = document.source.row is not None
                outcome.report.warnings += damage(original, is_row=is_row)
            tally = Tally.of(result)
            if outcome.tally.documents:
                outcome.tally.add(tally)
            else:
                outcome.tally = tally
        for recorder in self.recorders:
            recorder.record(document, outcome)
        return outcome

    def _failed(self, source: Source, held: Holder, failure: GarmentcleanError) -> Outcome:
        """Return the outcome of a document that cannot be cleaned; a row stays as it is."""
        outcome = outcome_of(source, problem=str(failure))
        if isinstance(failure, NoTextError):
            outcome.report.lack = failure.lack
        if source.row:
            outcome.content = as_read(source)
            held = holder(source, self.fields, self.limit)  # some texts may already be put back
        for recorder in self.recorders:
            recorder.record_failure(source, failure, held, outcome)
        return outcome

    def _too_large(self, source: Source, row: Row) -> Outcome:
        """Return the outcome of a row that is too large, or of a piece of it; it stays as it is."""
        outcome = outcome_of(source, as_read(source))
        if row.piece < 2:  # noqa: PLR2004 - the first piece reports it
            failure = TooLargeError(source.name, self.limit)
            outcome.report.problem = str(failure)
            for recorder in self.recorders:
                recorder.record_failure(source, failure, None, outcome)
        return outcome

    def _unreadable(self, source: Source, failure: GarmentcleanError) -> Outcome:
        """Return the outcome of a document that cannot be read or written."""
        if is_no_article(source, failure):
            return Outcome(report=Report(left_out=str(failure)))
        if isinstance(failure, TooLargeError) and failure.begun and self.passes_on:
            problem = str(TooLargeError(source.name, self.limit))
            return Outcome(content=Content(failure.begun, unread=True), report=Report(problem))
        return outcome_of(source, problem=str(failure))


def outcome_of(source: Source, content: Content | None = None, problem: str = "") -> Outcome:
    """Return the outcome of a document: what to write, or what is wrong with it."""
    number = source.row.number if source.row else 0
    return Outcome(number, content=content, report=Report(problem))


def bytes_after(text: Text, result: Result, columns: Mapping[str, object]) -> bytes:
    """Return the bytes that hold a clean text.

    Raises EncodingError if its encoding lacks a character; the message names a rule to ignore.
    """
    try:
        return text.after(result.document, columns)
    except EncodingError as failure:
        rules = [edit.rule for edit in result.edits if failure.lost in edit.after]
        rules += [edit.rule for edit in result.edits]
        raise EncodingError(f"{failure}, or --ignore {rules[0]}") from None
