"""Path patterns of ignore files, such as .gitignore, and of options."""

from __future__ import annotations

import os
from os.path import isdir, lexists, realpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.file_kinds import read_small
from garmentclean.corpus.files import FileError
from garmentclean.corpus.globs.pattern import parsed
from garmentclean.corpus.globs.patterns import Patterns, fault_of, lines_of, patterns_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from garmentclean.corpus.globs.pattern import Pattern

IGNORE_FILES = (".gitignore", ".ignore", ".garmentcleanignore")
"""Files with patterns of what to leave out; in one folder, the later ones here win."""
LARGEST = 16_000_000
LONGEST = 500_000
"""How many bytes and lines an ignore file may have; more would take a minute to read."""


class Rooted(NamedTuple):
    """Patterns, and the folder (with links resolved) that they are relative to."""

    base: str
    patterns: Patterns

    def verdict(self, path: str) -> bool | None:
        """Return whether a path is left out; None if no pattern matches it.

        As in git, the last pattern that matches decides. A match of a folder does not apply to its
        content, as the folder is not walked.

        Args:
            path: an absolute path with links resolved; that of a folder ends in a slash.
        """
        below = self._below(path)
        if not below:
            return None
        return self.patterns.verdict(below.rstrip(b"/"), is_folder=below.endswith(b"/"))

    def covers(self, path: str) -> bool:
        """Return whether the patterns match a file, or a folder that it is in."""
        below = self._below(path)
        return bool(below) and self.patterns.covers(below)

    def _below(self, path: str) -> bytes:
        inside = self.base.rstrip(os.sep) + os.sep
        if not path.startswith(inside):
            return b""
        return os.fsencode(path[len(inside) :].replace(os.sep, "/"))


def compiled(globs: Iterable[tuple[Path, str]], top: str) -> list[Rooted]:
    """Return patterns by the folders that they are relative to, and all of them for the top too.

    Raises FileError for a pattern that cannot match anything.
    """
    by_base: dict[str, list[str]] = {}
    for base, glob in globs:
        if fault := fault_of(glob):
            raise FileError(
                f"the pattern {glob!r} matches nothing: {fault}; "
                "write --include and --exclude as in .gitignore"
            )
        for folder in dict.fromkeys((realpath(base), top)):
            by_base.setdefault(folder, []).append(glob)
    return [Rooted(base, patterns_of(some)) for base, some in by_base.items()]


def ignored_in(folder: str, note: Callable[[str], None]) -> Iterator[Rooted]:
    """Yield the patterns of the ignore files of a folder, the strongest last.

    Args:
        folder: the folder, with links resolved.
        note: gets a message for each file with patterns that match nothing.

    Raises:
        FileError: a file cannot be read; without its patterns, too much would be cleaned.
    """
    for name in IGNORE_FILES:
        path = Path(folder, name)
        if not lexists(path) or isdir(path):
            continue
        try:
            lines = lines_of(read_small(path, LARGEST))
        except OSError as failure:
            raise _unread(path, str(failure.strerror)) from None
        if len(lines) > LONGEST:
            raise _unread(path, f"it has more than {LONGEST:,} lines")
        yield Rooted(folder, Patterns(_read(lines, path, note)))


def _read(lines: list[bytes], path: Path, note: Callable[[str], None]) -> Iterator[Pattern]:
    """Yield the patterns of lines, and report the first one that matches nothing."""
    faults = 0
    first = ""
    for number, line in enumerate(lines, 1):
        pattern = parsed(line)
        if pattern and pattern.fault:
            faults += 1
            first = first or f"{path}:{number}: this pattern matches nothing: {pattern.fault}"
        if pattern:
            yield pattern
    if faults:
        note(first + (f" ({faults - 1:,} more in this file)" if faults > 1 else ""))


def _unread(path: Path, reason: str) -> FileError:
    return FileError(
        f"{path}: cannot read these patterns: {reason}; its folder is left out "
        "(--no-ignore-files cleans it without such files)"
    )


def is_inside(path: str, folder: str) -> bool:
    """Return whether a path is a folder, or inside it; both are absolute, with links resolved.

    >>> is_inside("/corpus/a.txt", "/corpus"), is_inside("/corpus-2", "/corpus")
    (True, False)
    """
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
