"""Features of each line of a page: of the line itself, of its place, of the lines around it.

The features are those of the literature on boilerplate: length, stop words, the capitals of links,
and the density of text nearby (Kohlschütter, Fankhauser and Nejdl, "Boilerplate Detection using
Shallow Text Features", WSDM 2010; Pomikálek, "Removing Boilerplate and Duplicate Content from Web
Corpora", 2011, which is jusText); words that pages have around articles; and how much of a line the
running prose around it repeats.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from garmentclean.filters.drop_sparse.context import CONTEXT, context_features
from garmentclean.text.structure import SENTENCE_END
from garmentclean.text.words import MONTH, MONTH_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


STOP_TEXT = (
    "the of and to in is that for it was on are as with his they at be this from have by not but"
    " what were we when there which their will more has its or an who a i you your our can if all"
    " so about up out do my he she him her them than then some any no into just also been would"
    " could should may me us how these those because while"
)
STOP_WORDS = frozenset(STOP_TEXT.split())
"""The words that the model was trained with."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SIGN_WORD = re.compile(r"[\w'’&]+")
DIGIT = re.compile(r"\d")
ENDS = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
DATE = re.compile(
    rf"\b{MONTH_NAME}\.? \d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH}"
    r"|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\b\d{1,2}/\d{1,2}/\d{2,4}|\b\d{1,2}:\d\d\b"
    r"|\b\d+ (?:min(?:ute)?|hour|day|week|month|year)s? (?:ago|read)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://|www\.|@\w|\w\.(?:com|org|net)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"[|»›>/•·]")
LONG_SIGN = 40
"""How many words of a line are looked up."""
SHORT_LINE = 5
"""A line of at most this many words can be a sign as a whole."""

LOOKS = (
    "words", "log-words", "word-length", "stop-words", "share-of-stop-words", "sentence-end",
    "sentences", "commas", "capitals", "capitals-of-other-words", "capital-letters", "digits",
    "first-capital", "first-digit", "first-small-letter", "date", "address", "colon",
    "question", "separators", "copyright", "quotes", "brackets", "first-symbol", "currency",
    "no-words", "exclamation",
)  # fmt: skip
"""The names of the features of a line by itself."""
WORDS, ENDS_SENTENCE = LOOKS.index("words"), LOOKS.index("sentence-end")


def signs_of(line: str) -> set[str]:
    """Return the signs of a line: its words, pairs of words, beginning and end.

    >>> sorted(signs_of("Read more 12"))
    ['00', '00$', '^read', '^read more 00$', 'more', 'more 00', 'read', 'read more']
    """
    words = [DIGIT.sub("0", word) for word in SIGN_WORD.findall(line.lower())][:LONG_SIGN]
    found = set(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    if words:
        found |= {f"^{words[0]}", f"{words[-1]}$"}
    if words and len(words) <= SHORT_LINE:
        found.add(f"^{' '.join(words)}$")
    return found


def looks(line: str) -> list[float]:
    """Return the features of a line by itself, in the order of `LOOKS`."""
    words = WORD.findall(line)
    count = line.count(" ") + 1
    stops = sum(word.lower() in STOP_WORDS for word in words)
    other = [word for word in words if word.lower() not in STOP_WORDS]
    letters = sum(map(str.isalpha, line))
    first = line[0]
    return [
        count,
        math.log1p(count),
        len(line) / count,
        stops,
        stops / max(1, len(words)),
        ENDS.search(line) is not None,
        len(SENTENCE_END.findall(line)),
        line.count(","),
        sum(word[0].isupper() for word in words) / max(1, len(words)),
        sum(word[0].isupper() for word in other) / max(1, len(other)),
        sum(map(str.isupper, line)) / max(1, letters),
        sum(map(str.isdigit, line)) / len(line),
        first.isupper(),
        first.isdigit(),
        first.islower(),
        DATE.search(line) is not None,
        ADDRESS.search(line) is not None,
        line.endswith(":"),
        "?" in line,
        SEPARATOR.search(line) is not None,
        "©" in line or "®" in line,
        any(mark in line for mark in '"“”'),
        "(" in line,
        not first.isalnum(),
        any(mark in line for mark in "$€£"),
        not words,
        "!" in line,
    ]


PROSE_SPACES = 14
"""A line with this many spaces and the end of a sentence counts as running prose here."""
FAR = 60
"""The largest distance to prose; larger ones are cut to it."""
TELLING = 3
"""Shorter words do not show what a line is about."""
CLOSE = 30
"""Within this many lines, a line is compared with the two nearest lines of prose."""

PLACE = (
    "place", "lines-above", "lines-below", "words-above", "words-below", "share-of-words-above",
    "share-of-words-below", "prose-above", "prose-below", "nearest-prose", "before-all-prose",
    "behind-all-prose", "times-said", "run-of-its-kind", "said-by-prose-below",
    "said-by-prose-above", "said-by-line-above", "said-by-line-below", "said-by-prose",
    "share-of-prose", "words-of-page", "words-per-line", "times-begun", "times-ended",
)  # fmt: skip


def is_prose(line: str) -> bool:
    """Return whether a line counts as running prose here."""
    return line.count(" ") >= PROSE_SPACES and SENTENCE_END.search(line) is not None


class Page:
    """Counts over all lines of a page, from which the features of a line's place are computed.

    Args:
        lines: the written lines, stripped, in their order.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.prose = [is_prose(line) for line in lines]
        words = [WORD.findall(line.lower()) for line in lines]
        self._kinds = [
            frozenset(w for w in line if len(w) >= TELLING and w not in STOP_WORDS)
            for line in words
        ]
        plain = [" ".join(line) for line in words]
        times = Counter(plain)
        self._times = [times[text] for text in plain]
        begun = Counter(tuple(line[:2]) for line in words)
        self._begun = [begun[tuple(line[:2])] if line else 0 for line in words]
        ended = Counter(tuple(line[-2:]) for line in words)
        self._ended = [ended[tuple(line[-2:])] if line else 0 for line in words]
        self._places = [i for i, prose in enumerate(self.prose) if prose]
        self._body = Counter(word for i in self._places for word in self._kinds[i])
        self._words = [0, *accumulate(line.count(" ") + 1 for line in lines)]
        self._runs = runs(self.prose)
        self._above, self._below = distances(self.prose)

    def place(self, i: int) -> list[float]:
        """Return the features of a line's place, in the order of `PLACE`."""
        lines, total = len(self.prose), self._words[-1]
        above, below = self._words[i], total - self._words[i + 1]
        before, behind = self._above[i], self._below[i]
        return [
            i / lines,
            i,
            lines - i,
            math.log1p(above),
            math.log1p(below),
            above / total,
            below / total,
            before,
            behind,
            min(before, behind),
            self._places[0] - i if self._places and i < self._places[0] else 0,
            i - self._places[-1] if self._places and i > self._places[-1] else 0,
            self._times[i],
            self._runs[i],
            self._shared(i, self._nearest(i, 1)),
            self._shared(i, self._nearest(i, -1)),
            self._shared(i, [i - 1] if i else []),
            self._shared(i, [i + 1] if i + 1 < lines else []),
            self._shared_with_prose(i),
            len(self._places) / lines,
            math.log1p(total),
            total / lines,
            self._begun[i],
            self._ended[i],
        ]

    def _nearest(self, i: int, step: int) -> list[int]:
        """Return the numbers of the two nearest lines of prose on one side."""
        found: list[int] = []
        end = max(-1, i - CLOSE) if step < 0 else min(len(self.prose), i + CLOSE)
        for number in range(i + step, end, step):
            if self.prose[number]:
                found.append(number)
                if len(found) == 2:  # noqa: PLR2004 - the two nearest
                    break
        return found

    def _shared(self, i: int, others: Sequence[int]) -> float:
        """Return the share of a line's words that other lines have as well."""
        words = self._kinds[i]
        if not words or not others:
            return 0.0
        return len(words & frozenset().union(*(self._kinds[n] for n in others))) / len(words)

    def _shared_with_prose(self, i: int) -> float:
        words = self._kinds[i]
        own = int(self.prose[i])
        return sum(self._body[word] > own for word in words) / max(1, len(words))


def runs(kinds: Sequence[bool]) -> list[int]:
    """Return for each place the length of its run of equal values.

    >>> runs([True, True, False])
    [2, 2, 1]
    """
    lengths: list[int] = []
    start = 0
    for i in range(1, len(kinds) + 1):
        if i == len(kinds) or kinds[i] != kinds[start]:
            lengths += [i - start] * (i - start)
            start = i
    return lengths


def distances(marks: Sequence[bool]) -> tuple[list[int], list[int]]:
    """Return for each place the distances to the next marks before and after it.

    >>> distances([True, False, False, True])
    ([60, 1, 2, 3], [3, 2, 1, 60])
    """

    def one_way(marks: Sequence[bool]) -> list[int]:
        found, last = [], -FAR
        for i, mark in enumerate(marks):
            found.append(min(FAR, i - last))
            if mark:
                last = i
        return found

    return one_way(marks), one_way(marks[::-1])[::-1]


REACH = 3
"""How many lines on each side add features."""
WINDOWS = (2, 5, 10)
NEAR = ("words", "share-of-stop-words", "sentence-end", "capitals-of-other-words", "digits", "date")
"""The features of neighbouring lines that are features of a line, too."""


def feature_names() -> list[str]:
    """Return the names of the features, in the order of `line_features`."""
    names = [*LOOKS, *PLACE]
    names += [f"prose-within-{w}-{side}" for w in WINDOWS for side in ("above", "below")]
    names += ["signs"]
    for step in (*range(-REACH, 0), *range(1, REACH + 1)):
        where = f"line-{abs(step)}-{'above' if step < 0 else 'below'}"
        names += [f"{name}-of-{where}" for name in (*NEAR, "signs")]
    names += [f"signs-within-{w}-{side}" for w in WINDOWS[1:] for side in ("above", "below")]
    return [*names, *CONTEXT]


def line_features(lines: Sequence[str], signs: Mapping[str, float]) -> list[list[float]]:
    """Return the features of each line of a page, in the order of `feature_names`.

    Args:
        lines: the written lines, stripped, in their order.
        signs: how much each sign is evidence for boilerplate (see `signs_of`).
    """
    page = Page(lines)
    seen = [looks(line) for line in lines]
    # The order of a set differs between processes; the result of fsum does not depend on it.
    scores = [math.fsum(signs.get(sign, 0.0) for sign in signs_of(line)) for line in lines]
    near_places = [LOOKS.index(name) for name in NEAR]
    near = [
        [*(row[place] for place in near_places), sign]
        for row, sign in zip(seen, scores, strict=True)
    ]
    context = context_features(
        [int(row[WORDS]) for row in seen],
        page.prose,
        [bool(row[ENDS_SENTENCE]) and row[WORDS] >= SHORT_LINE for row in seen],
        scores,
    )
    nothing = [-1.0] * len(NEAR) + [0.0]
    prose_sums = [0, *accumulate(page.prose)]
    sign_sums = [0.0, *accumulate(scores)]
    steps = (*range(-REACH, 0), *range(1, REACH + 1))
    rows = []
    last = len(lines)
    for i, row in enumerate(seen):
        features = row + page.place(i)
        for width in WINDOWS:
            features += _means(prose_sums, i, width)
        features.append(scores[i])
        for step in steps:
            features += near[i + step] if 0 <= i + step < last else nothing
        for width in WINDOWS[1:]:
            features += _means(sign_sums, i, width)
        rows.append(features + context[i])
    return rows


def _means(sums: Sequence[float], i: int, width: int) -> list[float]:
    """Return the means over the lines above and below; beyond the page's edge values are 0."""
    last = len(sums) - 1
    above = sums[i] - sums[max(0, i - width)]
    below = sums[min(last, i + 1 + width)] - sums[i + 1]
    return [above / width, below / width]
