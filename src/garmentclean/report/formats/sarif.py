"""SARIF 2.1.0: what code scanning services and editors read (OASIS, Static Analysis Results)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from garmentclean.report.findings import findings
from garmentclean.report.formats.json import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pipeline import Result
    from garmentclean.report.findings import Finding, Region
    from garmentclean.text.document import Document

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
END = "]}]}"
"""Closes the results, the run, the runs and the log."""


class Sarif:
    """The format `sarif`: one run, with all rules and one result for each edit and note.

    A result has a fix if the edit is one of the original text itself, and of a file; the fixes of
    a file can all be applied together. There are none in a document with bytes that are not UTF-8,
    because programs count these differently; such bytes are escaped.

    Args:
        rules: the rules that run.
    """

    separator = ","

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [descriptor(rule) for rule in rules]
        self._index = {str(rule["id"]): index for index, rule in enumerate(self._rules)}

    def opening(self, version: str) -> str:
        """Return the log up to its results."""
        run = {
            "tool": {"driver": {"name": "garmentclean", "version": version, "rules": self._rules}},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\r", "\n"],
            "defaultEncoding": "utf-8",
            "results": [],
        }
        return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).removesuffix(END)

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the results of a document, each on a line of its own."""
        document_findings = findings(original, result)
        fixable = not streamed(original.name) and not original.undecodable()
        return [
            f"\n{json_text(self._result(one, original, fixable=fixable))}"
            for one in document_findings
        ]

    def closing(self) -> str:
        """Return the log after its results."""
        return f"\n{END}\n"

    def _result(self, finding: Finding, original: Document, *, fixable: bool) -> dict[str, object]:
        artifact = {"uri": uri(finding.file)}
        where = {"startLine": finding.row} if finding.row else region(finding.region)
        place = {"artifactLocation": artifact, "region": where}
        entry = {
            "ruleId": finding.rule,
            "ruleIndex": self._index[finding.rule],
            "level": "note" if finding.after is None else "warning",
            "message": {"text": message(finding.message)},
            "locations": [{"physicalLocation": place}],
        }
        if fixable and not finding.row and finding.change is not None and finding.after is not None:
            written = original.with_text(finding.after).to_text()
            change = {
                "deletedRegion": region(finding.change),
                "insertedContent": {"text": written},
            }
            changes = [{"artifactLocation": artifact, "replacements": [change]}]
            entry["fixes"] = [{"artifactChanges": changes}]
        return entry


def descriptor(rule: Rule) -> dict[str, object]:
    """Return the description of a rule."""
    more = f"Filter: {rule.kind}. 'garmentclean rules show {rule.name}' shows its examples."
    return {
        "id": rule.name,
        "shortDescription": {"text": message(rule.why)},
        "fullDescription": {"text": message(f"{rule.why} {more}")},
        "defaultConfiguration": {"level": "note" if rule.kind == "report" else "warning"},
    }


def region(where: Region) -> dict[str, int]:
    """Return a region in SARIF's terms."""
    return {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }


def message(text: str) -> str:
    r"""Return a text as a plain text message that has neither placeholders nor links.

    >>> message("{0}: [a](b)")
    '{{0}}: [a\\](b)'
    """
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def uri(name: str) -> str:
    """Return the URI reference of a document: of a file its path, from the working folder.

    The specification requires a URI; that of standard input does not name a file.

    >>> uri("corpus/50 % 棉.txt"), uri("<stdin>")
    ('corpus/50%20%25%20%E6%A3%89.txt', '%3Cstdin%3E')
    """
    if streamed(name):
        return quote(name, safe="")
    path = Path(name)
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix(), errors="surrogateescape")


def streamed(name: str) -> bool:
    """Return whether a document is not a file, such as `<stdin>`."""
    return name.startswith("<") and name.endswith(">")
