"""Whether fuzzy phrases find wordings that are not listed, and leave what articles say."""

from __future__ import annotations

import math
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rapidfuzz import fuzz

from garmentclean.filters.drop_similar.addresses import Addresses
from garmentclean.filters.drop_similar.evidence import ALIKE, Evidence, stem
from garmentclean.filters.drop_similar.rule import (
    ADDRESSED,
    IN_PHRASE,
    SENTENCE,
    SURE,
    THIRD,
    DropSimilar,
    Scanner,
    Verdict,
    is_short,
    is_spoken,
)
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RULES = [rule for pack in load_packs() for rule in pack.rules if isinstance(rule, DropSimilar)]
FLOOR = 0.6
PROSE = (
    "The fair closes on Sunday, and the halls will be empty again, said the man who lets them.",
    "A website that reprints an article without permission infringes its author's copyright.",
    "Copyright law gives the author of an original work the right to reproduce and distribute it.",
    "The court told the publisher to delete the pictures and to name their source in print.",
    "A privacy policy tells visitors what data a website collects and how it uses cookies.",
    "Most newsletters let their subscribers unsubscribe at any time with one click.",
    "Users scan the code with their phones and follow the official account of the brand.",
    "Affiliate links bring the magazine a commission of four percent on each coat.",
    "Shops answer comments within a day, and customers share their photos on social media.",
    "\u201cPlease contact us if you find infringement, and we delete it,\u201d the editor said.",
)

WORD = re.compile(r"[^\W_]+")
SPOKEN = re.compile(r"^\W*[\"“„«‘']|[\"”“»’']\W*$")
STRANGE = [
    "İ",
    "Sİ",
    "\u212a",
    "ΟΔΟΣ",
    "café",
    "网站",
    "_",
    "3.5",
    "U.S.",
    "a.bcde",
    "x…",
    "’",
    "“We",
]
STRANGE += ["www.site.com/share", "—", "\ufffd", "²", "ﬁ", "...so", '!!"yes', "；"]
ENDS = [*".!?; ", "", "”", ".”", ". ", "...", '."', "。", "?!", ' "', ".Please", ".a", " …"]


def count_found_by_others(rule: DropSimilar) -> int:
    """Count the phrases of a rule that are found by the other phrases, each left out in turn."""
    rest = [other for other in RULES if other.id != rule.id]
    return sum(
        Scanner(
            [*rest, replace(rule, phrases=tuple(one for one in rule.phrases if one != phrase))]
        ).judge(phrase)
        is not None
        for phrase in rule.phrases[::5]
    )


@pytest.mark.exhaustive
def test_most_phrases_are_found_by_the_others() -> None:
    total = sum(len(rule.phrases[::5]) for rule in RULES)
    assert sum(map(count_found_by_others, RULES)) / total >= FLOOR


@pytest.mark.parametrize("sentence", PROSE)
def test_what_an_article_says_of_such_things_stays(sentence: str) -> None:
    assert Scanner(RULES).judge(sentence) is None


def test_an_edit_names_the_phrase_that_a_line_is_near_to_or_speaks_like() -> None:
    scanner = Scanner(RULES)
    near = scanner.judge("Sign up to have the latest textile news delivered to your inbox!")
    assert near is not None
    assert near.because.startswith('near "Sign up to have')
    like = scanner.judge("If a picture here infringes your rights, contact us and we delete it.")
    assert like is not None
    assert like.because.startswith('speaks like "')
    assert like.rule.id == "copyright"


def test_a_document_is_clean_at_once() -> None:
    text = "\n".join(
        (*PROSE, "If this post infringes your rights, please contact us to delete it.")
    )
    once = Pipeline.from_packs().clean(text).text
    assert once.rstrip("\n") == "\n".join(PROSE)
    assert Pipeline.from_packs().clean(once).text == once


