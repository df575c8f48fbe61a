"""Of a title that a page has several times, the one nearest to the text stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE = "The Lace Makers Of Alencon Look For Apprentices"
PROSE = (
    "The lace makers of Alencon began to look for apprentices in the spring, and have found two "
    "of them so far, one of whom had never held a needle."
)
MORE = "A point of lace takes seven hours, and the makers pay for each of them, as they say."


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["title-again"])


def text_of(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n\n" for line in lines).rstrip("\n") + "\n"


AGAIN = {
    "at once": [TITLE],
    "in capitals": [TITLE.upper()],
    "with a full stop": [TITLE, "2013/4/9", TITLE + "."],
    "indented": ["    " + TITLE],
    "with a bullet": ["• " + TITLE],
    "with the name of the site": [TITLE + " - Lace Herald"],
    "with a bar": [TITLE + " | Lace Herald of Normandy"],
    "below the name of the site": ["Lace Herald: " + TITLE],
    "in a path": ["Home / Crafts / Lace / " + TITLE],
    "in a path of words": ["Home News Crafts " + TITLE],
    "in a path with arrows": ["You are here: Home » " + TITLE],
    "broken off": [TITLE[:30] + "…"],
    "broken off by dots": [TITLE[:30] + " ..."],
    "with its date": [TITLE + " Nov 04, 2016"],
    "with its date in figures": [TITLE + " 2016-11-04 10:20"],
    "with another apostrophe": ["“" + TITLE + "”"],
    "further up": [TITLE, "Crafts", "Looms", "Fairs", "Prices", "Jobs"],
}


@pytest.mark.parametrize("above", AGAIN.values(), ids=list(AGAIN))
def test_a_second_title_goes(above: list[str], pipeline: Pipeline) -> None:
    others = [line for line in above if TITLE[:20].lower() not in line.lower()]
    before = text_of([*above, TITLE, PROSE, MORE])
    result = pipeline.clean(before)
    lines = [line for line in result.text.splitlines() if line]
    assert sorted(lines) == sorted([*others, TITLE, PROSE, MORE])
    assert result.restore().to_text() == before


def test_a_title_of_two_words_is_repeated_at_once(pipeline: Pipeline) -> None:
    assert pipeline.clean(text_of(["Lace makers"] * 2 + [PROSE])).text.count("Lace makers\n") == 1
    far = text_of(["Lace makers", "By Ida Sample", "Lille", "Rouen", "Lace makers", PROSE])
    assert pipeline.clean(far).text == far


CAPTIONS = {
    "below two pictures": ([TITLE, PROSE, TITLE, "Herald", TITLE, MORE], [0, 1, 3, 5]),
    "at the end": ([TITLE, PROSE, MORE, TITLE, "Herald"], [0, 1, 2, 4]),
    "above the byline": ([TITLE, PROSE, TITLE, "By Ida Sample", MORE], [0, 1, 3, 4]),
}


@pytest.mark.parametrize(("lines", "left"), CAPTIONS.values(), ids=list(CAPTIONS))
def test_a_caption_goes(lines: list[str], left: list[int], pipeline: Pipeline) -> None:
    assert pipeline.clean(text_of(lines)).text == text_of([lines[n] for n in left])


STAYS = {
    "a heading": [TITLE, PROSE, TITLE, MORE],
    "a longer title": [TITLE, TITLE + " And Find Two", PROSE],
    "a series": [TITLE + ": Part 5", TITLE, PROSE],
    "a refrain": [TITLE, MORE, TITLE, MORE, TITLE, MORE, TITLE, MORE, TITLE, PROSE],
    "a quotation in the text": [TITLE, PROSE, f"“{TITLE}” was what the paper wrote.", MORE],
    "no prose": [TITLE, "Lace", TITLE],
    "an entry of a list of contents": [
        "The lace of Alencon",
        "The lace of Chantilly",
        "The lace of Alencon",
        PROSE,
        "The lace of Chantilly",
        PROSE,
    ],
    "headings that a list of contents names": [
        *(entries := ["1. Wind The Bobbins Of The Lace", "2. Pin The Pattern To The Pillow"]),
        PROSE,
        *(line for entry in entries for line in (entry, MORE)),
    ],
    "wrapped text": ["Lace:", "the makers of lace look for", "the makers of lace look for", PROSE],
    "a program": ["Lace::Lace of_makers()", "Lace::Lace of_makers()", PROSE],
    "a question": [TITLE + "?", PROSE, TITLE + "?", "By Ida Sample", MORE],
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=list(STAYS))
def test_what_is_no_second_title_stays(lines: list[str], pipeline: Pipeline) -> None:
    text = text_of(lines)
    assert pipeline.clean(text).text == text
