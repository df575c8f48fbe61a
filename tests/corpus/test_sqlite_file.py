"""A manifest that is not ours is left alone, and one that is damaged costs only time."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garmentclean.corpus.sqlite_file import APPLICATION, JOURNAL_MAGIC, NotOursError, opened
from garmentclean.report.summary import Tally
from garmentclean.run.cache import FORM, MANIFEST
from garmentclean.run.outcome import CACHED, cached_outcome

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

OFTEN = pytest.mark.parametrize(
    "_", [0, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(1, 30))]
)
FOREIGN = {
    "table": "CREATE TABLE books (title); INSERT INTO books VALUES ('Looms')",
    "table of our name": "CREATE TABLE done (title); INSERT INTO done VALUES ('Looms')",
    "our number": "CREATE TABLE done (title); PRAGMA user_version = 1",
    "our table and number": f"{FORM.sql}; CREATE TABLE more (x); PRAGMA user_version = 1",
    "our table": FORM.sql,
    "another application": f"{FORM.sql}; PRAGMA user_version = 1; PRAGMA application_id = 77",
    "empty": "CREATE TABLE t (x); DROP TABLE t",
    "view": "CREATE VIEW done AS SELECT 1; PRAGMA user_version = 1; "
    f"PRAGMA application_id = {APPLICATION}",
    "trigger": f"{FORM.sql}; CREATE TRIGGER t AFTER INSERT ON done BEGIN SELECT 1; END; "
    f"PRAGMA user_version = 1; PRAGMA application_id = {APPLICATION}",
    "log": f"PRAGMA journal_mode = wal; {FORM.sql}; PRAGMA application_id = {APPLICATION}",
}


def write_database(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def look_up(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


@pytest.fixture
def run(here: Run, tmp_path: Path) -> Callable[[], str]:
    """Return a function that cleans a folder into `out` and returns what is on stderr."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"The pformation.\n")
    (tmp_path / "out").mkdir()

    def cleaned() -> str:
        done = here("in", "-o", "out", "-q")
        assert done.returncode == 0
        assert (tmp_path / "out" / "a.txt").read_bytes() == b"The transformation.\n"
        return done.stderr.decode()

    return cleaned


