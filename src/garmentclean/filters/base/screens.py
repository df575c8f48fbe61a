"""Screens: quick tests of which lines of a document a filter must look at.

Most lines are of no interest to most filters, and most of a document is the same in the next pass.
So a screen asks about each line once, about many at a time, and remembers the answers.
"""

from __future__ import annotations

from functools import reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Generic, TypeVar

from garmentclean.text.line_cache import LINES
from garmentclean.text.line_cache import LONGEST as LONGEST_LINE
from garmentclean.text.long_lines import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

Value = TypeVar("Value")

BATCH = 1000
"""How many lines are asked about at once."""
ASKED = 10_000
"""How many new tokens are asked about at once."""
REMEMBERED, LONGEST = 25_000, 40
"""How many harmless tokens are remembered, and their most characters."""


class LineScreen(Generic[Value]):
    """Finds the lines that a filter must look at.

    Args:
        find: yields those of some lines that the filter must look at, each with what it needs to
            know about the line. That must not depend on other lines.
    """

    def __init__(self, find: Callable[[list[str]], Iterable[tuple[str, Value]]]) -> None:
        self._find = find
        self._plain: set[str] = set()
        self._found: dict[str, Value] = {}

    @classmethod
    def each(cls, function: Callable[[str], Value | None]) -> LineScreen[Value]:
        """Return a screen for the lines for which a function returns something."""
        return cls(lambda lines: ((line, value) for line in lines if (value := function(line))))

    def of(self, view: View) -> list[tuple[int, Value]]:
        """Return the number of each line that the filter must look at, with what was found."""
        found: dict[str, Value] = {}
        for lines in batches(view):
            rest = lines - self._plain
            known = self._found.keys() & rest
            found |= {line: self._found[line] for line in known}
            if len(rest) > len(known):
                found |= self._ask(rest - known)
        return [(n, found[text]) for n, text in enumerate(view.contents) if text in found]

    def _ask(self, lines: frozenset[str]) -> dict[str, Value]:
        """Return what is found on lines that are not known, and remember it."""
        found = dict(self._find([*lines]))
        if len(self._plain) + len(self._found) + len(lines) > LINES:
            self._plain.clear()
            self._found.clear()
        for line in lines:
            if len(line) > LONGEST_LINE:
                continue
            if line in found:
                self._found[line] = found[line]
            else:
                self._plain.add(line)
        return found


def batches(view: View) -> Iterator[frozenset[str]]:
    """Yield the different lines of a document, at most `BATCH` at once."""
    contents = view.contents
    if len(contents) <= BATCH:
        yield view.distinct
    else:
        for first in range(0, len(contents), BATCH):
            yield frozenset(contents[first : first + BATCH])


class TokenScreen:
    """Finds the lines with a token that a filter must look at: what stands between white space.

    Args:
        suspects: returns those of some tokens that the filter must look at.
    """

    def __init__(self, suspects: Callable[[Sequence[str]], set[str]]) -> None:
        self.suspects = suspects
        self._table: TokenTable | None = None
        self._bit = 1

    def join(self, table: TokenTable, number: int) -> None:
        """Look up each token only once, together with other screens."""
        self._table, self._bit = table, 1 << number

    def numbers(self, view: View) -> list[int]:
        """Return the numbers of the lines that the filter must look at."""
        self._table = self._table or TokenTable([self])
        return [number for number, mask in view.once(self._table.of) if mask & self._bit]


class TokenScanner:
    """A scanner whose tokens are looked up together with those of other filters.

    Attributes:
        screens: its screens.
    """

    screens: Sequence[TokenScreen]


def share_tokens(screens: Sequence[TokenScreen]) -> None:
    """Make screens look up each token only once, all together."""
    table = TokenTable(screens)
    for number, screen in enumerate(screens):
        screen.join(table, number)


class TokenTable(LineScreen[int]):
    """What is known about tokens: which screens must look at them.

    Documents of a corpus have most words in common, so each token is asked about once.

    Args:
        screens: all screens, each with a bit of its own, from the lowest one up.
    """

    def __init__(self, screens: Sequence[TokenScreen]) -> None:
        super().__init__(self._lines_with)
        self._screens = screens
        self._suspect: dict[str, int] = {}
        self._harmless: set[str] = set()
        self._before: set[str] = set()  # those of the time before, as common words come back

    def _lines_with(self, lines: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield the lines that have suspect tokens, with the bits of all their tokens."""
        tokens: set[str] = set()
        for _, text in pieces("\n".join(lines)):
            tokens.update(text.split())
        bits = self._bits_of(tokens)
        for line in lines if bits else ():
            if own := [one for _, text in pieces(line) for one in bits.keys() & text.split()]:
                yield line, reduce(or_, map(bits.__getitem__, own))

    def _bits_of(self, tokens: set[str]) -> dict[str, int]:
        """Return the suspects among some tokens, each with the bits of the screens."""
        found = {token: self._suspect[token] for token in tokens & self._suspect.keys()}
        unseen = tokens - self._harmless - found.keys()
        new = unseen - self._before
        rest = iter(new)
        while some := [*islice(rest, ASKED)]:
            for number, screen in enumerate(self._screens):
                for token in screen.suspects(some):
                    found[token] = found.get(token, 0) | 1 << number
        long = {token for token in new if len(token) > LONGEST}
        if len(self._harmless) > REMEMBERED:
            self._before, self._harmless, self._suspect = self._harmless, set(), {}
        self._harmless |= unseen - found.keys() - long
        self._suspect |= {token: found[token] for token in found.keys() - long}
        return found
