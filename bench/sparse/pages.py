"""Labelled pages, and the texts that the model of the pack `web` learns from."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.errors import GarmentcleanError
from garmentclean.text.document import lines
from garmentclean.text.edit import Origin

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from garmentclean import Pipeline

ARTICLE, FRAME, HEADLINE, SPARE = "K", "D", "H", "T"
"""Labels: of the article, not of it, the headline of the page, another headline."""
MARGIN = 15
MARGINS = (0, 80)
"""A page is shown with 15 lines of its frame on each side, and with random numbers of them."""
STRETCH_LINES = (6, 30)
"""How many lines the short texts have that are made of articles."""


class Page(NamedTuple):
    """A labelled page, or a part of it.

    Attributes:
        group: the page that it is a part of: all of its parts are in one fold.
        kind: `fixed` (with `MARGIN` lines of its frame), `random`, `clean` (without a frame) or
            `stretch` (some lines of `clean`).
        lines: its lines, stripped; none is blank.
        labels: their labels.
        weight: how much it counts.
    """

    group: int
    kind: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    weight: float = 1.0

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(f"{line}\n" for line in self.lines)

    def part(self, kind: str, start: int, stop: int, weight: float = 1.0) -> Page:
        """Return some of its lines."""
        return Page(
            self.group, kind, self.lines[start:stop], self.labels[start:stop], self.weight * weight
        )

    def clean(self) -> Page:
        """Return the article alone, with its headline."""
        pairs = zip(self.lines, self.labels, strict=True)
        kept = [(line, label) for line, label in pairs if label in {ARTICLE, HEADLINE}]
        texts, labels = zip(*kept, strict=True) if kept else ((), ())
        return Page(self.group, "clean", texts, labels, self.weight)


def read(path: Path, first: int, weight: float) -> list[Page]:
    """Read pages: JSON Lines, compressed by gzip, with `lines`, each a label and a text.

    Args:
        path: the file.
        first: the number of the first page.
        weight: how much each of them counts.

    Raises:
        GarmentcleanError: the file cannot be read as such.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(row)["lines"] for row in file]
        pages = [with_one_headline(row, 0, weight) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GarmentcleanError(f"{path}: holds no labelled pages: {error}") from None
    pages = [page for page in pages if ARTICLE in page.labels]
    return [page._replace(group=first + number) for number, page in enumerate(pages)]


def with_one_headline(row: Sequence[tuple[str, str]], group: int, weight: float) -> Page:
    """Return a page in which the headline nearest above the article has the label H.

    All other headlines have the label T: it does not matter whether they stay.
    """
    pairs = [(label, " ".join(text.split())) for label, text in row if text.strip()]
    heads = [place for place, (label, _) in enumerate(pairs) if label in {HEADLINE, SPARE}]
    body = next((place for place, (label, _) in enumerate(pairs) if label == ARTICLE), 0)
    above = [place for place in heads if place < body]
    title = above[-1] if above else min(heads, default=-1)
    labels = [
        HEADLINE if place == title else SPARE if place in heads else label
        for place, (label, _) in enumerate(pairs)
    ]
    return Page(group, "whole", tuple(text for _, text in pairs), tuple(labels), weight)


def windows(page: Page, chance: random.Random) -> list[Page]:
    """Return a page with 15 lines of its frame on each side, and with random numbers of them."""
    body = [place for place, label in enumerate(page.labels) if label == ARTICLE]
    return [
        page.part(kind, max(0, body[0] - above), body[-1] + 1 + below)
        for kind, above, below in (
            ("fixed", MARGIN, MARGIN),
            ("random", chance.randint(*MARGINS), chance.randint(*MARGINS)),
        )
    ]


def cleaned(page: Page, pipeline: Pipeline) -> Page:
    """Return a page as the default packs leave it, with the labels of its lines."""
    result = pipeline.clean(page.text)
    origin, starts = Origin(result.edits), [line.start for line in lines(page.text)]
    texts, labels = [], []
    for line in lines(result.text):
        text = result.text[line.start : line.end]
        if text.strip():
            begin = line.start + len(text) - len(text.lstrip())
            texts.append(text.strip())
            labels.append(page.labels[bisect_right(starts, origin(begin)) - 1])
    return page._replace(lines=tuple(texts), labels=tuple(labels))


def lessons(shown: Sequence[Page], chance: random.Random) -> Iterator[Page]:
    """Yield what the trees learn from: pages, their articles alone, and some lines of those."""
    for page in shown:
        yield page
        if page.kind == "fixed":
            clean = page.clean()
            yield clean
            size = chance.randint(*STRETCH_LINES)
            start = chance.randint(0, max(0, len(clean.lines) - size))
            yield clean.part("stretch", start, start + size)
