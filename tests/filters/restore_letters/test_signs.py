"""Corrupted letters: the signs around an ambiguous form."""

from __future__ import annotations

import pytest

from garmentclean.filters.base.view import View
from garmentclean.filters.restore_letters.signs import Signs, read_signs, written


def judged(text: str, signs: str) -> float:
    """Return the sum of the signs around the word "plate" in a text."""
    start = text.index("plate")
    return Signs(["translate"], signs).judge(View(text), start, start + len("plate")).total


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("{}", "plate"),
        ("{plate}", "plate"),
        ("thai", "plate it by hand into plain Thai"),
        ("{} ... thai", "plate it by hand into plain Thai"),
        ("plain thai", "plate it by hand into plain Thai"),
        ("{} into plain", "plate into plain Thai"),
        ("they often {}", "They often plate"),
        ("^ {} $", "Here.\nplate\nThere."),
        ('{} "', "They plate “silk”."),
        ("0 {}", "In 2013 plate it."),
    ],
)
def test_a_sign_counts_within_six_words_on_the_line(sign: str, text: str) -> None:
    assert judged(text, f"{sign} 2.5") == 2.5


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("thai", "plate it by hand into very plain Thai"),
        ("{} ... thai", "Thai plate it"),
        ("thai", "Thai\nplate it"),
        ("{} into", "plate it into Thai"),
        ("{plates}", "plate it"),
    ],
)
def test_a_sign_elsewhere_does_not_count(sign: str, text: str) -> None:
    assert judged(text, f"{sign} 2.5") == 0


def test_a_sign_counts_once() -> None:
    assert judged("silk silk plate silk", "silk 1") == 1


def test_the_right_word_is_found_as_a_whole_word() -> None:
    signs = Signs(["translate", "translates"], "{} 1")
    assert signs.is_intact_in("She Translates it.")
    assert not signs.is_intact_in("The translator and the untranslated.")


def test_signs_are_written_as_they_are_read() -> None:
    signs = {"{} into": 2.5, "gold {}": -4.0, "{} ... thai": 2.0}
    assert read_signs(written(signs)) == signs
    with pytest.raises(ValueError, match="'into' must be a sign and its number"):
        read_signs("{} 1 | into")
