"""Overriding keys of rules: a configuration changes single values, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from garmentclean.errors import GarmentcleanError
from garmentclean.filters.base.rule import rule_keys
from garmentclean.pipeline.selection import check_names, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pack import Pack

LARGEST = 1e15
"""Numbers must be smaller: larger ones are never intended, and slow to print."""


class OverrideError(GarmentcleanError):
    """A rule cannot have the values that override its own.

    Args:
        messages: all faults, each with its rule and key.
    """

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))


def with_overrides(
    packs: Sequence[Pack], overrides: Mapping[str, Mapping[str, Any]]
) -> Sequence[Pack]:
    """Return packs in which some rules have other values.

    Args:
        packs: the packs.
        overrides: the new values by their keys, for each name of a rule (`id` or `pack/id`).

    Raises:
        UnknownNameError: no pack has a rule of this name; it suggests the nearest one.
        OverrideError: a rule has no such key, or rejects its value.
    """
    if not overrides:
        return packs
    check_names(overrides, packs)
    for name, given in overrides.items():
        if not isinstance(given, Mapping):
            raise OverrideError(f"{name!r} must have a table of keys and values")
        if name in {pack.name for pack in packs}:
            raise OverrideError(f"{name!r} is a pack; name one of its rules, such as '{name}/…'")
    return [
        replace(pack, rules=tuple(changed(rule, overrides) for rule in pack.rules))
        if any(overrides.keys() & names(rule) for rule in pack.rules)
        else pack
        for pack in packs
    ]


def changed(rule: Rule, overrides: Mapping[str, Mapping[str, Any]]) -> Rule:
    """Return a rule with the values that override its own; its full name counts most."""
    given: dict[str, Any] = {}
    for name in names(rule):
        given |= overrides.get(name, {})
    return with_values(rule, given) if given else rule


def with_values(rule: Rule, given: Mapping[str, Any]) -> Rule:
    """Return a rule with other values for some of its keys, checked as in a rule file.

    Raises OverrideError, with all faults, if the rule has no such key or rejects a value.
    """
    from garmentclean.pipeline.rulefile import PackReader  # YAML, which takes a while to load
    from garmentclean.pipeline.strict_yaml import TooManyProblems

    kind = type(rule)
    reader = PackReader("", "")
    entries = {key: entry_of(value) for key, value in given.items()}
    what = f"rule '{rule.id}'"
    changed_rule = None
    with suppress(TooManyProblems):
        if reader.check_keys(entries, rule_keys(kind), what):
            values, wrong = reader.values(kind, entries, what, 0)
            old = {field.name: getattr(rule, field.name) for field in fields(rule)}
            changed_rule = reader.built(kind, old | values, entries, wrong)
    if reader.problems or changed_rule is None:
        raise OverrideError(*dict.fromkeys(message for _, message in reader.problems))
    return changed_rule


def entry_of(value: object) -> Any:
    """Return a plain value as an entry of a rule file, which the reader of rule files checks."""
    from garmentclean.pipeline.strict_yaml import Entry, Unread

    match value:
        case Mapping():
            return Entry({key: entry_of(one) for key, one in value.items()}, 0, "{")
        case list() | tuple():
            return Entry([entry_of(one) for one in value], 0)
        case bool() | str():
            return Entry(value, 0)
        case int() | float() if abs(value) < LARGEST:
            return Entry(value, 0)
        case int() | float():
            return Entry(Unread("the number is too large, or is none"), 0)
        case _:
            return Entry(Unread("a rule has texts, numbers, true, false, lists and tables"), 0)
