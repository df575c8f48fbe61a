"""How English words are made of others: inflections, derivations, prefixes.

The endings and the changes in spelling before them (a final `e` or `y`, a doubled consonant) are
those of Quirk et al., A Comprehensive Grammar of the English Language, 1985, appendix I.
"""

from __future__ import annotations

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
"""Endings before which a final `y` stays, or which begin with the `i` themselves."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOWELS = frozenset("aeiou")
SHORTEST = 3
"""No shorter word is taken for the base of another one."""


def bases(word: str) -> Iterator[tuple[str, str]]:
    """Yield the words of which a word can be a derivation, each with the ending that makes it.

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
    """Yield what can stand before an ending: as it is, or with its spelling changed back."""
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
    """Yield the prefixes that a word can have, each with the word behind it.

    >>> list(unprefixed("unplated"))
    [('un', 'plated')]
    """
    for prefix in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > SHORTEST:
            yield prefix, rest


def misspelt(word: str) -> Iterator[str]:
    """Yield the words of which a word can be a misspelling, by one letter or by two that change.

    These are the commonest misspellings (Damerau, CACM 7(3), 1964). Not among them is the word
    without one of its letters, which is a corrupted one as often as not.

    >>> "perspective" in misspelt("prespective"), "debit" in misspelt("depit")
    (True, True)
    """
    for place in range(len(word)):
        left, right = word[:place], word[place:]
        yield from (left + letter + right for letter in LETTERS)
        yield from (left + letter + right[1:] for letter in LETTERS)
        yield left + right[1::-1] + right[2:]


def made_of(word: str) -> Iterator[str]:
    """Yield the words that a word can be made of, by an ending or a prefix."""
    for base, _ in bases(word):
        yield base
    for _, rest in unprefixed(word):
        yield rest
