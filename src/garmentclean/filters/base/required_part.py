r"""Finds what must be on a line wherever a pattern matches, as a pattern without long loops.

RE2 tests all patterns of a set in one pass, by an automaton that grows with the text that it reads.
Whole patterns would make it grow without limit: a count such as {0,60} adds that many states, and a
loop such as `.*` doubles all others. So the prefilter gets one stretch of each pattern: a part
without loops that is on the line wherever the pattern matches. FilteredRE2 does the same with
atoms, and GNU grep with its "must" (`dfamust`), but a stretch may have alternatives and classes.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from garmentclean.text.regex import compile_pattern, parts_of

ASCII_WORD = "0-9A-Za-z_"
BEYOND_ASCII = r"\x{80}-\x{10FFFF}"
CLASSES = {r"\w": f"[{ASCII_WORD}{BEYOND_ASCII}]", r"\W": f"[^{ASCII_WORD}]"}
EMPTY = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})
"""Parts that match the empty string between characters."""
WIDE = frozenset({".", r"\S", r"\D"})
WIDE_ESCAPE = re.compile(r"\\[pPC]")
LETTERS = re.compile(r"[A-Za-z]")
DOTALL = re.compile(r"\(\?[imU]*s")
COUNT = re.compile(r"[?*+]|\{\d")
ESCAPE = re.compile(r"\\x\{[^}]*\}|\\.")
LETTER, HAN, CLASS = 2, 4, 1
"""The weights of a character, of one beyond ASCII, and of one from a class of letters."""
TELLING = 6
"""A stretch with less weight is in every text; then the whole pattern is used."""


class UnknownPartError(ValueError):
    """A pattern has a part that this parser does not understand."""


class Stretch(NamedTuple):
    """A piece of a part of a pattern that must be on the line.

    Attributes:
        text: the piece, as a pattern.
        weight: how selective it is, at least.
        whole: whether it is the whole part.
        begin: if it is not, the beginning of the part, which continues what is before it.
        begin_weight: how selective the beginning is, at least.
        end: likewise the end of the part, which what is behind it continues.
        end_weight: how selective the end is, at least.
    """

    text: str
    weight: int
    whole: bool = True
    begin: str = ""
    begin_weight: int = 0
    end: str = ""
    end_weight: int = 0

    def cut(self, *, sure: bool = True) -> Stretch:
        """Return this as a stretch that may continue or, if it is not `sure`, may be missing."""
        if not sure:
            return Stretch(self.text, self.weight, whole=False)
        if not self.whole:
            return self
        own = (self.text, self.weight)
        return Stretch(*own, False, *own, *own)  # noqa: FBT003 - the order of the fields


def required_part(pattern: str, *, ignore_case: bool = False, across_lines: bool = False) -> str:
    r"""Return a pattern without long loops that matches on each line where the given one does.

    Args:
        pattern: a valid RE2 pattern, as in a rule file.
        ignore_case: whether "a" also matches "A".
        across_lines: whether the given pattern is searched in the whole text, where it may match
            across lines. Then the result matches on one of those lines.

    Returns:
        the pattern; it is empty if the given one may match anywhere. If it begins with `^`, it
        matches only there.

    >>> required_part(r"^.{0,60}(?:shared|liked) by \w+ and.*$")
    '(?m)(?:shared|liked) by [0-9A-Za-z_\\x{80}-\\x{10FFFF}]'
    >>> required_part(r"(?:\.\s+)+Next page", across_lines=True)
    '(?m)Next page'
    >>> required_part(r"\n{3,}", across_lines=True)
    ''
    """
    parsed = read(pattern, across_lines=across_lines)
    if parsed.stretch.weight < TELLING and not across_lines:
        parsed = read(pattern, cut=False)
    if not parsed.stretch.weight:
        return ""
    text = parsed.stretch.text
    text = f"(?:{text})" if parsed.branches > 1 else text
    return f"(?{'im' if ignore_case else 'm'}){text}"


class Parsed(NamedTuple):
    """What is read of a pattern.

    Attributes:
        stretch: its best stretch.
        branches: how many alternatives it has.
        crosses: whether it may match across lines.
    """

    stretch: Stretch
    branches: int
    crosses: bool


@lru_cache(maxsize=1024)
def read(pattern: str, *, cut: bool = True, across_lines: bool = False) -> Parsed:
    """Read a pattern; the arguments are those of `Reader`."""
    reader = Reader(pattern, cut=cut, across_lines=across_lines)
    stretch = reader.alternatives()
    return Parsed(stretch, reader.branches, reader.crosses)


class Reader:
    """Reads a pattern from left to right.

    Args:
        pattern: as in a rule file.
        cut: whether stretches end at loops; otherwise loops only lose their counts.
        across_lines: whether stretches also end at parts that may match the end of a line.
    """

    def __init__(self, pattern: str, *, cut: bool = True, across_lines: bool = False) -> None:
        self._rest = [*parts_of(pattern)][::-1]
        self._cut = cut
        self._across_lines = across_lines
        self._dotall = any(DOTALL.match(part) for part in self._rest)
        self.crosses = False
        self.branches = 0  # of what was read last

    def alternatives(self) -> Stretch:
        """Read to the end of the group; return the best stretch of each alternative."""
        flags = ""
        found = []
        while True:
            stretch, flags = self._sequence(flags)
            found.append(stretch)
            if not self._rest or self._rest.pop() == ")":
                break
        self.branches = len(found)
        whole = all(stretch.whole for stretch in found)
        found = found if whole else [stretch.cut() for stretch in found]
        return Stretch(
            "|".join(stretch.text for stretch in found),
            min(stretch.weight for stretch in found),
            whole,
            "|".join(stretch.begin for stretch in found),
            min(stretch.begin_weight for stretch in found),
            "|".join(stretch.end for stretch in found),
            min(stretch.end_weight for stretch in found),
        )

    def _sequence(self, flags: str) -> tuple[Stretch, str]:
        """Read one alternative; return its best stretch and the flags that are set after it."""
        first: Stretch | None = None  # up to the first cut
        best = Stretch("", -1)
        text, weight = flags, 0
        while self._rest and self._rest[-1] not in {"|", ")"}:
            if self._rest[-1].startswith("(?") and self._rest[-1].endswith(")"):
                flags += self._rest[-1]
                text += self._rest.pop()
                if self._rest and COUNT.match(self._rest[-1]):
                    raise UnknownPartError("flags before a count, which repeats what precedes them")
                continue
            item, sure = self._repeated(self._item())
            if item.whole:
                text, weight = text + item.text, weight + item.weight
                continue
            text, weight = text + item.begin, weight + item.begin_weight
            first = first or Stretch(text, weight)
            best = max(best, Stretch(text, weight), key=weight_of)
            if sure:
                best = max(best, Stretch(flags + item.text, item.weight), key=weight_of)
            text, weight = flags + item.end, item.end_weight
        best = max(best, Stretch(text, weight), key=weight_of)
        if first:
            best = Stretch(*best[:2], False, *first[:2], text, weight)  # noqa: FBT003
        return best, flags

    def _item(self) -> Stretch:
        """Read a group, a class or a character."""
        item = self._one()
        if not item.text.startswith("(") and ends_line(item.text, dotall=self._dotall):
            self.crosses = True
            item = item._replace(weight=0)
            return item.cut(sure=False) if self._across_lines else item
        return item

    def _one(self) -> Stretch:
        part = self._rest.pop()
        if part.startswith("("):
            inner = self.alternatives()
            head = part if part.endswith(":") else "(?:"
            pieces = (inner.text, inner.begin, inner.end)
            text, begin, end = (f"{head}{one})" if one else "" for one in pieces)
            return inner._replace(text=text, begin=begin, end=end)
        if part.startswith(r"\Q"):
            return Stretch(part, LETTER * (len(part.removesuffix(r"\E")) - 2))
        text = part
        if part.startswith("[") and not part.startswith("[:"):
            text = self._class(part)
        elif part in CLASSES:
            text = CLASSES[part]
        narrow = LETTER if part.isascii() else HAN
        return Stretch(text, 0 if part in EMPTY else narrow if is_narrow(text) else CLASS)

    def _class(self, begin: str) -> str:
        """Read a class to its end; all letters beyond ASCII count as one."""
        word = ASCII_WORD + ("" if begin.startswith("[^") else BEYOND_ASCII)
        parts = [begin]
        while parts[-1] != "]" or len(parts) == 1:
            if not self._rest:
                raise UnknownPartError("a class that ends within another part")
            part = self._rest.pop()
            parts.append(word if part == r"\w" else part)
        return "".join(parts)

    def _repeated(self, item: Stretch) -> tuple[Stretch, bool]:
        """Read an item's count; return what is left of the item, and whether it must occur.

        An item that becomes a stretch of its own is not `whole`.
        """
        count = self._rest[-1] if self._rest else ""
        if count not in {"?", "*", "+"} and not (len(count) > 1 and count.startswith("{")):
            return item, True
        self._rest.pop()
        if self._rest and self._rest[-1] == "?":
            self._rest.pop()
        sure = not count.startswith(("?", "*", "{0"))
        weight = item.weight if sure else 0
        if count == "?" and item.whole:
            return Stretch(f"{item.text}?", 0), False
        if not self._cut or (item.whole and is_narrow(item.text)):
            return Stretch(item.text + ("+" if sure else "*"), weight, whole=item.whole), sure
        return item.cut(sure=sure), sure


@cache
def ends_line(item: str, *, dotall: bool) -> bool:
    """Return whether a part of a pattern that is not a group may match the end of a line."""
    if item in EMPTY or len(item) == 1:
        return item == "\n" or (item == "." and dotall)
    return "\n" in item or compile_pattern(item).search("\n") is not None


def stays_on_line(pattern: str) -> bool:
    r"""Return whether a pattern never matches across lines, nor depends on other lines.

    >>> stays_on_line(r"\bthe\d+[ \t]"), stays_on_line(r"the\s\d"), stays_on_line(r"\Athe")
    (True, False, False)
    """
    if any(part in pattern for part in (r"\A", r"\z", "(?-")):
        return False
    return not read(pattern, across_lines=False).crosses


def weight_of(stretch: Stretch) -> int:
    """Return the weight of a stretch."""
    return stretch.weight


@cache
def is_narrow(text: str) -> bool:
    """Return whether a loop over an item is short in prose: one character, or no letters.

    >>> is_narrow("A"), is_narrow("[^0-9A-Za-z_“]"), is_narrow("[a-z ]"), is_narrow("[^.]")
    (True, True, False, False)
    """
    if text.startswith(f"[^{ASCII_WORD}"):
        return True
    if text.startswith("["):
        return not text.startswith("[^") and not LETTERS.search(ESCAPE.sub("", text))
    return not text.startswith("(") and text not in WIDE and not WIDE_ESCAPE.match(text)
