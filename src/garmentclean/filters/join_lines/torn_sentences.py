"""Sentences that a link text, or the break that it left, tore apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.filters.join_lines.rule import JoinLines


WHOLE = lazily(r"[.!?。！？…:：;][\"'”’»)\]]*\s*$")
OPEN = lazily(r"[\w,，)”\"’'%]\s*$")
GOES_ON = lazily(r"^(?:[a-z]{2,}(?:['’-][a-z]+)*[,;.:]?|a)(?: |$)|^[,;.)]\s?")
"""A word in small letters, not an address or a file name, or a punctuation mark."""
SMALL_OR_MARK = frozenset("abcdefghijklmnopqrstuvwxyz,;.)")
"""A line that continues a sentence begins with one of these."""
COMMA = lazily(r"^[,;] ?[a-z]")
BEGINS = lazily(r"^[\"'“‘(]?[A-Z0-9]")
LINK_TEXT = lazily(r"^[^\W\d_][^.!?。！？:：;|•]*$")
VERB = lazily(
    r"^(?:is|are|was|were|has|have|had|will|can|could|should|would|may|might|must|does|do|did)"
    r" [a-z]"
)
LONG = 60
"""A torn line was a paragraph, so it is longer than verse or an entry in a list."""
WIDTH = 100
UNWRAPPED_SHARE = 0.2
"""Wrapped text has hardly any wider lines; where each paragraph is a line, it has many."""
LONG_REST = 30
NEXT_SENTENCE = lazily(r"[a-z0-9)][.!?][\"'”’)]* +[A-Z]")
PIECE = 15
"""A shorter piece between two breaks may be an entry in a list."""
SMALL = lazily(r"\b[a-z]+")
SMALL_WORDS = 5
"""Running prose has this many words in small letters; a headline in title case does not."""
BREAKS = 3
"""With more breaks in one sentence, and no link text in it, its paragraph is wrapped."""
LINES = 200
"""The most lines of a sentence, so that lines are not examined again and again."""
CARELESS = 3
"""If more paragraphs begin with a small letter, small letters are no evidence."""


def is_link(text: str, rule: JoinLines) -> bool:
    """Return whether a line is short enough to be a link text and does not end a sentence."""
    text = text.strip()
    return text.count(" ") < rule.max_words and LINK_TEXT.match(text) is not None


@remembered
def is_prose(text: str) -> bool:
    """Return whether a line is long, and most of it in small letters."""
    return len(text) >= LONG and len(SMALL.findall(text)) >= SMALL_WORDS


def is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether the lines of a document were cut at a width, or are verse.

    Args:
        lines: those that are long enough for prose.
    """
    return sum(len(text) > WIDTH for text in lines) < UNWRAPPED_SHARE * len(lines)


