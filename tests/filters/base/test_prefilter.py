"""What is known of patterns in advance: it never hides a match."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from garmentclean.errors import RuleError
from garmentclean.filters.base import prefilter
from garmentclean.filters.base.patterns import Pattern, PatternIndex
from garmentclean.filters.base.prefilter import dump_hints, load_hints
from garmentclean.filters.base.rule import PatternRule
from garmentclean.filters.base.view import View
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = [
    *("loom", "Loom", "yarn", "a", "S", "k", "ß", "ſ", "织机", "。", " ", "<", "-", "\\.", "#"),
    *(r"\x{6B}", r"\x{17F}", r"\x{7EC7}", r"\Qa.b\E", r"\t", r"\n", r"\/", r"\[", "é", "É"),
    *("[ab]", "[Ss]", "[^a]", "[a-c]", r"[\w-]", r"[]#]", "[[:alpha:]]", r"[.<]", r"[织机]", "[k]"),
    *(".", r"\w", r"\W", r"\d", r"\s", r"\S", r"\pL", r"\p{Lu}", r"\b", "^", "$"),
    *(r"\x6B", r"\x5b", r"\0", r"\60", r"\141", "[[]", "[^[]", "[[:^alpha:]]", "(?i)", "(?-i)"),
    *("(?:loom|yarn)", "(loom|a|)", "(?P<date>mill|织)", "(?i:loom|K)", "(?:(?:a|S)k|yarn )"),
]
COUNTS = [*[""] * 8, "?", "*", "+", "??", "*?", "{2}", "{1,2}", "{0,3}", "{2,}", "{5}"]
WORDS = [
    *("loom", "LOOM", "Yarn", "yarn", "yarn ", "a", "A", "aa", "a.b", "s", "S", "ſ", "Sk", "k"),
    *("K", "\u212a", "ß", "\u1e9e", "SS", "ss", "织机", "织", "。", "<", "-", ".", "#", "]", "["),
    *("/", "_", "mill", "b", "c", "3", "é", "É", "ı", "İ", "ς", "σ", " ", "\t"),
]


def patterns(chance: random.Random, number: int) -> Iterator[tuple[str, bool]]:
    while number:
        pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 5))]
        text = "".join(
            piece + ("" if piece in {"^", "$", r"\b"} else chance.choice(COUNTS))
            for piece in pieces
        )
        if chance.random() < 0.2:
            text += f"|{chance.choice(PIECES)}"
        try:
            compile_pattern(text)
        except RuleError:
            continue
        yield text, chance.random() < 0.4
        number -= 1


@pytest.mark.parametrize("seed", range(10))
def test_an_index_finds_the_same_with_loaded_hints(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    rule = PatternRule(id="a", why="A test.", patterns=("a",))
    made = [Pattern(rule, *one) for one in patterns(chance, 60)]
    across = chance.random() < 0.5

    def index() -> PatternIndex[PatternRule, str]:
        return PatternIndex(made, lambda _, match: str(match.group()), in_text=across)

    slow = index()
    assert slow.hints
    data = json.loads(json.dumps(dump_hints(index().searches)))
    monkeypatch.setattr(prefilter, "_hints", {})
    load_hints(data)
    quick = index()
    assert quick.hints == slow.hints
    for _ in range(60):
        view = View("".join(chance.choices([*WORDS, "\n", "\n"], k=chance.randint(0, 40))))
        if across:
            assert [*quick.in_text(view)] == [*slow.in_text(View(view.raw))]
        else:
            assert [*quick.on_lines(view)] == [*slow.on_lines(View(view.raw))]


def test_an_index_of_the_packs_finds_the_same_in_their_examples() -> None:
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, PatternRule)]
    made = [Pattern(rule, text, rule.ignore_case) for rule in rules for text in rule.patterns]
    slow = PatternIndex(made, lambda _, match: str(match.group()))
    assert slow.hints
    load_hints(dump_hints(slow.searches))
    quick = PatternIndex(made, lambda _, match: str(match.group()))
    for rule in rules:
        for example in rule.examples:
            patches = [*quick.on_lines(View(example.before))]
            assert patches == [*slow.on_lines(View(example.before))]
