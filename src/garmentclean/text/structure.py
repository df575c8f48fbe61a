"""Finding the titles, the head, the body and the tail of a document, from its lines alone.

The body is the stretch of lines in which text outweighs everything else: a maximum scoring
subsequence, as in J. Pasternack and D. Roth, "Extracting article text from the web with maximum
subsequence segmentation" (WWW 2009). Above it is the head, with the title. Below the last sentence
of the body is the tail. That sentence is part of the tail as well, because notices are sentences
too: a filter that removes it continues with the one above (`Tail`). So a notice is only removed
where nothing but notices, links and short lines follow.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.words import MONTH, WORD, lower_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

PROSE_WORDS = 20
PROSE_HAN = 40
"""A line with at least this many words (Chinese characters) and a sentence end is prose."""
SENTENCE_END = lazily(r"[.!?。！？…](?:[\"'”’»)\]]|\s|$)")
HAN = lazily("[\u3400-\u9fff]")

SENTENCE_WORDS = 5
SENTENCE_HAN = 10
"""A line that ends a sentence is text if it has at least this many words (Chinese characters)."""
ENDERS, CLOSERS = frozenset(".!?。！？…"), "\"'”’»)] \t\r\n"
"""What ends a sentence, and what may follow at the end of the line."""
WORDS_A_LINE = 8
"""How many words of prose outweigh a line that is not text: a heading, a caption, a link."""
PROSE_WEIGHT = (4, 12)
"""The smallest and the largest weight of a line of prose."""
REST = 0.15
"""The largest share of the text, by weight, that can be below the body."""
HEAD_LINES = 12
"""How many lines the head has without prose; path, title, date and tags rarely need more."""
TAIL_LINES = 15
TITLE_REACH = 25
"""How many lines above the prose, without blank ones, are searched for a title."""
TITLE_WORDS = (3, 30)
TITLE_HAN = (6, 60)
TERM_LETTERS = 4
MOST_REPEATS = 3
"""In how many lines a repetition of a word counts."""
NEARLY = 0.75
"""A line may be the title if its score is at least this share of the best score."""
KEPT = 1 << 20
"""The words of texts with more characters are not cached."""
TITLE_SCORE = 2.0
"""The smallest score of a title: of four words, two are repeated twice."""
ENDS = lazily(r"[.。,;:：]\s*$")
NO_TITLE = lazily(
    r"(?i)^\W*(?:by|from|source|author|date|views?|updated?|posted|published|tags?|share|home"
    r"|location|you are here|image|photo|picture|credit|read|written|edited|last)\b"
    r"|©|https?://|www\.|@|[>»›|_]|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
    rf"|\b{MONTH}\.? \d{{1,2}}, (?:19|20)\d\d"
)
"""What bylines, paths, datelines, captions or buttons contain, but titles do not."""


class Structure(NamedTuple):
    """The parts of a document, by the numbers of lines.

    Attributes:
        first: the first line of running prose; None if there is none.
        head: the first line after the head. The head includes the first running prose, which may be
            a notice itself.
        below: the line after the first running prose, or after the first line that is not blank.
        tails: where the tail can begin. Its first line is the last item; if that line is removed,
            the item before it is the new first line, and so on. All but the first item are lines
            of text in the body.
    """

    first: int | None
    head: int
    below: int
    tails: tuple[int, ...]

    @property
    def tail(self) -> int:
        """The first line of the tail."""
        return self.tails[-1]


class Tail:
    """The tail of a document, from which a filter removes lines from the bottom up.

    Args:
        parts: the structure of the document.
    """

    def __init__(self, parts: Structure) -> None:
        self._tails = [*parts.tails]

    @property
    def begin(self) -> int:
        """The first line of the tail, without the removed lines."""
        return self._tails[-1]

    def lose(self, number: int) -> None:
        """Remove a line; if it was the first one of the tail, the tail now begins further up."""
        if number == self._tails[-1] and len(self._tails) > 1:
            self._tails.pop()


@remembered
def is_prose(text: str) -> bool:
    """Return whether a line is running prose: long, and with a sentence end in it.

    >>> is_prose("The price of cotton rose.")
    False
    """
    long = text.count(" ") >= PROSE_WORDS - 1 or (
        not text.isascii() and len(HAN.findall(text)) >= PROSE_HAN
    )
    return long and SENTENCE_END.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Return whether a line ends with the end of a sentence."""
    return text.rstrip(CLOSERS)[-1:] in ENDERS


def is_sentence(text: str) -> bool:
    """Return whether a line consists of sentences: it ends like one, and is not a title.

    In a title, most words begin with a capital letter.

    >>> is_sentence("The price of cotton rose."), is_sentence("The Price Of Cotton Rose.")
    (True, False)
    """
    if not ends_sentence(text):
        return False
    words = WORD.findall(text)
    if len(words) >= SENTENCE_WORDS and 2 * sum(map(str.islower, words)) >= len(words):
        return True
    return not text.isascii() and len(HAN.findall(text)) >= SENTENCE_HAN


