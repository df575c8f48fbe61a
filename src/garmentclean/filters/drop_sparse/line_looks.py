"""What can be told of a line of a page by itself: how it is written, and what it says."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from garmentclean.text.structure import SENTENCE_END

STOP_TEXT = (
    "the of and to in is that for it was on are as with his they at be this from have by not but"
    " what were we when there which their will more has its or an who a i you your our can if all"
    " so about up out do my he she him her them than then some any no into just also been would"
    " could should may me us how these those because while"
)
STOP_WORDS = frozenset(STOP_TEXT.split())
"""The words whose share the model was trained with."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SIGN_WORD = re.compile(r"[\w'’&]+")
DIGIT = re.compile(r"\d")
ENDS = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
DATE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \d{1,2}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\b\d{1,2}/\d{1,2}/\d{2,4}|\b\d{1,2}:\d\d\b"
    r"|\b\d+ (?:min(?:ute)?|hour|day|week|month|year)s? (?:ago|read)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://|www\.|@\w|\w\.(?:com|org|net)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"[|»›>/•·]")
LONG_SIGN = 40
"""Of longer lines only so many words are looked up."""
SHORT_LINE = 5
"""A line of so few words can be a sign as a whole."""

LOOKS = (
    "words", "log-words", "word-length", "stop-words", "share-of-stop-words", "sentence-end",
    "sentences", "commas", "capitals", "capitals-of-other-words", "capital-letters", "digits",
    "first-capital", "first-digit", "first-small-letter", "date", "address", "colon",
    "question", "separators", "copyright", "quotes", "brackets", "first-symbol", "currency",
    "no-words", "exclamation",
)  # fmt: skip
"""What is told of a line, in this order."""


def signs_of(line: str) -> set[str]:
    """Return what a line says, as keys of the signs: words, pairs, its beginning and its end.

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
    """Return what is told of a line, in the order of `LOOKS`."""
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
