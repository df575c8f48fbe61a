"""Screens ask about each line, and each token, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.base import screens
from garmentclean.filters.base.screens import (
    BATCH,
    LONGEST,
    LineScreen,
    TokenScreen,
    share_tokens,
)
from garmentclean.filters.base.view import View
from garmentclean.text.line_cache import LONGEST as LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def looms(asked: list[str]) -> LineScreen[int]:
    """A screen for the lines with a loom, which finds where it is."""

    def find(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
        asked.extend(lines)
        yield from ((line, line.index("loom")) for line in lines if "loom" in line)

    return LineScreen(find)


def test_a_screen_finds_the_lines_and_what_is_on_them(looms: LineScreen[int]) -> None:
    assert looms.of(View("a loom\nlace\n\na loom\nlooms")) == [(0, 2), (3, 2), (4, 0)]


def test_a_line_is_asked_about_once(looms: LineScreen[int], asked: list[str]) -> None:
    looms.of(View("a loom\nlace\na loom"))
    assert looms.of(View("lace\na loom\nsilk")) == [(1, 2)]
    assert sorted(asked) == ["a loom", "lace", "silk"]


def test_very_long_lines_are_not_remembered(looms: LineScreen[int], asked: list[str]) -> None:
    long = ["x" * (LONGEST_LINE + 1), "loom" * LONGEST_LINE]
    for _ in range(2):
        assert looms.of(View("\n".join(long))) == [(1, 0)]
    assert sorted(asked) == sorted(2 * long)


def test_a_line_is_asked_about_again_when_too_many_are_remembered(
    looms: LineScreen[int], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "LINES", 3)
    for text in ("lace\na loom", "silk\nlooms", "lace\na loom"):
        looms.of(View(text))
    assert asked.count("lace") == asked.count("a loom") == 2


def test_very_many_lines_are_asked_about_in_batches(asked: list[str]) -> None:
    sizes = []

    def find(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
        sizes.append(len(lines))
        asked.extend(lines)
        yield from ((line, True) for line in lines if line.endswith("7"))

    lines = [f"loom {number}" for number in range(2 * BATCH + 1)]
    found = LineScreen(find).of(View("\n".join(lines)))
    assert [number for number, _ in found] == [n for n in range(len(lines)) if n % 10 == 7]
    assert (max(sizes), sorted(asked)) == (BATCH, sorted(lines))


def test_a_screen_can_ask_about_one_line_at_a_time() -> None:
    numbers = LineScreen.each(lambda line: int(line) if line.isdigit() else None)
    assert numbers.of(View("12\nloom\n7")) == [(0, 12), (2, 7)]


def suspects_of(word: str, asked: list[str]) -> Callable[[Sequence[str]], set[str]]:
    """Return a function that finds a word among tokens, and notes what it was asked about."""

    def suspects(tokens: Sequence[str]) -> set[str]:
        asked.extend(tokens)
        return {word}.intersection(tokens)

    return suspects


def test_tokens_are_what_stands_between_white_space(asked: list[str]) -> None:
    TokenScreen(suspects_of("", asked)).numbers(View("The loom,\n\tthe loom.\u00a0A\r\n"))
    assert sorted(asked) == ["A", "The", "loom,", "loom.", "the"]


def test_a_token_is_asked_about_once(asked: list[str]) -> None:
    screen = TokenScreen(suspects_of("odd", asked))
    assert screen.numbers(View("a loom\nan odd loom")) == [1]
    assert screen.numbers(View("an odd mill\nodd\nodds")) == [0, 1]
    assert sorted(asked) == ["a", "an", "loom", "mill", "odd", "odds"]


def test_very_long_tokens_are_not_remembered(asked: list[str]) -> None:
    long = "x" * (LONGEST + 1)
    for word in ("loom", long):
        asked.clear()
        screen = TokenScreen(suspects_of(word, asked))
        for line in (f"{long} loom", f"a {long} loom"):
            screen.numbers(View(line))
        assert sorted(asked) == ["a", "loom", long, long]


def test_screens_that_share_their_tokens_find_what_each_would_find() -> None:
    words = ("odd", "even", "loom")
    view = View("an odd loom\neven\nnothing\nodd even")
    alone = [TokenScreen(suspects_of(word, [])).numbers(view) for word in words]
    together = [TokenScreen(suspects_of(word, [])) for word in words]
    share_tokens(together)
    assert [screen.numbers(view) for screen in together] == alone == [[0, 3], [1, 3], [0]]


def test_tokens_are_asked_about_again_when_too_many_are_remembered(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "REMEMBERED", 1)
    screen = TokenScreen(suspects_of("odd", asked))
    for line in ("odd loom lace", "silk mill", "flax", "linen odd", "loom odd x"):
        assert screen.numbers(View(line)) == ([0] if "odd" in line else [])
    assert asked.count("loom") == 2
