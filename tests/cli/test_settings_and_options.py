from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

RAW = b"Return to list\nReturn to list\nOne pformation in a dress!!\n"  # 11 words, of which 6 go
BARE = b"One pformation in a dress!!\n"
CLEAN = b"One transformation in a dress!!\n"
ALL = b"One transformation in a gown!\n"
LIST = b"Return to list\nReturn to list\n"


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path) -> None:
    for name in ("old/a.txt", "old/deep/b.txt", "new/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(RAW)


def config(folder: Path, text: str, name: str = "garmentclean.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "args", "expected"),
    [
        ("", [], CLEAN),
        ("max-loss = 0.5", [], None),
        ("max-loss = 0.5", ["--max-loss", "0.6"], CLEAN),
        ("max-loss = 0.6", ["--max-loss", "0.5"], None),
        ("max-loss = 0.6", ["--max-loss", "0"], None),
        ("max-loss = 0", [], None),
        ("max-loss = 0", ["--force"], CLEAN),
        ("max-loss = 0", ["--isolated"], CLEAN),
        ("protect = ['pformation']", [], BARE),
        ("protect = ['pformation']", ["--protect", "^R.*$"], RAW),
        ("protect = ['pformation']", ["--isolated"], CLEAN),
        ("protect = ['pformation']", ["--isolated", "--protect", "^R.*$"], LIST + CLEAN),
        ("ignore = ['trans']", [], BARE),
        ("ignore = ['trans']", ["--ignore", "return"], RAW),
        ("ignore = ['trans']", ["--select", "house"], CLEAN),
        ("ignore = ['trans']", ["--extend-select", "loud"], BARE.replace(b"!!", b"!")),
        ("select = ['trans']", [], LIST + CLEAN),
        ("select = ['trans']", ["--ignore", "loud"], LIST + CLEAN),
        ("select = ['trans']", ["--select", "return"], BARE),
        ("select = ['trans']", ["--extend-select", "return"], CLEAN),
        ("extend-select = ['loud']", ["--unsafe"], ALL),
        ("extend-select = ['loud']\nunsafe = true", [], ALL),
        ("unsafe = true", ["--select", "gown"], RAW.replace(b"dress", b"gown")),
        ("unsafe = true", ["--isolated"], CLEAN),
        ("ingore = []", ["--isolated"], CLEAN),
    ],
)
def test_the_command_line_overrides_the_configuration(
    here: Run, tmp_path: Path, text: str, args: list[str], expected: bytes | None
) -> None:
    config(tmp_path, text)
    done = here("-q", *args, "old/a.txt")
    stopped = expected is None
    assert (done.stdout, done.returncode) == (RAW if stopped else expected, int(stopped))
    assert (b"old/a.txt: would lose 54.5 % of its 11 words" in done.stderr) == stopped
    assert len(done.stderr.splitlines()) == int(stopped)


IGNORES = "[per-file-ignores]\n"


@pytest.mark.parametrize(
    ("table", "unclean"),
    [
        ("'old/' = ['trans']", ["old/a.txt", "old/deep/b.txt"]),
        ("'old/*.txt' = ['house/trans']", ["old/a.txt"]),
        ("'a.txt' = ['trans']", ["old/a.txt", "new/a.txt"]),
        ("'/a.txt' = ['trans']", []),
        ("'**/deep/**' = ['house']", ["old/deep/b.txt"]),
        ("'new/' = ['return']\n'old/deep/' = ['trans']", ["old/deep/b.txt"]),
        ("'*' = ['loud']", []),
    ],
)
def test_rules_ignored_for_a_path_do_not_run_there(
    here: Run, tmp_path: Path, table: str, unclean: list[str]
) -> None:
    config(tmp_path, IGNORES + table)
    assert here("-q", "-w", "old", "new").returncode == 0
    paths = [path for path in tmp_path.rglob("*.txt") if b" pform" in path.read_bytes()]
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == set(unclean)


def test_the_rows_of_a_file_go_by_its_path(here: Run, tmp_path: Path) -> None:
    config(tmp_path, IGNORES + "'*.jsonl' = ['trans']")
    row = json.dumps({"text": RAW.decode()}).encode() + b"\n"
    for name in ("a.jsonl", "b.ndjson"):
        (tmp_path / name).write_bytes(row)
    assert b" pform" in here("a.jsonl").stdout
    assert b" transform" in here("b.ndjson").stdout
    assert b" transform" in here("--input-format", "jsonl", stdin=row).stdout


def test_paths_are_relative_to_the_folder_of_the_configuration(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(tmp_path, IGNORES + "'/old/*' = ['trans']")
    monkeypatch.chdir(tmp_path / "new")
    for path in ("../old/a.txt", str(tmp_path / "old" / "a.txt")):
        assert here(path).stdout == BARE
    assert here("a.txt").stdout == CLEAN
    config(tmp_path / "new", "")
    assert here("../old/a.txt").stdout == CLEAN


def test_the_nearest_configuration_above_holds_alone(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(tmp_path, "ignore = ['trans']")
    config(tmp_path / "old", "[tool.garmentclean]\nignore = ['return']", "pyproject.toml")
    config(tmp_path / "old" / "deep", "[tool.other]\n", "pyproject.toml")
    assert here("old/a.txt").stdout == BARE
    monkeypatch.chdir(tmp_path / "old" / "deep")
    assert here("b.txt").stdout == LIST + CLEAN


def test_a_configuration_can_be_named(here: Run, tmp_path: Path) -> None:
    config(tmp_path, "ignore = ['trans']")
    config(tmp_path / "new", "rules = ['mine.yaml']", "other.toml")
    assert here("--config", "new/other.toml", "old/a.txt").stderr.startswith(
        f"garmentclean: {tmp_path.resolve()}/new/mine.yaml: cannot read this rule file".encode()
    )
    config(tmp_path / "new", "extend-select = ['loud']", "other.toml")
    assert here("--config", "new/other.toml", "old/a.txt").stdout == CLEAN.replace(b"!!", b"!")


def test_rules_of_the_configuration_and_of_the_command_line_run(
    here: Run, tmp_path: Path, make_pack: MakePack
) -> None:
    for name, term in (("mine", "one"), ("more", "dress")):
        pack = make_pack(name, {"filter": "substitute", "terms": {term: "frock"}})
        (tmp_path / f"{name}.yaml").write_bytes(pack.read_bytes())
    config(tmp_path, "rules = ['mine.yaml']")
    done = here("--rules", "more.yaml", "old/a.txt")
    assert done.stdout == b"Frock transformation in a frock!!\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max-loss = 2", "key 'max-loss' must be a number from 0 to 1"),
        (
            "protect = ['(']",
            "key 'protect' must be a list of patterns: RE2 refuses the pattern '('",
        ),
        ("ingore = []", "has no key 'ingore'; did you mean 'ignore'?"),
        ("per-file-ignores = { '!x' = [] }", "and '!x' is not one"),
        ("x", "is not valid TOML"),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_a_wrong_configuration_is_one_line_and_nothing_is_done(
    here: Run, tmp_path: Path, text: str, expected: str, *, named: bool
) -> None:
    name = "other.toml" if named else "garmentclean.toml"
    config(tmp_path, text, name)
    done = here("-w", *(["--config", name] if named else []), "old/a.txt")
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("garmentclean: ")
    assert f"{name}: " in line
    assert expected in line
    assert (done.returncode, done.stdout) == (2, b"")
    assert (tmp_path / "old" / "a.txt").read_bytes() == RAW


@pytest.mark.parametrize("text", ["ignore = ['tarns']", IGNORES + "'*' = ['tarns']"])
def test_a_name_in_no_rule_file_is_one_line(here: Run, tmp_path: Path, text: str) -> None:
    config(tmp_path, text)
    done = here("old/a.txt")
    [line] = done.stderr.decode().splitlines()
    assert "no rule or pack is called 'tarns'; did you mean 'trans'?" in line
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_name_of_the_configuration_in_no_rule_file_names_the_file(
    here: Run, tmp_path: Path
) -> None:
    config(tmp_path, "ignore = ['tarns']")
    assert b"garmentclean.toml" in here("old/a.txt").stderr


def test_a_configuration_cannot_be_named_and_left_out(here: Run, tmp_path: Path) -> None:
    config(tmp_path, "", "other.toml")
    assert here("--isolated", "--config", "other.toml", "old/a.txt").returncode == 2


def test_a_working_folder_that_is_gone_is_no_traceback(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Path:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("pathlib.Path.cwd", gone)
    done = here("--isolated", str(tmp_path / "old" / "a.txt"))
    assert done.returncode in {0, 2}
