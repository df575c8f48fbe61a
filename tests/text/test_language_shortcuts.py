"""The shortcuts of language detection give what a look at all languages gives."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_language.foreign import foreign, foreign_in
from garmentclean.text.language import (
    DIFFERENT,
    MORE,
    STOP_WORD_SHARE,
    language_by_stop_words,
    may_be_other,
)
from garmentclean.text.stopwords import languages_with, stop_words
from garmentclean.text.words import lower_words

OTHERS = ["loom", "weavers", "Garn", "tela", "ткань", "织机", "2024", "l’été", "Ünal", "naïve"]
GLUE = [" ", " ", " ", ", ", ". ", "\n", "’", "–", "\xa0", "\x85", "_", "-", "™"]


def text(chance: random.Random) -> str:
    """Return words of two or three languages, mixed more or less."""
    codes = [chance.choice(["en", "en", *stop_words()]) for _ in range(3)]
    shares = [chance.random() ** 3 for _ in codes]
    pools = [sorted(stop_words()[code]) for code in codes] + [OTHERS]
    made = []
    for _ in range(chance.randint(0, 16)):
        word = chance.choice(chance.choices(pools, [*shares, 0.5])[0])
        made += [chance.choice([word, word, word.capitalize(), word.upper()]), chance.choice(GLUE)]
    return "".join(made)


def slow_language(text: str) -> str | None:
    """Return the result of `language_by_stop_words`, by its definition."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    stops = [languages_with()[word] for word in words if word in languages_with()]
    counts = Counter(code for codes in stops for code in codes)
    if not counts:
        return None
    best = max(counts, key=counts.__getitem__)
    if counts[best] < STOP_WORD_SHARE * len(words):
        return None
    if len(stop_words()[best].intersection(words)) < DIFFERENT:
        return None
    for rival in counts.keys() - {best}:
        shared = sum(best in codes and rival in codes for codes in stops)
        if counts[best] - shared < max(MORE, 2 * (counts[rival] - shared)):
            return None
    return best


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(5))
def test_the_language_is_that_of_the_full_count(seed: int) -> None:
    chance = random.Random(seed)
    counts: Counter[str | None] = Counter()
    for _ in range(20_000):
        made = text(chance)
        language = slow_language(made)
        assert language_by_stop_words(made) == language, made
        assert lower_words(made) == re.findall(r"[^\W\d_]+", made.lower()), made
        for line in made.split("\n"):
            assert may_be_other(line, "en") or slow_language(line) in {None, "en"}, line
        counts[language] += 1
    assert len(counts) > 20
    assert 500 < counts["en"] < 10_000


@pytest.mark.exhaustive
def test_a_line_is_foreign_where_it_is_by_definition() -> None:
    chance = random.Random(7)
    count = 0
    for _ in range(6_000):
        line = text(chance).replace("\n", " ")
        for own, script in (("en", "latin"), ("de", "latin"), ("ru", "cyrillic")):
            language = foreign(line, own, script)
            expected = [(0, language)] if language else []
            assert foreign_in(own, script).of(View(line)) == expected, line
            count += language is not None
    assert count > 20
