"""Which files of a folder are articles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.corpus.files import FileError
from garmentclean.corpus.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

LINKS = pytest.mark.skipif(os.name != "posix", reason="needs links")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str) -> None:
    """Make empty files."""
    for name in names:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        Path(name).touch()


def put(name: str, text: str) -> None:
    """Write a file."""
    Path(name).write_text(text, encoding="utf-8")


def walked(folder: str = "top", walk: Walk | None = None) -> list[str]:
    messages: list[str] = []
    files = [path.as_posix() for path in (walk or Walk()).files(Path(folder), messages.append)]
    assert messages == []
    return [name.removeprefix(f"{folder}/") for name in files]


def test_files_are_found_by_ending_in_order() -> None:
    wanted = ["README", "a.md", "b.TXT", "c.text", "d.markdown", "sub/a.txt", "sub/z/b.txt"]
    other = ["a.py", "b.yaml", "c.json", "d.txt.gz", ".hidden.txt", ".git/a.txt", "sub/.x/a.txt"]
    make(*(f"top/{name}" for name in wanted + other))
    assert walked() == wanted


def test_a_hidden_folder_that_was_named_is_read() -> None:
    make(".crawl/a.txt")
    assert walked(".crawl") == ["a.txt"]


def test_a_tree_deeper_than_the_stack_is_walked() -> None:
    deep = "d/" * 350 + "a.txt"
    make(f"top/{deep}")
    most = sys.getrecursionlimit()
    sys.setrecursionlimit(300)  # a deeper tree would take the file system many seconds
    try:
        assert walked() == [deep]
    finally:
        sys.setrecursionlimit(most)


@LINKS
def test_links_are_followed_to_files_of_the_tree_only() -> None:
    make("top/a.txt", "top/sub/b.txt", "out/c.txt")
    Path("top/sub/round").symlink_to(Path("top").absolute(), target_is_directory=True)
    Path("top/away").symlink_to(Path("out").absolute(), target_is_directory=True)
    Path("top/c.txt").symlink_to("../out/c.txt")
    Path("top/same.txt").symlink_to("a.txt")
    Path("top/self.txt").symlink_to("self.txt")
    assert walked() == ["a.txt", "same.txt", "self.txt", "sub/b.txt"]
    assert walked(walk=Walk(follow=False)) == ["a.txt", "sub/b.txt"]


@LINKS
def test_a_folder_that_was_named_may_be_a_link() -> None:
    make("real/a.txt", "real/old/b.txt")
    put("real/.ignore", "/old/")
    Path("top").symlink_to("real")
    assert walked() == ["a.txt"]


@LINKS
def test_a_folder_that_becomes_a_link_in_mid_walk_is_not_followed() -> None:
    make("top/a.txt", "top/sub/b.txt", "top/sub2/c.txt", "out/b.txt")
    messages: list[str] = []
    files = Walk().files(Path("top"), messages.append)
    assert next(files) == Path("top/a.txt")
    Path("top/sub").rename("gone")
    Path("top/sub").symlink_to("../out")
    assert [*files] == [Path("top/sub2/c.txt")]
    assert messages == ["top/sub: has become a link that leads out of top; left out"]


def test_an_unreadable_folder_is_reported_and_the_others_are_walked(
    lock: Callable[[Path], None],
) -> None:
    make("top/a/a.txt", "top/b/b.txt")
    lock(Path("top/a"))
    messages: list[str] = []
    assert [*Walk().files(Path("top"), messages.append)] == [Path("top/b/b.txt")]
    assert messages == ["top/a: cannot read this folder: Permission denied"]


IGNORED = [
    ("*.md", ["b.md"]),
    ("/a.txt", ["a.txt"]),
    ("a.txt", ["a.txt", "old/a.txt"]),
    ("old/", ["old/a.txt", "old/deep/c.txt"]),
    ("old", ["old/a.txt", "old/deep/c.txt"]),
    ("old/*\n!old/deep", ["old/a.txt"]),
    ("*\n!*/\n!c.txt", ["a.txt", "b.md", "old/a.txt"]),
    ("# a.txt\n\n  \n", []),
    ("old/\n!old/a.txt", ["old/a.txt", "old/deep/c.txt"]),
    ("deep/\r\n", ["old/deep/c.txt"]),
    ("**/c.txt", ["old/deep/c.txt"]),
    ("old/**", ["old/a.txt", "old/deep/c.txt"]),
    ("old/**\n!old/a.txt", ["old/deep/c.txt"]),
    ("old/**/c.txt", ["old/deep/c.txt"]),
    ("/old/\n!/old/", []),
]


@pytest.mark.parametrize(("text", "gone"), IGNORED)
@pytest.mark.parametrize("kind", ["gitignore", "ignore", "garmentcleanignore"])
def test_the_patterns_of_ignore_files_are_left_out(kind: str, text: str, gone: list[str]) -> None:
    every = ["a.txt", "b.md", "old/a.txt", "old/deep/c.txt"]
    make(*(f"top/{name}" for name in every))
    Path("top", f".{kind}").write_bytes(text.encode())
    assert walked() == [name for name in every if name not in gone]
    assert walked(walk=Walk(ignore_files=False)) == every


@pytest.mark.parametrize(("text", "gone"), IGNORED)
def test_git_leaves_out_the_same(text: str, gone: list[str]) -> None:
    every = ["a.txt", "b.md", "old/a.txt", "old/deep/c.txt"]
    make(*(f"top/{name}" for name in every))
    Path("top/.gitignore").write_bytes(text.encode())
    subprocess.run(["git", "init", "-q", "top"], check=True)
    listed = ["git", "-C", "top", "ls-files", "--others", "--ignored", "--exclude-standard"]
    out = subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    assert sorted({*out.split()} - {".gitignore"}) == gone


def test_the_nearest_ignore_file_wins_and_in_one_folder_our_own() -> None:
    make("top/a.txt", "top/b.txt", "top/sub/a.txt", "top/sub/b.txt")
    put("top/.gitignore", "*.txt\n")
    put("top/.ignore", "!a.txt\n")
    put("top/.garmentcleanignore", "!b.txt\na.txt")
    assert walked() == ["b.txt", "sub/b.txt"]
    put("top/sub/.ignore", "!a.txt\nb.txt\n")
    assert walked() == ["b.txt", "sub/a.txt"]


def test_ignore_files_apply_up_to_the_top_of_the_repository() -> None:
    make("repo/.git/HEAD", "repo/in/top/a.txt", "repo/in/top/b.txt", "repo/in/top/c.txt")
    put(".ignore", "c.txt\n")
    put("repo/.gitignore", "a.txt\n")
    put("repo/in/.gitignore", "/top/b.txt\n")
    assert walked("repo/in/top") == ["c.txt"]
    Path("repo/.git/HEAD").unlink()
    Path("repo/.git").rmdir()
    assert walked("repo/in/top") == ["a.txt", "b.txt", "c.txt"]


def test_a_folder_that_was_named_is_walked_even_if_a_folder_above_ignores_it() -> None:
    make("repo/.git/HEAD", "repo/data/a.txt", "repo/data/b.txt")
    put("repo/.gitignore", "data/\n")
    put("repo/data/.ignore", "b.txt\n")
    assert walked("repo/data") == ["a.txt"]
    assert walked("repo") == []


@pytest.mark.parametrize(
    ("base", "glob", "expected"),
    [
        (".", "*.md", ["a.txt", "old/b.txt"]),
        (".", "old", ["a.txt", "c.md"]),
        (".", "top/old/", ["a.txt", "c.md"]),
        (".", "/old/", ["a.txt", "c.md"]),
        ("elsewhere", "old/*", ["a.txt", "c.md"]),
        (".", "old/b*", ["a.txt", "c.md"]),
        ("top/old", "b.txt", ["a.txt", "c.md"]),
        ("top/old", "/c.md", ["a.txt", "old/b.txt"]),
        ("top/old", "top/c.md", ["a.txt", "c.md", "old/b.txt"]),
    ],
)
def test_excluded_files_are_left_out(base: str, glob: str, expected: list[str]) -> None:
    make("top/a.txt", "top/c.md", "top/old/b.txt")
    walk = Walk(exclude=[(Path(base), glob)])
    assert walked(walk=walk) == expected
    assert walk.left.patterns == 3 - len(expected)


def test_include_selects_files_that_are_not_excluded() -> None:
    make("top/a.txt", "top/b.article", "top/old/c.article", "top/old/d.article", "top/.e.article")
    include = [(Path(), "*.article")]
    assert walked(walk=Walk(include=include)) == ["b.article", "old/c.article", "old/d.article"]
    walk = Walk(include=include, exclude=[(Path(), "c.*")])
    assert walked(walk=walk) == ["b.article", "old/d.article"]
    assert walked(walk=Walk(include=[(Path(), "top/old/")])) == ["old/c.article", "old/d.article"]


def test_outputs_of_a_run_are_left_out() -> None:
    make("top/a.txt", "top/out/a.txt", "top/ledger")
    assert walked(walk=Walk(skip=[Path("top/out"), Path("top/ledger")])) == ["a.txt"]
    assert walked(walk=Walk(skip=[Path(), Path("top")])) == ["a.txt", "ledger", "out/a.txt"]


def test_a_pattern_that_matches_nothing_is_reported() -> None:
    make("top/a.txt")
    with pytest.raises(FileError, match=r"write --include and --exclude as in \.gitignore"):
        [*Walk(exclude=[(Path(), "!")]).files(Path("top"), print)]
    put("top/.ignore", "# names\n!\n[z-\n")
    notes: list[str] = []
    assert [*Walk().files(Path("top"), print, notes.append)] == [Path("top/a.txt")]
    path = Path("top/.ignore").absolute()
    message = "this pattern matches nothing: it names nothing (1 more in this file)"
    assert notes == [f"{path}:2: {message}"]


def test_a_folder_with_too_many_lines_of_patterns_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("garmentclean.corpus.ignore.LONGEST", 3)
    make("top/a.txt", "top/sub/b.txt")
    put("top/sub/.ignore", "a\nb\nc\n")
    messages: list[str] = []
    assert [*Walk().files(Path("top"), messages.append)] == [Path("top/a.txt")]
    assert "cannot read these patterns: it has more than 3 lines" in messages[0]


def test_a_file_that_too_many_patterns_resemble_is_left_out_and_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("garmentclean.corpus.globs.patterns.MOST", 60)
    make("top/a.txt", "top/b.md")
    put("top/.ignore", "".join(f"?{'[a-f]' * number}.txt\n" for number in range(30)))
    messages: list[str] = []
    walk = Walk()
    assert [*walk.files(Path("top"), messages.append)] == [Path("top/b.md")]
    assert messages == [
        "top/a.txt: too many patterns with wildcards are like this name; write fewer; left out"
    ]
    assert walk.left.unread == 1
    assert walk.excludes(Path("top/a.txt"), messages.append)
    assert messages[0] == messages[1]


def test_force_exclude_applies_all_patterns_to_a_named_file() -> None:
    make("repo/.git/HEAD", "repo/data/old/a.txt", "repo/data/b.txt", "free/a.txt")
    put("repo/.gitignore", "data/old/\n")
    walk = Walk(exclude=[(Path(), "repo/data/b.txt")])
    excluded = ["repo/data/old/a.txt", "repo/data/b.txt"]
    for name in ("repo/data/old/a.txt", "repo/data/b.txt", "repo/data/c.txt", "free/a.txt"):
        assert walk.excludes(Path(name), print) == (name in excluded)
    assert Walk(exclude=[(Path(), "data/")]).excludes(Path("repo/data/c.txt"), print)
    assert Walk(exclude=[(Path(), "free/")]).excludes(Path("free/a.txt"), print)
    assert not Walk(exclude=[(Path(), "*.txt"), (Path(), "!a.txt")]).excludes(
        Path("free/a.txt"), print
    )
    assert not Walk(ignore_files=False).excludes(Path("repo/data/old/a.txt"), print)
