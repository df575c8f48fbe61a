from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
    """Return the one error line of a failed run."""
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
        (["-q", "-o", "x" * 300, "a.txt"], "xxx…: File name too long; give another name"),
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
def test_an_error_that_the_user_can_fix_is_one_line(
    here: Run, args: list[str], expected: str
) -> None:
    done = here(*args)
    assert expected in complaint(done)
    assert done.stdout == b""


# A first argument that is no command and no file, and what was meant.
TYPOS = [
    ("check", "--check"),
    ("chek", "--check"),
    ("Check", "--check"),
    ("diff", "--diff"),
    ("write", "--write"),
    ("fix", "--write"),
    ("format", "--write"),
    ("help", "--help"),
    ("hlep", "--help"),
    ("version", "--version"),
    ("lint", "rules lint"),
    ("list", "rules list"),
    ("show", "rules show"),
    ("rulez", "rules"),
    ("rule", "rules"),
    ("clena", "clean"),
    ("restor", "restore"),
    ("undo", "restore"),
    ("config-", "config"),
]


@pytest.mark.parametrize(("word", "meant"), TYPOS)
@pytest.mark.parametrize("more", [[], ["a.txt"], ["a.txt", "b.txt"]], ids=len)
def test_an_unknown_command_gets_a_hint(here: Run, word: str, meant: str, more: list[str]) -> None:
    done = here(word, *more)
    assert complaint(done) == (
        f"no such command '{word}', and no such file; did you mean 'garmentclean {meant}'?; "
        "see 'garmentclean --help'"
    )
    assert done.stdout == b""


@pytest.mark.parametrize("word", ["check", "help", "rulez"])
def test_a_file_or_a_folder_may_be_called_like_a_command(
    here: Run, tmp_path: Path, word: str
) -> None:
    (tmp_path / word).write_bytes(RAW)
    assert here(word).stdout.startswith(b"A transformation!!")
    (tmp_path / word).unlink()
    (tmp_path / word).mkdir()
    (tmp_path / word / "a.txt").write_bytes(RAW)
    assert here("--check", word).returncode == here(word, "--check").returncode == 1


@pytest.mark.parametrize("name", ["check.txt", "./check", "tree/check", "loom", "articles", "x"])
def test_a_word_unlike_any_command_is_a_missing_file(here: Run, name: str) -> None:
    name_shown = name.removeprefix("./")
    assert (
        complaint(here(name)) == f"{name_shown}: cannot read this file: No such file or directory"
    )


SHARE = "is not a share from 0 to 1, such as 0.75"
SECONDS = "is not a number of seconds, 0 or more"
NONSENSE = [
    *(("--jobs", value, "is not a whole number, 1 or more") for value in ("abc", "0", "1.5", "")),
    *(("--min-words", value, "is not a whole number, 0 or more") for value in ("abc", "-1", "")),
    *(("--max-loss", value, SHARE) for value in ("abc", "75%", "1.5", "-1", "")),
    *(("--filter-timeout", value, SECONDS) for value in ("abc", "-1", "")),
    *(("--max-size", value, "is not a size, such as 100MB") for value in ("abc", "0", "")),
    ("--format", "xml", "is not one of 'text', 'json', 'github', 'sarif'"),
    ("--color", "", "is not one of 'auto', 'always', 'never'"),
    ("--engine", "x", "is not one of 'pool', 'dask'"),
]


@pytest.mark.parametrize(("option", "value", "wrong"), NONSENSE)
def test_an_invalid_value_is_reported_in_plain_words(
    here: Run, option: str, value: str, wrong: str
) -> None:
    assert complaint(here("--check", option, value, "a.txt")) == (
        f"Invalid value for '{option}': {value!r} {wrong}; see 'garmentclean clean --help'"
    )


EMPTY = [
    *((option, "a file or a folder") for option in ("--rules", "--config", "--counts")),
    *((option, "a file or a folder") for option in ("--ledger", "--metadata", "--rejects")),
    *((option, "a rule or a pack") for option in ("--select", "--extend-select", "--ignore")),
    ("--quarantine", "a file or a folder"),
]


@pytest.mark.parametrize(("option", "what"), EMPTY)
def test_an_empty_value_as_of_an_unset_variable_is_reported(
    here: Run, tmp_path: Path, option: str, what: str
) -> None:
    done = here("--write", option, "", "a.txt")
    assert f"Invalid value for '{option}': it is empty; name {what};" in complaint(done)
    assert (tmp_path / "a.txt").read_bytes() == RAW


def test_an_empty_path_is_not_the_working_folder(here: Run, tmp_path: Path) -> None:
    assert "it is empty; name a file or a folder" in complaint(here("--write", ""))
    assert (tmp_path / "a.txt").read_bytes() == RAW