class Slow:
    """The documented algorithm, one phrase at a time."""

    def __init__(self, rules: Sequence[DropSimilar]) -> None:
        self.phrases = []
        self.kinds = []
        for rule in rules:
            texts = [(phrase, normal(phrase)) for phrase in rule.phrases]
            self.phrases += [(rule, phrase, text, telling(text)) for phrase, text in texts]
            stems = [(phrase, frozenset(map(stem, text.split()))) for phrase, text in texts]
            address = compile_pattern(rule.address, ignore_case=True)
            if rule.evidence:
                evidence = Evidence.of_phrases([words for _, words in stems])
                self.kinds.append((rule, evidence, address, stems))

    def judge(self, line: str) -> Verdict | None:
        text = normal(line)
        near, first, rest = 0, None, []
        sentences = SENTENCE.findall(line)
        for sentence in sentences:
            part = normal(sentence)
            one = self.near(part) or self.speaks(sentence, part)
            if one is not None:
                near += len(part)
                first = first or one
            else:
                rest.append(sentence)
        whole = self.near(text)
        if whole is not None:
            return whole if all(self.fits(one, whole) for one in rest) else None
        if first is None or near < first.rule.share * len(text):
            return None
        if not all(map(self.fits, rest)):
            return None
        return first._replace(whole=all(is_short(sentence) for sentence in rest))

    def fits(self, sentence: str, whole: Verdict | None = None) -> bool:
        tokens = normal(sentence).split()
        words = frozenset(map(stem, tokens))
        phrase = whole.because.split('"')[1] if whole else ""
        known = frozenset(map(stem, normal(phrase).split()))
        number = not any(len(word) > 1 and word.isalpha() for word in tokens)
        if number or not self.kinds or len(words & known) > IN_PHRASE * len(words):
            return True
        if not THIRD.isdisjoint(tokens):
            return False
        if len(words) == 1 and "." not in sentence:
            return True
        addressed = any(address.search(sentence) for _, _, address, _ in self.kinds)
        most = max(evidence.weight(words) for _, evidence, _, _ in self.kinds)
        return most >= (ADDRESSED if addressed else SURE)

    def near(self, text: str) -> Verdict | None:
        best, hit = 0.0, None
        words = telling(text)
        for rule, phrase, plain, known in self.phrases:
            if len(words & known) >= len(known) / 2:
                score = fuzz.ratio(text, plain, score_cutoff=rule.at_least)
                if score > best:
                    best, hit = score, Verdict(rule, f'near "{phrase}" ({score:.0f})')
        return hit

    def speaks(self, sentence: str, text: str) -> Verdict | None:
        if SPOKEN.search(sentence) or not THIRD.isdisjoint(text.split()):
            return None
        words = frozenset(map(stem, text.split()))
        best, hit = 0.0, None
        for rule, evidence, address, stems in self.kinds:
            score = evidence.of(words)
            if score >= rule.evidence and score > best and address.search(sentence):
                alike, phrase = max(
                    (shared(evidence, words, known), phrase) for phrase, known in stems
                )
                if alike >= ALIKE:
                    best = score
                    hit = Verdict(rule, f'speaks like "{phrase}" ({score:.1f})', score)
        return hit


def shared(evidence: Evidence, words: frozenset[str], phrase: frozenset[str]) -> float:
    """Return which share of a phrase's evidence a sentence has as well."""
    bits = {word: max(0.0, evidence.bits[word]) for word in phrase}
    return math.fsum(bits[word] for word in phrase & words) / (math.fsum(bits.values()) or 1)


def normal(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def telling(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split() if len(word) >= 4)


def strange_lines(rules: Sequence[DropSimilar], count: int, seed: int) -> Iterator[str]:
    """Yield lines that are nearly phrases, or heaps of their words, with words of prose."""
    chance = random.Random(seed)
    phrases = [phrase for rule in rules for phrase in rule.phrases]
    words = [word for phrase in phrases for word in phrase.split()]
    prose = [word for sentence in PROSE for word in sentence.split()] + STRANGE
    for _ in range(count):
        line = []
        for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
            kind = chance.random()
            if kind < 0.6:
                tokens = chance.choice(phrases).split()
                for _ in range(chance.randrange(8)):
                    place = chance.randrange(len(tokens) + 1)
                    tokens[place : place + chance.randrange(3)] = chance.choices(
                        (prose, words)[chance.random() < 0.5], k=chance.randrange(3)
                    )
            else:
                tokens = chance.choices(words, k=chance.randrange(12))
                tokens += chance.choices(prose, k=chance.randrange(8))
                chance.shuffle(tokens)
            line.append(" ".join(tokens) + chance.choice(ENDS))
        text = chance.choice((" ", " ", " ", "")).join(line)
        yield chance.choice((str, str, str.upper, str.title))(text)


def agree(rules: Sequence[DropSimilar], count: int, seed: int) -> int:
    """Check that both judge lines the same, and return how many they find."""
    quick, slow = Scanner(rules), Slow(rules)
    hits = 0
    for line in strange_lines(rules, count, seed):
        judged, right = quick.judge(line), slow.judge(line)
        assert judged == right, line
        hits += judged is not None
    return hits


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(10))
def test_the_index_finds_what_comparing_with_each_phrase_finds(seed: int) -> None:
    chance = random.Random(seed)
    rules = chance.sample(RULES, 3)
    few = [replace(rule, phrases=tuple(chance.sample(rule.phrases, 4))) for rule in rules]
    assert agree(few, 10_000, seed) > 1000


