from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from garmentclean.run.config import KEYS, OWN, SHARED, ConfigError, find, load, table
from garmentclean.run.settings import Settings


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Make a folder with a configuration, and one two folders below it without."""
    (tmp_path / "corpus" / "2013").mkdir(parents=True)
    (tmp_path / OWN).write_text("unsafe = true\n", encoding="utf-8")
    return tmp_path


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("below", ["", "corpus", "corpus/2013"])
def test_the_configuration_of_a_parent_folder_is_used(top: Path, below: str) -> None:
    assert find(top / below) == top / OWN


@pytest.mark.parametrize(("name", "text"), [(OWN, ""), (SHARED, "[tool.garmentclean]\n")])
def test_the_nearest_configuration_wins(top: Path, name: str, text: str) -> None:
    nearer = write(top / "corpus" / name, text)
    assert find(top / "corpus" / "2013") == nearer


@pytest.mark.parametrize("value", ["3", "[]", "'x'"])
def test_tool_garmentclean_in_a_pyproject_must_be_a_table(top: Path, value: str) -> None:
    write(top / "corpus" / SHARED, f"tool.garmentclean = {value}")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: tool\.garmentclean must be a table"):
        find(top / "corpus" / "2013")


def test_garmentclean_toml_wins_over_a_pyproject_beside_it(top: Path) -> None:
    write(top / SHARED, "[tool.garmentclean]\nunsafe = false\n")
    assert find(top) == top / OWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'x'\n",
        "[tool.ruff]\n",
        "tool = 3",
        "tool = 'garmentclean'",
        "[[tool]]",
    ],
)
def test_a_pyproject_without_a_table_for_garmentclean_is_skipped(top: Path, text: str) -> None:
    write(top / "corpus" / SHARED, text)
    assert find(top / "corpus") == top / OWN


@pytest.mark.parametrize("name", [OWN, SHARED])
def test_a_folder_called_like_a_configuration_is_skipped(top: Path, name: str) -> None:
    (top / "corpus" / name).mkdir()
    assert find(top / "corpus") == top / OWN


def test_a_folder_without_permission_is_skipped(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.stat

    def refuse(path: Any, *args: Any, **more: Any) -> os.stat_result:
        if not isinstance(path, int) and os.path.dirname(path) == str(top / "corpus"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(os, "stat", refuse)
    assert find(top / "corpus" / "2013") == top / OWN


FULL = """
rules = ["mine.yaml", "packs"]
select = ["letters"]
extend-select = ["loud"]
ignore = ["citation-mark", "datelines"]
web-keep = 0.98
unsafe = true
max-loss = 0.5
filter-timeout = 2.5
protect = ['^Photo: .*$']
pipeline = ["substitute", "drop-lines"]
include = ["*.article"]
exclude = ["/old/", "draft-*"]
force-exclude = true
ignore-files = false
input-format = "jsonl"
encoding = "Windows-1252"
text-field = "body"
min-words = 5
max-size = "1.5 MB"
counts = ["counts"]
site-field = "url"
jobs = 3
cache = false
packs = { loud = true, house = false }

