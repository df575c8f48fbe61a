"""join-words: which pieces are joined, what they need for it, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from garmentclean import Pipeline, Result
from garmentclean.errors import GarmentcleanError

CleanWith = Callable[..., Result]

HYPHEN: dict[str, Any] = {
    "filter": "join-words",
    "by": "hyphen",
    "apart": "anti",
    "stays": "scifi",
}
SPACE: dict[str, Any] = {"filter": "join-words", "by": "space", "apart": "non", "stays": ""}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The fam-ous weaver sold her loom.", "The famous weaver sold her loom."),
        ("She went to the mu-seum, and came back.", "She went to the museum, and came back."),
        ("A fam‐ous weaver of the valley.", "A famous weaver of the valley."),
    ],
)
def test_pieces_with_a_hyphen_between_them_are_joined(
    before: str, after: str, clean_with: CleanWith
) -> None:
    assert clean_with(before, HYPHEN).text == after


@pytest.mark.parametrize(
    "text",
    [
        "The dot-com boom was over.",  # one piece is a word
        "A zig-zag seam is the best.",  # an echo
        "All those knick-knacks of the house.",
        "It is anti-rust paint for the loom.",  # a prefix
        "She reads sci-fi books on the loom.",  # may have a hyphen
        "The Fam-ous weaver of the valley.",  # a name
        "She bought fam-ous-ly good yarn.",  # a longer compound
        "See the page fam-ous.html for the yarn.",  # a file
        'The word "fam-ous" is cut in two.',
        "fam-ous",
        "Sing of the compa-ny of the loom.",  # as it is sung
        "Le tissu fam-ous qu'on voit.",
        "The loom is in abc-def now.",  # no word
    ],
)
def test_what_may_be_meant_stays(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, HYPHEN).text == text


def test_words_that_spaces_cut_are_joined_if_there_are_two(clean_with: CleanWith) -> None:
    cut = "The shop sold counter fe it bags and brand ed shirts to us."
    whole = "The shop sold counterfeit bags and branded shirts to us."
    assert clean_with(cut, SPACE).text == whole


def test_words_are_joined_among_very_many_short_tokens(clean_with: CleanWith) -> None:
    tokens = " ".join(f"{a}{b}q" for a in "bcdfghjklmnp" for b in "bcdfghjklmnp")
    cut = "The shop sold counter fe it bags and brand ed shirts to us."
    whole = "The shop sold counterfeit bags and branded shirts to us."
    assert clean_with(f"{tokens}\n{cut}\n", SPACE).text == f"{tokens}\n{whole}\n"


@pytest.mark.parametrize(
    "text",
    [
        "The shop sold counter fe it bags to us.",  # only one
        "The shop sold counter fe it bags and other counter fe it bags to us.",
        "The shop sold counter, fe it bags and brand\ned shirts to us.",
        "The shop sold non woven bags and non stop shirts to us.",
        "Nous avons tous les sacs and brand ed shirts of the shop.",
        "The shop sold Counter Fe It bags and Brand Ed shirts to us.",
    ],
)
def test_a_single_word_between_spaces_stays(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, SPACE).text == text


def test_of_two_possible_words_none_is_made(clean_with: CleanWith) -> None:
    text = "They were con tent ed with the brand ed shirts and counter fe it bags of the shop."
    assert "were con tent ed with the branded" in clean_with(text, SPACE).text


def test_every_edit_can_be_undone() -> None:
    text = "The fam-ous shop sold counter fe it bags and brand ed shirts to us.\n"
    result = Pipeline.from_packs(select=["words"]).clean(text)
    assert result.text == "The famous shop sold counterfeit bags and branded shirts to us.\n"
    assert result.restore().text == text


def test_a_key_with_a_capital_is_refused(make_pack: Callable[..., Any]) -> None:
    rule = {**HYPHEN, "id": "cut", "why": "A test.", "stays": "Scifi", "examples": []}
    with pytest.raises(GarmentcleanError, match=r"stays.*'Scifi' is not a word in small letters"):
        Pipeline.from_packs(make_pack("mine", rule))
