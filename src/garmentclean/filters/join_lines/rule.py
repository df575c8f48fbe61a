"""join-lines: join sentences that a link text tore apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.filters.base.cutting import cut_lines
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.join_lines.orphans import orphans
from garmentclean.filters.join_lines.torn_sentences import TornSentences
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
    breaks. With `mend: drop`, a link text is removed where both neighbours are whole sentences and
    it is one of the page's own tags (found by the rule for the dateline), or is below one of
    `leftovers`, which is removed as well. In all other cases it may be a heading, and stays.

    Keys:
        mend: `rejoin` or `drop`.
        max-words: the most words of a link text.
        leftovers: for `drop`: words that are left alone above a link text, such as prepositions.
        dangling: for `rejoin`: words that never end a line, such as articles and prepositions.
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
        """Propose the breaks to join and the link texts to remove."""
        for rule in self._rules:
            if rule.mend == "drop":
                yield from cut_lines(view, orphans(view, rule))
                continue
            for sentence in TornSentences(view, rule).sentences():
                if all(rule.allows(view, view.starts[n], view.ends[n]) for n in sentence):
                    for above, below in pairwise(sentence):
                        yield joint(view, above, below, rule.name)


def joint(view: View, above: int, below: int, rule: str) -> Patch:
    """Return the patch that joins two lines."""
    first, second = view.contents[above].rstrip(), view.contents[below]
    start = view.starts[above] + len(first)
    end = view.starts[below] + len(second) - len(second.lstrip())
    second = second.strip()
    between = "" if second[:1] in {",", ".", ";", ")"} else " "
    around = f"… {' '.join(first.split()[-2:])}{between}{' '.join(second.split()[:2])} …"
    return Patch(start, end, between, rule, because=around)
