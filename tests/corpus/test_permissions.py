"""Who may read what is written: at no moment somebody who may not read the text."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus import permissions
from garmentclean.corpus.files import Seen
from garmentclean.corpus.permissions import Readers, Rights, copy_attributes, give, umask
from garmentclean.corpus.writing import Model, Replacement, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs modes and owners")
ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
RAW = b"One loom.\nReturn to list\nThe pformation.\n"
RECORDS = ("l.jsonl", "m.jsonl", "r.jsonl")
RECORDED = ("--ledger", "l.jsonl", "--metadata", "m.jsonl", "--rejects", "r.jsonl")
NOBODY = 65534


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """Let new files be readable by all, unless something keeps them from that."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def put(name: str, mode: int, data: bytes = RAW) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return path


def mode_of(path: Path | str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


@pytest.mark.parametrize(
    ("mode", "owner", "group", "expected"),
    [
        (0o4755, 1, 2, 0o4755),
        (0o6755, 9, 2, 0o755),
        (0o6755, 1, 9, 0o4755),
        (0o6755, 9, 9, 0o755),
        (0o640, 1, 9, 0o600),
        (0o664, 1, 9, 0o644),
        (0o604, 1, 9, 0o600),
        (0o600, 9, 9, 0o600),
        (0o444, 1, 2, 0o444),
    ],
)
def test_a_file_of_another_owner_gives_nobody_more_rights(
    mode: int, owner: int, group: int, expected: int
) -> None:
    assert oct(Rights(mode, 1, 2).mode_for(owner, group)) == oct(expected)


def test_a_record_is_for_those_who_may_read_all_of_its_texts() -> None:
    readers = Readers()
    assert readers.mode_for(7) == 0o644
    readers.add(Rights(0o444, 1, 7))
    assert readers.mode_for(7) == 0o644
    readers.add(Rights(0o640, 1, 7))
    assert (readers.mode_for(7), readers.mode_for(8)) == (0o640, 0o600)
    readers.add(Rights(0o660, 1, 8))
    assert readers.mode_for(7) == 0o600
    assert readers.may_belong_to(os.geteuid())
    assert not readers.may_belong_to(-5)
    assert Readers().may_belong_to(-5)


def test_an_existing_record_is_closed_to_those_who_may_not_read_the_texts() -> None:
    readers = Readers()
    readers.add(Rights(0o664, 1, 7))
    assert readers.narrowed(0o666, 7) == 0o666
    readers.add(Rights(0o640, 1, 7))
    assert [readers.narrowed(mode, 7) for mode in (0o666, 0o644, 0o600)] == [0o660, 0o640, 0o600]
    assert readers.narrowed(0o666, 8) == 0o600


def test_reading_the_umask_does_not_change_it() -> None:
    os.umask(0o027)
    assert (umask(), umask(), os.umask(0o022)) == (0o027, 0o027, 0o027)


def test_only_the_group_is_set_if_the_owner_may_not_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int, int]] = []

    def gives(permitted: set[int]) -> tuple[int, int]:
        def chown(_: int, owner: int, group: int) -> None:
            calls.append((owner, group))
            if owner not in permitted:
                raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "fchown", chown, raising=False)
        with (tmp_path / "a.txt").open("wb") as file:
            return give(file.fileno(), Rights(0o644, us + 1, group + 1))

    us, group = os.geteuid(), os.getegid()
    assert gives({us + 1, us}) == (us + 1, group + 1)
    assert gives({us}) == (us, group + 1)
    assert gives(set()) == (us, group)
    assert calls == [(us + 1, group + 1)] + [(us + 1, group + 1), (us, group + 1)] * 2


@pytest.mark.parametrize("permitted", [False, True])
def test_a_file_that_stays_ours_is_not_set_uid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, permitted: bool
) -> None:
    def chown(*_: int) -> None:
        if not permitted:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", chown, raising=False)
    source, target = put(str(tmp_path / "a.txt"), 0o4755), tmp_path / "b.txt"
    of = Rights.of

    def foreign(status: os.stat_result) -> Rights:
        return of(status)._replace(owner=status.st_uid + 1)

    monkeypatch.setattr(Rights, "of", foreign)
    write(target, b"new", Model(source))
    assert oct(mode_of(target)) == oct(0o4755 if permitted else 0o755)


