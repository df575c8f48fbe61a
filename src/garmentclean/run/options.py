"""What a run is to do with clean text, and which files it reads."""

from __future__ import annotations

import os.path
from collections.abc import Callable
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.remote import URL, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

PIPED = Path("-")
"""The path that stands for standard input."""
MODES = ("check", "diff", "write")
"""The modes that the command has a flag for; the others are `output` and `stdout`."""
RECORDS = ("ledger", "metadata", "rejects")
"""The options that name a file of records, or a folder of them, one for each partition."""


def as_flag(name: str, value: str = "") -> str:
    """Return an option, and its value if there is one, as written on the command line.

    >>> as_flag("min_words"), as_flag("o", "DIR/")
    ('--min-words', '-o DIR/')
    """
    flag = f"-{name}" if len(name) == 1 else f"--{name.replace('_', '-')}"
    return f"{flag} {value}" if value else flag


def as_argument(name: str, value: str = "") -> str:
    """Return an option, and its value if there is one, as written in Python.

    >>> as_argument("min_words"), as_argument("o", "DIR/")
    ('min_words', "output='DIR/'")
    """
    argument = "output" if name == "o" else name
    return f"{argument}={value!r}" if value else argument


@dataclass(frozen=True)
class CleanOptions:
    """What a run does with clean text, and which records it writes.

    Which rules run, and on which documents, is in the `Settings` of the run.

    Attributes:
        paths: files, folders and URLs; `-`, or no path at all, is standard input.
        mode: `check` lists changes, `diff` shows them, `write` makes them in place, `output` and
            `stdout` write the clean text there.
        output: for the mode `output`: a file or a folder, or its URL.
        ledger: the file for all edits; with a cluster, a folder. Empty for none.
        metadata: the same for what the removed lines said.
        rejects: the same for rejected documents.
        quarantine: the folder for documents that would lose too much.
        metadata_columns: whether rows of JSON Lines get their metadata as columns.
        wants_rows: whether an option is only for rows; the named files must then hold rows.
        engine: one of the engines.
        scheduler: the address of a Dask cluster; empty to start one on this machine.
        stdin_name: the name of the file that standard input stands for.
        format: the format in which `check` lists changes; empty to list none.
        color: whether what goes to stdout has colours.
        quiet: whether only errors are reported.
        verbose: whether each document is reported.
        all_messages: whether all messages are reported, not only the first ones of each kind.
        name_changed: whether `write` names each file that it changes on stdout.
        spell: how messages write an option and its value: `as_flag` or `as_argument`.
    """

    paths: tuple[Path, ...]
    mode: str
    output: str = ""
    ledger: str = ""
    metadata: str = ""
    rejects: str = ""
    quarantine: Path | None = None
    metadata_columns: bool = False
    wants_rows: bool = False
    engine: str = "pool"
    scheduler: str = ""
    stdin_name: str = ""
    format: str = ""
    color: bool = False
    quiet: bool = False
    verbose: bool = False
    all_messages: bool = False
    name_changed: bool = False
    spell: Callable[..., str] = as_flag

    @property
    def records(self) -> dict[str, str]:
        """The files of records, or their folders, by the options that name them."""
        given = {name: value for name in RECORDS if (value := getattr(self, name))}
        return {k: name if URL.match(name) else str(Path(name)) for k, name in given.items()}

    @property
    def reads_stdin(self) -> bool:
        """Whether standard input is read."""
        return not self.paths or PIPED in self.paths

    @property
    def on_cluster(self) -> bool:
        """Whether whole files of rows are cleaned by the workers of a cluster."""
        return self.engine == "dask"


def paths_of(name: str) -> Iterator[Path]:
    """Yield what a name stands for: a URL, the files that match a pattern, or a path."""
    if URL.match(name):
        yield Url(name)
    elif has_magic(name) and not os.path.lexists(name):
        matches = sorted(glob(name, recursive=True))  # noqa: PTH207 - of any pattern, from anywhere
        yield from map(Path, matches or [name])
    else:
        yield Path(name)


def is_many(path: Path) -> bool:
    """Return whether a path stands for more than one file."""
    return path.is_many if isinstance(path, Url) else os.path.isdir(path)


def is_folder(output: str, paths: tuple[Path, ...]) -> bool:
    """Return whether an output is a folder: it exists, ends in a slash, or gets several files."""
    several = len(paths) > 1 or (bool(paths) and is_many(paths[0]))
    return several or output.endswith(("/", "\\")) or os.path.isdir(output)
