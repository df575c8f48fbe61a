"""drop-repeats: what is said twice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from ahocorasick_rs import AhoCorasick

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.matching import is_whole
from garmentclean.lazy import lazily
from garmentclean.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View

ELLIPSIS = lazily(r"\s*\[?(?:\.{3,}|…+)\]?\s*$")
TEASER_LETTERS = 60
TEASER_REACH = 12
"""A teaser stands shortly before its text: no further than so many written lines."""
SITE = lazily(r"\s*[-_|–—]\s*[^-_|–—]{1,40}$")
LABEL = lazily(r"\b([A-Z]\w{2,}) ?[:：] ?(?=\1 ?[:：])")
BEGINS = lazily(r"\s*\W?[^\W_a-z]")
ENDS = lazily(r"[.!?。！？…:：][\"'”’»)\]]*$")
"""A paragraph begins with a capital and has an end; a line within one that is wrapped has not."""
PARTS_OF_WORDS = {"_", "-", "‐", "'", "’"}
TITLE_WORDS = 3
TITLE_REACH = 4
"""A title is one of the first lines, and said again at once; a refrain comes back later."""
TITLE_TIMES = 4
"""What stands more often is a row of a table, or a refrain."""
WORD = lazily(r"[^\W\d_]{2,}")
PARALLEL = 65
"""Lines that are so much alike (in percent), and not the same, are one form, filled in twice."""
PARALLEL_SPACES = 4
PARALLEL_REACH = 3
"""Such lines are no mere labels, and among the nearest."""


@dataclass(frozen=True, kw_only=True)
class DropRepeats(FilterRule):
    """Take out what the document says a second time; the first time stays.

    Keys:
        unit: `title` (a line of the head, also with ` - Name of the site` behind it), `line`
            (anywhere), `teaser` (a line that ends in an ellipsis, shortly before the same text in
            full), `word` (one of `words`, twice in a row), or `label` (`Note: Note:`).
        min-words: for lines: those with fewer words (of two letters or more) may be said twice:
            verse, tables, dialogue.
        words: for words: those that are never right twice in a row.
    """

    kind: ClassVar[str] = "drop-repeats"

    unit: Literal["title", "line", "teaser", "word", "label"]
    min_words: int = 12
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rule for words that names none."""
        super().__post_init__()
        if (self.unit == "word") != bool(self.words):
            raise RuleError("words", "is for `unit: word`, and needed there")

    @staticmethod
    def scanner(rules: Sequence[DropRepeats]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


def plain(text: str) -> str:
    """Return a line as it is compared: in small letters, with single spaces."""
    return " ".join(text.lower().split())


class Scanner:
    """All drop-repeats rules."""

    def __init__(self, rules: Sequence[DropRepeats]) -> None:
        self._lines = [rule for rule in rules if rule.unit not in {"word", "label"}]
        self._labels = [rule for rule in rules if rule.unit == "label"]
        self._words = DoubledWords([rule for rule in rules if rule.unit == "word"])
        self._find = {"title": titles, "line": repeated_lines, "teaser": teasers}

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the second times."""
        drops = (
            Drop(number, number, rule.name)
            for rule in self._lines
            for number in self._find[rule.unit](view, rule)
            if rule.allows(view, view.lines[number].start, view.lines[number].end)
        )
        yield from cut_lines(view, drops)
        yield from self._words.patches(view)
        for rule in self._labels:
            for match in LABEL.finditer(view.text):
                if rule.allows(view, match.start(), match.end()):
                    yield Patch(match.start(), match.end(), "", rule.name)


class DoubledWords:
    """The words of all rules for words, each twice in a row, in one automaton."""

    def __init__(self, rules: Sequence[DropRepeats]) -> None:
        self._pairs = [
            (rule, first, f"{first} {word}")
            for rule in rules
            for word in rule.words
            for first in sorted({word, word.capitalize() if len(word) > 1 else word})
        ]
        self._automaton = AhoCorasick([pair for _, _, pair in self._pairs])

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose to take out the second one; a word with a hyphen or apostrophe is another."""
        text = view.text
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            rule, first, _ = self._pairs[number]
            joined = (
                text[start - 1 : start] in PARTS_OF_WORDS or text[end : end + 1] in PARTS_OF_WORDS
            )
            if is_whole(text, start, end) and not joined and rule.allows(view, start, end):
                yield Patch(start + len(first), end, "", rule.name)


def titles(view: View, _: DropRepeats) -> Iterator[int]:
    """Yield the lines of the head that say an earlier one again, or with the site's name."""
    if view.structure.first is None:
        return
    head = [number for number in view.written if number < view.structure.head]
    seen: list[tuple[str, int, int]] = []
    for place, number in enumerate(head):
        line = view.contents[number]
        text = plain(line)
        if len(text.split()) < TITLE_WORDS or line[:1].isspace() or text[-1] in ",;:":
            continue
        if view.contents.count(line) > TITLE_TIMES:
            continue
        near = [entry for entry in seen if place - entry[1] <= TITLE_REACH]
        if any(text == earlier or SITE.sub("", text) == earlier for earlier, *_ in near):
            yield number
            continue
        for earlier, __, above in near:
            if earlier != text and SITE.sub("", earlier) == text:
                yield above
        if place < TITLE_REACH:
            seen.append((text, place, number))


def repeated_lines(view: View, rule: DropRepeats) -> Iterator[int]:
    """Yield the lines that were said before, but not those of lists that say it of each thing."""
    said: dict[str, list[int]] = {}
    for place, number in enumerate(view.written):
        text = plain(view.contents[number])
        if text.count(" ") >= rule.min_words - 1 and len(WORD.findall(text)) >= rule.min_words:
            said.setdefault(text, []).append(place)
    for text, places in said.items():
        if not ENDS.search(text) or any(parallel(view, *pair) for pair in pairwise(places)):
            continue
        again = (view.written[place] for place in places[1:])
        yield from (number for number in again if BEGINS.match(view.contents[number]))


def parallel(view: View, first: int, second: int) -> bool:
    """Tell whether two places are the same one in two items of a list, by the lines around them.

    What stands there twice is no repeat: each item says it of itself. In a text that was copied,
    the lines around are the same ones, up to where the copy ends.

    Args:
        view: the document.
        first: a place among its written lines.
        second: one below it, with the same line.
    """
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - few documents need it

    above = zip(range(first - 1, -1, -1), range(second - 1, first, -1), strict=False)
    below = zip(range(first + 1, second), range(second + 1, len(view.written)), strict=False)
    for pairs in (above, below):
        near = (
            (plain(view.contents[view.written[upper]]), plain(view.contents[view.written[lower]]))
            for upper, lower in islice(pairs, PARALLEL_REACH)
        )
        one, other = next(((one, other) for one, other in near if one != other), ("", ""))
        spaces = min(one.count(" "), other.count(" "))
        if spaces >= PARALLEL_SPACES and ratio(one, other) >= PARALLEL:
            return True
    return False


def teasers(view: View, _: DropRepeats) -> Iterator[int]:
    """Yield the lines that end in an ellipsis and begin a longer line below."""
    for place, number in enumerate(view.written):
        text = view.contents[number]
        begin = ELLIPSIS.sub("", text)
        if begin == text or len(begin) < TEASER_LETTERS:
            continue
        begin = plain(begin)
        for below in view.written[place + 1 : place + 1 + TEASER_REACH]:
            full = plain(view.contents[below])
            if full.startswith(begin) and len(full) > len(begin):
                yield number
                break
