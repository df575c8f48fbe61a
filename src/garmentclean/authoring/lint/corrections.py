"""Finds corrections of rules that another rule changes again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from garmentclean.filters.base.matching import is_whole, lowered
from garmentclean.filters.restore_letters.rule import RestoreLetters
from garmentclean.filters.substitute import Substitute, contains

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from garmentclean.filters.base.rule import Rule
    from garmentclean.pipeline.pipeline import Pipeline, Result

    Compile = Callable[[Collection[str]], Pipeline]

PAGE = """They had {0} on show.

It was seen by those who came from near and from far, and when the day was over they went home again
with what they had seen and heard.

They had {0} on show.
"""
NEUTRAL = ("{0}\n", PAGE)
"""A correction alone, and in the head and tail of a document: few guards stop a rule there."""


class Clash(NamedTuple):
    """A correction that is changed again.

    Attributes:
        writer: the rule that writes the correction.
        correction: what it writes.
        finder: the rule that changes it again; it may be the same one.
        term: what that rule finds in the correction.
        settled: whether the two rules reach a final text.
    """

    writer: Rule
    correction: str
    finder: Rule
    term: str
    settled: bool


def clashes(rules: Sequence[Rule], pipeline: Compile) -> Iterator[Clash]:
    """Yield the corrections that contain a term that a rule changes.

    Args:
        rules: all rules; any two of them may run together.
        pipeline: makes a pipeline of the rules with the given names.
    """
    finders: dict[str, list[Rule]] = {}
    for rule in rules:
        for term in terms(rule):
            finders.setdefault(term, []).append(rule)
    all_terms = list(finders)
    automaton = AhoCorasick(all_terms)
    for writer in rules:
        for was, correction in corrections(writer, pipeline):
            hits = automaton.find_matches_as_indexes(lowered(correction), overlapping=True)
            for term in {all_terms[n]: 0 for n, i, j in hits if is_whole(correction, i, j)}:
                if contains(was, term):
                    continue  # the rule only kept the term
                for finder in finders[term]:
                    both = pipeline({writer.name, finder.name})
                    result = rewritten(both, correction, finder, term)
                    if result is not None:
                        yield Clash(writer, correction, finder, term, result.settled)


def terms(rule: Rule) -> set[str]:
    """Return the words that a rule looks for, in small letters."""
    if isinstance(rule, Substitute):
        return {lowered(term) for term in rule.terms}
    return set(rule.corruption.forms) if isinstance(rule, RestoreLetters) else set()


def corrections(rule: Rule, pipeline: Compile) -> set[tuple[str, str]]:
    """Return the pairs of a replaced text and what a rule writes instead.

    For a rule with patterns, these are the edits in its examples. For a term, the replaced text is
    empty: all of the correction is the rule's own, even where it repeats part of the term.
    """
    if isinstance(rule, RestoreLetters):
        return {("", word) for word in rule.words.split()}
    if isinstance(rule, Substitute) and rule.terms:
        return {("", right) for right in rule.terms.values()}
    return {
        (edit.before, edit.after)
        for example in rule.examples
        if not example.corpus
        for edit in pipeline({rule.name}).clean(example.before, example.metadata).edits
        if edit.after.strip()
    }


def rewritten(pipeline: Pipeline, correction: str, finder: Rule, term: str) -> Result | None:
    """Return a result in which a rule changes a term in a correction, if there is one."""
    for text in NEUTRAL:
        result = pipeline.clean(text.format(correction))
        found = (edit.before for edit in result.edits if edit.rule == finder.name)
        if any(lowered(before) == term for before in found):
            return result
    return None
