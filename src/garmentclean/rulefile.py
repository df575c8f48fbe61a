"""Rule files: YAML to packs and rules, with errors that name file, line, rule and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from io import BytesIO, TextIOWrapper
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from garmentclean.errors import RuleFileError, nearest
from garmentclean.filters import FilterRule, kinds, rule_class
from garmentclean.filters.plugged import blamed
from garmentclean.pack import Pack, source_of
from garmentclean.rule import Example, Rule, RuleError, rule_keys, yaml_key
from garmentclean.yamlfile import Entry, Reader, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PACK_KEYS = {"pack", "about", "language", "default", "rules"}
EXAMPLE_TYPES = get_type_hints(Example) | {"keep": str}
EXAMPLE_KEYS = EXAMPLE_TYPES.keys() - {"line"}


@cache
def rule_types(kind: str) -> dict[str, Any]:
    """Return the types of the fields of a kind's rules."""
    return get_type_hints(rule_class(kind))


def load_pack(path: Path) -> Pack:
    """Read one rule file; RuleFileError, with one line of message, if it cannot be used."""
    return pack_from(source_of(path), path)


def pack_from(source: bytes, path: Path) -> Pack:
    """Make a pack of what is in a rule file; RuleFileError if it cannot be used."""
    try:
        text = TextIOWrapper(BytesIO(source), encoding="utf-8-sig").read()
    except UnicodeDecodeError as error:
        raise RuleFileError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    return _PackReader(str(path)).pack(read(text, str(path)))


