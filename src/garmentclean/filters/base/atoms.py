r"""Atoms: strings of which one must be on a line where a pattern matches.

They are found in the pattern as FilteredRE2 and code search find them (Russ Cox, "Regular
Expression Matching with a Trigram Index", 2012): all texts that a part matches, as long as they are
few, and from then on the best of what must be there. To look for them needs no automaton of the
patterns, which takes longer to build than a page to clean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.required_part import COUNT, EMPTY, PART, UnknownPartError
from garmentclean.filters.base.rule import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    Strings = frozenset[str]

MOST = 64
"""So many texts of a part are few."""
CHOICE = 4
"""So many characters of a class are, and so many repetitions."""
TELLING = 2
"""A single letter is on every line."""
COMMON = frozenset(" .,-'’")
"""Signs that are as frequent as letters."""
CONTROL = {r"\n": "\n", r"\t": "\t", r"\r": "\r", r"\f": "\f", r"\v": "\v", r"\a": "\a"}
WIDE = frozenset({".", r"\s", r"\S", r"\d", r"\D", r"\w", r"\W", r"\C"})
PROPERTY = (r"\p", r"\P")


class Known(NamedTuple):
    """What is known of the texts that a part of a pattern matches.

    Attributes:
        exact: all of them, folded; None if they are many.
        needed: strings, folded, of which each of them has one; empty if none is known.
    """

    exact: Strings | None
    needed: Strings = frozenset()

    @property
    def best(self) -> Strings:
        """What must be there."""
        return self.needed if self.exact is None else self.exact


NO_TEXT = frozenset({""})
NOTHING, ANYTHING = Known(NO_TEXT), Known(None)


def atoms(pattern: str) -> tuple[str, ...]:
    r"""Return strings one of which is, folded, in each folded text that a pattern matches.

    None are returned where nothing telling is known.

    Args:
        pattern: one that RE2 takes; whether it ignores case is all the same.

    >>> atoms(r"(?m)^\W*(?:Shared|liked) by \w+"), atoms(r"[a-z]+")
    (('liked by ', 'shared by '), ())
    """
    try:
        found = Reader(pattern).alternatives().best
    except UnknownPartError:
        return ()
    return tuple(sorted(found)) if all(map(is_telling, found)) else ()


class Reader:
    """Reads a pattern from left to right.

    Args:
        pattern: one that RE2 takes.
    """

    def __init__(self, pattern: str) -> None:
        self._rest = [*parts_of(pattern, PART)][::-1]

    def alternatives(self) -> Known:
        """Read to the end of the group."""
        some = [self._sequence()]
        while self._rest and self._rest.pop() == "|":
            some.append(self._sequence())
        return either(some)

    def _sequence(self) -> Known:
        """Read one alternative."""
        found: list[Strings] = []
        last: Strings = NO_TEXT
        while self._rest and self._rest[-1] not in {"|", ")"}:
            for known in self._repeated(self._item()):
                joined = crossed(last, known.exact)
                if joined is not None:
                    last = joined
                    continue
                found += [last, known.needed]
                last = NO_TEXT if known.exact is None else known.exact
        return Known(None, max((*found, last), key=worth)) if found else Known(last)

    def _item(self) -> Known:
        """Read a group, a class or a character."""
        part = self._rest.pop()
        if part.startswith("(?") and part.endswith(")"):
            if self._rest and COUNT.match(self._rest[-1]):
                raise UnknownPartError(part)
            return NOTHING
        if part.startswith("("):
            return self.alternatives()
        if part.startswith("[") and not part.startswith("[:"):
            return self._class(part)
        if part in EMPTY:
            return NOTHING
        if part in WIDE or part.startswith(PROPERTY):
            return ANYTHING
        return exactly([literal(part)])

    def _class(self, begin: str) -> Known:
        """Read a class to its end."""
        members = ["]"] if begin.endswith("]") else []
        while self._rest and (part := self._rest.pop()) != "]":
            members.append(part)
        simple = not begin.startswith("[^") and "-" not in members
        simple = simple and not any(
            part in WIDE - {"."} or part.startswith((*PROPERTY, "[:")) for part in members
        )
        found = exactly(map(literal, members)) if simple and len(members) <= 2 * CHOICE else None
        return found if found and len(found.best) <= CHOICE else ANYTHING

    def _repeated(self, item: Known) -> list[Known]:
        """Read how often an item comes; return what is known of all that, one behind the other."""
        count = self._rest[-1] if self._rest else ""
        if count not in {"?", "*", "+"} and not (len(count) > 1 and count.startswith("{")):
            return [item]
        self._rest.pop()
        if self._rest and self._rest[-1] == "?":
            self._rest.pop()
        if count == "?" and item.exact is not None:
            return [Known(item.exact | NO_TEXT)]
        least = {"?": 0, "*": 0, "+": 1}.get(count)
        if least is None:
            least = int(count.strip("{}").partition(",")[0])
        return [*[item] * min(least, CHOICE), ANYTHING]


def is_telling(text: str) -> bool:
    """Tell whether many lines are without a text."""
    return weight(text) >= TELLING


def literal(part: str) -> str:
    """Return the text that a part of a pattern stands for."""
    if not part.startswith("\\"):
        return part
    if part.startswith(r"\x{"):
        return chr(int(part[3:-1], 16))
    if part.startswith(r"\Q"):
        return part[2:].removesuffix(r"\E")
    if part in CONTROL:
        return CONTROL[part]
    if part[1:].isalnum():
        raise UnknownPartError(part)
    return part[1:]


def exactly(texts: Iterable[str]) -> Known:
    """Return that some texts, and no others, are matched."""
    return Known(frozenset(text.casefold() for text in texts))


def crossed(some: Strings, more: Strings | None) -> Strings | None:
    """Return each string of some with each of more behind it; None if those are too many."""
    if more is None or len(some) * len(more) > MOST:
        return None
    return frozenset(one + other for one in some for other in more)


def worth(strings: Strings) -> tuple[int, int]:
    """Return how much it tells that one of some strings must be there."""
    return min(map(weight, strings), default=0), -len(strings)


def weight(text: str) -> int:
    """Return how seldom a text is: letters are on each line, a `<` is on few."""
    return sum(1 if char in COMMON or (char.isascii() and char.isalnum()) else 3 for char in text)


def either(some: list[Known]) -> Known:
    """Return what is known of alternatives."""
    exact = [known.exact for known in some if known.exact is not None]
    if len(exact) == len(some) and sum(map(len, exact)) <= MOST:
        return Known(frozenset[str]().union(*exact))
    needed = [known.best for known in some]
    told = all(needed) and not any("" in strings for strings in needed)
    return Known(None, frozenset[str]().union(*needed)) if told else ANYTHING