def test_an_empty_pattern_protects_nothing_and_is_reported(here: Run) -> None:
    line = complaint(here("--protect", "", "a.txt"))
    assert line == "protect: a pattern is empty, and protects nothing"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ["completion"],
            (
                "Missing argument 'SHELL'. Choose from: bash, zsh, fish; "
                "see 'garmentclean completion --help'"
            ),
        ),
        (
            ["completion", "ksh"],
            (
                "Invalid value for 'SHELL': 'ksh' is not one of 'bash', 'zsh', 'fish'; "
                "see 'garmentclean completion --help'"
            ),
        ),
        (["--jobs"], "Option '--jobs' requires an argument; see 'garmentclean clean --help'"),
        (
            ["--check=yes", "a.txt"],
            "Option '--check' does not take a value; see 'garmentclean clean --help'",
        ),
        (
            ["report", "x", "-o", "y", "--documents", "many"],
            (
                "Invalid value for '--documents': 'many' is not a whole number, 0 or more; "
                "see 'garmentclean report --help'"
            ),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_usage_error_is_a_sentence_that_names_its_command(
    here: Run, args: list[str], expected: str
) -> None:
    assert complaint(here(*args)) == expected


def test_rules_alone_shows_its_help_on_several_lines(here: Run) -> None:
    done = here("rules")
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: garmentclean rules")
    assert b"\\n" not in done.stderr
    assert done.stderr.count(b"\n") > 10


def test_a_broken_rule_file_is_one_line_with_its_place(here: Run, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("pack: own\nabout: Mine.\nrulse: []\n", encoding="utf-8")
    line = complaint(here("--rules", "own.yaml", "a.txt"))
    assert line == "own.yaml:3: a rule file has no key 'rulse'; did you mean 'rules'?"


def test_errors_of_rule_files_are_one_line_each(here: Run, tmp_path: Path) -> None:
    rules = (
        "rules:\n  - {id: a, why: b, filter: report, patterns: [x, '(?!y)', '('], where: side}\n"
    )
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
            "own/a.yaml:4: rule 'a': key 'where' must be one of head, top, tail, edges, "
            "below, outside, above-title, anywhere; it is 'side'"
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


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_a_text_in_a_folder_with_a_nul_byte_is_an_error(
    here: Run, tmp_path: Path, quiet: list[str]
) -> None:
    (tmp_path / "tree" / "scan.txt").write_bytes(b"\0pformation")
    done = here("--write", *quiet, "tree")
    problem = "garmentclean: tree/scan.txt: looks like a binary file (NUL bytes); not cleaned"
    assert done.stderr.decode().splitlines()[0] == problem
    assert quiet or b"3 documents, 3 cleaned, 1 failed, 6 edits, " in done.stderr
    assert done.returncode == 2
    assert (tmp_path / "tree" / "scan.txt").read_bytes() == b"\0pformation"


def test_a_binary_file_without_an_ending_is_left_out_and_counted(here: Run, tmp_path: Path) -> None:
    (tmp_path / "tree" / "loom").write_bytes(b"\x7fELF\0\1pformation")
    done = here("--write", "tree")
    assert b"tree/loom: looks like a binary file (NUL bytes); not cleaned" in done.stderr
    assert b"3 documents, 3 cleaned, 1 left out, 6 edits, " in done.stderr
    assert done.returncode == 0
    assert here("--write", "-q", "tree").stderr == b""
    assert here("--write", "tree/loom").returncode == 2


def test_a_folder_of_nothing_but_a_binary_file_is_an_error(here: Run, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "loom").write_bytes(b"\x7fELF\0\1pformation")
    assert here("--check", "bin").returncode == 2


def test_a_folder_that_cannot_be_read_does_not_stop_the_others(
    here: Run, tmp_path: Path, lock: Callable[[Path], None]
) -> None:
    lock(tmp_path / "tree" / "one")
    done = here("-q", "--write", "tree", "a.txt")
    assert "one: cannot read this folder: Permission denied" in complaint(done)
    for name in ("tree/two/b.txt", "tree/three/c.txt", "a.txt"):
        assert b"transformation" in (tmp_path / name).read_bytes()


def test_a_folder_without_articles_is_an_error(here: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for mode in (["--check"], ["--diff"], ["-w"], ["-o", "out"]):
        done = here("-q", *mode, "empty")
        assert done.returncode == 2
        assert complaint(done) == "empty: nothing to clean in this folder: it is empty"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["a.txt", "b.txt", "-o", "old.txt"], "-o old.txt: old.txt is not a folder; name another"),
        (["a.txt", "-o", "old.txt/"], "-o old.txt: old.txt is not a folder; name another"),
        (
            ["a.txt", "-o", "old.txt/a/b.txt"],
            "-o old.txt/a/b.txt: old.txt is not a folder",
        ),
    ],
)
def test_an_output_that_is_not_a_folder_is_reported(
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
def test_the_selected_rules_run(
    here: Run, make_pack: MakePack, tmp_path: Path, args: list[str], expected: bytes
) -> None:
    (tmp_path / "own").mkdir()
    own = make_pack("own", RED)
    for place in ("own.yaml", "own/red.yml"):
        (tmp_path / place).write_bytes(own.read_bytes())
    done = here("-q", *args, "a.txt")
    assert done.stdout.startswith(expected)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_unsafe_rule_alone_needs_unsafe(here: Run) -> None:
    done = here("--select", "gown", "a.txt")
    assert (done.returncode, done.stdout) == (0, RAW)
    assert done.stderr.startswith(b"garmentclean: no rules are left to run; check --select")


def test_quiet_reports_only_errors(here: Run) -> None:
    assert here("--write", "--quiet", "a.txt").stderr == b""
    assert b"none.txt" in here("--write", "--quiet", "none.txt").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")
@pytest.mark.parametrize("command", ["raw.txt", "rules list", "< raw.txt"])
def test_a_closed_stdout_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "raw.txt").write_bytes(b"The pformation.\n")
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m garmentclean {command} >&-', sys.executable],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stderr == b"garmentclean: cannot write to stdout: it is closed\n"


def test_an_output_called_like_stdout_is_a_usage_error(
    command: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    (tmp_path / "raw.txt").write_bytes(b"The pformation.\n")
    done = command("-o", "-", "raw.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"garmentclean: -o - is not a file")
    assert not (tmp_path / "-").exists()
