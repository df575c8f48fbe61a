from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
import yaml

from garmentclean.run.config import KEYS, load
from garmentclean.run.settings import Settings
from outcomes import messages

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

FILES = ("garmentclean.toml", "rules/first.yaml", ".pre-commit-config.yaml")
HOOK = {
    "repo": "https://github.com/garmentclean/garmentclean",
    "rev": f"v{version('garmentclean')}",
    "hooks": [{"id": "garmentclean", "files": "^corpus/"}],
}


GENERAL_NEWS = """\
Power Firm Blames Storm For Outage

The electricity supplier said that sales of its online shop had doubled since the storm.

Residents of Xiaobian, a village in the hills, were without light for two days. Xiaobian has one
shop and no bank.

The form for claims, pform on the web, has a line of asdfssdfs in the field for the name.

Ma Gao of the relief fund spoke first, and Ma Gua of the fire brigade after him. The fund has
spent 1234567890 dollars since the flood, most of it on the history ofTextile.
"""


def test_written_files_are_listed_with_the_next_steps(here: Run, tmp_path: Path) -> None:
    done = here("init")
    assert (done.returncode, done.stdout) == (0, b"")
    assert messages(done) == [
        *(f"{name}: written" for name in FILES),
        "next: garmentclean rules test rules/first.yaml",
    ]
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert names == set(FILES)


def test_the_configuration_has_all_keys_with_their_defaults(here: Run, tmp_path: Path) -> None:
    here("init")
    path = tmp_path / "garmentclean.toml"
    root = tmp_path.resolve()
    assert load(path) == Settings(rules=(root / "rules" / "first.yaml",), root=root)
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100
    without_hashes = re.sub(r"^# (?=[a-z-]+ = )", "", text, flags=re.MULTILINE)
    assert set(tomllib.loads(without_hashes)) == set(KEYS)
    path.write_text(without_hashes, encoding="utf-8")
    assert load(path) == Settings(rules=(root / "rules" / "first.yaml",), root=root)


def test_the_first_rule_holds_and_runs(here: Run, tmp_path: Path) -> None:
    here("init")
    done = here("rules", "test", "rules/first.yaml")
    assert done.stdout == b"2 examples of 1 rule: 2 passed, 0 failed\n"
    assert here("rules", "lint", "rules/first.yaml").stdout == b"1 rule, no findings\n"
    (tmp_path / "a.txt").write_bytes(b"The show closed.\nModel: Sample Agency\n")
    assert here("-q", "--check", "a.txt").stdout.startswith(b"a.txt:2:1: first/model-credit: ")


def test_the_hook_is_that_of_this_version(here: Run, tmp_path: Path) -> None:
    here("init")
    text = (tmp_path / FILES[2]).read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"repos": [HOOK]}


def test_nothing_is_overwritten(here: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    for name in FILES:
        (tmp_path / name).write_text("# mine\n", encoding="utf-8")
    done = here("init")
    assert messages(done) == [
        *(f"{name}: already exists, and stays as it is" for name in FILES),
        "add this to the 'repos:' of .pre-commit-config.yaml, unless it is there:",
        "next: garmentclean rules test rules/first.yaml",
    ]
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in FILES} == {"# mine\n"}
    assert yaml.safe_load(done.stdout) == [HOOK]


def test_a_link_to_nowhere_is_not_written_through(here: Run, tmp_path: Path) -> None:
    (tmp_path / "garmentclean.toml").symlink_to(tmp_path / "away")
    assert here("init").returncode == 0
    assert not (tmp_path / "away").exists()


def test_init_makes_a_missing_folder(here: Run, tmp_path: Path) -> None:
    done = here("init", "my news")
    assert messages(done)[-1] == "next: cd 'my news' && garmentclean rules test rules/first.yaml"
    assert load(tmp_path / "my news" / "garmentclean.toml").rules


@pytest.mark.parametrize(("text", "written"), [("[project]\n", True), ("[tool.x]", True)])
def test_init_writes_a_configuration_unless_a_pyproject_has_one(
    here: Run, tmp_path: Path, text: str, *, written: bool
) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert here("init").returncode == 0
    assert (tmp_path / "garmentclean.toml").exists() == written


def test_init_does_not_hide_an_existing_table_in_a_pyproject(here: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.garmentclean]\n", encoding="utf-8")
    done = here("init")
    assert messages(done)[0] == (
        "pyproject.toml: already has [tool.garmentclean]; no garmentclean.toml is written"
    )
    assert not (tmp_path / "garmentclean.toml").exists()
    assert (tmp_path / "rules" / "first.yaml").exists()


def test_what_cannot_be_written_is_one_line(here: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").write_bytes(b"")
    (tmp_path / "file").write_bytes(b"")
    for args in (["init"], ["init", "file"]):
        done = here(*args)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


def test_the_preset_for_news_leaves_general_news_alone(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(GENERAL_NEWS, encoding="utf-8")
    by_default = command("-q", "--isolated", "--check", "news.txt").stdout.decode()
    command("init", "--preset", "news")
    with_preset = command("-q", "--check", "news.txt")

    settings = load(tmp_path / "garmentclean.toml")
    for name in (*settings.ignore, *(f"{pack}/" for pack, _ in settings.packs)):
        assert name in by_default
    assert (with_preset.returncode, with_preset.stdout) == (0, b"")


def test_the_preset_for_news_still_cleans(command: Run, tmp_path: Path) -> None:
    text = f"Home >\n\n{GENERAL_NEWS}\nReturn to list\n"
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")
    command("init", "--preset", "news")
    assert command("-q", "news.txt").stdout.decode() == GENERAL_NEWS


@pytest.mark.parametrize("name", ["garmentclean.toml", "pyproject.toml"])
def test_a_preset_is_printed_where_a_configuration_exists(
    here: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("[tool.garmentclean]\n", encoding="utf-8")
    done = here("init", "--preset", "news")
    assert messages(done)[1] == "add this to your configuration for the preset 'news':"
    printed, _, _ = done.stdout.decode().partition("  - repo:")
    assert tomllib.loads(printed)["packs"] == {"terms": False}
    assert len(tomllib.loads(printed)["ignore"]) == 5


def test_an_unknown_preset_is_an_error(here: Run, tmp_path: Path) -> None:
    done = here("init", "--preset", "sports")
    assert done.returncode == 2
    assert b"'news'" in done.stderr
    assert list(tmp_path.iterdir()) == []
