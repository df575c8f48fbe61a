"""YAML with line numbers, and without its surprises.

Booleans are only `true` and `false` (YAML 1.2; PyYAML by itself also reads `no` and `on` as such);
keys that stand twice, anchors and aliases are errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from garmentclean.errors import RuleFileError

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # pragma: no cover - a PyYAML that was built without libyaml
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]


class _Loader(BaseLoader):
    """YAML as 1.2 has it: only true and false are booleans, so that `no` and `on` are words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":bool", ":timestamp"))]
    for first, pairs in BaseLoader.yaml_implicit_resolvers.items()
}
for letter, word in (("t", "true"), ("f", "false")):
    _Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(f"^{word}$"), [letter])


@dataclass(frozen=True)
class Entry:
    """A value and the line on which it, or its key, stands."""

    value: Any
    line: int


class Reader:
    """Reads one file's nodes into plain values, and raises its errors."""

    def __init__(self, path: str) -> None:
        self.path = path

    def error(self, line: int, message: str) -> RuleFileError:
        """Return an error that names the file and the line."""
        return RuleFileError(f"{self.path}:{line}: {message}")

    def value(self, node: yaml.Node, seen: set[int]) -> Any:  # noqa: ANN401 - YAML has any type
        """Return a node's value; mappings become dicts of entries that know their lines."""
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise self.error(line, "anchors and aliases are not allowed; write the value out")
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [Entry(self.value(n, seen), n.start_mark.line + 1) for n in node.value]
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, seen)
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, seen: set[int]) -> dict[str, Entry]:
        """Return a mapping's entries; an error for a key that stands twice."""
        found: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(line, "a key must be a word")
            key = key_node.value
            if key in found:
                raise self.error(line, f"key '{key}' stands twice; remove one of them")
            found[key] = Entry(self.value(value_node, seen), line)
        return found

    def scalar(self, node: yaml.Node) -> object:
        """Return a text, number, boolean or None."""
        text = node.value
        kind = node.tag.rsplit(":", 1)[-1]
        if kind == "str":
            return text
        try:
            return SCALARS[kind](text)
        except (KeyError, ValueError):
            raise self.error(
                node.start_mark.line + 1, f"cannot read {text!r}; write text in quotes"
            ) from None


SCALARS: dict[str, Callable[[str], object]] = {
    "bool": lambda text: text == "true",
    "int": int,
    "float": float,
    "null": lambda _: None,
}


DEPTH = 50
"""No rule file is nested deeper; PyYAML's C part crashes at some 30,000 levels."""


def check_depth(text: str, reader: Reader) -> None:
    """Raise RuleFileError if YAML is nested too deeply to be read."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise reader.error(line, "nested too deeply")


def read(text: str, path: str) -> dict[str, Entry]:
    """Parse YAML into a dict of entries; RuleFileError for whatever is wrong with it."""
    reader = Reader(path)
    loader = _Loader(text)
    try:
        check_depth(text, reader)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise reader.error(line, f"not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise reader.error(1, f"not valid YAML: {str(error).splitlines()[0]}") from None
    finally:
        loader.dispose()
    value = reader.value(node, set()) if node else None
    if not isinstance(value, dict):
        raise reader.error(1, "a rule file is a mapping with the keys pack, about and rules")
    return value
