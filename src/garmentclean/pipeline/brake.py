"""Limits on what rules may remove: a share of the words, and no text that is protected."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.base.rule import RuleError, check_written, compile_pattern
from garmentclean.text.document import SURROGATE, is_unicode, readable
from garmentclean.text.lazy import lazily
from garmentclean.text.line_cache import remembered
from garmentclean.text.terminal_escapes import unescaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from garmentclean.text.edit import Edit, Patch

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = lazily(rf"[{CJK}]|[^\W{CJK}][^\s{CJK}]*")
TAG = lazily(r"</?[A-Za-z][^<>]*>")
ENTITY = lazily(r"&(?:[A-Za-z][A-Za-z\d]{1,30}|#\d{1,7}|#[Xx][\dA-Fa-f]{1,6});", re.ASCII)
ALIKE = bytes(b" "[0] if chr(c).isspace() and c < 128 else b"w"[0] for c in range(256))  # noqa: PLR2004
"""Bytes of UTF-8 as what they are for a word: a space, or a part of one."""
SIGNS = bytes(c for c in range(128) if not (chr(c).isspace() or WORD.match(chr(c))))
"""Those that are neither."""
PLAIN = bytes(range(128))
ANY = ("utf-8", "surrogatepass")
FEW = 16
"""So many kinds of characters beyond ASCII are looked at one by one; more are another script."""
MAX_LOSS = 0.75
"""The share of its words that a document may lose by default.

What sites put around an article is less than three quarters of the page.
"""


def count_words(text: str) -> int:
    """Return how many words a text has.

    A word is what stands between spaces and has a letter or digit; each Chinese or Japanese
    character is one. Tags, entities, escapes of terminals and overstruck letters are none.

    >>> count_words("The mill's 3 looms – 织机"), count_words("<b>*</b> --&nbsp;")
    (6, 0)
    """
    if "\b" in text or "\x1b" in text:
        text = unescaped(text)
    if "<" in text:
        text = TAG.sub("", text)
    if "&" in text:
        text = ENTITY.sub("", text)
    data, signs = text.encode(*ANY), SIGNS
    if not text.isascii():
        beyond = frozenset(data.translate(None, PLAIN).decode(*ANY))
        instead = _instead(beyond) if len(beyond) <= FEW else None
        if instead is None:
            return count_words_slowly(text)
        for char, other in instead.replaced:
            data = data.replace(char, other)
        signs = instead.signs
    alike = data.translate(ALIKE, signs)
    return alike.count(b" w") + alike.startswith(b"w")


def count_words_slowly(text: str) -> int:
    """Return how many words a text has, tags and entities apart, by the definition."""
    return sum(1 for _ in WORD.finditer(text))


class _Instead(NamedTuple):
    """What makes bytes beyond ASCII parts of words, where they are left: bytes that go, and others.

    Attributes:
        replaced: characters, each with what counts as it does.
        signs: bytes that are in no word.
    """

    replaced: tuple[tuple[bytes, bytes], ...]
    signs: bytes


@lru_cache(maxsize=1000)
def _instead(beyond: frozenset[str]) -> _Instead | None:
    """Return what to do with some characters; None if one is a word, whatever stands beside it."""
    letters = {char for char in beyond if WORD.match(char)}
    if any(WORD.fullmatch(2 * char) is None for char in letters):
        return None
    spaces = {char for char in beyond if char.isspace()}
    kept = {*"".join(letters | spaces).encode(*ANY)}
    signs = {char.encode(*ANY) for char in beyond - letters - spaces}
    alone = {sign for sign in signs if kept.isdisjoint(sign)}  # no byte of theirs is one of others
    replaced = [(char.encode(*ANY), b" ") for char in spaces]
    replaced += [(sign, b"") for sign in signs - alone]
    return _Instead(tuple(replaced), SIGNS + b"".join(alone))


_counted = remembered(count_words)


def words_removed(before: str, after: str) -> int:
    """Return how many words fewer `after` has than `before`; 0 if it has as many or more.

    >>> words_removed("Return to list", ""), words_removed("p", "trans")
    (3, 0)
    >>> words_removed("&amp;", "&")
    0
    """
    if not before:
        return 0
    return max(0, _counted(before) - _counted(after)) if after else _counted(before)


def share(part: float, whole: float) -> float:
    """Return part / whole, and nothing of nothing is 0."""
    return part / whole if whole else 0.0


def loss(edits: Iterable[Edit], words: int, exempt: Collection[str]) -> float:
    """Return the share of a document's words that edits remove.

    Args:
        edits: the edits.
        words: the number of words before them.
        exempt: names of rules that do not count, because they may remove everything.
    """
    taken = sum(words_removed(e.before, e.after) for e in edits if e.rule not in exempt)
    return share(taken, words)


def over_limit(
    patches: Iterable[Patch], text: str, limits: Mapping[str, float]
) -> dict[str, float]:
    """Return the rules that would remove more than their `at-most`, each with its share.

    Args:
        patches: the patches of one filter.
        text: the text that they are for.
        limits: for each rule the share of the words that it may remove; others have no limit.
    """
    taken: dict[str, int] = {}
    for patch in patches:
        if patch.rule in limits and patch.replacement is not None:
            words = words_removed(text[patch.start : patch.end], patch.replacement)
            taken[patch.rule] = taken.get(patch.rule, 0) + words
    whole = count_words(text) if taken else 0
    shares = {rule: share(words, whole) for rule, words in taken.items()}
    return {rule: part for rule, part in shares.items() if part > limits[rule]}


class Protection:
    """Patterns whose matches no rule may touch.

    Args:
        patterns: RE2 patterns.

    Raises:
        RuleError: a pattern is empty, or cannot be used.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            if not pattern:
                raise RuleError("protect", "a pattern is empty, and protects nothing")
            check_written(pattern, key="protect")
        self._patterns = [compile_pattern(pattern, key="protect") for pattern in patterns]

    def outside(self, patches: Iterable[Patch], text: str) -> Iterator[Patch]:
        """Yield the notes, and the patches that touch no match.

        Args:
            patches: the patches of one filter.
            text: the text that they are for.
        """
        if not self._patterns:
            yield from patches
            return
        text = readable(text)
        spans = disjoint(m.span() for pattern in self._patterns for m in pattern.finditer(text))
        ends = [end for _, end in spans]
        for patch in patches:
            number = bisect_right(ends, patch.start)
            touches = number < len(spans) and spans[number][0] < patch.end
            if patch.replacement is None or not touches:
                yield patch


