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
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.rule import search_set

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def relaxed(pattern: str, *, ignore_case: bool = False) -> str:
    r"""Return a pattern without long loops that matches wherever another one does.

    Args:
        pattern: as in a rule file, which RE2 takes.
        ignore_case: whether "a" also stands for "A".

    >>> relaxed(r"^.{0,60}(?:shared|liked) by \w+ and.*$")
    '(?m)(?:shared|liked) by '
    """
    stretch = Reader(pattern).alternatives()
    if stretch.width < TELLING:
        stretch = Reader(pattern, cut=False).alternatives()
    return f"(?{'im' if ignore_case else 'm'}){stretch.text}"


class Reader:
    """Reads a pattern from left to right.

    Args:
        pattern: as in a rule file.
        cut: whether stretches end at loops; else loops only lose their counts.
    """

    def __init__(self, pattern: str, *, cut: bool = True) -> None:
        self._rest = PART.findall(pattern)[::-1]
        self._cut = cut

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
    """Some patterns, of which those are told that may match.

    Args:
        patterns: each as in a rule file, with whether it ignores case.
    """

    def __init__(self, patterns: Sequence[tuple[str, bool]]) -> None:
        # The empty pattern matches everything: where it does not, RE2 has given up for want of
        # memory, which its Python binding does not tell.
        everything = ""
        self._all = tuple(range(len(patterns)))
        self._set = search_set([everything] + [relaxed(p, ignore_case=i) for p, i in patterns])

    def may_match(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that may match in a text, in their order."""
        found = sorted(self._set.Match(text))
        return tuple(number - 1 for number in found[1:]) if found else self._all
