"""The examples of rules, as tests: exact, stable and restorable."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.counts.extra import is_installed
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.counts.common import Common
    from garmentclean.filters.base.rule import Example, Rule

LINE = re.compile(r"[^\n]*\n|[^\n]+")
EXAMPLE = "<text>"
"""What an example is called that has a corpus."""
CONTEXT = 3
"""So many unchanged lines stand around a change, as in all unified diffs."""


class Failure(NamedTuple):
    """An example that does not hold: where it stands, what was expected and what came."""

    rule: Rule
    example: Example
    what: str
    expected: str
    came: str

    def __str__(self) -> str:
        """Say it as the user is told: file, line and rule, then the difference."""
        return "\n".join([self.headline, *self.diff()])

    @property
    def headline(self) -> str:
        """File, line, rule, and what is wrong."""
        return f"{self.rule.path}:{self.example.line}: {self.rule.name}: {self.what}"

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff from what was expected to what came."""
        return unified_diff(
            seen(self.expected), seen(self.came), "expected", "came", n=CONTEXT, lineterm=""
        )


def seen(text: str) -> list[str]:
    r"""Return the lines of a text, each with its invisible characters as Python escapes them.

    >>> seen("a\u200bb  \nc")
    ['a\\u200bb\\x20\\x20', 'c\n\\ No newline at the end']
    """
    shown = []
    for line in LINE.findall(text):
        written = line.rstrip("\n ")
        spaces = len(line.rstrip("\n")) - len(written)
        visible = "".join(c if c.isprintable() else escaped(c) for c in written)
        end = "" if line.endswith("\n") else "\n\\ No newline at the end"
        shown.append(visible + r"\x20" * spaces + end)
    return shown


def escaped(character: str) -> str:
    """Return a character as Python writes it in ASCII."""
    return character.encode("unicode_escape").decode("ascii")


def failures(rules: Iterable[Rule]) -> Iterator[Failure]:
    """Yield the examples that do not hold when their rule runs alone.

    A known failure (an example with `fails`) is one that must not hold: if it does, that is a
    failure too, so that it is taken off the list.
    """
    for rule in rules:
        for example in rule.examples:
            pipeline = pipeline_of([rule], example)
            failure = failure_of(pipeline, rule, example)
            if not example.fails:
                if failure is not None:
                    yield failure
            elif failure is None:
                what = f"marked as a known failure ({example.fails}), but it holds now"
                yield Failure(rule, example, what, example.after, example.after)


def is_testable(rule: Rule) -> bool:
    """Tell whether what the examples of a rule need is installed."""
    return not rule.needs_counts or is_installed()


def pipeline_of(rules: Iterable[Rule], example: Example) -> Pipeline:
    """Return the pipeline of rules for an example: one that knows its corpus, if it has any.

    Rules that go by a corpus are not in the pipeline of an example without one.
    """
    if example.corpus:
        return Pipeline(rules, common=common_of_example(example))
    return Pipeline(rule for rule in rules if not rule.needs_counts)


def common_of_example(example: Example) -> Common:
    """Return what is common in an example's corpus, in which it is the last document."""
    from garmentclean.counts.common import Common  # an extra

    site = example.metadata.get("site", "")
    return Common.of_texts(example.corpus, Document(example.before, EXAMPLE), site)


def failure_of(pipeline: Pipeline, rule: Rule, example: Example) -> Failure | None:
    """Return what is wrong with an example, or None."""
    place = EXAMPLE if example.corpus else f"{rule.path}:{example.line}"
    result = pipeline.clean(Document(example.before, place), example.metadata)
    came = result.document.text
    if came != example.after:
        what = "an edit where none should be" if example.keeps else "not the expected text"
        return Failure(rule, example, what, example.after, came)
    if tuple(note.text for note in result.notes) != example.reports:
        expected, notes = listed(example.reports), listed(note.text for note in result.notes)
        return Failure(rule, example, "not the expected notes", expected, notes)
    again = pipeline.clean(Document(came, place), example.metadata).document.text
    if again != came:
        return Failure(rule, example, "a second run changes the text again", came, again)
    restored = result.restore().text
    if restored != example.before:
        return Failure(rule, example, "undoing the edits", example.before, restored)
    return None


def listed(texts: Iterable[str]) -> str:
    """Return texts as lines."""
    return "".join(f"{text}\n" for text in texts)
