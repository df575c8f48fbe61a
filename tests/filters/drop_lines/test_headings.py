"""Words of buttons that are headings of short sections, or a list of which the text speaks."""

from __future__ import annotations

import pytest

from garmentclean import Pipeline
from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.headings import headings, is_listed

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
RULES = """
A dictionary of the mill

Share
A part of the loom, and of the money.

Newsletter
Whatever the foreman nailed to the door.

Site map
Nobody has one. Ask Oda.

Back to top
What the shuttle boy was sent.
"""


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["boilerplate"])


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_headings_of_short_sections_stay(gap: str, pipeline: Pipeline) -> None:
    text = RULES.replace("\n\n", "\v").replace("\n", gap).replace("\v", "\n\n")
    assert pipeline.clean(text).edits == ()


def test_a_button_in_an_article_without_such_sections_goes(pipeline: Pipeline) -> None:
    text = f"{PROSE}\n\nShare\n\n{PROSE}\n\nThe loom\n\n{PROSE}\n"
    assert pipeline.clean(text).text == text.replace("Share\n\n", "")


def test_a_bar_below_the_title_goes_above_such_sections(pipeline: Pipeline) -> None:
    sections = "".join(f"\n\n{name}\n\n{PROSE}" for name in ("Weft", "Warp", "Reed"))
    text = f"Three words\n\nShare this\n\n{PROSE}{sections}\n"
    assert pipeline.clean(text).text == text.replace("Share this\n\n", "")


def test_a_short_line_that_recurs_is_a_button_not_a_heading(pipeline: Pipeline) -> None:
    names = ("Weft", "Read more", "Warp", "Read more", "Reed")
    text = f"{PROSE}\n" + "".join(f"\n{name}\n\n{PROSE}\n" for name in names)
    assert pipeline.clean(text).text == text.replace("Read more\n\n", "")


def test_two_short_sections_are_too_few() -> None:
    assert headings(View("Weft\nIt goes across.\nWarp\nIt goes along.\n")) == frozenset()
    assert headings(View("A\nIt is so.\nWeft\nIt lies.\nWarp\nIt is up.\nReed\nIt beats.\n"))


@pytest.mark.parametrize(
    ("below", "stay"),
    [
        ("These three are all that a page needs.", True),
        ("Nobody clicks on the buttons at all.", True),
        ("That's the bar of the old page.", True),
        ("The looms stand still today.", False),
        ("", False),
    ],
)
def test_a_list_of_buttons_stays_where_the_text_speaks_of_it(below: str, *, stay: bool) -> None:
    assert is_listed(View(f"Share\nBack to top\n{below}\n"), 0) is stay


@pytest.mark.parametrize(
    "below",
    [
        "This is the third year in a row that the price has risen, said the union of the dyers.",
        "Those orders come from the north, and they keep all the mills busy until the winter.",
        "Orders rose in June, and in the words of the union the terms have never been so good.",
    ],
)
def test_a_sentence_about_something_else_keeps_no_button(below: str) -> None:
    assert not is_listed(View(f"{PROSE}\n\nShare\n\n{below}\n\n{PROSE}\n"), 2)
