"""Checks of rules that run together."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from garmentclean.authoring.lint.loaded import LintProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.authoring.lint.loaded import Loaded, Run
    from garmentclean.pipeline.pipeline import Result


def term_in_correction(loaded: Loaded) -> Iterator[LintProblem]:
    """A correction contains a term that another rule corrects."""
    for writer, correction, finder, term, settled in loaded.clashes:
        if settled:
            yield LintProblem(
                loaded.last({writer.name, finder.name}),
                "term-in-correction",
                f"{writer.name} writes {correction!r}, in which {finder.name} finds {term!r}; "
                "let the first write the final text, or keep the second away with `unless`",
            )


def undo_one_another(loaded: Loaded) -> Iterator[LintProblem]:
    """Two rules undo each other, so that a text never settles."""
    conflicts: dict[frozenset[str], str] = {}
    for clash in loaded.clashes:
        if not clash.settled:
            names = frozenset({clash.writer.name, clash.finder.name})
            conflicts.setdefault(names, f"{clash.correction!r}")
    for rule, example, result in loaded.runs:
        if not result.settled:
            conflicts.setdefault(conflicting(result), f"the example at {rule.path}:{example.line}")
    for names, text in conflicts.items():
        action = "undo each other" if len(names) > 1 else "changes its own result"
        yield LintProblem(
            loaded.last(names),
            "undo-one-another",
            f"{' and '.join(sorted(names))} {action} endlessly in {text}; "
            "remove one, or narrow it with `unless`",
        )


def conflicting(result: Result) -> frozenset[str]:
    """Return the rules that made the last quarter of all edits."""
    late = result.edits[len(result.edits) * 3 // 4 :]
    return frozenset(edit.rule for edit in late)


def never_fires(loaded: Loaded) -> Iterator[LintProblem]:
    """A rule does nothing in its own examples when the other rules run as well."""
    for name, group in groupby(loaded.runs, key=lambda run: run.rule.name):
        runs = [run for run in group if works_alone(loaded, run)]
        if runs and not any(fires(name, run.result) for run in runs):
            takers = dict.fromkeys(taker(loaded, run) for run in runs)
            yield LintProblem(
                runs[0].rule,
                "never-fires",
                f"loses all of its own examples to {' and '.join(takers)}; remove it, narrow "
                "the other, or add an example of what only this one does",
            )


def works_alone(loaded: Loaded, run: Run) -> bool:
    """Return whether the rule of an example changes it when it runs alone."""
    example, name = run.example, run.rule.name
    if example.keeps or example.fails:
        return False
    return fires(name, loaded.clean({name}, example))


def fires(name: str, result: Result) -> bool:
    """Return whether a rule found something: it made an edit or a note, or reached its limit."""
    firing = {edit.rule for edit in result.edits} | {note.rule for note in result.notes}
    return name in firing | result.held.keys()


def taker(loaded: Loaded, run: Run) -> str:
    """Return the rule that by itself keeps another one from firing in its example.

    Rules that changed the example are tried first. It may also be a rule that changed nothing: of
    two rules of a kind that look for the same word, only the first one sees it.
    """
    example, name = run.example, run.rule.name
    companions = [loaded.rules[one] for one in loaded.rules if one in loaded.companions(run.rule)]
    candidates = [edit.rule for edit in run.result.edits]
    candidates += [rule.name for rule in companions if rule.kind == run.rule.kind]
    for other in dict.fromkeys(candidates):
        if not fires(name, loaded.clean({other, name}, example)):
            return other
    return "all others together"
