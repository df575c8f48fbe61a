"""Whether fuzzy phrases find wordings that are not listed, and leave what articles say."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rapidfuzz import fuzz

from garmentclean.filters.drop_similar import SENTENCE, DropSimilar, Found, Scanner
from garmentclean.filters.evidence import ALIKE, Evidence, stem
from garmentclean.packs import load_packs
from garmentclean.pipeline import Pipeline
from garmentclean.rule import compile_pattern

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


def found(rule: DropSimilar) -> int:
    """Count the phrases of a rule that the others of its kind find, each left out in turn."""
    rest = [other for other in RULES if other.id != rule.id]
    return sum(
        Scanner(
            [*rest, replace(rule, phrases=tuple(one for one in rule.phrases if one != phrase))]
        ).judge(phrase)
        is not None
        for phrase in rule.phrases[::5]
    )


def test_most_phrases_are_found_by_the_others() -> None:
    asked = sum(len(rule.phrases[::5]) for rule in RULES)
    assert sum(map(found, RULES)) / asked >= FLOOR


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
    """What the documentation says, with each phrase in turn."""

    def __init__(self, rules: Sequence[DropSimilar]) -> None:
        self.phrases = []
        self.kinds = []
        for rule in rules:
            texts = [(told, normal(told)) for told in rule.phrases]
            self.phrases += [(rule, told, text, telling(text)) for told, text in texts]
            stems = [(told, frozenset(map(stem, text.split()))) for told, text in texts]
            address = compile_pattern(rule.address, ignore_case=True)
            if rule.evidence:
                evidence = Evidence.of_phrases([words for _, words in stems])
                self.kinds.append((rule, evidence, address, stems))

    def judge(self, line: str) -> Found | None:
        text = normal(line)
        found = self.near(text)
        if found is not None:
            return found
        near = 0
        for sentence in SENTENCE.findall(line):
            part = normal(sentence)
            one = self.near(part) or self.speaks(sentence, part)
            if one is not None:
                near += len(part)
                found = found or one
        return found if found is not None and near >= found.rule.share * len(text) else None

    def near(self, text: str) -> Found | None:
        best, found = 0.0, None
        words = telling(text)
        for rule, told, phrase, known in self.phrases:
            if len(words & known) >= len(known) / 2:
                score = fuzz.ratio(text, phrase, score_cutoff=rule.at_least)
                if score > best:
                    best, found = score, Found(rule, f'near "{told}" ({score:.0f})')
        return found

    def speaks(self, sentence: str, text: str) -> Found | None:
        if SPOKEN.search(sentence):
            return None
        words = frozenset(map(stem, text.split()))
        best, found = 0.0, None
        for rule, evidence, address, stems in self.kinds:
            score = evidence.of(words)
            if score >= rule.evidence and score > best and address.search(sentence):
                alike, told = max((evidence.shared(words, known), told) for told, known in stems)
                if alike >= ALIKE:
                    best, found = score, Found(rule, f'speaks like "{told}" ({score:.1f})')
        return found


def normal(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def telling(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split() if len(word) >= 4)


def strange_lines(rules: Sequence[DropSimilar], count: int, seed: int) -> Iterator[str]:
    """Yield lines that are nearly phrases, or heaps of their words, with words of prose."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    told = [phrase for rule in rules for phrase in rule.phrases]
    words = [word for phrase in told for word in phrase.split()]
    prose = [word for sentence in PROSE for word in sentence.split()] + STRANGE
    for _ in range(count):
        line = []
        for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
            kind = chance.random()
            if kind < 0.6:
                said = chance.choice(told).split()
                for _ in range(chance.randrange(8)):
                    place = chance.randrange(len(said) + 1)
                    said[place : place + chance.randrange(3)] = chance.choices(
                        (prose, words)[chance.random() < 0.5], k=chance.randrange(3)
                    )
            else:
                said = chance.choices(words, k=chance.randrange(12))
                said += chance.choices(prose, k=chance.randrange(8))
                chance.shuffle(said)
            line.append(" ".join(said) + chance.choice(ENDS))
        text = chance.choice((" ", " ", " ", "")).join(line)
        yield chance.choice((str, str, str.upper, str.title))(text)


def agree(rules: Sequence[DropSimilar], count: int, seed: int) -> int:
    """Check that both judge lines the same, and return how many they find."""
    quick, slow = Scanner(rules), Slow(rules)
    hits = 0
    for line in strange_lines(rules, count, seed):
        found, right = quick.judge(line), slow.judge(line)
        assert found == right, line
        hits += found is not None
    return hits


@pytest.mark.parametrize("seed", range(10))
def test_the_index_finds_what_comparing_with_each_phrase_finds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    few = [replace(rule, phrases=tuple(chance.sample(rule.phrases, 4))) for rule in RULES]
    assert agree(few, 10_000, seed) > 1000


def test_the_index_of_all_phrases_finds_what_comparing_with_each_finds() -> None:
    assert agree(RULES, 1000, 7) > 100


@pytest.mark.parametrize("at_least", [50, 63, 90, 100])
def test_phrases_of_any_length_are_found_at_any_nearness(at_least: int) -> None:
    told = ("abcd", "share shared sharing shares", "one seed " * 30, "İstanbul café please")
    first = replace(RULES[0], phrases=told, at_least=at_least, evidence=0, share=1)
    second = replace(RULES[1], phrases=("abce", *told), at_least=at_least, evidence=1, address="a")
    assert agree([first, second], 3000, at_least) > 100
