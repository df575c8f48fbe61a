"""Fixtures for the tests of linting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.authoring.lint import lint
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def evenly(*_: object) -> float:
    return 0.5


@pytest.fixture
def linted(make_pack: Callable[..., Path]) -> Callable[..., list[tuple[str, str, str]]]:
    """Lint only these rules; return check, rule and message of each finding."""

    def run(
        *rules: dict[str, Any],
        measure: Callable[[Any, Sequence[str]], float] = evenly,
        **header: object,
    ) -> list[tuple[str, str, str]]:
        pack = load_pack(make_pack("own", *rules, **header))
        findings = lint([pack], {rule.name for rule in pack.rules}, measure=measure)
        return [(finding.check, finding.rule.id, finding.message) for finding in findings]

    return run
