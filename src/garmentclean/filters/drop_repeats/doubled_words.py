"""Words (`the the`, also across a line break) and labels that occur twice in a row."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from garmentclean.filters.base.matching import is_whole
from garmentclean.filters.base.screens import LineScreen
from garmentclean.filters.drop_repeats.phrase_loops import in_quotes
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.rule import Rule
    from garmentclean.filters.base.view import View


LABEL = lazily(r"\b([A-Z]\w{2,}) ?[:：] ?(?=\1 ?[:：])")
INDENT = {" ", "\t"}
SPACES, FAR = 3, 200
"""A wrapped line has this many spaces among this many characters before its last word."""
WINDOW = 1 << 20
"""How many characters are searched at once, because all matches of a search are in memory."""
PARTS_OF_WORDS = {"_", "-", "‐", "'", "’"}


QUOTED = 1000
"""The most characters of a quotation."""
OPENING = frozenset("\"“‘«„'`(*_")
"""A doubled word after one of these is an example of one."""


class Repetition(NamedTuple):
    """A repetition: where the first occurrence begins, and the span to remove."""

    rule: Rule
    begin: int
    start: int
    end: int


class DoubledWords:
    """All rules for words and labels; one automaton finds the pairs of words.

    Args:
        words: the rules for words, each with its words.
        labels: the rules for labels.
    """

    def __init__(self, words: Sequence[tuple[Rule, Sequence[str]]], labels: Sequence[Rule]) -> None:
        self._labels = labels
        self._pairs = [
            (rule, first, f"{first} {word}")
            for rule, its_words in words
            for word in its_words
            for first in sorted({word, word.capitalize() if len(word) > 1 else word})
        ]
        self._wraps = [
            (rule, word, f"{word}{gap}")
            for rule, its_words in words
            for word in its_words
            for gap in ("\n", " \n")
        ]
        wanted = [text for *_, text in self._pairs + self._wraps]
        self._automaton = AhoCorasick(wanted)
        self._longest = max(map(len, wanted), default=0)
        self._screen = LineScreen(self._suspects)

    def repetitions(self, view: View) -> Iterator[Repetition]:
        """Yield the words and labels that occur twice in a row."""
        suspects = [number for number, _ in self._screen.of(view)]
        for number in suspects:
            yield from self._doubled(view.text, view.starts[number], view.stop(number))
        for number in suspects if self._labels else ():
            for match in LABEL.finditer(view.contents[number]):
                start, end = (view.starts[number] + place for place in match.span())
                yield from (Repetition(rule, start, start, end) for rule in self._labels)

    def _suspects(self, lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Yield the lines that have a pair of words or labels, or end in one of the words."""
        text = "\n".join([*lines, ""])
        starts = array("Q", accumulate((len(line) + 1 for line in lines), initial=0))
        places = (start for _, start, _ in self._matches(text, 0, len(text)))
        found = {bisect_right(starts, place) - 1 for place in places}
        yield from ((lines[number], True) for number in found)
        if self._labels and may_have_label(text):
            yield from ((line, True) for line in lines if LABEL.search(line))

    def _doubled(self, text: str, begin: int, stop: int) -> Iterator[Repetition]:
        """Yield the doubled words in a stretch of a text.

        One with a hyphen or apostrophe is a different word.
        """
        for number, start, end in self._matches(text, begin, stop):
            if number >= len(self._pairs):
                rule, word, _ = self._wraps[number - len(self._pairs)]
                yield from _wrapped(text, rule, word, start, end)
                continue
            rule, first, _ = self._pairs[number]
            own = not first.islower() and len(first) == 1  # "I" has guards in its rule
            if _is_word(text, start, end) and (own or _is_slip(text, start, end, first.lower())):
                yield Repetition(rule, start, start + len(first), end)

    def _matches(self, text: str, begin: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield the number of each pair of words in a stretch, and where it begins and ends."""
        find = self._automaton.find_matches_as_indexes
        for offset in range(begin, stop, WINDOW):
            floor = max(begin, offset - self._longest)
            for number, start, end in find(
                text[floor : min(stop, offset + WINDOW)], overlapping=True
            ):
                if floor + end > offset:
                    yield number, floor + start, floor + end


def _is_word(text: str, start: int, end: int) -> bool:
    joined = text[start - 1 : start] in PARTS_OF_WORDS or text[end : end + 1] in PARTS_OF_WORDS
    return is_whole(text, start, end) and not joined


def _is_slip(text: str, start: int, end: int, word: str) -> bool:
    """Return whether a word was doubled by mistake.

    It was not if the words are in quotation marks or brackets, as an example of the mistake, if
    nothing follows them, if there are three (somebody stammers), or in speech.
    """
    after = text[end : end + len(word) + 2].lower()
    if not after[:1].isspace() or not after[1:2].isalnum() or text[start - 1 : start] in OPENING:
        return False
    before = text[max(0, start - len(word) - 2) : start].lower()
    if f"{after} ".startswith((f" {word} ", f"\n{word} ")) or before.split(" ")[-2:-1] == [word]:
        return False
    line = max(text.rfind("\n", 0, start) + 1, start - QUOTED)
    return not in_quotes(text[line:start])


def _wrapped(text: str, rule: Rule, word: str, start: int, end: int) -> Iterator[Repetition]:
    """Yield a word at the end of a line that the next line repeats.

    A line of one or two words is an entry in a list, and a blank line begins a new paragraph.
    """
    while text[end : end + 1] in INDENT:
        end += 1
    stop = end + len(word) + 1
    goes_on = text.startswith(f"{word} ", end) and text[stop : stop + 1].isalnum()
    above = text[max(0, start - FAR) : start].rpartition("\n")[2]
    if goes_on and above.count(" ") >= SPACES and _is_word(text, start, start + len(word)):
        yield Repetition(rule, start, end, stop)


def may_have_label(text: str) -> bool:
    """Return whether the text before one colon may also be before the next one.

    >>> may_have_label("Note: Note: 5 pm"), may_have_label("Note: at 5:30 pm: the fair")
    (True, False)
    """
    if "：" in text:
        text = text.replace("：", ":")
    return any(
        (word := again.strip(" ")) and before.rstrip(" ").endswith(word)
        for before, again in pairwise(text.split(":"))
    )