class TornSentences:
    """The sentences of a document that were torn.

    Args:
        view: the document.
        rule: the rule that fixes them.
    """

    def __init__(self, view: View, rule: JoinLines) -> None:
        self._view = view
        self._rule = rule
        self._texts = [view.contents[number] for number in view.written]
        self._dangling = set(rule.dangling)

    @cached_property
    def _long(self) -> list[str]:
        return [text for text in self._texts if len(text) >= LONG]

    @cached_property
    def _wrapped(self) -> bool:
        return is_wrapped(self._long)

    @cached_property
    def _careless(self) -> bool:
        return sum(text[0].islower() for text in self._long) > CARELESS

    def sentences(self) -> Iterator[list[int]]:
        """Yield the line numbers of each sentence, in order."""
        free = 0
        for place in self._places():
            found = place >= free and (self._sentence(place) or self._begun(place))
            if found:
                yield [self._view.written[one] for one in found]
                free = found[-1]

    def _places(self) -> Iterator[int]:
        """Yield the positions where a sentence may begin, one or two lines above its rest."""
        free = 0
        for place, text in enumerate(self._texts):
            if text[0] in SMALL_OR_MARK and self._goes_on(place):
                yield from range(max(free, place - 2), place)
                free = place

    def _sentence(self, place: int) -> list[int]:
        """Return the positions of a torn sentence that begins at one; empty if not certain."""
        texts, found, breaks = self._texts, [place], 0
        if not BEGINS.match(texts[place]) or not self._is_open(place):
            return []
        while len(found) < LINES:
            below = found[-1] + 1
            link = self._goes_on(below + 1) and is_link(texts[below], self._rule)
            breaks += not link
            if breaks > BREAKS or not self._may_join(found, link=link):
                return []
            found += [below, below + 1] if link else [below]
            last = found[-1]
            if WHOLE.search(texts[last]):
                return found
            if not (self._is_open(last) and (self._dangles(last) or len(texts[last]) >= PIECE)):
                return []
        return []

    def _may_join(self, above: Sequence[int], *, link: bool) -> bool:
        """Return whether a sentence certainly continues below (or below a link)."""
        here, rest = above[-1], above[-1] + 1 + link
        if not self._goes_on(rest) or (self._wrapped and not (link and self._is_alone(here + 1))):
            return False
        before, after = self._texts[here], self._texts[rest]
        long = sum(len(self._texts[place]) for place in above[:LONG]) >= LONG
        if self._dangles(here) and (long or self._runs_on(rest)):
            return link or len(after) >= PIECE
        if not (here > 0 or link) or not is_prose(before):  # the first line may be the title
            return False
        sure = link or before.rstrip().endswith(",") or self._runs_on(rest)
        return sure and len(after) >= LONG_REST and self._ends(rest)

    def _ends(self, place: int) -> bool:
        """Return whether a sentence ends on a line; behind its end another one may be torn."""
        text = self._texts[place]
        if WHOLE.search(text):
            return True
        return (
            self._is_open(place) and self._dangles(place) and NEXT_SENTENCE.search(text) is not None
        )

    def _begun(self, place: int) -> list[int]:
        """Return the positions of a link text that begins a sentence, and of the rest."""
        text, rest = self._texts[place].strip(), self._texts[place + 1]
        whole = place > 0 and WHOLE.search(self._texts[place - 1])
        if not (whole and is_link(text, self._rule) and self._goes_on(place + 1)):
            return []
        if self._wrapped or len(rest) < LONG_REST or not WHOLE.search(rest):
            return []
        known = COMMA.match(rest) or (
            self._runs_on(place + 1) and (self._is_subject(place) or self._is_used_elsewhere(text))
        )
        return [place, place + 1] if known else []

    def _is_subject(self, place: int) -> bool:
        """Return whether a link text below prose is what the verb in the line below needs."""
        return is_prose(self._texts[place - 1]) and VERB.match(self._texts[place + 1]) is not None

    def _goes_on(self, place: int) -> bool:
        return place < len(self._texts) and GOES_ON.match(self._texts[place]) is not None

    def _runs_on(self, place: int) -> bool:
        """Return whether a line begins with a common word in small letters, as after a break.

        A paragraph below a heading may begin with a name in small letters.
        """
        words = stop_words().get(self._view.language or "en", frozenset())
        first = self._texts[place].split(None, 1)[0].strip(",;.")
        return not self._careless and (not first or first in words | self._dangling)

    def _is_open(self, place: int) -> bool:
        text = self._texts[place]
        return OPEN.search(text) is not None and WHOLE.search(text) is None

    def _dangles(self, place: int) -> bool:
        return self._texts[place].rsplit(None, 1)[-1] in self._dangling

    def _is_alone(self, place: int) -> bool:
        """Return whether there are blank lines around a line."""
        number, contents = self._view.written[place], self._view.contents
        return not (contents[number - 1].strip() or contents[number + 1].strip())

    def _is_used_elsewhere(self, words: str) -> bool:
        """Return whether other sentences of the document use the words of a link text."""
        return words.lower() in self._used_elsewhere

    @cached_property
    def _used_elsewhere(self) -> frozenset[str]:
        """The link texts above a continued line that other sentences use, in small letters."""
        texts = (self._texts[place].strip() for place in self._places())
        links = sorted({text.lower() for text in texts if is_link(text, self._rule)})
        automaton = AhoCorasick(links)
        return frozenset(
            links[number]
            for text in self._long
            for number, *_ in automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        )
