"""What is left: lines to drop that are still there, by their shapes and their places."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.body import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scoring.labels import Labelled

FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
CAPITAL = re.compile(r"\b[A-Z][\w'’]*")
NAMES = re.compile(r"A(?:\W{1,3}A\b)+")
WORDLESS = re.compile(r"(?:A\b|[\W\d_])*")
LONGEST = 70
"""So many characters of a line are its shape."""
KNOWN = 3
"""A word with a capital that is in the lines left of fewer documents is a name."""
PLACES = ("head", "body", "tail")


class Left(NamedTuple):
    """A line that should be gone: its document, its place (one of `PLACES`), and its text."""

    document: str
    place: str
    text: str


def left_of(document: Labelled, numbers: Iterable[int]) -> list[Left]:
    """Return lines of a document, by their numbers from 1, with their places.

    The body is what rules with `where: outside` take for it before anything is cleaned.
    """
    written = [number for number, line in enumerate(document.lines) if line.strip()]
    body = body_of(document.lines, written)
    return [
        Left(document.name, place_of(number - 1, body), document.lines[number - 1][:LONGEST])
        for number in numbers
    ]


def place_of(number: int, body: range) -> str:
    """Return where a line is."""
    if number in body:
        return "body"
    return "head" if number < body.start else "tail"


def shape(text: str, known: frozenset[str]) -> str:
    """Return a line with its figures as 0, and its names as A, unless there is nothing else.

    Args:
        text: the line.
        known: words with a capital that are no names.

    >>> shape("By Oda Brandt | May 4, 2019", frozenset({"By", "May"}))
    'By A | May 0, 0'
    """
    text = text.strip()
    masked = NAMES.sub("A", CAPITAL.sub(lambda word: word[0] if word[0] in known else "A", text))
    return FIGURE.sub("0", text if WORDLESS.fullmatch(masked) else masked)


def shapes(left: Sequence[Left], most: int) -> Iterator[str]:
    """Yield the lines of a table: the most frequent shapes, by how many documents have them."""
    seen = Counter(word for word, _ in {(w, one.document) for one in left for w in capitals(one)})
    known = frozenset(word for word, documents in seen.items() if documents >= KNOWN)
    found: dict[str, list[Left]] = {}
    for one in left:
        found.setdefault(shape(one.text, known), []).append(one)
    ranked = sorted(
        ((len({one.document for one in same}), len(same), text) for text, same in found.items()),
        key=lambda row: (-row[0], -row[1], row[2]),
    )
    yield f"left: {len(left)} lines to drop, of {len(found)} shapes"
    yield "documents   lines" + "".join(f"{place:>8}" for place in PLACES) + "  shape"
    for documents, lines, text in ranked[:most]:
        places = Counter(one.place for one in found[text])
        yield f"{documents:9}{lines:8}" + "".join(f"{places[p]:8}" for p in PLACES) + f"  {text}"


def capitals(left: Left) -> list[str]:
    """Return the words of a line that begin with a capital."""
    found: list[str] = CAPITAL.findall(left.text)
    return found
