"""Which language a text is in: by its script, then its stop words, then langdetect.

Each step answers only when it is sure; who cannot be told apart is None. Lines in a document that
is None are left alone, but rules for a language do run on it: a few words have no language that
could be told, and a pattern of English that matches among them is evidence itself. langdetect is
kept for long texts, because it is confidently wrong on short ones.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from garmentclean.text.language_by_words import language_by_stop_words
from garmentclean.text.regex import lazily
from garmentclean.text.words import WORD

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH_LETTERS = 80
"""Below this many letters langdetect is not asked; it is made for longer texts."""
SURE = 0.99
"""The probability from which langdetect is believed."""
SAMPLE = 4000
"""So many characters decide; a document does not change its language for its length."""
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
"""Japanese mixes kana into its Chinese characters; Chinese has none."""

CJK = lazily("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
OTHER_SCRIPT = lazily("[\u0370-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff]")
"""A letter that is not Latin."""


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(len, WORD.findall(text)))


def weight(text: str) -> int:
    """Return how much a text says, in letters: one of Chinese, Japanese or Korean counts as two.

    A text in English has two to three times the letters of the same text in these.

    >>> weight("looms"), weight("织机")
    (5, 4)
    """
    wide = 0 if text.isascii() else len(CJK.findall(text))
    return letters(text) + wide


def script_of(text: str) -> str | None:
    """Return the script in which most letters of a text are, or None if it has no letters.

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
    """Return the ISO 639-1 code of a text's language, or None where that is not sure.

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
    # Imported here because its profiles take a third of a second, and few texts need them.
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0  # or each run may answer otherwise

    def detect(text: str) -> list[object]:
        try:
            return list(detect_langs(text))
        except LangDetectException:  # it found no words, as in a list of URLs
            return []

    return detect


@lru_cache(maxsize=64)
def language_by_langdetect(text: str) -> str | None:
    """Return langdetect's answer to a text that is long enough, if it is sure of it.

    The last answers are remembered: after each filter that changes a document it is asked again.
    """
    if letters(text) < ENOUGH_LETTERS:
        return None
    found = _detector()(text)
    if not found:
        return None
    code, probability = str(found[0]).split(":")
    return code.split("-")[0] if float(probability) >= SURE else None
