from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from garmentclean.authoring.schema import pack_schema
from garmentclean.errors import RuleFileError
from garmentclean.filters.base.keys import keys_of, own_keys
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.registry import ORDER, rule_class
from garmentclean.pipeline.pack_files import builtin_folder, files_of
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.pipeline.strict_yaml import Entry, Reader

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

SCHEMA = pack_schema()
COMMITTED = Path(__file__).parents[2] / "docs" / "schema" / "pack.json"
MODELINE = "# yaml-language-server: $schema=../docs/schema/pack.json"
PACKS = files_of([builtin_folder()])

RULE = {
    "id": "share",
    "why": "A link that nobody wants.",
    "filter": "drop-lines",
    "patterns": "^Share$",
    "examples": [{"before": "A\nShare\n", "after": "A\n"}, {"keep": "To Share.\n"}],
}


def plain(value: Any) -> Any:
    """Return a value of a rule file as JSON has it, without the lines."""
    if isinstance(value, Entry):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def faults(pack: object) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(pack)]


def pack_of(**changes: object) -> dict[str, Any]:
    """Return a pack whose only rule has these keys as well; None removes a key."""
    rule = copy.deepcopy(RULE) | changes
    rules = [{key: value for key, value in rule.items() if value is not None}]
    return {"pack": "own", "about": "Rules of a test.", "rules": rules}


def test_the_schema_is_valid() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_command_prints_it_and_it_is_committed(here: Run) -> None:
    done = here("rules", "schema")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == SCHEMA
    committed = COMMITTED.read_bytes()
    assert done.stdout == committed, "garmentclean rules schema > docs/schema/pack.json"


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_built_in_pack_is_valid_and_names_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert faults(plain(Reader(str(path), text).read())) == []
    assert text.splitlines()[0] == MODELINE
    assert (path.parent / MODELINE.partition("$schema=")[2]).resolve() == COMMITTED.resolve()


def test_the_line_above_a_pack_shifts_no_line_number() -> None:
    for path in PACKS:
        lines = path.read_text(encoding="utf-8").splitlines()
        for rule in load_pack(path).rules:
            assert lines[rule.line - 1].strip() == f"- id: {rule.id}"


@pytest.mark.parametrize(
    "changes",
    [
        {"patterns": ["^Share$", "^Print$"]},
        {"ignore-case": True, "where": "tail", "unless": "price", "safety": "unsafe"},
        {"filter": "drop-block", "patterns": None, "start": "^Share$", "at-most": 1},
        {"filter": "substitute", "patterns": None, "terms": {"net red": "celebrity"}},
        {"filter": "restore-letters", "patterns": None, "was": "trans", "now": "p"}
        | {"words": "translate", "ambiguous": {"plate": ["{} into English"], "plates": "{} into"}},
        {"filter": "report", "examples": [{"before": "x", "reports": "x"}, {"keep": "y"}]},
        {
            "examples": [
                {"before": "x", "after": "y", "metadata": {"tags": "z"}, "fails": "not yet"},
                {"keep": "z"},
            ]
        },
        {"id": "纺织-1"},
    ],
)
def test_values_of_the_types_that_the_loader_accepts_are_valid(changes: dict[str, Any]) -> None:
    assert faults(pack_of(**changes)) == []


MISTAKES: list[dict[str, Any]] = [
    {"pattern": "^Share$"},
    {"patterns": None},
    {"filter": None},
    {"why": None},
    {"examples": None},
    {"filter": "drop-line"},
    {"words": ["share"]},
    {"filter": "drop-repeats", "unit": "line"},
    {"patterns": 7},
    {"patterns": [7]},
    {"ignore-case": "yes"},
    {"where": "middle"},
    {"at-most": "half"},
    {"filter": "substitute", "patterns": None, "terms": {"net red": 1}},
    {"filter": "drop-repeats", "patterns": None, "unit": "line", "min-words": 1.5},
    {"id": "own/share"},
    {"id": "to share"},
    {"examples": {"keep": "x"}},
    {"examples": [RULE["examples"][0]]},
    {"examples": [RULE["examples"][1]]},
    {"examples": [*RULE["examples"], {"before": "x"}]},
    {"examples": [*RULE["examples"], {"keep": "x", "after": "y"}]},
    {"examples": [*RULE["examples"], {"keep": "x", "line": 3}]},
    {"examples": [*RULE["examples"], {"keep": "x", "metadata": {"views": 73}}]},
]


@pytest.mark.parametrize("changes", MISTAKES, ids=str)
def test_mistakes_are_found_by_the_schema_and_by_the_loader(
    make_pack: MakePack, changes: dict[str, Any]
) -> None:
    pack = pack_of(**changes)
    assert faults(pack)
    path = make_pack("own")
    path.write_text(json.dumps(pack), encoding="utf-8")
    with pytest.raises(RuleFileError):
        load_pack(path)


@pytest.mark.parametrize(
    "changes",
    [{"rulse": []}, {"default": "no"}, {"language": 1}, {"pack": "my pack"}, {"rules": {}}],
    ids=str,
)
def test_mistakes_in_the_header_are_found(changes: dict[str, Any]) -> None:
    assert faults(pack_of()) == []
    assert faults(pack_of() | changes)


@pytest.mark.parametrize("key", ["pack", "about", "rules"])
def test_the_header_needs_each_key(key: str) -> None:
    pack = pack_of()
    del pack[key]
    assert faults(pack)


def test_a_fault_names_the_key() -> None:
    (fault,) = faults(pack_of(words=["share"]))
    assert "'words'" in fault


def test_every_key_has_a_description() -> None:
    definitions = SCHEMA["definitions"]
    groups = [SCHEMA["properties"], definitions["rule"]["properties"]]
    groups += [definitions[kind]["properties"] for kind in ORDER]
    groups += [form["properties"] for form in definitions["example"]["anyOf"]]
    for properties in groups:
        for key, schema in properties.items():
            # "filter" is described by the filter that is chosen
            assert schema is True or schema.keys() == {"enum"} or schema["description"], key


def test_a_key_that_a_filter_redefines_has_its_own_schema() -> None:
    shared = {key.name for key in keys_of(Rule)}
    own = {kind: {key.name for key in own_keys(rule_class(kind))} for kind in ORDER}
    assert own["drop-lines"] == {
        "patterns",
        "ignore-case",
        "alone",
        "unless-around",
        "prose",
        "field",
        "off-topic",
        "dateline",
    }
    assert own["drop-block"] & shared == {"at-most"}
    assert SCHEMA["definitions"]["drop-block"]["properties"]["at-most"]["default"] == 0.5
