"""Finding the last of many patterns that matches a path.

Names, paths and endings without a wildcard are looked up in dicts. Of the others, only those that
share a literal with the path are matched, so that the time for a path does not grow with the number
of patterns.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.globs.pattern import MANY, Pattern, parsed
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 1 << 16
"""How many bytes the patterns that RE2 matches against one path may have together."""
MEMORY = 1 << 18
"""How much memory RE2 may use for an expression, plus `MEMORY_PER_BYTE` for each of its bytes.
Where that is not enough, it falls back on a slower algorithm, which is still linear."""
MEMORY_PER_BYTE = 1 << 8
FEW = 16
"""Up to this many patterns, each is matched against each path."""
LONGEST = 16
"""How many bytes the key of a pattern may have."""
NONE = -1
MARK = b"\xef\xbb\xbf"


class TooManyPatternsError(GarmentcleanError):
    """Too many patterns share a literal with a path: matching them would take too long."""


class Patterns:
    """A sequence of patterns, of which the last one that matches a path decides.

    Args:
        patterns: the patterns; those that can never match are ignored.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._negated: set[int] = set()
        self._all, self._folders = _Table(), _Table()
        for number, pattern in enumerate(patterns):
            if not pattern.fault:
                (self._folders if pattern.folders_only else self._all).add(number, pattern)
            if pattern.negated:
                self._negated.add(number)

    def verdict(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Return whether the last pattern that matches a path selects it; None if none matches.

        Args:
            path: a path without a slash at its start or end. A pattern that matches a folder
                above it does not count.
            is_folder: whether the path is that of a folder.

        Raises:
            TooManyPatternsError: too many patterns would have to be tried.
        """
        name = path.rpartition(b"/")[2]
        last = self._all.last(name, path)
        if is_folder:
            last = max(last, self._folders.last(name, path))
        return None if last == NONE else last not in self._negated

    def covers(self, path: bytes) -> bool:
        """Return whether a file is selected, or else the nearest folder above that any matches.

        Raises TooManyPatternsError as `verdict` does.
        """
        verdict = self.verdict(path, is_folder=False)
        while verdict is None and b"/" in path:
            path = path.rpartition(b"/")[0]
            verdict = self.verdict(path, is_folder=True)
        return bool(verdict)


class _Table:
    """Patterns, indexed by their form: names, paths, endings, and others."""

    def __init__(self) -> None:
        self._names: dict[bytes, int] = {}
        self._paths: dict[bytes, int] = {}
        self._endings: dict[bytes, int] = {}
        self._others: list[tuple[int, Pattern]] = []

    def add(self, number: int, pattern: Pattern) -> None:
        """Add a pattern, with a larger number than the ones before."""
        match pattern.pieces:
            case (bytes(text),):
                (self._names if pattern.by_name else self._paths)[text] = number
            case (str(wildcard),) if pattern.by_name and wildcard == MANY:
                self._endings[b""] = number
            case (str(wildcard), bytes(text)) if pattern.by_name and wildcard == MANY:
                self._endings[text] = number
            case _:
                self._others.append((number, pattern))

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({*map(len, self._endings)})

    @cached_property
    def _wildcards(self) -> _Wildcards | None:
        return _Wildcards(self._others) if self._others else None

    def last(self, name: bytes, path: bytes) -> int:
        """Return the number of the last pattern that matches; `NONE` if none does."""
        number = max(self._names.get(name, NONE), self._paths.get(path, NONE))
        for length in self._lengths:
            if length > len(name):
                break
            number = max(number, self._endings.get(name[len(name) - length :], NONE))
        return max(number, self._wildcards.last(name, path)) if self._wildcards else number


class _Wildcards:
    """Patterns that cannot be looked up in a dict.

    If there are many, each is filed under a key: the start or end of one of its literals, whichever
    the fewest patterns share. Only patterns whose key is in a path are matched against it.

    Args:
        numbered: the patterns, each with its number.
    """

    def __init__(self, numbered: Sequence[tuple[int, Pattern]]) -> None:
        self._always: list[tuple[int, Pattern]] = []
        self._by_key: dict[bytes, list[tuple[int, Pattern]]] = {}
        many = len(numbered) > FEW
        shared = Counter(key for _, pattern in numbered for key in keys(pattern))
        for number, pattern in numbered:
            rare = min(keys(pattern), key=lambda key: (shared[key], -len(key)), default=b"")
            group = self._by_key.setdefault(rare, []) if many and rare else self._always
            group.append((number, pattern))
        self._lengths = sorted({*map(len, self._by_key)})

    def last(self, name: bytes, path: bytes) -> int:
        """Return the number of the last pattern that matches; `NONE` if none does."""
        candidates = [*self._always]
        for key in self._keys_in(path):
            candidates += self._by_key[key]
        cost = 0
        for number, pattern in sorted(candidates, reverse=True):
            cost += pattern.length
            if cost > MOST:
                raise TooManyPatternsError(
                    "too many patterns with wildcards are like this name; write fewer"
                )
            if compiled(pattern).fullmatch(name if pattern.by_name else path):
                return number
        return NONE

    def _keys_in(self, path: bytes) -> set[bytes]:
        return {
            key
            for length in self._lengths
            for place in range(len(path) - length + 1)
            if (key := path[place : place + length]) in self._by_key
        }


def keys(pattern: Pattern) -> set[bytes]:
    """Return short byte strings that a path must contain to match a pattern."""
    return {key for text in pattern.literals for key in (text[:LONGEST], text[-LONGEST:])}


@lru_cache(maxsize=1000)
def compiled(pattern: Pattern) -> Any:
    """Compile a pattern, to be matched against bytes with `fullmatch`."""
    import re2  # it takes a while to load

    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.dot_nl = True
    options.never_capture = True
    expression = pattern.expression
    options.max_mem = MEMORY + MEMORY_PER_BYTE * len(expression)
    return re2.compile(expression, options)


def lines_of(data: bytes) -> list[bytes]:
    """Return the lines of a .gitignore, without their line ends."""
    return [line.removesuffix(b"\r") for line in data.removeprefix(MARK).split(b"\n")]


def patterns_of(globs: Iterable[str]) -> Patterns:
    """Parse patterns of options or settings, each written like a line of a .gitignore."""
    return Patterns(pattern for glob in globs if (pattern := parsed(os.fsencode(glob))))


def fault_of(glob: str) -> str:
    """Return why a pattern can match nothing; empty if it can match something.

    >>> fault_of("old/*.txt"), fault_of("[a-z"), fault_of("#old")
    ('', "a '[' has no ']'", 'it is a comment')
    """
    pattern = parsed(os.fsencode(glob))
    if pattern is None:
        return "it is a comment" if glob.strip() else "it is empty"
    return pattern.fault