@remembered
def weight(text: str) -> int:
    """Return the weight of a line in the body of a document; below 0 if it is not text.

    >>> weight("Home"), weight("The price of cotton rose."), weight("It rose again. " * 20)
    (-1, 1, 7)
    """
    if not is_prose(text):
        return 1 if is_sentence(text) else -1
    words = text.count(" ") + (0 if text.isascii() else len(HAN.findall(text)) // 2)
    least, most = PROSE_WEIGHT
    return min(most, max(least, words // WORDS_A_LINE))


def structure_of(contents: Sequence[str], written: Sequence[int]) -> Structure:
    """Return the parts of a document.

    Args:
        contents: the texts of all its lines.
        written: the numbers of those that are not blank.
    """
    weights = [weight(contents[number]) for number in written]
    pairs = zip(written, weights, strict=True)
    first = next((number for number, weight in pairs if weight >= PROSE_WEIGHT[0]), None)
    if first is not None:
        head = below = first + 1
    else:
        head = written[HEAD_LINES] if len(written) > HEAD_LINES else len(contents)
        below = (written[0] if written else -1) + 1
    text = body(written, weights)
    if len(text) < 2:  # noqa: PLR2004 - the lines around one line may be the article as well
        tail = max(below, min(middle(contents), last_lines(written)))
        return Structure(first, head, below, (tail,))
    short = contents[text[0]].count(" ") >= PROSE_WORDS // 2  # text that is shorter than a notice
    top = min(below, text[0] + 1) if short else below
    return Structure(first, head, below, (top, *(number for number in text if number > top)))


def body(written: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the lines of text in the stretch in which text outweighs everything else most.

    The stretch is extended while more than `REST` of the text is below it.

    Args:
        written: the numbers of the lines that are not blank.
        weights: the weight of each of them.
    """
    best = score = whole = 0
    begin = best_begin = size = 0
    text: list[int] = []  # the places of the lines of text among those that are not blank
    for place, step in enumerate(weights):
        if score <= 0:
            score, begin = 0, len(text)
        score += step
        if step > 0:
            text.append(place)
            whole += step
        if score >= best and step > 0:  # of equals the longer one: text follows its heading
            best, best_begin, size = score, begin, len(text)
    rest = sum(weights[place] for place in text[size:])
    while rest > REST * whole:
        rest -= weights[text[size]]
        size += 1
    return [written[place] for place in text[best_begin:size]]


def middle(contents: Sequence[str]) -> int:
    """Return the line in the middle of a document, by characters."""
    half = sum(len(text) + 1 for text in contents) // 2
    for number, text in enumerate(contents):
        half -= len(text) + 1
        if half < 0:
            return number
    return len(contents)


def last_lines(written: Sequence[int]) -> int:
    """Return the first of the last `TAIL_LINES` lines, which can all be part of the tail."""
    return written[-TAIL_LINES] if len(written) > TAIL_LINES else 0


def titles_of(contents: Sequence[str], written: Sequence[int], parts: Structure) -> frozenset[int]:
    """Return the lines that may be the title: lines above prose that repeats their words.

    Args:
        contents: the texts of all lines.
        written: the numbers of those that are not blank.
        parts: the structure of the document.
    """
    if parts.first is None:
        above, repeating = [number for number in written if number < parts.head], written
    else:
        above = [number for number in written if number < parts.first][-TITLE_REACH:]
        repeating = [number for number in written if is_prose(contents[number])]
    above = [number for number in above if terms(contents[number]) and title_size(contents[number])]
    if not above:
        return frozenset()
    texts = tuple(contents[number] for number in repeating)
    count = times_in if sum(map(len, texts)) <= KEPT else times_in.__wrapped__
    times = count(texts)
    scores = {number: score_of(terms(contents[number]), times) for number in above}
    limit = max(TITLE_SCORE, NEARLY * max(scores.values()))
    return frozenset(number for number, score in scores.items() if score >= limit)


@lru_cache(maxsize=2)
def times_in(texts: tuple[str, ...]) -> Counter[str]:
    """Return in how many texts each word is.

    The last results are cached, because most changes of a document leave its prose as it is.
    """
    return Counter(chain.from_iterable(map(terms, texts)))


def score_of(words: Collection[str], times: Counter[str]) -> float:
    """Return how often texts repeat the words of a possible title, by its size.

    Args:
        words: the different words of the title.
        times: in how many texts each word is.
    """
    return sum(min(MOST_REPEATS, times[word]) for word in words) / math.sqrt(len(words))


@remembered
def terms(text: str) -> frozenset[str]:
    """Return the words of a text that indicate its topic; for Chinese, pairs of characters."""
    words = frozenset([word for word in lower_words(text) if len(word) >= TERM_LETTERS])
    if text.isascii():
        return words
    han = "".join(HAN.findall(text))
    return words.union(han[i : i + 2] for i in range(len(han) - 1))


@remembered
def title_size(text: str) -> int:
    """Return how many words a line has if it looks like a title; 0 if it does not.

    Two Chinese characters count as a word.

    >>> title_size("Lace Makers Look East For Looms"), title_size("By Li Na"), title_size("Home")
    (6, 0, 0)
    """
    if ENDS.search(text) or NO_TITLE.search(text):
        return 0
    han = 0 if text.isascii() else len(HAN.findall(text))
    words = len(WORD.findall(HAN.sub("", text)))
    fits = TITLE_HAN[0] <= han <= TITLE_HAN[1] or TITLE_WORDS[0] <= words <= TITLE_WORDS[1]
    return words + han // 2 if fits else 0
