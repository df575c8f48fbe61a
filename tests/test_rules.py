"""Every example of every built-in rule is a test of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean.authoring.examples import failures, pipeline_of
from garmentclean.filters.registry import ORDER, rule_class
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from garmentclean.filters.base.rule import Example, Rule

PACKS = load_packs()
RULES = [rule for pack in PACKS for rule in pack.rules]
EXAMPLES = [
    pytest.param(
        rule,
        example,
        id=f"{rule.name}:{example.line}",
        marks=[pytest.mark.xfail(reason=example.fails)] if example.fails else [],
    )
    for rule in RULES
    for example in rule.examples
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example_is_exact_stable_and_restorable(rule: Rule, example: Example) -> None:
    pipeline = pipeline_of([rule], example)
    result = pipeline.clean(example.before, example.metadata)

    assert result.text == example.after
    assert tuple(note.text for note in result.notes) == example.reports
    assert pipeline.clean(example.after, example.metadata).edits == ()
    assert result.restore().to_text() == example.before


def test_the_examples_test_says_the_same() -> None:
    assert list(failures(RULES)) == []


def test_every_filter_has_a_rule_and_a_documentation_of_each_key() -> None:
    assert {rule.kind for rule in RULES} == set(ORDER)
    for kind in ORDER:
        doc = rule_class(kind).__doc__ or ""
        assert "Keys:" in doc, kind


def test_what_changes_wording_is_unsafe_and_has_its_reason() -> None:
    unsafe = {rule.id for rule in RULES if rule.safety == "unsafe"}
    assert unsafe
    assert all(rule.why.endswith((".", "。")) for rule in RULES)


def test_notices_know_enough_wordings() -> None:
    phrases = [p for rule in RULES for p in getattr(rule, "phrases", ())]
    assert len(set(phrases)) >= 60
