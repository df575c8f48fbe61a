"""The examples of rules, as tests: exact, stable and restorable."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.document import Document
from garmentclean.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.rule import Example, Rule


class Failure(NamedTuple):
    """An example that does not hold: where it stands, what was expected and what came."""

    rule: Rule
    example: Example
    what: str
    expected: str
    came: str

    def __str__(self) -> str:
        """Say it as the user is told: file, line and rule, then both texts."""
        return (
            f"{self.rule.path}:{self.example.line}: rule '{self.rule.id}': {self.what}\n"
            f"  expected: {self.expected!r}\n"
            f"  came:     {self.came!r}"
        )


def failures(rules: Iterable[Rule]) -> Iterator[Failure]:
    """Yield the examples that do not hold when their rule runs alone.

    A known failure (an example with `fails`) is one that must not hold: if it does, that is a
    failure too, so that it is taken off the list.
    """
    for rule in rules:
        pipeline = Pipeline([rule])
        for example in rule.examples:
            failure = failure_of(pipeline, rule, example)
            if not example.fails:
                if failure is not None:
                    yield failure
            elif failure is None:
                what = f"marked as a known failure ({example.fails}), but it holds now"
                yield Failure(rule, example, what, "a failure", example.after)


def failure_of(pipeline: Pipeline, rule: Rule, example: Example) -> Failure | None:
    """Return what is wrong with an example, or None."""
    result = pipeline.clean(Document(example.before), example.metadata)
    came = result.document.text
    if came != example.after:
        what = "an edit where none should be" if example.keeps else "not the expected text"
        return Failure(rule, example, what, example.after, came)
    if tuple(note.text for note in result.notes) != example.reports:
        reports = ", ".join(note.text for note in result.notes)
        return Failure(rule, example, "not the expected notes", ", ".join(example.reports), reports)
    again = pipeline.clean(Document(came), example.metadata).document.text
    if again != came:
        return Failure(rule, example, "a second run changes the text again", came, again)
    restored = result.restore().text
    if restored != example.before:
        return Failure(rule, example, "undoing the edits", example.before, restored)
    return None
