"""The tokens of a document, what stands between white space, of which a filter looks at few."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.filters.base.view import View

BATCH = 1000
"""How many lines are cut into tokens at once."""
ASKED = 10_000
"""How many new tokens are asked about at once."""
REMEMBERED, LONGEST = 50_000, 40
"""How many harmless tokens are remembered, and their most characters."""


def tokens(view: View) -> set[str]:
    """Return the different tokens of a document."""
    found: set[str] = set()
    for first in range(0, len(view.contents), BATCH):
        found.update("\n".join(view.contents[first : first + BATCH]).split())
    return found


class Screen:
    """Finds the tokens that a filter must look at, and asks about each harmless one only once.

    Documents of a corpus have most words in common.

    Args:
        suspects: returns those of some tokens that the filter must look at.
    """

    def __init__(self, suspects: Callable[[list[str]], set[str]]) -> None:
        self._suspects = suspects
        self._harmless: set[str] = set()

    def of(self, view: View) -> set[str]:
        """Return the tokens of a document that the filter must look at."""
        new = view.once(tokens) - self._harmless
        found: set[str] = set()
        rest = iter(new)
        while some := list(islice(rest, ASKED)):
            found |= self._suspects(some)
        if len(self._harmless) > REMEMBERED:
            self._harmless.clear()
        new -= found
        long = max(map(len, new), default=0) > LONGEST
        self._harmless |= {token for token in new if len(token) <= LONGEST} if long else new
        return found
