"""Judges how certain it is that a form is a corrupted word, by its context and its document.

A word in small letters, in running prose, is corrupted if it is in no list and its right word is
well known. A name (Pistor), an identifier (pcode) or a file (pform.txt) may look the same. Such a
form is doubtful: it is restored only if another form in the document is certainly corrupted.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.restore_letters.english import (
    bases,
    begins_word,
    is_compound,
    is_ordinary,
)
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from garmentclean.filters.base.view import View

HYPHEN = lazily("[-‐‑]")
REACH = 60
"""How many characters on each side are examined to see if a form is part of something longer."""
EDGE = r"\s—―…\u2e80-\ufaff\ufe30-\uffef"
"""White space, dashes and Chinese characters, which are not part of a word in Latin letters."""
LEFT = lazily(rf"(?:^|[{EDGE}])[\"'“”‘’«»„‚(¿¡*–]*(?:[^\W\d_]+[-‐‑\u00ad])*$")
RIGHT = lazily(
    rf"(?:[-‐‑\u00ad][^\W\d_]+)*[-‐‑\u00ad]?(?:['’][sS]?)?[\"'“”‘’«»)*.,;:!?–]*(?:$|[{EDGE}])"
)
"""What may be next to a word of running prose, up to the next space: punctuation, and the other
parts of a compound."""
QUOTES = frozenset("\"'“”‘’«»„‚")
BEGINNING = lazily(r"(?:^|[.!?:;。！？…|•·])[\s\d.)\"'“”‘’«»(*#–—-]*$")
"""After this, a capital letter is normal."""
ABBREVIATED = lazily(
    r"(?:^|[\s(\"“‘])(?:Mrs?|Ms|Mx|Dr|Prof|St|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Gov|Sen|Rep|Pres|Messrs|Mme"
    r"|Mlle|Fr|Sr|Jr|Ing|Mt|Ft|No|[A-Z])\.\s*$"
)
"""A title or an initial, which is followed by a name, not by a new sentence."""
FIRM = lazily(
    r"(?: (?:&|and|[A-Z][\w’'-]*)){0,3},? "
    r"(?:Ltd|Limited|Inc|GmbH|Co|Corp|Corporation|LLC|LLP|PLC|plc|SA|AG|BV|SE|SpA|Pty)\b"
)
"""What follows the name of a firm."""
_TERMS = (
    "command|tool|function|flag|option|library|package|module|program|script|utility|plugin"
    "|variable|parameter|tag|hashtag|user|username"
)
NAMED = lazily(
    rf"(?:\b(?i:{_TERMS}|named|called|dubbed|calls? (?:it|this|that|them)|posted by|alias)\s+|=\s*)"
    "[\"'“‘]?$"
)
NAMES = lazily(
    rf"[\"'”’]?\s*(?:=|\b(?:{_TERMS})\b"
    rf"|(?:and [\w.]+ )?(?:is|are) (?:an? |the )?(?:\w+ )?(?:{_TERMS})s?\b)"
)
"""What shows, before or after a form, that it is an identifier or a user name."""
SUBJECT = lazily(
    r"['’]s\b|,? (?:an?|is|was|has|had|will|can|lets|makes|made|sells|sold|offers|says|said)\b"
    r"|,? (?:launched|released|announced|which|who|whose|runs|does|did|wants|works)\b"
)
"""What follows the name of a firm or program, or another noun, at the beginning of a sentence."""
WRAPPED = lazily(r".{30}[^\W\d_\u2e80-\ufaff],?\s*$")
"""A line of prose that continues in the next one."""
PHRASE = lazily(r" [A-Z][a-z]{3}")
"""The next word of a name of several words."""
WORD = lazily(r"[^\W\d_]{3,}")
SMALL = frozenset(
    "and but for its nor off out per the via with from into over than upon".split()  # noqa: SIM905 - easier to read
)
"""Words of three letters or more that often have no capital in titles, like shorter ones."""
TITLE = 0.75
"""The share of the other words in a title that have a capital letter."""
STOP = lazily(r"[.!?。！？]\s")
"""After this, another sentence begins."""
SHORTEST = 7
TELLING = (
    "ation", "ations", "ational", "ative", "ission", "issions", "uction", "uctions", "ability",
    "ence", "ences", "ency", "encies", "ing", "ed",
)  # fmt: skip
"""Hardly any name or identifier with this many letters has one of these endings."""
CACHED = 1 << 12
"""How many forms are cached."""
TIMES = 3
"""In mid-sentence, a word, unlike a name, is this many times as often without a capital letter as
with one."""
ONSET = 3
"""How many first letters show whether any English word begins like this: Pport is hardly a name."""


class Spot(Enum):
    """The context of a form, and how it is written."""

    PROSE = "in running prose, in small letters"
    QUOTED = "between quotation marks, alone"
    BEGINNING = "where a capital letter is due: at the beginning of a sentence, or in a title"
    SUBJECT = "at the beginning of a sentence, before what follows a name"
    ALONE = "with a capital letter, alone on its line"
    PHRASE = "with a capital letter, as the next word"
    NAME = "with a capital letter for no other reason"
    NAMED = "next to a word that shows that it is an identifier"
    IDENTIFIER = "in an identifier or in the name of a file"


class Hit(NamedTuple):
    """A form that may be a corrupted word.

    Attributes:
        form: the form, in small letters.
        right: its possible right word.
        spot: its context.
        doubtful: whether there is another reason for doubt.
        obscure: whether the right word is so rare that the form is unlikely to stand for it.
    """

    form: str
    right: str
    spot: Spot
    doubtful: bool = False
    obscure: bool = False

    @property
    def key(self) -> str:
        """The form without the plural, so that Pistor and pistors are the same."""
        return self.form.removesuffix("s")


@lru_cache(maxsize=CACHED)
def is_telling(form: str) -> bool:
    """Return whether a form does not look like any name.

    >>> is_telling("pformation"), is_telling("pistor"), is_telling("spanformation")
    (True, False, False)
    """
    long = len(form) >= SHORTEST and form.endswith(TELLING)
    return long and not is_compound(form)


@lru_cache(maxsize=CACHED)
def is_common(form: str, right: str) -> bool:
    """Return whether the right word for a form is well known, or derived from such a word.

    >>> is_common("pform", "transform"), is_common("pcode", "transcode")
    (True, False)
    """
    word = right.lower()
    if is_ordinary(word) or any(map(str.isdecimal, form)):
        return True
    return is_telling(form) and any(is_ordinary(base) for base, _ in bases(word))


@lru_cache(maxsize=CACHED)
def is_strange(form: str) -> bool:
    """Return whether no English word begins like a form.

    >>> is_strange("pversion"), is_strange("pistor")
    (True, False)
    """
    return not begins_word(form[:ONSET])


def spot_of(view: View, start: int, end: int) -> Spot:
    """Return the context of a form, and how it is written.

    Args:
        view: the document.
        start: where the form begins.
        end: where it ends.
    """
    text = view.text
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    if not LEFT.search(before) or not RIGHT.match(after):
        return Spot.IDENTIFIER
    if before[-1:] in QUOTES and after[:1] in QUOTES:
        return Spot.QUOTED
    found = HYPHEN.split(text[start:end])[0]
    named = NAMED.search(before) or NAMES.match(after)
    if named and not is_telling(text[start:end].lower()):
        return Spot.NAMED
    if found.islower():
        return Spot.PROSE
    if not (found.istitle() or found.isupper()):
        return Spot.IDENTIFIER
    number = view.line_at(start)
    floor, line = view.starts[number], view.contents[number]
    left = line[max(0, start - floor - REACH) : start - floor]
    if not left.strip() and number and WRAPPED.search(view.contents[number - 1]):
        left = view.contents[number - 1][-REACH:] + " "
    return _spot_of_capitals(found, left, line[end - floor : end - floor + REACH])


def _spot_of_capitals(found: str, left: str, right: str) -> Spot:
    """Return the context of a form with a capital letter, by what is next to it on its line."""
    if not any(map(str.isalpha, left + right)):
        return Spot.ALONE
    if ABBREVIATED.search(left) or FIRM.match(right):
        return Spot.NAME
    near = f"{STOP.split(left)[-1]} {STOP.split(right)[0]}"
    words = [word for word in WORD.findall(near) if word not in SMALL]
    capitals = found.isupper() and len(found) > 1
    if _share(words, str.isupper if capitals else str.istitle) >= TITLE:
        return Spot.BEGINNING
    if PHRASE.match(right):
        return Spot.PHRASE
    if capitals or not BEGINNING.search(left):
        return Spot.NAME
    return Spot.SUBJECT if SUBJECT.match(right) else Spot.BEGINNING


def _share(words: Sequence[str], wanted: Callable[[str], bool]) -> float:
    return sum(map(wanted, words)) / max(1, len(words))


def _names(hits: Sequence[Hit]) -> frozenset[str]:
    """Return the keys of forms that are used as names: of persons, firms, programs or files.

    A form that does not look like a name is one only if it is always capitalized. If one form is
    called an identifier, the others may be identifiers as well.
    """
    named = any(hit.spot is Spot.NAMED for hit in hits)
    spots = Counter((hit.key, hit.spot) for hit in hits)
    telling = {hit.key for hit in hits if is_telling(hit.form)}
    return frozenset(
        key
        for key in {key for key, _ in spots}
        if (
            spots[key, Spot.NAME] and not spots[key, Spot.PROSE]
            if key in telling
            else named
            or spots[key, Spot.IDENTIFIER]
            or (spots[key, Spot.SUBJECT] and not spots[key, Spot.PROSE])
            or TIMES * (spots[key, Spot.NAME] + spots[key, Spot.PHRASE]) > spots[key, Spot.PROSE]
        )
    )


class Evidence:
    """The evidence that the forms of a document give for each other.

    All are judged at once, by the unchanged text, because the certain ones are no longer evidence
    once they are restored.

    Args:
        hits: all forms that may be corrupted in the same way.
    """

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._names = _names(hits)
        self._sure = {
            hit.key: hit.form
            for hit in hits
            if hit.spot is Spot.PROSE
            and not hit.doubtful
            and hit.key not in self._names
            and is_common(hit.form, hit.right)
        }

    @property
    def certain(self) -> list[str]:
        """The different forms that are certainly corrupted."""
        return [*self._sure.values()]

    def other_than(self, key: str = "") -> str:
        """Return a certainly corrupted form other than the one with a key; "" if there is none."""
        return next((form for other, form in self._sure.items() if other != key), "")

    def decides(self, hit: Hit, elsewhere: str = "") -> str | None:
        """Return whether a form is a corrupted word.

        Args:
            hit: the form.
            elsewhere: a form that is certainly corrupted in another way, "" if there is none.

        Returns:
            None if it stays; otherwise the other form that is evidence, "" if none is needed.
        """
        if hit.key in self._sure or (hit.key not in self._names and _is_sure(hit)):
            return ""
        return None if hit.obscure else self.other_than(hit.key) or elsewhere or None


def _is_sure(hit: Hit) -> bool:
    """Return whether a form with a capital letter is corrupted, without other evidence."""
    if hit.doubtful or not is_common(hit.form, hit.right):
        return False
    if hit.spot is Spot.BEGINNING:
        return is_telling(hit.form) or is_strange(hit.form)
    return hit.spot in {Spot.SUBJECT, Spot.ALONE, Spot.PHRASE} and is_telling(hit.form)
