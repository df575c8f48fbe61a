"""join-lines: sentences that a link text has torn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.torn import BEGINS, LONG, WHOLE, Torn, is_link
from garmentclean.text.edit import Patch
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import stop_words
from garmentclean.text.structure import NO_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View

END = lazily(r"[.!?。！？…][\"'”’»)\]]*$")
GLUE = lazily(r"(?<=[a-z0-9)])(?=[A-Z])|\s*[,;，、|]\s*")


@dataclass(frozen=True, kw_only=True)
class JoinLines(Rule):
    """Mend a sentence that goes on below a link text, or below the break it left.

    A link text is a line of a few words without an end. With `mend: rejoin`, it is put back where
    the grammar is plain: the line above has no end, and the line below goes on in small letters,
    or both are below a whole sentence and the document has the words of the link in other
    sentences. A sentence that is only broken is mended where the line above is running prose or
    ends in one of `dangling`. One sentence may have several breaks. With `mend: drop`, a link text
    goes where both neighbours are whole sentences and it is one of the page's own tags (which the
    rule for the dateline has found), or one of `leftovers` stands above it; that goes as well. In
    all other cases it may be a heading, and stays.

    Keys:
        mend: `rejoin` or `drop`.
        max-words: a longer line is no link text.
        leftovers: for `drop`: words that stand alone above a link text, such as a preposition.
        dangling: for `rejoin`: words with which no line ends, such as articles and prepositions.
    """

    kind: ClassVar[str] = "join-lines"

    mend: Literal["rejoin", "drop"]
    max_words: int = 6
    leftovers: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()

    @staticmethod
    def scanner(rules: Sequence[JoinLines]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All join-lines rules."""

    def __init__(self, rules: Sequence[JoinLines]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the breaks that are mended and the link texts that go."""
        for rule in self._rules:
            if rule.mend == "drop":
                yield from cut_lines(view, orphans(view, rule))
                continue
            for sentence in Torn(view, rule).sentences():
                if all(rule.allows(view, view.starts[n], view.ends[n]) for n in sentence):
                    for above, below in pairwise(sentence):
                        yield joint(view, above, below, rule.name)


def joint(view: View, above: int, below: int, rule: str) -> Patch:
    """Return the patch that makes one line of two."""
    first, second = view.contents[above].rstrip(), view.contents[below]
    start = view.starts[above] + len(first)
    end = view.starts[below] + len(second) - len(second.lstrip())
    second = second.strip()
    between = "" if second[:1] in {",", ".", ";", ")"} else " "
    said = f"… {' '.join(first.split()[-2:])}{between}{' '.join(second.split()[:2])} …"
    return Patch(start, end, between, rule, because=said)


def orphans(view: View, rule: JoinLines) -> Iterator[Drop]:
    """Yield the link texts between two whole sentences that are tags, or below a leftover."""
    tags = {tag.strip().lower() for tag in GLUE.split(view.facts.get("tags", "")) if tag.strip()}
    leftovers = set(rule.leftovers)
    written, contents = view.written, view.contents
    for place in places(view, tags, leftovers):
        link = written[place]
        text, below = contents[link].strip(), contents[written[place + 1]]
        if not (is_link(text, rule) and BEGINS.match(below)):
            continue
        above = place - 1
        left = above >= 0 and contents[written[above]].strip() in leftovers
        first = above if left else place
        over = written[first - 1] if first else None
        whole = over is None or is_whole(view, over)
        between = over is not None and len(contents[over]) >= LONG <= len(below)
        tag = text.lower() in tags
        known = tag or (left and between and WHOLE.search(below) is not None)
        if whole and known and rule.allows(view, view.starts[link], view.ends[link]):
            why = (
                "one of the page's tags"
                if tag
                else f"below a lone “{contents[written[above]].strip()}”"
            )
            yield Drop(written[first], link, rule.name, (), why)


def is_whole(view: View, number: int) -> bool:
    """Return whether what a line says ends there: a sentence, or a line above the article.

    A link text below a line that goes on may be what that says it of.
    """
    line = view.contents[number].rstrip()
    if END.search(line):
        return True
    words = stop_words().get(view.language or "en", frozenset())
    if number >= view.structure.head or not line[-1].isalnum() or line.split()[-1] in words:
        return False
    titles = {view.written[0], *view.titles}
    return number in titles or NO_TITLE.search(line) is not None


def places(view: View, tags: set[str], leftovers: set[str]) -> Iterator[int]:
    """Yield the places of the lines that are tags or below a leftover, but not the last one."""
    below = False
    last = len(view.written) - 1
    for place, number in enumerate(view.written):
        text = view.contents[number].strip()
        if (below or (tags and text.lower() in tags)) and place < last:
            yield place
        below = text in leftovers