class _PackReader(Reader):
    """Makes a pack of a file's entries."""

    def pack(self, entries: dict[str, Entry]) -> Pack:
        self.check_keys(entries, PACK_KEYS, "a rule file")
        entries = {"language": Entry("", 1), "default": Entry(value=True, line=1)} | entries
        name = self.typed(entries, "pack", str, "a rule file")
        if not name.replace("-", "").isalnum():
            raise self.error(1, f"pack {name!r} may have letters, digits and -")
        about = self.typed(entries, "about", str, "a rule file")
        language = self.typed(entries, "language", str, "a rule file")
        default = self.typed(entries, "default", bool, "a rule file")
        rules = self.typed(entries, "rules", list, "a rule file")
        made: dict[str, Rule] = {}
        for entry in rules:
            rule = self.rule(entry, name, language)
            if rule.id in made:
                raise self.error(entry.line, f"rule '{rule.id}' stands twice; rename one of them")
            made[rule.id] = rule
        return Pack(name, about, language, default, tuple(made.values()))

    def rule(self, entry: Entry, pack: str, language: str) -> Rule:
        if not isinstance(entry.value, dict):
            raise self.error(entry.line, "a rule is a mapping with the keys id, why and filter")
        entries = dict(entry.value)
        rule_id = self.typed(entries, "id", str, "a rule", line=entry.line)
        if not rule_id.replace("-", "").isalnum():
            raise self.error(entries["id"].line, f"id {rule_id!r} may have letters, digits and -")
        what = f"rule '{rule_id}'"
        kind = self.typed(entries, "filter", str, what, line=entry.line)
        if kind not in kinds():
            hint = nearest(kind, kinds()) or "; if a package brings it, install that"
            raise self.error(entries["filter"].line, f"{what}: no filter is called {kind!r}{hint}")
        made = rule_class(kind)
        self.check_keys(entries, [*rule_keys(made), "id", "filter", "examples"], what)
        given = entries.pop("examples", Entry([], entry.line))
        examples = self.examples(given, what)
        del entries["id"], entries["filter"]
        entries.setdefault("language", Entry(language, entry.line))
        values = self.values(made, entries, what, entry.line)
        values |= {"id": rule_id, "pack": pack, "examples": examples}
        try:
            with blamed(kind, f"{self.path}:{entry.line}: {what}: "):
                rule = made(**values, path=self.path, line=entry.line)
        except RuleError as error:
            at = entries[error.key].line if error.key in entries else entry.line
            raise self.error(at, f"{what}: key '{error.key}': {error}") from None
        if {example.keeps for example in examples} != {True, False}:
            raise self.error(
                given.line, f"{what}: needs an example with before and after, and one with keep"
            )
        return rule

    def values(
        self, kind: type[FilterRule], entries: dict[str, Entry], what: str, line: int
    ) -> dict[str, Any]:
        """Return what a rule's fields get, after checking that keys and types are right."""
        keys = rule_keys(kind)
        for field in fields(kind):
            needed = field.default is MISSING and field.default_factory is MISSING
            key = yaml_key(field.name)
            if needed and key in keys and key not in entries:
                raise self.error(line, f"{what}: key '{key}' is missing")
        hints = rule_types(kind.kind)
        return {
            keys[key]: self.convert(entry, hints[keys[key]], f"{what}: key '{key}'")
            for key, entry in entries.items()
        }

    def convert(self, entry: Entry, hint: Any, what: str) -> Any:  # noqa: ANN401
        """Return a value as a field's type wants it; an error if it does not fit."""
        value, origin = entry.value, get_origin(hint)
        if origin is UnionType:  # `float | None`: what may be left out, but not be empty
            return self.convert(entry, get_args(hint)[0], what)
        if origin is tuple:
            items = value if isinstance(value, list) else [Entry(value, entry.line)]
            return tuple(self.convert(item, get_args(hint)[0], what) for item in items)
        if origin is Mapping and isinstance(value, dict):
            of = get_args(hint)[1]
            return {key: self.convert(item, of, f"{what}, '{key}'") for key, item in value.items()}
        if origin is Literal:
            if value not in get_args(hint):
                options = ", ".join(get_args(hint))
                came = f"; it is {value!r}" if isinstance(value, str) else ""
                raise self.error(entry.line, f"{what} must be one of {options}{came}")
            return value
        kind = Mapping if origin is Mapping else hint
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits:
            raise self.error(entry.line, f"{what} must be {NAMES[kind]}, not {NAMES[type(value)]}")
        return value

    def examples(self, entry: Entry, what: str) -> tuple[Example, ...]:
        if not isinstance(entry.value, list):
            raise self.error(entry.line, f"{what}: key 'examples' must be a list")
        return tuple(self.example(item, what) for item in entry.value)

    def example(self, entry: Entry, what: str) -> Example:
        what = f"{what}: an example"
        if not isinstance(entry.value, dict):
            raise self.error(entry.line, f"{what} is a mapping with before and after, or keep")
        self.check_keys(entry.value, EXAMPLE_KEYS, what)
        forms = ({"before", "after"}, {"before", "reports"}, {"keep"})
        if entry.value.keys() - {"fails", "metadata", "corpus"} not in forms:
            raise self.error(
                entry.line, f"{what} has before and after, before and reports, or keep"
            )
        values = {
            key: self.convert(item, EXAMPLE_TYPES[key], f"{what}: key '{key}'")
            for key, item in entry.value.items()
        }
        before = values.pop("keep") if "keep" in values else values["before"]
        return Example(**{"before": before, "after": before} | values, line=entry.line)

    def check_keys(self, entries: dict[str, Entry], known: Iterable[str], what: str) -> None:
        for key, entry in entries.items():
            if key not in known:
                hint = nearest(key, known) or f" (it has {', '.join(sorted(known))})"
                raise self.error(entry.line, f"{what} has no key '{key}'{hint}")

    def typed(
        self, entries: dict[str, Entry], key: str, kind: type, what: str, line: int = 1
    ) -> Any:  # noqa: ANN401 - it has the type that was asked for
        """Return a key's value; an error, at that line, if the key is missing."""
        if key not in entries:
            raise self.error(line, f"{what}: key '{key}' is missing")
        return self.convert(entries[key], kind, f"{what}: key '{key}'")


NAMES = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    Mapping: "a mapping",
    NoneType: "empty",
}
