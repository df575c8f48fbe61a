"""A SQLite file of our own: made, known again, and left alone if it is somebody else's.

A file of this name may come from a stranger, with the folder it is in. SQLite opens whatever there
is, so all that it would act upon is looked at before: links, pipes, and files beside the database.
A link that appears between the look and the opening is followed, but a database that it leads to is
looked at again before anything is written.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.corpus.cache_folder import open_own
from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.permissions import PRIVATE, open_private, set_mode

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = 0x67_63_4D_66
"""What the header of our files has as application_id, https://sqlite.org/pragma.html."""
HEADER = 100
"""Bytes of the header of a database, https://sqlite.org/fileformat2.html#the_database_header."""
MAGIC = b"SQLite format 3\0"
JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""The end of a journal that names another file, which SQLite then may delete; ours never do:
https://sqlite.org/fileformat2.html#the_rollback_journal."""


class NotOursError(sqlite3.DatabaseError):
    """A file cannot be one that we have made, or not as we have made it."""

    def __init__(self) -> None:
        super().__init__("it was not made by garmentclean, and is left alone")


class Form(NamedTuple):
    """What a database of ours has: the name of its one table, its SQL, and the format's number."""

    table: str
    sql: str
    number: int


def opened(path: Path, form: Form, *, patience: float, shared: bool) -> sqlite3.Connection:
    """Open a database, and make it if it is not there, or of another format.

    Args:
        path: the file.
        form: what it has.
        patience: seconds to wait for another process that writes.
        shared: whether others may have changed it, and may read it: it comes with its folder.

    Raises:
        sqlite3.Error, OSError: it cannot be opened, is damaged, or was not made by us.
    """
    _make(path)
    _check_head(path, form, shared=shared)
    _check_beside(path)
    db = sqlite3.connect(path, timeout=patience)
    try:
        if _state(db) != (APPLICATION, *_wanted(form)):
            _set_up(db, form)
    except BaseException:
        db.close()
        raise
    return db


def _make(path: Path) -> None:
    """Make an empty file, which is a new database, if there is none."""
    with suppress(FileExistsError):
        open_private(path).close()


def _check_head(path: Path, form: Form, *, shared: bool) -> None:
    """Raise an error if a file is none of ours; an empty one is new."""
    if path.is_symlink():
        raise NotOursError
    flags = getattr(os, "O_NOFOLLOW", 0)
    with open_regular(path, flags=flags) if shared else open_own(path) as file:
        head = file.read(HEADER)
        if not shared:
            set_mode(file.fileno(), path, PRIVATE)  # older versions let others read it
    if not head:
        return
    journalled = head[18:20] == b"\1\1"
    if len(head) < HEADER or not head.startswith(MAGIC) or not journalled:
        raise NotOursError
    application, version = (int.from_bytes(head[at : at + 4], "big") for at in (68, 60))
    if application == APPLICATION:
        return
    if (application, version) != (0, form.number):
        raise NotOursError
    only_look = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(only_look, uri=True)) as db:
        if not _is_older(db, form):
            raise NotOursError


def _check_beside(path: Path) -> None:
    """Raise an error if there is a file beside the database that SQLite would act upon."""
    if any(os.path.lexists(f"{path}-{ending}") for ending in ("wal", "shm")):
        raise NotOursError
    try:
        with open_regular(f"{path}-journal", flags=getattr(os, "O_NOFOLLOW", 0)) as journal:
            journal.seek(-min(len(JOURNAL_MAGIC), journal.seek(0, os.SEEK_END)), os.SEEK_END)
            if journal.read() == JOURNAL_MAGIC:
                raise NotOursError
    except FileNotFoundError:
        return


def _state(db: sqlite3.Connection) -> tuple[int, int, list[str]]:
    """Return the two numbers of a database's header, and the SQL of all that is in it."""
    application, version = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("application_id", "user_version")
    )
    inside = [_plain(sql) for (sql,) in db.execute("SELECT sql FROM sqlite_master")]
    return application, version, inside


def _plain(sql: object) -> str:
    return " ".join(str(sql).split())


def _wanted(form: Form) -> tuple[int, list[str]]:
    """Return what `_state` returns of a database of this form, but for the application."""
    return form.number, [_plain(form.sql)]


def _is_older(db: sqlite3.Connection, form: Form) -> bool:
    """Return whether a database is one of ours, of a version that gave it no application_id."""
    return _state(db) == (0, *_wanted(form))


def _set_up(db: sqlite3.Connection, form: Form) -> None:
    """Make a new database ours, or one of another format or version of ours."""
    with db:
        db.execute("BEGIN IMMEDIATE")  # or two runs may make it at once
        application, version, inside = _state(db)
        if application == APPLICATION and version != form.number:
            db.execute(f"DROP TABLE IF EXISTS {form.table}")
            application, version, inside = 0, 0, _state(db)[2]
        if (application, version, inside) == (0, 0, []):
            db.execute(f"PRAGMA user_version = {form.number}")
            db.execute(form.sql)
        elif application != APPLICATION and not _is_older(db, form):
            raise NotOursError
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        if _state(db) != (APPLICATION, *_wanted(form)):
            raise NotOursError
