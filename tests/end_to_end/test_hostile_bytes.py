"""Configurations, ignore files and rule files of any bytes: valid, or one line."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from garmentclean.cli.config import as_toml, value_of
from garmentclean.cli.settings import SettingsInForce
from garmentclean.corpus.walk import Walk
from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.run.config import KEYS, find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Check = Callable[[Path, bytes], None]

FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
ODD_TEXTS = st.sampled_from(
    [
        *("", "a", "é", "\\1", "[", "(" * 40, "a{1000}", "!x", "*", "/", "~", "\\", "'", '"', "#"),
        *("\t", "tail", "drop-lines", "drop-block", "substitute", "report", "restore-letters"),
    ]
)
ODD_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD_TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXTS, inner, max_size=3),
    max_leaves=5,
)


def written(value: Any) -> str:
    """Return a value as TOML and YAML both have it, more or less."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return f"{{ {', '.join(f'{written(k)} = {written(v)}' for k, v in value.items())} }}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case str():
            return "'" + value.replace("'", "") + "'"
        case _:
            return str(value)


def lines(keys: list[str], sign: str, begin: str = "") -> st.SearchStrategy[bytes]:
    """Return lines with keys that there are, and odd values."""
    line = st.builds(
        lambda key, value: f"{begin}{key}{sign}{written(value)}\n",
        st.sampled_from(keys),
        ODD_VALUES,
    )
    return st.lists(line, max_size=5).map(lambda some: "".join(some).encode("utf-8", "replace"))


CONFIGURATIONS = st.binary(max_size=60) | lines([*KEYS, "x", "a.b", "[tool]"], " = ")
PATTERNS = st.binary(max_size=60) | st.lists(
    st.sampled_from([b"*", b"**", b"/", b"[", b"]", b"\\", b"!", b"#", b"?", b"a", b"\n", b"\xff"])
).map(b"".join)
RULE_KEYS = ["why", "filter", "patterns", "terms", "to", "where", "start", "unless", "at-most"]
HEAD = b"pack: a\nabout: b\nrules:\n  - id: a\n"
RULES = st.binary(max_size=60) | lines([*RULE_KEYS, "examples"], ": ", "    ").map(HEAD.__add__)


def faults(call: Callable[[], object]) -> tuple[str, ...]:
    """Return the error messages of a call; none if all is well."""
    try:
        call()
    except GarmentcleanError as error:
        return error.messages
    return ()


def configure(path: Path, data: bytes) -> None:
    path.write_bytes(data)

    def shown() -> None:
        held = SettingsInForce(find(path.parent))
        for key in KEYS:
            as_toml(value_of(held.settings, key))

    assert all(re.fullmatch(rf"{re.escape(str(path))}.*", line) for line in faults(shown))


def ignore(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    notes: list[str] = []
    errors: list[str] = []
    [*Walk().files(path.parent, errors.append, notes.append)]
    assert errors == []
    assert len(notes) <= 1
    assert all(re.fullmatch(rf"{re.escape(str(path))}:\d+: .*", note) for note in notes)
    walk = Walk(exclude=[(path.parent, os.fsdecode(data))])
    messages = faults(lambda: [*walk.files(path.parent, errors.append, notes.append)])
    assert all("matches nothing" in line for line in messages)


def rules(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert all(line.startswith(f"{path}:") for line in faults(lambda: load_pack(path)))


@settings(max_examples=80, suppress_health_check=FIXTURES)
@given(CONFIGURATIONS)
@example(b"max-size = 1e400\n")
@example(b"min-words = -0\n")
@example(b"\xef\xbb\xbfjobs = 1\n")
@example(b"max-loss = nan\n")
def test_a_configuration_is_valid_or_one_line(tmp_path: Path, data: bytes) -> None:
    configure(tmp_path / "garmentclean.toml", data)


@settings(max_examples=80, suppress_health_check=FIXTURES)
@given(PATTERNS)
@example(b"a\0b\n\0\n")
def test_an_ignore_file_is_read_and_at_most_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").touch()
    ignore(tmp_path / ".gitignore", data)


@settings(max_examples=80, suppress_health_check=FIXTURES)
@given(RULES)
def test_a_rule_file_is_valid_or_the_error_names_it(tmp_path: Path, data: bytes) -> None:
    rules(tmp_path / "a.yaml", data)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("name", "check", "texts"),
    [
        ("garmentclean.toml", configure, CONFIGURATIONS),
        (".gitignore", ignore, PATTERNS),
        ("a.yaml", rules, RULES),
    ],
    ids=["configuration", "ignore file", "rule file"],
)
def test_thousands_of_hostile_files(
    tmp_path: Path, name: str, check: Check, texts: st.SearchStrategy[bytes]
) -> None:
    (tmp_path / "a.txt").touch()

    @settings(max_examples=20_000, suppress_health_check=FIXTURES)
    @given(texts)
    def each(data: bytes) -> None:
        check(tmp_path / name, data)

    each()
