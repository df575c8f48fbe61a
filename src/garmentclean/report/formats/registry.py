"""The formats of `--check`: what they share, and how to get one by its name."""

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
    """How findings are written, in pieces, so that a run over many documents can be streamed.

    The output is `opening`, then the items of all documents with the `separator` between any two,
    then `closing`. It is valid without items, too, and it is always valid UTF-8, except that
    `text` gives the bytes of names as they are. A format holds plain data only: it can be
    pickled, and one made of the same rules in another process makes the same items.
    """

    @property
    def separator(self) -> str:
        """What stands between two items."""
        ...

    def opening(self, version: str) -> str:
        """Return what stands before the items.

        Args:
            version: the version of garmentclean.
        """
        ...

    def items(self, original: Document, result: Result) -> list[str]:
        """Return the findings of a document, one string each, in its order.

        Args:
            original: the document that was cleaned.
            result: what cleaning it has led to.
        """
        ...

    def closing(self) -> str:
        """Return what stands behind the items."""
        ...


def findings_format(name: str, rules: Iterable[Rule], *, color: bool = False) -> Format:
    """Return a format; its module is imported only now.

    Args:
        name: one of `FORMATS`.
        rules: the rules that run; a result may name no other.
        color: whether a terminal is to show the output; only `text` heeds it.

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
