"""The JSON Schema of rule files, with which editors complete and check them."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from garmentclean.filters.base.keys import Key, keys_of, own_keys, sections, summary
from garmentclean.filters.base.rule import Example, Rule
from garmentclean.filters.registry import kinds, rule_class
from garmentclean.pipeline.pack import Pack

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version of JSON Schema that editors support best."""

NAME = {
    "type": "string",
    "pattern": r"^[^\s!-,./:-@\[-`{-~]+$",
    "patternErrorMessage": "A name may have letters, digits and -.",
}
"""Excludes what is not a letter, digit or -: JSON Schema patterns have no class for letters."""

TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}

FORMS = (("before", "after"), ("before", "reports"), ("keep",))
"""The keys of each kind of example."""

MORE = ("metadata", "corpus", "fails")
"""Keys that every example may have."""

EXAMPLE_KEYS = {
    "before": "A text before the rule runs.",
    "after": "The exact text after the rule has run.",
    "reports": "For `report` rules: the texts that are reported, in order.",
    "keep": "A text that the rule must not change: good text that looks like what it changes.",
    "metadata": "Metadata of the document from other rules or from the corpus.",
    "corpus": "For `drop-common` rules: the other documents of the corpus, which come first.",
    "fails": "Why this example does not pass yet. Until then it is a test that must fail.",
}


def pack_schema() -> Schema:
    """Return the JSON Schema of a rule file, made from the rule classes of the filters.

    It accepts what the loader accepts, except examples that write a `keep` as a `before` with the
    same `after`. Only the loader checks patterns and the ranges of numbers.
    """
    about = sections(Pack, "Attributes")
    header: Schema = {
        "pack": NAME | {"description": about["name"]},
        **{
            key: {**typed(hint), "description": about[key]}
            for key, hint in get_type_hints(Pack).items()
            if key in {"about", "language", "default"}
        },
    }
    header["default"]["default"] = True
    rules = {"type": "array", "items": {"$ref": "#/definitions/rule"}}
    return {
        "$schema": DRAFT,
        "title": "A pack of garmentclean's rules",
        **closed(
            header | {"rules": {**rules, "description": about["rules"]}},
            required=("pack", "about", "rules"),
        ),
        "definitions": {
            "rule": rule_schema(),
            **{kind: filter_schema(kind) for kind in kinds()},
            "example": example_schema(),
        },
    }


def rule_schema() -> Schema:
    """Return the schema of a rule: the keys of all rules, and those of its filter."""
    about = "The name of the rule within its pack: letters, digits and -."
    examples = (
        "At least one that the rule changes, and one that it keeps. Each is tested: the result "
        "is exact, a second run changes nothing, and undoing restores the text."
    )
    return {
        "title": "A rule",
        "type": "object",
        "required": ["id", "why", "filter", "examples"],
        "properties": {
            "id": NAME | {"description": about},
            "filter": {"enum": list(kinds())},
            **{key.name: property_of(key) for key in keys_of(Rule)},
            "examples": {
                "type": "array",
                "items": {"$ref": "#/definitions/example"},
                "allOf": [{"contains": {"required": [key]}} for key in ("before", "keep")],
                "description": examples,
            },
        },
        "allOf": [
            {
                "if": {"properties": {"filter": {"const": kind}}, "required": ["filter"]},
                "then": {"$ref": f"#/definitions/{kind}"},
            }
            for kind in kinds()
        ],
    }


def filter_schema(kind: str) -> Schema:
    """Return the schema of the rules of a filter: its own keys and the shared ones."""
    own = own_keys(rule_class(kind))
    shared = ["id", *(key.name for key in keys_of(Rule)), "examples"]
    made = closed(
        {
            "filter": {"const": kind, "description": summary(rule_class(kind))},
            **dict.fromkeys(shared, True),
            **{key.name: property_of(key) for key in own},
        },
        required=[key.name for key in own if key.required],
    )
    return {"title": f"A {kind} rule", **made}


def example_schema() -> Schema:
    """Return the schema of an example, in each of its forms."""
    hints = get_type_hints(Example) | {"keep": str}
    keys = {key: {**typed(hints[key]), "description": about} for key, about in EXAMPLE_KEYS.items()}
    return {
        "anyOf": [
            {
                "title": f"An example with {' and '.join(form)}",
                **closed({key: keys[key] for key in (*form, *MORE)}, required=form),
            }
            for form in FORMS
        ]
    }


def closed(properties: Schema, required: tuple[str, ...] | list[str]) -> Schema:
    """Return the schema of a mapping without other keys."""
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | {"required": list(required)} if required else made


def property_of(key: Key) -> Schema:
    """Return the schema of a key's value, with its description, and its default if it has one."""
    made = {**typed(key.hint), "description": key.about}
    has_default = isinstance(key.default, (bool, int, float)) or (
        isinstance(key.default, str) and key.default
    )
    return made | {"default": key.default} if has_default else made


def typed(hint: Any) -> Schema:
    """Return the schema of the values that the loader accepts for a type.

    >>> typed(float | None)
    {'type': 'number'}
    >>> typed(tuple[str, ...])
    {'anyOf': [{'type': 'string'}, {'type': 'array', 'items': {'type': 'string'}}]}
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return typed(args[0])
    if origin is tuple:
        item = typed(args[0])
        return {"anyOf": [item, {"type": "array", "items": item}]}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": typed(args[1])}
    if origin is Literal:
        return {"enum": list(args)}
    return {"type": TYPES[hint]}
