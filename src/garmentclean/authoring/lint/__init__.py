"""What is wrong with rules that load and whose examples hold: one small function a check.

A check is a generator: it gets all loaded rules, and yields a finding for each fault. Its first
line of documentation is what the user reads. To add one, write it and name it in `CHECKS`.
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
    """Return what is wrong with some rules, in the order of the rules.

    Args:
        packs: all packs that run together; the checks across rules look at them all.
        linted: the full names of the rules whose findings are wanted.
        measure: how long a pattern takes for lines of text.
    """
    loaded = Loaded(packs, linted, measure)
    found = [finding for check in CHECKS.values() for finding in check(loaded)]
    place = {name: number for number, name in enumerate(loaded.rules)}
    return sorted(
        (finding for finding in found if finding.rule.name in linted),
        key=lambda finding: place[finding.rule.name],
    )
