"""garmentclean rules show: all there is to know about a rule, a pack or a filter."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from garmentclean.cli.completers import names_of, shown_names
from garmentclean.cli.options import RULE_FILES
from garmentclean.filters.base.keys import keys_of, own_keys
from garmentclean.filters.base.rule import Rule, rule_keys
from garmentclean.filters.registry import kinds, rule_class
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.selection import UnknownNameError, choose
from garmentclean.report.terminal import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from garmentclean.filters.base.rule import Example

FIRST = ("patterns", "start")
"""The keys for what a rule looks for; they come first."""
PLAIN = re.compile(r"(?!(?:true|false|null)$)[^\W\d_][\w./-]*(?: [\w./-]+)*")
"""Text that needs no quotes."""
MANY = 40
"""A list with more items is cut off."""
LONG = 500
"""A text with more characters is cut off."""


@click.command()
@click.argument("name", metavar="ID", shell_complete=shown_names)
@RULE_FILES
def show(name: str, rule_files: tuple[Path, ...]) -> None:
    """Show a rule: why it exists, what it looks for, its examples, and what its filter does.

    ID is the name of a rule, of a pack (for all of its rules) or of a filter.
    """
    packs = load_packs(rule_files)
    try:
        found = choose(packs, select=[name], unsafe=True)
    except UnknownNameError:
        if name not in kinds():
            known = {*(name for name, _ in names_of(packs)), *kinds()}
            raise UnknownNameError(name, known, "rule, pack or filter") from None
        rules = [rule.name for pack in packs for rule in pack.rules if rule.kind == name]
        write("\n".join([filter_text(name), section("rules", rules), keys_of_all()]))
        return
    running = {rule.name for rule in choose(packs)}
    texts = [described(rule, on=rule.name in running) for rule in found]
    texts += [filter_text(kind) for kind in dict.fromkeys(rule.kind for rule in found)]
    write("\n".join([*texts, keys_of_all()]))


def described(rule: Rule, *, on: bool) -> str:
    """Return everything about a rule except its filter."""
    state = "on by default" if on else f"off by default; --extend-select {rule.name} turns it on"
    if rule.safety == "unsafe":
        state = "unsafe: it may change the meaning; runs only with --unsafe"
    place = f"{rule.path}:{rule.line}"
    head = section(rule.name, [rule.why, state, f"defined in {place}"])
    values = section(f"filter {rule.kind}, with", values_of(rule, place))
    return "\n".join([head, values, *map(example_text, rule.examples)])


def values_of(rule: Rule, place: str) -> Iterator[str]:
    """Yield the lines of the keys that a rule sets: first what it looks for, last its guards.

    Args:
        rule: the rule.
        place: where it is defined; long values refer to it.
    """
    fields = rule_keys(type(rule))
    own = [key.name for key in own_keys(type(rule))]
    own.sort(key=lambda name: name not in FIRST)
    defaults = {key.name: key.default for key in keys_of(type(rule))}
    for name in [*own, *(key.name for key in keys_of(Rule))]:
        value = getattr(rule, fields[name])
        if name == "why" or value == defaults[name]:
            continue
        match value:
            case (one,):
                yield f"{name}: {as_yaml(one)}"
            case tuple():
                yield from (f"{name}:", *list_lines([f"- {as_yaml(one)}" for one in value], place))
            case Mapping():
                pairs = [f"{as_yaml(key)}: {as_yaml(one)}" for key, one in value.items()]
                yield from (f"{name}:", *list_lines(pairs, place))
            case _:
                yield f"{name}: {as_yaml(value)}"


def list_lines(items: Sequence[str], place: str) -> Iterator[str]:
    """Yield the items of a list, indented; of a long list, only the first ones."""
    yield from (f"  {item}" for item in items[:MANY])
    if len(items) > MANY:
        yield f"  … and {len(items) - MANY:,} more, see {place}"


def as_yaml(value: object) -> str:
    r"""Return a value as in a rule file, on one line; a long one is cut off.

    >>> print(as_yaml("it's \\d+"), as_yaml("tail"), as_yaml(("a", 2)), as_yaml(True))
    'it''s \d+' tail [a, 2] true
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    text = value
    if not value.isprintable():
        text = json.dumps(value, ensure_ascii=False)
    elif not PLAIN.fullmatch(value):
        text = "'" + value.replace("'", "''") + "'"
    return text if len(text) <= LONG else f"{text[:LONG]} … ({len(value):,} characters)"


def example_text(example: Example) -> str:
    """Return the text for an example."""
    lines: list[str] = []
    if example.fails:
        lines.append(f"known failure: {example.fails}")
    for number, text in enumerate(example.corpus, 1):
        lines += [f"document {number} of its corpus:", quoted(text)]
    if example.keeps:
        lines += ["keep:", quoted(example.before)]
    elif example.reports:
        lines += ["before:", quoted(example.before), "reports:"]
        lines += map(quoted, example.reports)
    else:
        lines += ["before:", quoted(example.before), "after:", quoted(example.after)]
    return section(f"example (line {example.line})", lines)


def filter_text(kind: str) -> str:
    """Return what a filter does, and the keys of its rules."""
    return section(f"filter {kind}", [inspect.getdoc(rule_class(kind)) or ""])


def keys_of_all() -> str:
    """Return the keys that the rules of all filters have."""
    return section("keys of every rule", [(inspect.getdoc(Rule) or "").partition("Keys:\n")[2]])


def section(title: str, lines: Iterable[str]) -> str:
    """Return texts below a title."""
    return "\n".join([title, *map(indented, lines)]) + "\n"


def quoted(text: str) -> str:
    """Return the text of an example with a bar before each line."""
    return indented(text, "  | ")


def indented(text: str, by: str = "  ") -> str:
    """Return a text with each line indented."""
    return "\n".join((by + line).rstrip() for line in text.rstrip("\n").split("\n"))
