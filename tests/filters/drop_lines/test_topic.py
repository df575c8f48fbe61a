"""Lines that have no word of the text."""

from __future__ import annotations

import pytest

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.topic import is_off_topic

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Lifestyle", True),
        ("The Ourense Observer", True),
        ("US", True),
        ("Weavers", False),
        ("Yarn & Lace", False),
        ("YARN", False),
    ],
)
def test_a_line_is_off_topic_without_a_word_of_the_text(line: str, *, expected: bool) -> None:
    lines = [line, "The weavers want a yarn price", PROSE, PROSE, "Lifestyle"]
    assert is_off_topic(View("\n".join(lines)), 0) is expected
