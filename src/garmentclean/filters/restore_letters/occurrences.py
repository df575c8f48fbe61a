"""Where a document has forms that are, or may be, corrupted words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.compact_list import CompactList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garmentclean.filters.restore_letters.corruption import Right
    from garmentclean.filters.restore_letters.rule import RestoreLetters


class Candidate(NamedTuple):
    """A form that is, or may be, corrupted by a rule, and its right word.

    Attributes:
        rule: the rule.
        form: the form, in small letters.
        right: its right word.
        ambiguous: whether the form is a word itself.
        obscure: whether few readers know the right word.
    """

    rule: RestoreLetters
    form: str
    right: Right
    ambiguous: bool = False
    obscure: bool = False


class Occurrence(NamedTuple):
    """An occurrence of a form in a document.

    Attributes:
        start: where it begins.
        end: where it ends.
        candidate: the form.
        changed: for a broken word, the start, end and new text of the piece that changes.
    """

    start: int
    end: int
    candidate: Candidate
    changed: tuple[int, int, str] | None = None


def packed(places: Iterable[Occurrence] = ()) -> CompactList[Occurrence]:
    """Return occurrences in a list that takes little memory."""
    return CompactList(Occurrence, places, numbers=2)