LEFT = f"garmentclean: out/{MANIFEST}: cannot use this cache (it was not made by "
LEFT += "garmentclean, and is left alone); --no-cache runs without it\n"


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_program_s_database_is_unchanged(
    run: Callable[[], str], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "out" / MANIFEST
    write_database(path, FOREIGN[kind])
    before = path.read_bytes()
    assert run() == LEFT
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {MANIFEST, "a.txt"}


@pytest.mark.parametrize("data", [b"no database" * 50, b"SQLite format 3\0", b"x"])
def test_a_file_of_another_kind_is_left_alone(
    run: Callable[[], str], tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "out" / MANIFEST
    path.write_bytes(data)
    assert run() == LEFT
    assert path.read_bytes() == data


@pytest.mark.parametrize("ours", [True, False])
def test_a_link_is_left_alone(run: Callable[[], str], tmp_path: Path, *, ours: bool) -> None:
    path, elsewhere = tmp_path / "out" / MANIFEST, tmp_path / "elsewhere.db"
    if ours:
        run()
        path.rename(elsewhere)
    else:
        write_database(elsewhere, FOREIGN["table of our name"])
    before = elsewhere.read_bytes()
    path.symlink_to(elsewhere)
    assert run() == LEFT
    assert elsewhere.read_bytes() == before
    elsewhere.unlink()
    assert run() == LEFT
    assert not elsewhere.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("ending", ["", "-journal", "-wal", "-shm"])
def test_a_pipe_does_not_hang_the_run(run: Callable[[], str], tmp_path: Path, ending: str) -> None:
    run()
    path = tmp_path / "out" / f"{MANIFEST}{ending}"
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert "cannot use this cache" in run()
    assert path.is_fifo()


def test_a_journal_that_would_have_sqlite_delete_a_file_is_left_alone(
    run: Callable[[], str], tmp_path: Path
) -> None:
    run()
    victim = tmp_path / "precious"
    victim.write_bytes(b"precious")
    path = tmp_path / "out" / MANIFEST
    write_journal(path, victim)
    kept = tmp_path / "kept.db"
    shutil.copy(path, kept)
    shutil.copy(f"{path}-journal", f"{kept}-journal")
    assert run() == LEFT
    assert victim.exists()
    assert look_up(kept, "SELECT count(*) FROM done") == [(1,)]
    assert not victim.exists()  # so the journal is one that does it


def write_journal(path: Path, names: Path) -> None:
    """Write a journal as of a process that died, which was to end with another file."""
    pages = path.stat().st_size // 4096
    head = JOURNAL_MAGIC + struct.pack(">5I", 0, 12345, pages, 512, 4096)
    name = os.fsencode(names)
    end = struct.pack(">I", 0x4000_0000 // 4096 + 1) + name
    end += struct.pack(">2I", len(name), sum(name)) + JOURNAL_MAGIC
    path.with_name(f"{path.name}-journal").write_bytes(head.ljust(512, b"\0") + end)


def test_the_journal_of_a_killed_run_is_used(run: Callable[[], str], tmp_path: Path) -> None:
    run()
    journal = tmp_path / "out" / f"{MANIFEST}-journal"
    for data in (b"", b"\0" * 600, JOURNAL_MAGIC + b"\0" * 600):
        journal.write_bytes(data)
        assert run() == ""


def test_an_older_manifest_still_works(run: Callable[[], str], tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / MANIFEST
    before = look_up(path, "SELECT * FROM done")
    write_database(path, "PRAGMA application_id = 0")
    assert run() == ""
    assert look_up(path, "SELECT * FROM done") == before != []
    assert look_up(path, "PRAGMA application_id") == [(APPLICATION,)]


def test_a_later_format_is_replaced_only_if_the_file_has_nothing_else(tmp_path: Path) -> None:
    later = f"{FORM.sql}; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 9"
    write_database(tmp_path / "a.db", later)
    opened(tmp_path / "a.db", FORM, patience=1, shared=True).close()
    assert look_up(tmp_path / "a.db", "PRAGMA user_version") == [(1,)]
    write_database(tmp_path / "b.db", f"CREATE TABLE more (x); {later}")
    before = (tmp_path / "b.db").read_bytes()
    with pytest.raises(NotOursError):
        opened(tmp_path / "b.db", FORM, patience=1, shared=True)
    assert (tmp_path / "b.db").read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "zeros", "noise"])
def test_a_damaged_manifest_does_not_stop_the_run(
    run: Callable[[], str], tmp_path: Path, damage: str
) -> None:
    run()
    path = tmp_path / "out" / MANIFEST
    whole = path.read_bytes()
    rest = {"cut": b"", "zeros": bytes(4096), "noise": bytes(range(256)) * 16}[damage]
    path.write_bytes(whole[:4096] + rest)
    assert "cannot use this cache (database disk image is malformed)" in run()


SOUND: dict[str, Any] = {name: [] for name in CACHED} | {"tally": Tally(1, 1, words=2).to_json()}
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
WRONG = st.one_of(
    ANY,
    st.builds(lambda key, value: SOUND | {key: value}, st.sampled_from([*SOUND, "data"]), ANY),
    st.builds(
        lambda key, value: SOUND | {"tally": SOUND["tally"] | {key: value}},
        st.sampled_from([*SOUND["tally"], "more"]),
        ANY,
    ),
)


@OFTEN
@settings(max_examples=300)
@given(value=WRONG.map(json.dumps) | st.text() | st.binary() | ANY)
def test_an_outcome_from_a_manifest_is_valid_or_none(value: object, _: int) -> None:
    known = cached_outcome(value, silent=True)
    if known is not None:
        assert (known.report.warnings, known.report.shown) == ([], [])
        assert known.content is None
        tally = known.tally
        numbers = [tally.documents, tally.changed, tally.stopped, tally.words, tally.rejected]
        assert all(type(number) is int and number >= 0 for number in numbers)


def test_a_stored_outcome_is_read_back() -> None:
    assert cached_outcome(json.dumps(SOUND), silent=True) is not None
    stored = json.dumps(SOUND | {"shown": ["a.txt:1: x"]})
    assert cached_outcome(stored, silent=True) is None
    assert cached_outcome(stored, silent=False) is not None
    for damaged in (
        "[" * 100_000,
        json.dumps(SOUND | {"tally": {"documents": 10**400, "rules": {}}}),
    ):
        assert cached_outcome(damaged, silent=True) is None


def test_a_damaged_schema_is_reported_in_one_line(run: Callable[[], str], tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / MANIFEST
    data = path.read_bytes()
    assert data.count(b"donedone") == 1  # the names of the table, in the schema
    path.write_bytes(data.replace(b"donedone", b"do\x80edone"))  # SQLite's message has this byte
    said = run()
    assert said.count("\n") == 1
    assert "the schema is damaged" in said


@OFTEN
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_damage_is_reported_in_one_line_or_cleaned_again(
    run: Callable[[], str],
    tmp_path: Path,
    data: st.DataObject,
    _: int,
) -> None:
    path, whole = tmp_path / "out" / MANIFEST, tmp_path / "whole.db"
    if not whole.exists():
        run()
        shutil.copy(path, whole)
    bytes_ = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(bytes_) - 1) | st.integers(0, 99))
        piece = data.draw(st.binary(min_size=1, max_size=40))
        bytes_[start : start + len(piece)] = piece
    path.write_bytes(bytes_[: data.draw(st.none() | st.integers(0, len(bytes_)))])
    stderr = run()
    assert stderr == "" or stderr.count("\n") == 1
