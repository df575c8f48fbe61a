"""The first line that is the title, or likely is it."""

from __future__ import annotations

import pytest

from garmentclean.text.likely_title import first_title, topic
from garmentclean.text.structure import structure_of, titles_of

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Home", "The weavers want a yarn price", PROSE, PROSE], 1),
        (["Home", "Weavers of the valley want to know", PROSE], 1),
        (["Home", "A loom for the moon", PROSE], 0),
        (["Home", "Weavers of the valley want to know", *["Print"] * 6, PROSE], 0),
        (["Home", "The weavers want a yarn price", "No prose"], 0),
    ],
)
def test_the_first_title(lines: list[str], expected: int) -> None:
    written = range(len(lines))
    parts = structure_of(lines, written)
    assert first_title(lines, written, parts, titles_of(lines, written, parts)) == expected


def test_the_topic_is_in_the_lines_of_text() -> None:
    assert {"weavers", "yarn"} <= topic(["Lifestyle", PROSE])
    assert "lifestyle" not in topic(["Lifestyle", PROSE])
