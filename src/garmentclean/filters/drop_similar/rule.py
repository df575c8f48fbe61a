"""drop-similar: remove lines that are close to a known phrase, or use the words of phrases."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from garmentclean.errors import RuleError
from garmentclean.filters.base.cutting import Drop, cut_lines
from garmentclean.filters.base.rule import Rule, WrittenPattern, written
from garmentclean.filters.base.screens import LineScreen
from garmentclean.filters.drop_similar.addresses import Addresses
from garmentclean.filters.drop_similar.evidence import FEWEST, Evidence, Likeness, stems
from garmentclean.filters.drop_similar.phrases import Phrase, Phrases, key_words, words_of
from garmentclean.filters.drop_similar.surroundings import CLOSING, OPENING, of_article
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import check_length, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch

SENTENCE = re.compile(
    r"[^.!?;。！？；]+(?:[.!?;。！？；]+(?=\s|[\"'”’)]|$)|[.!?;]|[。！？；]|$)\S{0,2}"
)
ADDRESSED, SURE = 2.0, 5.5
"""The evidence, over the root of the number of its words, that a sentence next to a notice needs to
belong to it: if it addresses readers like a site, and if it does not."""
IN_PHRASE = 0.6
"""A sentence that shares more of its words with the phrase that its line is close to is a part of
that phrase."""
THIRD = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
"""A site writes about itself and to its readers, an author about other people."""


@dataclass(frozen=True, kw_only=True)
class DropSimilar(Rule):
    """Remove each line that says nearly the same as one of the known phrases.

    A line is judged as a whole and sentence by sentence, without case and punctuation; it is
    removed if the sentences that are close to a phrase make up enough of it. This covers notices
    that combine known sentences in a new way, or name a site in one of them.

    With `evidence`, a sentence also counts if it is not close to a single phrase but made of words
    that the phrases use much more often than English prose does. Words that no phrase has count
    against it. It must have two fifths of the evidence of one of the phrases. A sentence in
    quotation marks, or about "him" or "her", is not judged by its words.

    A line of several sentences is removed only if each of them counts, is a part of the phrase, or
    at least uses the words of notices ("Thank you."): with a sentence of the author in it, it
    stays.

    The context of a line must agree. These lines stay: one that is quoted, or introduced by a
    sentence with a colon; one between items of a list that are not notices; one between two
    sentences, unless there are several notices, or one that does not end like a sentence; and, if
    only its words are evidence, one with a name that the prose of the document has, too.

    Keys:
        phrases: the phrases of sites, one sentence each, without the names of sites.
        at-least: how close a sentence must be, from 50 to 100 (rapidfuzz's `ratio`: shared
            characters).
        evidence: how much evidence the words of a sentence must give, 1 or more: the sum of their
            bits of evidence less nine, over the root of their number. With 0, words are not
            evidence.
        address: a pattern that a sentence must match for its words to be evidence: how a site
            writes about itself and to its readers.
        share: the share of the line's letters that these sentences must make up, from 0 to 1.
    """

    kind: ClassVar[str] = "drop-similar"

    phrases: tuple[str, ...]
    at_least: float = 80
    evidence: float = 0
    address: str = ""
    share: float = 0.6

    def __post_init__(self) -> None:
        """Reject phrases without a key word, and numbers out of range."""
        super().__post_init__()
        if not 50 <= self.at_least <= 100:  # noqa: PLR2004 - below, anything is close
            raise RuleError("at-least", f"is from 50 to 100, not {self.at_least}")
        if self.evidence != 0 and self.evidence < 1:
            raise RuleError("evidence", f"is 0 or from 1 up, not {self.evidence}")
        compile_pattern(self.address, key="address", ignore_case=True)
        if not 0 < self.share <= 1:
            raise RuleError("share", f"is above 0 and up to 1, not {self.share}")
        for phrase in self.phrases:
            check_length(phrase, "phrases")
            if not key_words(words_of(phrase)):
                raise RuleError("phrases", f"{phrase!r} has no word of four letters to find it by")

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule."""
        yield from super().written_patterns()
        yield from written("address", [self.address], ignore_case=True)

    @staticmethod
    def scanner(rules: Sequence[DropSimilar]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Kind(NamedTuple):
    """A rule with the evidence that its phrases give."""

    rule: DropSimilar
    evidence: Evidence
    likeness: Likeness
    address: Any  # re2 has no types

    @classmethod
    def of(cls, rule: DropSimilar, phrases: Iterable[Phrase[DropSimilar]]) -> Kind:
        """Weigh the words of a rule's phrases."""
        known = [(one.written, one.stems) for one in phrases]
        evidence = Evidence.of_phrases([words for _, words in known])
        address = compile_pattern(rule.address, ignore_case=True)
        return cls(rule, evidence, Likeness(known, evidence.bits), address)


class Verdict(NamedTuple):
    """The rule that a line matches, and why.

    Attributes:
        rule: the rule.
        because: the phrase that the line or its first matching sentence resembles.
        score: the evidence of its words; infinity if it is close to a phrase.
        whole: whether no sentence of the line says anything else.
    """

    rule: DropSimilar
    because: str
    score: float = math.inf
    whole: bool = True


class Scanner:
    """All drop-similar rules; their phrases are indexed when the first line is judged."""

    def __init__(self, rules: Sequence[DropSimilar]) -> None:
        self._rules = rules
        self._share = min((rule.share for rule in rules), default=1.0)
        self._least = min((rule.evidence for rule in rules if rule.evidence), default=math.inf)
        self._screen = LineScreen.each(self.judge)
        self._addressed = remembered(self._may_be_addressed)

    @cached_property
    def _of_rules(self) -> list[list[Phrase[DropSimilar]]]:
        return [
            [Phrase.of(rule, one, rule.at_least) for one in rule.phrases] for rule in self._rules
        ]

    @cached_property
    def _phrases(self) -> Phrases[DropSimilar]:
        return Phrases([*chain.from_iterable(self._of_rules)])

    @cached_property
    def _kinds(self) -> list[Kind]:
        every = zip(self._rules, self._of_rules, strict=True)
        return [Kind.of(rule, phrases) for rule, phrases in every if rule.evidence]

    @cached_property
    def _most(self) -> Evidence:
        return Evidence.bound(kind.evidence for kind in self._kinds)

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses([rule.address for rule in self._rules if rule.evidence])

    def _may_be_addressed(self, line: str) -> list[int]:
        return self._addresses.may_be_in(line)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that match."""
        return cut_lines(view, self._drops(view))

    def _drops(self, view: View) -> Iterator[Drop]:
        found = {
            number: one
            for number, one in self._screen.of(view)
            if one.rule.allows(view, view.starts[number], view.ends[number])
        }
        if not found:
            return
        kept = of_article(view, found, self._most.bits)
        for number, one in found.items():
            if number not in kept:
                yield Drop(number, number, one.rule.name, because=one.because)

    def judge(self, line: str) -> Verdict | None:
        """Return the rule that a line matches by its text; None if there is none.

        Long sentences are judged first: most are far from all phrases, and make up so much of the
        line that the others cannot be enough.
        """
        sentences = SENTENCE.findall(line)
        most = (1 - self._share) * len(line.lower()) + 1  # in small letters, "İ" is two characters
        found, near, far = {}, 0, 0
        for sentence in sorted(sentences, key=len, reverse=True):
            words = words_of(sentence)
            text = " ".join(words)
            one = self._of_sentence(sentence, words, text, line)
            if one is None:
                far += len(text)
                if far > most:
                    break
            else:
                found[sentence] = one
                near += len(text)
        if not found and (len(sentences) == 1 or far > self._phrases.longest):
            return None
        words = words_of(line)
        text = " ".join(words)
        rest = [sentence for sentence in sentences if sentence not in found]
        if len(sentences) > 1:
            whole = self._phrases.nearest(words, text)
            if whole is not None:
                known = whole[0].stems
                fit = all(self._fits(one, known) or self._judge_sentence(one, line) for one in rest)
                return near_to(whole) if fit else None
        first = next((found[sentence] for sentence in sentences if sentence in found), None)
        if first is None or near < first.rule.share * len(text):
            return None
        if not all(map(self._fits, rest)):
            return None
        return first._replace(whole=all(is_short(sentence) for sentence in rest))

    def _judge_sentence(self, sentence: str, line: str) -> Verdict | None:
        words = words_of(sentence)
        return self._of_sentence(sentence, words, " ".join(words), line)

    def _of_sentence(
        self, sentence: str, words: Sequence[str], text: str, line: str
    ) -> Verdict | None:
        """Return the rule that a sentence matches by itself: by a phrase, or by its words.

        Args:
            sentence: the sentence.
            words: its words.
            text: the words, separated by single spaces.
            line: the line that it is on.
        """
        if near := self._phrases.nearest(words, text):
            return near_to(near)
        if len(words) < FEWEST or self._most.is_below(self._least, stems(words)):
            return None
        kinds = [self._kinds[number] for number in self._addressed(line)]
        return self._by_words(kinds, words, sentence) if kinds else None

    def _fits(self, sentence: str, phrase: frozenset[str] = frozenset()) -> bool:
        """Return whether a sentence next to those of a notice says nothing else.

        The number of a list item says nothing.

        Args:
            sentence: the sentence.
            phrase: the stems of the phrase that the whole line is close to.
        """
        words = words_of(sentence)
        known = stems(words)
        number = not any(len(word) > 1 and word.isalpha() for word in words)
        if number or not self._kinds or len(known & phrase) > IN_PHRASE * len(known):
            return True
        if not THIRD.isdisjoint(words):
            return False
        if len(known) == 1 and "." not in sentence:
            return True
        least = ADDRESSED if any(kind.address.search(sentence) for kind in self._kinds) else SURE
        return any(kind.evidence.weight(known) >= least for kind in self._kinds)

    def _by_words(
        self, kinds: Sequence[Kind], words: Sequence[str], sentence: str
    ) -> Verdict | None:
        known = stems(words)
        if is_spoken(sentence):
            return None
        if not THIRD.isdisjoint(words):
            return None
        best, found = 0.0, None
        for kind in kinds:
            score = kind.evidence.of(known)
            if score < kind.rule.evidence or score <= best or not kind.address.search(sentence):
                continue
            phrase = kind.likeness.closest(known)
            if phrase is not None:
                best = score
                found = Verdict(kind.rule, f'speaks like "{phrase}" ({score:.1f})', score)
        return found


def near_to(best: tuple[Phrase[DropSimilar], float]) -> Verdict:
    """Return the verdict on a text that is close to a phrase."""
    phrase, score = best
    return Verdict(phrase.rule, f'near "{phrase.written}" ({score:.0f})')


def is_short(sentence: str) -> bool:
    """Return whether a sentence has too few words to be judged by them."""
    return len(stems(words_of(sentence))) < FEWEST


def is_spoken(sentence: str) -> bool:
    """Return whether a sentence opens or closes a quotation: somebody in the article said it.

    >>> is_spoken("\u201cWe delete it at once"), is_spoken("the \u201cwe\u201d of a site")
    (True, False)
    """
    head: Iterator[str] = takewhile(is_mark, sentence)
    tail: Iterator[str] = takewhile(is_mark, reversed(sentence))
    return not (OPENING.isdisjoint(head) and CLOSING.isdisjoint(tail))


def is_mark(char: str) -> bool:
    """Return whether a character is not part of a word."""
    return not (char.isalnum() or char == "_")
