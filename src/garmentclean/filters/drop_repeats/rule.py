"""drop-repeats: remove what a document repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.base.screens import LineScreen
from garmentclean.filters.drop_repeats.doubled_words import DoubledWords
from garmentclean.filters.drop_repeats.phrase_loops import (
    SHORTEST,
    Loop,
    is_in_verse,
    is_wanted,
    loops,
    may_loop,
)
from garmentclean.filters.drop_repeats.repeated_lines import plain, repeated_lines
from garmentclean.filters.drop_repeats.repeated_runs import repeated_runs
from garmentclean.filters.drop_repeats.repeated_titles import ELLIPSES, titles
from garmentclean.filters.drop_repeats.title_links import title_links
from garmentclean.text.edit import Patch
from garmentclean.text.structure import is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

TEASER_LETTERS = 60
TEASER_REACH = 12
"""A teaser is at most this many written lines above its text."""


@dataclass(frozen=True, kw_only=True)
class DropRepeats(Rule):
    """Remove what the document repeats; the first occurrence stays, of titles the last one.

    Keys:
        unit: `title` (a line above the text, also in a path, with the name of the site or a date,
            or broken off by dots; and the same line as a caption shortly below), `line` (a
            paragraph right below its first occurrence, or with others in the same order), `run` (a
            few short lines right below the same ones), `teaser` (a line that ends in an ellipsis,
            shortly above the same text in full), `link` (a line that consists of another line and
            `Read more`), `loop` (a phrase that occurs five times or more in
            a row), `word` (one of `words`, twice in a row), or `label` (`Note: Note:`).
        min-words: for lines: those with fewer words (of two letters or more) may be repeated, as in
            verse, tables and dialogue. For runs: the fewest words of all their sentences together.
            In scripts without spaces, letters are counted.
        words: for words: those that are never right twice in a row; for loops: those that may be
            repeated.
    """

    kind: ClassVar[str] = "drop-repeats"

    unit: Literal["title", "line", "run", "teaser", "link", "loop", "word", "label"]
    min_words: int = 12
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Reject `unit: word` without words, and words that the unit does not use."""
        super().__post_init__()
        fits = self.words if self.unit == "word" else not self.words or self.unit == "loop"
        if not fits:
            message = "is for `unit: word`, and needed there, or for `unit: loop`"
            raise RuleError("words", message)

    @staticmethod
    def scanner(rules: Sequence[DropRepeats]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All drop-repeats rules."""

    def __init__(self, rules: Sequence[DropRepeats]) -> None:
        self._lines = [rule for rule in rules if rule.unit in FINDERS]
        self._loops = [rule for rule in rules if rule.unit == "loop"]
        words = [rule for rule in rules if rule.unit == "word"]
        labels = [rule for rule in rules if rule.unit == "label"]
        self._looping = LineScreen(looping)
        self._doubled_words = DoubledWords([(rule, rule.words) for rule in words], labels)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the repetitions."""
        drops = (
            Drop(number, number, rule.name)
            for rule in self._lines
            for number in FINDERS[rule.unit](view, rule.min_words)
            if rule.allows(view, view.starts[number], view.ends[number])
        )
        yield from cut_lines(view, drops)
        for rule, begin, start, end in self._doubled_words.repetitions(view):
            if rule.allows(view, begin, end):
                yield Patch(start, end, "", rule.name)
        if self._loops:
            yield from self._looped(view)

    def _looped(self, view: View) -> Iterator[Patch]:
        """Propose that one phrase of each loop stays; if it may be intended, only note it."""
        for number, found in self._looping.of(view):
            floor = view.starts[number]
            for begin, start, end, phrase, certain in found:
                for rule in self._loops:
                    wanted = is_wanted(phrase, rule.words)
                    if wanted or not rule.allows(view, floor + begin, floor + end):
                        continue
                    if certain and not is_in_verse(view, number):
                        yield Patch(floor + start, floor + end, "", rule.name)
                    else:
                        yield Patch(floor + begin, floor + end, None, rule.name)


def looping(lines: Sequence[str]) -> Iterator[tuple[str, tuple[Loop, ...]]]:
    """Yield the lines that have loops, with these."""
    some = [line for line in lines if len(line) > SHORTEST or not line.isascii()]
    if may_loop("\n".join(some)):
        yield from ((line, found) for line in some if (found := loops(line)))


def teasers(view: View, _: int) -> Iterator[int]:
    """Yield the lines that end in an ellipsis and begin a longer line below."""
    if "..." not in view.text and "…" not in view.text:
        return
    for place, number in enumerate(view.written):
        begin = broken_off(view.contents[number])
        if len(begin) < TEASER_LETTERS:
            continue
        begin = plain(begin)
        for below in view.written[place + 1 : place + 1 + TEASER_REACH]:
            full = plain(view.contents[below])
            if full.startswith(begin) and len(full) > len(begin):
                yield number
                break
            if is_prose(view.contents[below]) and not broken_off(view.contents[below]):
                break  # in a text, a sentence that breaks off may begin again further down


def broken_off(line: str) -> str:
    """Return what is before the ellipsis at the end of a line; empty if there is none.

    >>> broken_off("The mill is sold [...] "), broken_off("The mill is sold.")
    ('The mill is sold', '')
    """
    if line[-1:].isalnum():
        return ""
    line = line.rstrip()
    if not line.endswith(ELLIPSES):
        return ""
    line = line.removesuffix("]")
    return line.rstrip(line[-1]).removesuffix("[").rstrip()


FINDERS = {
    "title": titles,
    "line": repeated_lines,
    "run": repeated_runs,
    "teaser": teasers,
    "link": title_links,
}
"""The functions that find the lines to remove, for units that consist of lines."""
