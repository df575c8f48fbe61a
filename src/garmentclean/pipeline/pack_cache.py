"""Caches packs as plain data, so that a start does not have to parse YAML.

The key is the content of the rule file, never its times. A cached pack was valid when its file was
loaded, so only the types of its values are checked, and patterns are compiled when they are needed.
An entry that is damaged, or has another format, is replaced. Examples are left out, because
cleaning does not need them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, fields
from functools import cache, cached_property
from importlib.util import source_hash
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints, overload

from garmentclean.corpus.cache_folder import make, open_own
from garmentclean.corpus.permissions import open_private
from garmentclean.filters.base.patterns import PatternScanner
from garmentclean.filters.base.prefilter import Search, dump_hints, load_hints
from garmentclean.filters.base.rule import LOADER_FIELDS
from garmentclean.filters.registry import ORDER, rule_class, scanner_of
from garmentclean.pipeline.pack import Pack, source_of
from garmentclean.version import VERSION, code_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from garmentclean.filters.base.rule import Rule

FORMAT = 1
ENDING = ".pack"
MOST = 1 << 26
"""The most bytes of a cached pack that are read."""
HINT = [str, bool, bool, str, bool]
"""The types of the values that are cached for a pattern."""
DAYS = 30
"""Entries older than this are deleted: their rule files may be gone."""


def stored_pack(file: Path, folder: Path) -> Pack:
    """Return the pack of a rule file, without the examples of its rules.

    Args:
        file: the rule file.
        folder: the cache. Without access to it, loading only takes longer.

    Raises RuleFileError if the rule file cannot be used.
    """
    source = source_of(file)
    path = folder / f"{digest(stamp() + source)}{ENDING}"
    if cached := _read(path, file):
        return cached
    from garmentclean.pipeline.rulefile import pack_from  # YAML, which takes a while to load

    pack = pack_from(source, file)
    text = text_of(pack)
    if text is None:
        return pack
    _write(path, text)
    return pack_of(text, file)


def text_of(pack: Pack) -> bytes | None:
    """Return a pack as plain data; None if one of its rules uses the filter of a plugin.

    Another version of the plugin may reject what this one accepts.
    """
    if any(rule.kind not in ORDER for rule in pack.rules):
        return None
    head = json.dumps([pack.name, pack.about, pack.language, pack.default])
    rules = [[rule.kind, rule.line, values_of(rule)] for rule in pack.rules]
    body = json.dumps([rules, dump_hints(searches_of(pack.rules))])
    return f"{head}\n{body}".encode()


def pack_of(text: bytes, file: Path) -> Pack:
    """Return the pack from the plain data that `text_of` returned; its rules are built on demand.

    Raises ValueError if the data has another format.
    """
    head, _, body = text.partition(b"\n")
    name, about, language, default = _plain(head)
    if not _are_texts([name, about, language]) or type(default) is not bool:
        raise ValueError("no head of a pack")
    return Pack(name, about, language, default, StoredRules(body, name, str(file)))


def _plain(data: bytes) -> Any:
    """Return the value of JSON; ValueError if it is not JSON, or nested too deeply."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None


class StoredRules(Sequence["Rule"]):
    """Rules that are built when the first of them is needed.

    If the plain data has another format, they are read from the rule file.

    Args:
        body: the rules as plain data.
        pack: the name of their pack.
        path: the rule file.
    """

    def __init__(self, body: bytes, pack: str, path: str) -> None:
        self._body, self._pack, self._path = body, pack, path

    @cached_property
    def _rules(self) -> Sequence[Rule]:
        shared = {"pack": self._pack, "path": self._path}
        try:
            rules, hints = _plain(self._body)
            _check(rules, hints)
            built = tuple(
                restored(kind, shared | {"line": line} | values) for kind, line, values in rules
            )
            load_hints(hints)
        except (LookupError, TypeError, ValueError):
            from garmentclean.pipeline.rulefile import load_pack  # rarely needed

            return load_pack(Path(self._path)).rules
        return built

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        return self._rules[index]

    def __len__(self) -> int:
        return len(self._rules)


