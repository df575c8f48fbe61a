"""Finds the lines of a document that are certainly in another language.

The criteria are the same for all languages: scripts, stop words, and how sentences, titles and
references are written. A line that is not certain stays.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.screens import LineScreen
from garmentclean.filters.base.sentences import ENDS_SENTENCE
from garmentclean.text.language import (
    ENOUGH_LETTERS,
    LANGUAGE_OF_SCRIPT,
    SAMPLE,
    SCRIPTS,
    language_by_langdetect,
    language_by_stop_words,
    letters,
    may_be_other,
    script_of,
)
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import name_of, sentence_words, stop_words
from garmentclean.text.words import WORD

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View

OWN_SCRIPT_SHARE = 0.2
"""A line with more letters of the document's script is a gloss, or has a name in a list."""
JAPANESE = 0.5
"""A line with kana but more Chinese characters names something Japanese in Chinese."""
OWN_WORDS_SHARE = 0.05
"""A line with more stop words of the document's language only switches to another one."""
ENOUGH_LATIN = 40
"""In other scripts, names and titles in Latin letters are common, so a line needs this many
letters."""
ENOUGH_HAN = 10
"""In Korean, shorter lines of Chinese characters may be Korean words and names."""
NAME_WORDS, NAME_LETTERS = 3, 4
"""A line of at most this many words (Chinese, Japanese or Korean letters) may be a name."""
TITLE_SHARE = 0.6
"""A line in which more of the longer words have capitals is a title; in German prose, about half
have."""
LONGER = 4
CHINESE = lazily("[的了是在们們这這与與也将將么麼吗嗎呢很没沒您她]")
"""Characters that are common in Chinese and rare in Japanese lines without kana; most of the
simplified ones are not in Shift JIS."""
CHINESE_MARKS = 3

LABELLED = lazily(r"^\W*\w[\w ]{0,24}\s*[:：]\s")
"""What follows a label (`Original title:`, `Abstract:`) belongs to the article."""
REFERENCE = lazily(
    r"^\W*\[?\d{1,3}[\])]|^\W*(?:Fig|Figure|Table|Photo|Abb|Image|Source)\b"
    r"|\bet al\b|\bpp?\. ?\d|\b[Vv]ol\b|\b[Dd][Oo][Ii]\b|\bIS[BS]N\b|https?://"
    r"|\b(?:19|20)\d\d[a-z]?\)|,\s(?:19|20)\d\d\b|^[A-Z][\w'-]+,? (?:[A-Z]\.\s?)+[,(&]"
)
"""A source, a caption, or an entry in a bibliography."""


class Stray(NamedTuple):
    """A line in another language: its position among written lines, its number, the language."""

    place: int
    number: int
    language: str


def strays(view: View) -> list[Stray]:
    """Return the lines of a document that are certainly in another language."""
    own, script = view.language, view.script
    if own is None or script is None:
        return []
    return [
        Stray(bisect_left(view.written, number), number, language)
        for number, language in foreign_in(own, script).of(view)
    ]


@cache
def foreign_in(own: str, script: str) -> LineScreen[str]:
    """Return the screen for foreign lines in documents in one language and script."""
    latin = script == "latin"

    def language_of_line(text: str) -> str | None:
        plain = latin and text.isascii()
        # the language of a line this short, or with so few foreign words, is never certain
        own_by_words = plain and (len(text) < ENOUGH_LETTERS or not may_be_other(text, own))
        return None if own_by_words else foreign(text, own, script)

    return LineScreen.each(language_of_line)


def foreign(text: str, own: str, script: str) -> str | None:
    """Return the language (or script) of a line that is certainly not its document's.

    Args:
        text: the line.
        own: the language of its document.
        script: the script of its document.

    >>> foreign("织机厂为何迁往拉各斯", "en", "latin"), foreign("The Silk Road", "ru", "cyrillic")
    ('Chinese', None)
    """
    found = "latin" if text.isascii() else script_of(text)
    if found is None:
        return None
    if found == script:
        return by_words(text, own, ENOUGH_LETTERS)
    share = JAPANESE if found == "kana" and script == "han" else OWN_SCRIPT_SHARE
    if len(SCRIPTS[script].findall(text)) > share * letters(text):
        return None
    if found == "latin":
        return by_words(text, own, ENOUGH_LATIN)
    if may_be_name(text, found) or may_be_own(text, found, own):
        return None
    code = "zh" if found == "han" else LANGUAGE_OF_SCRIPT.get(found)
    return name_of(code or language_by_stop_words(text) or found.capitalize())


def by_words(text: str, own: str, enough: int) -> str | None:
    """Return the language of a line if its words show that it is a foreign sentence."""
    if (
        not may_be_other(text, own)
        or letters(text) < enough
        or REFERENCE.search(text)
        or LABELLED.search(text)
    ):
        return None
    code = language_by_stop_words(text)
    if code is None or code == own:
        return None
    stops = stop_words()[code]
    words = WORD.findall(text)
    small = [word.lower() for word in words]
    home = stop_words().get(own, frozenset()) - stops
    if sum(word in home for word in small) > OWN_WORDS_SHARE * len(words):
        return None
    content = [word for word in words if len(word) >= LONGER and word.lower() not in stops]
    if sum(word[0].isupper() for word in content) > TITLE_SHARE * len(content):
        return None
    if not (ENDS_SENTENCE.search(text) or sentence_words()[code].intersection(small)):
        return None
    sure = letters(text) < ENOUGH_LETTERS or code == language_by_langdetect(text[:SAMPLE])
    return name_of(code) if sure else None


def may_be_name(text: str, script: str) -> bool:
    """Return whether a line in another script is short enough to be a name."""
    if script in {"han", "kana", "hangul"}:
        return letters(text) <= NAME_LETTERS
    words = WORD.findall(text)
    return len(words) <= NAME_WORDS and not any(word[0].islower() for word in words)


def may_be_own(text: str, script: str, own: str) -> bool:
    """Return whether a line with only Chinese characters may be Japanese or Korean."""
    if script == "han" and own == "ja":
        known = text.encode("shift_jis", "ignore").decode("shift_jis")
        return len(CHINESE.findall(text)) + letters(text) - letters(known) < CHINESE_MARKS
    return script == "han" and own == "ko" and letters(text) < ENOUGH_HAN


def reason(language: str, own: str) -> str:
    """Return the reason for an edit.

    >>> reason("Chinese", "en"), reason("Greek", "sw")
    ('Chinese in an English document', 'Greek in a document in sw')
    """
    name = name_of(own)
    if name == own:
        return f"{language} in a document in {own}"
    return f"{language} in {'an' if name[0] in 'AEI' else 'a'} {name} document"