@ROOT
def test_root_keeps_owner_and_group(here: Run) -> None:
    for name in ("t/a.txt", "t/b.jsonl", "t/c.jsonl.gz"):
        data = RAW
        if name != "t/a.txt":
            data = b'{"text":"One loom.\\nThe pformation.\\nReturn to list"}\n'
        if name.endswith("gz"):
            import gzip

            data = gzip.compress(data)
        put(name, 0o4750, data)
        os.chown(name, NOBODY, NOBODY)
        Path(name).chmod(0o6750)

    def dressed(folder: str) -> set[tuple[str, int, int]]:
        statuses = [path.stat() for path in Path(folder).iterdir() if path.name[0] != "."]
        return {(oct(one.st_mode & 0o7777), one.st_uid, one.st_gid) for one in statuses}

    expected = {(oct(0o6750), NOBODY, NOBODY)}
    assert here("-o", "out", "t", "--ledger", "o.jsonl").returncode == 0
    assert dressed("out") == expected
    assert here("-w", "t", "--ledger", "l.jsonl").returncode == 0
    assert Path("t/a.txt").read_bytes() == b"One loom.\nThe transformation.\n"
    assert dressed("t") == expected
    assert here("restore", "-o", "back", "out", "--ledger", "o.jsonl").returncode == 0
    assert here("restore", "-w", "t", "--ledger", "l.jsonl").returncode == 0
    assert dressed("back") == dressed("t") == expected
    assert Path("back/a.txt").read_bytes() == Path("t/a.txt").read_bytes() == RAW


@ROOT
def test_a_record_does_not_keep_the_owner_of_the_one_it_replaces(here: Run) -> None:
    put("t/a.txt", 0o600)
    put("m.jsonl", 0o644, b"")
    os.chown("m.jsonl", NOBODY, NOBODY)
    assert here("-o", "out", "t", "--metadata", "m.jsonl").returncode == 0
    status = Path("m.jsonl").stat()
    assert (status.st_uid, oct(mode_of("m.jsonl"))) == (0, oct(0o600))


def test_a_new_file_is_private_until_it_has_its_mode(tmp_path: Path) -> None:
    source = put(str(tmp_path / "a.txt"), 0o644)
    seen: set[str] = set()
    for like, seen_before in (
        (Model(source), None),
        (None, None),
        (Model(source), Seen.of(source)),
    ):
        target = source if seen_before else tmp_path / "b.txt"
        with Replacement(target, like, seen=seen_before) as file:
            file.write(b"new")
            seen |= {oct(mode_of(path)) for path in tmp_path.glob(".garmentclean-*")}
            file.commit()
        assert mode_of(target) == 0o644
    assert seen == {oct(0o600)}


def test_without_its_model_a_file_has_only_the_access_that_everybody_had(tmp_path: Path) -> None:
    source, target = put(str(tmp_path / "a.txt"), 0o664), tmp_path / "b.txt"
    seen = Seen.of(source)
    source.unlink()
    write(target, b"new", Model(source, None, seen))
    assert oct(mode_of(target)) == oct(0o644)
    write(target, b"new", Model(source))
    assert oct(mode_of(target)) == oct(0o600)


def test_a_file_system_without_modes_is_enough_for_a_public_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = put(str(tmp_path / "a.txt"), 0o644)
    monkeypatch.setattr(os, "chmod", refuse)
    with path.open("rb") as file:
        permissions.set_mode(file.fileno(), path, 0o755)
        with pytest.raises(PermissionError):
            permissions.set_mode(file.fileno(), path, 0o600)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="needs extended attributes")
def test_attributes_are_copied_except_capabilities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = put(str(tmp_path / "a.txt"), 0o644), put(str(tmp_path / "b.txt"), 0o644)
    names = ["user.loom", "security.capability", "system.gone"]
    copied: list[str] = []

    def read(_: int, name: str) -> bytes:
        if name == "system.gone":
            raise OSError(61, "No data available")
        return name.encode()

    monkeypatch.setattr(os, "listxattr", lambda _: names)
    monkeypatch.setattr(os, "getxattr", read)
    monkeypatch.setattr(os, "setxattr", lambda _, name, value: copied.append(f"{name} {value!r}"))
    with source.open("rb") as one, target.open("rb") as two:
        copy_attributes(one.fileno(), two.fileno())
    assert copied == ["user.loom b'user.loom'"]


