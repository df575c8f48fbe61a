"""The hooks for pre-commit, run by the real pre-commit in real git repositories."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from identify.identify import tags_from_filename

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repository

    Make = Callable[..., Repository]

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
RAW = "The pformation of the mills has begun, and hemp is strong.\n\nReturn to list\n"
CLEAN = "The transformation of the mills has begun, and hemp is strong.\n"
FIXED = "boilerplate/return-link ×1, letters/trans ×1"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the wrapper is a shell script"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder where pre-commit keeps the repositories of hooks."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture
def corpus(make_repository: Make, store: Path) -> Repository:
    """Make a repository whose hook is ours, but for that the command is taken from PATH."""
    hooks = make_repository("hooks")
    here = [{**hook, "language": "system"} for hook in HOOKS]
    hooks.commit({".pre-commit-hooks.yaml": yaml.safe_dump(here)})
    made = make_repository("corpus", PRE_COMMIT_HOME=str(store))
    configure(made, hooks, "garmentclean")
    return made


def configure(corpus: Repository, hooks: Repository, hook: str) -> None:
    """Write the five lines of the documentation, and install what runs before each commit."""
    revision = hooks.git("rev-parse", "HEAD").strip()
    one = {"repo": str(hooks.folder), "rev": revision, "hooks": [{"id": hook}]}
    corpus.commit({".pre-commit-config.yaml": yaml.safe_dump({"repos": [one]})})
    corpus.run("pre-commit", "install", "--install-hooks", check=True)


def hook_of(corpus: Repository, name: str) -> None:
    """Let another hook of the same repository run."""
    config = corpus.read(".pre-commit-config.yaml")
    corpus.put({".pre-commit-config.yaml": config.replace("id: garmentclean", f"id: {name}")})


def test_the_first_run_fixes_and_fails_and_the_second_passes(corpus: Repository) -> None:
    corpus.put({"a.txt": RAW, "deep/b.md": RAW, "c.txt": CLEAN})
    first = corpus.run("pre-commit", "run", "--all-files")
    assert first.returncode == 1
    lines = first.stdout.rstrip("\n").splitlines()
    assert lines[0].endswith("Failed")
    assert "- exit code: 1" in lines
    assert "- files were modified by this hook" in lines
    assert lines[-3:] == ["", f"Fixing a.txt: {FIXED}", f"Fixing deep/b.md: {FIXED}"]
    assert [corpus.read(name) for name in ("a.txt", "deep/b.md", "c.txt")] == [CLEAN] * 3
    second = corpus.run("pre-commit", "run", "--all-files")
    assert (second.returncode, second.stdout.count("\n")) == (0, 1)
    assert second.stdout.endswith("Passed\n")


def test_a_commit_of_what_is_not_clean_fails_and_has_it_fixed(corpus: Repository) -> None:
    before = corpus.git("rev-parse", "HEAD")
    corpus.put({"a.txt": RAW})
    done = corpus.run("git", "commit", "-m", "Add an article")
    assert done.returncode == 1
    assert f"Fixing a.txt: {FIXED}\n" in done.stderr
    assert corpus.git("rev-parse", "HEAD") == before
    assert (corpus.read("a.txt"), corpus.git("show", ":a.txt")) == (CLEAN, RAW)
    corpus.git("add", "a.txt")
    corpus.git("commit", "-m", "Add an article")
    assert corpus.git("show", "HEAD:a.txt") == CLEAN


def test_a_commit_of_clean_text_passes(corpus: Repository) -> None:
    corpus.put({"a.txt": CLEAN})
    corpus.git("commit", "-m", "Add an article")
    assert corpus.git("show", "--format=%s", "--name-only").split("\n\n") == [
        "Add an article",
        "a.txt\n",
    ]


@pytest.mark.parametrize("hook", ["garmentclean", "garmentclean-check"])
def test_excluded_files_stay_although_they_are_named(corpus: Repository, hook: str) -> None:
    hook_of(corpus, hook)
    excluded = {"old/a.txt": RAW, "raw/b.txt": RAW, "raw/deep/c.txt": RAW}
    corpus.put(excluded)
    corpus.put({"garmentclean.toml": 'exclude = ["old/"]\n', ".garmentcleanignore": "raw\n"})
    done = corpus.run("pre-commit", "run", "--all-files", "--verbose")
    assert (done.returncode, "Fixing" in done.stdout, "@@" in done.stdout) == (0, False, False)
    assert {name: corpus.read(name) for name in excluded} == excluded
    corpus.put({"garmentclean.toml": ""})
    assert corpus.run("pre-commit", "run", "--all-files").returncode == 1


def test_code_and_data_are_never_passed_to_the_hook(corpus: Repository) -> None:
    endings = ("yaml", "py", "json", "jsonl", "toml", "sh", "html", "csv")
    others = {f"a.{ending}": RAW for ending in endings}
    papers = dict.fromkeys(("NEWS.yaml", "LICENSE", "README.md", "requirements.txt"), RAW)
    corpus.put(others | papers | {".github/a.md": RAW, "a": RAW})
    done = corpus.run("pre-commit", "run", "--all-files")
    assert done.returncode == 0
    assert done.stdout.endswith("Skipped\n")
    assert {corpus.read(name) for name in others | papers} == {RAW}


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("a.txt", True),
        ("corpus/2013/a.md", True),
        ("a.markdown", True),
        ("news.txt", True),
        ("notices/notice.md", True),
        ("security-of-supply.txt", True),
        ("changes-in-the-silk-trade.txt", True),
        ("new-requirements-for-labels.txt", True),
        ("licensed-goods.txt", True),
        ("authors-of-silk.md", True),
        ("a.rst", False),
        ("a.ipynb", False),
        ("README", False),
        ("docs/Readme.zh-CN.md", False),
        ("LICENSE-MIT.txt", False),
        ("NEWS.yaml", False),
        ("data.NEWS.json", False),
        ("HISTORY.md", False),
        ("CODE_OF_CONDUCT.md", False),
        ("requirements-dev.txt", False),
        ("dev_requirements.txt", False),
        ("requirements/tests.txt", False),
        ("src/CMakeLists.txt", False),
        ("static/robots.txt", False),
        ("tool.egg-info/top_level.txt", False),
        (".github/PULL_REQUEST_TEMPLATE.md", False),
    ],
)
def test_both_hooks_take_articles_and_skip_files_about_a_project(
    name: str, *, passed: bool
) -> None:
    for hook in HOOKS:
        typed = bool(tags_from_filename(name).intersection(hook["types_or"]))
        assert (typed and not re.search(hook["exclude"], name)) is passed


def test_two_thousand_files_start_the_program_once(corpus: Repository, tmp_path: Path) -> None:
    starts, program = tmp_path / "starts", tmp_path / "bin" / "garmentclean"
    program.parent.mkdir()
    real = Path(sys.executable).with_name("garmentclean")
    program.write_text(f'#!/bin/sh\necho "$#" >> "{starts}"\nexec "{real}" "$@"\n', "utf-8")
    program.chmod(0o755)
    corpus.env["PATH"] = f"{program.parent}{os.pathsep}{corpus.env['PATH']}"
    corpus.put({f"{number:04}.txt": f"Loom {number}.\n" for number in range(1999)})
    corpus.put({"last.txt": RAW})
    done = corpus.run("pre-commit", "run", "--all-files")
    assert done.returncode == 1
    assert done.stdout.rstrip("\n").splitlines()[-1] == f"Fixing last.txt: {FIXED}"
    options = len(HOOKS[0]["entry"].split()) - 1
    assert starts.read_text("utf-8") == f"{2000 + options}\n"


def test_the_check_shows_the_diff_and_changes_nothing(corpus: Repository) -> None:
    hook_of(corpus, "garmentclean-check")
    corpus.put({"a.txt": RAW})
    done = corpus.run("git", "commit", "-m", "Add an article")
    assert done.returncode == 1
    shown = done.stderr.split("\n\n", 1)[1]
    assert "files were modified" not in done.stderr
    assert shown.rstrip("\n").splitlines() == [
        "--- a.txt",
        "+++ a.txt",
        "@@ -1,3 +1 @@ boilerplate/return-link, letters/trans",
        "-The pformation of the mills has begun, and hemp is strong.",
        "-",
        "-Return to list",
        "+The transformation of the mills has begun, and hemp is strong.",
    ]
    assert (corpus.read("a.txt"), corpus.git("show", ":a.txt")) == (RAW, RAW)


def test_the_hook_is_installed_from_this_project(make_repository: Make, tmp_path: Path) -> None:
    project = clone(make_repository("project"))
    corpus = make_repository("corpus", PRE_COMMIT_HOME=str(tmp_path / "store"))
    corpus.env["PATH"] = without_command(corpus.env["PATH"])
    pre_commit = shutil.which("pre-commit", path=str(Path(sys.executable).parent)) or "pre-commit"
    revision = project.git("rev-parse", "HEAD").strip()
    one = {"repo": str(project.folder), "rev": revision, "hooks": [{"id": "garmentclean"}]}
    corpus.put({".pre-commit-config.yaml": yaml.safe_dump({"repos": [one]}), "a.txt": RAW})
    installed = corpus.run(pre_commit, "install-hooks")
    if installed.returncode and not os.environ.get("CI") and not index_is_reachable(tmp_path):
        pytest.skip("no package index can be reached, which pre-commit installs the hook from")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    first = corpus.run(pre_commit, "run", "--all-files")
    lines = first.stdout.rstrip("\n").splitlines()
    assert (first.returncode, lines[-1]) == (1, f"Fixing a.txt: {FIXED}")
    assert corpus.read("a.txt") == CLEAN
    assert corpus.run(pre_commit, "run", "--all-files").returncode == 0


def clone(project: Repository) -> Repository:
    """Commit this project, with what is not committed yet, to a new repository."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, env=env, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this project lies in no git repository")
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).exists():
            (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project.folder / name)
    project.put({})
    project.git("commit", "--quiet", "--no-verify", "-m", "Take all there is")
    return project


def without_command(path: str) -> str:
    """Return a PATH on which no garmentclean is found, so that only an installed hook has it."""
    kept = [
        folder for folder in path.split(os.pathsep) if not shutil.which("garmentclean", path=folder)
    ]
    return os.pathsep.join(kept)


def index_is_reachable(folder: Path) -> bool:
    """Return whether pip can download anything."""
    pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "-d", str(folder), "click"]
    return subprocess.run(pip, capture_output=True, check=False).returncode == 0
