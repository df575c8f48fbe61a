from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "man" / "garmentclean.1"


def run(*args: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(args, capture_output=True, encoding="utf-8", check=check)


def test_the_page_is_that_of_the_commands() -> None:
    """If it is not: python docs/man.py > docs/man/garmentclean.1."""
    made = run(sys.executable, ROOT / "docs" / "man.py").stdout
    assert made == PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_finds_nothing_wrong_with_it() -> None:
    shown = run("groff", "-man", "-ww", "-Tascii", "-P-cbou", PAGE)
    assert shown.stderr == ""
    words = " ".join(shown.stdout.split())
    for text in (
        "NAME garmentclean - clean crawled articles",
        "garmentclean rules test [OPTIONS] [PATH]...",
        "--exit-non-zero-on-change With --write: list the changed files, and exit with 1 if there",
        "Do not use .gitignore, .ignore and .garmentcleanignore.",
        "EXIT STATUS 0 Done",
    ):
        assert text in words


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_finds_nothing_wrong_with_it_but_that_it_has_no_date() -> None:
    done = run("mandoc", "-Tlint", "-Wwarning", PAGE, check=False)
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []


def test_the_wheel_has_it_where_man_looks() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    shared = build["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {PAGE.relative_to(ROOT).as_posix(): "share/man/man1/garmentclean.1"}
