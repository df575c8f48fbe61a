"""Short texts that a page has twice, one right below the other: title, a, b, title, a, b.

One short line may be repeated, as in verse, tables and dialogue. Several whole sentences that are
repeated at once in the same order are a copy. A chorus is shorter, or its lines are not sentences.
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
"""It begins with a capital and has an end: not dialogue, an item of a list, or a form."""
THAI = lazily("\\s*[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
FEWEST, LONGEST = 2, 60
"""The fewest and the most lines of a short text."""
SHORTEST = 10
"""The fewest characters of a sentence: five words of two letters, or ten Chinese characters."""
WORDS_A_LINE = 6
"""Sentences of prose have this many words on average; those of verse and exercises have fewer."""
PART = 2.5
"""In a longer document, this many times as many words must be repeated."""


def repeated_runs(view: View, min_words: int) -> Iterator[int]:
    """Yield the line numbers of short texts that are right below equal ones."""
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
    """Return whether repeated lines are a text, not a chorus, form or dialogue.

    Args:
        run: the lines, once.
        min_words: the fewest words of their sentences if they are most of the document.
        words: the number of words of the document.
    """
    sentences = [size(line) for line in run if is_sentence(line)]
    total = sum(sentences)
    if len(sentences) < max(FEWEST, len(run) / 2) or total < WORDS_A_LINE * len(sentences):
        return False
    is_half = 4 * total >= words  # both times together
    return total >= (min_words if is_half else PART * min_words)


def is_sentence(line: str) -> bool:
    """Return whether a line is one whole sentence or more, without a label.

    >>> is_sentence("They want to weave linen there."), is_sentence("Name: Li Na of the mill.")
    (True, False)
    """
    whole = SENTENCE_LINE.match(line) or THAI.match(line)
    return whole is not None and size(line) >= SENTENCE
