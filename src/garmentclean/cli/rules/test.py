"""garmentclean rules test: the examples of rules."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from garmentclean.authoring.examples import Failure, failures, is_testable
from garmentclean.counts.optional import LIBRARIES
from garmentclean.pipeline.pack_files import files_of, load_all, load_packs
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.pipeline.selection import SelectionError
from garmentclean.report.terminal import color_wanted, say, write
from garmentclean.text.display import plural, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from garmentclean.pipeline.pack import Pack

    Condition = Callable[[str], bool]

TOKEN = re.compile(r"[()]|[^\s()]+")
DEEPEST = 50
"""Each '(' and 'not' is a nested call; Python allows about a thousand."""
COLORS = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(frozen=True)
class Selection:
    """The condition of -k, and how the user wrote it."""

    text: str
    matches: Condition


def selected(_: click.Context, __: click.Parameter, value: str | None) -> Selection | None:
    """Return the selection of -k; a usage error for an invalid expression."""
    try:
        return None if value is None else Selection(value, parsed(value))
    except ValueError as error:
        raise click.BadParameter(
            f"{error} in {value!r}; write words with 'and', 'or', 'not' and parentheses"
        ) from None


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-k",
    "selection",
    metavar="EXPRESSION",
    callback=selected,
    help="Test only rules whose full name (pack/id) matches, as in 'terms and not (net or site)'.",
)
def test(paths: tuple[Path, ...], selection: Selection | None) -> None:
    """Test the examples of rule files (without PATH: of the built-in ones and those of plugins).

    Each example must come out exactly, a second run must change nothing, and undoing must restore
    the original. Exits with 1 if one fails. In diffs, invisible characters, such as a space at the
    end of a line, are escaped as in Python.
    """
    packs: list[Pack] = load_all(files_of(paths), load_pack) if paths else load_packs()
    rules = [rule for pack in packs for rule in pack.rules]
    if not rules:
        raise SelectionError("there are no rules to test in these files")
    tested = [rule for rule in rules if selection is None or selection.matches(rule.name)]
    if selection and not tested:
        names = f"the names (pack/id) of {plural(len(rules), 'rule')}"
        raise SelectionError(f"-k {selection.text!r} matches none of {names}")
    if skipped := [rule for rule in tested if not is_testable(rule)]:
        say(
            f"{plural(len(skipped), 'rule')} not tested for lack of {', '.join(LIBRARIES)}: "
            "pip install 'garmentclean[counts]'"
        )
        tested = [rule for rule in tested if is_testable(rule)]
    failed = list(failures(tested))
    color = color_wanted("auto", sys.stdout)
    for failure in failed:
        write("".join(f"{line}\n" for line in shown(failure, color=color)), painted=color)
    count = sum(len(rule.examples) for rule in tested)
    write(
        f"{plural(count, 'example')} of {plural(len(tested), 'rule')}: "
        f"{count - len(failed)} passed, {len(failed)} failed\n"
    )
    if failed:
        sys.exit(1)


def shown(failure: Failure, *, color: bool) -> list[str]:
    """Return the lines that show a failure."""
    diff = failure.diff()
    return [visible(failure.headline), *(map(colored, diff) if color else diff)]


def colored(line: str) -> str:
    """Return a line of a diff in its colour."""
    color = COLORS.get(line[0])
    return click.style(visible(line), fg=color) if color else visible(line)


def parsed(expression: str) -> Condition:
    """Return the condition on names that an expression means.

    As in Python, `not` binds closer than `and`, and `and` closer than `or`.

    Args:
        expression: words with `and`, `or`, `not` and parentheses.

    Returns:
        a function that returns whether a name matches.

    Raises:
        ValueError: the expression is invalid; the message says where.

    >>> parsed("terms and not (net or site)")("terms/editor")
    True
    """
    tokens = [*TOKEN.findall(expression), ""]
    if tokens.count("(") + tokens.count("not") > DEEPEST:
        raise ValueError(f"more than {DEEPEST} times '(' and 'not'")
    condition = either(tokens)
    if tokens != [""]:
        lacks = "has no '('" if tokens[0] == ")" else "needs 'and' or 'or' before it"
        raise ValueError(f"{tokens[0]!r} {lacks}")
    return condition


def either(tokens: list[str]) -> Condition:
    """Take conditions joined by `or` from the front of the tokens."""
    conditions = [both(tokens)]
    while tokens[0] == "or":
        del tokens[0]
        conditions.append(both(tokens))
    return lambda name: any(condition(name) for condition in conditions)


def both(tokens: list[str]) -> Condition:
    """Take conditions joined by `and` from the front of the tokens."""
    conditions = [single(tokens)]
    while tokens[0] == "and":
        del tokens[0]
        conditions.append(single(tokens))
    return lambda name: all(condition(name) for condition in conditions)


def single(tokens: list[str]) -> Condition:
    """Take a word, a negation or a parenthesis from the front of the tokens."""
    word = tokens.pop(0)
    if word == "not":
        condition = single(tokens)
        return lambda name: not condition(name)
    if word == "(":
        condition = either(tokens)
        if tokens.pop(0) != ")":
            raise ValueError("a ')' is missing")
        return condition
    if word in {"", ")", "and", "or"}:
        raise ValueError(f"a word is missing before {word!r}" if word else "a word is missing")
    return lambda name: word.lower() in name.lower()
