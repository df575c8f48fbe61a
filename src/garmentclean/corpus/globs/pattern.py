"""One pattern of a .gitignore: what it matches, or why it can never match."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Piece = bytes | str
"""Literal bytes, or the RE2 expression of a wildcard as a string."""

ANY, MANY, DEEP, FOLDERS = r"[^/]", r"[^/]*", r".*", r"(?:.*/)?"
"""The expressions for `?`, `*`, `**` at the end of a pattern, and `**/`."""
SPECIAL = re.compile(rb"[*?\[\\]")
NO_STAR = re.compile(rb"[^*]")
BYTES = range(1, 256)
BLANK = b" \t\n\r"
"""What git counts as a space."""
NAMED_CLASSES: dict[bytes, Callable[[int], bool]] = {
    b"alnum": lambda byte: chr(byte).isalnum(),
    b"alpha": lambda byte: chr(byte).isalpha(),
    b"blank": lambda byte: byte in b" \t",
    b"cntrl": lambda byte: byte < 32 or byte == 127,  # noqa: PLR2004 - ASCII
    b"digit": lambda byte: chr(byte).isdigit(),
    b"graph": lambda byte: 32 < byte < 127,  # noqa: PLR2004 - ASCII
    b"lower": lambda byte: chr(byte).islower(),
    b"print": lambda byte: 32 <= byte < 127,  # noqa: PLR2004 - ASCII
    b"punct": lambda byte: 32 < byte < 127 and not chr(byte).isalnum(),  # noqa: PLR2004 - ASCII
    b"space": lambda byte: byte in BLANK,
    b"upper": lambda byte: chr(byte).isupper(),
    b"xdigit": lambda byte: byte in b"0123456789abcdefABCDEF",
}
"""The classes such as `[[:alpha:]]`; all are ASCII only."""


class NeverMatches(Exception):  # noqa: N818 - no failure: git goes on without the pattern
    """A pattern can match no path; the message says why."""


class Pattern(NamedTuple):
    """One pattern.

    Attributes:
        pieces: its literals and wildcards.
        negated: whether it begins with `!`, and so cancels earlier patterns.
        folders_only: whether it ends in a slash, and so matches folders only.
        by_name: whether it is matched against the last name of a path, not the whole path.
        fault: why it can never match; empty if it can.
    """

    pieces: tuple[Piece, ...]
    negated: bool = False
    folders_only: bool = False
    by_name: bool = False
    fault: str = ""

    @property
    def length(self) -> int:
        """About how long its expression is, which is what matching it costs."""
        return sum(map(len, self.pieces))

    @property
    def literals(self) -> list[bytes]:
        """The byte strings that a matching path must contain."""
        return [piece for piece in self.pieces if isinstance(piece, bytes)]

    @property
    def expression(self) -> bytes:
        """The pattern as an RE2 expression, with bytes as characters (Latin-1)."""
        return b"".join(
            piece.encode() if isinstance(piece, str) else _escaped(piece) for piece in self.pieces
        )


def parsed(line: bytes) -> Pattern | None:
    """Parse a line of a .gitignore, without its line end; None if it is blank or a comment."""
    text = _trimmed(line.partition(b"\0")[0])
    if not text or text.startswith(b"#"):
        return None
    negated = text.startswith(b"!")
    text = text[negated:]
    folders_only = text.endswith(b"/")
    text = text[: len(text) - folders_only]
    by_name = b"/" not in text
    try:
        pieces = _pieces(text, 0, by_name=by_name) if by_name else _below(text.removeprefix(b"/"))
        _check(pieces)
    except NeverMatches as never:
        return Pattern((), negated, folders_only, by_name, str(never))
    if pieces[0] == FOLDERS and not any(b"/" in piece for piece in pieces if type(piece) is bytes):
        below = pieces[1:]
        if DEEP not in below and FOLDERS not in below:  # `**/name` is the same as `name`
            pieces, by_name = below, True
    return Pattern(tuple(pieces), negated, folders_only, by_name)


def _below(text: bytes) -> list[Piece]:
    """Return the pieces of a pattern for whole paths.

    git compares what precedes the first wildcard separately from the rest, so `a**/b` means `a`
    followed by `**/b`.
    """
    special = SPECIAL.search(text)
    start = special.start() if special else len(text)
    return _joined([text[:start], *_pieces(text[start:], 0, by_name=False)])


def _trimmed(line: bytes) -> bytes:
    r"""Return a line without trailing spaces; one that follows a backslash stays."""
    stripped = line.rstrip(b" ")
    slashes = len(stripped) - len(stripped.rstrip(b"\\"))
    return line[: len(stripped) + 1] if slashes % 2 else stripped


def _pieces(text: bytes, place: int, *, by_name: bool) -> list[Piece]:
    """Return the pieces of a pattern; NeverMatches if it can match nothing."""
    pieces: list[Piece] = []
    while place < len(text):
        char = text[place : place + 1]
        start = place
        if char == b"*":
            other = NO_STAR.search(text, place)
            place = other.start() if other else len(text)
            piece: Piece = MANY
            begins = start == 0 or text.endswith(b"/", 0, start)
            if place - start > 1 and not by_name and begins:
                rest = text[place : place + 2]
                if rest.startswith(b"/"):
                    piece = FOLDERS
                    place += 1
                elif rest in {b"", b"\\/"}:
                    piece = DEEP
        elif char == b"?":
            piece, place = ANY, place + 1
        elif char == b"[":
            piece, place = _class(text, place + 1)
        elif char == b"\\":
            piece, place = _char(text, place)
        else:
            special = SPECIAL.search(text, place)
            place = special.start() if special else len(text)
            piece = text[start:place]
        pieces.append(piece)
    return _joined(pieces)


def _char(text: bytes, place: int) -> tuple[bytes, int]:
    r"""Return a literal byte, unescaped, and the place after it."""
    place += text.startswith(b"\\", place)
    if place == len(text):
        raise NeverMatches("it ends in a backslash")
    return text[place : place + 1], place + 1


def _class(text: bytes, place: int) -> tuple[str, int]:
    """Return the expression for a class, and the place after it.

    Args:
        text: the pattern.
        place: where the class begins, after its bracket.
    """
    bracket = place - 1
    negated = text[place : place + 1] in {b"!", b"^"}
    start = place = place + negated
    members: set[int] = set()
    previous = 0
    try:
        while place == start or text[place] != ord("]"):
            if text[place] == ord("-") and previous and text[place + 1] != ord("]"):
                last, place = _char(text, place + 1)
                members.update(range(previous, last[0] + 1))
                previous = 0
            elif name := _class_name(text, place):
                members.update(byte for byte in range(128) if NAMED_CLASSES[name](byte))
                place += len(name) + 4
                previous = 0
            else:
                char, place = _char(text, place)
                previous = char[0]
                members.add(previous)
    except IndexError:
        raise NeverMatches("a '[' has no ']'") from None
    expression = _expression(frozenset(members), negated=negated)
    if not expression:
        raise NeverMatches(f"no character is in {_shown(text[bracket : place + 1])}")
    return expression, place + 1


@lru_cache
def _expression(members: frozenset[int], *, negated: bool) -> str:
    """Return the expression for a class; empty if no byte matches. A slash never does."""
    matching = [byte for byte in BYTES if (byte in members) != negated and byte != ord("/")]
    return f"[{''.join(_ranges(matching))}]" if matching else ""


def _class_name(text: bytes, place: int) -> bytes:
    """Return the name of a class such as `[:alpha:]`; empty if there is none at this place."""
    if not text.startswith(b"[:", place):
        return b""
    end = text.find(b"]", place + 2)
    end = len(text) if end < 0 else end
    name = text[place + 2 : end]
    if end < len(text) and not name.endswith(b":"):
        return b""
    if name[:-1] not in NAMED_CLASSES:
        raise NeverMatches(f"no class of characters is called {_shown(name[:-1])}")
    return name[:-1]


def _shown(text: bytes) -> str:
    """Return a part of a pattern as messages show it."""
    return repr(text.decode("utf-8", "backslashreplace"))


def _ranges(members: list[int]) -> Iterator[str]:
    """Yield sorted bytes as ranges of an RE2 class."""
    start = previous = members[0]
    for byte in [*members[1:], 999]:
        if byte != previous + 1:
            yield rf"\x{start:02x}-\x{previous:02x}"
            start = byte
        previous = byte


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return pieces with adjacent literals joined, and without empty ones."""
    joined: list[Piece] = []
    literals: list[bytes] = []
    for piece in [*pieces, ""]:
        if isinstance(piece, bytes):
            literals.append(piece)
            continue
        joined += filter(None, (b"".join(literals), piece))
        literals.clear()
    return joined


def _check(pieces: list[Piece]) -> None:
    """Raise NeverMatches for names that no relative path contains."""
    if not pieces:
        raise NeverMatches("it names nothing")
    outline: list[bytes] = []
    for piece in pieces:
        begins = not outline or outline[-1].endswith(b"/")
        whole = piece == FOLDERS and begins  # otherwise the slash may end a longer name
        outline.append(piece if isinstance(piece, bytes) else b"\0/" if whole else b"\0")
    for name in b"".join(outline).split(b"/"):
        if name in {b"", b".", b".."}:
            raise NeverMatches(f"no path has a name {_shown(name)}")


def _escaped(text: bytes) -> bytes:
    """Return bytes escaped for RE2."""
    return re.sub(rb"[^0-9A-Za-z]", lambda match: b"\\x%02x" % match[0][0], text)
