"""Merging patches into blocks if a document needs very many, to save memory.

A patch and its edit take hundreds of bytes. A text full of mojibake or tags can need one for every
few characters, and nobody reviews a million edits one by one.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from garmentclean.text.document import is_unicode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.text.edit import Patch

MANY = 50_000
"""How many patches of a filter are not merged; no article needs that many."""
LONGEST = 2_000
"""How many characters a block may replace."""


def gathered(patches: Iterable[Patch], text: str) -> list[Patch]:
    """Return patches as a list; if there are very many, merge those that are close together.

    Args:
        patches: the patches of one filter.
        text: the text that they are for.
    """
    rest = iter(patches)
    first = [*islice(rest, MANY)]
    if len(first) < MANY:
        return first
    return [*blocks(chain(first, rest), text)]


def blocks(patches: Iterable[Patch], text: str) -> Iterator[Patch]:
    """Yield patches, with those of the same rule in a short stretch merged.

    Patches with facts are not merged, nor are those next to invalid UTF-8, which may be removed but
    never rewritten. If the blocks of two rules overlap, one of them waits for the next pass.

    >>> from garmentclean.text.edit import Patch
    >>> text = "a  b  c"
    >>> [*blocks([Patch(1, 3, " ", "x/a"), Patch(4, 6, " ", "x/a")], text)]
    [Patch(start=1, end=6, replacement=' b ', rule='x/a', facts=(), because='')]
    """
    growing: dict[tuple[str, bool], _Block] = {}
    for patch in patches:
        key = patch.rule, patch.replacement is None
        block = growing.get(key)
        if block and block.takes(patch, text):
            continue
        if block:
            yield block.patch
        growing[key] = _Block(patch, text)
    for block in growing.values():
        yield block.patch


class _Block:
    """Patches of one rule that become one patch.

    Args:
        patch: the first patch.
        text: the text that the patches are for.
    """

    def __init__(self, patch: Patch, text: str) -> None:
        self._first, self._end = patch, patch.end
        self._pieces = [patch.replacement or ""]
        self._because = patch.because
        self._grows = not patch.facts and is_unicode(text[patch.start : patch.end])

    def takes(self, patch: Patch, text: str) -> bool:
        """Add a patch; return whether that was possible."""
        near = self._end <= patch.start and patch.end - self._first.start <= LONGEST
        if not (near and self._grows and not patch.facts):
            return False
        if not is_unicode(text[self._end : patch.end]):
            return False
        self._pieces += (text[self._end : patch.start], patch.replacement or "")
        self._end = patch.end
        if patch.because != self._because:
            self._because = ""
        return True

    @property
    def patch(self) -> Patch:
        """The merged patch."""
        is_note = self._first.replacement is None
        new = None if is_note else "".join(self._pieces)
        return self._first._replace(end=self._end, replacement=new, because=self._because)
