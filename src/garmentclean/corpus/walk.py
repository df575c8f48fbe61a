"""Walking folders to find the files to clean."""

from __future__ import annotations

import os
from os.path import lexists, realpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.endings import ending
from garmentclean.corpus.files import FileError
from garmentclean.corpus.formats.registry import default_endings
from garmentclean.corpus.globs.patterns import TooManyPatternsError
from garmentclean.corpus.ignore import compiled, ignored_in, is_inside
from garmentclean.corpus.leftout import LeftOut
from garmentclean.corpus.recognition.kinds import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from garmentclean.corpus.ignore import Rooted

    Log = Callable[[str], None]


def silent(_: str) -> None:
    """Ignore a message."""


class Selection(NamedTuple):
    """The patterns that select the entries of a folder.

    Attributes:
        top: the top of the tree, with links resolved.
        include: patterns of the files to clean; empty to select by endings.
        exclude: patterns of what is left out.
        ignored: the patterns of ignore files in the folder and above it, the nearest last.
    """

    top: str
    include: Sequence[Rooted] = ()
    exclude: Sequence[Rooted] = ()
    ignored: Sequence[Rooted] = ()


class Walk:
    """Finds the files to clean in folders.

    Args:
        include: patterns of the files to clean, each with the folder that it is relative to;
            without any, files are selected by their endings.
        exclude: the same for files and folders to leave out.
        ignore_files: whether to read the files of `IGNORE_FILES` in the folder, below it, and above
            it up to the top of its git repository.
        suffixes: the endings of the files to clean; those of all formats by default.
        skip: files and folders to leave out, because runs write them.
        follow: whether a link to a file of the same tree counts as a file. A link out of the tree
            never does, and no link to a folder is followed.

    Patterns are also matched relative to the folder that is walked, so that it does not matter
    where the command was called.

    Attributes:
        left: counts of what was left out so far.
        restores: whether files are restored rather than cleaned.
    """

    def __init__(  # noqa: PLR0913 - each is one thing
        self,
        *,
        include: Iterable[tuple[Path, str]] = (),
        exclude: Iterable[tuple[Path, str]] = (),
        ignore_files: bool = True,
        suffixes: frozenset[str] | None = None,
        skip: Collection[Path] = (),
        follow: bool = True,
        restores: bool = False,
    ) -> None:
        self._include, self._exclude = [*include], [*exclude]
        self._ignore_files = ignore_files
        self.suffixes = default_endings() if suffixes is None else suffixes
        self._skip = {realpath(path) for path in skip}
        self._follow = follow
        self.restores = restores
        self.left = LeftOut()

    def files(self, folder: Path, error: Log, note: Log = silent) -> Iterator[Path]:
        """Yield the files to clean in a tree: in each folder its files by name, then its folders.

        `left` counts the entries that are left out; a folder counts as one.

        Args:
            folder: the top of the tree.
            error: gets a message for each folder that is left out because it or its ignore file
                cannot be read; the others go on.
            note: gets a message for each file that is not regular, and for each file with patterns
                that match nothing.
        """
        top = realpath(folder)
        selection = Selection(top, compiled(self._include, top), compiled(self._exclude, top))
        skip = {path for path in self._skip if not is_inside(top, path)}
        waiting: list[tuple[Path, Sequence[Rooted] | None]] = [(folder, None)]
        while waiting:
            here, above = waiting.pop()
            try:
                real, entries = entries_of(here, folder, top)
                ignored = self._above(top, note) if above is None else above
                selection = selection._replace(ignored=[*ignored, *self._ignored(real, note)])
            except FileError as failure:
                self._fail(str(failure), error)
                continue
            folders = []
            for entry in entries:
                path = os.path.join(real, entry.name)
                if entry.name.startswith(".") or path in skip:
                    self.left.hidden += path not in skip
                    continue
                try:
                    if is_folder(entry):
                        if self._enters(entry, path, selection):
                            folders.append((here / entry.name, selection.ignored))
                        continue
                    takes = self._takes(entry, path, selection)
                except TooManyPatternsError as failure:
                    self._fail(f"{here / entry.name}: {failure}; left out", error)
                    continue
                if takes and (is_regular(entry) or self._passes(here / entry.name, note)):
                    yield here / entry.name
            waiting += reversed(folders)

    def _fail(self, message: str, error: Log) -> None:
        self.left.unread += 1
        error(message)

    def _passes(self, path: Path, note: Log) -> bool:
        """Return whether an entry that is no regular file is passed on.

        A link to nothing is, as reading it reports the error; a pipe, socket or device is not.
        """
        special = os.path.exists(path)
        if special:
            self.left.special += 1
            note(f"{path}: is no regular file; left out")
        return not special

    def excludes(self, file: Path, error: Log) -> bool:
        """Return whether patterns leave out a file that was named, or a folder that it is in.

        If the ignore files cannot be read, the file is left out, and `error` gets a message.
        """
        folder = realpath(file.parent)
        exclude, top = compiled(self._exclude, folder), repository(folder) or folder
        path = Path(folder, file.name)
        try:
            if any(patterns.covers(str(path)) for patterns in exclude):
                return True
            return self._leave_out(path.relative_to(top).parts, Selection(top))
        except FileError as failure:
            error(str(failure))
        except TooManyPatternsError as failure:
            error(f"{file}: {failure}; left out")
        return True

    def excludes_folder(self, folder: Path, walked: Path) -> bool:
        """Return whether a folder inside a walked one is left out; it need not exist."""
        top = realpath(walked)
        parts = Path(realpath(folder)).relative_to(top).parts
        if any(part.startswith(".") for part in parts):
            return True
        try:
            selection = Selection(top, (), compiled(self._exclude, top), self._above(top))
            return self._leave_out((*parts, ""), selection)
        except (FileError, TooManyPatternsError):
            return True  # the walk leaves it out as well, and reports it

    def _leave_out(self, parts: Iterable[str], selection: Selection) -> bool:
        """Return whether patterns leave out a path below the top, or a folder above it."""
        *folders, last = parts
        here = selection.top
        for part in folders:
            selection = selection._replace(ignored=[*selection.ignored, *self._ignored(here)])
            here = os.path.join(here, part)
            if not self._is_wanted(here + os.sep, selection):
                return True
        selection = selection._replace(ignored=[*selection.ignored, *self._ignored(here)])
        return bool(last) and not self._is_wanted(os.path.join(here, last), selection)

    @property
    def chooses(self) -> bool:
        """Whether files are selected by patterns, rather than by their endings."""
        return bool(self._include)

    def _ignored(self, folder: str, note: Log = silent) -> Iterable[Rooted]:
        return ignored_in(folder, note) if self._ignore_files else ()

    def _enters(self, folder: os.DirEntry[str], path: str, selection: Selection) -> bool:
        self.left.links += folder.is_symlink()
        return not folder.is_symlink() and self._is_wanted(path + os.sep, selection)

    def _takes(self, entry: os.DirEntry[str], path: str, selection: Selection) -> bool:
        return (
            self._is_article(path, selection.include)
            and self._is_wanted(path, selection)
            and (not entry.is_symlink() or self._follows(path, selection.top))
        )

    def _follows(self, link: str, top: str) -> bool:
        follows = self._follow and is_inside(realpath(link), top)
        self.left.links += not follows
        return follows

    def _is_article(self, path: str, include: Sequence[Rooted]) -> bool:
        if include:
            article = any(patterns.covers(path) for patterns in include)
        else:
            name = os.path.basename(path).lower()
            article = ending(name) in self.suffixes and name not in BY_NAME
        if not article:
            self.left.endings[ending(path)] += 1
        return article

    def _is_wanted(self, path: str, selection: Selection) -> bool:
        out = any(patterns.verdict(path) for patterns in selection.exclude)
        if not out:
            verdicts = (patterns.verdict(path) for patterns in reversed(selection.ignored))
            out = next((verdict for verdict in verdicts if verdict is not None), False)
        self.left.patterns += out
        return not out

    def _above(self, top: str, note: Log = silent) -> list[Rooted]:
        """Return the patterns of the folders above; none if they leave out the named folder."""
        repo = repository(top)
        ignored: list[Rooted] = []
        if repo and repo != top:
            here = repo
            for part in Path(top).relative_to(repo).parts:
                ignored += self._ignored(here, note)
                here = os.path.join(here, part)
                if any(patterns.verdict(here + os.sep) for patterns in ignored):
                    return []
        return ignored


def entries_of(folder: Path, walked: Path, top: str) -> tuple[str, list[os.DirEntry[str]]]:
    """Return the path of a folder with links resolved, and its entries sorted by name.

    Args:
        folder: the folder.
        walked: the folder that is walked: this one, or one above it.
        top: the path of the walked folder with links resolved.

    Raises:
        FileError: it cannot be read, or has become a link that leads out.
    """
    real = realpath(folder)
    if not is_inside(real, top):
        raise FileError(f"{folder}: has become a link that leads out of {walked}; left out")
    try:
        return real, sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as failure:
        raise FileError(f"{folder}: cannot read this folder: {failure.strerror}") from None


def repository(folder: str) -> str | None:
    """Return the top of the git repository that contains a folder, if there is one."""
    return next(
        (str(above) for above in (Path(folder), *Path(folder).parents) if lexists(above / ".git")),
        None,
    )


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a circular link, which reading it reports
        return False


def is_regular(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is a regular file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:
        return False
