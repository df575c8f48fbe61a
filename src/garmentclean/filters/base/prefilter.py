"""What a screen needs to know of a pattern: worked out once, and kept with the pack of its rule."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.filters.base.rule import compiled
from garmentclean.text.line_cache import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from garmentclean.filters.base.screen import Screen

FEW = 2000
"""Of more patterns, the atoms are too many to look for one by one."""
ENOUGH_TEXT = 50_000
"""From so many characters on, it pays to compile all patterns into one automaton."""


class Asked(NamedTuple):
    """A pattern, as in a rule file, whether it ignores case, and may match across lines."""

    pattern: str
    ignore_case: bool
    crossing: bool


class Look(NamedTuple):
    """What is known of it.

    Attributes:
        relaxed: what a screen looks for, if it looks for anything.
        stays: whether it never matches across lines.
        atoms: strings of which one is, folded, on a line where it matches; empty if there are
            none, and None if that was not worked out, for it takes longer than to do without.
    """

    relaxed: str
    stays: bool
    atoms: tuple[str, ...] | None = None


ANYWHERE = Look("", stays=False)
"""Of a pattern of which nothing is known."""

_known: dict[Asked, Look] = {}


def look(asked: Asked) -> Look:
    """Return what is known of a pattern."""
    if asked not in _known:
        from garmentclean.filters.base import required_part as stretches  # as below

        pattern, ignore_case, crossing = asked
        try:
            found = stretches.relaxed(pattern, ignore_case=ignore_case, crossing=crossing)
            _known[asked] = Look(found, stretches.stays_on_line(pattern))
        except stretches.UnknownPartError:
            _known[asked] = ANYWHERE
    return _known[asked]


def told(some: Iterable[Asked]) -> list[list[Any]]:
    """Return all that can be known of patterns, as plain data."""
    from garmentclean.filters.base.atoms import atoms  # not where they are known

    looks = ((asked, look(asked)) for asked in some)
    return [[*asked, known.relaxed, known.stays, atoms(known.relaxed)] for asked, known in looks]


def learn(some: Iterable[Iterable[Any]]) -> None:
    """Take what `told` has returned, in another process or long ago."""
    for pattern, ignore_case, crossing, found, stays, its_atoms in some:
        _known[Asked(pattern, ignore_case, crossing)] = Look(found, stays, tuple(its_atoms))


def within(text: str, atoms: Iterable[str]) -> list[str]:
    """Return the atoms that are in a text, folded; of most, no two characters stand together there.

    >>> within("The Loom", ["loom", "loam", "mill"])
    ['loom']
    """
    folded = text.casefold()
    pairs = {folded[start : start + 2] for start in range(len(folded))} | {*folded}
    return [atom for atom in atoms if atom[:2] in pairs and atom in folded]


class Lookout:
    """Some patterns, of which those are told that may match on a line.

    The first texts are searched for atoms, where those are known: the screen's automaton takes
    longer to build than a few pages to clean.

    Args:
        looks: what is known of each pattern, taken when the first text comes. None is told without
            a `relaxed` one.
    """

    def __init__(self, looks: Iterable[Look]) -> None:
        self._given = looks
        self._seen = 0
        self._there: list[tuple[str, list[int]]] | None = None
        self.may_match = remembered(self._may_match)

    def expect(self, text: str) -> None:
        """Take the text that the next lines are of."""
        self._seen += len(text)
        self._there = None
        if self._seen <= ENOUGH_TEXT and self._atoms:
            self._there = [(atom, self._atoms[0][atom]) for atom in within(text, self._atoms[0])]

    @cached_property
    def _looks(self) -> Sequence[Look]:
        return [*self._given]

    @cached_property
    def _screen(self) -> Screen:
        from garmentclean.filters.base.screen import Screen  # not for a few lines

        return Screen(known.relaxed for known in self._looks)

    @cached_property
    def _atoms(self) -> tuple[dict[str, list[int]], frozenset[int]] | None:
        """The atoms with the numbers of the patterns that they are for, and those without any."""
        if len(self._looks) > FEW:
            return None
        by_atom: dict[str, list[int]] = {}
        without = set()
        for number, known in enumerate(self._looks):
            if known.atoms is None:
                return None
            for atom in known.atoms:
                by_atom.setdefault(atom, []).append(number)
            if known.relaxed and not known.atoms:
                without.add(number)
        return by_atom, frozenset(without)

    def _may_match(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that may match on a line, in their order."""
        if self._there is None or self._atoms is None:
            return self._screen.may_match(line)
        folded = line.casefold()
        found = [self._atoms[1], *(numbers for atom, numbers in self._there if atom in folded)]
        numbers = sorted(set().union(*found))
        # The whole patterns take ten times as long to compile as what a screen looks for.
        return tuple(n for n in numbers if compiled(self._looks[n].relaxed).search(line))
