"""Findings: edits and notes with their places in the original document.

All formats of `--check` are made from them.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.display import (
    ESCAPED,
    is_invisible,
    look_alike,
    named,
    one_line,
    valid_utf8,
)
from garmentclean.text.document import lines
from garmentclean.text.edit import Edit, Origin, runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.pipeline.result import Note, Result
    from garmentclean.text.document import Document

SHOWN = 60
"""Longer texts are shortened in the middle, so that an edit fits on one line of a terminal."""


class Region(NamedTuple):
    r"""A region of a document, from its first character to the place after its last one.

    Lines and columns count from 1. Columns are Unicode code points; a byte order mark does not
    count, and a byte that is not UTF-8 counts as one. Lines end with \n, \r\n or \r. A region that
    includes the last newline ends at column 1 of the next line.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Finding(NamedTuple):
    r"""One edit, or one note.

    Attributes:
        path: the name of the document.
        file: the file, for programs that need one; for a row, the file with the row.
        row: the row of the file that holds the document; 0 if it is the file itself.
        rule: the full name of the rule, `pack/id`.
        region: the place of `before` in the original document. Text that an earlier edit wrote has
            the place of what it replaced.
        before: what the rule found, without the blank lines that were removed with it. Newlines
            are \n unless the document mixes them.
        after: what the rule wrote; None for a note.
        change: the region of the original that `after` replaces, with the blank lines; None for a
            note, and for an edit of what an earlier edit wrote.
        because: what in the document was decisive; empty if the rule alone explains it.
    """

    path: str
    file: str
    row: int
    rule: str
    region: Region
    before: str
    after: str | None
    change: Region | None
    because: str = ""

    @property
    def message(self) -> str:
        """The message for people, on one line."""
        because = f" (because: {reason(self.because)})" if self.because else ""
        if self.after is None:
            return f"reported: {shown(self.before)}{because}"
        alike = look_alike(self.before, self.after)
        return f"{shown(self.before, alike=alike)} → {shown(self.after, alike=alike)}{because}"


def findings(original: Document, result: Result) -> Iterator[Finding]:
    """Yield the edits and notes of a result in the order of the original document.

    Args:
        original: the document that was cleaned.
        result: the result of cleaning it.
    """
    if not (result.edits or result.notes):
        return
    grid = Grid(original.text)
    name, file, row = original.name, original.file, original.row
    result_findings = []
    for trace, start, before, one in _traced(result):
        first, last, _ = trace.stretch(start, len(before))
        change = after = None
        if isinstance(one, Edit):
            after = one.after
            begin, end, untouched = trace.stretch(one.start, len(one.before))
            change = grid.region(begin, end) if untouched else None
        region = grid.region(first, last)
        finding = Finding(name, file, row, one.rule, region, before, after, change, one.because)
        result_findings.append(finding)
    yield from sorted(
        result_findings, key=lambda one: (one.region[:2], f"{one.rule}: {one.message}")
    )


def _traced(result: Result) -> Iterator[tuple[Origin, int, str, Edit | Note]]:
    """Yield each edit and note, after its `Origin`, its start and the text to show.

    The `Origin` is the same object each time, and changes with the next item.
    """
    trace = Origin()
    for run in runs(result.edits):
        for edit in run:
            text = edit.shown
            yield trace, edit.start + edit.before.index(text), text, edit
        trace.add(run)
    for note in result.notes:
        yield trace, note.start, note.text, note


class Grid:
    """The lines and columns of a text."""

    def __init__(self, text: str) -> None:
        self._starts = [line.start for line in lines(text)] or [0]
        if text.endswith(("\n", "\r")):
            self._starts.append(len(text))

    def region(self, start: int, end: int) -> Region:
        """Return the region between two offsets."""
        return Region(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self._starts, offset)
        return number, offset - self._starts[number - 1] + 1


def shown(text: str, *, alike: bool = False) -> str:
    r"""Return a text in quotes, on one line, shortened in the middle if it is long.

    Args:
        text: the text.
        alike: whether it looks the same as the other text of the finding. Then the characters
            that may differ are named, as in an invisible text. Control characters are always
            named.

    >>> shown("it's\nhere")
    "'it\\'s\\nhere'"
    """
    if len(text) > SHOWN:
        half = SHOWN // 2
        text = f"{text[:half]} … {text[-half:]}"
    alike = alike or (not text.isascii() and all(map(is_invisible, text)))
    escaped = valid_utf8(named(text, all_of_them=alike)).replace("\\", "\\\\").replace("'", "\\'")
    for char in ESCAPED if alike else "\n\r":
        escaped = escaped.replace(char, ESCAPED[char])
    return f"'{escaped}'"


def reason(because: str) -> str:
    """Return the reason for an edit on one line, without invisible characters."""
    return one_line(valid_utf8(" ".join(because.split())))
