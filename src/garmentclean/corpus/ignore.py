"""Patterns of paths, as in .gitignore, and the files that have them."""

from __future__ import annotations

import os
from os.path import isdir, lexists, realpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.files import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pathspec import GitIgnoreSpec
    from pathspec.pattern import RegexPattern

IGNORE_FILES = (".gitignore", ".ignore", ".garmentcleanignore")
"""Files with patterns of what is left out below them; of two in a folder, the later one wins."""


class Patterns(NamedTuple):
    """Patterns as in .gitignore, and the folder (without links) that they are relative to."""

    base: str
    spec: GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        """Tell whether a path itself is matched; None if no pattern says anything of it.

        The last pattern that matches decides, as in git. What it says of a folder does not count
        for what is in it: that is not walked any more.

        Args:
            path: an absolute path without links; that of a folder ends in a slash.
        """
        inside = self.base.rstrip(os.sep) + os.sep
        if not path.startswith(inside):
            return None
        below = path[len(inside) :]
        for pattern in reversed([*self.spec.patterns]):
            if matches(pattern, below):
                return pattern.include
        return None

    def covers(self, path: str) -> bool:
        """Tell whether a file, or a folder that it is in, is matched."""
        inside = self.base.rstrip(os.sep) + os.sep
        return path.startswith(inside) and self.spec.match_file(path[len(inside) :])


def compiled(globs: Iterable[tuple[Path, str]], top: str) -> list[Patterns]:
    """Return patterns by the folder that they are relative to, and all of them by the top.

    Raises FileError for one that cannot be used.
    """
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where there are patterns

    by_base: dict[str, list[str]] = {}
    for base, glob in globs:
        for folder in dict.fromkeys((realpath(base), top)):
            by_base.setdefault(folder, []).append(glob)
    try:
        return [Patterns(base, GitIgnoreSpec.from_lines(some)) for base, some in by_base.items()]
    except ValueError as error:
        raise FileError(f"{error}; write --include and --exclude as in .gitignore") from None


def patterns_of(folder: str, error: Callable[[str], None]) -> Iterator[Patterns]:
    """Yield the patterns of a folder's ignore files, those that win last.

    `error` gets the message for a file that cannot be read or used.
    """
    for name in IGNORE_FILES:
        path = Path(folder, name)
        if not lexists(path) or isdir(path):
            continue
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - the same

        try:
            text = path.read_text("utf-8", "surrogateescape")
            yield Patterns(folder, GitIgnoreSpec.from_lines(text.split("\n")))
        except OSError as failure:
            error(f"{path}: cannot read these patterns: {failure.strerror}")
        except ValueError as failure:
            error(f"{path}: cannot use these patterns: {failure}")


def matches(pattern: RegexPattern, path: str) -> bool:
    """Tell whether a pattern matches a path itself, rather than a folder that it is in.

    pathspec's own expressions match what is in a folder along with it, and are shortened where
    all files (`.`) or all folders match.
    """
    regex = pattern.regex
    if regex is None or regex.pattern == ".":
        return regex is not None
    if not regex.pattern.startswith("^"):
        return path.endswith("/")
    match = regex.match(path)
    only_below = str(pattern.pattern).rstrip().endswith("/**")
    return match is not None and (match.end() == len(path)) != only_below


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a path is a folder, or lies in it; both are absolute and without links.

    >>> is_inside("/corpus/a.txt", "/corpus"), is_inside("/corpus-2", "/corpus")
    (True, False)
    """
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
