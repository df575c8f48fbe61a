"""split-words: put the space back between words that run into each other (`ofthe`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from garmentclean.errors import RuleError
from garmentclean.filters.base.long_lines import pieces_of_line
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.base.screens import TokenScanner, TokenScreen
from garmentclean.filters.restore_letters.doubtful_words import Spot, spot_of
from garmentclean.filters.split_words.evidence import SIGNS, Evidence, is_in_english
from garmentclean.filters.split_words.parses import ARTICLE, ENGLISH, FEW, MANY, Grammar, Parse
from garmentclean.text.edit import Patch
from garmentclean.text.regex import compile_pattern, lazily

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from garmentclean.filters.base.view import View

TOKEN = lazily(r"\S+")
WORD = lazily("[A-Za-z][a-z]+")
FEWEST, MOST = 3, 40
"""The fewest and most letters of a glued word."""
HALF = 4
"""A grammatical word between words with so many letters is looked for, too: `fabricsandtrims`."""
SOUND = lazily(r"[\"'“‘(]*[b-df-hj-np-tv-z]")
"""What follows the article "a"."""
WORDS = lazily("[a-z]+")


@dataclass(frozen=True, kw_only=True)
class SplitWords(Rule):
    """Put the space back between words that run into each other.

    A word is cut if it is in no word list, is not derived from a word there and is not a
    misspelling of one, and if it can be cut in exactly one way. It must be in small letters (the
    first one may be a capital at the beginning of a sentence), in running prose, next to an English
    word: not in an address, an identifier, a file name or a compound with a hyphen, not alone in
    quotation marks, and not next to a word such as `command`.

    A cut is certain beside one of the words that are hardly ever a part of another word
    (`oftextile`, `challengeswith`), and beside two grammatical words (`qualityofthe`). A part with
    fewer than six letters that is not a grammatical word must stand elsewhere in the document; the
    edit names it. Where one word in a thousand is glued for certain, other glued words are cut as
    well: those with another grammatical word (`toparticipate`), and two words that stand side by
    side elsewhere (`textileindustry`) or cannot be a compound; the edit names one of the certain
    ones.

    Keys:
        opening: grammatical words after which a cut is certain, separated by spaces.
        closing: grammatical words before which a cut is certain.
        others: the other grammatical words.
        particles: grammatical words that also begin or end compounds (`inhouse`).
        stays: words that are never cut: names, technical terms and new words.
    """

    kind: ClassVar[str] = "split-words"

    opening: str
    closing: str
    others: str = ""
    particles: str = ""
    stays: str = ""

    def __post_init__(self) -> None:
        """Reject words that are not in small letters, or too short."""
        super().__post_init__()
        for key in ("opening", "closing", "others", "particles", "stays"):
            words = getattr(self, key).split()
            if not words and key in {"opening", "closing"}:
                raise RuleError(key, "needs at least one word")
            for word in words:
                if len(word) < 2 or not WORDS.fullmatch(word):  # noqa: PLR2004 - "a" is in most words
                    raise RuleError(key, f"{word!r} is not a word of two small letters or more")

    @staticmethod
    def scanner(rules: Sequence[SplitWords]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


Place = tuple[int, int, Parse]
"""Where a token begins and ends, and its parse."""


class Glued(NamedTuple):
    """An occurrence of a token that can be cut.

    Attributes:
        start: where it begins.
        end: where it ends.
        parse: its words.
    """

    start: int
    end: int
    parse: Parse


class Scanner(TokenScanner):
    """All split-words rules."""

    def __init__(self, rules: Sequence[SplitWords]) -> None:
        self._splitters = [Splitter(rule) for rule in rules]
        self.screens = [splitter.screen for splitter in self._splitters]

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the spaces that are missing."""
        for splitter in self._splitters:
            yield from splitter.patches(view)


