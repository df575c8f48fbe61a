"""Signs in the words around an ambiguous form, which together decide whether it is corrupted.

It is a linear model, so that each decision can be told: the numbers of the signs add up to the
logarithm of the odds that the form is corrupted.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from garmentclean.filters.base.view import View

REACH = 6
"""How many words on each side are examined."""
NEAR = 120
"""How many characters on each side are examined; six words hardly ever have more."""
FORM = "{}"
"""Stands for any of the forms in a sign."""
FIRST, LAST = "^", "$"
"""Stand for the beginning and the end of the line."""
BETWEEN = "|"
"""Separates signs; it is none itself."""
TOKEN = lazily(rf"[^\W\d_]+|\d+|[^\w\s{BETWEEN}]")
MARKS = str.maketrans("“”„«»‘’‐‑", '"""""\'\'--')
NAMED = 3
"""How many signs the reason of an edit names."""


def signs_around(form: str, before: str, after: str) -> Iterator[str]:
    """Yield the signs in the context of a form: the words around it, and pairs of them.

    Args:
        form: the form, in small letters.
        before: the line before it.
        after: the line after it.

    >>> sorted(signs_around("plate", "To", "it"))  # doctest: +NORMALIZE_WHITESPACE
    ['^ to', '^ to {}', 'it', 'it $', 'to', 'to {}', 'to {} it', '{plate}', '{}', '{} ... it',
     '{} it', '{} it $']
    """
    left = [FIRST, *tokens(before)][-REACH:]
    right = [*tokens(after), LAST][:REACH]
    found = {FORM, f"{{{form}}}"}
    found.update(word for word in (*left, *right) if word.isalpha())
    found.update(f"{FORM} ... {word}" for word in right if word.isalpha())
    found.add(f"{left[-1]} {FORM} {right[0]}")
    for size in (1, 2):
        found.add(" ".join((*left[-size:], FORM)))
        found.add(" ".join((FORM, *right[:size])))
    for words in (left, right):
        found.update(map(" ".join, pairwise(words)))
    yield from found


def tokens(text: str) -> list[str]:
    """Return the words and marks of a text in small letters; a number is a 0.

    >>> tokens("It doesn’t cost $12.")
    ['it', 'doesn', "'", 't', 'cost', '$', '0', '.']
    """
    found = TOKEN.findall(text.translate(MARKS).lower())
    return ["0" if token.isdecimal() else token for token in found]


def read_signs(text: str) -> dict[str, float]:
    """Return the number of each sign; ValueError, naming the sign, if one has no number.

    >>> read_signs("{} into 2.5 | gold {} -4")
    {'{} into': 2.5, 'gold {}': -4.0}
    """
    found: dict[str, float] = {}
    for part in text.split(BETWEEN):
        *words, number = part.split() or [""]
        try:
            found[" ".join(words)] = float(number)
        except ValueError:
            raise ValueError(f"{part.strip()!r} must be a sign and its number") from None
    return found


def written(signs: Mapping[str, float]) -> str:
    """Return signs as they are in a rule file, the highest numbers first."""
    order = sorted(signs, key=lambda sign: (-signs[sign], sign))
    return f" {BETWEEN} ".join(f"{sign} {signs[sign]:g}" for sign in order)


class Judged(NamedTuple):
    """What the words around a form say.

    Attributes:
        total: the sum of the numbers of all signs.
        because: the signs that count most for a corrupted word.
    """

    total: float
    because: str


class Signs:
    """The signs of some forms that stand for the same word.

    Args:
        rights: the right words for the forms, such as "translate" and "translates".
        text: the signs, as they are in a rule file.
    """

    def __init__(self, rights: Sequence[str], text: str) -> None:
        self._rights = rights
        self._text = text

    @cached_property
    def _numbers(self) -> dict[str, float]:
        return read_signs(self._text)

    @cached_property
    def _intact(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, self._rights))})\b", re.IGNORECASE)

    def is_intact_in(self, text: str) -> bool:
        """Return whether a text has one of the right words."""
        return self._intact.search(text) is not None

    def judge(self, view: View, start: int, end: int) -> Judged:
        """Return what the words around a form say.

        Args:
            view: the document.
            start: where the form begins.
            end: where it ends.
        """
        text, number = view.text, view.line_at(start)
        floor, ceiling = max(view.starts[number], start - NEAR), min(view.ends[number], end + NEAR)
        return self.judge_words(text[start:end].lower(), text[floor:start], text[end:ceiling])

    def judge_words(self, form: str, before: str, after: str) -> Judged:
        """Return what the words before and after a form (in small letters) say.

        >>> signs = Signs(["translate"], "{} 0.5 | {} into 2.5 | {} ... oven -1")
        >>> signs.judge_words("plate", "They", "into the oven.")
        Judged(total=2.0, because="'plate into'")
        """
        numbers = self._numbers
        found = {s: numbers[s] for s in signs_around(form, before, after) if s in numbers}
        telling = [s for s in found if found[s] > 0 and s not in {FORM, f"{{{form}}}"}]
        best = sorted(telling, key=lambda sign: (-found[sign], sign))[:NAMED]
        named = (repr(sign.replace(FORM, form)) for sign in best)
        return Judged(sum(found.values()), " ".join(named))
