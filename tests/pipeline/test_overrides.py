from __future__ import annotations

import re
from typing import Any

import pytest

from garmentclean import Pipeline
from garmentclean.ledger.entry import ruleset_of
from garmentclean.pipeline.overrides import OverrideError, with_overrides
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.selection import UnknownNameError
from garmentclean.run.fingerprint import fingerprint_of
from garmentclean.run.settings import Settings, pipeline_by_path

LINK = "boilerplate/return-link"
TEXT = "The looms of the valley stand still.\n\nReturn to list\n"
FAULTS: dict[str, dict[str, Any]] = {
    "rule 'return-link' has no key 'wher'; did you mean 'where'?": {"wher": "tail"},
    "rule 'return-link' has no key 'id' (": {"id": "other"},
    "rule 'return-link' has no key 'examples' (": {"examples": []},
    "key 'where' must be one of head, top,": {"where": "side"},
    "key 'patterns': RE2 refuses the pattern '(('": {"patterns": ["(("]},
    "key 'why' must be text, not a number": {"why": 3},
    "key 'at-most' must be a number, not text": {"at-most": "0.5"},
    "key 'at-most': is a share, above 0 and up to 1, not 3": {"at-most": 3},
    "key 'at-most': the number is too large, or is none": {"at-most": float("nan")},
    "key 'when': a rule has texts, numbers": {"when": None},
}


@pytest.mark.parametrize("name", [LINK, "return-link"])
def test_a_rule_runs_with_the_value_that_overrides_its_own(name: str) -> None:
    overrides = {name: {"unless": "^Return"}}
    assert Pipeline.from_packs(overrides=overrides).clean(TEXT).text == TEXT
    assert Pipeline.from_packs().clean(TEXT).text == "The looms of the valley stand still.\n"


def test_the_other_keys_and_rules_stay_as_they_are() -> None:
    packs = load_packs()
    changed = with_overrides(packs, {LINK: {"at-most": 0.5}})
    for old, new in zip(packs, changed, strict=True):
        for before, after in zip(old.rules, new.rules, strict=True):
            expected = vars(before) | ({"at_most": 0.5} if before.name == LINK else {})
            keys = before.__getstate__()
            assert after.__getstate__() == {key: expected[key] for key in keys}


def test_the_full_name_counts_more_than_the_id() -> None:
    overrides: dict[str, dict[str, Any]] = {
        LINK: {"at-most": 0.5},
        "return-link": {"at-most": 0.2, "where": "tail"},
    }
    packs = with_overrides(load_packs(), overrides)
    rule = next(rule for pack in packs for rule in pack.rules if rule.name == LINK)
    assert (rule.at_most, rule.where) == (0.5, "tail")


@pytest.mark.parametrize(("message", "keys"), FAULTS.items())
def test_values_are_checked_like_those_of_a_rule_file(message: str, keys: dict[str, Any]) -> None:
    with pytest.raises(OverrideError, match=re.escape(message)):
        with_overrides(load_packs(), {LINK: keys})


def test_all_faults_of_a_rule_are_reported_at_once() -> None:
    with pytest.raises(OverrideError, match=r"key 'where' .*; .* key 'why'"):
        with_overrides(load_packs(), {LINK: {"where": "side", "why": 3}})


def test_a_pack_or_an_unknown_rule_is_refused() -> None:
    with pytest.raises(OverrideError, match="'boilerplate' is a pack; name one of its rules"):
        with_overrides(load_packs(), {"boilerplate": {"where": "tail"}})
    with pytest.raises(UnknownNameError, match="did you mean 'return-link'"):
        with_overrides(load_packs(), {"return-lnk": {"where": "tail"}})


def test_an_overridden_key_changes_the_ruleset_and_the_fingerprint() -> None:
    plain, other = Settings(), Settings(overrides={LINK: {"unless": "^Return"}})
    before, after = pipeline_by_path(plain), pipeline_by_path(other)
    assert ruleset_of(before.default.rules) != ruleset_of(after.default.rules)
    assert fingerprint_of(before, plain) != fingerprint_of(after, other)
