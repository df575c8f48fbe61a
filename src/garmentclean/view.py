"""What a filter sees of a document at its turn: lines, head and tail, language, code."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from garmentclean.document import SURROGATE, Line, lines
from garmentclean.language import SAMPLE, language_of, script_of

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD_LINES = 12
"""Before the first paragraph stand a header, a path, a title, a date, tags: rarely more lines."""
TAIL_LINES = 15
PROSE_WORDS = 20
PROSE_HAN = 40
"""A line of so many words (Chinese characters) and a full stop is running prose."""
SENTENCE_END = re.compile(r"[.!?。！？…](?:[\"'”’»)\]]|\s|$)")
HAN = re.compile("[\u3400-\u9fff]")

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

    def is_prose(self, number: int) -> bool:
        """Tell whether a line is running prose: long, and with the end of a sentence in it."""
        text = self.content(number)
        long = text.count(" ") >= PROSE_WORDS - 1 or (
            not text.isascii() and len(HAN.findall(text)) >= PROSE_HAN
        )
        return long and SENTENCE_END.search(text) is not None

    @cached_property
    def first_prose(self) -> int | None:
        """The number of the first line that is running prose, None if there is none."""
        return next((number for number in self.written if self.is_prose(number)), None)

    @cached_property
    def head(self) -> int:
        """The number of the first line that is no longer the head of the document.

        The head ends behind the first line of running prose (which may be a notice itself), and
        after a dozen lines at the latest.
        """
        written = self.written
        limit = written[HEAD_LINES] if len(written) > HEAD_LINES else len(self.lines)
        return limit if self.first_prose is None else min(limit, self.first_prose + 1)

    @cached_property
    def tail(self) -> int:
        """The number of the first line of the tail.

        The tail is the second half of the text, or the last fifteen lines if they are more, but
        never the first line that is written, nor what stands before the first running prose.
        """
        written = self.written
        by_lines = written[-TAIL_LINES] if len(written) > TAIL_LINES else 0
        by_text = self.line_at(len(self.raw) // 2)
        return max(self.below, min(by_lines, by_text))

    @cached_property
    def below(self) -> int:
        """The number of the line below the first running prose, or below the first written line."""
        first = self.written[0] if self.written else -1
        return (first if self.first_prose is None else self.first_prose) + 1

    def is_at(self, where: str, number: int) -> bool:
        """Tell whether a line stands at a place: one of the values of a rule's `where`."""
        return (
            where == "anywhere"
            or (where in {"head", "edges"} and number < self.head)
            or (where in {"tail", "edges"} and number >= self.tail)
            or (where == "below" and number >= self.below)
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
