"""One of many: what recurs in the text is part of it, and all of it stays or all of it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from garmentclean import Pipeline, Result, clean
from garmentclean.filters.base.recurring_lines import form_of
from garmentclean.filters.drop_lines.rule import DropLines

CleanWith = Callable[..., Result]

A = (
    "The winder stood at the gate until the last of the boats had gone through the lock, and "
    "counted the bales that were in it."
)
B = (
    "In the evening the dyers came down from the hill, each of them with a lamp, and none of "
    "them said what they had heard there."
)
C = (
    "The owner of the mill had not been seen since the spring, and the clerk read his letters "
    "aloud, as if they were the owner's own."
)


def joined(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def stays(*lines: str) -> bool:
    text = joined(*lines)
    return clean(text) == text


@pytest.mark.parametrize(
    "stamps",
    [
        ("[2014-02-03]", "[2014-02-04]", "[2014-02-05]"),
        ("2014-02-03 08:15", "2014-02-04 08:15", "2014-02-05 09:00"),
        ("2014-02-03 08:15:10 12", "2014-02-04 08:15:11 14", "2014-02-05 09:00:00 9"),
        ("- Feb 3, 2014 -", "- Feb 4, 2014 -", "- Mar 5, 2014 -"),
        ("Time: 2014-02-03", "Time: 2014-02-04", "Time: 2014-02-05"),
        ("3 February 2014", "4 February 2014", "5 March 2014"),
        ("Write: Li Na [2014-02-03]", "Write: Wang Min [2014-02-04]", "Write: Li Na [2014-02-05]"),
        ("Updated: Feb 3, 2014", "Updated: Feb 4, 2014", "Updated: Feb 5, 2014"),
        ("Views: 31", "Views: 33", "Views: 45"),
        ("发布时间：2014-02-03", "发布时间：2014-02-04", "发布时间：2014-02-05"),
        ("Average Rating: 4.9", "Average Rating: 4", "Average Rating: 3.25"),
        ("★★★★☆", "★★☆☆☆", "★★★★★"),
        ("2014-02-03T08:15:10Z", "2014-02-04T08:15:10Z", "2014-02-05T08:15:10Z"),
        ("12 likes", "14 likes", "31 likes"),
    ],
)
def test_stamps_above_paragraphs_stay(stamps: tuple[str, str, str]) -> None:
    one, two, three = stamps
    assert stays(one, A, two, B, three, C)
    assert stays("The strike", one, A, two, B, three, C)
    assert stays("The strike", "", one, A, "", two, B)
    assert stays("The strike", one, "Rain all day.", two, "Sun.", three, "The wheel turns again.")


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (["Feb 3, 2014"], []),
        (["Feb 3, 2014", "Feb 3, 2014"], []),
        (["Feb 3, 2014", "Feb 4, 2014"], []),
        (["Feb 3, 2014"], ["Feb 3, 2014"]),
        (["2014-02-03 08:15:10 12"], []),
        (["2014/2/3 8:15:00", "2014/2/3 8:15:00"], []),
    ],
)
def test_a_dateline_that_occurs_twice_is_dropped(head: list[str], tail: list[str]) -> None:
    text = joined("The strike at the lock", *head, A, B, C, *tail)
    assert clean(text) == joined("The strike at the lock", A, B, C)


@pytest.mark.parametrize("date", ["Feb 3, 2014", "2014-02-03 08:15"])
def test_a_date_that_begins_other_lines_stays(date: str) -> None:
    assert stays("The strike", date, A, f"{date}: the dyers come down.", B, f"{date}: they go.")


def test_a_table_in_the_head_stays() -> None:
    readings = [f"2014-02-03 08:15:1{second} 4{second}" for second in range(4)]
    assert stays("Readings of the bath", *readings, A, B)


def test_a_dateline_is_dropped_even_if_links_below_the_text_have_dates() -> None:
    links = ["Related reading", "Weekly Review Of Lace", "2014/2/1 10:41:00", "33"]
    text = joined("The strike", "2014/2/3 10:41:00 31", A, B, C, *links)
    assert clean(text) == joined("The strike", A, B, C)


def test_lines_of_another_form_do_not_count() -> None:
    rule = DropLines(id="r", why="w", patterns=(r"^\d+ (?:likes|shares)$",), alone=True)
    text = joined("The strike", "3 likes", A, B, "4 shares", C)
    assert Pipeline([rule]).clean(text).text == joined("The strike", A, B, C)
    alike = text.replace("shares", "likes")
    assert Pipeline([rule]).clean(alike).text == alike


def test_a_repeated_line_is_not_a_series() -> None:
    rule = DropLines(id="r", why="w", patterns=(r"^\d+ likes$",), alone=True)
    text = joined("The strike", "3 likes", A, B, "3 likes", C)
    assert Pipeline([rule]).clean(text).text == joined("The strike", A, B, C)


@pytest.mark.parametrize(
    ("text", "facts", "form"),
    [
        ("By Ada, 3 May 2014", (("date", "3 May 2014"), ("author", "Ada")), "by ?, ?"),
        ("2014-02-11 1", (("views", "1"), ("date", "2014-02-11")), "? ?"),
        ("Saturday, 3 May", (), "@"),
        ("★★★☆☆", (), "0"),
    ],
)
def test_the_form_of_a_line(text: str, facts: tuple[tuple[str, str], ...], form: str) -> None:
    assert form_of(text, facts) == form


@pytest.mark.parametrize(
    "lines",
    [
        ("Video A", "1,204 views", "Video B", "900 views"),
        ("Video A", "1.2K views", "Video B", "900 views"),
        ("Looms", "", "Rating: 4.5/5", A, "Rating: 4.1/5", B, "Average Rating: 3.9"),
        ("The strike", "March 4, 2019", A, "March 5", B, "March 6", C),
        ("The strike", "March 4, 2019", "Rain.", "March 5", "Sun.", "March 6", "Rain."),
        ("March 4, 2019", "", A, "", "March 5-7, 2019", "", B),
        ("2019-03-04 08:00", A, "2019-03-05", B, "2019-03-06", C),
        ("The strike", "2019-03-04", A, "Tue 2019-03-05", B),
        ("Mon 2019-03-04", A, "2019-03-05", B),
        ("2019-03-04 10:22:31", "It rains.", "2019-03-05 10:25 Ada: So?", "2019-03-06 Bob: Yes."),
    ],
)
def test_a_series_of_different_forms_stays(lines: tuple[str, ...]) -> None:
    assert stays(*lines)


@pytest.mark.parametrize("date", ["2019-03-04 08:00", "March 4, 2019"])
@pytest.mark.parametrize(
    "lines",
    [
        (A, B, C),
        (A, "1. Pegs", B, "2. Pins", C),
        (A, "Market 1: Looms", B, "Market 2: Yarn", C),
        ("March 4, 2019", A, B),
        (f"2019-03-04 08:00 {A}", B),
    ],
)
def test_the_date_of_a_page_is_dropped_even_if_other_lines_have_numbers(
    date: str, lines: tuple[str, ...]
) -> None:
    assert not clean(joined("The strike", date, *lines)).startswith(f"The strike\n{date}\n")


def test_a_line_that_two_patterns_find_stays_if_one_of_its_forms_recurs(
    clean_with: CleanWith,
) -> None:
    patterns = [r"^(?P<author>\w+) \d+-\d+-\d+$", r"^\w+ \d+-\d+-\d+$"]
    rule = {"filter": "drop-lines", "where": "tail", "alone": True, "patterns": patterns}
    text = joined(A, "Ada 2014-02-03", B, "Ben 2014-02-04", C, "Cyd 2014-02-05")
    assert clean_with(text, rule).text == text
    assert clean_with(text, {**rule, "patterns": patterns[::-1]}).text == text
