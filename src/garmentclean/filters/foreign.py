"""Which lines are surely in another language than their document, and which of them belong there.

What is alike in all languages decides: scripts, stop words, how sentences, titles, references and
quotations are written. What cannot be told stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.language import (
    ENOUGH_LETTERS,
    LANGUAGE_OF_SCRIPT,
    SAMPLE,
    SCRIPTS,
    WORD,
    language_by_langdetect,
    language_by_stop_words,
    letters,
    script_of,
    weight,
)
from garmentclean.stopwords import name_of, sentence_words, stop_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.view import View

OWN_SCRIPT_SHARE = 0.2
"""With more letters of the document's script, a foreign line is a gloss or a name in a list."""
JAPANESE = 0.5
"""With more Chinese characters, a line with kana names something Japanese in Chinese."""
OWN_WORDS_SHARE = 0.05
"""With more stop words of the document's language, a line only switches to another one."""
ENOUGH_LATIN = 40
"""Among other scripts, names and titles in Latin letters are as common, but a sentence shows."""
ENOUGH_HAN = 10
"""In Korean, shorter lines of Chinese characters may be Korean words and names."""
NAME_WORDS, NAME_LETTERS = 3, 4
"""A line of so few words (Chinese, Japanese or Korean letters) may be a name."""
TITLE_SHARE = 0.6
"""A line with more of its longer words in capitals is a title; German prose has about a half."""
LONGER = 4
CHINESE = re.compile("[的了是在们們这這与與也将將么麼吗嗎呢很没沒您她]")
"""Characters that are common in Chinese, and stand in hardly a Japanese line without kana; most of
the simplified ones are not in Shift JIS."""
CHINESE_MARKS = 3

SENTENCE = re.compile(r"[.!?。！？…][\"'”’»)\]]*\s*$")
LABELLED = re.compile(r"^\W*\w[\w ]{0,24}\s*[:：]\s")
"""What stands behind a label (`Original title:`, `Abstract:`) is a fact of the article."""
REFERENCE = re.compile(
    r"^\W*\[?\d{1,3}[\])]|^\W*(?:Fig|Figure|Table|Photo|Abb|Image|Source)\b"
    r"|\bet al\b|\bpp?\. ?\d|\b[Vv]ol\b|\b[Dd][Oo][Ii]\b|\bIS[BS]N\b|https?://"
    r"|\b(?:19|20)\d\d[a-z]?\)|,\s(?:19|20)\d\d\b|^[A-Z][\w'-]+,? (?:[A-Z]\.\s?)+[,(&]"
)
"""A source, a caption, or an entry of a list of literature."""
QUOTED = re.compile(r"^\W*[\"'“‘«„‚‹《「『—–]|[\"'”’»“›》」』]\W*$")
INTRODUCES = re.compile(r"[:：,，—–]\s*$")
SAYS = re.compile(r"\w{6}.*：\s*$|(?:\S+\s+){4,}\S*[:：]\s*$")
"""A sentence with a colon at its end, not the label of a box, introduces all that follows."""
TRANSLATES = re.compile(r"^\W*[(（\[“\"—–]")
VERSE = 3
"""So many foreign lines on end, amid the article, are a text of their own in it."""

INSIDE, PARAGRAPHS, RUNS = 2, 3, 4
"""A document goes to and fro between two languages if it has so many foreign paragraphs amid its
own lines, so many at all, or foreign lines in so many places amid its own."""
LONG = 140
"""A paragraph of more letters amid the article was not translated; an advertisement is shorter."""


class Stray(NamedTuple):
    """A line in another language: its place among the written lines, its number, the language."""

    place: int
    number: int
    language: str


def strays(view: View) -> list[Stray]:
    """Return the lines of a document that are surely in another language, whatever they are."""
    own, script = view.language, view.script
    if own is None or script is None:
        return []
    found = []
    for place, number in enumerate(view.written):
        language = foreign(view.contents[number], own, script)
        if language:
            found.append(Stray(place, number, language))
    return found