[per-file-ignores]
"old/*" = ["datelines"]
"/x y.txt" = ["a", "b"]
"""


@pytest.mark.parametrize("name", [OWN, "other.toml"])
@pytest.mark.parametrize("write_it", [str, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_every_key_is_read(tmp_path: Path, name: str, write_it: Any) -> None:
    path = write(tmp_path / name, write_it(FULL))
    root = tmp_path.resolve()
    assert load(path) == Settings(
        rules=(root / "mine.yaml", root / "packs"),
        select=("letters",),
        extend_select=("loud",),
        ignore=("citation-mark", "datelines"),
        web_keep=0.98,
        unsafe=True,
        max_loss=0.5,
        filter_timeout=2.5,
        protect=("^Photo: .*$",),
        per_file_ignores=(("old/*", ("datelines",)), ("/x y.txt", ("a", "b"))),
        root=root,
        pipeline=("substitute", "drop-lines"),
        include=((root, "*.article"),),
        exclude=((root, "/old/"), (root, "draft-*")),
        force_exclude=True,
        ignore_files=False,
        input_format="jsonl",
        encoding="cp1252",
        text_field=("body",),
        min_words=5,
        max_size=1_500_000,
        counts=(root / "counts",),
        site_field="url",
        jobs=3,
        cache=False,
        packs=(("loud", True), ("house", False)),
    )
    assert set(table(path) or {}) == set(KEYS)


def test_the_table_of_a_pyproject_is_read_alone(tmp_path: Path) -> None:
    path = write(tmp_path / SHARED, "[project]\nx = 1\n[tool.garmentclean]\nmax-loss = 1\n")
    assert load(path) == Settings(max_loss=1.0, root=tmp_path.resolve())


def test_an_empty_configuration_changes_nothing(tmp_path: Path) -> None:
    assert load(write(tmp_path / OWN, "")) == Settings(root=tmp_path.resolve())


def test_rules_may_be_in_any_folder(tmp_path: Path) -> None:
    away = tmp_path / "away" / "mine.yaml"
    path = write(tmp_path / OWN, f"rules = ['{away.as_posix()}', '../up.yaml']")
    assert load(path).rules == (away, tmp_path.resolve() / ".." / "up.yaml")


def test_paths_in_a_linked_configuration_are_relative_to_its_real_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = write(tmp_path / "real" / OWN, 'rules = ["mine.yaml"]')
    link = tmp_path / OWN
    link.symlink_to(path)
    assert load(link) == load(path)


A_LIST = 'must be a list of texts, such as ["citation-mark"]'
A_SHARE = "key 'max-loss' must be a number from 0 to 1"
A_TABLE = "key 'per-file-ignores' must be a table of lists of texts, such as { "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select = 'letters'", f"key 'select' {A_LIST}"),
        ("extend-select = [1]", f"key 'extend-select' {A_LIST}"),
        ("ignore = [['a']]", f"key 'ignore' {A_LIST}"),
        ("ignore = {}", f"key 'ignore' {A_LIST}"),
        ("protect = 'x'", f"key 'protect' {A_LIST}"),
        ("protect = ['ok', '(']", "key 'protect' must be a list of patterns: RE2 refuses the pat"),
        ("rules = 'x'", f"key 'rules' {A_LIST}"),
        ("rules = ['']", "key 'rules' must be a list of paths"),
        (r'rules = ["a\u0000b"]', "key 'rules' must be a list of paths"),
        (r'rules = ["C:\new"]', r"key 'rules' must be a list of paths, and 'C:\new' has a control"),
        (
            r'exclude = ["old\backup"]',
            (
                r"key 'exclude' must be a list of patterns of paths, and 'old\x08ackup' has a "
                "control character; write it in single quotes"
            ),
        ),
        (
            r'per-file-ignores = { "old\tales" = [] }',
            r"key 'per-file-ignores' must be a table with patterns of paths, and 'old\tales' has a",
        ),
        (
            r'protect = ["\bloom"]',
            (
                "key 'protect' must be a list of patterns: has a control character, U+0008, in "
                r"'\x08loom': within double quotes \b is one; write it in single quotes"
            ),
        ),
        (
            "protect = ['loom(?!s)']",
            (
                "key 'protect' must be a list of patterns: RE2 refuses the pattern 'loom(?!s)': "
                "RE2 has no look-ahead"
            ),
        ),
        ("web-keep = 0.5", "key 'web-keep' must be a number from 0.9 to 0.995"),
        ("unsafe = 1", "key 'unsafe' must be true or false"),
        ("unsafe = 'yes'", "key 'unsafe' must be true or false"),
        *((f"max-loss = {value}", A_SHARE) for value in ("nan", "inf", "-0.1", "1.1", "2", "true")),
        ("max-loss = '0.5'", A_SHARE),
        ("max-loss = [0.5]", A_SHARE),
        ("per-file-ignores = 3", A_TABLE),
        ("per-file-ignores = ['*.txt']", A_TABLE),
        ("per-file-ignores = { '*.txt' = 'trans' }", A_TABLE),
        ("per-file-ignores = { '*.txt' = [3] }", A_TABLE),
        ("[per-file-ignores.'*.txt']\ntrans = true", A_TABLE),
        ("[garmentclean]\nunsafe = true", "has no key 'garmentclean'"),
        ("max_loss = 0.5", "has no key 'max_loss'; did you mean 'max-loss'?"),
        ("ingore = []", "has no key 'ingore'; did you mean 'ignore'?"),
        ("Protect = []", "has no key 'Protect'; did you mean 'protect'?"),
        ("per-file-ignore = {}", "has no key 'per-file-ignore'; did you mean 'per-file-ignores'?"),
        ('"a\\nb" = 3', r"has no key 'a\nb'"),
        ("unsafe", "is not valid TOML: "),
        ("unsafe = true\nunsafe = true", "is not valid TOML: "),
        ("max-loss = " + "1" * 5000, "is not valid TOML: "),
        ("x = " + "[" * 100_000, "is not valid TOML: "),
        (b"unsafe = true # caf\xe9", "is not valid TOML: "),
        (b"\xff\xfeu\0", "is not valid TOML: "),
        (b"\0", "is not valid TOML: "),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_error_is_one_line(tmp_path: Path, text: str | bytes, expected: str) -> None:
    path = write(tmp_path / OWN, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {expected}")
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("text", [r'protect = ["\d+"]', r'protect = ["\xyz"]', r'rules = ["\u12"]'])
def test_a_backslash_in_double_quotes_gets_a_hint(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"is not valid TOML: .*; put a text with backslashes in"):
        load(write(tmp_path / OWN, text))


@pytest.mark.parametrize(
    ("glob", "fault"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("#a", "it is a comment"),
        ("!", "it names nothing"),
        ("!x", "it only cancels other patterns"),
        ("!*.txt", "it only cancels other patterns"),
        ("/", "it names nothing"),
        ("[", "a '[' has no ']'"),
        ("a[", "a '[' has no ']'"),
        ("a\\", "it ends in a backslash"),
        ("./a", "no path has a name '.'"),
    ],
)
def test_a_pattern_that_matches_no_path_by_itself_is_refused(
    tmp_path: Path, glob: str, fault: str
) -> None:
    path = write(tmp_path / OWN, f"[per-file-ignores]\n'{glob}' = ['trans']")
    with pytest.raises(ConfigError) as caught:
        load(path)
    problem = (
        f"key 'per-file-ignores' must be a table with patterns of paths, and {glob!r} is not one"
    )
    assert str(caught.value) == f"{path}: {problem}: {fault}"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda _: None, "No such file or directory"),
        (Path.mkdir, "it is a folder"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    ],
    ids=["missing", "folder", "loop"],
)
def test_an_unreadable_file_is_reported(tmp_path: Path, make: Any, expected: str) -> None:
    path = tmp_path / "named.toml"
    make(path)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: cannot read this configuration: {expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("packs = ['terms']", "key 'packs' must be a table of true and false, such as { t"),
        ("packs = { terms = 1 }", "key 'packs' must be a table of true and false"),
        ("pipeline = 'substitute'", f"key 'pipeline' {A_LIST}"),
        (
            "pipeline = ['drop-line']",
            "key 'pipeline' must be a list of filters, and 'drop-line' is not one; did you",
        ),
        (
            "pipeline = ['report', 'report']",
            "key 'pipeline' must be a list of filters, each only once",
        ),
        ("include = ['!x']", "key 'include' must be a list of patterns of paths, and '!x' is"),
        ("exclude = 3", f"key 'exclude' {A_LIST}"),
        ("encoding = 'looms'", "key 'encoding' must be an encoding, such as windows-1252"),
        ("encoding = 1252", "key 'encoding' must be an encoding, such as windows-1252"),
        ("input-format = 'xml'", "key 'input-format' must be one of text, jsonl, parquet, csv"),
        ("text-field = []", "key 'text-field' must be a key, or a list of keys"),
        ("text-field = ['']", "key 'text-field' must be a key, or a list of keys"),
        ("jobs = -1", "key 'jobs' must be a whole number, 0 or more"),
        ("jobs = true", "key 'jobs' must be a whole number, 0 or more"),
        ("min-words = 1.5", "key 'min-words' must be a whole number, 0 or more"),
    ],
)
def test_invalid_values_of_keys_are_reported(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path / OWN, text))
    assert str(caught.value).startswith(f"{tmp_path / OWN}: {expected}")


def test_the_table_rules_has_rule_files_and_keys_of_rules(tmp_path: Path) -> None:
    text = '[rules]\nfiles = ["mine.yaml"]\n[rules."markup/block-tag"]\nwhere = "tail"\n'
    settings = load(write(tmp_path / OWN, text))
    assert settings.rules == (tmp_path.resolve() / "mine.yaml",)
    assert settings.overrides == {"markup/block-tag": {"where": "tail"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rules]\nfiles = 3", "'rules' must be a table, with files as a list of texts"),
        ("[rules]\nblock-tag = 3", 'a table with a table for each rule: "block-tag" = {'),
        ("rules = ['a']\n[rules.b]\nwhy = 'c'", "write the list of rule files as files = "),
    ],
)
def test_a_wrong_table_rules_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(write(tmp_path / OWN, text))
    assert message in str(error.value)
