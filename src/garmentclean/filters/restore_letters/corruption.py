"""Undoes a corruption: finds the right word for a corrupted form, and the reason for it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.matching import in_case_of
from garmentclean.filters.restore_letters.english import (
    bases,
    begins_word,
    is_compound,
    is_known,
    is_ordinary,
    is_word,
    made_of,
    misspelt,
    unprefixed,
)
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HYPHEN = lazily("[-‐‑]")
INFLECTIONS = frozenset({"s", "es", "ed", "ing", "ings", "er", "ers", "ly", "ness"})
"""Endings that almost every word can have."""
FOLLOWING = 4
"""How many letters after the corrupted ones a derived word shares with a word in the list."""
SHORTEST = 4
"""The fewest letters of the form of a word that is not in the list. A shorter form of a word in the
list must not even be a rare word, or an abbreviation."""
NO_WORD = 3
"""Any shorter form may be an abbreviation, and needs a context."""
SHORTEST_STEM = 3
"""How many letters next to the corrupted ones a word must share with one in the list."""
ONSET = 3
"""How many first letters show whether any English word begins like this."""
SHORTEST_WORD = 6
"""The fewest letters of the second part of a compound."""
ADJECTIVES = ("al", "ic", "an", "ar", "ary", "ous", "ine", "ive")
"""Endings of adjectives. Only these form new compounds: `transsectoral`."""
ATTESTED = 3
"""How many words in the list must have an ending before compounds may have it."""
BEYOND = 100
"""A form that is this many letters longer than all in the list is not derived by rule: prefixes,
endings and the words of compounds together are far shorter."""


class Right(NamedTuple):
    """The right word for a corrupted form; if it is not in the list, how it was derived."""

    word: str
    because: str = ""


class Derivation(NamedTuple):
    """The parts of a word, as the reason names them, and its base in the list."""

    parts: str
    base: str = ""


class Corruption:
    """A corruption of letters, and how to undo it.

    Args:
        was: the original letters.
        now: what replaced them, one or more alternatives; empty if they were deleted.
        words: right words with the original letters.
        derives: whether words that are derived from these, or are like them, count as well.

    >>> corruption = Corruption("trans", ["p"], ["transform", "tranship"])
    >>> corruption.right("pform")
    Right(word='transform', because='')
    >>> corruption.right("pformability")
    Right(word='transformability', because='transform + ability')
    """

    def __init__(
        self, was: str, now: Sequence[str], words: Sequence[str], *, derives: bool = True
    ) -> None:
        self._was = was.lower()
        self._named = not was.islower()
        self._now = [letters.lower() for letters in now]
        self._corrupted = re.compile(re.escape(was), re.IGNORECASE if was.islower() else 0)
        self._list = words
        self._derives = derives
        self.forms = {
            form.lower(): word for word in reversed(words) for form in self.corrupted(word)
        }

    def corrupted(self, word: str) -> list[str]:
        """Return the corrupted forms of a word, one for each alternative."""
        return [self._corrupted.sub(now, word) for now in self._now]

    def cased(self, found: str, word: str) -> str:
        """Return the right word in the case of the form that was found.

        >>> Corruption("trans", ["p"], []).cased("PAtlantic", "transatlantic")
        'TransAtlantic'
        """
        plain = found.isupper() or not re.search(r"[a-z][A-Z]|[A-Z]{2}", found)
        if plain or not word[1:].islower():
            return in_case_of(found, word)
        for now in self._now:
            for match in re.finditer(re.escape(now), found, re.IGNORECASE):
                before, after = found[: match.start()], found[match.end() :]
                if f"{before}{self._was}{after}".lower() == word.lower():
                    return before + in_case_of(match[0], self._was) + after
        return in_case_of(found, word)

    def right(self, form: str) -> Right | None:
        """Return the right word for a form in small letters; None if the form is or may be right.

        A form that is an ordinary word is not corrupted. A form that is a rare word may be, if its
        right word is in the list.
        """
        short = len(form) < SHORTEST
        if form in self.forms:
            right = is_ordinary(form) or (short and (len(form) < NO_WORD or is_word(form)))
            return None if right else Right(self._common(self.forms[form]))
        if not self._derives or short or len(form) > self._longest:
            return None
        for word in self._restorations(form):
            if is_known(form):  # whatever the parts of the other word
                return None
            made = self._derivation(word) or self._compound(word, form)
            if made:
                return None if self._is_word(form, made.base) else Right(word, made.parts)
        return None

    def is_obscure(self, form: str, word: str) -> bool:
        """Return whether few readers know a word or its parts, and its form may be a name.

        >>> corruption = Corruption("trans", ["p"], [])
        >>> corruption.is_obscure("pude", "transude"), corruption.is_obscure("pform", "transform")
        (True, False)
        """
        small = word.lower()
        rest = small.removeprefix(self._was).removeprefix("-")
        parts = (small, *made_of(small), *((rest,) if len(rest) >= SHORTEST_WORD else ()))
        begin = max(0, small.find(self._was))
        return begins_word(form[begin : begin + ONSET]) and not any(map(is_ordinary, parts))

    def _common(self, word: str) -> str:
        """Return a word in the list; in small letters if it is both a name and a common noun.

        "Transformers" is both, because the list has "transformer".
        """
        small = word.lower()
        if self._named or word != small.capitalize():
            return word
        return small if any(base in self._small for base, _ in bases(small)) else word

    def _is_word(self, form: str, base: str) -> bool:
        """Return whether a form is known to be right as it is.

        If it may be an inflection of a word in the list, it is wrong if neither it nor the form of
        that word is a word: "ditions" is wrong, although "dit" is a word.
        """
        if not base:
            return is_word(form)
        return any(map(is_known, (form, *map(str.lower, self.corrupted(base)))))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in self._list)

    @cached_property
    def _longest(self) -> int:
        """The most letters of a form whose word is not in the list."""
        return max(map(len, self.forms), default=0) + BEYOND

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words in the list that are in small letters."""
        return frozenset(word for word in self._list if word.islower())

    @cached_property
    def _stems(self) -> dict[str, str]:
        """The stems of words whose base is not in the list, each with one of these words."""
        found: dict[str, str] = {}
        least = len(self._was) + SHORTEST_STEM
        for word in map(str.lower, reversed(self._list)):
            stems = [base for base, _ in bases(word)]
            if self._words.isdisjoint(stems):
                found |= {s: word for s in stems if self._was in s and len(s) >= least}
        return found

    @cached_property
    def _following(self) -> frozenset[str]:
        """What follows the original letters in the words in the list."""
        places = (
            (word, place.end()) for word in self._words for place in re.finditer(self._was, word)
        )
        return frozenset(word[end : end + FOLLOWING] for word, end in places)

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        """The endings of adjectives in the list that begin with the original letters."""
        rests = (word.removeprefix(self._was) for word in self._words)
        found = Counter(
            ending
            for rest in rests
            for ending in ADJECTIVES
            if rest.endswith(ending) and rest not in self._words and is_ordinary(rest)
        )
        return tuple(ending for ending, times in found.items() if times >= ATTESTED)

    def _restorations(self, form: str) -> Iterator[str]:
        """Yield the possible words for a form, with the letters restored at one place."""
        for now in self._now:
            place = form.find(now)
            while place >= 0:
                rest = form[place + len(now) :]
                if self._may_follow(rest) or (not place and rest.endswith(self._endings)):
                    yield form[:place] + self._was + rest
                place = form.find(now, place + 1) if place < len(form) else -1

    def may_be_in(self, token: str) -> bool:
        """Return, by a quick test, whether a token may contain a corrupted word.

        It must have the corrupted letters, either followed by what follows them in a word in the
        list, or at the beginning of a word that ends like an adjective.

        >>> corruption = Corruption("trans", ["p"], ["transform"])
        >>> [token for token in ("pforms,", "repform", "paper") if corruption.may_be_in(token)]
        ['pforms,', 'repform']
        """
        small = HYPHEN.sub("-", token.lower())
        # Deleted letters may be anywhere, and some capitals have no small letter of their own.
        if "" in self._now or len(small) != len(token):
            return True
        last = max(map(small.rfind, self._endings), default=-1)
        for now in self._now:
            place = small.find(now)
            while place >= 0:
                end = place + len(now)
                rest = small[end : end + FOLLOWING]
                least = int(rest[:1].isalnum())  # nothing follows them at a word's end
                if any(rest[:n] in self._after for n in range(least, FOLLOWING + 1)):
                    return True
                begins = not token[place - 1 : place].isalnum() or not token[place].islower()
                if begins and last >= end:
                    return True
                place = small.find(now, place + 1) if place + 1 < len(small) else -1
        return False

    @cached_property
    def _after(self) -> frozenset[str]:
        """What follows the letters in the words in the list, original and corrupted."""
        now = re.compile("|".join(map(re.escape, self._now)))
        places = ((form, place.end()) for form in self.forms for place in now.finditer(form))
        return self._following.union(form[end : end + FOLLOWING] for form, end in places)

    def _may_follow(self, rest: str) -> bool:
        return any(rest[:length] in self._following for length in range(1, FOLLOWING + 1))

    def _derivation(self, word: str) -> Derivation | None:
        """Return the parts of a word if it is derived by rule from a word in the list."""
        made = self._derived(word)
        if made:
            return made
        for prefix, rest in unprefixed(word):
            inner = Derivation(rest) if rest in self._words else self._derived(rest)
            if inner:
                return Derivation(f"{prefix} + {inner.parts}")
        return None

    def _derived(self, word: str, *, again: bool = True) -> Derivation | None:
        """Return the parts of a word that is derived from, or like, a word in the list."""
        if word in self._stems:
            return Derivation(f"as {self._stems[word]}")
        parts = list(bases(word))
        for base, ending in parts:
            if base in self._words:
                return Derivation(f"{base} + {ending}", base if ending in INFLECTIONS else "")
            if base in self._stems:
                return Derivation(f"as {self._stems[base]}")
        for base, ending in parts if again else ():
            inner = self._derived(base, again=False)
            if inner and ending in INFLECTIONS:
                return Derivation(f"{inner.parts} + {ending}", inner.base)
        return None

    def _compound(self, word: str, form: str) -> Derivation | None:
        """Return the parts of a word if it consists of the original letters and an adjective.

        The adjective is the only evidence, so the form must not be a misspelling, either.
        """
        remainder = word.removeprefix(self._was)
        rest = remainder.removeprefix("-")
        if remainder == word or len(rest) < SHORTEST_WORD or not rest.endswith(self._endings):
            return None
        roots = (base for base, ending in bases(rest) if ending in ADJECTIVES)
        listed = remainder != rest and self._was + rest in self._words
        if not listed and not any(map(is_ordinary, (rest, *roots))):
            return None
        misread = is_compound(form) or any(map(is_ordinary, misspelt(form)))
        return None if misread else Derivation(f"{self._was} + {rest}")


def signs_of(now: Iterable[str]) -> frozenset[str]:
    """Return characters of which each corrupted word has at least one; empty if unknown.

    Args:
        now: the letters that replaced the original ones, in small letters.

    >>> sorted(signs_of(["p", "span", "1"])), signs_of(["p", ""])
    (['1', 'P', 'p'], frozenset())
    """
    signs: set[str] = set()
    for letters in sorted(now, key=len):
        if not letters:
            return frozenset()
        if signs.isdisjoint(letters):
            signs.add(letters[0])
    return frozenset(form for sign in signs for form in (sign, sign.upper(), sign.lower()))
