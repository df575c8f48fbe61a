"""YAML with line numbers, and without its surprises.

Booleans are only `true` and `false` (YAML 1.2; PyYAML by itself also reads `no` and `on` as such);
keys that stand twice, anchors, aliases and tags are errors.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from garmentclean.errors import RuleFileError
from garmentclean.pipeline.yaml_hints import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

try:
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # pragma: no cover - a PyYAML that was built without libyaml
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]

COMMENT = re.compile(r"[ \t]+(#.*)")
"""A comment behind a value, on its line."""
FLOW, FLOW_MAPPING = "[", "{"
"""The styles of a list in brackets, and of a mapping in braces."""


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
    """A value, and how it is written.

    Attributes:
        value: the value; Unread if it cannot be read.
        line: the line on which it, or its key, stands.
        style: the character that begins a scalar of its style, `'`, `"`, `|` or `>`; empty for
            a plain scalar. `[` for a list in brackets, `{` for a mapping in braces.
        comment: the comment on the line of a plain scalar.
        written: a plain scalar as it is written.
    """

    value: Any
    line: int
    style: str = ""
    comment: str = ""
    written: str = ""


class Unread(NamedTuple):
    """The value of what cannot be read: why, and what to do."""

    reason: str


class Problem(Exception):  # noqa: N818 - it is collected, and a RuleFileError made of all of them
    """Something in a file is wrong.

    Args:
        line: the line on which it stands.
        message: what is wrong, and what to do.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class TooManyProblems(Exception):  # noqa: N818 - the same
    """So much is wrong with a file that nobody would read on."""


class ReportedProblem(Exception):  # noqa: N818 - the same
    """A value cannot be used for what is reported already."""


class Reader:
    """Reads a file's nodes into plain values, and collects what is wrong with them.

    Args:
        path: the file, as messages call it.
        text: what stands in it.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[tuple[int, str]] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect the problem that is raised, so that the reading goes on behind it."""
        try:
            yield
        except Problem as problem:
            self.report(problem.line, str(problem))
        except ReportedProblem:
            pass

    def report(self, line: int, message: str) -> None:
        """Collect a problem: the line on which it stands, what is wrong, and what to do.

        Raises TooManyProblems behind the first `MOST` of them.
        """
        if len(self.problems) == MOST:
            raise TooManyProblems
        self.problems.append((line, message))

    def refuse(self) -> None:
        """Raise RuleFileError if there are problems, with all of them by their lines."""
        if self.problems:
            found = dict.fromkeys(sorted(self.problems, key=lambda one: one[0]))
            told = [f"{self.path}:{line}: {message}" for line, message in found]
            if len(self.problems) == MOST:
                told.append(f"{self.path}: there may be more; mend these {MOST} first")
            raise RuleFileError(*told)

    def read(self) -> dict[str, Entry]:
        """Return the entries of the file, which is a mapping.

        Raises Problem if it is none, or no YAML.
        """
        loader = _Loader(self.text)
        try:
            self.check_events()
            node = loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            hint = hint_of(error, self.text)
            raise Problem(line, f"not valid YAML: {error.problem}{hint}") from None
        except yaml.YAMLError as error:
            raise Problem(1, f"not valid YAML: {str(error).splitlines()[0]}") from None
        finally:
            loader.dispose()
        value = self.entry(node).value if node else None
        if not isinstance(value, dict):
            raise Problem(1, "a rule file is a mapping with the keys pack, about and rules")
        return value

    def check_events(self) -> None:
        """Raise Problem for an anchor, an alias, and for more, or deeper, than is to be read."""
        depth = 0
        for count, event in enumerate(yaml.parse(self.text, Loader=_Loader)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if getattr(event, "anchor", None):
                raise Problem(
                    line,
                    "anchors and aliases are not allowed; write the value out, and put text that "
                    "begins with & or * in quotes",
                )
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEPTH:
                raise Problem(line, "nested too deeply")
            if count > VALUES:
                raise Problem(line, f"a file has {VALUES:,} values at most; make several of it")

    def entry(self, node: yaml.Node, line: int = 0) -> Entry:
        """Return a node's value; mappings become dicts of entries that know their lines.

        Args:
            node: the node.
            line: the line to name; without it, the one on which the node begins.
        """
        line = line or node.start_mark.line + 1
        if node.tag.startswith("!"):
            reason = f"{node.tag!r} is a tag for YAML; put a text that begins with ! in quotes"
            return Entry(Unread(reason), line)
        if isinstance(node, yaml.SequenceNode):
            items = [self.entry(one) for one in node.value]
            return Entry(items, line, FLOW if node.flow_style else "")
        if isinstance(node, yaml.MappingNode):
            return Entry(self.mapping(node), line, FLOW_MAPPING if node.flow_style else "")
        style = str(getattr(node, "style", None) or "")
        if style:
            return Entry(scalar(node), line, style)
        found = COMMENT.match(self.text, node.end_mark.index)
        return Entry(scalar(node), line, style, found[1] if found else "", node.value)

    def mapping(self, node: yaml.MappingNode) -> dict[str, Entry]:
        """Return a mapping's entries; a key that stands twice is a problem."""
        found: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            with self.collecting():
                if not isinstance(key_node, yaml.ScalarNode):
                    raise Problem(line, "a key must be a word")
                key = key_node.value
                if key in found:
                    raise Problem(line, f"key '{key}' stands twice; remove one of them")
                found[key] = self.entry(value_node, line)
        return found


def scalar(node: yaml.Node) -> object:
    """Return a text, number, boolean or None; Unread if it is none of them."""
    text = node.value
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "str":
        return text
    try:
        return SCALARS[kind](text)
    except (KeyError, ValueError):
        return Unread(f"cannot read {text!r}; write text in quotes")


SCALARS: dict[str, Callable[[str], object]] = {
    "bool": lambda text: text == "true",
    "int": int,
    "float": float,
    "null": lambda _: None,
}


DEPTH = 50
"""No rule file is nested deeper; PyYAML's C part crashes at some 30,000 levels."""
VALUES = 1_000_000
"""So many take a minute, and 500 MB."""
MOST = 100
"""So many faults of one file are told."""
