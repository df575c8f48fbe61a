"""What a pipeline remembers of lines and words changes no result.

GARMENTCLEAN_DOCUMENTS is how many documents are cleaned (200 if it is not set).
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean import Pipeline
from garmentclean.filters.base import screens
from garmentclean.text import line_cache
from timing import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean import Result

pytestmark = pytest.mark.slow

DOCUMENTS = int(os.environ.get("GARMENTCLEAN_DOCUMENTS", "200"))
POOL = 400_000
"""How many bytes of articles the lines are taken from."""


def documents(count: int) -> Iterator[str]:
    """Yield documents of lines that occur in others as well, with other lines around them."""
    chance = random.Random(19)
    articles = [one.text.splitlines() for one in corpus.articles(POOL)]
    for _ in range(count):
        lines: list[str] = []
        for article in chance.choices(articles, k=chance.choice((1, 1, 2, 3))):
            first = chance.randrange(len(article))
            lines += article[first : first + chance.randint(1, 12)]
        if chance.random() < 0.3:
            lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        if chance.random() < 0.2:
            chance.shuffle(lines)
        yield "\n".join(lines)


def told(result: Result) -> Any:
    return (result.text, result.edits, result.notes, result.metadata, result.held, result.refused)


def test_a_pipeline_that_remembers_nothing_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    remembers, forgets = Pipeline.from_packs(), Pipeline.from_packs()
    changed = 0
    for text in documents(DOCUMENTS):
        result = remembers.clean(text)
        with monkeypatch.context() as all_are_too_long:
            all_are_too_long.setattr(line_cache, "LONGEST", -1)
            all_are_too_long.setattr(screens, "LONGEST_LINE", -1)
            all_are_too_long.setattr(screens, "LONGEST", -1)
            assert told(forgets.clean(text)) == told(result), text
        changed += bool(result.edits)
    assert changed > DOCUMENTS / 2
