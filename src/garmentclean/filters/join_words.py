"""join-words: join the pieces of a word that a hyphen or spaces cut in mid-line (`fam-ous`)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from garmentclean.errors import RuleError
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.base.screens import TokenScanner, TokenScreen
from garmentclean.filters.restore_letters.doubtful_words import Spot, spot_of
from garmentclean.filters.restore_letters.english import is_ordinary
from garmentclean.filters.split_words.evidence import is_in_english
from garmentclean.text.edit import Patch
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import stop_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from garmentclean.filters.base.view import View

CUT = lazily(r"(?<![\w'’-])([a-z]{2,})[-‐]([a-z]{3,})(?![\w'’-])")
"""Two pieces with a hyphen between them, no part of a longer compound. Verse for singers cuts off
endings of two letters (`compa-ny`)."""
SMALL = lazily("[a-z]+")
ODD = range(2, 5)
"""How many letters a piece between spaces has that is no word. One letter may be a variable."""
AROUND = 2
"""How many pieces may be on each side of it."""
TINY = 2
"""A word of so few letters is a piece as well: `mu-seum`."""
FEWEST = 6
"""The fewest letters of a word that is joined: shorter ones come of two words by chance."""
TIMES = 2
"""One word cut by a space may be a foreign word; a text with several was cut by the site."""
LANGUAGE = "en"


@dataclass(frozen=True, kw_only=True)
class JoinWords(Rule):
    """Join the pieces of a word that was cut in the middle of a line.

    Joined, they must be a word that most readers know, of six letters or more. Of pieces with a
    hyphen between them, none may be such a word, but for words of two letters; of pieces with
    spaces between them, all but one. They must be in small letters, in running prose, next to an
    English word. A doubled word such as `hodge-podge` stays.

    Keys:
        by: what cuts the word: `hyphen`, or `space`. A document in which only one word is cut by
            spaces stays as it is.
        apart: what often stands before a hyphen or space, and short words that are in no list,
            separated by spaces (`non app kg`).
        stays: words that may be written with a hyphen, without it (`wifi`).
    """

    kind: ClassVar[str] = "join-words"

    by: Literal["hyphen", "space"]
    apart: str = ""
    stays: str = ""

    def __post_init__(self) -> None:
        """Reject words that are not in small letters."""
        super().__post_init__()
        for key in ("apart", "stays"):
            for word in getattr(self, key).split():
                if not SMALL.fullmatch(word):
                    raise RuleError(key, f"{word!r} is not a word in small letters")

    @staticmethod
    def scanner(rules: Sequence[JoinWords]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Whole(NamedTuple):
    """A word that was cut: where its pieces begin and end on their line, and the word."""

    start: int
    end: int
    word: str


class Scanner(TokenScanner):
    """All join-words rules."""

    def __init__(self, rules: Sequence[JoinWords]) -> None:
        self._joiners = [Joiner(rule) for rule in rules]
        self.screens = [joiner.screen for joiner in self._joiners]

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the words whose pieces are joined."""
        for joiner in self._joiners:
            yield from joiner.patches(view)


class Joiner:
    """One rule.

    Args:
        rule: the rule.
    """

    def __init__(self, rule: JoinWords) -> None:
        self._rule = rule
        self._apart = frozenset(rule.apart.split())
        self._stays = frozenset(rule.stays.split())
        by_space = rule.by == "space"
        self._on_line: Callable[[str], Sequence[Whole]] = (
            self._by_space if by_space else self._by_hyphen
        )
        self.screen = TokenScreen(self._odd if by_space else self._cut)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the words of a document whose pieces are joined."""
        found = [
            (view.starts[number] + one.start, view.starts[number] + one.end, one.word)
            for number in self.screen.numbers(view)
            for one in self._on_line(view.contents[number])
        ]
        found = [one for one in found if self._is_prose(view, *one[:2])]
        if self._rule.by == "space" and len({word for *_, word in found}) < TIMES:
            return
        for start, end, word in found:
            yield Patch(start, end, word, self._rule.name)

    def _is_prose(self, view: View, start: int, end: int) -> bool:
        """Return whether pieces are in running prose, and the rule's guards let them be joined."""
        return (
            spot_of(view, start, end) is Spot.PROSE
            and is_in_english(view, start, end, stop_words()[LANGUAGE])
            and self._rule.allows(view, start, end)
        )

    def _cut(self, tokens: Sequence[str]) -> set[str]:
        """Return the tokens that are a word with a hyphen in it."""
        with_hyphen = [token for token in tokens if "-" in token or "‐" in token]
        return {token for token in with_hyphen if self._by_hyphen(token)}

    def _odd(self, tokens: Sequence[str]) -> set[str]:
        """Return the tokens that may be a piece of a word."""
        return {token for token in tokens if len(token) in ODD and self._is_odd(token)}

    def _by_hyphen(self, line: str) -> tuple[Whole, ...]:
        """Return the words of a line, or of a token, that a hyphen cuts."""
        if "-" not in line and "‐" not in line:
            return ()
        return tuple(
            Whole(*match.span(), match[1] + match[2])
            for match in CUT.finditer(line)
            if self._is_cut(match[1], match[2])
        )

    def _is_cut(self, left: str, right: str) -> bool:
        """Return whether two pieces with a hyphen between them are one word."""
        if left in self._apart or is_doubled(left, right) or not self._is_known(left + right):
            return False
        return not any(len(piece) > TINY and is_ordinary(piece) for piece in (left, right))

    def _is_known(self, word: str) -> bool:
        return len(word) >= FEWEST and word not in self._stays and is_ordinary(word)

    def _by_space(self, line: str) -> tuple[Whole, ...]:
        """Return the words of a line that spaces cut."""
        tokens = line.split(" ")
        odd = [place for place, token in enumerate(tokens) if self._is_odd(token)]
        if not odd:
            return ()
        cuts = []
        free = 0
        for place in odd:
            wholes = [*self._wholes(tokens, place)] if place >= free else []
            if len(wholes) == 1:  # of two possible words, none is certain
                cuts += wholes
                free = wholes[0][1]
        if not cuts:
            return ()
        starts = [*accumulate((len(token) + 1 for token in tokens), initial=0)]
        return tuple(
            Whole(starts[first], starts[last] - 1, "".join(tokens[first:last]))
            for first, last in cuts
        )

    def _is_odd(self, token: str) -> bool:
        """Return whether what stands between two spaces may be a piece: short, and no word."""
        short = len(token) in ODD and token.isascii() and token.isalpha() and token.islower()
        return short and not is_ordinary(token) and token not in self._apart

    def _wholes(self, tokens: Sequence[str], place: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of tokens around one that are a word when they are joined."""
        for first in range(max(0, place - AROUND), place + 1):
            for last in range(place + 1, min(len(tokens), place + 1 + AROUND) + 1):
                pieces = tokens[first:last]
                others = [*tokens[first:place], *tokens[place + 1 : last]]
                whole = others and all(SMALL.fullmatch(one) and is_ordinary(one) for one in others)
                if whole and pieces[0] not in self._apart and self._is_known("".join(pieces)):
                    yield first, last


def is_doubled(left: str, right: str) -> bool:
    """Return whether two pieces are a word and its echo, which are often written with a hyphen.

    >>> is_doubled("zig", "zag"), is_doubled("hodge", "podge"), is_doubled("fam", "ous")
    (True, True, False)
    """
    alike = abs(len(left) - len(right)) <= 1 and left[-1] == right[-1]
    return left[:2] == right[:2] or (alike and (left[0] == right[0] or left[1:] == right[1:]))
