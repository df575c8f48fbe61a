"""Where in a document its titles, its head, its body and its tail are, told from the lines alone.

The body is the stretch of lines in which running prose outweighs everything else: a maximum
scoring subsequence, as in J. Pasternack and D. Roth, "Extracting article text from the web with
maximum subsequence segmentation" (WWW 2009). What stands above it is the head, with the title in
it; what stands below its middle can be tail, for notices are prose as well.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.lazy import lazily
from garmentclean.memo import remembered
from garmentclean.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

PROSE_WORDS = 20
PROSE_HAN = 40
"""A line of so many words (Chinese characters) and a full stop is running prose."""
SENTENCE_END = lazily(r"[.!?。！？…](?:[\"'”’»)\]]|\s|$)")
HAN = lazily("[\u3400-\u9fff]")

PROSE_SCORE = 4
"""One line of prose outweighs so many lines that are none: headings, lists, captions."""
LAST_LINES = 3
"""The last lines of prose may all be notices."""
HEAD_LINES = 12
"""Where there is no prose: a header, a path, a title, a date, tags are rarely more lines."""
TAIL_LINES = 15
TITLE_REACH = 25
"""So many written lines above the body, a title is looked for."""
TITLE_WORDS = (3, 30)
TITLE_HAN = (6, 60)
TERM_LETTERS = 4
SAID_OFTEN = 3
"""A word that so many lines say is no better a sign if more of them do."""
NEARLY = 0.75
"""What says nearly as much of the text as the title may be the title."""
TITLE_SAID = 2.0
"""A title of four words has two of them said again twice, at the least."""
ENDS = lazily(r"[.。,;:：]\s*$")
NO_TITLE = lazily(
    r"(?i)^\W*(?:by|from|source|author|date|views?|updated?|posted|published|tags?|share|home"
    r"|location|you are here|image|photo|picture|credit|read|written|edited|last)\b"
    r"|©|https?://|www\.|@|[>»›|_]|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}, (?:19|20)\d\d"
)
"""What a byline, a path, a dateline, a caption or a button has, and a title has not."""


class Structure(NamedTuple):
    """The parts of a document, by the numbers of lines.

    Attributes:
        first: the first line of running prose; None if there is none.
        head: the first line that is no longer the head. The head ends behind the first running
            prose, which may be a notice itself.
        below: the line below the first running prose, or below the first written line.
        tail: the first line of the tail: what stands below the middle of the body, or is one of
            the last lines; never what stands above `below`.
    """

    first: int | None
    head: int
    below: int
    tail: int


@remembered
def is_prose(text: str) -> bool:
    """Tell whether a line is running prose: long, and with the end of a sentence in it.

    >>> is_prose("The price of cotton rose.")
    False
    """
    long = text.count(" ") >= PROSE_WORDS - 1 or (
        not text.isascii() and len(HAN.findall(text)) >= PROSE_HAN
    )
    return long and SENTENCE_END.search(text) is not None


def structure_of(contents: Sequence[str], written: Sequence[int]) -> Structure:
    """Return the parts of a document.

    Args:
        contents: the texts of all its lines.
        written: the numbers of those that are not blank.
    """
    prose = [number for number in written if is_prose(contents[number])]
    if not prose:
        limit = written[HEAD_LINES] if len(written) > HEAD_LINES else len(contents)
        below = (written[0] if written else -1) + 1
        tail = max(below, min(middle(contents, 0, len(contents)), last_lines(written)))
        return Structure(None, limit, below, tail)
    first = prose[0]
    start, end = body(written, set(prose))
    last = [number for number in prose if number <= end][-LAST_LINES:]
    half = min(middle(contents, start, end + 1), last[0])
    if len(prose) == 1:  # what stands around it may be the article as well
        half = middle(contents, 0, len(contents))
    tail = min(half, last_lines(written))
    return Structure(first, first + 1, first + 1, max(first + 1, tail))


def body(written: Sequence[int], prose: set[int]) -> tuple[int, int]:
    """Return the first and the last line of the stretch in which prose outweighs all else."""
    best = (0, written[0], written[-1])
    score, start = 0, None
    for number in written:
        step = PROSE_SCORE if number in prose else -1
        if score <= 0:
            score, start = 0, number
        score += step
        if score > best[0] and start is not None:
            best = (score, start, number)
    return best[1], best[2]


def middle(contents: Sequence[str], start: int, stop: int) -> int:
    """Return the line in which the middle of the text of some lines is."""
    half = sum(len(contents[n]) + 1 for n in range(start, stop)) // 2
    for number in range(start, stop):
        half -= len(contents[number]) + 1
        if half < 0:
            return number
    return stop


def last_lines(written: Sequence[int]) -> int:
    """Return the first of the last lines, all of which can be tail."""
    return written[-TAIL_LINES] if len(written) > TAIL_LINES else 0


def titles_of(contents: Sequence[str], written: Sequence[int], parts: Structure) -> frozenset[int]:
    """Return the lines that may be the title: above the prose, which says again what they say.

    Args:
        contents: the texts of all lines.
        written: the numbers of those that are not blank.
        parts: the structure of the document.
    """
    if parts.first is None:
        above, said = [number for number in written if number < parts.head], written
    else:
        above = [number for number in written if number < parts.first][-TITLE_REACH:]
        said = [number for number in written if is_prose(contents[number])]
    candidates = [(number, terms(contents[number])) for number in above]
    candidates = [(n, words) for n, words in candidates if words and title_size(contents[n])]
    if not candidates:
        return frozenset()
    times = Counter(word for number in said for word in terms(contents[number]))
    scores = {
        number: sum(min(SAID_OFTEN, times[word]) for word in words) / math.sqrt(len(words))
        for number, words in candidates
    }
    limit = max(TITLE_SAID, NEARLY * max(scores.values()))
    return frozenset(number for number, score in scores.items() if score >= limit)


def terms(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about; of Chinese, pairs of characters."""
    words = {word.lower() for word in WORD.findall(text) if len(word) >= TERM_LETTERS}
    han = "" if text.isascii() else "".join(HAN.findall(text))
    return frozenset(words | {han[i : i + 2] for i in range(len(han) - 1)})


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