def disjoint(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order: those that overlap are merged, and empty ones left out.

    >>> disjoint([(4, 9), (0, 2), (8, 12), (3, 3)])
    [(0, 2), (4, 12)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def allowed(text: str, patches: Iterable[Patch]) -> Iterator[Patch]:
    """Yield the patches that change something, and nothing that must stay.

    A byte that is not UTF-8 may go with its line, but is never replaced. A carriage return is
    never written where there was none, because it would end a line.
    """
    for patch in patches:
        before = text[patch.start : patch.end]
        if patch.replacement is None or patch.replacement == before:
            continue
        rewritten = patch.replacement and not is_unicode(before)
        returns = "\r" in patch.replacement and "\r" not in before
        if not (rewritten or returns):
            yield patch


def without_joined_bytes(text: str, patches: Sequence[Patch]) -> Iterator[Patch]:
    """Yield patches, except those that would join two bytes that are not UTF-8.

    Two such bytes can form a character when nothing is left between them. The document could then
    not be read again as it was.

    Args:
        text: the text that the patches are for.
        patches: the patches that are to be applied, in order.
    """
    if is_unicode(text):
        yield from patches
        return
    first = 0
    for number, patch in enumerate(patches, 1):
        if number < len(patches) and patches[number].start == patch.end:
            continue
        touching = patches[first:number]
        first = number
        start = touching[0].start
        around = text[max(0, start - 1) : start] + text[patch.end : patch.end + 1]
        meet = len(SURROGATE.findall(around)) == 2 and not any(p.replacement for p in touching)  # noqa: PLR2004
        yield from touching[1:] if meet else touching
