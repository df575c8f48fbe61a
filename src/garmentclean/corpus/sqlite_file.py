"""Opening a SQLite database of this tool, without touching a file that somebody else made.

A file of this name may come from a stranger, together with its folder. SQLite opens whatever is
there, so everything that it would act on is checked first: links, pipes, and files next to the
database. A link that appears between the check and the opening is followed, but the database that
it leads to is checked again before anything is written.
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
"""The application_id in the header of our files, https://sqlite.org/pragma.html."""
HEADER = 100
"""How many bytes a header has, https://sqlite.org/fileformat2.html#the_database_header."""
MAGIC = b"SQLite format 3\0"
JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""The end of a journal that names another file, which SQLite may then delete; ours never do.
https://sqlite.org/fileformat2.html#the_rollback_journal"""


class NotOursError(sqlite3.DatabaseError):
    """A file was not made by this tool, or was changed since."""

    def __init__(self) -> None:
        super().__init__("it was not made by garmentclean, and is left alone")


class Form(NamedTuple):
    """The form of a database: the name of its only table, its SQL, and the format's version."""

    table: str
    sql: str
    number: int


def opened(path: Path, form: Form, *, patience: float, shared: bool) -> sqlite3.Connection:
    """Open a database; create it if it is missing, or replace it if it has another format.

    Args:
        path: the file.
        form: the form that it must have.
        patience: how many seconds to wait for another process that is writing.
        shared: whether others may read and change the file, as it belongs to its folder.

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
    """Create an empty file, which SQLite takes for a new database, if there is none."""
    with suppress(FileExistsError):
        open_private(path).close()


def _check_head(path: Path, form: Form, *, shared: bool) -> None:
    """Raise NotOursError if a file is not one of ours; an empty file is a new database."""
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
    read_only = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(read_only, uri=True)) as db:
        if not _is_older(db, form):
            raise NotOursError


def _check_beside(path: Path) -> None:
    """Raise NotOursError if there is a file next to the database that SQLite would act on."""
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
    """Return the application_id and user_version of a database, and the SQL of its schema.

    Raises sqlite3.Error if it is damaged.
    """
    try:
        application, version = (
            int(db.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("application_id", "user_version")
        )
        schema = [_plain(sql) for (sql,) in db.execute("SELECT sql FROM sqlite_master")]
    except UnicodeDecodeError:  # Python cannot decode what SQLite says about a damaged schema
        raise sqlite3.DatabaseError("the schema is damaged") from None
    return application, version, schema


def _plain(sql: object) -> str:
    return " ".join(str(sql).split())


def _wanted(form: Form) -> tuple[int, list[str]]:
    """Return what `_state` returns for a database of this form, without the application_id."""
    return form.number, [_plain(form.sql)]


def _is_older(db: sqlite3.Connection, form: Form) -> bool:
    """Return whether an older version of this tool made a database, without an application_id."""
    return _state(db) == (0, *_wanted(form))


def _set_up(db: sqlite3.Connection, form: Form) -> None:
    """Create the table in a new database, or in one of ours that has another format."""
    with db:
        db.execute("BEGIN IMMEDIATE")  # otherwise two runs may create it at the same time
        application, version, schema = _state(db)
        if application == APPLICATION and version != form.number:
            db.execute(f"DROP TABLE IF EXISTS {form.table}")
            application, version, schema = 0, 0, _state(db)[2]
        if (application, version, schema) == (0, 0, []):
            db.execute(f"PRAGMA user_version = {form.number}")
            db.execute(form.sql)
        elif application != APPLICATION and not _is_older(db, form):
            raise NotOursError
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        if _state(db) != (APPLICATION, *_wanted(form)):
            raise NotOursError
