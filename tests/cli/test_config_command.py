from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.cli.config import as_toml, meaning, value_of
from garmentclean.counts.counts import Counts
from garmentclean.run.config import KEYS, load
from garmentclean.run.settings import Settings

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

FULL = """
rules = ["mine.yaml"]
select = ["house", "shout"]
extend-select = ["loud"]
ignore = ["trans"]
web-keep = 0.98
unsafe = true
max-loss = 0.5
filter-timeout = 2.5
max-size = 5000
protect = ['^Photo: "\\w+\\\\"$', "\\t"]
packs = { loud = true, house = false }
pipeline = ["substitute", "drop-lines"]
include = ["*.article"]
exclude = ["/old/", "draft-*"]
force-exclude = true
ignore-files = false
input-format = "jsonl"
encoding = "gb18030"
text-field = ["body", "a\\u007f\\t"]
min-words = 5
counts = ["counts"]
site-field = "url"
jobs = 3
cache = false
per-file-ignores = { "old/*" = ["sums"], "/x y.txt" = [] }
"""
ORIGINS = {
    "--select trans": dict.fromkeys(("select", "extend-select", "ignore", "packs"), "--select"),
    "--select trans --ignore sums": {
        **dict.fromkeys(("select", "extend-select", "packs"), "--select"),
        "ignore": "--ignore",
    },
    "--extend-select trans": {"extend-select": "FILE, --extend-select"},
    "--ignore sums": {"ignore": "FILE, --ignore"},
    "--protect a": {"protect": "FILE, --protect"},
    "--rules more.yaml": {"rules": "FILE, --rules"},
    "--web-keep 0.98": {"web-keep": "--web-keep"},
    "--unsafe": {"unsafe": "--unsafe"},
    "--max-loss 0.6": {"max-loss": "--max-loss"},
    "--max-size 3KB": {"max-size": "--max-size"},
    "--filter-timeout 9": {"filter-timeout": "--filter-timeout"},
    "--min-words 3": {"min-words": "--min-words"},
    "--max-loss 0.6 --force": {"max-loss": "--force"},
    "--include a --include b": {"include": "--include"},
    "--exclude a": {"exclude": "FILE, --exclude"},
    "--force-exclude": {"force-exclude": "--force-exclude"},
    "--no-ignore-files": {"ignore-files": "--no-ignore-files"},
    "--input-format text": {"input-format": "--input-format"},
    "--encoding big5": {"encoding": "--encoding"},
    "--text-field a": {"text-field": "--text-field"},
    "--counts counts": {"counts": "--counts"},
    "--site-field url": {"site-field": "--site-field"},
    "--jobs 2": {"jobs": "--jobs"},
    "--no-cache": {"cache": "--no-cache"},
}


@pytest.fixture
def corpus(tmp_path: Path, make_pack: MakePack) -> Path:
    """Make a folder with a configuration that has all keys."""
    for name in ("mine", "more"):
        pack = make_pack(name, {"filter": "substitute", "terms": {name: "frock"}})
        (tmp_path / f"{name}.yaml").write_bytes(pack.read_bytes())
    (tmp_path / "garmentclean.toml").write_text(FULL, encoding="utf-8")
    Counts("url").save(tmp_path / "counts")
    return tmp_path


