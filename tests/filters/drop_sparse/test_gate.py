"""The features of a page that tell whether it is an article with a frame."""

from __future__ import annotations

import math

import pytest

from garmentclean.filters.drop_sparse.gate import PAGE, page_features, wording, words_of


def features(*lines: tuple[float, int, bool]) -> dict[str, float]:
    sums, sizes, prose = zip(*lines, strict=True)
    return dict(zip(PAGE, page_features(sums, sums, sizes, prose, sums, kind=0.5), strict=True))


def test_a_frame_is_at_the_edges() -> None:
    menu, text = [(3.0, 2, False)] * 5, [(-5.0, 30, True)] * 3
    found = features(*menu, *text, *menu)
    assert found["sure-edges"] == 1
    assert found["edges"] == 3
    assert found["likely-within-prose"] == 0
    assert found["words-of-prose"] == pytest.approx(90 / 110)
    assert found["runs-of-sure-lines"] == pytest.approx(math.log1p(8))


def test_a_page_without_prose_is_all_within() -> None:
    found = features(*[(1.0, 2, False)] * 6)
    assert found["likely-within-prose"] == 1
    assert found["words-of-prose"] == 0


def test_a_page_without_words_has_features() -> None:
    assert len(page_features([0.0], [0.0], [0], [False], [0.0], kind=0.0)) == len(PAGE)


def test_words_are_evidence_once_each_whatever_their_case_and_apostrophes() -> None:
    words = words_of(["Linen isn’t silk.", "LINEN isn't 12"])
    assert words == {"linen", "isn't", "silk"}
    assert wording(words, {"linen": 0.6, "silk": -0.2, "cart": 9.0}) == pytest.approx(0.4 / 3**0.5)
    assert wording([], {"linen": 0.6}) == 0
