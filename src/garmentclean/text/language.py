"""Detecting the language of a text: by its script, then its stop words, then langdetect.

Each step answers only if it is sure; the language of an unclear text is None. Lines in such a
document are left alone, but rules for a language do run on it: a few words have no clear language,
and an English pattern that matches among them is evidence itself. langdetect is only used for long
texts, because it is confidently wrong on short ones.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.line_cache import remembered
from garmentclean.text.long_lines import pieces
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import languages_with, stop_words
from garmentclean.text.words import WORD, lower_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENOUGH_LETTERS = 80
"""How many letters a text needs for langdetect, which is made for longer texts."""
SURE = 0.99
"""The smallest probability for which langdetect is trusted."""
SAMPLE = 4000
"""How many characters are examined; the rest of a document has the same language."""
SCRIPT_SHARE = 0.5

SCRIPTS = {
    "hangul": lazily("[\uac00-\ud7af\u1100-\u11ff]"),
    "kana": lazily("[\u3040-\u30ff]"),
    "han": lazily("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "cyrillic": lazily("[\u0400-\u052f]"),
    "greek": lazily("[\u0370-\u03ff]"),
    "arabic": lazily("[\u0600-\u06ff]"),
    "hebrew": lazily("[\u0590-\u05ff]"),
    "devanagari": lazily("[\u0900-\u097f]"),
    "thai": lazily("[\u0e00-\u0e7f]"),
    "latin": lazily("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
LANGUAGE_OF_SCRIPT = {
    "hangul": "ko",
    "kana": "ja",
    "greek": "el",
    "hebrew": "he",
    "thai": "th",
}
KANA_IN_JAPANESE = 0.1
"""With a larger share of kana than this, a text is Japanese; Chinese has no kana."""

CJK = lazily("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
OTHER_SCRIPT = lazily("[\u0370-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff]")
"""A letter that is not Latin."""

STOP_WORD_SHARE = 0.12
"""The smallest share of stop words: running prose has 25 to 50 %, lists of names under 10 %."""
DIFFERENT = 3
"""How many different stop words are needed."""
MORE = 2
"""The smallest lead, in stop words, over any other language."""

ENGLISH = "en"
NO_STOP_WORD, OTHER, ALSO_ENGLISH, ONLY_ENGLISH = range(4)
"""Kinds of words: no stop word, or one of other languages only, of English too, of English only."""


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(len, WORD.findall(text)))


def weight(text: str) -> int:
    """Return the length of a text in letters; Chinese, Japanese and Korean ones count twice.

    An English text has two to three times as many letters as the same text in these languages.

    >>> weight("looms"), weight("织机")
    (5, 4)
    """
    wide = 0 if text.isascii() else len(CJK.findall(text))
    return letters(text) + wide


def script_of(text: str) -> str | None:
    """Return the script of most of the letters of a text; None if there is no such script.

    >>> script_of("相关阅读 2024"), script_of("Cotton 100%"), script_of("2024/5/6")
    ('han', 'latin', None)
    """
    if text.isascii():
        return "latin" if text.lower() != text.upper() else None
    if OTHER_SCRIPT.search(text) is None:
        return "latin" if SCRIPTS["latin"].search(text) else None
    counts = {name: len(pattern.findall(text)) for name, pattern in SCRIPTS.items()}
    han, kana = counts["han"], counts["kana"]
    if kana > KANA_IN_JAPANESE * (han + kana):
        counts["kana"], counts["han"] = han + kana, 0
    name = max(counts, key=counts.__getitem__)
    return name if counts[name] > SCRIPT_SHARE * sum(counts.values()) else None


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None if it is unclear.

    >>> language_of("The price of cotton is up, and that was not what they had hoped for.")
    'en'
    >>> language_of("Cotton 100%")
    """
    return _language_of(text[:SAMPLE])


@lru_cache(maxsize=16)
def _language_of(text: str) -> str | None:
    script = script_of(text)
    if script is None:
        return None
    if script == "han":
        return "zh"
    if script in LANGUAGE_OF_SCRIPT:
        return LANGUAGE_OF_SCRIPT[script]
    return language_by_stop_words(text) or language_by_langdetect(text)


