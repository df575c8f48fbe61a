"""Packs in the cache folder: a start gets the same rules from there as from YAML."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garmentclean.corpus.cache_folder import cache_folder
from garmentclean.errors import RuleFileError
from garmentclean.pipeline import pack_cache as store
from garmentclean.pipeline import strict_yaml
from garmentclean.pipeline.pack_cache import stored_pack
from garmentclean.pipeline.pack_files import builtin_folder, files_of
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from garmentclean.pipeline.pack import Pack

OFTEN = pytest.mark.parametrize(
    "_", [0, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(1, 30))]
)
LINES: dict[str, Any] = {"id": "back", "filter": "drop-lines", "patterns": "^Back to looms$"}
TERMS: dict[str, Any] = {"id": "trans", "filter": "substitute", "terms": {"lume": "loom"}}
LETTERS: dict[str, Any] = {
    "id": "letters",
    "filter": "restore-letters",
    "was": "tr",
    "now": ["d"],
    "words": "trade treadle",
    "ambiguous": {"dade": ["the {} of"]},
}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def content_of(pack: Pack) -> str:
    """Return the content of a pack without its examples."""
    rules = [replace(rule, examples=()) for rule in pack.rules]
    return repr((pack.name, pack.about, pack.language, pack.default, rules))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the rule files that are read as YAML from now on."""
    names: list[str] = []
    real = strict_yaml.Reader.read

    def read(reader: strict_yaml.Reader) -> Any:
        names.append(os.path.basename(reader.path))
        return real(reader)

    monkeypatch.setattr(strict_yaml.Reader, "read", read)
    return names


@pytest.mark.parametrize("file", files_of([builtin_folder()]), ids=lambda file: file.name)
def test_a_cached_pack_equals_its_rule_file(tmp_path: Path, file: Path) -> None:
    first, again = stored_pack(file, tmp_path), stored_pack(file, tmp_path)
    assert content_of(first) == content_of(again) == content_of(load_pack(file))


def test_every_type_of_value_round_trips(make_pack: Callable[..., Path], tmp_path: Path) -> None:
    sparse = {
        "id": "sparse",
        "filter": "drop-similar",
        "phrases": ["Visit our looms today, read \ud7ff \U0001f9f5"],
        "at-least": 90,
        "share": 0.5,
        "at-most": 1,
        "language": "de",
    }
    file = make_pack("all", LINES, TERMS, LETTERS, sparse, language="en", default=False)
    stored_pack(file, tmp_path)
    assert content_of(stored_pack(file, tmp_path)) == content_of(load_pack(file))


def test_a_rule_file_is_read_as_yaml_once(
    make_pack: Callable[..., Path], tmp_path: Path, parsed: list[str]
) -> None:
    file = make_pack("mine", LINES)
    for _ in range(3):
        assert [rule.name for rule in stored_pack(file, tmp_path).rules] == ["mine/back"]
    assert parsed == ["mine.yaml"]


