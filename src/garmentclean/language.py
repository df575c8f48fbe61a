"""Which language a text is in: by its script, then its stop words, then langdetect.

Each step answers only when it is sure; who cannot be told apart is None, and what is None is
left alone. langdetect is kept for long texts, because it is confidently wrong on short ones.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH_LETTERS = 80
"""Below this many letters langdetect is not asked; it is made for longer texts."""
SURE = 0.99
"""The probability from which langdetect is believed."""
SAMPLE = 4000
"""So many characters decide; a document does not change its language for its length."""
SCRIPT_SHARE = 0.5
STOP_WORD_SHARE = 0.12
"""Running prose of these languages has 25 to 50 % stop words; lists of names have under 10 %."""
DIFFERENT = 3

SCRIPTS = {
    "hangul": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "kana": re.compile("[\u3040-\u30ff]"),
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
    "hebrew": re.compile("[\u0590-\u05ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "thai": re.compile("[\u0e00-\u0e7f]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
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

STOP_WORDS = {
    "en": "the of and to in is that for it was on are as with his they at be this from have by not"
    " but what were we when there which their will more has its or an who",
    "fr": "le la les de des du et est un une que qui dans pour pas sur avec au aux ce cette sont"
    " il elle nous vous par plus mais ou son sa ses",
    "de": "der die das und ist nicht ein eine mit den von zu auf für im dem sich des auch als an"
    " werden wird bei oder aus nach sind wie einer um",
    "es": "el la los las de que y en un una es por con para no se del al como más pero sus lo"
    " este esta son fue ha su sobre entre",
    "it": "il lo la gli le di che e un una per non in con del della dei sono si da al alla come"
    " più anche nel questo questa è ma",
    "pt": "o a os as de que e em um uma para com não do da dos das no na por mais como se foi ao"
    " são pela pelo também",
    "nl": "de het een en van is dat niet op te in voor met zijn aan er om ook als bij naar dan"
    " wordt door deze die maar uit",
    "tr": "ve bir bu da de için ile çok daha gibi olarak olan en ne kadar sonra var ancak her"
    " ise veya",
    "vi": "và của là có được các cho không trong một những với người này đã khi để từ về ra",
    "id": "yang dan di ini itu dengan untuk tidak dari dalam akan pada juga ke karena oleh ada"
    " atau mereka telah",
    "pl": "i w na z do nie się to jest że o jak po co ale za od przez dla są tym tego oraz",
    "sv": "och i att det som en på är av för med den till inte om ett var har de från",
}
WORD = re.compile(r"[^\W\d_]+")
OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff]")
"""A letter that is not Latin."""


def script_of(text: str) -> str | None:
    """Return the script in which most letters of a text are, or None if it has no letters.

    >>> script_of("相关阅读 2024"), script_of("Cotton 100%"), script_of("2024/5/6")
    ('han', 'latin', None)
    """
    if text.isascii() or OTHER_SCRIPT.search(text) is None:
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
    text = text[:SAMPLE]
    script = script_of(text)
    if script is None:
        return None
    if script == "han":
        return "zh"
    if script in LANGUAGE_OF_SCRIPT:
        return LANGUAGE_OF_SCRIPT[script]
    by_words = language_by_stop_words(text) if script == "latin" else None
    return by_words or language_by_langdetect(text)


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in STOP_WORDS.items()}


def language_by_stop_words(text: str) -> str | None:
    """Return the language whose stop words fill a text, if one of them does so clearly.

    Three different ones are asked for: "a", "per" and "do" are stop words of one language and
    words of another.
    """
    words = WORD.findall(text.lower())
    if not words:
        return None
    shares = sorted(
        ((sum(word in stops for word in words) / len(words), code))
        for code, stops in _stop_words().items()
    )
    (second, _), (best, code) = shares[-2:]
    clear = best >= STOP_WORD_SHARE and best >= 2 * second
    return code if clear and len(_stop_words()[code].intersection(words)) >= DIFFERENT else None


def has_stop_words(text: str, language: str) -> bool:
    """Tell whether a text has as many stop words of a language as its prose has."""
    stops = _stop_words().get(language, frozenset())
    words = WORD.findall(text.lower())
    return sum(word in stops for word in words) >= STOP_WORD_SHARE * len(words)


@cache
def _detector() -> Callable[[str], list[object]]:
    # Imported here because its profiles take a third of a second, and few texts need them.
    from langdetect import DetectorFactory, LangDetectException, detect_langs  # noqa: PLC0415

    DetectorFactory.seed = 0  # or each run may answer otherwise

    def detect(text: str) -> list[object]:
        try:
            return list(detect_langs(text))
        except LangDetectException:  # it found no words, as in a list of URLs
            return []

    return detect


def language_by_langdetect(text: str) -> str | None:
    """Return langdetect's answer to a text that is long enough, if it is sure of it."""
    if sum(map(len, WORD.findall(text))) < ENOUGH_LETTERS:
        return None
    found = _detector()(text)
    if not found:
        return None
    code, probability = str(found[0]).split(":")
    return code.split("-")[0] if float(probability) >= SURE else None
