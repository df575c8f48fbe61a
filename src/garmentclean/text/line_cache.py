"""What is remembered of lines: the filters look at most of them again and again.

Each filter sees a document anew, after each change and in each pass; and the lines of a site's
frame stand in many of its pages.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 512
"""So many answers of each function are remembered; then it begins anew."""
LONGEST = 2000
"""No longer line is remembered, so that memory stays small whatever a document is like."""

Answer = TypeVar("Answer")


def remembered(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Return a pure function of a line that remembers its answers.

    Args:
        function: takes a line. Its answer must not be changed by anybody.

    >>> is_loud = remembered(str.isupper)
    >>> is_loud("SALE"), is_loud("SALE")
    (True, True)
    """
    return _Known(function)


class _Known(dict[str, Any]):
    """The answers of a function; to call it is to look one up, which is done in C."""

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
