"""The formats of `--check`: their interface, and how to get one by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pipeline import Result
    from garmentclean.text.document import Document

FORMATS = ("text", "json", "github", "sarif")
"""The names that `findings_format` knows."""


class Format(Protocol):
    """A format of findings, written in pieces, so that a run over many documents can be streamed.

    The output is `opening`, then the items of all documents with the `separator` between any two,
    then `closing`. It is valid without items as well. It is always valid UTF-8, except that `text`
    writes the bytes of names as they are. A format holds only plain data, so that it can be
    pickled for another process.
    """

    @property
    def separator(self) -> str:
        """The text between two items."""
        ...

    def opening(self, version: str) -> str:
        """Return the text before the items.

        Args:
            version: the version of garmentclean.
        """
        ...

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the findings of a document, one string each, in order.

        Args:
            original: the document that was cleaned.
            result: the result of cleaning it.
        """
        ...

    def closing(self) -> str:
        """Return the text after the items."""
        ...


def findings_format(name: str, rules: Iterable[Rule], *, color: bool = False) -> Format:
    """Return a format; its module is imported only now.

    Args:
        name: one of `FORMATS`.
        rules: the rules that run; results may not name others.
        color: whether to write for a terminal; all formats but `text` ignore it.

    Raises:
        ValueError: there is no format of this name.
    """
    match name:
        case "text":
            from garmentclean.report.formats.text import Text

            return Text(color=color)
        case "json":
            from garmentclean.report.formats.json import Json

            return Json(rules)
        case "github":
            from garmentclean.report.formats.github import Github

            return Github(rules)
        case "sarif":
            from garmentclean.report.formats.sarif import Sarif

            return Sarif(rules)
    raise ValueError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