def test_a_change_is_seen_whatever_the_times_of_the_file_are(
    make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"looms", b"wools"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    (rule,) = stored_pack(file, tmp_path).rules
    assert vars(rule)["patterns"] == ("^Back to wools$",)


def test_a_file_that_becomes_broken_is_reported(
    make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    file.write_bytes(file.read_bytes().replace(b"patterns:", b"pattern:"))
    with pytest.raises(RuleFileError, match=r"mine\.yaml:\d+: rule 'back' has no key 'pattern'"):
        stored_pack(file, tmp_path)
    with pytest.raises(RuleFileError, match=r"gone\.yaml: cannot read this rule file: No such"):
        stored_pack(file.with_name("gone.yaml"), tmp_path)


def test_the_same_content_elsewhere_has_its_own_path(
    make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    other = tmp_path / "other.yaml"
    other.write_bytes(file.read_bytes())
    (rule,) = stored_pack(other, tmp_path).rules
    assert (rule.path, rule.line) == (str(other), load_pack(file).rules[0].line)


@pytest.mark.parametrize(
    "damage", [b"", b"loom", b"0000000000000000\n[]\n[]", "cut", "flipped", "folder"]
)
def test_a_damaged_file_is_replaced(
    make_pack: Callable[..., Path], tmp_path: Path, damage: bytes | str, parsed: list[str]
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    if damage == "folder":
        kept.unlink()
        kept.mkdir()
    elif damage == "cut":
        kept.write_bytes(whole[:-9])
    elif damage == "flipped":
        kept.write_bytes(whole.replace(b"looms", b"wools"))
    else:
        kept.write_bytes(bytes(damage))  # type: ignore[arg-type]
    assert content_of(stored_pack(file, tmp_path)) == content_of(load_pack(file))
    assert parsed == ["mine.yaml"] * 3
    if damage != "folder":
        assert kept.read_bytes() == whole
    assert [*tmp_path.iterdir()] == [kept]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["link", "pipe", "writable"])
def test_a_file_that_others_may_have_written_is_replaced(
    make_pack: Callable[..., Path], tmp_path: Path, kind: str
) -> None:
    file, elsewhere = make_pack("mine", LINES), tmp_path / "elsewhere"
    store.stored_pack(file, tmp_path / "packs")
    (kept,) = (tmp_path / "packs").iterdir()
    if kind == "writable":
        text = store.text_of(load_pack(make_pack("other", TERMS)))
        assert text
        kept.write_bytes(store.digest(text).encode() + b"\n" + text)
        kept.chmod(0o666)
    else:
        kept.rename(elsewhere)
        if kind == "link":
            kept.symlink_to(elsewhere)
        else:
            os.mkfifo(kept)
    before = elsewhere.read_bytes() if elsewhere.exists() else b""
    assert content_of(stored_pack(file, tmp_path / "packs")) == content_of(load_pack(file))
    assert (elsewhere.read_bytes() if elsewhere.exists() else b"") == before
    assert (kept.is_file(), kept.is_symlink(), kept.stat().st_mode & 0o777) == (True, False, 0o600)


@OFTEN
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_damage_changes_no_rule(
    make_pack: Callable[..., Path],
    tmp_path: Path,
    data: st.DataObject,
    _: int,
) -> None:
    file = tmp_path / "mine.yaml"
    if not file.exists():
        make_pack("mine", LINES, TERMS, LETTERS).rename(file)
        stored_pack(file, tmp_path / "packs")
    (kept,) = (tmp_path / "packs").iterdir()
    whole = bytearray(kept.read_bytes())
    start = data.draw(st.integers(0, len(whole)))
    whole[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    kept.write_bytes(whole)
    assert content_of(stored_pack(file, tmp_path / "packs")) == content_of(load_pack(file))


@OFTEN
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_values_of_other_types_are_replaced_even_with_the_right_digest(
    make_pack: Callable[..., Path],
    tmp_path: Path,
    data: st.DataObject,
    _: int,
) -> None:
    file = tmp_path / "mine.yaml"
    if not file.exists():
        make_pack("mine", LINES, TERMS, LETTERS).rename(file)
    whole = load_pack(file)
    kinds = [(rule.kind, rule.id) for rule in whole.rules]
    parts = [json.loads(part) for part in (store.text_of(whole) or b"").split(b"\n")]
    where: Any = parts
    while True:
        key = data.draw(st.sampled_from(range(len(where)) if isinstance(where, list) else [*where]))
        if not (isinstance(where[key], list | dict) and where[key] and data.draw(st.booleans())):
            break
        where = where[key]
    where[key] = data.draw(ANY.filter(lambda one: type(one) is not type(where[key])))
    text = b"\n".join(json.dumps(part).encode() for part in parts)
    try:
        pack = store.pack_of(text, file)
    except (TypeError, ValueError):
        return  # it is read from the rule file then
    assert [(rule.kind, rule.id) for rule in pack.rules] == kinds


@pytest.mark.parametrize("what", ["VERSION", "FORMAT", "code_times"])
def test_another_version_replaces_the_cached_pack(
    make_pack: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    parsed: list[str],
    what: str,
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    store.stamp.cache_clear()
    monkeypatch.setattr(store, what, (lambda: ()) if what == "code_times" else "another")
    stored_pack(file, tmp_path)
    store.stamp.cache_clear()
    assert parsed == ["mine.yaml"] * 2


def test_rules_of_a_plugin_are_read_each_time(
    make_pack: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "ORDER", ("substitute",))
    pack = stored_pack(make_pack("mine", LINES, TERMS), tmp_path)
    assert pack.rules[0].examples
    assert not [*tmp_path.iterdir()]


def test_a_cache_folder_that_cannot_be_created_is_no_error(
    make_pack: Callable[..., Path], tmp_path: Path, parsed: list[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"no folder")
    file = make_pack("mine", LINES)
    for _ in range(2):
        assert content_of(stored_pack(file, in_the_way / "packs")) == content_of(load_pack(file))
    assert parsed == ["mine.yaml"] * 4


def test_old_cached_packs_are_removed(make_pack: Callable[..., Path], tmp_path: Path) -> None:
    stored_pack(make_pack("old", LINES), tmp_path)
    (old,) = tmp_path.iterdir()
    ago = time.time() - 31 * 86_400
    os.utime(old, (ago, ago))
    stored_pack(make_pack("new", TERMS), tmp_path)
    assert len([*tmp_path.iterdir()]) == 1
    assert not old.exists()


def test_nothing_is_compiled_and_no_pack_opened_before_it_is_needed(
    make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pack("mine", LINES)
    stored_pack(file, tmp_path)
    pack = stored_pack(file, tmp_path)
    assert "_rules" not in vars(pack.rules)
    assert "_guards" not in vars(pack.rules[0])
    assert (len(pack.rules), len(pack.rules[:1])) == (1, 1)
    assert Pipeline(pack.rules).clean("Cloth.\nBack to looms\n").text == "Cloth.\n"


def test_the_command_caches_packs_unless_that_is_off(
    here: Callable[..., Any],
    parsed: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(tmp_path / "cache"))
    folder = cache_folder() / "packs"
    assert here("--no-cache", stdin=b"The pformation.\n").stdout == b"The transformation.\n"
    assert not folder.exists()
    parsed.clear()
    for _ in range(2):
        assert here(stdin=b"The pformation.\n").stdout == b"The transformation.\n"
    assert parsed == ["house.yaml", "loud.yaml"]
    assert len([*folder.iterdir()]) == 2
    assert here("--select", "shout", stdin=b"The pformation!!\n").stdout == b"The pformation!\n"
    assert here("--no-cache", stdin=b"The pformation.\n").stdout == b"The transformation.\n"
    assert parsed == ["house.yaml", "loud.yaml"] * 2


def test_a_rule_file_of_the_user_is_cached_as_well(
    here: Callable[..., Any], make_pack: Callable[..., Path], parsed: list[str]
) -> None:
    own = str(make_pack("own", TERMS))
    for _ in range(2):
        assert here("--rules", own, stdin=b"A lume.\n").stdout == b"A loom.\n"
    assert parsed == ["house.yaml", "loud.yaml", "own.yaml"]