def test_records_of_private_texts_are_private(here: Run) -> None:
    put("t/a.txt", 0o600)
    put("t/b.txt", 0o644)
    assert here("-o", "out", *RECORDED, "t").returncode == 0
    assert here("report", "l.jsonl", "-o", "p.html").returncode == 0
    assert {name: oct(mode_of(name)) for name in (*RECORDS, "p.html")} == dict.fromkeys(
        (*RECORDS, "p.html"), oct(0o600)
    )
    assert [mode_of(f"out/{name}.txt") for name in "ab"] == [0o600, 0o644]
    assert mode_of("out/.garmentclean-manifest.db") == 0o600


def test_records_of_public_texts_follow_the_umask(here: Run) -> None:
    put("t/b.txt", 0o664)
    os.umask(0o027)
    assert here("-o", "out", *RECORDED, "t").returncode == 0
    assert here("report", "l.jsonl", "-o", "p.html").returncode == 0
    assert {oct(mode_of(name)) for name in (*RECORDS, "p.html")} == {oct(0o640)}
    assert mode_of("out/b.txt") == 0o664


def test_output_of_standard_input_follows_the_umask(here: Run) -> None:
    assert here("-o", "out.txt", *RECORDED, stdin=RAW).returncode == 0
    assert {oct(mode_of(name)) for name in (*RECORDS, "out.txt")} == {oct(0o644)}


def test_a_page_of_a_private_text_is_private_even_if_the_ledger_is_not(here: Run) -> None:
    put("a.txt", 0o600)
    here("--check", "a.txt", "--ledger", "l.jsonl")
    Path("l.jsonl").chmod(0o644)
    here("report", "l.jsonl", "-o", "p.html")
    assert mode_of("p.html") == 0o600


def test_a_ledger_becomes_private_before_it_records_a_private_text(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("b.txt", 0o644)
    assert here("--check", "-q", "b.txt", "--ledger", "l.jsonl").stderr == b""
    assert mode_of("l.jsonl") == 0o644
    put("a.txt", 0o600)
    told_before: list[bool] = []
    real = permissions.set_mode

    def set_mode(file: int, path: Path, mode: int) -> None:
        told_before.append(b"a.txt" in Path("l.jsonl").read_bytes())
        real(file, path, mode)

    monkeypatch.setattr("garmentclean.ledger.writer.set_mode", set_mode)
    done = here("--check", "-q", "a.txt", "b.txt", "--ledger", "l.jsonl")
    message = b"l.jsonl: has mode 600 from now on, as private as the texts of this run"
    assert done.stderr == b"garmentclean: " + message + b"\n"
    assert (mode_of("l.jsonl"), told_before) == (0o600, [False])
    assert b"a.txt" in Path("l.jsonl").read_bytes()


def test_a_ledger_that_a_group_writes_stays_writable_for_it(here: Run) -> None:
    put("b.txt", 0o644)
    here("--check", "-q", "b.txt", "--ledger", "l.jsonl")
    Path("l.jsonl").chmod(0o664)
    assert here("--check", "-q", "b.txt", "--ledger", "l.jsonl").stderr == b""
    assert mode_of("l.jsonl") == 0o664


def test_a_ledger_of_another_user_records_no_private_text(
    here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.txt", 0o600)
    here("--check", "-q", "a.txt", "--ledger", "l.jsonl")
    before = Path("l.jsonl").read_bytes()
    monkeypatch.setattr(permissions, "is_own", lambda _: False)
    real = Readers.__init__

    def foreign(readers: Readers) -> None:
        real(readers)
        readers.add(Rights(0o600, -1, -1))

    monkeypatch.setattr(Readers, "__init__", foreign)
    done = here("-w", "-q", "a.txt", "--ledger", "l.jsonl")
    assert done.returncode == 2
    assert b"l.jsonl: belongs to a user who may not read the texts of this run" in done.stderr
    assert (Path("l.jsonl").read_bytes(), Path("a.txt").read_bytes()) == (before, RAW)


def test_the_cache_is_private(here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(tmp_path / "cache"))
    put("t/a.txt", 0o644)
    here("--check", "t")
    known = tmp_path / "cache" / "done.db"
    assert mode_of(known) == 0o600
    known.chmod(0o644)
    assert b"skipped" in here("--check", "t").stderr
    assert mode_of(known) == 0o600


def test_counts_are_as_private_as_the_texts(here: Run) -> None:
    put("t/a.txt", 0o644)
    here("count", "t", "-o", "counts")
    assert {oct(mode_of(path)) for path in Path("counts").iterdir()} == {oct(0o644)}
    put("t/b.txt", 0o600)
    here("count", "t", "-o", "counts")
    assert {oct(mode_of(path)) for path in Path("counts").iterdir()} == {oct(0o600)}
