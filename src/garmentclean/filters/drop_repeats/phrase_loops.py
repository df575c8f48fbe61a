"""Phrases that a machine translation repeats in a loop: `it seems that it seems that …`.

In a loop, each word is the same as the one a period before. So it is enough to look at every few
words: a loop that is longer than the step cannot be missed.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from functools import cache
from itertools import compress, count
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import stop_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from garmentclean.filters.base.view import View

TIMES, TIMES_OF_NAMES, TIMES_OF_PAIR = 5, 7, 6
"""How often a phrase must occur. A single word, names of things (`red blue`) and two Chinese
characters must occur more often: a few times may be emphasis, or a pattern."""
LONGEST, LONGEST_HAN = 12, 20
"""The most words, or Chinese characters, of a phrase."""
ENDS = 2
"""The first word of a loop may have a capital, and the last one a punctuation mark."""
SHORT = 3
"""Words that are all shorter are letters, sizes or sounds."""
LETTERS = 5
"""A shorter word is repeated for its sound, or for emphasis."""
WORDS_OF_SENTENCE = 3
"""A shorter sentence is repeated for emphasis."""
SHORTEST = 30
"""A loop of words has more characters than this."""
WINDOW, OVERLAP = 1 << 20, TIMES * LONGEST
"""The words of this many characters are examined together; adjacent windows share this many
words."""
TOKEN = lazily(r"\S+")
SPACE = lazily(r"\s")
PHRASE = lazily(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;!?]?(?: [^\W\d_]+(?:['’-][^\W\d_]+)*[.,;!?]?)*")
MARKS = ".,;:!?…"
DOUBTFUL = ",;!?"
"""A phrase with one of these may be repeated for emphasis, or as a cheer."""
QUOTES = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"))
HAN = lazily("[\u3400-\u9fff]")
HAN_PHRASE = lazily("[\u3400-\u9fff]*[\u3002\uff0c]?[\u3400-\u9fff]*")
LINKS = frozenset(
    {"and", "or", "then", "a", "an", "the", "of", "on", "by", "to", "in", "into", "at"}
)
LINKS |= {"after", "against", "beyond", "for", "from", "over", "upon", "with"}
"""Two words with one of these are an idiom: `on and on and on`."""
ARTICLES = frozenset({"a", "an", "the"})
"""Two words with one of these are not: `the mill the mill`."""


VERSE_REACH = 2
PROSE = 60
ENDINGS = frozenset('.!?。！？…"”»')
"""Verse and table cells are short lines without such an end."""


class Loop(NamedTuple):
    """A loop on a line: its first phrase, the span of what follows it, whether it is certain."""

    begin: int
    start: int
    end: int
    phrase: str
    certain: bool


class Stretch(NamedTuple):
    """Items that equal those one period earlier: the first, the end, the period."""

    first: int
    end: int
    period: int


def loops(line: str) -> tuple[Loop, ...]:
    """Return the loops on a line."""
    if line.isascii():
        return (*loops_of_words(line),) if len(line) > SHORTEST else ()
    return (*loops_of_words(line), *loops_of_han(line))


def may_loop(text: str) -> bool:
    """Return whether a text may have a loop; false only if it has none."""
    if any(next(stretches(words, LONGEST), None) for words in windows(text)):
        return True
    if text.isascii() or not HAN.search(text):
        return False
    return next(stretches(text, LONGEST_HAN), None) is not None


def windows(text: str) -> Iterator[list[str]]:
    """Yield the words of a text, those of a very long one in overlapping parts."""
    words: list[str] = []
    start = 0
    while len(text) - start > WINDOW and (space := SPACE.search(text, start + WINDOW)):
        words = words[-OVERLAP:] + text[start : space.start()].split()
        yield words
        start = space.start()
    yield words[-OVERLAP:] + text[start:].split()


def stretches(items: Sequence[str], longest: int) -> Iterator[Stretch]:
    """Yield the stretches in which items are repeated, those with short periods first.

    Args:
        items: words, or a string.
        longest: the longest period.
    """
    for period in range(1, longest + 1):
        shortest = (TIMES if period > 1 else TIMES_OF_NAMES) * period - ENDS
        step = shortest - period
        searched = 0
        for place in compress(count(0, step), map(eq, items[::step], items[period::step])):
            if place < searched:
                continue
            first, end = place, place + period
            while first > 0 and items[first - 1] == items[first - 1 + period]:
                first -= 1
            while end < len(items) and items[end] == items[end - period]:
                end += 1
            searched = end - period
            if end - first >= shortest:
                yield Stretch(first, end, period)


def loops_of_words(line: str) -> Iterator[Loop]:
    """Yield the loops of words on a line."""
    words = line.split()
    if len(words) < TIMES + 1:
        return
    free = 0
    starts: Sequence[int] = ()
    for first, end, period in stretches(words, LONGEST):
        begin, stop = widened(words, first, end, period)
        phrase = words[begin : begin + period]
        often = stop - begin >= TIMES_OF_NAMES * period
        if stop - begin < TIMES * period or begin < free or not is_phrase(phrase):
            continue
        if period == 1 and not often:
            continue
        free = stop
        starts = starts or array("I", map(re.Match.start, TOKEN.finditer(line)))
        tail = (stop - begin) % period if stop < len(words) or stop > end else 0
        last = starts[stop - 1] + len(words[stop - 1])
        last -= len(words[stop - 1]) - len(words[stop - 1].rstrip(MARKS)) if stop > end else 0
        start, text = starts[begin], " ".join(phrase)
        last = len(line) if not line[last:].strip() else last
        plain = not any(mark in text for mark in DOUBTFUL) and not in_quotes(line[:start])
        # One repeated word is speech, or grammar: John had had had a better effect.
        certain = plain and len({*phrase}) > 1 and (often or is_clause(phrase))
        if plain or period > 1:
            stays = begin + period + tail - 1
            yield Loop(start, starts[stays] + len(words[stays]), last, text, certain)


def widened(words: Sequence[str], first: int, end: int, period: int) -> tuple[int, int]:
    """Return where a loop begins and ends, with a capital at its start and a mark at its end."""
    before = words[first - 1] if first else ""
    if before[:1].isupper() and before.lower() == words[first - 1 + period]:
        first -= 1
    if end < len(words) and words[end].rstrip(MARKS) == words[end - period]:
        end += 1
    return first, end


def is_phrase(words: Sequence[str]) -> bool:
    """Return whether words may be a phrase that a translation repeats, not emphasis.

    >>> is_phrase(["it", "seems"]), is_phrase(["on", "and"]), is_phrase(["no"])
    (True, False, False)
    """
    text = " ".join(words)
    if not PHRASE.fullmatch(text) or is_periodic(words):
        return False
    if text.istitle() or max(map(len, words)) < SHORT:
        return False
    if len(words) == 1:
        return text.isalpha() and text.islower() and len(text) >= LETTERS
    if len(words) == 2 and not LINKS.isdisjoint({*text.lower().split()} - ARTICLES):  # noqa: PLR2004 - a pair
        return False
    marks = sum(word[-1] in MARKS for word in words)
    return marks <= 1 and len(words) >= (WORDS_OF_SENTENCE if "." in text else 2)


def is_clause(words: Sequence[str]) -> bool:
    """Return whether words are part of a sentence, not only names of things.

    >>> is_clause(["it", "seems"]), is_clause(["I'm", "sorry"]), is_clause(["red", "blue"])
    (True, True, False)
    """
    known = common_words()
    return any(word.lower() in known or "'" in word or "’" in word for word in words)


@cache
def common_words() -> frozenset[str]:
    """Return the most common words of all languages."""
    return frozenset().union(*stop_words().values())


def is_periodic(items: Sequence[str]) -> bool:
    """Return whether a phrase is a repetition of a shorter one.

    >>> is_periodic("abab"), is_periodic("aba")
    (True, False)
    """
    size = len(items)
    return any(
        size % part == 0 and items[part:] == items[:-part] for part in range(1, size // 2 + 1)
    )


def in_quotes(before: str) -> bool:
    """Return whether a quotation is still open at the end of a text."""
    return before.count('"') % 2 == 1 or any(
        before.rfind(opening) > before.rfind(closing) for opening, closing in QUOTES
    )


def loops_of_han(line: str) -> Iterator[Loop]:
    """Yield the loops of Chinese characters on a line."""
    if not HAN.search(line):
        return
    free = 0
    for first, end, period in stretches(line, LONGEST_HAN):
        phrase = line[first : first + period]
        times = TIMES_OF_PAIR if period == 2 else TIMES  # noqa: PLR2004 - a pair
        if end - first < times * period or first < free or period == 1:
            continue
        if not HAN_PHRASE.fullmatch(phrase) or is_periodic(phrase):
            continue
        free = end
        tail = (end - first) % period
        certain = not in_quotes(line[:first])
        yield Loop(first, first + period + tail, end, phrase, certain)


def is_wanted(phrase: str, words: Collection[str]) -> bool:
    """Return whether a phrase is made of words that may be repeated.

    >>> is_wanted("oh no", {"oh", "no"}), is_wanted("oh it seems", {"oh", "no"})
    (True, False)
    >>> is_wanted("油加", {"加油"})
    True
    """
    if HAN.search(phrase):
        return any(word in 2 * phrase for word in words)
    own = {word.strip(MARKS) for word in phrase.lower().split()}
    return not own.isdisjoint(words) and own - set(words) <= LINKS | common_words()


def is_in_verse(view: View, number: int) -> bool:
    """Return whether a line is among short ones without an end, as in a song or a table."""
    place = bisect_left(view.written, number)
    near = view.written[max(0, place - VERSE_REACH) : place + VERSE_REACH + 1]
    lines = [view.contents[one].rstrip() for one in near if one != number]
    return len(lines) > 1 and all(len(line) < PROSE and line[-1] not in ENDINGS for line in lines)
