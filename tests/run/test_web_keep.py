"""How the setting `web_keep` changes the pack `web`."""

from __future__ import annotations

from typing import Any

import pytest

from garmentclean.errors import GarmentcleanError
from garmentclean.filters.drop_sparse import DropSparse
from garmentclean.run.settings import WEB_KEEP, WEB_KEEPS, Settings, pipeline_by_path


def needed(**keys: Any) -> float:
    """Return the score that a line needs in the pack `web`."""
    pipelines = pipeline_by_path(Settings(select=("web",), **keys))
    (rule,) = pipelines.default.rules
    assert isinstance(rule, DropSparse)
    return rule.needed


def test_web_keep_sets_the_score_that_a_line_needs() -> None:
    assert needed(web_keep=0.9) < needed() < needed(web_keep=0.99)


def test_a_score_that_is_given_wins_over_web_keep() -> None:
    assert needed(web_keep=0.9, overrides={"web/sparse-line": {"at-least": 1.5}}) == 1.5


def test_a_share_that_the_pack_web_does_not_know_is_refused() -> None:
    with pytest.raises(GarmentcleanError, match="web-keep must be a number from"):
        Settings(web_keep=0.5)


def test_the_pack_web_has_a_score_for_each_share() -> None:
    for share in (*WEB_KEEPS, WEB_KEEP):
        assert needed(web_keep=share)
