"""The benchmarks of speed: they run, and what they measure with is what it should be."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

from timing import corpus  # noqa: E402 - bench is no package

SIZE = 400_000


def test_the_corpus_is_the_same_for_each_size() -> None:
    small = list(corpus.articles(20_000))
    large = list(corpus.articles(SIZE))

    assert small == large[: len(small)]


def test_the_articles_are_as_long_and_as_various_as_crawled_ones() -> None:
    articles = list(corpus.articles(SIZE))
    lines = [line for article in articles for line in article.text.splitlines()]
    long = [line for line in lines if len(line) > 80]

    assert 4500 < SIZE / len(articles) < 7500
    assert Counter(Counter(long).values())[1] > 0.98 * len(long)


def test_less_dirty_articles_have_fewer_defects() -> None:
    def defects(dirty: float) -> int:
        return sum(article.text.count("pform") for article in corpus.articles(SIZE, dirty=dirty))

    assert defects(0) == 0 < defects(0.5) < defects(1)


def test_files_have_the_articles_of_the_rows(tmp_path: Path) -> None:
    size = corpus.write_files(tmp_path, 3)
    written = [path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.txt"))]

    assert written == [article.text for article in list(corpus.articles(SIZE))[:3]]
    assert size == sum(len(text.encode()) for text in written)
