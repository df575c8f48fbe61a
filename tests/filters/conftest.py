"""Fixtures for the tests of a kind of filter: rules as a rule file has them, and common checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from garmentclean import Pipeline, Result
from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from pathlib import Path

RuleKeys = Mapping[str, Any]
"""The keys of a rule, as a rule file has them."""
EXAMPLES = [{"before": "Before.\n", "after": "After.\n"}, {"keep": "Kept.\n"}]
CLEAN = ("", "\n", "A", "A\n", "\r\n\r\n", "织机", "织机很好。\n织机很好吗？\n")
"""Texts in which no rule of the tests finds anything."""


@pytest.fixture(scope="session")
def pipeline_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Pipeline]:
    """Return what makes a pipeline of rules, by a rule file; the same one for the same rules."""
    folder: Path = tmp_path_factory.mktemp("rules")
    made: dict[str, Pipeline] = {}

    def make(*rules: RuleKeys) -> Pipeline:
        key = json.dumps(rules)
        if key not in made:
            given = {"why": "It is no part of the article.", "examples": EXAMPLES}
            full = [{"id": f"r{number}", **given, **rule} for number, rule in enumerate(rules)]
            path = folder / "rules.yaml"
            pack = {"pack": "rules", "about": "Rules of a test.", "rules": full}
            unshared = json.loads(json.dumps(pack))  # else YAML would have anchors and aliases
            path.write_text(yaml.safe_dump(unshared, sort_keys=False), "utf-8")
            made[key] = Pipeline(load_pack(path).rules)
        return made[key]

    return make


@pytest.fixture(scope="session")
def clean_with(pipeline_of: Callable[..., Pipeline]) -> Callable[..., Result]:
    """Return what cleans a text with rules, and checks what must hold for every filter.

    The edits restore the text, and a second pass finds nothing to change.
    """

    def clean(text: str, *rules: RuleKeys, metadata: Mapping[str, str] | None = None) -> Result:
        pipeline = pipeline_of(*rules)
        result = pipeline.clean(text, metadata)
        assert result.restore().to_text() == text
        assert pipeline.clean(result.text, metadata).edits == ()
        return result

    return clean


@pytest.fixture(scope="session")
def check_refusal(pipeline_of: Callable[..., Pipeline]) -> Callable[[RuleKeys, str, str], None]:
    """Return what checks that a rule is refused, for which key, and with what message."""

    def check(rule: RuleKeys, key: str, message: str) -> None:
        with pytest.raises(GarmentcleanError) as caught:
            pipeline_of(rule)
        assert f": rule 'r0': key '{key}'" in str(caught.value)
        assert message in str(caught.value)

    return check


@pytest.fixture(scope="session")
def check_newlines(clean_with: Callable[..., Result]) -> Callable[[RuleKeys, str, str], None]:
    """Return what checks that a rule does the same whatever ends the lines, and with no lines."""

    def check(rule: RuleKeys, before: str, after: str) -> None:
        for newline in ("\n", "\r\n", "\r"):
            result = clean_with(before.replace("\n", newline), rule)
            assert result.text == after.replace("\n", newline)
        assert clean_with(before.removesuffix("\n"), rule).text.rstrip("\n") == after.rstrip("\n")
        for text in CLEAN:
            result = clean_with(text, rule)
            assert (result.text, result.edits, result.notes) == (text, (), ())

    return check


@pytest.fixture(scope="session")
def check_guards(clean_with: Callable[..., Result]) -> Callable[[RuleKeys, str], None]:
    """Return what checks that a rule finds something, and nothing where a guard forbids it.

    The text must be long enough for its language to be sure, and must not be Finnish.
    """
    forbidding = (
        {"when": "no such words"},
        {"unless": r"\w"},
        {"when-document": "no such words"},
        {"unless-document": r"\w"},
        {"language": "fi"},
    )

    def check(rule: RuleKeys, text: str) -> None:
        result = clean_with(text, rule)
        assert result.edits or result.notes
        for guard in forbidding:
            result = clean_with(text, {**rule, **guard})
            assert (result.text, result.edits, result.notes) == (text, (), ()), guard

    return check
