"""Names of sites and sections above the title."""

from __future__ import annotations

import pytest

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.topic import is_off_topic

TITLE = "The weavers want a yarn price"
PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)


def judged(*above: str) -> bool:
    lines = [*above, TITLE, PROSE, PROSE, "Threadbare"]
    return is_off_topic(View("\n".join(lines)), 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Threadbare", True),
        ("The Ourense Observer", True),
        ("US", True),
        ("Weavers", False),
        ("Yarn & Lace", False),
        ("YARN", False),
    ],
)
def test_a_line_of_a_frame_is_off_topic_without_a_word_of_the_text(
    line: str, *, expected: bool
) -> None:
    assert judged(line, "Skip to content") is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Threadbare", False),
        ("Ada Brandt", False),
        ("The Ourense Observer", True),
        ("loom.example", True),
        ("» Threadbare", True),
        ("Home", True),
    ],
)
def test_a_line_that_stands_alone_may_be_a_title(line: str, *, expected: bool) -> None:
    assert judged(line) is expected


def test_many_short_lines_may_be_a_list_and_need_a_link_of_the_page_among_them() -> None:
    assert not judged("Threadbare", "Looms", "Reeds", "Combs")
    assert judged("Threadbare", "Looms", "Contact us")
