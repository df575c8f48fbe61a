"""All loaded rules, and what several checks need to know about them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.authoring.examples import is_testable, pipeline_of
from garmentclean.authoring.lint.corrections import Clash, clashes
from garmentclean.pipeline.pipeline import Pipeline, Result
from garmentclean.pipeline.selection import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from garmentclean.filters.base.rule import Example, Rule
    from garmentclean.pipeline.pack import Pack

    Measure = Callable[[Any, Sequence[str]], float]


class LintProblem(NamedTuple):
    """A fault of a rule: the check that found it, what is wrong, and what to do."""

    rule: Rule
    check: str
    message: str

    def __str__(self) -> str:
        """Return the line for the user: file and line, check, rule, message."""
        rule = self.rule
        return f"{rule.path}:{rule.line}: {self.check}: {rule.name}: {self.message}"


class Run(NamedTuple):
    """An example of a rule, cleaned by all rules that run together with it."""

    rule: Rule
    example: Example
    result: Result


class Loaded:
    """All loaded rules, by name, and how they run together.

    Args:
        packs: the packs, in the order in which they were loaded.
        linted: the full names of the rules whose problems are wanted.
        measure: measures how long a pattern takes for lines of text.
    """

    def __init__(self, packs: Sequence[Pack], linted: Collection[str], measure: Measure) -> None:
        self.linted = linted
        self.rules = {rule.name: rule for pack in packs for rule in pack.rules}
        self.measure = measure
        self._default = {rule.name for rule in choose(packs)}
        self._pipelines: dict[frozenset[str], Pipeline] = {}

    def pipeline(self, names: Collection[str]) -> Pipeline:
        """Return the pipeline of the rules with these names; it is cached.

        Rules that need counts of a corpus are left out.
        """
        key = frozenset(names)
        if key not in self._pipelines:
            self._pipelines[key] = Pipeline(
                rule for name, rule in self.rules.items() if name in key and not rule.needs_counts
            )
        return self._pipelines[key]

    def clean(self, names: Collection[str], example: Example) -> Result:
        """Clean an example with the rules with these names."""
        if example.corpus:
            rules = (rule for name, rule in self.rules.items() if name in names)
            return pipeline_of(rules, example).clean(example.before, example.metadata)
        return self.pipeline(names).clean(example.before, example.metadata)

    def companions(self, rule: Rule) -> set[str]:
        """Return the names of the rules that run together with a rule: the default ones.

        For a rule that is off or unsafe, also all rules of its pack.
        """
        if rule.name in self._default:
            return self._default
        return self._default | {name for name, one in self.rules.items() if one.pack == rule.pack}

    def last(self, names: Collection[str]) -> Rule:
        """Return the one of some rules that was loaded last.

        A fault of two rules is reported for this one, because the user's rules are loaded last.
        """
        return [rule for name, rule in self.rules.items() if name in names][-1]

    @cached_property
    def runs(self) -> list[Run]:
        """All examples of all rules, each cleaned together with the companions of its rule."""
        return [
            Run(rule, example, self.clean(self.companions(rule), example))
            for rule in self.rules.values()
            if is_testable(rule)
            for example in rule.examples
        ]

    @cached_property
    def clashes(self) -> list[Clash]:
        """The corrections that another rule, or the same one, changes again."""
        return list(clashes(list(self.rules.values()), self.pipeline))
