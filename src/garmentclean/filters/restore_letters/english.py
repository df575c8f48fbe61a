"""English words: lists of them, and how words are derived from others.

The lists are made by bench/lexicon.py from SCOWL (http://wordlist.aspell.net). A list is a sorted
file that is searched by bisection, so that nothing has to be built from it; it is not even read
until a word is looked up.

The endings and the changes in spelling before them (a final `e` or `y`, a doubled consonant) are
those of Quirk et al., A Comprehensive Grammar of the English Language, 1985, appendix I.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


ENDINGS = (
    "s", "es", "ed", "ing", "er", "ers", "or", "ors", "ings", "ion", "ions", "ation", "ations",
    "al", "als", "ally", "able", "ably", "ability", "abilities", "ible", "ibly", "ibility", "ive",
    "ively", "iveness", "ative", "atively", "ly", "ness", "nesses", "ment", "ments", "ism",
    "isms", "ist", "ists",
    "istic", "ity", "ities", "ee", "ees", "ance", "ances", "ence", "ences", "ancy", "ency", "ant",
    "ants", "ent", "ents", "ic", "ics", "ian", "ians", "ize", "ise", "ization", "isation",
    "ational", "ory", "ship", "less", "like", "wise",
)  # fmt: skip
ALTERNATIONS = (
    ("ission", "it"), ("issive", "it"), ("issible", "it"), ("iption", "ibe"), ("iptive", "ibe"),
    ("uction", "uce"), ("uctive", "uce"), ("osition", "ose"), ("ency", "ent"), ("ence", "ent"),
    ("ancy", "ant"), ("ance", "ant"), ("mogrification", "mogrify"), ("ification", "ify"),
)  # fmt: skip
"""Endings of Latin verbs and adjectives that change with the derivation: transmit, transmission."""
PREFIXES = (
    "un", "re", "non", "pre", "post", "mis", "de", "dis", "over", "under", "out", "sub", "super",
    "inter", "co", "semi", "anti", "multi", "micro", "counter", "electro", "bio", "auto", "cross",
    "photo", "neuro", "tele", "pan", "para", "per", "poly", "peri", "proto", "pseudo", "hyper",
)  # fmt: skip
KEEPS_Y = frozenset({"s", "ing", "ings", "ism", "isms", "ist", "ists"})
"""Endings before which a final `y` stays, or that begin with an `i` themselves."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOWELS = frozenset("aeiou")
SHORTEST = 3
"""The fewest letters of the base of a word."""


def bases(word: str) -> Iterator[tuple[str, str]]:
    """Yield the words that a word may be derived from, each with the ending.

    >>> ("ship", "ment") in bases("shipment"), ("ferry", "es") in bases("ferries")
    (True, True)
    """
    for ending in ENDINGS:
        for base in before(word, ending):
            yield base, ending
    for derived, base in ALTERNATIONS:
        if word.endswith(derived):
            yield word.removesuffix(derived) + base, derived


def before(word: str, ending: str) -> Iterator[str]:
    """Yield the possible bases before an ending: as they are, or with the spelling changed back."""
    stem = word.removesuffix(ending)
    if stem == word or len(stem) < SHORTEST:
        return
    if ending != "s" or not stem.endswith("s"):
        yield stem
    if ending[0] in VOWELS:
        if ending != "es":
            yield stem + "e"
        if stem[-1] == stem[-2] and stem[-1] not in VOWELS:
            yield stem[:-1]
    if stem.endswith("i") and ending not in KEEPS_Y:
        yield stem[:-1] + "y"


def unprefixed(word: str) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a word may have, each with the rest.

    >>> list(unprefixed("unplated"))
    [('un', 'plated')]
    """
    for prefix in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > SHORTEST:
            yield prefix, rest


def misspelt(word: str) -> Iterator[str]:
    """Yield the words of which a word may be a misspelling, by one letter or two transposed ones.

    These are the most common misspellings (Damerau, CACM 7(3), 1964), except for an extra letter,
    which is often a corruption.

    >>> "perspective" in misspelt("prespective"), "debit" in misspelt("depit")
    (True, True)
    """
    for place in range(len(word)):
        left, right = word[:place], word[place:]
        yield from (left + letter + right for letter in LETTERS)
        yield from (left + letter + right[1:] for letter in LETTERS)
        yield left + right[1::-1] + right[2:]


def made_of(word: str) -> Iterator[str]:
    """Yield the words that a word may be derived from, by an ending or a prefix."""
    for base, _ in bases(word):
        yield base
    for _, rest in unprefixed(word):
        yield rest


CACHED = 1 << 14
"""How many words are cached."""
PART = 3
"""The fewest letters of a part of a compound."""


class WordList:
    r"""The words of a file: one per line, in small letters, sorted.

    Args:
        data: the content of the file.

    >>> "pit" in WordList(b"pit\nplate\n"), "pi" in WordList(b"pit\nplate\n")
    (True, False)
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __contains__(self, word: str) -> bool:
        return self._at_or_after(word) == word.encode("utf-8", "surrogateescape")

    def begins(self, letters: str) -> bool:
        """Return whether a word of the list begins with these letters."""
        return self._at_or_after(letters).startswith(letters.encode("utf-8", "surrogateescape"))

    def _at_or_after(self, word: str) -> bytes:
        """Return a word of the list, or the next one if it is missing; empty if there is none."""
        data, wanted = self._data, word.encode("utf-8", "surrogateescape")
        low, high, after = 0, len(data), b""
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.index(b"\n", start)
            found = data[start:end]
            if found == wanted:
                return found
            if found < wanted:
                low = end + 1
            else:
                high, after = start, found
        return after


@cache
def words(name: str) -> WordList:
    """Return one of the lists.

    Args:
        name: `ordinary` words, which most readers know (SCOWL's sizes up to 60), or `rare` ones,
            including names (sizes up to 80), without those derived from other words in the lists.
    """
    return WordList(Path(__file__).with_name(f"{name}.txt").read_bytes())


@lru_cache(maxsize=CACHED)
def is_ordinary(word: str) -> bool:
    """Return whether most readers know a word (in small letters)."""
    return word in words("ordinary")


def begins_word(letters: str) -> bool:
    """Return whether a word that most readers know begins with these (small) letters.

    >>> begins_word("pis"), begins_word("ppo")
    (True, False)
    """
    return words("ordinary").begins(letters)


def is_known(word: str) -> bool:
    """Return whether a word (in small letters) is in one of the lists."""
    return is_ordinary(word) or word in words("rare")


def is_compound(word: str) -> bool:
    """Return whether a word (in small letters) consists of two ordinary ones.

    >>> is_compound("playwoman"), is_compound("pcontinental")
    (True, False)
    """
    cuts = range(PART, len(word) - PART + 1)
    return any(is_ordinary(word[:cut]) and is_ordinary(word[cut:]) for cut in cuts)


def is_word(word: str) -> bool:
    """Return whether a word (in small letters) is English or a name, or derived from one."""
    return is_known(word) or any(map(is_known, made_of(word)))
