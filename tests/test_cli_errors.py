from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

RAW = b"A pformation!!\nIn a red dress.\nReturn to list\n"
RED = {"id": "red", "filter": "substitute", "terms": {"red": "blue"}}


@pytest.fixture(autouse=True)
def articles(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "tree/one/a.txt", "tree/three/c.txt", "tree/two/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(RAW)


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the one line with which a run failed."""
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("garmentclean: ")
    return line.removeprefix("garmentclean: ")


@pytest.mark.parametrize("paths", [["a.txt", "b.txt"], ["tree"], ["-", "a.txt"], ["."]])
def test_several_files_or_a_folder_need_a_mode(here: Run, paths: list[str]) -> None:
    done = here(*paths)
    line = complaint(done)
    assert all(mode in line for mode in ("--check", "--diff", "--write", "-o"))
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--check", "--diff", "a.txt"], "only one of --check, --diff, --write and -o"),
        (["-w", "-o", "out", "a.txt"], "only one of --check, --diff, --write and -o"),
        (["--write"], "--write needs files"),
        (["--write", "a.txt", "-"], "--write needs files"),
        (["--chekc", "a.txt"], "--check"),
        (["-o"], "-o"),
        (["a.txt", "-o", ""], "-o"),
        (["rules", "shwo"], "shwo"),
        (["x" * 300], "xxx: cannot read this file: File name too long"),
        (["-q", "-o", "x" * 300, "a.txt"], "xxx: cannot write this file: File name too long"),
        (["--rules", "x" * 300, "a.txt"], "xxx: cannot read this rule file: File name too long"),
        (["none.txt"], "none.txt: cannot read this file: No such file or directory"),
        (
            ["--select", "tarns", "a.txt"],
            "no rule or pack is called 'tarns'; did you mean 'trans'?",
        ),
        (["--ignore", "hous", "a.txt"], "no rule or pack is called 'hous'; did you mean 'house'?"),
        (["--extend-select", "trans,qqq", "a.txt"], "no rule or pack is called 'qqq'"),
        (["--rules", "none.yaml", "a.txt"], "none.yaml: cannot read this rule file: No such file"),
        (["--rules", "tree", "a.txt"], "tree: no rule files (*.yaml) in this folder"),
        (["--rules", "a.txt", "a.txt"], "a.txt:1: "),
        (["rules", "show", "tarns"], "did you mean 'trans'?"),
        (["rules", "test", "none.yaml"], "none.yaml: cannot read this rule file"),
        (["rules", "list", "--rules", "a.txt"], "a.txt:1: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_user_can_mend_is_one_line(here: Run, args: list[str], expected: str) -> None:
    done = here(*args)
    assert expected in complaint(done)
    assert done.stdout == b""


def test_a_broken_rule_file_is_one_line_with_its_place(here: Run, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("pack: own\nabout: Mine.\nrulse: []\n", encoding="utf-8")
    line = complaint(here("--rules", "own.yaml", "a.txt"))
    assert line == "own.yaml:3: a rule file has no key 'rulse'; did you mean 'rules'?"


def test_all_errors_of_rule_files_are_told_a_line_each(here: Run, tmp_path: Path) -> None:
    rules = "rules:\n  - {id: a, why: b, filter: report, patterns: [x, '(?!y)', '('], where: top}\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.yaml").write_text(f"pack: a\nabout: 5\n{rules}", encoding="utf-8")
    (tmp_path / "own" / "b.yaml").write_text("pack: b\nabout: b\nrulse: []\n", encoding="utf-8")
    expected = [
        "own/a.yaml:2: a rule file: key 'about' must be text, not a number; put it in quotes",
        "own/a.yaml:4: rule 'a': needs an example with before and after, and one with keep",
        (
            "own/a.yaml:4: rule 'a': key 'patterns': RE2 refuses the pattern '(?!y)': RE2 has no "
            "look-ahead; a rule can use `unless:`"
        ),
        "own/a.yaml:4: rule 'a': key 'patterns': RE2 refuses the pattern '(': missing )",
        (
            "own/a.yaml:4: rule 'a': key 'where' must be one of head, tail, edges, below, anywhere; "
            "it is 'top'"
        ),
        "own/b.yaml:3: a rule file has no key 'rulse'; did you mean 'rules'?",
    ]
    for args in (
        ["--rules", "own", "a.txt"],
        ["rules", "test", "own"],
        ["rules", "lint", "own"],
        ["rules", "list", "--rules", "own"],
    ):
        done = here(*args)
        assert done.stderr.decode() == "".join(f"garmentclean: {line}\n" for line in expected)
        assert (done.returncode, done.stdout) == (2, b"")


def test_an_unquoted_pattern_with_a_number_sign_drops_no_line(here: Run, tmp_path: Path) -> None:
    text = (
        "pack: mine\nabout: Mine.\nrules:\n  - id: issue\n    why: A number.\n"
        "    filter: drop-lines\n    patterns: ^Issue #\\d+$\n    examples:\n"
        '      - {before: "Issue #12\\nHere.\\n", after: "Here.\\n"}\n      - keep: The issue.\n'
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    done = here("--rules", "mine.yaml", stdin=b"Issue of shares failed.\n")
    line = complaint(done)
    assert line.startswith("mine.yaml:7: rule 'issue': key 'patterns': YAML ends the value at ' #'")
    assert "put the pattern in quotes" in line
    assert done.stdout == b""


def test_a_file_that_fails_does_not_stop_the_others(here: Run, tmp_path: Path) -> None:
    (tmp_path / "scan.txt").write_bytes(b"\0")
    done = here("-q", "--write", "a.txt", "none.txt", "scan.txt", "b.txt")
    lines = done.stderr.decode().splitlines()
    assert lines == [
        "garmentclean: none.txt: cannot read this file: No such file or directory",
        "garmentclean: scan.txt: looks like a binary file (NUL bytes); not cleaned",
    ]
    assert done.returncode == 2
    assert b"transformation" in (tmp_path / "a.txt").read_bytes()
    assert b"transformation" in (tmp_path / "b.txt").read_bytes()


def test_a_binary_file_in_a_folder_is_passed_over_in_silence(here: Run, tmp_path: Path) -> None:
    (tmp_path / "tree" / "scan.txt").write_bytes(b"\0pformation")
    done = here("--write", "tree")
    assert done.stderr.startswith(b"garmentclean: 3 documents, 3 cleaned, 6 edits, ")
    assert b"scan.txt" not in done.stderr
    assert done.returncode == 0
    assert (tmp_path / "tree" / "scan.txt").read_bytes() == b"\0pformation"


def test_a_folder_that_cannot_be_read_does_not_stop_the_others(
    here: Run, tmp_path: Path, lock: Callable[[Path], None]
) -> None:
    lock(tmp_path / "tree" / "one")
    done = here("-q", "--write", "tree", "a.txt")
    assert "one: cannot read this folder: Permission denied" in complaint(done)
    for name in ("tree/two/b.txt", "tree/three/c.txt", "a.txt"):
        assert b"transformation" in (tmp_path / name).read_bytes()


def test_a_folder_without_articles_is_told(here: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = here("-q", "--check", "empty")
    assert done.returncode == 0
    assert done.stderr.startswith(
        b"garmentclean: empty: no articles (.markdown, .md, .text, .txt) in"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["a.txt", "b.txt", "-o", "old.txt"], "-o old.txt: old.txt is no folder; name another"),
        (["a.txt", "-o", "old.txt/"], "-o old.txt: old.txt is no folder; name another"),
        (["a.txt", "-o", "old.txt/deeper/a.txt"], "old.txt/deeper/a.txt: cannot write this file"),
    ],
)
def test_an_output_that_is_no_folder_is_told(
    here: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    (tmp_path / "a.txt").write_bytes(b"One loom.\n")
    (tmp_path / "old.txt").write_bytes(b"old")
    done = here("-q", *args)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"garmentclean: {message}")
    assert (tmp_path / "old.txt").read_bytes() == b"old"


def test_a_file_that_cannot_be_written_does_not_stop_the_others(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    calls = []

    def full_once(number: int) -> None:
        calls.append(number)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full_once)
    done = here("-q", "--write", "a.txt", "b.txt")
    assert complaint(done) == "a.txt: cannot write this file: No space left on device"
    assert (tmp_path / "a.txt").read_bytes() == RAW
    assert b"transformation" in (tmp_path / "b.txt").read_bytes()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], b"A transformation!!\nIn a red dress.\n"),
        (["--select", "trans"], b"A transformation!!\nIn a red dress.\nReturn to list\n"),
        (["--select", "trans,house/return"], b"A transformation!!\nIn a red dress.\n"),
        (["--select", "trans", "--select", "loud"], b"A transformation!\nIn a red dress.\nReturn"),
        (["--extend-select", "loud/shout"], b"A transformation!\nIn a red dress.\n"),
        (["--ignore", "trans, return"], RAW),
        (["--unsafe"], b"A transformation!!\nIn a red gown.\n"),
        (["--unsafe", "--select", "gown"], b"A pformation!!\nIn a red gown.\nReturn to list\n"),
        (["--rules", "own.yaml"], b"A transformation!!\nIn a blue dress.\n"),
        (["--rules", "own.yaml", "--select", "own"], RAW.replace(b"red", b"blue")),
        (["--rules", "own.yaml", "--ignore", "own/red"], b"A transformation!!\nIn a red dress.\n"),
        (["--rules", "own"], b"A transformation!!\nIn a blue dress.\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_rules_that_were_asked_for_run(
    here: Run, make_pack: MakePack, tmp_path: Path, args: list[str], expected: bytes
) -> None:
    (tmp_path / "own").mkdir()
    own = make_pack("own", RED)
    for place in ("own.yaml", "own/red.yml"):
        (tmp_path / place).write_bytes(own.read_bytes())
    done = here(*args, "a.txt")
    assert done.stdout.startswith(expected)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_unsafe_rule_alone_needs_unsafe(here: Run) -> None:
    done = here("--select", "gown", "a.txt")
    assert (done.returncode, done.stdout) == (0, RAW)
    assert done.stderr.startswith(b"garmentclean: no rule is left to run; look at --select")


def test_quiet_says_only_what_went_wrong(here: Run) -> None:
    assert here("--write", "--quiet", "a.txt").stderr == b""
    assert b"none.txt" in here("--write", "--quiet", "none.txt").stderr
