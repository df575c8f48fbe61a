"""Deciding how a file is cleaned: as one text, as rows, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.corpus.endings import TEXT
from garmentclean.corpus.formats.base import BY_NAME, Reading
from garmentclean.corpus.formats.jsonl import JsonLines
from garmentclean.corpus.formats.registry import FORMATS, format_of
from garmentclean.corpus.heads import refused, with_head
from garmentclean.corpus.recognition import kind_of, kind_of_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.corpus.sources import Source


class Admission:
    """Decides how each file is cleaned; a file that holds neither text nor rows is refused.

    Args:
        reading: how files are read.
        rows: whether named files must hold rows, as options were given that only apply to rows.
        columns: whether columns of metadata are added to rows.
        note: gets a message for each file that is cleaned as rows although its name does not say
            so, and for each record of this tool that is left out.

    Attributes:
        taken: how many files were admitted.
        left_out: how many were left out, as records of this tool.
    """

    def __init__(
        self,
        reading: Reading = BY_NAME,
        *,
        rows: bool = False,
        columns: bool = False,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._form, self._fields, self._encoding = reading.form, reading.fields, reading.encoding
        self._rows, self._columns, self._note = rows, columns, note
        self.taken = self.left_out = 0

    def __call__(self, source: Source) -> tuple[Source | None, str]:
        """Return a file and its format; None to leave the file out.

        A refused file has the problem that explains why.

        Raises:
            GarmentcleanError: a compressed file is damaged, or a link leads out of its folder.
        """
        like = source.file.like
        form = self._form or (format_of(like) if like else TEXT)
        if form == TEXT and not self._form:
            source, form = self._recognized(source)
        elif not self._form:
            source = FORMATS[form].check(source)
        if not source.refused and FORMATS[form].is_record(source, self._fields):
            if not source.file.named:
                self.left_out += 1
                self._note(f"{source.name}: was written by garmentclean, and is left out")
                return None, form
            problem = "was written by garmentclean, and is never cleaned; leave it out"
            source = refused(source, f"{source.name}: {problem}")
        if self._columns and not (source.refused or form == TEXT or FORMATS[form].takes_columns):
            problem = f"{FORMATS[form].title} gets no columns; use --metadata FILE"
            source = refused(source, f"{source.name}: {problem}")
        self.taken += 1
        return source, form

    def _recognized(self, source: Source) -> tuple[Source, str]:
        """Return a file and its format, by its name and by how it begins."""
        source, head = with_head(source)
        if head is None:
            return source, TEXT
        by_name = kind_of_name(str(source.file.like)) if source.file.like else None
        kind = kind_of(head.data, self._encoding, whole=head.whole) or by_name
        for form in FORMATS.all() if kind else ():
            if form.kind != kind:
                continue
            recognized = form.recognize(source, head, self._fields, wants_rows=self._rows)
            if recognized:
                if recognized.note:
                    self._note(recognized.note)
                return recognized.source, form.name
        if self._rows and source.file.named:
            if not head.data.strip():
                return source, JsonLines.name
            fault = "has no rows, which --text-field and --metadata-columns are for"
            return refused(source, f"{source.name}: {fault}; leave these out for a text"), TEXT
        if kind and head.data.strip():
            return refused(source, kind.refusal(source.name)), TEXT
        return source, TEXT