@cache
def _detector() -> Callable[[str], list[object]]:
    # its profiles take a while to load, and few texts need them
    from langdetect import LangDetectException

    from garmentclean.text.langdetect_profiles import detector_factory

    factory = detector_factory()
    factory.set_seed(0)  # otherwise each run may answer differently

    def detect(text: str) -> list[object]:
        detector = factory.create()
        try:
            detector.append(text)
            return list(detector.get_probabilities())
        except LangDetectException:  # it found no words, as in a list of URLs
            return []

    return detect


@lru_cache(maxsize=64)
def language_by_langdetect(text: str) -> str | None:
    """Return langdetect's answer for a text that is long enough, if it is sure.

    Answers are cached, because each filter that changes a document asks again.
    """
    if letters(text) < ENOUGH_LETTERS:
        return None
    candidates = _detector()(text)
    if not candidates:
        return None
    code, probability = str(candidates[0]).split(":")
    return code.split("-")[0] if float(probability) >= SURE else None


def language_by_stop_words(text: str) -> str | None:
    """Return the language with the most stop words in a text, if it clearly leads.

    Three different stop words are needed: "a", "per" and "do" are stop words in one language and
    other words in another. Stop words that two languages share, as Danish and Swedish do, count for
    neither.
    """
    lines = text.split("\n")
    shares = [stops_of(line) for line in lines]
    if is_english(lines, shares):
        return ENGLISH
    size = sum(share.size for share in shares)
    having = languages_with()
    stops = Counter(word for line in lines for word in lower_words(line) if word in having)
    counts: dict[str, int] = {}
    for word, times in stops.items():
        for code in having[word]:
            counts[code] = counts.get(code, 0) + times
    if not counts:
        return None
    best = max(counts, key=counts.__getitem__)
    most = counts[best]
    if most < STOP_WORD_SHARE * size or len(stop_words()[best] & stops.keys()) < DIFFERENT:
        return None
    for rival, times in counts.items():
        # The rival has so few that it does not matter how many they share.
        if rival == best or (most >= 2 * times and most - times >= MORE):
            continue
        shared = sum(n for word, n in stops.items() if {best, rival} <= {*having[word]})
        if most - shared < max(MORE, 2 * (times - shared)):
            return None
    return best


class Stops(NamedTuple):
    """How many words a line has, and how many of them are stop words of some languages.

    Attributes:
        size: the number of its words.
        english: how many are stop words of English and of another language.
        only_english: how many are stop words of English only.
        others: how many are stop words of other languages only.
    """

    size: int
    english: int
    only_english: int
    others: int


@remembered
def stops_of(line: str) -> Stops:
    """Return how many stop words a line has."""
    kinds = b"".join(
        bytes(map(_kinds().get, lower_words(text), repeat(NO_STOP_WORD)))
        for _, text in pieces(line)
    )
    return Stops(
        len(kinds), kinds.count(ALSO_ENGLISH), kinds.count(ONLY_ENGLISH), kinds.count(OTHER)
    )


@cache
def _kinds() -> dict[str, int]:
    """Return the kind of each stop word."""
    return {
        word: ONLY_ENGLISH if codes == (ENGLISH,) else ALSO_ENGLISH if ENGLISH in codes else OTHER
        for word, codes in languages_with().items()
    }


def is_english(lines: Sequence[str], shares: Sequence[Stops]) -> bool:
    """Return whether the stop words of lines prove that they are English.

    They do if another language would have too few, even with all stop words of other languages.

    Args:
        lines: the texts of the lines.
        shares: the counts of their stop words.
    """
    only = sum(share.only_english for share in shares)
    others = sum(share.others for share in shares)
    size = sum(share.size for share in shares)
    if only < max(MORE, 2 * others) or only < STOP_WORD_SHARE * size:
        return False
    different: set[str] = set()
    for line in lines:
        different |= stop_words()[ENGLISH].intersection(lower_words(line))
        if len(different) >= DIFFERENT:
            return True
    return False


def may_be_other(line: str, own: str) -> bool:
    """Return whether a line may be in another language than its document, by its stop words.

    The other language needs twice as many stop words as the document's. If that is English, the
    stop words of other languages are an upper bound for the former, and those of English only are a
    lower bound for the latter.
    """
    if own != ENGLISH:
        return True
    _, _, only, others = stops_of(line)
    return others >= MORE and others >= 2 * only
