"""Whether fuzzy phrases find wordings that are not listed, and leave what articles say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from garmentclean.filters.drop_similar import DropSimilar, Scanner
from garmentclean.packs import load_packs
from garmentclean.pipeline import Pipeline

RULES = [rule for pack in load_packs() for rule in pack.rules if isinstance(rule, DropSimilar)]
FLOOR = 0.6
PROSE = (
    "The fair closes on Sunday, and the halls will be empty again, said the man who lets them.",
    "A website that reprints an article without permission infringes its author's copyright.",
    "Copyright law gives the author of an original work the right to reproduce and distribute it.",
    "The court told the publisher to delete the pictures and to name their source in print.",
    "A privacy policy tells visitors what data a website collects and how it uses cookies.",
    "Most newsletters let their subscribers unsubscribe at any time with one click.",
    "Users scan the code with their phones and follow the official account of the brand.",
    "Affiliate links bring the magazine a commission of four percent on each coat.",
    "Shops answer comments within a day, and customers share their photos on social media.",
    "\u201cPlease contact us if you find infringement, and we delete it,\u201d the editor said.",
)


def found(rule: DropSimilar) -> int:
    """Count the phrases of a rule that the others of its kind find, each left out in turn."""
    rest = [other for other in RULES if other.id != rule.id]
    return sum(
        Scanner(
            [*rest, replace(rule, phrases=tuple(one for one in rule.phrases if one != phrase))]
        ).judge(phrase)
        is not None
        for phrase in rule.phrases[::5]
    )


def test_most_phrases_are_found_by_the_others() -> None:
    asked = sum(len(rule.phrases[::5]) for rule in RULES)
    assert sum(map(found, RULES)) / asked >= FLOOR


@pytest.mark.parametrize("sentence", PROSE)
def test_what_an_article_says_of_such_things_stays(sentence: str) -> None:
    assert Scanner(RULES).judge(sentence) is None


def test_an_edit_names_the_phrase_that_a_line_is_near_to_or_speaks_like() -> None:
    scanner = Scanner(RULES)
    near = scanner.judge("Sign up to have the latest textile news delivered to your inbox!")
    assert near is not None
    assert near.because.startswith('near "Sign up to have')
    like = scanner.judge("If a picture here infringes your rights, contact us and we delete it.")
    assert like is not None
    assert like.because.startswith('speaks like "')
    assert like.rule.id == "copyright"


def test_a_document_is_clean_at_once() -> None:
    text = "\n".join(
        (*PROSE, "If this post infringes your rights, please contact us to delete it.")
    )
    once = Pipeline.from_packs().clean(text).text
    assert once.rstrip("\n") == "\n".join(PROSE)
    assert Pipeline.from_packs().clean(once).text == once
