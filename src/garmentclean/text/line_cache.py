"""Caches what functions return for lines, because the filters look at most lines again and again.

Each filter sees the document again after each change and in each pass. And the lines of a site's
frame are on many of its pages.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 512
"""Answers that are cached for each function; then the cache is cleared."""
LONGEST = 2000
"""Longer lines are not cached, so that the memory stays small for any document."""

Answer = TypeVar("Answer")


def remembered(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Return a pure function of a line with a cache.

    Args:
        function: takes a line. Callers must not change its answer.

    >>> is_loud = remembered(str.isupper)
    >>> is_loud("SALE"), is_loud("SALE")
    (True, True)
    """
    return _Known(function)


class _Known(dict[str, Any]):
    """The answers of a function; calling it is a look-up in C."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function
        update_wrapper(self, function)

    def __missing__(self, line: str) -> Any:
        answer = self._function(line)
        if len(line) <= LONGEST:
            if len(self) >= LINES:
                self.clear()
            self[line] = answer
        return answer

    __call__ = dict.__getitem__
