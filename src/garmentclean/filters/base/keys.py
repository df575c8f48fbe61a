"""The keys that a rule may have: the type, default and meaning of each."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from textwrap import dedent
from types import UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from garmentclean.filters.base.rule import Rule, rule_keys

BREAK = re.compile(r"\n +")
"""The line break in a wrapped entry of a docstring."""


class Key(NamedTuple):
    """A key that a rule may have.

    Attributes:
        name: as written in a rule file.
        hint: the type of its field.
        default: its value if it is left out; MISSING if it is required.
        about: what it means.
    """

    name: str
    hint: Any
    default: object
    about: str

    @property
    def required(self) -> bool:
        """Whether a rule must have it."""
        return self.default is MISSING


def own_keys(kind: type[Rule]) -> list[Key]:
    """Return the keys of this kind, without those that mean the same in all rules."""
    shared = keys_of(Rule)
    return [key for key in keys_of(kind) if key not in shared]


def keys_of(kind: type[Rule]) -> list[Key]:
    """Return all keys of rules of this kind except `id`, `filter` and `examples`.

    Raises KeyError if the class does not document one of them.
    """
    about = sections(Rule, "Keys") | sections(kind, "Keys")
    hints = get_type_hints(kind)
    defaults = {field.name: default_of(field) for field in fields(kind)}
    return [
        Key(name, hints[field], defaults[field], about[name])
        for name, field in rule_keys(kind).items()
    ]


def is_plain(hint: Any) -> bool:
    """Return whether a rule file can have values of this type.

    >>> is_plain(Mapping[str, tuple[str, ...]]), is_plain(float | None), is_plain(list[str])
    (True, True, False)
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType or origin is tuple:
        return is_plain(args[0])
    if origin is Mapping:
        return args[0] is str and is_plain(args[1])
    if origin is Literal:
        return all(isinstance(value, str) for value in args)
    return hint in {str, bool, int, float}


def default_of(field: Any) -> object:
    """Return the default of a dataclass's field; MISSING if it has none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def summary(documented: type) -> str:
    """Return the part of a class's docstring above its sections, without line breaks."""
    text = (inspect.getdoc(documented) or "").partition("\n\nKeys:\n")[0]
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def sections(documented: type, title: str) -> dict[str, str]:
    """Return the entries of a docstring's section, such as `Keys`, with their descriptions.

    >>> sections(Key, "Attributes")["about"]
    'What it means.'
    """
    _, _, text = (inspect.getdoc(documented) or "").partition(f"{title}:\n")
    lines = BREAK.sub(" ", dedent(text.partition("\n\n")[0])).splitlines()
    entries = (line.partition(": ") for line in lines)
    return {name: about[:1].upper() + about[1:] for name, _, about in entries}
