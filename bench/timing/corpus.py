"""The corpus of the benchmarks: articles of the trade press with the defects of crawled ones.

Each article is made of its number and a seed only, so that a small corpus is the beginning of a
large one, and the same one on all machines. Defects are as frequent as in pages of the trade
press: of a handful of labelled ones, two in five end in a list of related articles, two in
five have `p` for `trans`, and one needs a dozen edits on average.
"""

from __future__ import annotations

import json
import re
from itertools import count
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from timing import foreign
from timing.frames import Frames
from timing.sentences import Writer
from timing.spoiling import Spoiling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 6
MEDIAN, SPREAD = 3900, 0.8
"""Bytes of an article, which are spread as a log-normal distribution: 6 KB on average."""
SMALLEST, LARGEST = 900, 40_000
LANGUAGES = (("zh", 0.02), ("de", 0.01), ("fr", 0.01), ("es", 0.01), ("ru", 0.005))
"""Shares of the articles that are in another language."""
HEAD = (
    ("breadcrumb", 0.25),
    ("advertisement", 0.03),
)
BELOW_TITLE = (
    ("dateline", 0.45),
    ("tags", 0.12),
    ("share_bar", 0.08),
)
BODY = (
    ("letters", 0.4),
    ("marks", 0.15),
    ("terms", 0.3),
    ("numbers", 0.06),
    ("capitals", 0.1),
    ("one", 0.03),
    ("twice", 0.2),
    ("tags", 0.08),
    ("entities", 0.06),
    ("span", 0.12),
    ("again", 0.04),
    ("torn", 0.25),
    ("quotes", 0.3),
    ("accents", 0.1),
    ("mojibake", 0.04),
)
TAIL = (
    ("editor", 0.15),
    ("notice", 0.25),
    ("source", 0.1),
    ("share_bar", 0.08),
    ("neighbours", 0.12),
    ("related", 0.4),
    ("next_article", 0.12),
    ("footer", 0.12),
)
SMALL = range(2500, 4000)
"""Characters of an article that is small."""
PLAIN = """\
The loom is new.
It runs all day.
We like the cloth.
Silk costs more.
The mill is open.
Weavers come early.
They leave at six.
The yarn is thin.
Prices went up.
An order came in.
The shop is small.
Buyers ask for lace.
Nobody makes it here.
The road is long.
Trucks bring wool.
A ship brings flax.
The fair is near.
Everyone will come.
The dye is blue.
It was a good year.
"""
"""A text of short sentences, without a defect."""
TITLE_AGAIN, TEASER, RETURN, SECTION = 0.08, 0.05, 0.22, 0.2
ONE_LINE, SINGLE_BREAKS = 0.05, 0.4
"""Shares of the articles on one line, and of those without blank lines between paragraphs."""


class Article(NamedTuple):
    """An article: its number, from where it is, and its text."""

    id: int
    url: str
    text: str


def drawn_language(random: Random) -> str:
    """Return the language of an article, by lot."""
    share = random.random()
    for language, part in LANGUAGES:
        share -= part
        if share < 0:
            return language
    return "en"


class Press:
    """Makes articles.

    Args:
        seed: another one makes another corpus.
        dirty: how many times as often as in the field an article has each defect.
    """

    def __init__(self, seed: int = SEED, *, dirty: float = 1.0) -> None:
        self._seed = seed
        self._dirty = dirty
        self._random = Random(seed)
        writer = Writer(self._random)
        self._writer = writer
        self._frames = Frames(self._random, writer)
        self._spoiling = Spoiling(self._random, writer)

    def article(self, number: int, size: int | None = None) -> Article:
        """Return an article; with a size in bytes, one of about that size, in English.

        Args:
            number: of the article, from 0.
            size: bytes of its body. None draws it.
        """
        random = self._random
        random.seed(f"{self._seed}/{number}")
        url = f"https://www.{random.randrange(10**4)}.example/news/{random.randrange(10**6)}.html"
        language = "en" if size else drawn_language(random)
        size = size or int(min(LARGEST, max(SMALLEST, random.lognormvariate(0, SPREAD) * MEDIAN)))
        if language != "en":
            lines = []
            while size > 0:
                lines.append(foreign.paragraph(random, language))
                size -= len(lines[-1].encode())
            return Article(number, url, "\n".join(lines) + "\n")
        return Article(number, url, self._english(size))

    def _happens(self, share: float) -> bool:
        return self._random.random() < share * self._dirty

    def _frame(self, parts: tuple[tuple[str, float], ...]) -> list[str]:
        lines = []
        for name, share in parts:
            if self._happens(share):
                lines += ["", *getattr(self._frames, name)()]
        return lines

    def _english(self, size: int) -> str:
        random, title = self._random, self._writer.title()
        tail = self._frame(TAIL)
        body: list[str] = []
        below = sum(map(len, tail))
        room = max(size - below, below // 2)  # nothing may stop a document that loses too much
        while room > 0 or not body:
            body.append(self._writer.paragraph())
            room -= len(body[-1]) + 2
        for name, share in BODY:
            if self._happens(share):
                body = getattr(self._spoiling, name)(body)
        head = [*self._frame(HEAD), "", title]
        if self._happens(SECTION):
            head[:0] = ["Industry news"]
        if self._happens(TITLE_AGAIN):
            head += ["", title]
        head += self._frame(BELOW_TITLE)
        if self._happens(TEASER):
            head += ["", f"{body[0][:120]}…"]
        if self._happens(RETURN):
            tail += ["", random.choice(("Return to list", "Back to list"))]
        shape = random.random()
        if shape < ONE_LINE:
            body = [" - ".join(body)]
        gap = "\n" if shape < ONE_LINE + SINGLE_BREAKS else "\n\n"
        text = "\n".join(["\n".join(head), "", gap.join(body), *tail])
        if gap == "\n":
            text = re.sub(r"\n+", "\n", text)
        return text.lstrip("\n") + "\n"


def articles(size: int, *, dirty: float = 1.0) -> Iterator[Article]:
    """Yield articles until their texts have `size` bytes."""
    press = Press(dirty=dirty)
    for number in count():
        if size <= 0:
            return
        article = press.article(number)
        size -= len(article.text.encode())
        yield article


def write_rows(path: Path, size: int, *, dirty: float = 1.0) -> int:
    """Write articles with `size` bytes of text as JSON Lines; return their number."""
    rows = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for article in articles(size, dirty=dirty):
            rows += 1
            file.write(json.dumps(article._asdict(), ensure_ascii=False) + "\n")
    return rows


def write_files(folder: Path, files: int, *, dirty: float = 1.0) -> int:
    """Write articles as files, a hundred in a folder; return the number of their bytes."""
    press, size = Press(dirty=dirty), 0
    for number in range(files):
        path = folder / f"{number // 100:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(press.article(number).text.encode())
    return size


def small(kind: str) -> str:
    """Return a small text: `plain` sentences, or an article: `ascii`, or `mojibake`."""
    if kind == "plain":
        return PLAIN
    press = Press()
    for number in count():
        text = press.article(number).text
        if len(text) in SMALL and (text.isascii() if kind == "ascii" else "â€" in text):
            return text
    raise AssertionError
