r"""A quick look at a text, which tells what of many patterns may occur in it.

RE2 tests all patterns of a set in one pass, by an automaton that grows with what it reads. Whole
rules make it grow without end: each count, such as {0,60}, has as many states as it counts, and
each loop, such as `.*`, doubles all others. So the screen gets of each pattern one stretch without
loops, which must be there wherever the pattern matches: as FilteredRE2 has its atoms and grep its
"must" (GNU grep, `dfamust`), but with alternatives and classes in it. Whoever asks the screen tries
the patterns that it names.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.memo import remembered
from garmentclean.rule import compile_pattern, search_set

if TYPE_CHECKING:
    from collections.abc import Iterable

PART = re.compile(
    r"\\Q.*?(?:\\E|$)|\\[xpP]\{[^}]*\}|\\.|\[:\w+:\]|\[\^?\]?|\(\?P?<\w+>|\(\?[imsU-]*[:)]"
    r"|\{\d+(?:,\d*)?\}|.",
    re.DOTALL,
)
"""A part of a pattern: an escape, the start of a class or group, flags, a count, a character."""
ASCII_WORD = "0-9A-Za-z_"
BEYOND_ASCII = r"\x{80}-\x{10FFFF}"
EMPTY = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})
"""What matches between characters."""
WIDE = frozenset({".", r"\S", r"\D"})
WIDE_ESCAPE = re.compile(r"\\[pPC]")
LETTERS = re.compile(r"[A-Za-z]")
DOTALL = re.compile(r"\(\?[imU]*s")
ESCAPE = re.compile(r"\\x\{[^}]*\}|\\.")
TELLING = 3
"""A stretch of fewer characters (two for one beyond ASCII) is in every text; then all of the
pattern is asked for."""


class Stretch(NamedTuple):
    """A part of a pattern that must be there, as a pattern; and how many characters that is.

    It is `whole` if it is all of the part that it was made of.
    """

    text: str
    width: int
    whole: bool = True


def relaxed(pattern: str, *, ignore_case: bool = False, crossing: bool = False) -> str:
    r"""Return a pattern without long loops that matches on a line wherever another one does.

    Args:
        pattern: as in a rule file, which RE2 takes.
        ignore_case: whether "a" also stands for "A".
        crossing: whether the other pattern is looked for in the whole text, where it may match
            across lines. Then this one matches on one of these lines.

    Returns:
        the pattern; it is empty if the other one may match anywhere.

    >>> relaxed(r"^.{0,60}(?:shared|liked) by \w+ and.*$")
    '(?m)(?:shared|liked) by '
    >>> relaxed(r"(?:\.\s+)+Next page", crossing=True), relaxed(r"\n{3,}", crossing=True)
    ('(?m)Next page', '')
    """
    stretch = Reader(pattern, crossing=crossing).alternatives()
    if stretch.width < TELLING and not crossing:
        stretch = Reader(pattern, cut=False).alternatives()
    return f"(?{'im' if ignore_case else 'm'}){stretch.text}" if stretch.width else ""


class Reader:
    """Reads a pattern from left to right.

    Args:
        pattern: as in a rule file.
        cut: whether stretches end at loops; else loops only lose their counts.
        crossing: whether they end as well at what may be the end of a line.
    """

    def __init__(self, pattern: str, *, cut: bool = True, crossing: bool = False) -> None:
        self._rest = PART.findall(pattern)[::-1]
        self._cut = cut
        self._crossing = crossing
        self._dotall = any(DOTALL.match(part) for part in self._rest)
        self.crosses = False

    def alternatives(self) -> Stretch:
        """Read to the end of the group; return the best stretch of each alternative."""
        flags = ""
        found = []
        while True:
            stretch, flags = self._sequence(flags)
            found.append(stretch)
            if not self._rest or self._rest.pop() == ")":
                break
        return Stretch(
            "|".join(stretch.text for stretch in found),
            min(stretch.width for stretch in found),
            all(stretch.whole for stretch in found),
        )

    def _sequence(self, flags: str) -> tuple[Stretch, str]:
        """Read one alternative; return its best stretch, and the flags that hold from there on."""
        best = Stretch("", -1)
        text, width = flags, 0
        while self._rest and self._rest[-1] not in {"|", ")"}:
            if self._rest[-1].startswith("(?") and self._rest[-1].endswith(")"):
                flags += self._rest[-1]
                text += self._rest.pop()
                continue
            item, sure = self._repeated(self._item())
            if item.whole:
                text, width = text + item.text, width + item.width
                continue
            best = max(best, Stretch(text, width, whole=False), key=width_of)
            if sure:
                best = max(best, Stretch(flags + item.text, item.width, whole=False), key=width_of)
            text, width = flags, 0
        last = Stretch(text, width, whole=best.width < 0)
        return max(best, last, key=width_of)._replace(whole=last.whole), flags

    def _item(self) -> Stretch:
        """Read a group, a class or a character."""
        item = self._one()
        if not item.text.startswith("(") and ends_line(item.text, dotall=self._dotall):
            self.crosses = True
            return item._replace(width=0, whole=item.whole and not self._crossing)
        return item

    def _one(self) -> Stretch:
        part = self._rest.pop()
        if part.startswith("("):
            inner = self.alternatives()
            head = part if part.endswith(":") else "(?:"
            return inner._replace(text=f"{head}{inner.text})")
        if part.startswith("[") and not part.startswith("[:"):
            return Stretch(self._class(part), 1)
        if part == r"\w":
            return Stretch(f"[{ASCII_WORD}{BEYOND_ASCII}]", 1)
        if part == r"\W":
            return Stretch(f"[^{ASCII_WORD}]", 1)
        if part.startswith(r"\Q"):
            return Stretch(part, len(part.removesuffix(r"\E")) - 2)
        return Stretch(part, 0 if part in EMPTY else 1 if part.isascii() else 2)

    def _class(self, begin: str) -> str:
        """Read a class to its end; letters beyond ASCII are not told apart."""
        word = ASCII_WORD + ("" if begin.startswith("[^") else BEYOND_ASCII)
        parts = [begin]
        while parts[-1] != "]" or len(parts) == 1:
            part = self._rest.pop()
            parts.append(word if part == r"\w" else part)
        return "".join(parts)

    def _repeated(self, item: Stretch) -> tuple[Stretch, bool]:
        """Read how often an item comes; return what is left of it, and whether it must be there.

        What is a stretch of its own is not `whole`.
        """
        count = self._rest[-1] if self._rest else ""
        if count not in {"?", "*", "+"} and not (len(count) > 1 and count.startswith("{")):
            return item, True
        self._rest.pop()
        if self._rest and self._rest[-1] == "?":
            self._rest.pop()
        sure = not count.startswith(("?", "*", "{0"))
        width = item.width if sure else 0
        if count == "?" and item.whole:
            return Stretch(f"{item.text}?", 0), False
        if not self._cut or (item.whole and is_narrow(item.text)):
            return Stretch(item.text + ("+" if sure else "*"), width, whole=item.whole), sure
        return item._replace(whole=False), sure


@cache
def ends_line(item: str, *, dotall: bool) -> bool:
    """Tell whether a part of a pattern, and no group, may match the end of a line."""
    if item in EMPTY or len(item) == 1:
        return item == "\n" or (item == "." and dotall)
    return "\n" in item or compile_pattern(item).search("\n") is not None


@cache
def stays_on_line(pattern: str) -> bool:
    r"""Tell whether a pattern never matches across lines, and asks for no more than a line.

    >>> stays_on_line(r"\bthe\d+[ \t]"), stays_on_line(r"the\s\d"), stays_on_line(r"\Athe")
    (True, False, False)
    """
    if any(part in pattern for part in (r"\A", r"\z", "(?-")):
        return False
    reader = Reader(pattern)
    reader.alternatives()
    return not reader.crosses


def width_of(stretch: Stretch) -> int:
    """Return how many characters a stretch has."""
    return stretch.width


def is_narrow(text: str) -> bool:
    """Tell whether a loop over an item soon ends in prose: it is one character, or no letters.

    >>> is_narrow("A"), is_narrow("[^0-9A-Za-z_]"), is_narrow("[a-z ]"), is_narrow("[^.]")
    (True, True, False, False)
    """
    if text == f"[^{ASCII_WORD}]":
        return True
    if text.startswith("["):
        return not text.startswith("[^") and not LETTERS.search(ESCAPE.sub("", text))
    return not text.startswith("(") and text not in WIDE and not WIDE_ESCAPE.match(text)


class Screen:
    """Some patterns, of which those are told that may match on a line.

    Args:
        patterns: `relaxed` ones, taken when a line is to be looked at; none is for an empty one.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = patterns
        self.may_match = remembered(self._may_match)

    @cached_property
    def _compiled(self) -> tuple[Any, tuple[int, ...]]:
        """The set, and the number of each of its patterns among all."""
        patterns = [(number, text) for number, text in enumerate(self._patterns) if text]
        # The empty pattern matches everything: where it does not, RE2 has given up for want of
        # memory, which its Python binding does not tell.
        everything = ""
        found = search_set([everything, *(text for _, text in patterns)])
        return found, tuple(number for number, _ in patterns)

    def _may_match(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that may match on a line, in their order."""
        patterns, numbers = self._compiled
        found = sorted(patterns.Match(line))
        return tuple(numbers[one - 1] for one in found[1:]) if found else numbers
