"""The command among the tools of a shell: find, xargs, pipes, and git's attributes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garmentclean.ledger.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repository

    Make = Callable[..., Repository]
    Shell = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow

RAW = "The pformation of the mills has begun, and hemp is strong.\n\nReturn to list\n"
CLEAN = "The transformation of the mills has begun, and hemp is strong.\n"
LINKS = "See below.\n\nReturn to list\n\nReturn to the homepage\n"
STOPPED = "links.txt: would lose 77.8 % of its 9 words"
TEXTCONV = "garmentclean --isolated --force --quiet"
FILTER = "garmentclean --quiet --force-exclude --stdin-filename %f"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run a line of shell in tmp_path, with our command on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def run(line: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            input=stdin,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )

    return run


def needs(*tools: str) -> pytest.MarkDecorator:
    """Skip a test where tools are missing."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not here")


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")


@needs("sh", "find")
def test_find_names_files_and_fails_where_one_is_to_clean(shell: Shell, tmp_path: Path) -> None:
    put(tmp_path, a=RAW, b=CLEAN)
    (tmp_path / "-w.txt").write_text(RAW, "utf-8")
    line = "find . -name '*.txt' -exec garmentclean --check --quiet {} +"
    done = shell(line)
    assert sorted(done.stdout.splitlines()) == [
        f"{name}.txt:{place}"
        for name in ("-w", "a")
        for place in (
            "1:5: letters/trans: 'pformation' → 'transformation'",
            "3:1: boilerplate/return-link: 'Return to list' → ''",
        )
    ]
    assert (done.returncode, done.stderr) == (1, "")
    put(tmp_path, a=CLEAN)
    (tmp_path / "-w.txt").unlink()
    assert (shell(line).returncode, shell(line).stdout) == (0, "")


@needs("sh", "xargs")
@pytest.mark.parametrize("ledger", ["", "l.jsonl.gz"])
def test_two_runs_at_once_share_the_cache_and_the_ledger(
    shell: Shell, tmp_path: Path, ledger: str
) -> None:
    names = [f"in/a page\n{number:03}.txt" for number in range(100)]
    (tmp_path / "in").mkdir()
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"Loom {number}. {RAW}", "utf-8")
    options = f"--ledger {ledger}" if ledger else ""
    line = f"xargs -0 -P2 -n 25 garmentclean --write --quiet {options}"
    first = shell(line, "\0".join(names))
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    for number, name in enumerate(names):
        assert (tmp_path / name).read_text("utf-8") == f"Loom {number}. {CLEAN}"
    again = shell(line.replace("--quiet", ""), "\0".join(names))
    assert again.returncode == 0
    assert again.stderr.count("25 files unchanged since an earlier run") == 4
    if ledger:
        records = read(tmp_path / ledger)
        assert len(records.tools) == 8
        assert sorted(entry.document for entry in records.entries) == names
        assert shell(f"garmentclean restore --write --quiet --ledger {ledger} in").returncode == 0
        for number, name in enumerate(names):
            assert (tmp_path / name).read_text("utf-8") == f"Loom {number}. {RAW}"


@needs("sh")
def test_a_dash_stands_for_the_pipe_among_files(shell: Shell, tmp_path: Path) -> None:
    put(tmp_path, a=RAW)
    line = "cat a.txt | garmentclean --diff -q --stdin-filename piped.txt a.txt - | grep '^---'"
    assert shell(line).stdout == "--- a.txt\n--- piped.txt\n"


@needs("sh")
def test_a_real_pipe_is_restored_and_what_is_excluded_goes_through(
    shell: Shell, tmp_path: Path
) -> None:
    put(tmp_path, a=RAW)
    assert shell("garmentclean --ledger l.jsonl < a.txt > clean.txt").returncode == 0
    assert shell("garmentclean restore --ledger l.jsonl < clean.txt").stdout == RAW
    put(tmp_path, a=RAW * 20_000)
    line = "garmentclean --force-exclude --exclude 'a*' --stdin-filename a.txt < a.txt"
    assert shell(f"{line} | cmp - a.txt").returncode == 0


@pytest.fixture
def repo(make_repository: Make) -> Repository:
    return make_repository("corpus")


