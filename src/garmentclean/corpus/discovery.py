"""Finding the files that paths stand for: files, the files of folders, and remote files."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.leftout import nothing
from garmentclean.corpus.remote import Remote, Url
from garmentclean.corpus.sources import File, Source, Target
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from garmentclean.corpus.walk import Walk


def sources(  # noqa: PLR0913 - each is one thing
    paths: Iterable[Path],
    walk: Walk,
    error: Callable[[str], None],
    note: Callable[[str], None],
    *,
    force_exclude: bool = False,
    stdin_name: str = "",
    remote: Remote | None = None,
) -> Iterator[Source]:
    """Yield the files that paths stand for: files, the files of folders, stdin for `-`.

    Args:
        paths: the paths; none is the same as `-`. The output mirrors the content of a single
            folder; of several paths, each keeps its name.
        walk: finds the files to clean in a folder.
        error: gets a message for each folder that cannot be read, while the others go on; and for
            folders without files to clean, if nothing else was named.
        note: gets a message for each folder without files to clean, if something else was named,
            and for files that are left out of folders because they are not regular.
        force_exclude: whether patterns also leave out files that are named.
        stdin_name: the name of standard input; if patterns exclude it, it is written as it is.
        remote: fetches remote files; without it, there are none.
    """
    paths = [*paths] or [Path("-")]
    messages: list[str] = []  # for folders without files to clean
    for path in paths:
        if str(path) == "-":
            place, name = Path(Path(stdin_name).name or "stdin"), stdin_name
            out = bool(name) and force_exclude and walk.excludes(Path(name), error)
            yield Source(File(None, name), Target(place), excluded=out)
        elif remote and isinstance(path, Url):
            yield from elsewhere(path, walk, error, remote)
        elif not os.path.isdir(path):
            if not (force_exclude and walk.excludes(path, error)):
                yield Source(File(path), Target(Path(path.name)))
        else:
            top = Path() if len(paths) == 1 else Path(path.resolve().name)
            message = yield from in_folder(path, top, walk, error, note)
            messages += [message] if message else []
    for message in messages:
        (error if len(messages) == len(paths) else note)(message)


def elsewhere(
    url: Url, walk: Walk, error: Callable[[str], None], remote: Remote
) -> Iterator[Source]:
    """Yield the remote files that a URL stands for, each fetched when it is needed."""
    try:
        for name, place in remote.files(url, walk.suffixes):
            try:
                copy = remote.fetched(name)
            except GarmentcleanError as failure:
                error(str(failure))
            else:
                yield Source(File(copy, name, not url.is_many), Target(place))
    except GarmentcleanError as failure:
        error(str(failure))


def in_folder(
    folder: Path, top: Path, walk: Walk, error: Callable[[str], None], note: Callable[[str], None]
) -> Generator[Source, None, str]:
    """Yield the files to clean in a tree, each with its place below `top`.

    Returns:
        the message for a folder without any; empty if it has some.
    """
    file, before = None, walk.left.copy()
    above = 0 if folder == Path() else len(os.path.join(folder, ""))
    for file in walk.files(folder, error, note):
        below = str(file)[above:]  # Path.relative_to takes as long as reading a file
        yield Source(File(file, named=False, within=folder), Target(top / below))
    if file is not None:
        return ""
    return nothing(str(folder), walk.left.since(before), walk.suffixes, chosen=walk.chooses)
