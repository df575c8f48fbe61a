"""Lists of English words, made by bench/lexicon.py of SCOWL (http://wordlist.aspell.net).

A list is a sorted file that is searched by halves, so that nothing has to be built of it: a run
that asks for no word does not even read it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from garmentclean.filters.restore_letters.lexicon.endings import made_of

REMEMBERED = 1 << 14
"""So many words are remembered."""
PART = 3
"""No shorter word is taken for a part of a compound."""


class WordList:
    r"""Words of a file: one a line, in small letters, sorted.

    Args:
        data: what the file holds.

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
        """Return a word of the list, or the next one if it is not there; the last has none."""
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
            names among them (up to 80), without what is made of other words of both lists.
    """
    return WordList(Path(__file__).with_name(f"{name}.txt").read_bytes())


@lru_cache(maxsize=REMEMBERED)
def is_ordinary(word: str) -> bool:
    """Tell whether a word, in small letters, is one that most readers know."""
    return word in words("ordinary")


def begins_word(letters: str) -> bool:
    """Return whether a word that most readers know begins with these small letters.

    >>> begins_word("pis"), begins_word("ppo")
    (True, False)
    """
    return words("ordinary").begins(letters)


def is_known(word: str) -> bool:
    """Tell whether a word, in small letters, is in one of the lists."""
    return is_ordinary(word) or word in words("rare")


def is_compound(word: str) -> bool:
    """Tell whether a word, in small letters, is two ordinary ones in one.

    >>> is_compound("playwoman"), is_compound("pcontinental")
    (True, False)
    """
    cuts = range(PART, len(word) - PART + 1)
    return any(is_ordinary(word[:cut]) and is_ordinary(word[cut:]) for cut in cuts)


def is_word(word: str) -> bool:
    """Tell whether a word, in small letters, is an English one or a name, or made of one."""
    return is_known(word) or any(map(is_known, made_of(word)))
