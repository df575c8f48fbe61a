"""drop-repeats: what is said twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.filters.twice import Twice
from garmentclean.lazy import lazily
from garmentclean.memo import remembered
from garmentclean.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View

ELLIPSES = ("...", "…", "...]", "…]")
TEASER_LETTERS = 60
TEASER_REACH = 12
"""A teaser stands shortly before its text: no further than so many written lines."""
SITE = lazily(r"\s*[-_|–—]\s*[^-_|–—]{1,40}$")
SEPARATORS = frozenset("-_|–—")
NEAR_END = 42
"""What stands before the name of a site is among so many last characters of a line."""
BEGINS = lazily(r"\s*\W?[^\W_a-z]")
ENDS = lazily(r"[.!?。！？…:：][\"'”’»)\]]*$")
"""A paragraph begins with a capital and has an end; a line within one that is wrapped has not."""
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
PARALLEL_LETTERS = 20_000
"""No more of two lines is compared: it takes time that grows with the square of their length."""
KEY_WORDS = 3
"""Lines that do not begin with the same words are not the same."""


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


@remembered
def plain(text: str) -> str:
    """Return a line as it is compared: in small letters, with single spaces."""
    return " ".join(text.lower().split())


class Scanner:
    """All drop-repeats rules."""

    def __init__(self, rules: Sequence[DropRepeats]) -> None:
        self._lines = [rule for rule in rules if rule.unit not in {"word", "label"}]
        words = [rule for rule in rules if rule.unit == "word"]
        labels = [rule for rule in rules if rule.unit == "label"]
        self._twice = Twice(words, labels)
        self._find = {"title": titles, "line": repeated_lines, "teaser": teasers}

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the second times."""
        drops = (
            Drop(number, number, rule.name)
            for rule in self._lines
            for number in self._find[rule.unit](view, rule)
            if rule.allows(view, view.starts[number], view.ends[number])
        )
        yield from cut_lines(view, drops)
        for rule, begin, start, end in self._twice.found(view.text):
            if rule.allows(view, begin, end):
                yield Patch(start, end, "", rule.name)


@remembered
def as_title(line: str) -> tuple[str, str] | None:
    """Return a line as it is compared, also without the name of the site, if it can be a title."""
    text = plain(line)
    if len(text.split()) < TITLE_WORDS or line[:1].isspace() or text[-1] in ",;:":
        return None
    return text, text if SEPARATORS.isdisjoint(text[-NEAR_END:]) else SITE.sub("", text)


def titles(view: View, _: DropRepeats) -> Iterator[int]:
    """Yield the lines of the head that say an earlier one again, or with the site's name."""
    seen: list[tuple[tuple[str, str], int, int]] = []
    for place, number in enumerate(view.written[: 2 * TITLE_REACH]):
        title = as_title(view.contents[number])
        if not title:
            continue
        near = [entry for entry in seen if place - entry[1] <= TITLE_REACH]
        again = any(earlier in title for (earlier, _), *_ in near)
        above = [n for (text, bare), _, n in near if text != title[0] == bare]
        if (again or above or place < TITLE_REACH) and is_common(view, number):
            continue
        if (again or above) and (view.structure.first is None or number >= view.structure.head):
            return
        if again:
            yield number
            continue
        yield from above
        if place < TITLE_REACH:
            seen.append((title, place, number))


def is_common(view: View, number: int) -> bool:
    """Tell whether a line stands more often in a document than a title does."""
    return view.contents.count(view.contents[number]) > TITLE_TIMES


def repeated_lines(view: View, rule: DropRepeats) -> Iterator[int]:
    """Yield the lines that were said before, but not those of lists that say it of each thing."""
    shortest = 3 * rule.min_words - 1
    contents = view.contents
    long = [(p, contents[n]) for p, n in enumerate(view.written) if len(contents[n]) >= shortest]
    begins = [" ".join(line.split(None, KEY_WORDS)[:KEY_WORDS]).lower() for _, line in long]
    if len(set(begins)) == len(begins):
        return
    times = Counter(begins)
    said: dict[str, list[int]] = {}
    for (place, line), begin in zip(long, begins, strict=True):
        if times[begin] == 1:
            continue
        text = plain(line)
        if text.count(" ") >= rule.min_words - 1 and len(WORD.findall(text)) >= rule.min_words:
            said.setdefault(text, []).append(place)
    for text, places in said.items():
        if not ENDS.search(text) or any(parallel(view, *pair) for pair in pairwise(places)):
            continue
        again = (view.written[place] for place in places[1:])
        yield from (number for number in again if BEGINS.match(contents[number]))


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
        alike = (one[:PARALLEL_LETTERS], other[:PARALLEL_LETTERS])
        if spaces >= PARALLEL_SPACES and ratio(*alike) >= PARALLEL:
            return True
    return False


def teasers(view: View, _: DropRepeats) -> Iterator[int]:
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


def broken_off(line: str) -> str:
    """Return what stands before the ellipsis at the end of a line, empty if there is none.

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
