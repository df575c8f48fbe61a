"""A unified diff that names the rules of each hunk, with colours for a terminal."""

from __future__ import annotations

import re
from bisect import bisect_left
from difflib import SequenceMatcher
from itertools import groupby, islice
from typing import TYPE_CHECKING

from garmentclean.report.findings import reason
from garmentclean.report.terminal import BOLD, CYAN, GREEN, MAGENTA, RED, REVERSE, paint
from garmentclean.text.display import visible
from garmentclean.text.edit import origins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.pipeline.pipeline import Result
    from garmentclean.text.document import Document

FEED = re.compile("\n")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
QUOTED = re.compile(r'["\\\x00-\x1f\x7f]')
CONTEXT = 3
"""Unchanged lines around a change, as in all unified diffs."""
WORD = re.compile(r"\w+\s*|\W")
LONG = 4000
"""Words are not compared in two lines with more characters, because it takes too long."""
MANY = 400
"""Lines are not compared in pairs if removed times added lines are more, for the same reason."""
ALIKE = 0.5
"""Two lines that share less than this are not versions of each other."""


def diff_lines(original: Document, result: Result, *, color: bool = False) -> Iterator[str]:
    """Return the lines of a unified diff with their newlines; empty if nothing was changed.

    Without colours, `patch` and `git apply` accept it: the names of the rules are where those tools
    expect the name of a function.

    Args:
        original: the document that was cleaned.
        result: the result of cleaning it.
        color: whether to write for a terminal: with colours, and without control characters.
    """
    diff = unified(original, result)
    return colored(diff) if color else diff


def unified(original: Document, result: Result) -> Iterator[str]:
    """Yield the lines of a diff without colours."""
    old, new = split(original), split(result.document)
    if old == new:
        return
    feeds = [] if original.newline == "\r" else [m.start() for m in FEED.finditer(original.text)]
    rule_at = sorted(
        (bisect_left(feeds, place), edit.rule, edit.because)
        for place, edit in zip(origins(result.edits), result.edits, strict=True)
    )
    name = header_name(original.name)
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        rules = rules_of_hunk(one for one in rule_at if first[1] <= one[0] < max(last[2], 1))
        yield f"@@ -{extent(first[1], last[2])} +{extent(first[3], last[4])} @@ {rules}\n"
        for tag, i, j, k, m in group:
            if tag == "equal":
                yield from marked(" ", old[i:j])
            else:
                yield from marked("-", old[i:j])
                yield from marked("+", new[k:m])


def rules_of_hunk(edits: Iterable[tuple[int, str, str]]) -> str:
    """Return the rules of a hunk, each with the reasons for its edits, if there are any.

    Args:
        edits: line, rule and reason of each edit, in their order.

    >>> rules_of_hunk([(3, "x/b", "into English"), (3, "x/a", ""), (5, "x/b", "to Thai")])
    'x/a, x/b (into English; to Thai)'
    """
    reasons: dict[str, dict[str, None]] = {}
    for _, rule, because in edits:
        known = reasons.setdefault(rule, {})
        if because:
            known[reason(because)] = None
    named = [rule + (f" ({'; '.join(reasons[rule])})" if reasons[rule] else "") for rule in reasons]
    return ", ".join(sorted(named))


def header_name(name: str) -> str:
    r"""Return a name as GNU diff writes it: with control characters, as a C string.

    Both `patch` and `git apply` read it.

    >>> print(header_name("two\nlines.txt"))
    "two\012lines.txt"
    """
    if not (name.startswith('"') or CONTROL.search(name)):
        return f"{name}\t" if " " in name else name
    escaped = QUOTED.sub(lambda match: rf"\{ord(match[0]):03o}", name)
    return f'"{escaped}"'


def split(document: Document) -> list[str]:
    """Return the lines of a document as written; as for `patch`, only line feeds end them."""
    text = ("\ufeff" if document.bom else "") + document.to_text()
    return LINE.findall(text)


def extent(start: int, stop: int) -> str:
    """Return a range of lines for the header of a hunk (GNU diffutils, "Detailed Unified")."""
    length = stop - start
    begin = start + 1 if length else start
    return str(begin) if length == 1 else f"{begin},{length}"


def marked(mark: str, some: Sequence[str]) -> Iterator[str]:
    """Yield lines after their mark; a line without a newline gets the usual note."""
    for line in some:
        if line.endswith("\n"):
            yield mark + line
        else:
            yield f"{mark}{line}\n\\ No newline at end of file\n"


def colored(diff: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a unified diff in the usual colours, with words that differ in reverse.

    Control characters become visible symbols, so that no text can control the terminal.
    """
    for name in islice(diff, 2):
        yield painted(name, BOLD)
    removed: list[str] = []
    for mark, lines in groupby(diff, key=lambda line: line[0]):
        block = list(lines)
        if mark == "-":
            removed = block
            continue
        yield from changed(removed, block if mark == "+" else [])
        removed = []
        if mark != "+":
            yield from map(hunk if mark == "@" else painted, block)
    yield from changed(removed, [])


def hunk(line: str) -> str:
    """Return the header of a hunk: its lines and its rules."""
    ranges, at, rules = line.rpartition(" @@ ")
    return paint(ranges + at.rstrip(), CYAN) + painted(f" {rules}", MAGENTA)


def changed(removed: Sequence[str], added: Sequence[str]) -> Iterator[str]:
    """Yield removed lines, then the lines that replace them."""
    old = [painted(line, RED) for line in removed]
    new = [painted(line, GREEN) for line in added]
    first = 0
    for k in range(len(added) if len(removed) * len(added) <= MANY else 0):
        for i in range(first, len(removed)):
            if pair := versions(removed[i], added[k]):
                old[i], new[k] = pair
                first = i + 1
                break
    yield from old
    yield from new


def versions(old: str, new: str) -> tuple[str, str] | None:
    """Return two lines with their differences in reverse; None if they are not similar."""
    if len(old) + len(new) > LONG:
        return None
    (old_text, old_end), (new_text, new_end) = cut(old), cut(new)
    before, after = WORD.findall(old_text[1:]), WORD.findall(new_text[1:])
    matcher = SequenceMatcher(None, before, after)
    if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return None
    left, right = [paint("-", RED)], [paint("+", GREEN)]
    for tag, i, j, k, m in matcher.get_opcodes():
        styles = () if tag == "equal" else (REVERSE,)
        left.append(paint(visible("".join(before[i:j])), RED, *styles))
        right.append(paint(visible("".join(after[k:m])), GREEN, *styles))
    return "".join(left) + old_end, "".join(right) + new_end


def painted(line: str, *styles: str) -> str:
    """Return a line in some styles, which end before its newline."""
    text, end = cut(line)
    return paint(visible(text), *styles) + end


def cut(line: str) -> tuple[str, str]:
    """Return the text of a line, and its end: the newline, or the note that there is none."""
    text = line.partition("\n")[0].removesuffix("\r")
    return text, line[len(text) :]
