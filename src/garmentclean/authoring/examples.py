"""Tests the examples of rules: the result is exact, stable and restorable."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.counts.optional import is_installed
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.display import with_escapes
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.counts.common import Common
    from garmentclean.filters.base.rule import Example, Rule

LINE = re.compile(r"[^\n]*\n|[^\n]+")
EXAMPLE = "<text>"
"""The name of the document of an example with a corpus."""
CONTEXT = 3
"""Unchanged lines around a change, as is usual in unified diffs."""


class Failure(NamedTuple):
    """An example that fails: what is wrong, the expected text, and the actual one."""

    rule: Rule
    example: Example
    what: str
    expected: str
    actual: str

    def __str__(self) -> str:
        """Return the headline and the diff."""
        return "\n".join([self.headline, *self.diff()])

    @property
    def headline(self) -> str:
        """The file, the line, the rule, and what is wrong."""
        return f"{self.rule.path}:{self.example.line}: {self.rule.name}: {self.what}"

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff from the expected text to the actual one."""
        return unified_diff(
            diff_lines(self.expected),
            diff_lines(self.actual),
            "expected",
            "actual",
            n=CONTEXT,
            lineterm="",
        )


def diff_lines(text: str) -> list[str]:
    r"""Return the lines of a text, with escapes for invisible characters.

    >>> diff_lines("a\u200bb  \nc")
    ['a\\u200bb\\x20\\x20', 'c\n\\ No newline at the end']
    """
    return [
        line[:-1] if line.endswith("\n") else f"{line}\n\\ No newline at the end"
        for line in LINE.findall(with_escapes(text))
    ]


def failures(rules: Iterable[Rule]) -> Iterator[Failure]:
    """Yield the examples that fail when their rule runs alone.

    A known failure (an example with `fails`) must fail. If it passes, that is a failure too, so
    that its author removes the mark.
    """
    for rule in rules:
        for example in rule.examples:
            pipeline = pipeline_of([rule], example)
            failure = failure_of(pipeline, rule, example)
            if not example.fails:
                if failure is not None:
                    yield failure
            elif failure is None:
                what = f"marked as a known failure ({example.fails}), but it passes now"
                yield Failure(rule, example, what, example.after, example.after)


def is_testable(rule: Rule) -> bool:
    """Return whether the libraries that the examples of a rule need are installed."""
    return not rule.needs_counts or is_installed()


def pipeline_of(rules: Iterable[Rule], example: Example) -> Pipeline:
    """Return a pipeline of rules for an example, with the counts of its corpus if it has one.

    Without a corpus, rules that need one are left out.
    """
    if example.corpus:
        return Pipeline(rules, common=common_of_example(example))
    return Pipeline(rule for rule in rules if not rule.needs_counts)


def common_of_example(example: Example) -> Common:
    """Count the corpus of an example, in which the example is the last document."""
    from garmentclean.counts.common import Common  # an extra

    site = example.metadata.get("site", "")
    return Common.of_texts(example.corpus, Document(example.before, EXAMPLE), site)


def failure_of(pipeline: Pipeline, rule: Rule, example: Example) -> Failure | None:
    """Return the failure of an example, or None if it passes."""
    place = EXAMPLE if example.corpus else f"{rule.path}:{example.line}"
    result = pipeline.clean(Document(example.before, place), example.metadata)
    actual = result.document.text
    if actual != example.after:
        what = "an unexpected edit" if example.keeps else "not the expected text"
        return Failure(rule, example, what, example.after, actual)
    if tuple(note.text for note in result.notes) != example.reports:
        expected, notes = listed(example.reports), listed(note.text for note in result.notes)
        return Failure(rule, example, "not the expected notes", expected, notes)
    again = pipeline.clean(Document(actual, place), example.metadata).document.text
    if again != actual:
        return Failure(rule, example, "a second run changes the text again", actual, again)
    restored = result.restore().text
    if restored != example.before:
        return Failure(rule, example, "undoing the edits", example.before, restored)
    return None


def listed(texts: Iterable[str]) -> str:
    """Return texts, one per line."""
    return "".join(f"{text}\n" for text in texts)
