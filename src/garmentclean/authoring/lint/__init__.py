"""Finds faults in rules that load and whose examples pass: one small function for each check.

A check is a generator: it gets all loaded rules, and yields a problem for each fault. The first
line of its docstring is shown to users. To add a check, write it and add it to `CHECKS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.authoring.lint.loaded import LintProblem, Loaded
from garmentclean.authoring.lint.patterns import (
    matches_empty,
    matches_no_line,
    seconds,
    slow_pattern,
)
from garmentclean.authoring.lint.together import never_fires, term_in_correction, undo_one_another

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from garmentclean.authoring.lint.loaded import Measure
    from garmentclean.pipeline.pack import Pack

    Check = Callable[[Loaded], Iterator[LintProblem]]

__all__ = ["CHECKS", "LintProblem", "lint"]

CHECKS: dict[str, Check] = {
    "matches-empty": matches_empty,
    "matches-no-line": matches_no_line,
    "term-in-correction": term_in_correction,
    "undo-one-another": undo_one_another,
    "never-fires": never_fires,
    "slow-pattern": slow_pattern,
}


def lint(
    packs: Sequence[Pack], linted: Collection[str], *, measure: Measure = seconds
) -> list[LintProblem]:
    """Return the problems of rules, in the order of the rules.

    Args:
        packs: all packs that run together; some checks need them all.
        linted: the full names of the rules whose problems are returned.
        measure: measures how long a pattern takes for lines of text.
    """
    loaded = Loaded(packs, linted, measure)
    problems = [problem for check in CHECKS.values() for problem in check(loaded)]
    position = {name: number for number, name in enumerate(loaded.rules)}
    return sorted(
        (problem for problem in problems if problem.rule.name in linted),
        key=lambda problem: position[problem.rule.name],
    )