def test_git_shows_and_compares_clean_texts(repo: Repository) -> None:
    repo.commit({".gitattributes": "*.txt diff=garmentclean\n", "a.txt": RAW}, "Add a page")
    repo.git("config", "diff.garmentclean.textconv", TEXTCONV)
    assert f"+{CLEAN}" in repo.git("show", "HEAD", "--", "a.txt")
    assert "Return to list" not in repo.git("show", "HEAD", "--", "a.txt")
    assert "+Return to list\n" in repo.git("show", "--no-textconv", "HEAD", "--", "a.txt")
    (repo.folder / "a.txt").write_text(RAW.replace("strong", "soft"), "utf-8")
    assert repo.git("diff").splitlines()[4:] == [
        "@@ -1 +1 @@",
        f"-{CLEAN.removesuffix(chr(10))}",
        f"+{CLEAN.removesuffix(chr(10)).replace('strong', 'soft')}",
    ]
    assert repo.git("show", "HEAD:a.txt") == RAW


def test_git_compares_a_text_that_the_brake_has_stopped_only_by_force(repo: Repository) -> None:
    repo.put({".gitattributes": "*.txt diff=garmentclean\n", "links.txt": LINKS})
    repo.git("config", "diff.garmentclean.textconv", "garmentclean --isolated")
    done = repo.run("git", "diff", "--cached", "links.txt")
    assert done.returncode == 128
    assert STOPPED in done.stderr
    repo.git("config", "diff.garmentclean.textconv", TEXTCONV)
    assert repo.git("diff", "--cached", "links.txt").endswith("@@ -0,0 +1 @@\n+See below.\n")


@pytest.fixture
def filtered(repo: Repository) -> Repository:
    """Make a repository in which `git add` cleans."""
    repo.git("config", "filter.garmentclean.clean", FILTER)
    repo.git("config", "filter.garmentclean.smudge", "cat")
    repo.git("config", "filter.garmentclean.required", "true")
    repo.commit({".gitattributes": "*.txt filter=garmentclean\n"})
    return repo


def test_git_add_stores_the_clean_text(filtered: Repository) -> None:
    filtered.put({"a page.txt": RAW, "empty.txt": "", "b.md": RAW})
    assert filtered.git("show", ":a page.txt") == CLEAN
    assert filtered.git("show", ":empty.txt") == ""
    assert filtered.git("show", ":b.md") == RAW
    assert filtered.read("a page.txt") == RAW
    filtered.git("commit", "--quiet", "-m", "Add a page")
    assert filtered.git("status", "--short") == ""
    (filtered.folder / "a page.txt").unlink()
    filtered.git("checkout", "--", "a page.txt")
    assert filtered.read("a page.txt") == CLEAN
    assert filtered.git("status", "--short") == ""


def test_the_filter_heeds_the_configuration_by_the_name(filtered: Repository) -> None:
    ignores = 'exclude = ["raw/"]\n[per-file-ignores]\n"old/*" = ["return-link"]\n'
    filtered.put({"garmentclean.toml": ignores, ".garmentcleanignore": "links.txt\n"})
    filtered.put({"old/a.txt": RAW, "raw/a.txt": RAW, "links.txt": LINKS})
    assert filtered.git("show", ":old/a.txt") == RAW.replace("pform", "transform")
    assert filtered.git("show", ":raw/a.txt") == RAW
    assert filtered.git("show", ":links.txt") == LINKS


@pytest.mark.parametrize(
    ("text", "message"),
    [(LINKS, STOPPED), ("\0", "links.txt: looks like a binary file")],
)
def test_a_run_that_fails_lets_git_add_fail(filtered: Repository, text: str, message: str) -> None:
    (filtered.folder / "links.txt").write_text(text, "utf-8")
    done = filtered.run("git", "add", "links.txt")
    assert done.returncode == 128
    assert f"garmentclean: {message}" in done.stderr
    assert "links.txt: clean filter 'garmentclean' failed" in done.stderr
    assert filtered.git("status", "--short") == "?? links.txt\n"


def test_without_required_git_add_stores_what_the_brake_has_stopped(filtered: Repository) -> None:
    filtered.git("config", "filter.garmentclean.required", "false")
    filtered.put({"links.txt": LINKS})
    assert filtered.git("show", ":links.txt") == LINKS
