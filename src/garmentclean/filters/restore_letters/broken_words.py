r"""Broken words: cut by a hyphen at a line's end, or by a hyphen or space within a line.

A piece of a word means nothing by itself: the "pient" of `reci-⏎pient` is not a corrupted word.
Only the whole can be judged. Between two pieces there are white space, hyphens, invisible
characters, and a page number where a page ends within the word.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from garmentclean.filters.restore_letters.english import is_ordinary, is_word
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from garmentclean.filters.base.view import View

HYPHENS = "-‐‑–"
"""Hyphens, and the dash that some texts use as one."""
SOFT = "\u00ad"
"""The soft hyphen, which is visible only at the end of a line."""
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters without a width."""
IN_GAP = frozenset(HYPHENS + SOFT + INVISIBLE)
AT_END = frozenset(HYPHENS + SOFT)
"""A line that ends within a word ends with one of these."""
LINE_END = lazily(rf"[{HYPHENS}][ \t]*\n[ \t]*")
"""A hyphen at the end of a line, and the indentation of the next one."""
BREAK = lazily(rf"[{HYPHENS}{SOFT}]\s*\n\s*(?:[-–\s]*\d{{1,5}}[-–\s]*\n\s*)?|[{SOFT}{INVISIBLE}]+")
"""What is between two pieces of a word at the end of a line or page, or is invisible."""
MARKS = (*(hyphen + end for hyphen in HYPHENS for end in ("\n", " \n")), SOFT, *INVISIBLE)
"""A text without any of these has no broken word."""
AT_MARK = lazily(rf"[{HYPHENS}][ \t]*\n|[{SOFT}{INVISIBLE}]")
LONGEST = 40
"""The most letters of a piece."""
WIDEST = 80
"""The most characters between two pieces."""
MOST = 3
"""How many pieces on each side are examined: `re-ci-pi-ent`."""
SYLLABLES = 12
"""The most pieces of a word, even with a soft hyphen between all its syllables."""
SHORTEST = 3
"""The fewest letters of a word in a compound with a hyphen."""
FOOTERS = 6
"""The most lines between two pieces, at the foot of a page and the head of the next."""
ARTICLE = "a"
"""Before another piece it may be a word: "a pparent coat" may not contain "apparent"."""


class Gap(Enum):
    """What is between two pieces."""

    NONE = "nothing that joins them"
    SPACE = "white space, perhaps with a dash"
    HYPHEN = "a hyphen, perhaps with a space after it"
    BREAK = "the end of a line after a hyphen, or something invisible"


class Part(Enum):
    """How a stretch of letters relates to its neighbours."""

    WORD = "a word by itself"
    DOUBTFUL = "a word, or a piece of one"
    PIECE = "a piece of a word"


class Piece(NamedTuple):
    """A stretch of letters.

    Attributes:
        start: the offset of its first letter.
        end: the offset after its last one.
        text: the letters, in small letters; empty if there are none.
        gap: what is between it and the offset where the search began.
    """

    start: int
    end: int
    text: str
    gap: Gap


def piece_before(text: str, place: int) -> Piece:
    r"""Return the letters before an offset.

    >>> piece_before("the reci-\n  pient", 12).text
    'reci'
    """
    end = place
    while end > max(0, place - WIDEST) and _is_gap(text[end - 1]):
        end -= 1
    start = end
    while start > max(0, end - LONGEST) and text[start - 1].isalpha():
        start -= 1
    return Piece(start, end, text[start:end].lower(), _gap(text[end:place]))


def piece_after(text: str, place: int) -> Piece:
    """Return the letters after an offset.

    >>> piece_after("pect-oral", 4).text
    'oral'
    """
    start = place
    while start < min(len(text), place + WIDEST) and _is_gap(text[start]):
        start += 1
    end = start
    while end < min(len(text), start + LONGEST) and text[end].isalpha():
        end += 1
    return Piece(start, end, text[start:end].lower(), _gap(text[place:start]))


def _is_gap(char: str) -> bool:
    return char.isspace() or char in IN_GAP or char.isdecimal()


def _gap(between: str) -> Gap:
    if between == " ":
        return Gap.SPACE
    if not between:
        return Gap.NONE
    if between[0] in HYPHENS and between[1:].strip(" \t") == "":
        return Gap.HYPHEN
    if BREAK.fullmatch(between):
        return Gap.BREAK
    return Gap.NONE if any(map(str.isdecimal, between)) else Gap.SPACE


