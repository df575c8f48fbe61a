"""What is remembered of lines: the filters look at most of them again and again.

Each filter sees a document anew, after each change and in each pass; and the lines of a site's
frame stand in many of its pages.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 4096
"""So many answers of each function are remembered, those that were asked for last."""
LONGEST = 2000
"""No longer line is remembered, so that memory stays small whatever a document is like."""

More = ParamSpec("More")
Answer = TypeVar("Answer")


def remembered(
    function: Callable[Concatenate[str, More], Answer],
) -> Callable[Concatenate[str, More], Answer]:
    """Return a pure function of a line that remembers its last answers.

    Args:
        function: takes a line first; what else it takes must be hashable. Its answer must not be
            changed by anybody.

    >>> is_loud = remembered(str.isupper)
    >>> is_loud("SALE"), is_loud("SALE")
    (True, True)
    """
    known = cast("Callable[Concatenate[str, More], Answer]", lru_cache(maxsize=LINES)(function))

    @wraps(function)
    def answer(line: str, /, *args: More.args, **more: More.kwargs) -> Answer:
        if len(line) > LONGEST:
            return function(line, *args, **more)
        return known(line, *args, **more)

    return answer
