"""The profiles say what langdetect's own table says."""

from __future__ import annotations

import random

import pytest
from langdetect import PROFILES_DIRECTORY, DetectorFactory

from garmentclean.text import langdetect_profiles
from garmentclean.text.langdetect_profiles import detector_factory

TEXTS = [
    "The weavers of the old mill have sold all of their looms to a museum in the next town.",
    "Die Weber der alten Fabrik haben ihre Stühle an ein Museum in der nächsten Stadt verkauft.",
    "Ткачи старой фабрики продали все свои станки музею в соседнем городе.",
    "Cotton 12, Silk 40, Linen 9, Wool 22; Damask, Tulle, Voile, Batiste, Organza, Chintz",
]


@pytest.fixture(scope="module")
def original() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def test_each_row_is_that_of_langdetect(original: DetectorFactory) -> None:
    factory = detector_factory()
    order = [original.langlist.index(code) for code in factory.langlist]
    assert sorted(order) == [*range(len(original.langlist))]
    chance = random.Random(3)
    grams = chance.sample(sorted(original.word_lang_prob_map), 5000)
    for gram in grams:
        row = original.word_lang_prob_map[gram]
        assert factory.word_lang_prob_map[gram] == [row[place] for place in order]


def test_an_unknown_gram_is_in_no_profile() -> None:
    rows = detector_factory().word_lang_prob_map
    assert "☃☃☃" not in rows
    assert "the" in rows


def test_few_rows_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(langdetect_profiles, "ROWS", 10)
    rows = detector_factory().word_lang_prob_map
    assert all(letter in rows for letter in "abcdefghijklmnopqrstuvwxyz")
    assert len(rows) <= 10


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_same_languages(text: str, original: DetectorFactory) -> None:
    found = []
    for factory in (original, detector_factory()):
        factory.set_seed(0)
        detector = factory.create()
        detector.append(text)
        found.append([(one.lang, round(one.prob, 9)) for one in detector.get_probabilities()])
    assert found[0] == found[1]