def part_of(view: View, start: int, end: int, form: str) -> Part:
    """Return whether a stretch of letters is a word, or a piece of one.

    Args:
        view: the document.
        start: where it begins.
        end: where it ends.
        form: its letters, in small letters, without breaks.
    """
    text = view.text
    before, after = piece_before(text, start), piece_after(text, end)
    left = _with_further(text, before, piece_before)
    right = _with_further(text, after, piece_after)
    found = _in_known(left[::-1], form, right)
    if found is Part.PIECE or _over_footer(view, start, end, form):
        return Part.PIECE
    for side, between in ((before, (before.end, start)), (after, (end, after.start))):
        if side.gap not in {Gap.BREAK, Gap.HYPHEN}:
            continue
        if not side.text and (side is before or text[end : end + 1] in {"", *INVISIBLE}):
            continue
        compound = len(side.text) >= SHORTEST and is_ordinary(side.text)
        if side.gap is Gap.BREAK and not (compound and LINE_END.fullmatch(text, *between)):
            return Part.PIECE
        if side is after and side.start == len(text):
            return Part.PIECE
        if side.gap is Gap.BREAK or not compound:
            found = Part.DOUBTFUL
    return found


def _with_further(text: str, piece: Piece, following: Callable[[str, int], Piece]) -> list[Piece]:
    """Return a piece, and those that follow it on its side, up to the first that is a word."""
    found: list[Piece] = []
    while piece.text and piece.gap is not Gap.NONE:
        found.append(piece)
        if len(found) == MOST or is_ordinary(piece.text):
            break
        piece = following(text, piece.start if following is piece_before else piece.end)
    return found


def _in_known(left: Sequence[Piece], form: str, right: Sequence[Piece]) -> Part:
    """Return whether letters form a known word with the pieces around them."""
    found = Part.WORD
    for first, last in product(range(len(left) + 1), range(len(right) + 1)):
        others = [*left[first:], *right[:last]]
        if not others:
            continue
        whole = "".join(p.text for p in left[first:]) + form
        whole += "".join(p.text for p in right[:last])
        loose = any(piece.gap is Gap.SPACE for piece in others)
        if loose and all(is_ordinary(piece.text) for piece in others):
            known = is_ordinary(whole)
        else:
            known = _is_word(whole)
        if known and loose and [piece.text for piece in others] == [ARTICLE]:
            found = Part.DOUBTFUL
        elif known:
            return Part.PIECE
    return found


@lru_cache(maxsize=1 << 12)
def _is_word(whole: str) -> bool:
    return is_word(whole)


def _over_footer(view: View, start: int, end: int, form: str) -> bool:
    """Return whether a line on the other side of a page footer has the other half of a known word.

    That half is the last word of a line that ends with a hyphen, or the first word of a line.
    """
    text, number = view.text, view.line_at(start)
    first, last = view.starts[number], view.ends[number]
    if start - first <= WIDEST and not text[first:start].strip():
        for above in view.contents[max(0, number - FOOTERS) : number]:
            half = above[-LONGEST:].rstrip()
            if half[-1:] in AT_END and _is_word(piece_before(half, len(half)).text + form):
                return True
    if last - end <= WIDEST and text[end:last].rstrip() in AT_END:
        for below in view.contents[number + 1 : number + 1 + FOOTERS]:
            if _is_word(form + piece_after(below, 0).text):
                return True
    return False


def lines_with_break(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the lines that end within a word, or have an invisible break."""
    if AT_MARK.search("\n".join([*lines, ""])):
        yield from ((line, True) for line in lines if AT_MARK.search(f"{line}\n"))


def broken_words(text: str) -> Iterator[list[Piece]]:
    r"""Yield the pieces of each word that is broken at the end of a line, or invisibly.

    >>> [[piece.text for piece in word] for word in broken_words("a pfor-\nma-\ntion of it")]
    [['pfor', 'ma', 'tion']]
    """
    if not any(mark in text for mark in MARKS):
        return
    last_end = 0
    for mark in AT_MARK.finditer(text):
        first = piece_before(text, mark.start())
        if mark.start() < last_end or not first.text or first.end != mark.start():
            continue
        pieces = [first]
        while len(pieces) < SYLLABLES:
            piece = piece_after(text, pieces[-1].end)
            if not piece.text or piece.gap is not Gap.BREAK:
                break
            pieces.append(piece)
        last_end = pieces[-1].end
        if len(pieces) > 1:
            yield pieces


def changed_piece(pieces: Sequence[Piece], form: str, right: str) -> tuple[Piece, slice] | None:
    """Return the single piece in which a word differs from the right one, with the right letters.

    Args:
        pieces: the pieces of the word.
        form: the letters of all pieces.
        right: the letters of the right word.

    Returns:
        the piece, and the letters of the right word that belong there; None if the words differ in
        more than one piece.
    """
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        stop = len(right) - (len(form) - end)
        if stop >= start and form[:start] == right[:start] and form[end:] == right[stop:]:
            return piece, slice(start, stop)
        start = end
    return None
