"""What a filter sees of a document at its turn: lines, head and tail, language, code."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from garmentclean.document import SURROGATE, Line, lines
from garmentclean.language import SAMPLE, language_of, script_of
from garmentclean.structure import Structure, structure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FENCE = re.compile(r"^\s*(?:```|~~~)")
CODE = re.compile(
    r"^\s*(?:"
    r"(?:def|class|if|elif|else|for|while|with|try|except|fn|func)\b[^.]*:\s*(?:#.*)?$"
    r"|(?:from\s+[\w.]+\s+)?import\s+[\w.*{]+[\w.,\s*{}]*;?$"
    r"|(?:#include|#!/|//|/\*|\*/|>>>\s|\$\s\w)"
    r"|(?!(?:href|src|target|style|alt|title|class|id)\b)"
    r"(?:(?:let|var|const|int|char|float|double|auto|String|List<\w+>)\s+)?"
    r"[\w.\[\]]+\s*[-+*/|&:]?=\s*\S.*"
    r"|\}[;,)]*\s*$|[^.!?]*\)\s*\{\s*$|[a-z_][\w.]*\([^)]*\);?\s*$"
    r"|return\b[^.]*;?\s*$"
    r")|^\s{2,}\S.*[;{}]\s*$"
)
CODE_PUNCTUATION = re.compile(r"[=;{}()\[\]<>]")


class View:
    """The text of a document as the filters see it; everything is worked out once, when asked.

    Args:
        text: the text of the document at this stage.
        facts: what the rules before have learnt in this pass: `tags`, `date` ...
    """

    def __init__(self, text: str, facts: Mapping[str, str] | None = None) -> None:
        self.raw = text
        self.facts = facts or {}
        self._known: dict[Any, bool] = {}

    @cached_property
    def text(self) -> str:
        r"""The text, of the same length, as libraries can take it.

        Bytes that are no UTF-8 stand as U+FFFD, and each character of a mixed newline as "\n".
        """
        text = self.raw if self.raw.isascii() else SURROGATE.sub("\ufffd", self.raw)
        return text.replace("\r", "\n")

    def has(self, pattern: Any) -> bool:  # noqa: ANN401 - re2 has no types
        """Tell whether a pattern matches anywhere; asked once for each match, searched once."""
        if pattern not in self._known:
            self._known[pattern] = pattern.search(self.text) is not None
        return self._known[pattern]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the text, blank ones too."""
        return lines(self.raw)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_at(self, place: int) -> int:
        """Return the number (from 0) of the line in which an offset lies."""
        return max(0, bisect_right(self._starts, place) - 1)

    def content(self, number: int) -> str:
        """Return the text of a line, without its newline."""
        line = self.lines[number]
        return self.text[line.start : line.end]

    @cached_property
    def contents(self) -> list[str]:
        """The texts of all lines."""
        text = self.text
        return [text[line.start : line.end] for line in self.lines]

    @cached_property
    def written(self) -> list[int]:
        """The numbers of the lines that are not blank."""
        return [number for number, text in enumerate(self.contents) if text and text.strip()]

    @cached_property
    def structure(self) -> Structure:
        """The title, head, body and tail of the document, by the numbers of lines."""
        return structure_of(self.contents, self.written)

    def is_at(self, where: str, number: int) -> bool:
        """Tell whether a line stands at a place: one of the values of a rule's `where`."""
        if where == "anywhere":
            return True
        parts = self.structure
        return (
            (where in {"head", "edges"} and number < parts.head)
            or (where in {"tail", "edges"} and number >= parts.tail)
            or (where == "below" and number >= parts.below)
        )

    @cached_property
    def language(self) -> str | None:
        """The language of the document, None where that is not sure."""
        return language_of(self.text)

    @cached_property
    def script(self) -> str | None:
        """The script of most letters of the document's beginning, None if it has no letters."""
        return script_of(self.text[:SAMPLE])

    @cached_property
    def code(self) -> frozenset[int]:
        """The numbers of the lines that are source code: fenced, or of its look."""
        marks = (CODE_PUNCTUATION.search(self.text), "```" in self.text, "~~~" in self.text)
        if not any(marks):
            return frozenset()
        found = set()
        fenced = False
        for number, text in enumerate(self.contents):
            fence = FENCE.match(text) is not None
            if fenced or fence or is_code(text):
                found.add(number)
            fenced ^= fence
        return frozenset(found)


def is_code(text: str) -> bool:
    """Tell whether a line looks like source code.

    >>> is_code("total = sum(row[1][10] for row in rows)"), is_code("The price fell [1][10].")
    (True, False)
    """
    return CODE_PUNCTUATION.search(text) is not None and CODE.match(text) is not None
