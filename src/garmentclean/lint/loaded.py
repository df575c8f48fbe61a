"""All loaded rules, and what several checks want to know of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.lint.corrections import Clash, clashes
from garmentclean.packs import choose
from garmentclean.pipeline import Pipeline, Result

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from garmentclean.lint.speed import Measure
    from garmentclean.pack import Pack
    from garmentclean.rule import Example, Rule


class Finding(NamedTuple):
    """A fault of a rule: the check that found it, what is wrong and what to do."""

    rule: Rule
    check: str
    message: str

    def __str__(self) -> str:
        """Say it as the user is told: file and line, check, rule, message."""
        rule = self.rule
        return f"{rule.path}:{rule.line}: {self.check}: {rule.name}: {self.message}"


class Run(NamedTuple):
    """A rule's example, cleaned by all rules that run together with it."""

    rule: Rule
    example: Example
    result: Result


class Loaded:
    """All loaded rules, by name, and how they run together.

    Args:
        packs: the packs, in the order in which they were loaded.
        measure: how long a pattern takes for lines of text.
    """

    def __init__(self, packs: Sequence[Pack], measure: Measure) -> None:
        self.rules = {rule.name: rule for pack in packs for rule in pack.rules}
        self.measure = measure
        self._default = {rule.name for rule in choose(packs)}
        self._pipelines: dict[frozenset[str], Pipeline] = {}

    def pipeline(self, names: Collection[str]) -> Pipeline:
        """Return the pipeline of the rules of these names; it is made only once."""
        key = frozenset(names)
        if key not in self._pipelines:
            self._pipelines[key] = Pipeline(
                rule for name, rule in self.rules.items() if name in key
            )
        return self._pipelines[key]

    def company(self, rule: Rule) -> Pipeline:
        """Return the pipeline in which a rule runs: the default one.

        For a rule that is off or unsafe, it has all rules of its pack, too.
        """
        if rule.name in self._default:
            return self.pipeline(self._default)
        pack = {name for name, one in self.rules.items() if one.pack == rule.pack}
        return self.pipeline(self._default | pack)

    def last(self, names: Collection[str]) -> Rule:
        """Return the one of some rules that was loaded last.

        A fault of two rules together is told of this one: what a user adds comes behind what is
        there.
        """
        return [rule for name, rule in self.rules.items() if name in names][-1]

    @cached_property
    def runs(self) -> list[Run]:
        """All examples of all rules, each in the company of its rule."""
        return [
            Run(rule, example, self.company(rule).clean(example.before, example.metadata))
            for rule in self.rules.values()
            for example in rule.examples
        ]

    @cached_property
    def clashes(self) -> list[Clash]:
        """The corrections that another rule, or the same one, changes again."""
        return list(clashes(list(self.rules.values()), self.pipeline))
