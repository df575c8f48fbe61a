from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]
    Complete = Callable[..., list[str]]

COMMANDS = ["clean", "completion", "config", "count", "init", "report", "restore", "rules"]
PACKS = ["house", "loud"]
IDS = ["return", "trans", "gown", "sums", "shout"]
RAW = b"Cloth of a mill.\nReturn to list\nOne pformation in a dress!!\n"


@pytest.fixture
def complete(here: Run, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Return the completions that a shell's script gets for a line."""

    def completed(line: str, shell: str = "bash") -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_GARMENTCLEAN_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["garmentclean", *words]))
        word = words[-1] if shell == "fish" else str(len(words))
        monkeypatch.setenv("COMP_CWORD", word)
        done = here()
        monkeypatch.delenv("_GARMENTCLEAN_COMPLETE")
        assert (done.returncode, done.stderr) == (0, b"")
        return [line for line in done.stdout.decode().splitlines() if line]

    return completed


def plain(*values: str) -> list[str]:
    return [f"plain,{value}" for value in values]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", [*plain(*COMMANDS), "file,"]),
        ("re", [*plain("report", "restore"), "file,re"]),
        ("corpus", ["file,corpus"]),
        ("--sel", plain("--select")),
        ("--ver", plain("--version", "--verbose")),
        ("--he", plain("--help")),
        ("clean --sel", plain("--select")),
        ("--ignore ", plain(*PACKS, *IDS)),
        ("--ignore tr", plain("trans")),
        ("--ignore nothing", plain()),
        ("--ignore house/s", plain("house/sums")),
        ("--ignore trans,s", plain("trans,sums", "trans,shout")),
        ("--ignore sums,trans,s", plain("sums,trans,shout")),
        ("--ignore=tr", plain("--ignore=trans")),
        ("--ignore = tr", plain("trans")),
        ("clean --extend-select lo", plain("loud")),
        ("--write a.txt --select gow", plain("gown")),
        ("--write a", ["file,a"]),
        ("-o a", ["file,a"]),
        ("--color al", plain("always")),
        ("--format sa", plain("sarif")),
        ("--quarantine a", ["dir,a"]),
        ("config --ig", plain("--ignore")),
        ("config --select lo", plain("loud")),
        ("rules sh", plain("show")),
        ("rules show ret", plain("return")),
        ("rules show drop-li", plain("drop-lines")),
        ("report a", ["file,a"]),
        ("completion ", plain("bash", "zsh", "fish")),
        ("init a", ["dir,a"]),
        ("nothing --sel", plain("--select")),
        ("rules nothing --sel", plain()),
    ],
)
def test_a_started_word_is_completed(complete: Complete, line: str, expected: list[str]) -> None:
    assert complete(line) == expected


def test_rules_of_own_files_are_completed(
    complete: Complete, make_pack: MakePack, tmp_path: Path
) -> None:
    pack = make_pack("mine", {"id": "credit", "filter": "substitute", "terms": {"a b": "c d"}})
    shutil.copy(pack, tmp_path / "mine.yaml")
    assert complete("--rules mine.yaml --ignore cre") == plain("credit")
    assert complete("rules show --rules mine.yaml cre") == plain("credit")
    assert complete("--ignore cre") == plain()
    (tmp_path / "garmentclean.toml").write_text("rules = ['mine.yaml']", encoding="utf-8")
    assert complete("--ignore cre") == plain("credit")
    assert complete("--isolated --ignore cre") == plain()
    assert complete("rules show cre") == plain()


@pytest.mark.parametrize(
    "line",
    [
        "--ignore tra",
        "--rules missing.yaml --ignore tra",
        "--config missing.toml --ignore tra",
        "--isolated --config missing.toml --ignore tra",
        "rules show --rules missing.yaml tra",
        "restore --ledger garmentclean.toml --rule tra",
    ],
)
def test_a_broken_configuration_does_not_stop_completion(
    complete: Complete, tmp_path: Path, line: str
) -> None:
    (tmp_path / "garmentclean.toml").write_text("ingore = [", encoding="utf-8")
    assert complete(line) == plain("trans")


def test_the_rules_of_a_ledger_are_completed(here: Run, complete: Complete, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(RAW)
    assert here("-w", "--select", "loud,trans", "--ledger", "l.jsonl", "a.txt").returncode == 0
    assert complete("restore --ledger l.jsonl --rule ") == plain("trans", "shout")
    assert complete("restore --ledger l.jsonl --rule trans,loud/") == plain("trans,loud/shout")
    assert complete("restore --ledger missing --rule sh") == plain("shout")
    assert complete("restore --rule ret") == plain("return")


def test_zsh_and_fish_show_what_a_rule_is_for(complete: Complete) -> None:
    assert complete("--ignore ret", "zsh") == ["plain", "return", "A link back to the overview."]
    assert complete("--ignore trans,ret", "fish") == [
        "plain,trans,return\tA link back to the overview."
    ]


def test_an_argument_that_is_not_utf_8_is_completed(complete: Complete) -> None:
    assert complete("caf\udce9") == ["file,caf?"]


def test_only_three_shells_have_a_script(here: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        done = here("completion", shell)
        assert f"_GARMENTCLEAN_COMPLETE={shell}_complete" in done.stdout.decode()
        assert (done.returncode, done.stderr) == (0, b"")
    assert here("completion", "tcsh").returncode == 2
    assert here("completion").returncode == 2
