"""Blocks of titles of other articles: where they end, and what they leave."""

from __future__ import annotations

import pytest

from garmentclean import Pipeline
from garmentclean.errors import GarmentcleanError
from garmentclean.filters.drop_block.rule import DropBlock

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
TITLES = ["Lace Makers Look East", "The Many Lives Of A Zip"]


def block(min_lines: int = 0) -> DropBlock:
    return DropBlock(
        id="r",
        why="w",
        start="^More$",
        while_=r"^\S.{0,90}$",
        titles=True,
        min_lines=min_lines,
        at_most=0.9,
    )


def left(rule: DropBlock, *lines: str) -> list[str]:
    return Pipeline([rule]).clean("".join(f"{line}\n" for line in lines)).text.splitlines()


@pytest.mark.parametrize(
    ("below", "stay"),
    [
        (TITLES, []),
        ([*TITLES, PROSE], [TITLES[1], PROSE]),
        ([*TITLES, "The loom", PROSE, PROSE], ["The loom", PROSE, PROSE]),
        ([*TITLES, "- A link", PROSE, PROSE], [PROSE, PROSE]),
        ([*TITLES, "4. The loom", PROSE], ["4. The loom", PROSE]),
        (["1. A loom", "2. A zip", "4. The loom", PROSE], ["4. The loom", PROSE]),
        (["1. A loom", "2. A zip", "3. A shed"], []),
        (
            [*TITLES, "The loom", "It came from the coast.", PROSE],
            ["The loom", "It came from the coast.", PROSE],
        ),
    ],
)
def test_a_block_of_titles_ends_where_the_text_goes_on(below: list[str], stay: list[str]) -> None:
    assert left(block(), PROSE, PROSE, "More", *below) == [PROSE, PROSE, *stay]


@pytest.mark.parametrize("below", [[PROSE, PROSE], [TITLES[0], PROSE, PROSE]])
def test_a_marker_right_above_the_text_is_a_heading(below: list[str]) -> None:
    assert left(block(), PROSE, "More", *below) == [PROSE, "More", *below]


def test_a_teaser_in_the_tail_goes_with_its_title() -> None:
    teaser = "It came from the coast, and nobody wanted it."
    text = [*[PROSE] * 9, *["Link"] * 9]
    assert left(block(), *text, "More", TITLES[0], teaser, TITLES[1], teaser) == text


def test_a_block_of_fewer_lines_stays() -> None:
    text = [PROSE, PROSE, "More"]
    assert left(block(min_lines=1), *text) == text
    assert left(block(min_lines=1), *text, TITLES[0]) == text[:2]
    assert left(block(min_lines=2), *text, TITLES[0]) == [*text, TITLES[0]]


def test_a_number_of_lines_is_not_negative() -> None:
    with pytest.raises(GarmentcleanError, match="is a number of lines, not -1"):
        block(min_lines=-1)


def test_markers_in_a_block_that_is_too_large_are_looked_at_once() -> None:
    rule = DropBlock(id="r", why="w", start="^More$", at_most=0.000_01)
    text = ["More"] * 20_000
    assert left(rule, *text) == text


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["boilerplate"])


ENDINGS = {
    "a sentence": "The goat is well.",
    "a correction": "Correction: Oda Brandt has led the mill for nine years, not for four.",
    "an author": "Oda Brandt writes on looms. Her book on reeds is out.",
    "a sentence in French": "La chèvre va bien. Le maire aussi.",
    "a sentence in Chinese": "织机很好。",
    "a quotation": "“It was Wednesday,” said the miller.",
    "an answer": "Q: Who wove it?\nA: My aunt.",
    "verse": "O loom of mine, of pear and steel,\nYou have outlived the weaver's wheel,",
    "facts": "The mill in figures\n- 90 looms\n- 4,000 bobbins",
    "results": "Results\nBest reed: O. Brandt\nBest warp: none",
    "a section": "After the fair\nThe tents were taken down.\nNobody spoke of it again.",
    "a list of its own": "What is next\n- a fair in May\n- a school in June\nWrite to us all.",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("marker", ["Related reading", "Most read"])
def test_the_end_of_the_article_stays(
    marker: str, gap: str, ending: str, pipeline: Pipeline
) -> None:
    titles = "\n".join(TITLES)
    text = (
        f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{marker}\n{titles}\n\n{ending.replace(chr(10), gap)}\n"
    )
    assert pipeline.clean(text).text == text.replace(f"{marker}\n{titles}\n\n", "")


BOOKS = {
    "names and years": "Brandt, O., On the Reed, Lynera, 2001.\nDunn, P.: Hats. 2011.",
    "names": "Brandt, The Reed\nDunn, A Hat for the Moon",
    "advice": "Begin with Brandt, who's dry but right. Then read Dunn.",
    "boxes": "Box 12: Letters of Mrs. Brandt\nBox 13: Accounts",
}


@pytest.mark.parametrize("books", BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("marker", ["Related reading", "Recommended reading:", "Read next"])
def test_the_books_that_an_author_names_stay(marker: str, books: str, pipeline: Pipeline) -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{marker}\n\n{books}\n"
    assert pipeline.clean(text).edits == ()


def test_dates_and_teasers_of_other_articles_go(pipeline: Pipeline) -> None:
    entries = (
        "Lace Makers Look East\nMarch 4, 2021\nThe first of them has gone to the coast and …\n"
        "The Many Lives Of A Zip, Told In Full\nBy Oda Brandt, Friday, June 4, 2021\n"
        "This site uses cookies.\nAll comments are moderated.\n"
    )
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nRelated reading\n{entries}"
    assert pipeline.clean(text).text == f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n"


HEADLINES = """
Felt: prices up|Lace: prices down
June 2: Dyers see orders fall|June 3: Lace slips
Part 1: The vat|Part 2: The press
- 7 reasons to love felt|- how to wash lace|- 12 vats to watch
Dyers see orders fall|What we wore at sea, and why, 2020|The hats of Hull
Dyers see orders fall|Lace slips in Hull.|Felt doubles its sales
"""


@pytest.mark.parametrize("titles", HEADLINES.strip().splitlines())
def test_headlines_that_look_like_facts_or_sentences_are_titles(titles: str) -> None:
    text = [PROSE, PROSE.replace("Tuesday", "Friday")]
    assert left(block(), *text, "More", *titles.split("|")) == text
