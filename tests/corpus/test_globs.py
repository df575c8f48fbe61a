"""Patterns of paths mean what they mean to git, and matching them takes little time."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garmentclean.corpus.globs import patterns
from garmentclean.corpus.globs.pattern import parsed
from garmentclean.corpus.globs.patterns import (
    Patterns,
    TooManyPatternsError,
    fault_of,
    lines_of,
    patterns_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from garmentclean.corpus.globs.pattern import Pattern

NAMES = [
    *("a", "b", "c", "ab", "abc", "z", "-", "é", "\udcff", "#a", "!a", "[", "]", "*", "\\"),
    *(".a", "a.b", "1", "a*", "[a"),
]
ODD = ["a ", "\t", "a\r"]
PIECES = [
    *("a", "b", "c", "z", "-", "*", "**", "?", "/", "/", "**/", "/**", "[a-c]", "[!a]", "[^b]"),
    *("[]a]", "[]-a]", "[", "]", "\\", "\\*", "\\[", "!", "#", " ", "\t", ".", "é", "\udcff"),
    *("[[:alpha:]]", "[[:foo:]]", "[z-a]", "[a-]", "[-a]", "[\\]]", "[/]", "[[:a]", "[:]", "\r"),
    *("ab", "a/b", "[a-c-z]", "[[:space:][:digit:]]", "[!/]", "..", "[[:punct:]]"),
]
LINES = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), min_size=1, max_size=3)
PATHS = [f"{first}/{second}" for first in NAMES for second in NAMES[:8] + ODD]


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with many odd names, in two folders of the same odd names."""
    top = tmp_path_factory.mktemp("globs") / "repo"
    subprocess.run(["git", "init", "-q", top], check=True)
    for above in ("", "top/in/"):
        for path in PATHS:
            os.makedirs(os.path.dirname(top / f"{above}{path}"), exist_ok=True)
            (top / f"{above}{path}").touch()
    return top


def ignored_by_git(repo: Path, data: bytes, paths: list[bytes]) -> set[bytes]:
    (repo / ".git/info/exclude").write_bytes(data)
    ask = ["git", "-C", str(repo), "check-ignore", "-z", "--stdin", "--no-index"]
    done = subprocess.run(ask, input=b"\0".join(paths), capture_output=True, check=False)
    assert done.stderr == b""
    return {*done.stdout.split(b"\0")} - {b""}


def ignored(data: bytes, paths: list[bytes]) -> set[bytes]:
    """Return the files that are left out, or are in a folder that is."""
    every = Patterns(one for line in lines_of(data) if (one := parsed(line)))

    def out(path: bytes) -> bool:
        parts = path.split(b"/")
        above = (b"/".join(parts[:n]) for n in range(1, len(parts)))
        return any(every.verdict(folder, is_folder=True) for folder in above) or bool(
            every.verdict(path, is_folder=False)
        )

    return {path for path in paths if out(path)}


def agrees_with_git(repo: Path, lines: list[str], end: str) -> None:
    data = os.fsencode("\n".join(lines) + end)
    paths = [os.fsencode(f"{above}{path}") for above in ("", "top/in/") for path in PATHS]
    assert ignored(data, paths) == ignored_by_git(repo, data, paths)


NO_FIXTURE_CHECK = [HealthCheck.function_scoped_fixture]


@settings(max_examples=60, suppress_health_check=NO_FIXTURE_CHECK)
@given(LINES, st.sampled_from(["", "\n", "\r\n"]))
def test_patterns_mean_what_they_mean_to_git(repo: Path, lines: list[str], end: str) -> None:
    agrees_with_git(repo, lines, end)


@pytest.mark.exhaustive
@settings(max_examples=5000, suppress_health_check=NO_FIXTURE_CHECK)
@given(LINES, st.sampled_from(["", "\n", "\r\n"]))
def test_very_many_patterns_mean_what_they_mean_to_git(
    repo: Path, lines: list[str], end: str
) -> None:
    agrees_with_git(repo, lines, end)


@pytest.mark.parametrize(
    "text",
    [
        "a**/b",
        "b**//**",
        "/a",
        "**/a",
        "a/**/b",
        "[z-a]",
        "a\\ ",
        "\ufeffa",
        "a\0b",
        "!a",
        "*/",
        "?",
    ],
)
def test_odd_patterns_mean_what_they_mean_to_git(repo: Path, text: str) -> None:
    agrees_with_git(repo, [text], "\n")


@pytest.mark.parametrize(
    ("glob", "fault"),
    [
        ("a[b-", "a '[' has no ']'"),
        ("[[:looms:]]", "no class of characters is called 'looms'"),
        ("[/]/a", "no character is in '[/]'"),
        ("a\\", "it ends in a backslash"),
        ("./old", "no path has a name '.'"),
        ("a//b", "no path has a name ''"),
        ("**/", ""),
        ("[z-a]", ""),  # git matches the first one
    ],
)
def test_a_glob_that_matches_nothing_is_reported(glob: str, fault: str) -> None:
    assert fault_of(glob) == fault


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize(
    "glob", ["*a" * 30 + "b", "**/" * 30 + "*a" * 20 + "b", "[a-z]*" * 40 + "1"]
)
def test_matching_takes_linear_time(glob: str) -> None:
    path = b"/".join([b"a" * 200] * 15)
    assert patterns_of([glob]).covers(path) is False


OFTEN = 700_000
"""With so many units, what grew with the square of a pattern would take more than the limit."""


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize(
    "unit",
    [
        "**/",
        *(
            pytest.param(unit, marks=pytest.mark.exhaustive)
            for unit in ("*[a-z]", "[[:alpha:]]*", "?a", "\\a", "a/")
        ),
    ],
)
def test_parsing_patterns_takes_linear_time(unit: str) -> None:
    assert fault_of("x" + unit * OFTEN + "b") == ""


def mixed(count: int) -> Patterns:
    kinds = ("name%d", "*.x%d", "/p/q%d/", "pre%d*", "a*b%d", "dir/**/y%d", "site%d*/index.html")
    return patterns_of(kinds[number % len(kinds)] % number for number in range(count))


def test_only_few_of_many_patterns_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Pattern] = []
    compiled = patterns.compiled

    def counted(pattern: Pattern) -> object:
        tried.append(pattern)
        return compiled(pattern)

    monkeypatch.setattr(patterns, "compiled", counted)
    every = mixed(20_000)
    for number in range(300):
        assert not every.verdict(b"some/site%d/a%d.txt" % (number, number), is_folder=False)
    assert len(tried) < 3 * 300
    assert every.verdict(b"p/q2", is_folder=True)
    assert every.verdict(b"x/pre10003and-more", is_folder=False)
    assert every.verdict(b"dir/a/b/y10001", is_folder=False)


def test_too_many_patterns_that_resemble_a_path_are_refused() -> None:
    pieces = {"0": "?", "1": "[a-f]"}
    codes = (f"{number:020b}" for number in range(3000))
    hard = patterns_of("".join(map(pieces.get, code)) + "x.txt" for code in codes)  # type: ignore[arg-type]
    with pytest.raises(TooManyPatternsError, match="write fewer"):
        hard.verdict(b"z" * 30 + b"x.txt", is_folder=False)
    assert hard.verdict(b"z" * 30 + b"x.md", is_folder=False) is None