def printed(done: subprocess.CompletedProcess[bytes]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that were printed, and where each comes from."""
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    _, *lines = text.splitlines()
    pairs = [(line.partition(" = ")[0], line.rpartition("  # ")[2]) for line in lines]
    return tomllib.loads(text), dict(pairs)


def test_all_keys_are_printed_with_their_defaults(here: Run, tmp_path: Path) -> None:
    done = here("config")
    values, origins = printed(done)
    assert origins == dict.fromkeys(KEYS, "default")
    assert done.stdout.startswith(f"# in {tmp_path.resolve()}\n".encode())
    assert values["max-loss"] == 0.75
    (tmp_path / "garmentclean.toml").write_bytes(done.stdout)
    root = tmp_path.resolve()
    assert load(tmp_path / "garmentclean.toml") == replace(Settings(), root=root)


def test_the_output_is_a_configuration_with_the_same_meaning(here: Run, corpus: Path) -> None:
    path = corpus / "garmentclean.toml"
    before = load(path)
    done = here("config")
    values, origins = printed(done)
    assert origins == dict.fromkeys(KEYS, str(path))
    assert values == tomllib.loads(FULL)
    path.write_bytes(done.stdout)
    assert load(path) == before


@pytest.mark.parametrize(("options", "expected"), ORIGINS.items())
def test_it_shows_what_an_option_changes(
    here: Run, corpus: Path, options: str, expected: dict[str, str]
) -> None:
    path = corpus / "garmentclean.toml"
    done = here("config", *options.split())
    values, origins = printed(done)
    file = str(path)
    assert origins == dict.fromkeys(KEYS, file) | {
        key: origin.replace("FILE", file) for key, origin in expected.items()
    }
    path.write_bytes(done.stdout)
    assert printed(here("config"))[0] == values


def test_overridden_keys_of_rules_are_shown_beside_the_rule_files(here: Run, corpus: Path) -> None:
    path = corpus / "garmentclean.toml"
    keys = '"loud/shout" = { why = "Louder." }'
    text = FULL.replace('rules = ["mine.yaml"]', f'rules = {{ files = ["mine.yaml"], {keys} }}')
    path.write_text(text, encoding="utf-8")
    done = here("config")
    values, origins = printed(done)
    assert values["rules"] == {"files": ["mine.yaml"], "loud/shout": {"why": "Louder."}}
    assert origins["rules"] == str(path)
    before = load(path)
    path.write_bytes(done.stdout)
    assert load(path) == before


def test_values_of_options_are_added_at_the_end(here: Run, corpus: Path) -> None:
    assert corpus.is_dir()
    options = ("--ignore", "sums,shout", "--exclude", "new", "--rules", "more.yaml")
    values, _ = printed(here("config", *options))
    assert values["ignore"] == ["trans", "sums", "shout"]
    assert values["exclude"] == ["/old/", "draft-*", "new"]
    assert values["rules"] == ["mine.yaml", "more.yaml"]


def test_the_table_of_a_pyproject_is_named(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.garmentclean]\nunsafe = true\n", encoding="utf-8")
    values, origins = printed(here("config"))
    assert values["unsafe"]
    assert origins["unsafe"] == f"{path} [tool.garmentclean]"
    assert printed(here("config", "--isolated"))[1] == dict.fromkeys(KEYS, "default")


def test_in_a_subfolder_paths_are_relative_to_the_configuration(
    here: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "new").mkdir()
    monkeypatch.chdir(corpus / "new")
    options = ("--exclude", "*.bak", "--exclude", "/x/", "--rules", "../more.yaml")
    done = here("config", *options)
    assert done.stdout.startswith(f"# in {corpus.resolve()}\n".encode())
    values, _ = printed(done)
    assert values["exclude"] == ["/old/", "draft-*", "/new/**/*.bak", "/new/x/"]
    assert values["rules"] == ["mine.yaml", "more.yaml"]


def test_paths_elsewhere_stay_as_they_are(
    here: Run, corpus: Path, tmp_path_factory: pytest.TempPathFactory, make_pack: MakePack
) -> None:
    away = tmp_path_factory.mktemp("away")
    pack = make_pack("far", {"filter": "substitute", "terms": {"far": "near"}})
    (away / "other.toml").write_text(f"rules = ['{pack}']", encoding="utf-8")
    values, _ = printed(here("config", "--config", str(away / "other.toml"), "--include", "a"))
    assert (values["rules"], values["include"]) == ([str(pack)], ["a"])
    assert corpus != away


@pytest.mark.parametrize("args", [["--ignore", "tarns"], ["--config", "a", "--isolated"]])
def test_what_clean_would_refuse_is_refused(here: Run, args: list[str]) -> None:
    done = here("config", *args)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)
    assert done.stderr == here(*args, "a.txt").stderr.replace(b"clean clean", b"clean config")


def test_a_path_with_a_newline_stays_in_its_comment(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a\nb = 3"
    folder.mkdir()
    (folder / "garmentclean.toml").write_text("unsafe = true", encoding="utf-8")
    monkeypatch.chdir(folder)
    values, origins = printed(here("config"))
    assert set(values) == set(KEYS)
    assert origins["unsafe"] == f"{tmp_path}/a\\nb = 3/garmentclean.toml"


@pytest.mark.parametrize("key", KEYS)
def test_each_key_has_a_meaning_of_one_sentence_and_a_default(key: str) -> None:
    assert meaning(key)[0].isupper()
    assert ". " not in meaning(key)
    assert tomllib.loads(f"{key} = {as_toml(value_of(Settings(), key))}")


def test_the_page_on_the_configuration_has_all_keys_as_they_are() -> None:
    page = Path(__file__).parents[2] / "docs" / "pages" / "configuration.md"
    rows = re.findall(
        r"^\| `([a-z-]+)` \| [^|]+ \| (.+) \|$", page.read_text("utf-8"), re.MULTILINE
    )
    defaults = {key: as_toml(value_of(Settings(), key)) for key in KEYS}
    assert dict(rows) == {key: f"`{defaults[key]}` | {meaning(key)}" for key in KEYS}
