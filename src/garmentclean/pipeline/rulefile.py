"""Reads rule files: YAML into packs and rules; errors name the file, line, rule and key."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields
from functools import cache
from io import BytesIO, TextIOWrapper
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from garmentclean.errors import RuleError, RuleFileError, nearest
from garmentclean.filters.base.rule import Example, Rule, rule_keys, yaml_key
from garmentclean.filters.plugins.guard import blamed
from garmentclean.filters.registry import ORDER, kinds, origin, rule_class
from garmentclean.pipeline.pack import Pack, source_of
from garmentclean.pipeline.strict_yaml import (
    PATTERNS,
    Entry,
    Problem,
    Reader,
    ReportedProblem,
    TooManyProblems,
    Unread,
    in_quotes,
    is_text,
    misread,
    scalars_in,
)
from garmentclean.text.regex import check_written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

PACK_TYPES: dict[str, Any] = {
    "pack": str,
    "about": str,
    "language": str,
    "default": bool,
    "rules": list,
}
SPECIAL_KEYS = ("id", "filter", "examples")
"""The keys of a rule that are handled separately: they are not fields of its class."""
BOTH = {True, False}
STAND_IN = "x"
"""Replaces a pattern that RE2 rejects, so that the other keys of its rule can be checked."""
EXAMPLE_TYPES = get_type_hints(Example) | {"keep": str}
EXAMPLE_KEYS = EXAMPLE_TYPES.keys() - {"line"}


@cache
def rule_types(kind: str) -> dict[str, Any]:
    """Return the types of the fields of a kind of rule."""
    return get_type_hints(rule_class(kind))


def load_pack(path: Path) -> Pack:
    """Read one rule file; RuleFileError, with all faults, if it cannot be used."""
    return pack_from(source_of(path), path)


def pack_from(source: bytes, path: Path) -> Pack:
    """Read the bytes of a rule file; RuleFileError, with all faults, if they cannot be used."""
    try:
        text = TextIOWrapper(BytesIO(source), encoding="utf-8-sig").read()
    except UnicodeDecodeError as error:
        raise RuleFileError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    return PackReader(str(path), text).pack()


class PackReader(Reader):
    """Builds a pack from a file.

    A fault in one key, example or rule does not keep the others from being checked.
    """

    def pack(self) -> Pack:
        """Return the pack; RuleFileError, with all faults, if there are any."""
        header: dict[str, Any] = {}
        rules: dict[str, Rule | None] = {}
        with suppress(TooManyProblems), self.collecting():
            entries = self.read()
            header = self.header(entries)
            for entry in header["rules"] or ():
                with self.collecting():
                    self.rule(entry, header, rules)
        self.refuse()
        found = tuple(rule for rule in rules.values() if rule)
        return Pack(header["pack"], header["about"], header["language"], header["default"], found)

    def header(self, entries: dict[str, Entry]) -> dict[str, Any]:
        """Return the values of the file's own keys; None for each that is wrong."""
        what = "a rule file"
        known = self.check_keys(entries, PACK_TYPES, what)
        found: dict[str, Any] = {"language": "", "default": True}
        for key, hint in PACK_TYPES.items():
            if key in entries:
                found[key] = self.converted(entries[key], hint, what, key)
            elif key not in found:
                found[key] = None
                if known:
                    self.missing(key, what, 1)
        name = found["pack"]
        if name is not None and not name.replace("-", "").isalnum():
            self.report(entries["pack"].line, f"pack {name!r} may have letters, digits and -")
        return found

    def rule(self, entry: Entry, header: dict[str, Any], rules: dict[str, Rule | None]) -> None:
        """Read a rule, and add it to `rules` under its id."""
        if not isinstance(entry.value, dict):
            raise Problem(entry.line, "a rule is a mapping with the keys id, why and filter")
        entries = dict(entry.value)
        rule_id = self.id_of(entries, entry.line)
        what = f"rule '{rule_id}'" if rule_id else "a rule"
        if rule_id and rule_id in rules:
            self.report(entry.line, f"{what} appears twice; rename one of them")
        rules[rule_id] = None
        given = entries.get("examples", Entry([], entry.line))
        examples = self.examples(given, what)
        kind = self.kind_of(entries, what, entry.line)
        of_kind = rule_class(kind)
        known = self.check_keys(entries, [*rule_keys(of_kind), *SPECIAL_KEYS], what)
        if known and None not in examples and {one.keeps for one in examples if one} != BOTH:
            message = "needs an example with before and after, and one with keep"
            self.report(given.line, f"{what}: {message}")
        entries = {key: one for key, one in entries.items() if key not in SPECIAL_KEYS}
        entries.setdefault("language", Entry(header["language"] or "", entry.line))
        values, wrong = self.values(of_kind, entries, what, entry.line if known else 0)
        values |= {"id": rule_id, "pack": header["pack"], "examples": examples}
        values |= {"path": self.path, "line": entry.line}
        rules[rule_id] = self.built(of_kind, values, entries, wrong)

    def id_of(self, entries: dict[str, Entry], line: int) -> str:
        """Return the id of a rule; empty if it is missing or wrong."""
        found = None
        if "id" in entries:
            found = self.converted(entries["id"], str, "a rule", "id")
        else:
            self.missing("id", "a rule", line)
        if found is not None and not found.replace("-", "").isalnum():
            self.report(entries["id"].line, f"id {found!r} may have letters, digits and -")
        return found or ""

    def kind_of(self, entries: dict[str, Entry], what: str, line: int) -> str:
        """Return the kind of a rule's filter; Problem if it is missing or unknown."""
        if "filter" not in entries:
            raise Problem(line, f"{what}: key 'filter' is missing")
        kind = self.convert(entries["filter"], str, f"{what}: key 'filter'")
        if kind not in kinds():
            hint = nearest(kind, kinds()) or "; if a package brings it, install that"
            raise Problem(entries["filter"].line, f"{what}: no filter is called {kind!r}{hint}")
        return str(kind)

    def built(
        self,
        of_kind: type[Rule],
        values: dict[str, Any],
        entries: dict[str, Entry],
        wrong: set[str],
    ) -> Rule | None:
        """Return a rule with these values; None if they cannot be used.

        A value that the rule rejects is reported. Then the others are tried without it.

        Args:
            of_kind: the class of the rule.
            values: the values of its fields.
            entries: the rule's entries.
            wrong: the keys with faults, which may make the rule reject others.
        """
        keys = rule_keys(of_kind)
        needed = {field.name for field in fields(of_kind) if is_needed(field)}
        what = f"rule '{values['id']}'"
        while needed <= values.keys():
            try:
                with blamed(
                    of_kind.kind, origin(of_kind.kind), f"{self.path}:{values['line']}: {what}: "
                ):
                    return of_kind(**values)
            except RuleError as error:
                key = error.key
                if not wrong or (key in entries and key not in wrong):
                    line = entries[key].line if key in entries else values["line"]
                    self.report(line, f"{what}: key '{key}': {error}")
                wrong = wrong | {key}
                if values.pop(keys.get(key, ""), None) is None:
                    break
        return None

    def values(
        self, kind: type[Rule], entries: dict[str, Entry], what: str, line: int
    ) -> tuple[dict[str, Any], set[str]]:
        """Return the values of a rule's fields, and the keys with faults.

        Args:
            kind: the class of the rule.
            entries: its entries.
            what: how messages refer to it.
            line: its line, to report missing keys; 0 to report none.
        """
        keys, hints = rule_keys(kind), rule_types(kind.kind)
        values: dict[str, Any] = {}
        for field in fields(kind):
            key = yaml_key(field.name)
            if line and is_needed(field) and key in keys and key not in entries:
                self.missing(key, what, line)
        wrong = set()
        for key, entry in entries.items():
            if key not in keys:
                continue
            before = len(self.problems)
            value = self.converted(entry, hints[keys[key]], what, key)
            if is_pattern(kind, key):
                value = self.checked(entry, value, what, key, folded=folds(entries, key))
            if len(self.problems) > before:
                wrong.add(key)
            if value is not None:
                values[keys[key]] = value
        return values, wrong

    def checked(self, entry: Entry, value: Any, what: str, key: str, *, folded: bool) -> Any:
        """Return the patterns of a key; a stand-in if RE2 rejects one, which is reported.

        With the stand-in, the other keys of the rule can be checked.
        """
        before = len(self.problems)
        for one in scalars_in(entry):
            try:
                if isinstance(one.value, str):
                    check_written(one.value, ignore_case=folded)
            except RuleError as error:
                self.report(one.line, f"{what}: key '{key}': {error}")
        if value is None or len(self.problems) == before:
            return value
        return STAND_IN if isinstance(value, str) else (STAND_IN,)

    def converted(self, entry: Entry, hint: Any, what: str, key: str) -> Any:
        """Return the value of a key in its field's type; None if it has a fault."""
        name = f"{what}: key '{key}'"
        value = None
        with self.collecting():
            value = self.convert(entry, hint, name)
        for line, message in misread(entry, key) if is_text(hint) else ():
            self.report(line, f"{name}: {message}")
        return value

    def convert(self, entry: Entry, hint: Any, what: str) -> Any:
        """Return a value in its field's type; Problem if it does not fit."""
        value, origin = entry.value, get_origin(hint)
        if isinstance(value, Unread):
            raise Problem(entry.line, f"{what}: {value.reason}")
        if origin is UnionType:  # `float | None`: it may be left out, but not be empty
            return self.convert(entry, get_args(hint)[0], what)
        if origin is tuple:
            items = value if isinstance(value, list) else [entry]
            return self.convert_all(((item, what) for item in items), get_args(hint)[0])
        if origin is Mapping and isinstance(value, dict):
            named = ((item, f"{what}, '{key}'") for key, item in value.items())
            return dict(zip(value, self.convert_all(named, get_args(hint)[1]), strict=True))
        if origin is Literal:
            if value not in get_args(hint):
                options = ", ".join(get_args(hint))
                came = f"; it is {value!r}" if isinstance(value, str) else ""
                raise Problem(entry.line, f"{what} must be one of {options}{came}")
            return value
        kind = Mapping if origin is Mapping else hint
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits:
            hint = in_quotes(entry) if kind is str else ""
            wanted, came = NAMES[kind], NAMES[type(value)]
            raise Problem(entry.line, f"{what} must be {wanted}, not {came}{hint}")
        return value

    def convert_all(self, entries: Iterable[tuple[Entry, str]], hint: Any) -> tuple[Any, ...]:
        """Return the values of several entries; a problem if one does not fit.

        Args:
            entries: the entries, each with how messages refer to it.
            hint: the type of each.
        """
        values = []
        before = len(self.problems)
        for entry, what in entries:
            with self.collecting():
                values.append(self.convert(entry, hint, what))
        if len(self.problems) > before:
            raise ReportedProblem
        return tuple(values)

    def examples(self, entry: Entry, what: str) -> tuple[Example | None, ...]:
        """Return the examples of a rule; None for each that is wrong."""
        if isinstance(entry.value, list):
            return tuple(self.example(item, what) for item in entry.value)
        self.report(entry.line, f"{what}: key 'examples' must be a list")
        return (None,)

    def example(self, entry: Entry, what: str) -> Example | None:
        """Return an example; None if it has a fault, which is reported."""
        what = f"{what}: an example"
        before = len(self.problems)
        if not isinstance(entry.value, dict):
            self.report(entry.line, f"{what} is a mapping with before and after, or keep")
            return None
        known = self.check_keys(entry.value, EXAMPLE_KEYS, what)
        forms = ({"before", "after"}, {"before", "reports"}, {"keep"})
        if known and entry.value.keys() - {"fails", "metadata", "corpus"} not in forms:
            message = f"{what} has before and after, before and reports, or keep"
            self.report(entry.line, message)
        values = {
            key: self.converted(item, EXAMPLE_TYPES[key], what, key)
            for key, item in entry.value.items()
            if key in EXAMPLE_KEYS
        }
        if len(self.problems) > before:
            return None
        before_text = values.pop("keep") if "keep" in values else values["before"]
        return Example(**{"before": before_text, "after": before_text} | values, line=entry.line)

    def check_keys(self, entries: dict[str, Entry], known: Collection[str], what: str) -> bool:
        """Report unknown keys; return whether all keys are known."""
        unknown = [key for key in entries if key not in known]
        for key in unknown:
            hint = nearest(key, known) or f" (it has {', '.join(sorted(known))})"
            self.report(entries[key].line, f"{what} has no key '{key}'{hint}")
        return not unknown

    def missing(self, key: str, what: str, line: int) -> None:
        """Report that a key is missing, at the line of the rule or file that needs it."""
        self.report(line, f"{what}: key '{key}' is missing")


def is_needed(field: Field[Any]) -> bool:
    """Return whether a field is required."""
    return field.default is MISSING and field.default_factory is MISSING


def is_pattern(kind: type[Rule], key: str) -> bool:
    """Return whether a key holds RE2 patterns that can be checked one by one."""
    ours = kind.kind in ORDER or key in rule_keys(Rule)
    return ours and key in PATTERNS and key != "ambiguous"


def folds(entries: dict[str, Entry], key: str) -> bool:
    """Return whether a pattern ignores case: an address always does, a guard never."""
    given = entries.get("ignore-case")
    return key == "address" or (key not in rule_keys(Rule) and given is not None and given.value)


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