def searches_of(rules: Sequence[Rule]) -> Iterator[Search]:
    """Yield the searches that the scanners of rules make."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    for kind, some in by_kind.items():
        scanner = scanner_of(kind, some)
        if isinstance(scanner, PatternScanner):
            yield from scanner.index.searches


def values_of(rule: Rule) -> dict[str, Any]:
    """Return the values of a rule that differ from the defaults."""
    given: dict[str, Any] = {"id": rule.id}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name not in LOADER_FIELDS and repr(value) != repr(field.default):
            given[field.name] = value
    return given


def restored(kind: str, values: dict[str, Any]) -> Rule:
    """Return a rule with cached values, which are not checked again."""
    cls, defaults = _class_and_defaults(kind)
    rule = object.__new__(cls)
    vars(rule).update(defaults)
    vars(rule).update({key: frozen(value) for key, value in values.items()})
    return rule


def _check(rules: Any, hints: Any) -> None:
    """Raise an error if plain data does not have the format of rules and their patterns."""
    if not isinstance(rules, list) or not isinstance(hints, list):
        raise TypeError("no rules")
    for hint in hints:
        _check_hint(*hint)
    for rule in rules:
        _check_rule(*rule)


def _check_rule(kind: str, line: object, values: dict[str, object]) -> None:
    """Raise an error if plain data does not have the format of a rule."""
    if kind not in ORDER or not isinstance(values, dict):
        raise ValueError("no rule")
    types, required = _types(kind)
    wrong = required - values.keys() or type(line) is not int
    if wrong or not all(types[key](value) for key, value in values.items()):
        raise ValueError("no rule of this kind")


def _check_hint(*hint: object) -> None:
    """Raise an error if plain data is not what `dump_hints` returns for a pattern."""
    if [*map(type, hint)] != HINT:
        raise ValueError("no hint for a pattern")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and {*map(type, value)} <= {str}


@cache
def _types(kind: str) -> tuple[dict[str, Callable[[Any], bool]], set[str]]:
    """Return a test for each value of a kind of rule, and the keys that a rule must have."""
    of_kind = fields(rule_class(kind))
    cached = [one for one in of_kind if one.name == "id" or one.name not in LOADER_FIELDS]
    required = {one.name for one in cached if one.default is one.default_factory is MISSING}
    return {one.name: _test_of(str(one.type)) for one in cached}, required


@cache
def _test_of(annotation: str) -> Callable[[Any], bool]:
    """Return a function that tests whether plain data has the type of a field.

    >>> test = _test_of("Mapping[str, tuple[str, ...]]")
    >>> test({"looms": ["a", "b"]}), test({"looms": "a"})
    (True, False)
    """
    holder = type("Holder", (), {"__annotations__": {"it": annotation}})
    hint = get_type_hints(holder, {"Literal": Literal, "Mapping": Mapping})["it"]
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple and args[0] is str:
        return _are_texts
    if origin is Mapping:
        test = _test_of(annotation.partition(", ")[2].removesuffix("]"))
        return lambda value: isinstance(value, dict) and all(map(test, value.values()))
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in args
    types = {int, *args, hint} if float in {hint, *args} else {hint}
    return lambda value: type(value) in types


@cache
def _class_and_defaults(kind: str) -> tuple[type[Rule], dict[str, Any]]:
    """Return the class of a kind of rule, and the defaults that come from factories."""
    cls = rule_class(kind)
    factories = ((field.name, field.default_factory) for field in fields(cls))
    return cls, {name: factory() for name, factory in factories if factory is not MISSING}


def frozen(value: Any) -> Any:
    """Return plain data as a rule holds it, with tuples for lists.

    >>> frozen({"looms": ["a", "b"]})
    {'looms': ('a', 'b')}
    """
    if isinstance(value, list):
        return tuple(map(frozen, value))
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value


def digest(data: bytes) -> str:
    """Return a checksum of data: the hash that Python uses for source files (PEP 552).

    It is SipHash, which is fast and needs no library. Its 64 bits do not stop an attacker, but
    nobody gains anything from two rule files with the same checksum.
    """
    return source_hash(data).hex()


@cache
def stamp() -> bytes:
    """Return the other part of the key: the version of the code and the times of its files."""
    return repr((FORMAT, VERSION, code_times())).encode()


def _read(path: Path, file: Path) -> Pack | None:
    """Return a cached pack; None if there is none, it is damaged, or others can change it."""
    try:
        with open_own(path) as cached:
            checksum, _, text = cached.read(MOST).partition(b"\n")
        return pack_of(text, file) if checksum == digest(text).encode() else None
    except (OSError, TypeError, ValueError):
        return None


def _write(path: Path, text: bytes) -> None:
    """Cache a pack, and delete old entries."""
    folder = path.parent
    temporary = folder / f"{path.stem}-{os.getpid()}{ENDING}"
    with suppress(OSError):  # a failed write only costs time
        make(folder)
        old = time() - DAYS * 86_400
        for other in folder.glob(f"*{ENDING}"):
            if other.stat().st_mtime < old:
                other.unlink(missing_ok=True)
        try:
            with open_private(temporary) as new:
                new.write(digest(text).encode() + b"\n" + text)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
