"""GitHub: workflow commands, which GitHub Actions shows as annotations of the lines they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.report.findings import findings
from garmentclean.text.display import valid_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pipeline import Result
    from garmentclean.report.findings import Finding
    from garmentclean.text.document import Document

DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
PROPERTY = {**DATA, ord(":"): "%3A", ord(","): "%2C"}
"""What a command's message and its properties must escape (`@actions/core`, `command.ts`)."""


class Github:
    """The format `github`: a warning for each edit, and a notice for each note.

    GitHub shows only the first ten annotations of each kind that a step makes; all are in its log.
    Bytes that are not UTF-8 are escaped, in file names as well.

    Args:
        rules: the rules that run.
    """

    separator = ""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._why = {rule.name: rule.why for rule in rules}

    def opening(self, version: str) -> str:  # noqa: ARG002 - a command has no place for it
        """Return the text before the commands, which is empty."""
        return ""

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the commands of a document, each with its newline."""
        return [self._command(finding) for finding in findings(original, result)]

    def closing(self) -> str:
        """Return the text after the commands, which is empty."""
        return ""

    def _command(self, finding: Finding) -> str:
        line, column, end_line, end_column = finding.region
        if finding.row:
            line = end_line = finding.row
        properties = {"file": finding.file, "line": line, "endLine": end_line}
        if line == end_line and not finding.row:  # GitHub takes columns within one line only
            properties |= {"col": column, "endColumn": end_column}
        properties["title"] = f"garmentclean ({finding.rule})"
        pairs = (
            f"{key}={valid_utf8(str(value)).translate(PROPERTY)}"
            for key, value in properties.items()
        )
        command = "notice" if finding.after is None else "warning"
        message = f"{finding.message}\n{self._why[finding.rule]}".translate(DATA)
        return f"::{command} {','.join(pairs)}::{message}\n"
