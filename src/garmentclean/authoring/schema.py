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
"""The one that editors know best."""

NAME = {
    "type": "string",
    "pattern": r"^[^\s!-,./:-@\[-`{-~]+$",
    "patternErrorMessage": "A name may have letters, digits and -.",
}
"""Told by what is no letter, digit or -: JSON Schema's patterns have no class for all letters."""

TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}

FORMS = (("before", "after"), ("before", "reports"), ("keep",))
"""The keys by which an example is of one kind or another."""

MORE = ("metadata", "corpus", "fails")
"""Keys that an example of any kind may have."""

EXAMPLE_KEYS = {
    "before": "A text as the rule finds it.",
    "after": "The same text as the rule leaves it, exactly.",
    "reports": "For `report` rules: the spans that are noted in the text, in their order.",
    "keep": "A text that the rule must leave alone: the good text that looks most like the bad.",
    "metadata": "What other rules, or the corpus, know of the document.",
    "corpus": "For `drop-common` rules: the other documents of the corpus, that come before it.",
    "fails": "The reason why this example does not hold yet. It is then a test that must fail.",
}


def pack_schema() -> Schema:
    """Return the JSON Schema of a rule file, made from the rule classes of the filters.

    It takes what the loader takes, but for examples that only show a `keep` as a `before` that is
    its own `after`: those count as none. What a pattern or a number must be beyond its type, only
    the loader knows.
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
    """Return the schema of a rule: the keys that all have, and those that its filter asks for."""
    about = "The name of the rule within its pack: letters, digits and -."
    examples = (
        "At least one of what the rule does, and one of where it stops. Each is tested: the result "
        "is exact, a second run changes nothing, and undoing gives the text back."
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
    """Return the schema of the rules of a filter: its own keys, and no others but the shared."""
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
    """Return the schema of a mapping that has no other keys than these."""
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | {"required": list(required)} if required else made


def property_of(key: Key) -> Schema:
    """Return the schema of a key's value, with its description, and its default if it tells."""
    made = {**typed(key.hint), "description": key.about}
    tells = isinstance(key.default, (bool, int, float)) or (
        isinstance(key.default, str) and key.default
    )
    return made | {"default": key.default} if tells else made


def typed(hint: Any) -> Schema:
    """Return the schema of what the loader takes for a type.

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
