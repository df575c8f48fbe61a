"""drop-block: where a block begins and ends, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Pipeline, Result

CleanWith = Callable[..., Result]

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
TITLES = ["Lace Makers Look East", "The Many Lives Of A Zip"]
ARTICLE = "Title\nOne.\nTwo.\n\n\nThree.\nFour.\n"


def block(**keys: Any) -> dict[str, Any]:
    return {"filter": "drop-block", "start": "^More$", "at-most": 0.9, **keys}


def titles(**keys: Any) -> dict[str, Any]:
    return block(**{"while": r"^\S.{0,90}$", "titles": True, **keys})


@pytest.fixture(scope="session")
def left(clean_with: CleanWith) -> Callable[..., list[str]]:
    """Return a function that gives the lines that a rule keeps."""

    def lines(rule: dict[str, Any], *lines: str) -> list[str]:
        return clean_with("".join(f"{line}\n" for line in lines), rule).text.splitlines()

    return lines


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"start": "^Two"}, "Title\nOne.\n"),
        ({"start": "^One", "end": "^Three"}, "Title\nThree.\nFour.\n"),
        ({"start": "^One", "while": "^(?:One|Two)"}, "Title\nThree.\nFour.\n"),
        ({"start": "^One", "blank-lines": 2}, "Title\nThree.\nFour.\n"),
        ({"start": "^One", "blank-lines": 3}, "Title\n"),
        ({"start": "^One", "last": "^Two"}, "Title\nThree.\nFour.\n"),
        ({"start": "^One", "last": "^T"}, "Title\nFour.\n"),
        ({"start": "^(?:One|Two)", "last": "^Two", "while": "^T"}, "Title\nThree.\nFour.\n"),
        ({"start": "^One", "last": "^(?:One|Five)"}, ARTICLE),
        ({"start": "^one", "end": "^THREE"}, ARTICLE),
        ({"start": "^one", "end": "^THREE", "ignore-case": True}, "Title\nThree.\nFour.\n"),
        ({"start": "^Title", "at-most": 0.9}, ARTICLE),
        ({"start": "^Four", "at-most": 0.1}, ARTICLE),
        ({"start": "^Four", "at-most": 0.2}, "Title\nOne.\nTwo.\nThree.\n"),
        ({"start": "^Four", "min-lines": 1}, ARTICLE),
    ],
)
def test_a_block_ends_where_its_rule_says(
    keys: dict[str, Any], expected: str, clean_with: CleanWith
) -> None:
    text = clean_with(ARTICLE, block(**{"at-most": 1.0, **keys})).text
    assert text.replace("\n\n\n", "\n") == expected.replace("\n\n\n", "\n")


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
def test_a_block_of_titles_ends_where_the_text_goes_on(
    below: list[str], stay: list[str], left: Callable[..., list[str]]
) -> None:
    assert left(titles(), PROSE, PROSE, "More", *below) == [PROSE, PROSE, *stay]


@pytest.mark.parametrize("below", [[PROSE, PROSE], [TITLES[0], PROSE, PROSE]])
def test_a_marker_right_above_the_text_is_a_heading(
    below: list[str], left: Callable[..., list[str]]
) -> None:
    assert left(titles(), PROSE, "More", *below) == [PROSE, "More", *below]


def test_a_teaser_in_the_tail_goes_with_its_title(left: Callable[..., list[str]]) -> None:
    teaser = "It came from the coast, and nobody wanted it."
    text = [*[PROSE] * 9, *["Link"] * 9]
    assert left(titles(), *text, "More", TITLES[0], teaser, TITLES[1], teaser) == text


HEADLINES = """
Felt: prices up|Lace: prices down
June 2: Dyers see orders fall|June 3: Lace slips
Part 1: The vat|Part 2: The press
- 7 reasons to love felt|- how to wash lace|- 12 vats to watch
Dyers see orders fall|What we wore at sea, and why, 2020|The hats of Hull
Dyers see orders fall|Lace slips in Hull.|Felt doubles its sales
"""


@pytest.mark.parametrize("headlines", HEADLINES.strip().splitlines())
def test_headlines_that_look_like_facts_or_sentences_are_titles(
    headlines: str, left: Callable[..., list[str]]
) -> None:
    text = [PROSE, PROSE.replace("Tuesday", "Friday")]
    assert left(titles(), *text, "More", *headlines.split("|")) == text


def test_a_block_of_fewer_lines_stays(left: Callable[..., list[str]]) -> None:
    text = [PROSE, PROSE, "More"]
    one, two = titles(**{"min-lines": 1}), titles(**{"min-lines": 2})
    assert left(one, *text) == text
    assert left(one, *text, TITLES[0]) == text[:2]
    assert left(two, *text, TITLES[0]) == [*text, TITLES[0]]


def test_a_block_has_no_more_lines_than_its_rule_says(left: Callable[..., list[str]]) -> None:
    text = [PROSE, "More", *TITLES[:2], PROSE]
    assert left(block(start="^More$", **{"max-lines": 1}), *text) == [PROSE, TITLES[1], PROSE]


def test_a_marker_is_below_a_line_that_the_rule_names(left: Callable[..., list[str]]) -> None:
    text = [TITLES[0], PROSE, "More", TITLES[1]]
    assert left(block(start="^More$", above=TITLES[0][:4]), *text) == text
    assert left(block(start="^More$", above=PROSE[:4]), *text) == text[:2]


def test_a_marker_that_recurs_in_the_text_stays_where_the_rule_says_alone(
    left: Callable[..., list[str]],
) -> None:
    diary = ["A diary of the mill", "March 4, 2019", PROSE, "March 5, 2019", PROSE]
    dated = block(start=r"^March \d, 2019$", **{"while": "^March"})
    assert left(dated, *diary) == [diary[0], PROSE, PROSE]
    assert left({**dated, "alone": True}, *diary) == diary


def test_named_groups_of_the_marker_and_of_the_block_are_metadata(clean_with: CleanWith) -> None:
    rule = block(start="^By (?P<author>.+)$", **{"while": "^(?:From (?P<source>.+)|Page.*)$"})
    result = clean_with(f"{PROSE}\nBy Oda Brandt\nPage 4\nFrom The Selvedge\n{PROSE}\n", rule)
    assert result.text == f"{PROSE}\n{PROSE}\n"
    assert result.metadata == {"author": "Oda Brandt", "source": "The Selvedge"}


def test_a_block_goes_only_in_the_part_of_the_document_that_the_rule_names(
    left: Callable[..., list[str]],
) -> None:
    text = ["A title", "More", "Looms", *[PROSE] * 4, "More", "Looms"]
    rule = block(**{"while": "^Looms$"})
    assert left(rule, *text) == ["A title", *[PROSE] * 4]
    assert left({**rule, "where": "head"}, *text) == ["A title", *text[3:]]
    assert left({**rule, "where": "tail"}, *text) == text[:-2]


def test_a_block_in_chinese_goes(left: Callable[..., list[str]]) -> None:
    text = ["镇上的纺织厂正在出售，织机也一并出售，价格尚未公布。"] * 3
    assert left(block(start=r"^相关阅读\W*$"), *text, "相关阅读：", "织机", "棉花") == text


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}\n\n{PROSE}\n\nMore\nLooms\n\nYarn\n"
    check_guards(block(), before)
    check_newlines(block(), before, f"{PROSE}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"start": ""}, "is empty"),
        ({"start": "("}, "RE2 refuses the pattern '(': missing )"),
        ({"end": "("}, "RE2 refuses the pattern '(': missing )"),
        ({"while": "("}, "RE2 refuses the pattern '(': missing )"),
        ({"last": "("}, "RE2 refuses the pattern '(': missing )"),
        ({"blank-lines": -1}, "not -1"),
        ({"min-lines": -1}, "not -1"),
        ({"max-lines": -1}, "not -1"),
        ({"above": "("}, "RE2 refuses the pattern '(': missing )"),
        ({"at-most": 0.0}, "not 0.0"),
        ({"at-most": 1.1}, "not 1.1"),
        ({"titles": "yes"}, "must be true or false, not text"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal(block(**keys), [*keys][-1], message)


@given(st.lists(st.sampled_from(["More", *TITLES, "1. A loom", "Yarn.", PROSE, ""])))
def test_blocks_of_any_lines_settle_and_come_back(clean_with: CleanWith, lines: list[str]) -> None:
    text = "\n".join(lines)
    for rule in (titles(), block(last="^Yarn"), block(**{"blank-lines": 1, "alone": True})):
        clean_with(text, rule)


def test_markers_in_a_block_that_is_too_large_are_looked_at_once(clean_with: CleanWith) -> None:
    text = "More\n" * 20_000
    assert clean_with(text, block(**{"at-most": 0.000_01})).text == text


@pytest.fixture(scope="module")
def boilerplate() -> Pipeline:
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
    marker: str, gap: str, ending: str, boilerplate: Pipeline
) -> None:
    links = "\n".join(TITLES)
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{marker}\n{links}\n\n{ending.replace(chr(10), gap)}\n"
    assert boilerplate.clean(text).text == text.replace(f"{marker}\n{links}\n\n", "")


BOOKS = {
    "names and years": "Brandt, O., On the Reed, Lynera, 2001.\nDunn, P.: Hats. 2011.",
    "names": "Brandt, The Reed\nDunn, A Hat for the Moon",
    "advice": "Begin with Brandt, who's dry but right. Then read Dunn.",
    "boxes": "Box 12: Letters of Mrs. Brandt\nBox 13: Accounts",
}


@pytest.mark.parametrize("books", BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("marker", ["Related reading", "Recommended reading:", "Read next"])
def test_the_books_that_an_author_names_stay(
    marker: str, books: str, boilerplate: Pipeline
) -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{marker}\n\n{books}\n"
    assert boilerplate.clean(text).edits == ()


def test_dates_and_teasers_of_other_articles_go(boilerplate: Pipeline) -> None:
    entries = (
        "Lace Makers Look East\nMarch 4, 2021\nThe first of them has gone to the coast and …\n"
        "The Many Lives Of A Zip, Told In Full\nBy Oda Brandt, Friday, June 4, 2021\n"
        "This site uses cookies.\nAll comments are moderated.\n"
    )
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nRelated reading\n{entries}"
    assert boilerplate.clean(text).text == f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n"
