"""Short texts that a page gives twice, one right below the other: title, a, b, title, a, b.

One short line may be said twice: verse, tables and dialogue do it. Several whole sentences in the
same order, twice and at once, are a copy. A chorus is shorter, or its lines are no sentences.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from garmentclean.filters.drop_repeats.repeated_lines import SENTENCE, size
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

SENTENCE_LINE = lazily(
    r"\s*[^\W\d_a-z][^:\uff1a]*[.!?\u3002\uff01\uff1f\u2026\u0964\u06d4][\"'\u201d\u2019\u00bb)\]\u300d]*\s*$"
)
"""Begins with a capital and has an end: no line of dialogue, no item of a list, no form."""
THAI = lazily("\\s*[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
FEWEST, LONGEST = 2, 60
"""So many lines, at the least and at the most, are a short text."""
SHORTEST = 10
"""No sentence has fewer characters: five words of two letters, or ten Chinese characters."""
WORDS_A_LINE = 6
"""Sentences of prose have so many words, on average; those of verse and of exercises have fewer."""
PART = 2.5
"""Within a longer text, so many times as many words must be said again as where it is all."""


def repeated_runs(view: View, min_words: int) -> Iterator[int]:
    """Yield the numbers of the lines of short texts that stand right below the same ones."""
    texts = [view.contents[number] for number in view.written]
    long = [text for text in texts if len(text) >= SHORTEST]
    if len(set(long)) > len(long) - FEWEST:
        return
    again = [text for text, times in Counter(long).items() if times > 1 and is_sentence(text)]
    if len(again) < FEWEST:
        return
    last: dict[str, int] = {}
    free, words = 0, 0
    for place, text in enumerate(texts):
        first = last.get(text, place)
        last[text] = place
        old = place - LONGEST
        if old >= 0 and last.get(texts[old]) == old:
            del last[texts[old]]  # no run is as long
        distance = place - first
        if first < free or not FEWEST <= distance <= LONGEST:
            continue
        run = texts[first:place]
        if run != texts[place : place + distance]:
            continue
        words = words or sum(map(size, texts))
        if is_text(run, min_words, words):
            free = place
            yield from view.written[place : place + distance]


def is_text(run: Sequence[str], min_words: int, words: int) -> bool:
    """Return whether lines that stand twice are a text, and no chorus, form or dialogue.

    Args:
        run: the lines, once.
        min_words: so many words their sentences have where they are most of the document.
        words: the number of words of the document.
    """
    sentences = [size(line) for line in run if is_sentence(line)]
    said = sum(sentences)
    if len(sentences) < max(FEWEST, len(run) / 2) or said < WORDS_A_LINE * len(sentences):
        return False
    is_half = 4 * said >= words  # both times together
    return said >= (min_words if is_half else PART * min_words)


def is_sentence(line: str) -> bool:
    """Return whether a line is one whole sentence or more, without a label.

    >>> is_sentence("They want to weave linen there."), is_sentence("Name: Li Na of the mill.")
    (True, False)
    """
    whole = SENTENCE_LINE.match(line) or THAI.match(line)
    return whole is not None and size(line) >= SENTENCE
