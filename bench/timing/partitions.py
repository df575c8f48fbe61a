"""Corpora in partitions: Parquet files with so many documents each."""

from __future__ import annotations

from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from timing import corpus, foreign
from timing.frames import Frames
from timing.sentences import Writer
from timing.spoiling import Spoiling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SPOILT, RETURNS = 0.4, 0.22
"""Shares of the short documents with spoilt letters, and with a link back below them, which are
those of articles."""

SITES = 200


class Corpus(NamedTuple):
    """A corpus: where it is, its documents, the bytes of their texts, and its partitions."""

    folder: Path
    documents: int
    size: int
    partitions: int

    @property
    def bytes(self) -> int:
        """What its files have, which are compressed."""
        return sum(path.stat().st_size for path in self.folder.glob("*.parquet"))


def write(folder: Path, texts: Iterable[str], rows: int) -> Corpus:
    """Write texts as Parquet, so many in a partition."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting, documents, size = iter(texts), 0, 0
    for number in count():
        part = list(islice(waiting, rows))
        if not part:
            return Corpus(folder, documents, size, number)
        ids = [*range(documents, documents + len(part))]
        urls = [f"https://www.{one % SITES}.example/{one}" for one in ids]
        table = pa.table({"id": ids, "url": urls, "text": part})
        pq.write_table(table, folder / f"{number:05}.parquet", compression="zstd")
        documents += len(part)
        size += sum(len(text.encode()) for text in part)
    raise AssertionError


def beginning(whole: Corpus, folder: Path, partitions: int) -> Corpus:
    """Return the first partitions of a corpus as another one, of the same files."""
    folder.mkdir(parents=True)
    documents = size = 0
    for path in sorted(whole.folder.glob("*.parquet"))[:partitions]:
        (folder / path.name).hardlink_to(path)
        texts = pq.read_table(path, columns=["text"])["text"].to_pylist()
        documents += len(texts)
        size += sum(len(text.encode()) for text in texts)
    return Corpus(folder, documents, size, partitions)


def articles(size: int) -> Iterator[str]:
    """Yield the texts of articles until these are so many bytes."""
    return (article.text for article in corpus.articles(size))


def shorts(number: int) -> Iterator[str]:
    """Yield so many short texts: a title and two sentences, with the defects of articles.

    As many of them as of articles are in other languages.
    """
    random = Random()
    writer = Writer(random)
    frames, spoiling = Frames(random, writer), Spoiling(random, writer)
    for at in range(number):
        random.seed(at)
        language = corpus.drawn_language(random)
        if language != "en":
            yield f"{foreign.paragraph(random, language)}\n"
            continue
        lines = [writer.sentence(), writer.sentence()]
        if random.random() < SPOILT:
            lines = spoiling.letters(lines)
        if random.random() < RETURNS:
            lines += frames.editor()
        yield "\n".join([writer.title(), *lines, ""])