def foreign(text: str, own: str, script: str) -> str | None:
    """Return the language (or else the script) of a line if it surely is another than its own.

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
    """Return the language of a line that is a sentence of another one, by its words."""
    if letters(text) < enough or REFERENCE.search(text) or LABELLED.search(text):
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
    if not (SENTENCE.search(text) or sentence_words()[code].intersection(small)):
        return None
    sure = letters(text) < ENOUGH_LETTERS or code == language_by_langdetect(text[:SAMPLE])
    return name_of(code) if sure else None


def may_be_name(text: str, script: str) -> bool:
    """Tell whether a line in another script is short enough for a name."""
    if script in {"han", "kana", "hangul"}:
        return letters(text) <= NAME_LETTERS
    words = WORD.findall(text)
    return len(words) <= NAME_WORDS and not any(word[0].islower() for word in words)


def may_be_own(text: str, script: str, own: str) -> bool:
    """Tell whether a line of Chinese characters alone may be Japanese or Korean."""
    if script == "han" and own == "ja":
        known = text.encode("shift_jis", "ignore").decode("shift_jis")
        return len(CHINESE.findall(text)) + letters(text) - letters(known) < CHINESE_MARKS
    return script == "han" and own == "ko" and letters(text) < ENOUGH_HAN


def told(language: str, own: str) -> str:
    """Return the evidence that is written into an edit.

    >>> told("Chinese", "en"), told("Greek", "sw")
    ('Chinese in an English document', 'Greek in a document in sw')
    """
    name = name_of(own)
    if name == own:
        return f"{language} in a document in {own}"
    return f"{language} in {'an' if name[0] in 'AEI' else 'a'} {name} document"


def belonging(view: View, found: Sequence[Stray]) -> set[int]:
    """Return the numbers of the foreign lines that belong to the article.

    Those are quotations: in quotation marks, behind a colon or a comma, before a line that
    translates them in brackets; what a line of the article names; verse: a text of several lines
    amid the article; and there a long paragraph.
    """
    belong: set[int] = set()
    for run in together(found):
        above = run[0].place - 1
        verse = len(run) >= VERSE and within_prose(view, run)
        said = above >= 0 and SAYS.search(view.contents[view.written[above]])
        belong.update(
            stray.number
            for stray in run
            if verse
            or said
            or is_quotation(view, stray.place)
            or is_named(view, stray.number)
            or (amid(view, run) and is_paragraph(view.contents[stray.number], LONG))
        )
    return belong


def together(found: Sequence[Stray]) -> list[list[Stray]]:
    """Return foreign lines in runs, with no line of the document's language between them."""
    runs: list[list[Stray]] = []
    for stray in found:
        if runs and runs[-1][-1].place == stray.place - 1:
            runs[-1].append(stray)
        else:
            runs.append([stray])
    return runs


def amid(view: View, run: Sequence[Stray]) -> bool:
    """Tell whether lines of the document's language stand above and below a run of others."""
    return run[0].place > 0 and run[-1].place + 1 < len(view.written)


def within_prose(view: View, run: Sequence[Stray]) -> bool:
    """Tell whether running prose stands next above and next below a run of foreign lines."""
    if not amid(view, run):
        return False
    above, below = view.written[run[0].place - 1], view.written[run[-1].place + 1]
    return view.is_prose(above) and view.is_prose(below)


def is_quotation(view: View, place: int) -> bool:
    """Tell whether a written line (by its place among them) is quoted, or introduced, as one."""
    written, contents = view.written, view.contents
    if QUOTED.search(contents[written[place]]):
        return True
    if place > 0 and INTRODUCES.search(contents[written[place - 1]]):
        return True
    return place + 1 < len(written) and TRANSLATES.search(contents[written[place + 1]]) is not None


def is_named(view: View, number: int) -> bool:
    """Tell whether a much longer line has a foreign line's words in it."""
    text = view.contents[number].strip()
    return any(len(other) > 2 * len(text) and text in other for other in view.contents)


def is_mixed(view: View, found: Sequence[Stray], at_most: float) -> bool:
    """Tell whether a document is of mixed language.

    Args:
        view: the document.
        found: its foreign lines.
        at_most: the largest share that they have in a document of one language. Letters count, and
            in whole sentences of Chinese, Japanese or Korean as two, as in a translation.
    """
    paragraphs = [stray for stray in found if is_paragraph(view.contents[stray.number])]
    runs = [run for run in together(found) if amid(view, run)]
    inside = sum(stray in paragraphs for run in runs for stray in run)
    if inside >= INSIDE or len(paragraphs) >= PARAGRAPHS or len(runs) >= RUNS:
        return True
    texts = [view.contents[stray.number] for stray in found]
    theirs = sum(weight(text) if is_paragraph(text) else letters(text) for text in texts)
    own = weight(view.text) - sum(map(weight, texts))
    return theirs > at_most * (own + theirs)


def is_paragraph(text: str, least: int = ENOUGH_LETTERS) -> bool:
    """Tell whether a line is a whole sentence, and long."""
    return weight(text) >= least and SENTENCE.search(text) is not None


def second_language(view: View, least: float) -> int | None:
    """Return the number of the first line in the second language of a document that has two.

    It is for documents whose language cannot be told; only their beginning is looked at.

    Args:
        view: the document.
        least: the share of the letters that each of the two languages has at least.
    """
    said: dict[str, int] = {}
    first: dict[str, int] = {}
    for number in view.written:
        if view.lines[number].start > SAMPLE:
            break
        text = view.contents[number][:SAMPLE]
        script = script_of(text) or ""
        code = "zh" if script == "han" else LANGUAGE_OF_SCRIPT.get(script)
        code = code or language_by_stop_words(text)
        if code:
            said[code] = said.get(code, 0) + weight(text)
            first.setdefault(code, number)
    parts = sorted(said, key=said.__getitem__)[-2:]
    enough = least * weight(view.text[:SAMPLE])
    if len(parts) == 1 or not all(said[part] >= enough for part in parts):
        return None
    return max((first[part] for part in parts), default=None)
