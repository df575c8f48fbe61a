"""Text: one line for each edit and note, in the form that editors can jump to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.report.findings import findings
from garmentclean.report.terminal import BOLD, MAGENTA, paint
from garmentclean.text.display import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.pipeline.pipeline import Result
    from garmentclean.report.findings import Finding
    from garmentclean.text.document import Document


def check_lines(original: Document, result: Result, *, color: bool = False) -> Iterator[str]:
    """Yield `name:line:column: pack/rule: 'before' → 'after'` in the order of the original.

    Args:
        original: the document that was cleaned.
        result: the result of cleaning it.
        color: whether to write for a terminal: with colours, and without control characters.
    """
    for finding in findings(original, result):
        yield text_line(finding, color=color)


def text_line(finding: Finding, *, color: bool = False) -> str:
    """Return the line of one finding; control characters of the name are escapes."""
    path, rule, message = one_line(finding.path), finding.rule, finding.message
    if color:
        path, rule, message = paint(visible(path), BOLD), paint(rule, MAGENTA), visible(message)
    return f"{path}:{finding.region.line}:{finding.region.column}: {rule}: {message}"


class Text:
    """The format `text`.

    Args:
        color: as in `check_lines`.
    """

    separator = ""

    def __init__(self, *, color: bool = False) -> None:
        self._color = color

    def opening(self, version: str) -> str:  # noqa: ARG002 - a line has no place for it
        """Return the text before the lines, which is empty."""
        return ""

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the lines of a document, each with its newline."""
        return [f"{line}\n" for line in check_lines(original, result, color=self._color)]

    def closing(self) -> str:
        """Return the text after the lines, which is empty."""
        return ""
