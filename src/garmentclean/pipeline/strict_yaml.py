"""YAML with line numbers and without its surprises.

Only `true` and `false` are booleans, as in YAML 1.2 (PyYAML also reads `no` and `on` as such).
Duplicate keys, anchors, aliases and tags are errors, and so is text that YAML would read
differently from how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

import yaml

from garmentclean.errors import RuleFileError
from garmentclean.text.regex_hints import control_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yaml import MarkedYAMLError

try:
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # pragma: no cover - a PyYAML that was built without libyaml
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]

COMMENT = re.compile(r"[ \t]+(#.*)")
"""A comment after a value, on the same line."""
FLOW, FLOW_MAPPING = "[", "{"
"""The styles of a list in brackets, and of a mapping in braces."""
DEPTH = 50
"""The most levels of nesting; PyYAML's C parser crashes at about 30,000."""
VALUES = 1_000_000
"""The most values of a file; reading this many takes a minute and 500 MB."""
MOST = 100
"""The most faults of one file that are reported."""
TAB = re.compile(r" *\t")
CUT = re.compile(r"[^'\"]*[^\s'\"][ \t]+#")
"""A line with a comment after text that is not in quotes."""
VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+:\s+)?(?:- +)*(?P<first>\S)")
"""The beginning of a line, up to the first character of its value."""
BY_PROBLEM = {
    "another document": "a file holds one pack: remove the line '---', or make two files",
    "escape character": "put a text with backslashes in single quotes",
    "hexdecimal number": "put a text with backslashes in single quotes",
    "block sequence entries": "put a text that begins with - in quotes",
    "mapping values": "put a text with ': ' in it in quotes",
}
"""What to do, by words in libyaml's message."""
BY_FIRST = {
    "'": "within single quotes, write a single quote twice ('')",
    '"': 'within double quotes, write a double quote as \\"',
    **{mark: f"put a text that begins with {mark} in quotes" for mark in "@`%*&!|>[]{},?-:"},
}
"""What to do, by the first character of a value."""
PATTERNS = frozenset(
    {"patterns", "start", "end", "while", "address", "ambiguous", "when", "unless"}
    | {"when-document", "unless-document", "unless-around"}
)
"""The keys whose texts are patterns."""
WORDS = frozenset({"pack", "id", "filter", "language", "languages"})
"""The keys whose values are single words, which may be followed by a comment."""
PROSE = frozenset({"about", "why", "fails"})
"""The keys with sentences for people."""
BLOCKS = frozenset("|>")
CLASS = re.compile(r"\^?(?:\\?[^\s,]-\\?[^\s,])+")
"""The inside of a character class, such as `A-Za-z`."""


class _Loader(BaseLoader):
    """YAML 1.2, in which `no` and `on` are strings."""


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
        line: the line of the value or of its key.
        style: the character with which a scalar of its style begins, `'`, `"`, `|` or `>`; empty
            for a plain scalar. `[` for a list in brackets, `{` for a mapping in braces.
        comment: the comment after a plain scalar.
        written: a plain scalar, as it is written in the file.
    """

    value: Any
    line: int
    style: str = ""
    comment: str = ""
    written: str = ""


class Unread(NamedTuple):
    """A value that cannot be read: why not, and what to do."""

    reason: str


class Problem(Exception):  # noqa: N818 - it is collected, and a RuleFileError made of all of them
    """A fault in a file.

    Args:
        line: its line.
        message: what is wrong, and what to do.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class TooManyProblems(Exception):  # noqa: N818 - the same
    """A file has too many faults to go on."""


class ReportedProblem(Exception):  # noqa: N818 - the same
    """A value cannot be used because of a fault that has been reported."""


class Reader:
    """Reads a file into plain values, and collects its faults.

    Args:
        path: the file, as messages name it.
        text: its text.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[tuple[int, str]] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect a Problem that is raised, so that reading goes on after it."""
        try:
            yield
        except Problem as problem:
            self.report(problem.line, str(problem))
        except ReportedProblem:
            pass

    def report(self, line: int, message: str) -> None:
        """Add a fault: its line, what is wrong, and what to do.

        Raises TooManyProblems after the first `MOST` of them.
        """
        if len(self.problems) == MOST:
            raise TooManyProblems
        self.problems.append((line, message))

    def refuse(self) -> None:
        """Raise RuleFileError if there are faults, with all of them in the order of their lines."""
        if self.problems:
            found = dict.fromkeys(sorted(self.problems, key=lambda one: one[0]))
            messages = [f"{self.path}:{line}: {message}" for line, message in found]
            if len(self.problems) == MOST:
                messages.append(f"{self.path}: there may be more; fix these {MOST} first")
            raise RuleFileError(*messages)

    def read(self) -> dict[str, Entry]:
        """Return the entries of the file.

        Raises Problem if it is not YAML, or not a mapping.
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
        """Raise Problem for an anchor, an alias, or too many or too deeply nested values."""
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
                raise Problem(line, f"a file has {VALUES:,} values at most; split it into several")

    def entry(self, node: yaml.Node, line: int = 0) -> Entry:
        """Return a node's value; mappings become dicts of entries that know their lines.

        Args:
            node: the node.
            line: the line to report; 0 for the one on which the node begins.
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
        """Return a mapping's entries; a duplicate key is reported."""
        found: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            with self.collecting():
                if not isinstance(key_node, yaml.ScalarNode):
                    raise Problem(line, "a key must be a word")
                key = key_node.value
                if key in found:
                    raise Problem(line, f"key '{key}' appears twice; remove one of them")
                found[key] = self.entry(value_node, line)
        return found


