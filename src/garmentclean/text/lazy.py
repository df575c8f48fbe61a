"""Regular expressions that are compiled when they are first used.

Python takes a millisecond and more for a class with thousands of characters, as those of Chinese
are, for it goes through them one by one; and a run over one page uses few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, pattern: str, flags: int | re.RegexFlag) -> None:
        self._made_of = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._made_of), name)
        setattr(self, name, found)  # or each use would come here
        return found


def lazily(pattern: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    r"""Return what is used as `re.compile` of the same would be.

    >>> lazily(r"\w+").findall("The loom.")
    ['The', 'loom']
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
