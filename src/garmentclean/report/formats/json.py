"""JSON: an array with one object for each edit and note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.report.findings import findings
from garmentclean.text.display import CONTROL
from garmentclean.text.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pipeline import Result
    from garmentclean.report.findings import Finding
    from garmentclean.text.document import Document


class Json:
    r"""The format `json`: an array of objects, one per line.

    Keys: `path`, `line`, `column`, `end_line`, `end_column` (see `Region`), `kind` (`edit`, or
    `note` for what is only reported), `rule`, `why` (the reason for the rule), `because` (what in
    the document was decisive; empty if the rule alone explains it), `before` and `after` (null in a
    note).

    A byte that is not UTF-8 is an escape from `\udc80` to `\udcff`, as in PEP 383: Python reads it
    back as the same text.

    Args:
        rules: the rules that run.
    """

    separator = ","

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._why = {rule.name: rule.why for rule in rules}

    def opening(self, version: str) -> str:  # noqa: ARG002 - an array has no place for it
        """Return the beginning of the array."""
        return "["

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the objects of a document, each on a line of its own."""
        return [f"\n{json_text(self._entry(finding))}" for finding in findings(original, result)]

    def closing(self) -> str:
        """Return the end of the array."""
        return "\n]\n"

    def _entry(self, finding: Finding) -> dict[str, object]:
        return {
            "path": finding.path,
            **finding.region._asdict(),
            "kind": "note" if finding.after is None else "edit",
            "rule": finding.rule,
            "why": self._why[finding.rule],
            "because": finding.because,
            "before": finding.before,
            "after": finding.after,
        }


def json_text(value: object) -> str:
    r"""Return a value as JSON that a terminal, or the log of a workflow, can show.

    Control characters, direction marks and the beginning of a log command are escaped. Programs
    read the same value.

    >>> print(json_text(["\x9b2J", "##[group]"]))
    ["\u009b2J","#\u0023[group]"]
    """
    text = CONTROL.sub(lambda match: dumps(match[0], ascii_only=True)[1:-1], dumps(value))
    return text.replace("##[", "#\\u0023[")
