"""Documents of a given size: ordinary ones, and some that are made to be slow."""

from __future__ import annotations

from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING

from timing.corpus import Press
from timing.frames import Frames
from timing.sentences import Writer
from timing.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PART = 4000
"""Bytes of each of the articles that a long document is made of."""
DIRTY_SIZE = 200_000
SHORT = "The looms of the town stood still for a year.\n"


def _articles(size: int) -> Iterator[str]:
    press, number = Press(), 0
    while size > 0:
        text = press.article(number, PART).text
        yield text
        size -= len(text.encode())
        number += 1


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def document(size: int) -> str:
    """Return one document of `size` bytes: articles, one below the other."""
    return _cut("\n".join(_articles(size)), size)


def one_line(size: int) -> str:
    """Return the same on one line."""
    return document(size).replace("\n", " ")


def one_word(size: int) -> str:
    """Return one word of `size` letters."""
    return ("transformation" * (size // 14 + 1))[:size]


def empty_lines(number: int) -> str:
    """Return empty lines between two others."""
    return SHORT + "\n" * number + SHORT


def markers(number: int) -> str:
    """Return lines that each begin a list of related articles, or seem to."""
    random = Random(number)
    writer = Writer(random)
    frames = Frames(random, writer)
    some = [frames.related()[0], "Read the next article", "Return to list", *frames.dateline()]
    return SHORT + "".join(f"{line}\n" for line in islice(cycle(some), number))


def ambiguous(size: int) -> str:
    """Return `size` bytes of words that may be corrupted or not, in lines of twelve."""
    random = Random(size)
    lines = []
    while size > 0:
        lines.append(" ".join(random.choices(words("ambiguous"), k=12)).capitalize() + ".")
        size -= len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def brackets(depth: int) -> str:
    """Return brackets in brackets, `depth` of them."""
    pairs = ("()", "[]", "{}", "<>", "【】")
    opened = list(islice(cycle(pairs), depth))
    inside = "".join(f"{pair[0]}a " for pair in opened)
    return f"{SHORT}{inside}b{''.join(pair[1] for pair in reversed(opened))}\n"


def tags(number: int) -> str:
    """Return tags that are never closed, with a word after each."""
    return SHORT + "< p >loom " * number + "\n"


def spoilt(number: int) -> str:
    """Return words on one line, every fourth of which needs a fix."""
    return SHORT + " ".join(islice(cycle(("the", "pformation", "of", "looms")), number)) + ".\n"


def repeated(number: int) -> str:
    """Return lines, every other one of which is the same."""
    long = "The weavers who had waited for yarn for a year went home to their villages, said " * 2
    return "".join(f"{long}{at if at % 2 else 0}.\n" for at in range(number))


def stubs(number: int) -> str:
    """Return lines of a word or two, any of which may be torn off a sentence."""
    random = Random(number)
    writer = Writer(random)
    return SHORT + "".join(f"{writer.fill('{trade} {noun}')}\n" for _ in range(number))


def dirty(share: int) -> str:
    """Return a document in which this percentage of the lines is no part of an article."""
    random = Random(share)
    writer = Writer(random)
    frames = Frames(random, writer)
    kinds = (
        *(frames.breadcrumb, frames.dateline, frames.share_bar, frames.advertisement),
        *(frames.notice, frames.neighbours, frames.editor, frames.footer, frames.source),
    )
    lines: list[str] = []
    size = 0
    while size < DIRTY_SIZE:
        is_dirty = random.random() * 100 < share
        lines.append(random.choice(kinds)()[0] if is_dirty else writer.sentence())
        size += len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


HURTING: dict[str, Callable[[int], str]] = {
    "one line": one_line,
    "one word": one_word,
    "empty lines": empty_lines,
    "markers": markers,
    "ambiguous words": ambiguous,
    "brackets": brackets,
    "tags": tags,
    "spoilt words": spoilt,
    "repeated lines": repeated,
    "stubs": stubs,
}


def write(path: Path, name: str, number: int) -> None:
    """Write a document: `length`, `dirty`, or one of `HURTING`."""
    make = {"length": document, "dirty": dirty} | HURTING
    path.write_text(make[name](number), encoding="utf-8")
