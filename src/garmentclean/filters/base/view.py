"""What a filter sees of a document: its lines, head and tail, language, source code."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, Any, TypeVar

from garmentclean.text.body import body_of
from garmentclean.text.document import Line, each_line, lines, readable
from garmentclean.text.language import SAMPLE, language_of, script_of
from garmentclean.text.likely_title import first_title
from garmentclean.text.regex import lazily
from garmentclean.text.structure import (
    Structure,
    is_prose,
    structure_of,
    title_size,
    titles_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from garmentclean.counts.common import Common
    from garmentclean.text.structure import Tail

Value = TypeVar("Value")

LARGE = 1 << 20
"""A text with this many characters is large; a line may occur in it millions of times."""
SHARED = 10_000
"""How many different lines of a large text share the memory of their copies."""
LIMIT = 1 << 32
"""Offsets in a shorter text fit into four bytes."""
BELOW_FIRST = 6
"""How many lines below the first running prose, which may be a summary, are part of the top."""
FENCE = lazily(r"^\s*(?:```|~~~)")
CODE = lazily(
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
CODE_PUNCTUATION = lazily(r"[=;{}()\[\]<>]")


class View:
    """The text of a document as filters see it; everything is computed once, when it is needed.

    Args:
        text: the text of the document at this stage.
        facts: the metadata that rules have found in this pass: `tags`, `date` ...
        name: the name of the document in messages.
        common: what is common in its corpus; None without counts.
    """

    def __init__(
        self,
        text: str,
        facts: Mapping[str, str] | None = None,
        name: str = "",
        common: Common | None = None,
    ) -> None:
        self.raw = text
        self.facts = facts or {}
        self.name, self.common = name, common
        self._cache: dict[Any, Any] = {}
        self._source: dict[int, bool] = {}

    @cached_property
    def text(self) -> str:
        """The text as libraries can handle it, of the same length."""
        return readable(self.raw)

    def has(self, pattern: Any) -> bool:
        """Return whether a pattern matches anywhere; each is searched only once."""
        if pattern not in self._cache:
            self._cache[pattern] = pattern.search(self.text) is not None
        return bool(self._cache[pattern])

    @cached_property
    def lines(self) -> list[Line]:
        """The lines with their offsets, for older plugins: `starts` and `ends` take less memory."""
        return lines(self.raw)

    @cached_property
    def contents(self) -> list[str]:
        """The texts of all lines, without their newlines."""
        text = self.text
        if "\r" in self.raw:
            return [text[line.start : line.end] for line in each_line(self.raw)]
        contents = text.split("\n") if len(text) < LARGE else shared(text)
        if not contents[-1]:
            contents.pop()
        return contents

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The different texts of the lines."""
        return frozenset(self.contents)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset of each line's first character."""
        if "\r" in self.raw:
            return self._numbers(line.start for line in each_line(self.raw))
        sizes = (len(text) + 1 for text in self.contents)
        starts = self._numbers(accumulate(sizes, initial=0))
        return starts[: len(self.contents)]

    @cached_property
    def ends(self) -> Sequence[int]:
        """The offset after each line's last character, where its newline is."""
        sizes = map(len, self.contents)
        return self._numbers(map(add, self.starts, sizes))

    def once(self, function: Callable[[View], Value]) -> Value:
        """Return the result of a function for this view; it is called only once."""
        if function not in self._cache:
            self._cache[function] = function(self)
        value: Value = self._cache[function]
        return value

    def stop(self, number: int) -> int:
        """Return the offset after a line's newline."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.raw)

    def line_at(self, place: int) -> int:
        """Return the number (from 0) of the line that an offset is in."""
        return max(0, bisect_right(self.starts, place) - 1)

    @cached_property
    def written(self) -> Sequence[int]:
        """The numbers of the lines that are not blank."""
        contents = enumerate(self.contents)
        return self._numbers(n for n, text in contents if text and not text.isspace())

    def above(self, number: int) -> str:
        """Return the next written line above a line; empty if there is none."""
        place = bisect_left(self.written, number)
        return self.contents[self.written[place - 1]] if place else ""

    def below(self, number: int) -> str:
        """Return the next written line below a line; empty if there is none."""
        place = bisect_right(self.written, number)
        return self.contents[self.written[place]] if place < len(self.written) else ""

    def _numbers(self, some: Iterable[int]) -> Sequence[int]:
        """Return offsets or line numbers as a sequence that takes a tenth of a list's memory."""
        return array("I" if len(self.raw) < LIMIT else "Q", some)

    @cached_property
    def first_prose(self) -> int | None:
        """The first line of running prose, known without the whole structure; None if none is."""
        return next((number for number in self.written if is_prose(self.contents[number])), None)

    @cached_property
    def structure(self) -> Structure:
        """The head, body and tail of the document, as line numbers."""
        return structure_of(self.contents, self.written)

    @cached_property
    def body(self) -> range:
        """The lines from the article's first line of text to its last."""
        return body_of(self.contents, self.written)

    @cached_property
    def titles(self) -> frozenset[int]:
        """The numbers of the lines that may be the document's title."""
        return titles_of(self.contents, self.written, self.structure)

    @cached_property
    def headline(self) -> int | None:
        """The line nearest above the body that has the form of a title; None if there is none.

        The text need not repeat its words, so that it may be no title.
        """
        above = self.written[: bisect_left(self.written, self.body.start)]
        return next(
            (number for number in reversed(above) if title_size(self.contents[number])), None
        )

    @cached_property
    def first_title(self) -> int:
        """The first line that is the title or likely is it; 0 if nothing is above one."""
        first = self.first_prose
        if first is None or bisect_left(self.written, first) < 2:  # noqa: PLR2004 - it and another
            return 0
        return first_title(self.contents, self.written, self.structure, self.titles)

    @cached_property
    def top(self) -> int:
        """The line after the top: the head, and the lines below its prose that are no prose."""
        first = self.structure.first
        if first is None:
            return self.structure.head
        place = bisect_right(self.written, first)
        below = self.written[place : place + BELOW_FIRST]
        prose = (number for number in below if is_prose(self.contents[number]))
        return next(prose, below[-1] + 1 if below else first + 1)

    def is_at(self, where: str, number: int, tail: Tail | None = None) -> bool:
        """Return whether a line is in a part of the document.

        Args:
            where: the part: one of the values of a rule's `where`.
            number: the line.
            tail: the tail, if lines of it are removed.
        """
        if where == "anywhere":
            return True
        if where == "outside":
            return not (number in self.body or number == self.headline or number in self.titles)
        parts = self.structure
        return (
            (where in {"head", "edges"} and number < parts.head)
            or (where in {"tail", "edges"} and number >= (tail.begin if tail else parts.tail))
            or (where == "below" and number >= parts.below)
            or (where == "top" and number < self.top)
            or (where == "above-title" and number < self.first_title)
        )

    @cached_property
    def language(self) -> str | None:
        """The language of the document; None if it is not certain."""
        return language_of(self.text)

    @cached_property
    def script(self) -> str | None:
        """The script of most letters at the beginning; None if there are no letters."""
        return script_of(self.text[:SAMPLE])

    def is_source(self, number: int) -> bool:
        """Return whether a line is source code: it is between fences, or looks like it."""
        if number not in self._source:
            self._source[number] = number in self._fenced or is_code(self.contents[number])
        return self._source[number]

    @cached_property
    def _fenced(self) -> frozenset[int]:
        """The numbers of the fences, and of the lines between them."""
        if "```" not in self.text and "~~~" not in self.text:
            return frozenset()
        found = set()
        fenced = False
        for number, text in enumerate(self.contents):
            fence = FENCE.match(text) is not None
            if fenced or fence:
                found.add(number)
            fenced ^= fence
        return frozenset(found)


def shared(text: str) -> list[str]:
    """Return a large text, split at its newlines; equal lines share their memory."""
    contents: list[str] = []
    known: dict[str, str] = {}
    start = 0
    while start <= len(text):
        stop = text.find("\n", start + LARGE)
        stop = len(text) if stop < 0 else stop
        for line in text[start:stop].split("\n"):
            contents.append(known.get(line, line))
            if len(known) < SHARED:
                known.setdefault(line, line)
        start = stop + 1
    return contents


def is_code(text: str) -> bool:
    """Return whether a line looks like source code.

    >>> is_code("total = sum(row[1][10] for row in rows)"), is_code("The price fell [1][10].")
    (True, False)
    """
    return CODE_PUNCTUATION.search(text) is not None and CODE.match(text) is not None
