"""The tokens of a document, and the screen that asks about each harmless one once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.tokens import BATCH, LONGEST, Screen, tokens
from garmentclean.filters.base.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_tokens_are_what_stands_between_white_space() -> None:
    assert tokens(View("The loom,\n\tthe loom.\u00a0A\r\n")) == {
        "The",
        "loom,",
        "the",
        "loom.",
        "A",
    }


def test_tokens_of_all_lines_are_found() -> None:
    lines = [f"loom{number}" for number in range(BATCH + 1)]
    assert tokens(View("\n".join(lines))) == {*lines}


def test_a_harmless_token_is_asked_about_once_and_a_suspect_each_time() -> None:
    asked: list[str] = []

    def suspects(some: Sequence[str]) -> set[str]:
        asked.extend(some)
        return {"odd"}.intersection(some)

    screen = Screen(suspects)
    assert screen.of(View("an odd loom")) == {"odd"}
    assert screen.of(View("an odd mill")) == {"odd"}
    assert sorted(asked) == ["an", "loom", "mill", "odd", "odd"]


def test_very_long_tokens_are_not_remembered() -> None:
    asked: list[str] = []

    def suspects(some: Sequence[str]) -> set[str]:
        asked.extend(some)
        return set()

    screen = Screen(suspects)
    for _ in range(2):
        screen.of(View("x" * (LONGEST + 1) + " loom"))
    assert len(asked) == 3