class Splitter:
    """One rule."""

    def __init__(self, rule: SplitWords) -> None:
        self._rule = rule
        opening, closing = rule.opening.split(), rule.closing.split()
        others, particles = rule.others.split(), rule.particles.split()
        self._grammar = Grammar(opening, closing, others, particles, rule.stays.split())
        first = "|".join(opening)
        ends = f"{'|'.join(closing)}|(?:{'|'.join(ENGLISH)})(?:{'|'.join((*others, *particles))})"
        middle = "|".join({*opening} & {*closing})
        signs = f"[{re.escape(SIGNS)}]*"
        self._screen = compile_pattern(
            rf"(?m)^{signs}(?:(?i:{first})[a-z]+|[A-Za-z][a-z]+(?:{ends})"
            rf"|[a-z]{{{HALF},}}(?:{middle})[a-z]{{{HALF},}}){signs}$"
        )
        self.screen = TokenScreen(self._suspects)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the spaces that are missing in a document."""
        found = [*self._glued(view)]
        if not found:
            return
        document = Evidence(view)
        sure = [one for one in found if document.has(one.parse)]
        for one in sure:
            yield self._patch(view, one, document.because(one.parse))
        rate = 1000 * len({one.parse for one in sure}) / max(1, document.size)
        if rate < FEW:
            return
        document.add(part for one in sure for part in one.parse.parts)
        beside = f"beside {view.text[sure[0].start : sure[0].end]}"
        known = {one.start for one in sure}
        for one in chain(found, self._others(view, {one.start for one in found})):
            if one.start in known:
                continue
            if document.has(one.parse):
                reason = f"{document.because(one.parse)}, {beside}".removeprefix(", ")
                yield self._patch(view, one, reason)
            elif one.parse.is_clear and (not one.parse.beside or rate >= MANY):
                yield self._patch(view, one, beside)

    def _glued(self, view: View) -> Iterator[Glued]:
        """Yield the tokens whose cuts are certain."""
        for number in self.screen.numbers(view):
            for floor, text in pieces_of_line(view, number):
                for start, end, parse in self._places(text):
                    one = Glued(floor + start, floor + end, parse)
                    if self._is_prose(view, one):
                        yield one

    def _suspects(self, tokens: Sequence[str]) -> set[str]:
        """Return the tokens that can be cut, and certainly."""
        likely = (match[0] for match in self._screen.finditer("\n".join(tokens)))
        return {token for token in likely if self._parse(token)}

    def _parse(self, token: str) -> Parse | None:
        word = token.strip(SIGNS)
        if not FEWEST <= len(word) <= MOST or not WORD.fullmatch(word):
            return None
        return self._grammar.certain(word.lower())

    def _places(self, line: str) -> Iterator[Place]:
        """Yield the start, end and parse of each token of a line that can be cut."""
        suspects = self._suspects([*{*line.split()}])
        for token in TOKEN.finditer(line) if suspects else ():
            if token[0] in suspects and (parse := self._parse(token[0])):
                word = token[0].strip(SIGNS)
                start = token.start() + token[0].index(word)
                yield start, start + len(word), parse

    def _others(self, view: View, known: Collection[int]) -> Iterator[Glued]:
        """Yield the tokens that can be cut, but not with certainty.

        Args:
            view: the document.
            known: where others begin.
        """
        for number, line in enumerate(view.contents):
            for token in TOKEN.finditer(line):
                word = token[0].strip(SIGNS)
                if not FEWEST <= len(word) <= MOST or not WORDS.fullmatch(word):
                    continue
                if parse := self._grammar.possible(word):
                    start = view.starts[number] + token.start() + token[0].index(word)
                    one = Glued(start, start + len(word), parse)
                    if start not in known and self._is_prose(view, one):
                        yield one

    def _is_prose(self, view: View, one: Glued) -> bool:
        """Return whether a token is in running prose, and the rule's guards allow to change it."""
        start, end, parse = one
        spot = spot_of(view, start, end)
        capital = spot in {Spot.BEGINNING, Spot.SUBJECT} and parse.parts[0] in self._grammar.opening
        if spot is not Spot.PROSE and not capital:
            return False
        if parse.parts[-1] == ARTICLE and not SOUND.match(view.text, end + 1):
            return False
        english = is_in_english(view, start, end, self._grammar.telling)
        return english and self._rule.allows(view, start, end)

    def _patch(self, view: View, one: Glued, because: str) -> Patch:
        ends = [0]
        for part in one.parse.parts:
            ends.append(ends[-1] + len(part))
        text = view.text[one.start : one.end]
        words = " ".join(text[start:end] for start, end in pairwise(ends))
        return Patch(one.start, one.end, words, self._rule.name, because=because)