def scalar(node: yaml.Node) -> object:
    """Return a text, number, boolean or None; Unread for anything else."""
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


def hint_of(error: MarkedYAMLError, text: str) -> str:
    """Return advice about a YAML error, for the end of its message; empty if there is none.

    Args:
        error: the error.
        text: the YAML.
    """
    problem = error.problem or ""
    hint = next((hint for words, hint in BY_PROBLEM.items() if words in problem), "")
    if "unexpected end of stream" in problem and error.context_mark:
        hint = f"the quotation mark in line {error.context_mark.line + 1} is not closed"
    hint = hint or hint_of_line(error, text)
    return f"; {hint}" if hint else ""


def hint_of_line(error: MarkedYAMLError, text: str) -> str:
    """Return advice about a line with an error; empty if there is none."""
    lines = text.split("\n")
    number = error.problem_mark.line if error.problem_mark else len(lines)
    line = lines[number] if number < len(lines) else ""
    if TAB.match(line):
        return "indent with spaces, not with tabs"
    if any(map(CUT.match, lines[max(0, number - 1) : number + 1])):
        return "YAML ends a text without quotes at ' #', put it in quotes"
    value = VALUE.match(line)
    return BY_FIRST.get(value["first"], "") if value else ""


def is_text(hint: Any) -> bool:
    """Return whether the values of a key are free texts, by its type.

    >>> is_text(Mapping[str, tuple[str, ...]]), is_text(bool)
    (True, False)
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is Mapping:
        return is_text(args[1])
    if origin in {UnionType, tuple}:
        return is_text(args[0])
    return hint is str


def scalars_in(entry: Entry) -> Iterator[Entry]:
    """Yield the scalars that a value consists of."""
    match entry.value:
        case list() as items:
            for item in items:
                yield from scalars_in(item)
        case dict() as pairs:
            for value in pairs.values():
                yield from scalars_in(value)
        case _:
            yield entry


def misread(entry: Entry, key: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a key that YAML reads differently from how they look: line and message.

    Args:
        entry: the value of the key, which holds free texts.
        key: the key.
    """
    what = "pattern" if key in PATTERNS else "text"
    for one in scalars_in(entry):
        if not isinstance(one.value, str):
            continue
        comment = one.comment[1:2] if key in PROSE else one.comment
        if comment.strip() and key not in WORDS:
            rest = f"put the {what} in quotes, or the comment on its own line"
            yield one.line, f"YAML ends the value at ' #', after {one.value!r}; {rest}"
        if key in PATTERNS and one.style in BLOCKS and one.value.endswith("\n"):
            rest = "so that it matches in no line; put the pattern in quotes, on one line"
            yield one.line, f"the block, and so the pattern, ends in a line break, {rest}"
        if key == "ambiguous" and (control := control_in(one.value)):
            yield one.line, control
    if key in PATTERNS and entry.style == FLOW and len(entry.value) == 1:
        text = entry.value[0].value
        if not entry.value[0].style and isinstance(text, str) and CLASS.fullmatch(text):
            yield entry.line, f"[{text}] is a list for YAML, of {text!r}; put the pattern in quotes"


def in_quotes(entry: Entry) -> str:
    """Return advice for a value that should be a text but is not; empty if there is none."""
    match entry.value:
        case dict() | list() if entry.style:
            return f"; put a text that begins with {entry.style} in quotes"
        case dict():
            return "; put a text with ': ' in it in quotes"
        case None if entry.comment:
            return "; YAML takes text that begins with # for a comment"
        case None if entry.written:
            return f"; {entry.written} means nothing in YAML, put it in quotes"
        case bool() | int() | float():
            return "; put it in quotes"
        case _:
            return ""
