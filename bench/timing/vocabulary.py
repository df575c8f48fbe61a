"""Words to make articles of: those of the trade, and the tens of thousands of the word list.

A corpus with few words would flatter whoever remembers words, so rare ones come as often as they
do in real text: their ranks follow a power law.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random

import yaml

SKEW = 2.6
"""Which power of a random number chooses the rank of a word: half of all draws take the first
sixth of the words."""
SHORTEST, LONGEST = 4, 13
"""Letters of a word that is drawn from the word list."""
NOISE = 6
"""By so many letters a longer word may come before a shorter one."""
ENDINGS = {
    "adjectives": ("able", "ful", "ous", "ive", "ic", "al", "less", "ant", "ent"),
    "nouns": ("tion", "ment", "ness", "ity", "er", "or", "ance", "ence", "age", "ship", "ism"),
    "verbs": ("ed",),
}
"""How words of the word list end that are taken for such words."""


@cache
def _all() -> dict[str, str | list[str]]:
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    found: dict[str, str | list[str]] = yaml.safe_load(text)
    return found


@cache
def words(kind: str) -> list[str]:
    """Return the words or templates of a kind of `words.yaml`."""
    found = _all()[kind]
    return found.split() if isinstance(found, str) else found


@cache
def _kinds() -> dict[str, list[str]]:
    text = (
        files("garmentclean.filters.restore_letters")
        .joinpath("ordinary.txt")
        .read_text(encoding="utf-8")
    )
    found: dict[str, list[str]] = {kind: [] for kind in (*ENDINGS, "plurals")}
    for word in text.split():
        if not SHORTEST <= len(word) <= LONGEST:
            continue
        kind = next((name for name, ends in ENDINGS.items() if word.endswith(ends)), "")
        if kind:
            found[kind].append(word)
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            found["plurals"].append(word)
    return found


@cache
def rare(kind: str) -> list[str]:
    """Return words of the word list, the short ones rather first, as in all languages.

    Args:
        kind: `nouns`, `plurals`, `adjectives` or `verbs` in the past.
    """
    random = Random(kind)
    return sorted(_kinds()[kind], key=lambda word: len(word) + random.uniform(0, NOISE))


def pick(choice: list[str], random: Random) -> str:
    """Return one of the words, the first ones much oftener than the last ones."""
    return choice[int(len(choice) * random.random() ** SKEW)]
