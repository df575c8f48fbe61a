"""Walking: which files of a folder are articles."""

from __future__ import annotations

import os
from os.path import lexists, realpath
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.formats import ALL, ending
from garmentclean.corpus.ignore import compiled, is_inside, patterns_of
from garmentclean.corpus.leftout import LeftOut
from garmentclean.corpus.recognition.kinds import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

from garmentclean.corpus.ignore import Patterns


class Walk:
    """Finds the articles of folders.

    Args:
        include: patterns of the files that are articles, each with the folder that it is relative
            to; without any, those with the right suffixes are.
        exclude: the same of files and folders that are left out.
        ignore_files: whether the files of `IGNORE_FILES` are heeded, in the folder, below it, and
            above it up to the top of its git repository.
        suffixes: the endings of articles, and of files of rows.
        skip: files and folders that are left out: what runs write.
        follow: whether a link to a file of the same tree is an article of its own. One that leads
            out of the tree never is, nor is any link to a folder followed.

    Patterns are also matched from the folder that is walked, so that it does not matter where the
    command was called.

    Attributes:
        left: what was left out so far.
    """

    def __init__(  # noqa: PLR0913 - each is one thing
        self,
        *,
        include: Iterable[tuple[Path, str]] = (),
        exclude: Iterable[tuple[Path, str]] = (),
        ignore_files: bool = True,
        suffixes: frozenset[str] = ALL,
        skip: Collection[Path] = (),
        follow: bool = True,
    ) -> None:
        self._include, self._exclude = [*include], [*exclude]
        self._ignore_files = ignore_files
        self.suffixes = suffixes
        self._skip = {realpath(path) for path in skip}
        self._follow = follow
        self.left = LeftOut()

    def files(self, folder: Path, error: Callable[[str], None]) -> Iterator[Path]:
        """Yield the articles of a tree: of each folder its files by name, then its folders.

        `left` counts those that are left out; a folder counts as one.

        Args:
            folder: the top of the tree.
            error: gets the message for a folder or an ignore file that cannot be read; the others
                go on.
        """
        top = realpath(folder)
        include, exclude = compiled(self._include, top), compiled(self._exclude, top)
        skip = {path for path in self._skip if not is_inside(top, path)}
        waiting = [(folder, self._above(top, error))]
        while waiting:
            here, ignored = waiting.pop()
            real = realpath(here)
            if not is_inside(real, top):
                error(f"{here}: has become a link that leads out of {folder}; left out")
                continue
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError as failure:
                error(f"{here}: cannot read this folder: {failure.strerror}")
                continue
            ignored = [*ignored, *self._ignored(real, error)]
            folders = []
            for entry in entries:
                path = os.path.join(real, entry.name)  # noqa: PTH118 - pathlib takes ten times longer
                if entry.name.startswith(".") or path in skip:
                    self.left.hidden += path not in skip
                elif is_folder(entry):
                    if self._enters(entry, path, exclude, ignored):
                        folders.append((here / entry.name, ignored))
                elif (
                    self._is_article(path, include)
                    and self._is_wanted(path, exclude, ignored)
                    and (not entry.is_symlink() or self._follows(path, top))
                ):
                    yield here / entry.name
            waiting += reversed(folders)

    def excludes(self, file: Path, error: Callable[[str], None]) -> bool:
        """Tell whether patterns leave out a file that was named, or a folder that it is in."""
        folder = realpath(file.parent)
        exclude, top = compiled(self._exclude, folder), repository(folder) or folder
        path = Path(folder, file.name)
        if any(patterns.covers(str(path)) for patterns in exclude):
            return True
        return self._leave_out(path.relative_to(top).parts, top, [], [], error)

    def excludes_folder(self, folder: Path, walked: Path, error: Callable[[str], None]) -> bool:
        """Tell whether a folder below one that is walked is left out; it need not be there."""
        top = realpath(walked)
        parts = Path(realpath(folder)).relative_to(top).parts
        if any(part.startswith(".") for part in parts):
            return True
        exclude, ignored = compiled(self._exclude, top), self._above(top, error)
        return self._leave_out((*parts, ""), top, exclude, ignored, error)

    def _leave_out(
        self,
        parts: Iterable[str],
        here: str,
        exclude: list[Patterns],
        ignored: list[Patterns],
        error: Callable[[str], None],
    ) -> bool:
        """Tell whether patterns leave out what lies below a folder, or a folder on the way."""
        *folders, last = parts
        for part in folders:
            ignored = [*ignored, *self._ignored(here, error)]
            here = os.path.join(here, part)  # noqa: PTH118 - quicker
            if not self._is_wanted(here + os.sep, exclude, ignored):
                return True
        ignored = [*ignored, *self._ignored(here, error)]
        return bool(last) and not self._is_wanted(os.path.join(here, last), exclude, ignored)  # noqa: PTH118

    @property
    def chooses(self) -> bool:
        """Whether patterns say which files are articles, rather than their endings."""
        return bool(self._include)

    def _ignored(self, folder: str, error: Callable[[str], None]) -> Iterable[Patterns]:
        return patterns_of(folder, error) if self._ignore_files else ()

    def _enters(
        self,
        folder: os.DirEntry[str],
        path: str,
        exclude: list[Patterns],
        ignored: list[Patterns],
    ) -> bool:
        self.left.links += folder.is_symlink()
        return not folder.is_symlink() and self._is_wanted(path + os.sep, exclude, ignored)

    def _follows(self, link: str, top: str) -> bool:
        follows = self._follow and is_inside(realpath(link), top)
        self.left.links += not follows
        return follows

    def _is_article(self, path: str, include: list[Patterns]) -> bool:
        if include:
            article = any(patterns.covers(path) for patterns in include)
        else:
            name = os.path.basename(path).lower()  # noqa: PTH119 - quicker
            article = ending(name) in self.suffixes and name not in BY_NAME
        if not article:
            self.left.endings[ending(path)] += 1
        return article

    def _is_wanted(self, path: str, exclude: list[Patterns], ignored: list[Patterns]) -> bool:
        out = any(patterns.verdict(path) for patterns in exclude)
        if not out:
            verdicts = (patterns.verdict(path) for patterns in reversed(ignored))
            out = next((verdict for verdict in verdicts if verdict is not None), False)
        self.left.patterns += out
        return not out

    def _above(self, top: str, error: Callable[[str], None]) -> list[Patterns]:
        """Return the patterns of the folders above; none if they leave out what was named."""
        repo = repository(top)
        found: list[Patterns] = []
        if repo and repo != top:
            here = repo
            for part in Path(top).relative_to(repo).parts:
                found += self._ignored(here, error)
                here = os.path.join(here, part)  # noqa: PTH118 - the same
                if any(patterns.verdict(here + os.sep) for patterns in found):
                    return []
        return found


def repository(folder: str) -> str | None:
    """Return the top of the git repository that a folder is in, if it is in one."""
    return next(
        (str(above) for above in (Path(folder), *Path(folder).parents) if lexists(above / ".git")),
        None,
    )


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in circles: reading it will tell
        return False
