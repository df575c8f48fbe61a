"""join-lines: join sentences that a link text tore apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.filters.base.cutting import cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.join_lines.inline_links import inline_links
from garmentclean.filters.join_lines.led_links import led_links
from garmentclean.filters.join_lines.listed_links import listed_links
from garmentclean.filters.join_lines.orphans import orphans, tags_of
from garmentclean.filters.join_lines.stray_links import stray_links
from garmentclean.filters.join_lines.torn_sentences import TornSentences, is_link
from garmentclean.text.edit import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View


@dataclass(frozen=True, kw_only=True)
class JoinLines(Rule):
    """Join a sentence that continues below a link text, or below the break that it left.

    A link text is a line of a few words that does not end a sentence. With `mend: rejoin`, it is
    put back where the grammar is clear: the line above does not end a sentence and the line below
    continues in small letters, or both are below a whole sentence and other sentences of the
    document use the words of the link. A sentence without a link text in its break is joined where
    the line above is running prose or ends in one of `dangling`. One sentence may have several
    breaks. A line of prose that ends in one of `dangling` or `leading` is joined with the link text
    below it, also above a new sentence, if the page has more lines of this kind. So is a line of
    prose that ends in a comma. Names that stand between commas on lines of their own are joined.

    With `mend: drop`, a link text is removed where both neighbours are whole sentences and it is
    one of the page's own tags (found by the rule for the dateline), is put back elsewhere, or is
    below one of `leftovers`, which is removed as well. It is also removed above a preposition that
    has lost its noun ("In, ..."), and, on a page with other torn sentences, if it has only small
    letters or is a word or two that the prose uses as well. In all other cases it may be a heading,
    and stays. With `mend: cut`, such a text is removed between two sentences of a line, if the
    second one begins with a word such as "The".

    Keys:
        mend: `rejoin`, `drop` or `cut`.
        max-words: the most words of a link text.
        leftovers: for `drop`: words that are left alone above a link text, such as prepositions.
        dangling: for `rejoin`: words that never end a line, such as articles and prepositions.
        leading: for `rejoin`: more words that a line of prose does not end with, above a link text.
    """

    kind: ClassVar[str] = "join-lines"

    mend: Literal["rejoin", "drop", "cut"]
    max_words: int = 6
    leftovers: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()

    @staticmethod
    def scanner(rules: Sequence[JoinLines]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Scanner:
    """All join-lines rules."""

    def __init__(self, rules: Sequence[JoinLines]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the breaks to join and the link texts to remove."""
        tags = tags_of(view.facts.get("tags", ""))
        joined: set[str] = set()
        tears = 0
        for rule in self._rules:
            for lines in self._torn(view, rule) if rule.mend == "rejoin" else ():
                texts = [view.contents[number].strip().lower() for number in lines]
                joined |= {text for text in texts[1:] if is_link(text, rule)}
                tears += any(is_link(text, rule) for text in texts)
                for above, below in pairwise(lines):
                    yield joint(view, above, below, rule.name)
        for rule in self._rules:
            if rule.mend == "drop":
                drops = {drop.last: drop for drop in stray_links(view, rule, tears)}
                drops |= {drop.last: drop for drop in orphans(view, rule, tags, joined)}
                yield from cut_lines(view, [drops[number] for number in sorted(drops)])
            elif rule.mend == "cut":
                for patch in inline_links(view, tags | joined, rule.name):
                    if rule.allows(view, patch.start, patch.end):
                        yield patch

    @staticmethod
    def _torn(view: View, rule: JoinLines) -> Iterator[Sequence[int]]:
        """Yield the lines of each torn sentence that the rule may join."""
        free = 0
        sentences = [*TornSentences(view, rule).sentences()]
        tears = sum(is_link(view.contents[n], rule) for lines in sentences for n in lines)
        led = led_links(view, rule, tears)
        for lines in sorted([*sentences, *led, *listed_links(view, rule)]):
            if lines[0] >= free and all(
                rule.allows(view, view.starts[n], view.ends[n]) for n in lines
            ):
                yield lines
                free = lines[-1]


def joint(view: View, above: int, below: int, rule: str) -> Patch:
    """Return the patch that joins two lines."""
    first, second = view.contents[above].rstrip(), view.contents[below]
    start = view.starts[above] + len(first)
    end = view.starts[below] + len(second) - len(second.lstrip())
    second = second.strip()
    between = "" if second[:1] in {",", ".", ";", ")"} else " "
    around = f"… {' '.join(first.split()[-2:])}{between}{' '.join(second.split()[:2])} …"
    return Patch(start, end, between, rule, because=around)