@pytest.mark.exhaustive
def test_the_index_of_all_phrases_finds_what_comparing_with_each_finds() -> None:
    assert agree(RULES, 1000, 7) > 100


@pytest.mark.exhaustive
@pytest.mark.parametrize("at_least", [50, 63, 90, 100])
def test_phrases_of_any_length_are_found_at_any_nearness(at_least: int) -> None:
    phrases = ("abcd", "share shared sharing shares", "one seed " * 30, "İstanbul café please")
    first = replace(RULES[0], phrases=phrases, at_least=at_least, evidence=0, share=1)
    second = replace(
        RULES[1], phrases=("abce", *phrases), at_least=at_least, evidence=1, address="a"
    )
    assert agree([first, second], 3000, at_least) > 100


def test_of_phrases_that_are_as_near_the_first_is_named() -> None:
    rule = replace(RULES[0], phrases=("save the old mill", "sale the old mill"), evidence=0)
    result = Scanner([rule]).judge("Same the old mill.")
    assert result is not None
    assert result.because.startswith('near "save the old mill"')


@pytest.mark.exhaustive
def test_tens_of_thousands_of_phrases_are_no_hindrance() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("aeiklmnorst", k=6)) for _ in range(5000)]
    phrases = tuple(" ".join(chance.choices(words, k=8)) for _ in range(20_000))
    scanner = Scanner([replace(RULES[0], phrases=phrases)])
    for one in phrases[::1000]:
        result = scanner.judge(one)
        assert result is not None
        assert result.because == f'near "{one}" (100)'


def test_a_line_is_judged_however_long_it_is() -> None:
    scanner = Scanner(RULES)
    notice = "If there is any infringement, please contact us to delete it. "
    assert scanner.judge(notice * 10_000) is not None
    assert scanner.judge(PROSE[0] * 10_000 + notice) is None
    assert not is_spoken("b" + '"' * 1_000_000 + "b")
    assert scanner.judge("." * 1_000_000) is None


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("pattern", "line", "expected"),
    [
        ("^read", "We have read it.", False),
        ("^read", "Read it.", True),
        ("^read", "It is read.read it", True),
        ("^read", 'So they said.") Read it.', False),
        ("^read", "It costs 3.5 Read it.", False),
        (r"^\W*read", "It costs 3.5 Read it.", True),
        (r"\bread", "See a.bcread", True),
        (r"\bread", "We spread it.", False),
        (r"\bread$", "We do.", True),
        (r"[^$]read", "We do. Others spread it.", True),
        ("", "We do.", True),
    ],
)
def test_a_line_may_match_what_its_sentences_may_match(
    pattern: str, line: str, *, expected: bool
) -> None:
    assert (1 in Addresses(["mill", pattern]).may_be_in(line)) == expected


def test_what_matches_in_a_sentence_is_seen_in_its_line() -> None:
    patterns = [rule.address for rule in RULES]
    patterns += [r"\Bre", "it$", "(?:^|x)the", r"\W", "[.]", r"^\S{3}\b"]
    screen = Addresses(patterns)
    compiled = [compile_pattern(one, ignore_case=True) for one in patterns]
    seen = 0
    for line in strange_lines(RULES, 5000, 3):
        sentences = SENTENCE.findall(line)
        right = {
            number
            for number, pattern in enumerate(compiled)
            if any(pattern.search(sentence) for sentence in sentences)
        }
        assert right <= set(screen.may_be_in(line)), line
        seen += len(right)
    assert seen > 5000
