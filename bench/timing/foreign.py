"""Articles and titles in other languages, also generated from templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timing.vocabulary import words

if TYPE_CHECKING:
    from random import Random

SLOT = re.compile(r"\{(\w)\}")


def title(random: Random) -> str:
    """Return a headline in Chinese."""
    return "".join(random.choices(words("chinese"), k=random.randint(4, 9)))


def _chinese(random: Random) -> str:
    what, how = title(random), title(random)
    return f"{random.choice(words('chinese'))}的{what}达到{random.randint(2, 9999)}万元，{how}。"


def _sentence(random: Random, language: str) -> str:
    if language == "zh":
        return _chinese(random)

    def fill(slot: re.Match[str]) -> str:
        kinds = {"n": f"nouns_{language}", "p": "places", "m": "months", "w": "surnames"}
        return (
            random.choice(words(kinds[slot[1]]))
            if slot[1] in kinds
            else str(random.randint(2, 9999))
        )

    return SLOT.sub(fill, random.choice(words(f"sentences_{language}")))


def paragraph(random: Random, language: str) -> str:
    """Return a paragraph in a language: `zh`, or one that has templates."""
    gap = "" if language == "zh" else " "
    return gap.join(_sentence(random, language) for _ in range(random.randint(1, 6)))
