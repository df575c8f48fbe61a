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
    fights: dict[frozenset[str], str] = {}
    for clash in loaded.clashes:
        if not clash.settled:
            names = frozenset({clash.writer.name, clash.finder.name})
            fights.setdefault(names, f"{clash.correction!r}")
    for rule, example, result in loaded.runs:
        if not result.settled:
            fights.setdefault(fighters(result), f"the example at {rule.path}:{example.line}")
    for names, text in fights.items():
        fight = "undo each other" if len(names) > 1 else "changes its own result"
        yield LintProblem(
            loaded.last(names),
            "undo-one-another",
            f"{' and '.join(sorted(names))} {fight} endlessly in {text}; "
            "remove one, or narrow it with `unless`",
        )


def fighters(result: Result) -> frozenset[str]:
    """Return the rules that still make edits in the last quarter of all edits."""
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
    """Return whether an example shows an edit of its rule that it makes when it runs alone."""
    example, name = run.example, run.rule.name
    if example.keeps or example.fails:
        return False
    return fires(name, loaded.clean({name}, example))


def fires(name: str, result: Result) -> bool:
    """Return whether a rule has found its text: it has an edit, a note, or reached its limit."""
    found = {edit.rule for edit in result.edits} | {note.rule for note in result.notes}
    return name in found | result.held.keys()


def taker(loaded: Loaded, run: Run) -> str:
    """Return the rule that alone keeps another one from its example.

    Rules that have changed the example are tried first. A rule that has changed nothing can be the
    one as well: of two rules of a kind that look for the same word, only the first one sees it.
    """
    example, name = run.example, run.rule.name
    company = [loaded.rules[one] for one in loaded.rules if one in loaded.company(run.rule)]
    candidates = [edit.rule for edit in run.result.edits]
    candidates += [rule.name for rule in company if rule.kind == run.rule.kind]
    for other in dict.fromkeys(candidates):
        if not fires(name, loaded.clean({other, name}, example)):
            return other
    return "all others together"
