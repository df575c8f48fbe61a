"""The cache folder is used only if nobody else can change it, and then for this user alone."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.corpus.cache_folder import cache_folder, make, open_own, problem_with
from garmentclean.pipeline import pack_cache as store
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"It costs 100 dollars.\n"
EVIL = b"It costs 900 dollars.\n"
FORGED: dict[str, Any] = {"filter": "substitute", "terms": {"100 dollars": "900 dollars"}}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder that does not exist yet, in a folder of this user."""
    folder = tmp_path / "home" / "cache"
    folder.parent.mkdir(mode=0o700)
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(folder))
    return folder


def test_a_forged_cache_is_not_used(
    here: Run, cache: Path, house: Path, make_pack: Callable[..., Path]
) -> None:
    assert here(stdin=RAW).stdout == RAW
    name = store.digest(store.stamp() + (house / "house.yaml").read_bytes())
    text = store.text_of(load_pack(make_pack("house", FORGED)))
    assert text
    (cache / "packs" / f"{name}.pack").write_bytes(store.digest(text).encode() + b"\n" + text)
    assert here(stdin=RAW).stdout == EVIL  # only this user could have done it
    cache.chmod(0o777)
    done = here(stdin=RAW)
    assert (done.stdout, done.returncode) == (RAW, 0)
    assert done.stderr.decode() == (
        f"garmentclean: the cache folder is not used, because others can change {cache}; "
        f"chmod go-w {cache}, or set GARMENTCLEAN_CACHE_DIR to one of your own\n"
    )
    assert here("--no-cache", stdin=RAW).stderr == b""


def test_nothing_is_written_to_a_folder_that_others_can_change(
    here: Run, cache: Path, tmp_path: Path
) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    (tmp_path / "a.txt").write_bytes(b"The pformation.\n")
    for _ in range(2):
        done = here("a.txt", "--check", "-q")
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert [*cache.iterdir()] == []


def test_a_new_cache_is_private(here: Run, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"The pformation.\n")
    before = os.umask(0)
    try:
        here("a.txt", "--check")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in cache.rglob("*") if path.is_file()}
    assert modes == {0o600}
    for folder in (cache, cache / "packs"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("mode", "above", "used"),
    [
        (0o700, 0o700, True),
        (0o755, 0o755, True),
        (0o702, 0o700, False),
        (0o1777, 0o700, False),
        (0o700, 0o707, False),
        (0o700, 0o1777, True),
    ],
)
def test_a_cache_that_others_can_change_is_not_used(
    cache: Path, mode: int, above: int, *, used: bool
) -> None:
    cache.mkdir()
    cache.chmod(mode)
    cache.parent.chmod(above)
    assert (problem_with(cache_folder()) == "") == used


def test_a_folder_of_another_user_is_not_used(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem_with(cache) == ""
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert problem_with(cache) == (
        f"the cache folder is not used, because {cache.parent} belongs to another user; "
        "set GARMENTCLEAN_CACHE_DIR to one of your own"
    )


@pytest.mark.parametrize(
    ("group", "members", "used"),
    [
        ("weaver", [], True),
        ("weaver", ["weaver"], True),
        ("mill", [], False),
        ("weaver", ["x"], False),
    ],
)
def test_the_user_s_private_group_is_trusted(
    cache: Path, monkeypatch: pytest.MonkeyPatch, group: str, members: list[str], *, used: bool
) -> None:
    cache.mkdir()
    cache.chmod(0o770)
    gid = cache.stat().st_gid
    user = SimpleNamespace(pw_gid=gid, pw_name="weaver")
    monkeypatch.setattr(pwd, "getpwuid", lambda _: user)
    entry = SimpleNamespace(gr_name=group, gr_mem=members)
    monkeypatch.setattr(grp, "getgrgid", lambda _: entry)
    assert (problem_with(cache) == "") == used


def test_a_user_without_a_name_has_no_private_group(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    cache.mkdir()
    cache.chmod(0o770)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert "others can change" in problem_with(cache)


def test_a_link_is_followed_once(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(cache)
    link = tmp_path / "link"
    link.symlink_to(cache)
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(link))
    assert cache_folder() == cache.resolve()
    cache.chmod(0o777)
    assert str(cache.resolve()) in problem_with(cache_folder())


def test_a_file_is_opened_only_if_others_cannot_change_it(cache: Path) -> None:
    make(cache)
    kept, link = cache / "kept", cache / "link"
    kept.write_bytes(b"kept")
    link.symlink_to(kept)
    os.mkfifo(cache / "pipe")
    with open_own(kept) as file:
        assert file.read() == b"kept"
    for path in (link, cache / "pipe", cache):
        with pytest.raises(OSError):  # noqa: PT011 - each kind has a number of its own
            open_own(path)
    kept.chmod(0o666)
    with pytest.raises(OSError, match="others can change it"):
        open_own(kept)


def test_a_folder_cannot_be_made_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError):  # noqa: PT011 - systems differ
        make(tmp_path / "file" / "packs")
    with pytest.raises(FileExistsError):
        make(tmp_path / "file")
