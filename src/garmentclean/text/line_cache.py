"""A cache for functions of a line, as the filters examine most lines again and again.

Each filter sees the document again after each change and in each pass. And the lines of a site's
frame are on many of its pages.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 2048
"""How many results are cached for each function before its cache is cleared."""
LONGEST = 2000
"""Longer lines are not cached, so that the memory stays small for any document."""

Result = TypeVar("Result")


def remembered(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """Return a pure function of a line with a cache.

    Args:
        function: takes a line. Callers must not modify its result.

    >>> is_loud = remembered(str.isupper)
    >>> is_loud("SALE"), is_loud("SALE")
    (True, True)
    """
    return _Cached(function)


class _Cached(dict[str, Any]):
    """The results of a function by line; a call is a dict look-up in C."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function
        update_wrapper(self, function)

    def __missing__(self, line: str) -> Any:
        result = self._function(line)
        if len(line) <= LONGEST:
            if len(self) >= LINES:
                self.clear()
            self[line] = result
        return result

    __call__ = dict.__getitem__
