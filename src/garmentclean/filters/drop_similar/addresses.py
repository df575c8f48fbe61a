r"""A quick test of which patterns may match in a sentence of a line.

It searches the whole line, without splitting it. A pattern that matches in a sentence matches in
the line, except at the edges of sentences: `^` may also be the beginning of a sentence, after a
full stop and at most two characters; and where a sentence ends within a word, `\b` matches there,
so that any pattern may match in such a line.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from garmentclean.text.regex import parts_of, search_set, with_flags

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGIN = r"(?:^|[.!?;。！？；]\S{0,2})"
"""Where a sentence may begin."""
CUT = r"[.!?;。！？；]\S\S\S"
"""A place where a word may be cut in two."""
OTHER_EDGES = frozenset({"$", r"\B", r"\A", r"\z"})


class Addresses:
    """A set of patterns that ignore case.

    Args:
        patterns: the patterns, as they are searched in sentences.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._all = [*range(len(patterns))]
        # the empty pattern always matches, unless RE2 has run out of memory
        lines = [*map(in_line, patterns), CUT, ""]
        self._set = search_set([with_flags(one, ignore_case=True) for one in lines])

    def may_be_in(self, line: str) -> list[int]:
        """Return the numbers of the patterns that may match in a sentence of a line, in order."""
        found: list[int] = self._set.Match(line)
        every = len(self._all)
        if found == [every + 1]:
            return []
        if not found or every in found:
            return self._all
        return sorted(found)[:-1]


@cache
def in_line(pattern: str) -> str:
    r"""Return a pattern that matches in a line if the given one does in one of its sentences.

    It is empty, and matches everywhere, if the given one depends on a sentence's edges in other
    ways.

    >>> in_line(r"\bus\b|^read"), in_line("us$"), in_line("(?:^read)")
    ('\\bus\\b|(?:^|[.!?;。！？；]\\S{0,2})read', '', '')
    """
    parts: list[str] = []
    inside = False  # of a character class
    depth = 0
    for part in parts_of(pattern):
        if inside:
            inside = part != "]"
            parts.append(part)
            continue
        if part in OTHER_EDGES or (part == "^" and (depth or (parts and parts[-1] != "|"))):
            return ""
        inside = part.startswith("[")
        depth += (part.startswith("(") and not part.endswith(")")) - (part == ")")
        parts.append(BEGIN if part == "^" else part)
    return "".join(parts)
